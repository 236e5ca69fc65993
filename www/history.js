// Back and Forward of the browser: each entry of its history is for a session.

import { changeAddress } from './share.js';

/** Notes what each entry is for, and calls `goBackTo({ lobule: id, deck, seed })` for another one. */
export function listenForHistory(store, goBackTo) {
  function note() {
    const { entry, deck, seed } = store;
    changeAddress({ lobule: entry.id, deck: deck.id, seed }, location.href);
  }
  store.subscribe(({ type }) => {
    if (type === 'restart' || type === 'open' || type === 'load') note();
  });
  addEventListener('popstate', ({ state }) => state && goBackTo(state));
  note();
}
