// Which deck is played.

/** @import { Actions, DeckId, Store } from '../types.js' */

import { byId, html, setText } from '../dom.js';
import { decks as words } from '../words/page.js';

/** @type {DeckId[]} */
const IDS = ['lights', 'melody', 'prompt', 'own'];

/** @param {Actions} actions */
export function decksView({ chooseDeck }) {
  const buttons = IDS.map((id) => {
    const button = html('button', { type: 'button', 'data-deck': id });
    button.addEventListener('click', () => chooseDeck(id));
    return button;
  });
  // Where there is no room for all four in a row, there are two in each.
  for (const n of [0, 2]) byId('deck-choices').append(html('span', {}, ...buttons.slice(n, n + 2)));

  return {
    /** @param {Store} store */
    draw({ deck }) {
      for (const button of buttons) {
        setText(button, words[/** @type {DeckId} */ (button.dataset.deck)]);
        button.setAttribute('aria-pressed', String(button.dataset.deck === deck.id));
      }
    },
  };
}
