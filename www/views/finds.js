// What the policy would pick now, and what has earned the most stars.

/** @import { Store } from '../types.js' */

import { labels } from '../deck.js';
import { byId, setText } from '../dom.js';
import { READING_MS, paced } from '../motion.js';
import { finds as words } from '../words/machine.js';

export function findsView() {
  const [favourite, best] = [byId('favourite'), byId('best')];
  return {
    draw: paced(READING_MS, (/** @type {Store} */ store) => {
      if (store.busy) return;
      const found = store.best();
      // A snapshot has learnt before its first rating here.
      const hasLearnt = store.ratings.length > 0 || store.base;
      setText(favourite, hasLearnt ? labels(store.deck, store.greedy()) : words.noFavourite);
      const none = hasLearnt ? words.noBestHere : words.noBest;
      setText(best, found ? words.best(store.deck, found) : none);
    }),
  };
}
