// The machine: start, a row of cards for each slot, and every move as wide as it is probable. Right
// after an update the policy before it stands behind as a ghost.

/** @import { Deck, Metrics, Names, Probabilities, Shown, Store } from '../types.js' */

import { names } from '../deck.js';
import { byId, html, onWidth, setAttributes, setText, svg } from '../dom.js';
import { PICTURE_MS, READING_MS, lessMotion, paced } from '../motion.js';
import { marginals, movedCards } from '../statistics.js';
import { language } from '../words/language.js';
import { machine as words } from '../words/machine.js';
import { isolated } from '../words/isolate.js';
import { fitted, percent } from '../words/numbers.js';
import { offerFull, roomy } from './full.js';

const WIDEST_EDGE = 9;
/** Time in which a change of probability is two thirds done. */
const EASE_MS = 110;
/** From here a node has room for its label and percentage in one line, and rows for their name. */
const ROOMY = 100;
/** The ghost is this much wider than the policy was, in so many widths, and goes after a while. */
const GHOST = { extra: 5, widths: 6, ms: 2500 };
/** So many cost a browser much of a frame to draw. */
const MANY_EDGES = 200;
/** Smaller steps of a probability than one in so many cannot be seen. */
const STEPS = 500;
const MOST_TOLD = 3;

