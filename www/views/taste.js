// The auto-rater's hidden taste, shown when asked for.

/** @import { Store, Taste } from '../types.js' */

import { names } from '../deck.js';
import { byId, html, setText } from '../dom.js';
import { READING_MS, paced } from '../motion.js';
import { isolated } from '../words/isolate.js';
import { taste as words } from '../words/page.js';

/** @param {() => Taste} currentTaste */
export function tasteView(currentTaste) {
  const [button, panel, verdict, list] = [byId('reveal'), byId('taste'), byId('taste-verdict'), byId('taste-cards')];
  /** @type {Store} */
  let store;

  /** @param {number} liking @param {number} most @param {string} label @param {boolean} picked */
  function card(liking, most, label, picked) {
    const chip = html('span', { class: picked ? 'chip picked' : 'chip', dir: 'auto' }, label);
    chip.style.setProperty('--liking', `${Math.round(50 + (50 * liking) / most)}%`);
    return chip;
  }

  /**
   * @param {{ name: string, cards: string[] }} of
   * @param {number} slot
   * @param {Taste} taste
   * @param {number[]} greedy
   */
  function row({ name, cards }, slot, { likings }, greedy) {
    const most = Math.max(...likings.flat().map(Math.abs)) || 1;
    return html('div', {},
      html('dt', {}, isolated(name)),
      html('dd', {}, ...cards.map((label, c) =>
        card(likings[slot][c], most, label, greedy[slot] === c))));
  }

  const show = paced(READING_MS, () => {
    if (panel.hidden) return;
    const [taste, { deck }, greedy] = [currentTaste(), store, store.greedy()];
    setText(verdict, words.verdict(deck, taste, greedy));
    list.replaceChildren(...names(deck).slots.map((slot, s) => row(slot, s, taste, greedy)));
  });

  button.addEventListener('click', () => {
    panel.hidden = !panel.hidden;
    button.setAttribute('aria-expanded', String(!panel.hidden));
    show();
  });

  return {
    /** @param {Store} newest */
    draw(newest) {
      store = newest;
      show();
    },
  };
}
