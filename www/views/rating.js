// Five stars to give, and skip.

/** @import { Actions, Change, Store } from '../types.js' */

import { byId, setText } from '../dom.js';
import { READING_MS, paced } from '../motion.js';
import { rating as words } from '../words/page.js';

const CHOOSING = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', ' ']);
const ECHO_MS = 500;

const touch = matchMedia('(hover: none)');

/** @param {Actions} actions */
export function ratingView({ rate, skip, undo, correct, settings }) {
  const group = byId('rating');
  const given = byId('given');
  const radios = [...group.querySelectorAll('input')];
  let choosing = false;
  let echo = 0;

  // Browsers click a radio when an arrow key or the space bar chooses it, within the same task.
  // A click without a pointer that no such key explains comes from a screen reader and counts.
  /** @param {KeyboardEvent} event */
  const noteKey = ({ key }) => {
    if (!CHOOSING.has(key)) return;
    choosing = true;
    setTimeout(() => { choosing = false; });
  };
  group.addEventListener('keydown', noteKey);
  group.addEventListener('keyup', noteKey);
  group.addEventListener('click', (event) => {
    const radio = /** @type {HTMLInputElement} */ (event.target);
    // The second click of a double click would rate an output that nobody has seen.
    if (radios.includes(radio) && !choosing && event.detail < 2) submit(radio);
  });
  group.addEventListener('keydown', (event) => {
    const radio = /** @type {HTMLInputElement} */ (event.target);
    if (event.key !== 'Enter' || event.repeat || !radios.includes(radio)) return;
    event.preventDefault();
    submit(radio);
  });
  const correction = byId('correct');
  const undoing = byId('undo');
  byId('skip').addEventListener('click', skip);
  undoing.addEventListener('click', undo);
  correction.addEventListener('click', () => {
    correct();
    radios[0].focus();
  });

  /** @param {HTMLInputElement} radio */
  function submit(radio) {
    rate(Number(radio.value));
  }

  /**
   * Lights the stars for a moment: a key may have been pressed far from them.
   * @param {number} stars
   */
  function show(stars) {
    group.dataset.given = `${stars}`;
    clearTimeout(echo);
    echo = setTimeout(() => { delete group.dataset.given; }, ECHO_MS);
  }

  const tell = paced(READING_MS, (/** @type {string} */ text) => setText(given, text));

  function hint() {
    if (touch.matches) return words.touchHint;
    return settings.get('keys') === false ? words.noKeys : words.hint;
  }

  /** @param {Change} change */
  function sentence(change) {
    if (change.type === 'rate') return words.given(change);
    if (change.type === 'rerate') return words.corrected(change);
    if (change.type === 'undo') return words.undone;
    return change.type === 'redo' ? words.redone : hint();
  }

  return {
    /** @param {Store} store @param {Change} change */
    draw({ canUndo, ratings, guest, past }, change) {
      // Disabled, it would lose its focus.
      undoing.setAttribute('aria-disabled', String(!canUndo));
      const last = ratings.at(-1);
      const lost = document.activeElement === correction;
      // Nor can it be shown again where it was from before a snapshot.
      correction.hidden = last?.by !== 'person' || last.cards.length === 0 || guest !== undefined || past !== undefined;
      if (lost && correction.hidden) radios[0].focus();
      // The auto-rater leaves alone what a person is about to choose.
      if (change.by !== 'auto') for (const radio of radios) radio.checked = false;
      tell(sentence(change));
      if (change.by === 'person') show(change.stars);
    },
  };
}
