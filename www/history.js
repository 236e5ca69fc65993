// Back and Forward of the browser: each entry of its history is for a session.

import { changeAddress } from './share.js';

/** Notes what each entry is for, and calls `goBackTo({ lobule: id, deck, seed })` for another one. */
export function listenForHistory(store, goBackTo) {
  function note() {
    const { entry, deck, seed } = store;
    changeAddress({ lobule: entry.id, deck: deck.id, seed }, location.href);
  }
  // What is kept beside another tab's session gets a place of its own.
  const NOTED = new Set(['restart', 'open', 'load', 'autosave']);
  store.subscribe(({ type }) => NOTED.has(type) && note());
  addEventListener('popstate', ({ state }) => state && goBackTo(state));
  note();
}
