// The actor's synapses: what it looks at, its hidden neurons, and the cards it chooses from.

/** @import { Point, Shown, Store } from '../types.js' */

import { names } from '../deck.js';
import { byId, html, onWidth, setText } from '../dom.js';
import { READING_MS, paced } from '../motion.js';
import { network as words } from '../words/machine.js';
import { isolated } from '../words/isolate.js';
import { fitted } from '../words/numbers.js';
import { offerFull } from './full.js';

const TOP = 24;
const PITCH = 16;
const FONT = 11.5;
/** Lines of about the same strength are drawn together. */
const STRENGTHS = 5;

/** @typedef {{ layer: number, from: number, to: number, weight: number, used: boolean }} Synapse */

export function networkView() {
  const place = byId('network');
  const [title, lead] = [html('h3'), html('p', { class: 'fine' })];
  const canvas = html('canvas', { role: 'img' });
  // Over the labels that are cut.
  const spots = html('div', { 'aria-hidden': 'true' });
  const picture = html('div', { class: 'synapses' }, canvas, spots);
  place.append(title, lead, picture);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  let width = 0;
  /** @type {Store} */
  let store;

  /** Names of the inputs and outputs, and which of them the shown output's decisions use. */
  function units() {
    const { deck, guest, output } = store;
    const { slots, contexts } = names(deck);
    const widest = Math.max(...slots.map(({ cards }) => cards.length));
    const cards = Array.from({ length: widest }, (_, card) => words.card(card + 1));
    /** @type {Shown} */
    const shown = guest ?? output;
    const path = shown.kind === 'luck' ? [] : shown.cards;
    const before = path.slice(0, -1);
    /** @param {string} label @param {boolean} used */
    const unit = (label, used) => ({ label, used });
    return {
      groups: [
        slots.map(({ name }) => unit(name, path.length > 0)),
        cards.map((name, card) => unit(name, before.includes(card))),
        contexts.map((name, context) => unit(name, path.length > 0 && context === shown.context)),
      ],
      outputs: cards.map((name, card) => unit(name, path.includes(card))),
    };
  }

  const draw = paced(READING_MS, () => {
    setText(title, words.title);
    setText(lead, words.lead);
    if (width === 0) return;
    const { groups, outputs } = units();
    const inputs = groups.flat();
    const [first, bias, last] = store.weights.actor;
    const hidden = bias.length;
    // `[in][out]`, then `[out][in]`; there is more room than the deck uses.
    const synapses = [
      ...inputs.flatMap(({ used }, i) => Array.from({ length: hidden }, (_, h) =>
        ({ layer: 0, from: i, to: h, weight: first[i * hidden + h], used }))),
      ...outputs.flatMap(({ used }, o) => Array.from({ length: hidden }, (_, h) =>
        ({ layer: 1, from: h, to: o, weight: last[o * hidden + h], used }))),
    ];
    const push = synapses.filter(({ weight }) => weight >= 0).length;
    canvas.setAttribute('aria-label', words.label({
      inputs: inputs.length, hidden, outputs: outputs.length, push, hold: synapses.length - push,
    }));

    // A gap before each group of inputs has its heading.
    const tops = groups.map((_, g) => groups.slice(0, g).flat().length * PITCH + g * 22);
    const ys = groups.flatMap((group, g) => group.map((_, n) => TOP + tops[g] + (n + 0.5) * PITCH));
    const height = Math.max(/** @type {number} */ (ys.at(-1)) + PITCH, TOP + (hidden + 1) * PITCH);
    /** @param {number} count */
    const middle = (count) => (/** @type {number} */ n) => (TOP + height) / 2 + (n - (count - 1) / 2) * PITCH;
    const [left, right] = [Math.min(130, width * 0.27), Math.min(90, width * 0.2)];
    /** @type {((unit: number) => Point)[]} */
    const at = [
      (n) => [left, ys[n]],
      (n) => [(left + width - right) / 2, middle(hidden)(n)],
      (n) => [width - right, middle(outputs.length)(n)],
    ];

    const scale = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      [canvas.width, canvas.height] = [width * scale, height * scale].map(Math.round);
      canvas.style.setProperty('height', `${height}px`);
    }
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    const style = getComputedStyle(canvas);
    /** @param {string} name */
    const colour = (name) => style.getPropertyValue(name).trim();
    paintSynapses(synapses, at, [colour('--hold'), colour('--push')]);

    pen.font = `${FONT}px ${style.fontFamily}`;
    pen.textBaseline = 'middle';
    /** @param {number[]} of @param {boolean} used */
    const dot = ([x, y], used) => {
      pen.beginPath();
      pen.arc(x, y, 4, 0, 2 * Math.PI);
      pen.fillStyle = colour(used ? '--ink' : '--ground');
      pen.strokeStyle = colour('--soft');
      pen.lineWidth = 1;
      pen.fill();
      pen.stroke();
    };
    /** @type {{ label: string, left: number, top: number, room: number }[]} */
    const cut = [];
    /**
     * @param {string} label
     * @param {number} x
     * @param {number} y
     * @param {CanvasTextAlign} align
     * @param {number} room
     * @param {string} [name]
     */
    const text = (label, x, y, align, room, name = '--ink') => {
      const shown = fitted(label, room, FONT);
      if (shown !== label) cut.push({ label, left: align === 'right' ? x - room : x, top: y - PITCH / 2, room });
      pen.fillStyle = colour(name);
      pen.textAlign = align;
      pen.fillText(isolated(shown), x, y);
    };
    inputs.forEach(({ label, used }, n) => {
      dot(at[0](n), used);
      text(label, left - 9, ys[n], 'right', left - 10);
    });
    for (let n = 0; n < hidden; n += 1) dot(at[1](n), inputs.some(({ used }) => used));
    outputs.forEach(({ label, used }, n) => {
      const [x, y] = at[2](n);
      dot([x, y], used);
      text(label, x + 9, y, 'left', right - 10);
    });
    words.headings.slice(0, 3).forEach((heading, g) =>
      text(heading, left - 9, TOP + tops[g] - 8, 'right', left - 10, '--soft'));
    text(words.headings[3], width, at[2](0)[1] - 18, 'right', right + 60, '--soft');
    mark(cut);
  });

  /** @param {{ label: string, left: number, top: number, room: number }[]} cut */
  function mark(cut) {
    spots.replaceChildren(...cut.map(({ label, left, top, room }) => {
      const spot = html('span', { class: 'spot', 'data-full': label });
      for (const [name, length] of Object.entries({ left, top, width: room, height: PITCH })) {
        spot.style.setProperty(name, `${length}px`);
      }
      return spot;
    }));
    offerFull(picture, canvas);
  }

  /**
   * As few strokes as there are kinds of lines.
   * @param {Synapse[]} synapses
   * @param {((unit: number) => Point)[]} at
   * @param {string[]} colours
   */
  function paintSynapses(synapses, at, colours) {
    const strongest = [0, 1].map((layer) => Math.max(1e-9, ...synapses
      .filter((synapse) => synapse.layer === layer).map(({ weight }) => Math.abs(weight))));
    /** @type {Map<string, Path2D>} */
    const kinds = new Map();
    for (const { layer, from, to, weight, used } of synapses) {
      const strength = Math.round((STRENGTHS * Math.abs(weight)) / strongest[layer]);
      if (strength === 0) continue;
      const kind = `${+used}${strength}${+(weight >= 0)}`;
      const path = kinds.get(kind) ?? new Path2D();
      kinds.set(kind, path);
      path.moveTo(...at[layer](from));
      path.lineTo(...at[layer + 1](to));
    }
    // Used ones last, so that they lie on top.
    for (const kind of [...kinds.keys()].sort()) {
      const [used, strength, sign] = [...kind].map(Number);
      pen.globalAlpha = (used ? 0.9 : 0.22) * (0.25 + (0.75 * strength) / STRENGTHS);
      pen.lineWidth = (2.6 * strength) / STRENGTHS;
      pen.strokeStyle = colours[sign];
      pen.setLineDash(sign ? [] : [4, 3]);
      pen.stroke(/** @type {Path2D} */ (kinds.get(kind)));
    }
    pen.globalAlpha = 1;
    pen.setLineDash([]);
  }

  const again = () => store && draw();
  onWidth(place, (newest) => {
    width = newest;
    again();
  });
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
    matchMedia(query).addEventListener('change', again);
  }

  return {
    /** @param {Store} newest */
    draw(newest) {
      if (newest.busy) return;
      store = newest;
      draw();
    },
  };
}
