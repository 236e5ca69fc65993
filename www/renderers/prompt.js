// Prompts and decks of one's own: the recipe as lines that can be read. A model's answer has a place of
// its own (views/answer.js), which screen readers can read.

/** @import { Renderer } from '../types.js' */

import { names } from '../deck.js';
import { sentences } from '../decks/prompt.js';
import { html } from '../dom.js';

/** @param {HTMLElement} stage @returns {Renderer} */
export function createPrompt(stage) {
  const list = html('div', { class: 'recipe' });
  stage.append(list);
  return {
    show(cards, { deck }) {
      const numbers = deck.slots.map((slot, s) => slot.cards.indexOf(cards[s]));
      const { slots } = names(deck);
      // New elements, so that they come in again at a replay.
      list.replaceChildren(...sentences(deck, numbers).map((sentence, s) =>
        html('p', {}, html('span', { dir: 'auto' }, slots[s].name), html('bdi', {}, sentence))));
    },
    stop() {},
  };
}
