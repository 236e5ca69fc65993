// The last update: what it moved, what the clip held back, what the critic had expected, and how the
// updates before it went.

/** @import { Config, Deck, Metrics, Move, Rating, Store } from '../types.js' */

import { names } from '../deck.js';
import { byId, html, onWidth, setAttributes, setText, setTexts, svg } from '../dom.js';
import { READING_MS, paced } from '../motion.js';
import { NO_CLIP } from '../clip.js';
import { maxEntropy, movedCards, ratios } from '../statistics.js';
import { isolated } from '../words/isolate.js';
import { decimal, percent } from '../words/numbers.js';
import { update as words } from '../words/update.js';
import { offerFull, roomy } from './full.js';

const MOST_MOVED = 6;
const ROW = 22;
const CRITIC = 74;
const STARS = [1, 2, 3, 4, 5];
const SPARK = { width: 200, height: 36 };
/** The measures that are followed, and digits of their numbers. */
const FIELDS = /** @type {const} */ (['approx_kl', 'entropy']);
const DIGITS = { approx_kl: 4, entropy: 2 };

export function updateView() {
  const heading = html('h2', { id: 'update-heading' });
  const note = html('p', { class: 'lead', id: 'update-note' });
  const titles = { moved: html('h3'), clip: html('h3'), critic: html('h3') };
  const parts = {
    moved: html('ol', { class: 'moved' }), rest: html('p', { class: 'fine' }),
    clip: svg('svg', { id: 'clip-picture', role: 'img' }),
    held: html('p'), caption: html('p', { class: 'fine' }),
    critic: svg('svg', { id: 'critic-picture', role: 'img' }), surprise: html('p'),
  };
  const sparks = FIELDS.map((field) => {
    const [line, dot] = [svg('path', { class: 'line' }), svg('path', { class: 'end' })];
    const picture = svg('svg', {
      class: 'spark', role: 'img', viewBox: `0 0 ${SPARK.width} ${SPARK.height}`, preserveAspectRatio: 'none',
    }, line, dot);
    return { field, title: html('h3'), text: html('p', { class: 'fine' }), picture, line, dot };
  });
  const summary = html('summary');
  const list = html('dl', { id: 'update' });
  const details = html('details', {}, summary, list);
  const side = html('div', {}, titles.critic, parts.critic, parts.surprise,
    ...sparks.flatMap(({ title, picture, text }) => [title, picture, text]));
  const broad = html('div', { class: 'broad' }, titles.clip, parts.clip, parts.held, parts.caption);
  const body = html('div', { class: 'told' },
    html('div', {}, titles.moved, parts.moved, parts.rest), side, broad);
  byId('update-panel').append(heading, note, body, details);

  const rows = Array.from({ length: MOST_MOVED }, () => {
    const bar = html('span', { class: 'bar', 'aria-hidden': 'true' });
    const [label, text] = [html('span'), html('span')];
    return { label, bar, text, item: html('li', {}, label, bar, text) };
  });
  // Measured when they change, never while something is drawn.
  let [width, wide] = [0, 0];
  /** @type {Store} */
  let store;

  /** @param {Store} store @param {ReturnType<typeof movedCards>} moved */
  function showMoved({ deck }, moved) {
    const { slots } = names(deck);
    const shown = rows.slice(0, moved.length);
    shown.forEach(({ item, label, bar, text }, n) => {
      const { slot, card, from, to } = moved[n];
      setText(label, `${isolated(slots[slot].name)}: ${isolated(slots[slot].cards[card])}`);
      setText(text, `${percent(from)} → ${percent(to)}`);
      const [low, high] = from < to ? [from, to] : [to, from];
      bar.style.setProperty('--low', `${(100 * low).toFixed(1)}%`);
      bar.style.setProperty('--high', `${(100 * high).toFixed(1)}%`);
      item.classList.toggle('rarer', to < from);
    });
    if (parts.moved.children.length !== shown.length) {
      parts.moved.replaceChildren(...shown.map(({ item }) => item));
    }
    const others = moved.slice(MOST_MOVED);
    setText(parts.rest, others.length > 0
      ? words.rest(others.length, Math.abs(others[0].to - others[0].from)) : '');
  }

  /** @param {Store} store @param {Move[]} moves */
  function showClip({ deck, config }, moves) {
    const epsilon = config.clip_coef;
    const off = epsilon >= NO_CLIP;
    const out = off ? [] : moves.filter(({ ratio }) => Math.abs(ratio - 1) > epsilon)
      .sort((a, b) => Math.abs(Math.log(b.ratio)) - Math.abs(Math.log(a.ratio)));
    const told = off ? words.off(moves.length)
      : out.length > 0 ? words.outside(deck, out, moves.length) : words.inside(moves.length);
    setText(parts.held, told);
    setText(parts.caption, words.caption(off ? '' : String(epsilon), decayOf(config)));
    parts.clip.setAttribute('aria-label', `${words.axis}. ${told}`);

    const { slots } = names(deck);
    const height = slots.length * ROW + 48;
    const left = Math.min(96, width * 0.24);
    const farthest = moves.reduce((far, { ratio }) => Math.max(far, Math.abs(Math.log(ratio))), Math.LN2);
    // A power of two, and no more than 16: what is beyond stands at the edge.
    const octaves = Math.min(4, Math.ceil(farthest / Math.LN2 - 1e-9));
    const middle = (left + width) / 2;
    /** @param {number} ratio */
    const x = (ratio) => {
      const octave = Math.max(-octaves, Math.min(octaves, Math.log2(Math.max(1e-9, ratio))));
      return +(middle + (octave / octaves) * ((width - left) / 2 - 8)).toFixed(1);
    };
    const top = 22;
    /** @param {number} slot */
    const y = (slot) => top + 2 + (slot + 0.5) * ROW;
    const foot = top + 2 + slots.length * ROW;
    // Moves of a slot are spread a little, always the same way.
    /** @param {{ slot: number, previous: number, card: number, ratio: number }} of */
    const spot = ({ slot, previous, card, ratio }) =>
      `M${x(ratio)} ${y(slot) + ((previous * 3 + card) % 7 - 3) * 2.2}`;
    /** @param {string} name @param {Move[]} some @param {string} shape */
    const marks = (name, some, shape) =>
      svg('path', { class: name, d: some.map((one) => `${spot(one)}${shape}`).join('') });
    const held = new Set(out);
    const edges = off ? [] : [1 - epsilon, 1 + epsilon];
    setAttributes(parts.clip, { viewBox: `0 0 ${width} ${height}`, width, height });
    parts.clip.replaceChildren(
      ...(off ? [] : [svg('rect', {
        class: 'band', x: x(edges[0]), y: top, width: x(edges[1]) - x(edges[0]), height: foot - top,
      })]),
      svg('path', { class: 'axis', d: `M${left} ${foot}H${width}M${middle} ${top}V${foot}` }),
      ...edges.map((edge, n) => svg('text',
        { x: x(edge) + (n ? 2 : -2), y: top - 6, 'text-anchor': n ? 'start' : 'end' }, decimal(edge, 2))),
      .../** @type {[number, number, string][]} */ (
        [[2 ** -octaves, x(2 ** -octaves), 'start'], [1, middle, 'middle'], [2 ** octaves, width, 'end']])
        .map(([ratio, at, anchor]) =>
          svg('text', { x: at, y: foot + 15, 'text-anchor': anchor }, `×${+ratio.toFixed(3)}`)),
      ...slots.map(({ name }, s) => roomy({ x: 0, y: y(s) + 4 }, name, left - 6, 11.5)),
      marks('free', moves.filter((one) => !held.has(one)), 'h0'),
      marks('held', out, 'm0-4.5l4.5 4.5-4.5 4.5-4.5-4.5z'));
    offerFull(parts.clip);
  }

  /** @param {Rating} rating */
  function showCritic(rating) {
    const { expected, stars } = rating;
    /** @param {number} value */
    const x = (value) => 12 + ((value - 1) / 4) * (wide - 24);
    const y = 32;
    /** @param {number} value */
    const anchor = (value) => (value < 1.6 ? 'start' : value > 4.4 ? 'end' : 'middle');
    const edge = { start: -8, middle: 0, end: 8 };
    /** @param {number} value @param {string} label @param {number} at */
    const text = (value, label, at) => svg('text',
      { x: x(value) + edge[anchor(value)], y: at, 'text-anchor': anchor(value) }, label);
    const told = words.surprise(rating);
    setText(parts.surprise, told);
    setAttributes(parts.critic, {
      viewBox: `0 0 ${wide} ${CRITIC}`, width: wide, height: CRITIC, 'aria-label': told,
    });
    parts.critic.replaceChildren(
      svg('path', { class: 'axis', d: `M${x(1)} ${y}H${x(5)}` }),
      ...STARS.flatMap((n) => [
        svg('path', { class: 'axis', d: `M${x(n)} ${y - 4}v8` }),
        svg('text', { x: x(n), y: y + 19, 'text-anchor': 'middle' }, String(n)),
      ]),
      svg('path', { class: 'gap', d: `M${x(expected)} ${y}H${x(stars)}` }),
      svg('path', { class: 'expected', d: `M${x(expected)} ${y - 2}l-6-10h12z` }),
      svg('circle', { class: 'given', cx: x(stars), cy: y, r: 6 }),
      text(expected, `${words.expected} ${decimal(expected, 1)}`, 13),
      text(stars, `${words.given} ${stars}`, CRITIC - 5));
  }

  /** @param {typeof sparks[number]} spark @param {Rating[]} ratings */
  function showSpark({ field, title, picture, line, dot, text }, ratings) {
    const every = Math.ceil(ratings.length / SPARK.width);
    const all = ratings.map(({ metrics }) => metrics[field]);
    const values = all.filter((_, n) => (all.length - 1 - n) % every === 0);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    // The newest stands at the right end, also where it is the only one.
    const pitch = (SPARK.width - 6) / Math.max(1, values.length - 1);
    /** @param {number} n */
    const x = (n) => SPARK.width - 3 - (values.length - 1 - n) * pitch;
    /** @param {number} value */
    const y = (value) => SPARK.height - 4 - ((value - low) / (high - low || 1)) * (SPARK.height - 8);
    const points = values.map((value, n) => `${x(n).toFixed(1)} ${y(value).toFixed(1)}`);
    line.setAttribute('d', `M${points.join('L')}`);
    dot.setAttribute('d', `M${points.at(-1)}h0`);
    const [last, least, most] = [/** @type {number} */ (all.at(-1)), low, high].map((value) => decimal(value, DIGITS[field]));
    const told = words.spark(last, least, most, all.length);
    setText(title, words.sparks[field]);
    setText(text, `${field}: ${told}`);
    picture.setAttribute('aria-label', `${words.sparks[field]}: ${told}`);
  }

  /** @param {Metrics} metrics @param {Deck} deck */
  function showList(metrics, deck) {
    list.replaceChildren(...words.rows(metrics, maxEntropy(deck)).map(([name, value, sentence]) =>
      html('div', {},
        html('dt', {}, html('code', {}, name), ` ${value}`),
        html('dd', {}, sentence))));
  }

  const show = paced(READING_MS, () => {
    if (!store) return;
    const { metrics, before, after, ratings, deck, config } = store;
    setText(heading, words.title);
    body.hidden = details.hidden = !metrics;
    const ended = metrics?.stopped && words.stopped[metrics.stopped];
    setText(note, metrics ? ended ?? words.note(metrics, config.taste !== false) : words.none);
    if (!metrics || !before || !after) return;
    setTexts(titles, words);
    setText(summary, words.all);
    showMoved(store, movedCards(before, after));
    if (width > 0) showClip(store, ratios(before, after, decayOf(config)));
    if (wide > 0) showCritic(/** @type {Rating} */ (ratings.at(-1)));
    for (const spark of sparks) showSpark(spark, ratings);
    if (details.open) showList(metrics, deck);
  });

  details.addEventListener('toggle', () => show());
  onWidth(broad, (newest) => {
    width = newest;
    show();
  });
  onWidth(side, (newest) => {
    wide = newest;
    show();
  });

  return {
    /** @param {Store} newest */
    draw(newest) {
      if (newest.busy) return;
      store = newest;
      show();
    },
  };
}

/**
 * Without a taste model nothing is imagined, and logits are left alone.
 * @param {Partial<Config>} config
 */
const decayOf = ({ taste, logit_decay: decay = 0.97 }) => (taste === false ? 1 : decay);
