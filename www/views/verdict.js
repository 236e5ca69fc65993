// That the auto-rater plays a session of its own, what a finished demonstration came to, and the way on from there.

/** @import { Actions, Change, ChangeKind, Play, Rating, Store } from '../types.js' */

import { byId, find, setText } from '../dom.js';
import { REPLACES } from '../state.js';
import { watch as words } from '../words/page.js';

/**
 * After these, what was told of the end is over.
 * @type {Set<ChangeKind>}
 */
const GOES_ON = new Set(['rate', 'rerate', 'skip', 'context', 'undo', 'redo', 'travel', 'branch', ...REPLACES]);

/** @param {Actions} actions */
export function verdictView({ goHome }) {
  const [place, text, fresh] = [byId('verdict'), byId('verdict-text'), byId('fresh')];
  let done = false;
  fresh.addEventListener('click', async () => {
    await goHome();
    // The button goes away now; the stars are what comes next.
    find('#rating input').focus();
  });

  /** @param {{ demo: boolean, ratings: Rating[], busy: boolean }} of */
  function show({ demo, ratings, busy }) {
    if (busy) return;
    place.hidden = !demo;
    if (demo) setText(text, done && ratings.length > 0 ? words.done(ratings) : words.apart);
  }

  return {
    /** @param {Store} store @param {Change} change */
    draw(store, { type }) {
      if (GOES_ON.has(type)) done = false;
      show(store);
    },
    /** @param {Play} play @param {Store} store */
    play({ type, why }, store) {
      done = type === 'stop' && why === 'done';
      show(store);
    },
  };
}
