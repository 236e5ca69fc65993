// Back and Forward of the browser: each entry of its history is for a session, at the page's address.

/** @import { HistoryPlace, Store } from './types.js' */

import { REPLACES } from './state.js';

/**
 * Some browsers forbid a page from a file to touch its address.
 * @param {unknown} state
 * @param {string} address
 */
function changeAddress(state, address) {
  try {
    history.replaceState(state, '', address);
  } catch {
    // A link then stays in the address, and is opened again with it.
  }
}

/** Takes link and seed out of the address: the session is another one now. */
export const leaveAddress = () => changeAddress(history.state, location.href.split(/[?#]/)[0]);

/**
 * Notes what each entry is for, and calls `goBackTo({ lobule: id, deck, seed })` for another one.
 * @param {Store} store
 * @param {(place: HistoryPlace) => void} goBackTo
 */
export function listenForHistory(store, goBackTo) {
  function note() {
    const { entry, deck, seed } = store;
    changeAddress({ lobule: entry.id, deck: deck.id, seed }, location.href);
  }
  // What is kept beside another tab's session gets a place of its own.
  store.subscribe(({ type }) => (REPLACES.has(type) || type === 'autosave') && note());
  addEventListener('popstate', ({ state }) => state && goBackTo(state));
  note();
}
