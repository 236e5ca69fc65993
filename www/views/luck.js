// The blind test: twenty outputs as guests on the stage, and the verdict.

/** @import { Actions, Guest, Language, Store, Verdict } from '../types.js' */

import { byId, find, html, setAttributes, setText, setTexts, svg } from '../dom.js';
import { createTest, hasPlace, judge, placeOf } from '../luck.js';
import { mean } from '../statistics.js';
import { language } from '../words/language.js';
import { luck as words } from '../words/luck.js';

/** Of the picture of both groups. */
const SIZE = { width: 320, row: 62, left: 64, dot: 4.5 };

/**
 * A test that is on the stage.
 * @typedef {object} Test
 * @property {ReturnType<typeof createTest>} outputs
 * @property {number} context
 * @property {number[]} stars
 * @property {Tested} tested
 * @property {Extract<Guest, { kind: 'luck' }>} [guest]
 */
/**
 * What was tested, and what came of it.
 * @typedef {{ place: ReturnType<typeof placeOf>, ratings: number }} Tested
 * @typedef {Verdict & Tested & { learnt: number[], lucky: number[] }} Result
 */

/** @param {Actions} actions */
export function luckView({ autoplay }) {
  const [title, lead] = [html('h2', { id: 'luck-heading' }), html('p', { class: 'lead' })];
  const start = html('button', { type: 'button', id: 'luck-start' });
  // It stands beside the stage, where the person is.
  const stop = html('button', { type: 'button', id: 'luck-stop', class: 'quiet', hidden: '' });
  const note = html('p', { class: 'note' });
  const verdict = html('p', { class: 'accent' });
  const [figures, method] = [html('p'), html('p', { class: 'fine' })];
  const picture = svg('svg', { id: 'luck-picture', role: 'img' });
  const box = html('div', { id: 'luck-result', class: 'result', tabindex: -1, hidden: '' },
    verdict, figures, picture, method);
  byId('luck').append(title, lead, html('div', { class: 'actions' }, start), note, box);
  byId('guest').append(' ', stop);

  /** @type {Store} */
  let store;
  /** @type {Test | undefined} */
  let test;
  /** @type {Result | undefined} */
  let result;
  let runs = 0;
  let stopped = false;
  /** @type {{ result: Result, language: Language } | undefined} */
  let told;
  let blind = false;

  start.addEventListener('click', begin);
  stop.addEventListener('click', () => store.show());

  const running = () => test !== undefined && store.guest === test.guest;
  /** Whether the result is of what has been learnt here: not after undoing that, nor in another session. */
  const belongs = () => result !== undefined && hasPlace(store, result.place);

  function begin() {
    if (store.busy || running()) return;
    autoplay.stop('luck');
    runs += 1;
    // Another order with every test, and nothing from the clock.
    const seed = parseInt(store.hash.slice(-12), 16) + runs;
    const { deck, context, probabilities } = store;
    const copy = store.copy();
    let outputs;
    try {
      outputs = createTest(deck, () => copy.propose(context).cards, probabilities, seed);
    } finally {
      copy.free();
    }
    const tested = { place: placeOf(store), ratings: store.ratings.length };
    test = { outputs, context, stars: [], tested };
    stopped = false;
    next();
    // The stars are what comes next, and what they are for is to be seen as well.
    find('#rating input').focus({ preventScroll: true });
    byId('stage').scrollIntoView({ block: 'start' });
  }

  function next() {
    if (!test) return;
    const { outputs, context, stars } = test;
    const { cards } = outputs[stars.length];
    const n = stars.length + 1;
    // Of another test there is no answer yet, which would be there sooner than the others.
    test.guest = { id: `${runs}.${n}`, cards, context, kind: 'luck', n, of: outputs.length };
    store.show(test.guest);
  }

  /** @param {Test} test */
  function finish({ outputs, stars, tested }) {
    const [learnt, lucky] = [true, false].map((kind) => stars.filter((_, n) => outputs[n].learnt === kind));
    result = { ...judge(learnt, lucky), learnt, lucky, ...tested };
    test = undefined;
    store.show();
    show();
    box.focus();
  }

  function show() {
    const labels = { title, lead, stop };
    setTexts(labels, words);
    setText(start, belongs() ? words.again : words.start);
    start.setAttribute('aria-disabled', String(running()));
    stop.hidden = !running();
    setText(note, test?.guest && running() ? words.running(test.guest) : stopped ? words.stopped : '');
    // While another test runs, its result alone is to come.
    box.hidden = !belongs() || running();
    if (!result || box.hidden || (told?.result === result && told.language === language())) return;
    told = { result, language: language() };
    setText(verdict, words[result.kind](result));
    setText(figures, words.figures(result));
    setText(method, words.method(result, result.ratings));
    draw(result);
  }

  /** @param {Result} result */
  function draw({ learnt, lucky }) {
    const { width, row, left, dot } = SIZE;
    const height = 2 * row + 18;
    /** @param {number} stars */
    const x = (stars) => left + 14 + ((stars - 1) / 4) * (width - left - 28);
    const groups = [learnt, lucky].map((group, g) => {
      const foot = (g + 1) * row;
      /** @type {Record<number, number>} */
      const seen = {};
      const dots = group.map((stars) => {
        const nth = seen[stars] ?? 0;
        seen[stars] = nth + 1;
        // Two beside each other, the next two above.
        const [right, up] = [nth % 2 ? 1.1 : -1.1, Math.floor(nth / 2) * 2.2];
        return svg('circle', { cx: x(stars) + right * dot, cy: foot - 2 - (1 + up) * dot, r: dot });
      });
      return svg('g', { class: g ? 'lucky' : 'learnt' },
        svg('text', { x: 0, y: foot - 6 }, words.rows[g]),
        svg('path', { class: 'axis', d: `M${left} ${foot}H${width}` }), ...dots,
        svg('path', { class: 'mean', d: `M${x(mean(group))} ${foot + 2}V${foot - row + 10}` }));
    });
    setAttributes(picture, { viewBox: `0 0 ${width} ${height}`, 'aria-label': words.label(learnt, lucky) });
    picture.replaceChildren(...groups, ...[1, 2, 3, 4, 5].map((stars) =>
      svg('text', { x: x(stars), y: height - 3, 'text-anchor': 'middle' }, String(stars))));
  }

  /** Hides what tells the policy's taste: it has `data-tells`, and keeps its room. */
  function hideHints() {
    if (blind === running()) return;
    blind = running();
    document.documentElement.toggleAttribute('data-blind', blind);
  }

  return {
    /** @param {Store} newest */
    draw(newest) {
      store = newest;
      // Whatever else came onto the stage has ended the test.
      if (test && !running()) [test, stopped] = [undefined, true];
      hideHints();
      show();
    },
    /** Whether a test is on the stage. */
    get running() { return running(); },
    /** Takes the last stars of the test back. */
    undo() {
      if (!test || test.stars.length === 0) return;
      test.stars.pop();
      next();
    },
    /**
     * Takes the stars for the guest on the stage.
     * @param {number} stars
     */
    rate(stars) {
      if (!test || !running()) return;
      test.stars.push(stars);
      if (test.stars.length < test.outputs.length) next();
      else finish(test);
    },
  };
}
