// Which deck is played.

import { byId, html, setText } from '../dom.js';
import { decks as words } from '../words/page.js';

const IDS = ['lights', 'melody', 'prompt', 'own'];

export function decksView({ chooseDeck }) {
  const buttons = IDS.map((id) => {
    const button = html('button', { type: 'button', 'data-deck': id });
    button.addEventListener('click', () => chooseDeck(id));
    return button;
  });
  byId('deck-choices').append(...buttons);

  return {
    draw({ deck }) {
      for (const button of buttons) {
        setText(button, words[button.dataset.deck]);
        button.setAttribute('aria-pressed', String(button.dataset.deck === deck.id));
      }
    },
  };
}
