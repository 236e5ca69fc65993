// What a finished demonstration came to, and the way on from there.

import { byId, setText } from '../dom.js';
import { watch as words } from '../words/page.js';

export function verdictView(startAgain) {
  const [place, text] = [byId('verdict'), byId('verdict-text')];
  byId('fresh').addEventListener('click', () => {
    startAgain();
    // The button goes away now; the stars are what comes next.
    document.querySelector('#rating input').focus();
  });

  return {
    draw() { place.hidden = true; },
    play({ type, why }, { ratings }) {
      place.hidden = type !== 'stop' || why !== 'done';
      if (!place.hidden) setText(text, words.done(ratings));
    },
  };
}
