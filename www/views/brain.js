// This policy's neurons and synapses beside those of a brain, on one logarithmic picture.

/** @import { Store } from '../types.js' */

import { byId, html, onWidth, setAttributes, setText, svg } from '../dom.js';
import { brain as words } from '../words/brain.js';
import { language } from '../words/language.js';
import { whole } from '../words/numbers.js';

/** Its sizes, in billions of parameters. */
const LLAMA_3 = [8, 70, 405];
/** In billions, and in trillions. */
const BRAIN = { neurons: 86, synapses: 100 };
/** Powers of ten of the axis. */
const [TICKS, MOST] = [[0, 3, 6, 9, 12, 15], 15];
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const ROW = 44;

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, n) => total + n, 0);

/**
 * What the deck uses of both networks; there is room for larger decks in their tensors.
 * @param {Store} store
 */
function count({ deck, weights, parameters }) {
  const hidden = weights.actor[1].length;
  const widest = Math.max(...deck.slots.map(({ cards }) => cards.length));
  const inputs = deck.slots.length + widest + deck.contexts.length;
  // The actor's outputs, and the critic's one.
  const outputs = [widest, 1];
  const neurons = sum(outputs.map((own) => hidden + own));
  const synapses = sum(outputs.map((own) => (inputs + own) * hidden));
  // Each neuron has a bias.
  return { hidden: 2 * hidden, outputs: sum(outputs), neurons, synapses, biases: neurons, parameters };
}

export function brainView() {
  const title = html('h2', { id: 'brain-heading' });
  const picture = svg('svg', { id: 'brain-picture', role: 'img' });
  const [counted, analogy] = [html('p', { class: 'fine' }), html('div', { class: 'analogy' })];
  const place = byId('brain');
  const beside = html('div', {}, picture, counted);
  place.append(title, analogy, beside);
  /** @type {Store} */
  let store;
  let width = 0;
  /** @type {unknown[]} */
  let drawn = [];

  /** @param {{ neurons: number, synapses: number }} of */
  function rows({ neurons, synapses }) {
    const { rows: names, amounts } = words;
    /** @param {number} n */
    const billions = (n) => ({ value: n * 1e9, text: amounts.billion(n) });
    return [
      { name: names.neurons, value: neurons, text: whole(neurons), own: true, round: true },
      { name: names.synapses, value: synapses, text: whole(synapses), own: true },
      ...LLAMA_3.map((size) => ({ name: names.llama(size), ...billions(size) })),
      { name: names.cells, ...billions(BRAIN.neurons), round: true },
      { name: names.links, value: BRAIN.synapses * 1e12, text: amounts.trillion(BRAIN.synapses) },
    ];
  }

  function show() {
    const now = [store.deck, language(), width];
    if (width === 0 || now.every((part, n) => part === drawn[n])) return;
    drawn = now;
    const counts = count(store);
    /** @type {{ name: string, value: number, text: string, own?: boolean, round?: boolean }[]} */
    const list = rows(counts);
    setText(title, words.title);
    setText(counted, words.counted(counts));
    analogy.replaceChildren(...words.sentences.map((sentence) => html('p', {}, sentence)));

    /** @param {number} value */
    const x = (value) => 1 + (Math.log10(value) / MOST) * (width - 2);
    const foot = list.length * ROW + 8;
    setAttributes(picture, {
      viewBox: `0 0 ${width} ${foot + 20}`, width, height: foot + 20,
      'aria-label': words.label(list.map(({ name, text }) => `${name} ${text}`).join(', ')),
    });
    picture.replaceChildren(
      svg('path', { class: 'axis', d: TICKS.map((power) => `M${x(10 ** power)} 0V${foot}`).join('') }),
      ...TICKS.map((power) => svg('text', {
        x: x(10 ** power), y: foot + 15, 'text-anchor': power === 0 ? 'start' : power === MOST ? 'end' : 'middle',
      }, power === 0 ? '1' : `10${[...String(power)].map((digit) => RAISED[+digit]).join('')}`)),
      ...list.map(({ name, value, text, own, round }, n) => {
        const y = n * ROW + 30;
        return svg('g', { class: own ? 'own' : '' },
          svg('text', { x: 1, y: y - 12, class: 'name' },
            name, svg('tspan', { class: 'amount', dx: 8 }, text)),
          svg('path', { class: round ? 'thread' : 'bar', d: `M${x(1)} ${y}H${x(value)}` }),
          ...(round ? [svg('circle', { cx: x(value), cy: y, r: 5.5 })] : []));
      }));
  }

  onWidth(beside, (newest) => {
    width = newest;
    if (store) show();
  });

  return {
    /** @param {Store} newest */
    draw(newest) {
      store = newest;
      show();
    },
  };
}