export function machineView() {
  const root = byId('machine');
  const [ghost, edges, path, nodes] =
    ['ghost', 'edges', 'path', 'nodes'].map((name) => svg('g', { class: name }));
  root.append(ghost, edges, path, nodes);
  const twin = html('p', { class: 'fine', id: 'machine-twin' });
  root.after(twin);

  /** @type {Deck} */
  let deck;
  /** @type {unknown[]} */
  let built = [];
  /** @type {ReturnType<typeof placeFor>} */
  let place;
  /** @type {ReturnType<typeof partsFor>} */
  let parts;
  /** @type {Probabilities} */
  let target;
  /** @type {number[][][]} */
  let now;
  /** @type {number[]} */
  let cards;
  /** @type {Store} */
  let store;
  /** @type {Metrics | undefined} */
  let update;
  /** @type {Animation | undefined} */
  let fading;
  let frame = 0;

  /** @param {number} width */
  function placeFor(width) {
    const most = Math.max(...deck.slots.map((slot) => slot.cards.length));
    const gutter = width / most > ROOMY + 40 ? 72 : 0;
    const column = (width - gutter) / most;
    const size = { width: Math.min(column - (column < 60 ? 4 : 8), 132), height: column > ROOMY ? 32 : 40 };
    const pitch = size.height + (column > ROOMY ? 62 : 54);
    const top = 22;
    return {
      width, gutter, size,
      height: top + deck.slots.length * pitch + 2,
      start: { x: gutter + (width - gutter) / 2, y: top },
      /** @param {number} slot @param {number} card */
      x: (slot, card) =>
        gutter + (width - gutter) / 2 + (card - (deck.slots[slot].cards.length - 1) / 2) * column,
      /** @param {number} slot */
      y: (slot) => top + (slot + 1) * pitch - size.height,
    };
  }

  /** @param {number} slot @param {number} previous @param {number} card */
  function curve(slot, previous, card) {
    const x0 = slot === 0 ? place.start.x : place.x(slot - 1, previous);
    const y0 = slot === 0 ? place.start.y : place.y(slot - 1) + place.size.height;
    const [x1, y1] = [place.x(slot, card), place.y(slot)].map((length) => +length.toFixed(1));
    const middle = (y0 + y1) / 2;
    return `M${x0.toFixed(1)} ${y0}C${x0.toFixed(1)} ${middle} ${x1} ${middle} ${x1} ${y1}`;
  }

  /** @param {Names['slots']} slots */
  function partsFor(slots) {
    return {
      edges: target.map((rows, slot) => rows.map((row, previous) => Array.from(row, (_, card) => {
        const d = curve(slot, previous, card);
        return { d, line: svg('path', { d }), drawn: /** @type {number | undefined} */ (undefined) };
      }))),
      nodes: slots.map((slot, s) => slot.cards.map((label, c) => node(label, s, c))),
      ghosts: Array.from({ length: GHOST.widths }, (_, k) =>
        svg('path', { 'stroke-width': GHOST.extra + WIDEST_EDGE * ((k + 0.5) / GHOST.widths) })),
    };
  }

  function build() {
    setAttributes(root, {
      viewBox: `0 0 ${place.width} ${place.height}`, width: place.width, height: place.height,
    });
    const { slots } = names(deck);
    parts = partsFor(slots);
    edges.replaceChildren(...parts.edges.flat(2).map(({ line }) => line));
    ghost.replaceChildren(...parts.ghosts);
    path.replaceChildren();
    const start = svg('g', { class: 'start' },
      svg('circle', { cx: place.start.x, cy: place.start.y - 6, r: 6 }),
      svg('text', { x: place.start.x + 14, y: place.start.y - 2 }, words.start));
    const [above, room] = place.gutter
      ? [place.size.height / 2 + 4, place.gutter - 4] : [-8, place.width / 2 - 20];
    const titles = slots.map(({ name }, slot) =>
      roomy({ class: 'slot', x: 0, y: place.y(slot) + above }, name, room, 12.5));
    nodes.replaceChildren(start, ...titles, ...parts.nodes.flat().map(({ group }) => group));
    offerFull(root);
    fading?.cancel();
  }

  /** @param {string} label @param {number} slot @param {number} card */
  function node(label, slot, card) {
    const { width, height } = place.size;
    const [x, y] = [place.x(slot, card) - width / 2, place.y(slot)];
    const box = { x, y, width, height, rx: 8 };
    const fill = svg('rect', { ...box, class: 'fill' });
    const oneLine = width >= ROOMY - 8;
    const chance = oneLine
      ? svg('text', { class: 'chance', x: x + width - 9, y: y + height / 2 + 4, 'text-anchor': 'end' })
      : svg('text', { class: 'chance', x: x + width / 2, y: y + height - 8, 'text-anchor': 'middle' });
    const shown = fitted(label, oneLine ? width - 52 : width - 4);
    const text = oneLine
      ? svg('text', { x: x + 10, y: y + height / 2 + 4 }, isolated(shown))
      : svg('text', { x: x + width / 2, y: y + 17, 'text-anchor': 'middle' }, isolated(shown));
    const group = svg('g', { class: 'node', ...(shown !== label && { 'data-full': label }) },
      svg('rect', { ...box, class: 'ground' }), fill, svg('rect', { ...box, class: 'rim' }), text, chance);
    group.style.setProperty('--slot', `${slot}`);
    return { group, fill, chance, drawn: /** @type {number | undefined} */ (undefined) };
  }

  /** Touches only what has visibly changed: at turbo this runs with every frame. */
  function paint() {
    /** @param {{ drawn: number | undefined }} part @param {number} chance */
    const isNew = (part, chance) => {
      const step = Math.round(chance * STEPS);
      const differs = part.drawn !== step;
      part.drawn = step;
      return differs;
    };
    now.forEach((rows, slot) => rows.forEach((row, previous) => row.forEach((chance, card) => {
      const part = parts.edges[slot][previous][card];
      if (!isNew(part, chance)) return;
      setAttributes(part.line, {
        'stroke-width': (WIDEST_EDGE * chance).toFixed(2),
        'stroke-opacity': chance < 0.004 ? 0 : (0.12 + 0.5 * chance).toFixed(3),
      });
    })));
    marginals(now).forEach((slot, s) => slot.forEach((chance, c) => {
      const part = parts.nodes[s][c];
      if (!isNew(part, chance)) return;
      part.fill.setAttribute('width', (place.size.width * chance).toFixed(1));
      setText(part.chance, percent(chance));
    }));
  }

  /** @param {Probabilities} probabilities */
  const copy = (probabilities) => probabilities.map((rows) => rows.map((row) => Array.from(row)));

  /** Moves what is drawn towards the target, a frame at a time; the largest decks every other frame. */
  function ease() {
    let before = performance.now();
    const gap = parts.edges.flat(2).length > MANY_EDGES ? 30 : 0;
    /** @param {number} time */
    function step(time) {
      if (time - before < gap) {
        frame = requestAnimationFrame(step);
        return;
      }
      const pace = 1 - Math.exp(-Math.max(0, time - before) / EASE_MS);
      before = time;
      let farthest = 0;
      now.forEach((rows, slot) => rows.forEach((row, previous) => row.forEach((chance, card) => {
        const way = target[slot][previous][card] - chance;
        row[card] = chance + way * pace;
        farthest = Math.max(farthest, Math.abs(way));
      })));
      if (farthest < 0.002) now = copy(target);
      paint();
      frame = farthest < 0.002 ? 0 : requestAnimationFrame(step);
    }
    frame ||= requestAnimationFrame(step);
  }

  const light = paced(PICTURE_MS, () => {
    path.replaceChildren(...cards.map((card, slot) => {
      const previous = slot === 0 ? 0 : cards[slot - 1];
      const line = svg('path', {
        d: parts.edges[slot][previous][card].d,
        pathLength: 1,
        'stroke-width': Math.max(2.5, WIDEST_EDGE * target[slot][previous][card]).toFixed(2),
      });
      line.style.setProperty('--slot', `${slot}`);
      return line;
    }));
    parts.nodes.forEach((slot, s) => slot.forEach(({ group }, c) => {
      group.classList.toggle('current', cards[s] === c);
    }));
  });

  const haunt = paced(PICTURE_MS, () => {
    // What is drawn may still be another deck's.
    if (store.deck !== deck) return;
    const { before, metrics } = store;
    const same = store.ratings.at(-1)?.context === store.context;
    const lines = parts.ghosts.map(() => '');
    if (before && metrics && same) {
      before.forEach((rows, slot) => rows.forEach((row, previous) => row.forEach((chance, card) => {
        const width = Math.min(GHOST.widths - 1, Math.floor(chance * GHOST.widths));
        if (chance >= 0.02) lines[width] += parts.edges[slot][previous][card].d;
      })));
    }
    parts.ghosts.forEach((line, k) => line.setAttribute('d', lines[k]));
    const after = metrics && same ? store.after : undefined;
    const moved = before && after && movedCards(before, after).slice(0, MOST_TOLD);
    setText(twin, moved ? words.twin(deck, moved) : '');
    fading?.cancel();
    if (lessMotion.matches) return;
    fading = ghost.animate([{ opacity: 1 }, { opacity: 1, offset: 0.4 }, { opacity: 0 }],
      { duration: GHOST.ms, fill: 'forwards' });
  });

  const tell = paced(READING_MS, () =>
    root.setAttribute('aria-label', words.label(deck, marginals(target))));

  /** @param {number} width */
  function begin(width) {
    place = placeFor(width);
    now = copy(target);
    build();
    paint();
  }

  const around = /** @type {Element} */ (root.parentElement);
  onWidth(around, (width) => {
    if (!target) return;
    begin(width);
    light();
  });

  return {
    /** @param {Store} newest */
    draw(newest) {
      if (newest.busy) return;
      store = newest;
      target = store.probabilities;
      /** @type {Shown} */
      const shown = store.guest ?? store.output;
      // A path would tell whose output is on trial.
      cards = shown.kind === 'luck' || shown.context !== store.context ? [] : shown.cards;
      const building = [store.deck, language()];
      const anew = building.some((part, n) => part !== built[n]);
      if (anew) {
        ({ deck } = store);
        built = building;
        begin(around.clientWidth);
      } else if (lessMotion.matches) {
        now = copy(target);
        paint();
      } else {
        ease();
      }
      light();
      if (anew || update !== store.metrics) haunt();
      update = store.metrics;
      tell();
    },
  };
}
