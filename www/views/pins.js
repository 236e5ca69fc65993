// The best so far, and outputs that a person wants to find again.

/** @import { Actions, Change, Pin, Store } from '../types.js' */

import { labels } from '../deck.js';
import { byId, html, setText } from '../dom.js';
import { READING_MS, paced } from '../motion.js';
import { pins as words } from '../words/page.js';

const MOST = 12;

/**
 * `pins` is the list of `{ context, cards }`; `keep` is told of each change.
 * @param {Actions} actions
 */
export function pinsView({ showGuest, keepPins }) {
  const place = byId('pins');
  const best = html('button', { type: 'button', id: 'show-best' });
  const pin = html('button', { type: 'button', id: 'pin' });
  const note = html('p', { class: 'note', role: 'status' });
  const list = html('ul', { class: 'pinned' });
  place.append(html('div', { class: 'actions' }, best, pin), note, list);
  /** @type {Store} */
  let store;

  best.addEventListener('click', () => {
    const found = store.best();
    setText(note, found ? '' : store.ratings.length > 0 ? words.noneHere : words.none);
    if (found) showGuest({ ...found, context: store.context, kind: 'best' });
  });
  pin.addEventListener('click', () => {
    const { context, cards } = store.guest ?? store.output;
    const others = store.pins.filter((one) => !same(one, { context, cards }));
    const full = others.length >= MOST;
    setText(note, full ? words.full(MOST) : words.pinned);
    if (!full) keepPins([...others, { context, cards }]);
  });

  /** @param {Pin} a @param {Pin} b */
  const same = (a, b) => a.context === b.context && a.cards.join() === b.cards.join();

  /** @param {Pin} one */
  function entry(one) {
    const text = labels(store.deck, one.cards);
    const show = html('button', { type: 'button', class: 'quiet', 'aria-label': words.show(text), 'data-full': text }, text);
    show.addEventListener('click', () => showGuest({ ...one, kind: 'pin' }));
    const remove = html('button', { type: 'button', class: 'quiet', 'aria-label': words.remove(text) }, '×');
    remove.addEventListener('click', () => {
      keepPins(store.pins.filter((other) => other !== one));
      pin.focus();
    });
    return html('li', {}, show, remove);
  }

  /** @type {unknown[]} */
  let drawn = [];
  const draw = paced(READING_MS, () => {
    setText(best, words.showBest);
    setText(pin, words.pin);
    const now = [store.pins, store.deck, words.pin];
    // The buttons keep their focus where nothing about them has changed.
    if (now.every((part, n) => part === drawn[n])) return;
    drawn = now;
    list.setAttribute('aria-label', words.list);
    list.replaceChildren(...store.pins.map(entry));
  });

  return {
    /** @param {Store} newest @param {Change} change */
    draw(newest, { type }) {
      store = newest;
      if (['rate', 'skip', 'language'].includes(type)) setText(note, '');
      draw();
    },
  };
}
