// A deck of one's own: pasted, or opened from a file.

/** @import { Actions, Change, Deck, Store } from '../types.js' */

import { deckToJson, parseDeck } from '../decks/own.js';
import { byId, html, setText } from '../dom.js';
import { ownDeck as words } from '../words/page.js';

/** @param {Actions} actions */
export function ownView({ useDeck, openFile }) {
  const place = byId('own');
  const title = html('h2', { class: 'eyebrow', id: 'own-heading' });
  const lead = html('p', { class: 'fine' });
  const label = html('label', { for: 'own-text' });
  const text = html('textarea', {
    id: 'own-text', rows: 6, spellcheck: 'false', autocomplete: 'off', 'aria-describedby': 'own-error',
  });
  const error = html('p', { id: 'own-error', class: 'error', role: 'alert' });
  const use = html('button', { type: 'button', id: 'own-use', class: 'primary' });
  const picked = html('input', { class: 'unseen', type: 'file', accept: '.json,application/json' });
  const open = html('span');
  place.setAttribute('aria-labelledby', 'own-heading');
  place.append(title, lead, label, text, error,
    html('div', { class: 'actions' }, use, html('label', { class: 'picker' }, open, picked)));
  /** @type {Deck} */
  let deck;

  use.addEventListener('click', () => {
    try {
      useDeck(parseDeck(text.value));
    } catch (reason) {
      setText(error, words.refused(/** @type {Error} */ (reason)));
      text.setAttribute('aria-invalid', 'true');
      text.focus();
    }
  });
  picked.addEventListener('change', () => {
    const [file] = /** @type {FileList} */ (picked.files);
    if (file) openFile(file);
    // So that the same file can be picked again.
    picked.value = '';
  });

  return {
    /** @param {Store} store @param {Change} change */
    draw(store, { type }) {
      setText(title, words.title);
      setText(lead, words.lead);
      setText(label, words.label);
      setText(use, words.use);
      setText(open, words.open);
      place.hidden = store.deck.id !== 'own';
      if (place.hidden || store.deck === deck) return;
      deck = store.deck;
      text.value = JSON.stringify(deckToJson(deck), undefined, 1);
      [text.scrollTop, text.scrollLeft] = [0, 0];
      text.removeAttribute('aria-invalid');
      if (type !== 'language') setText(error, '');
    },
  };
}
