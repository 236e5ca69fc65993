// Back and Forward: each entry of the browser's history is for a session.

import './browser.js';
import { test } from 'node:test';
import assert from 'node:assert/strict';

import { loadModule } from './session.js';
import { createDecks } from '../../www/decks/index.js';
import { leaveAddress, listenForHistory } from '../../www/history.js';
import { createStore } from '../../www/state.js';

const module = await loadModule();
const decks = createDecks(module);

/** A browser's history with one entry, and its window's events. */
function newHistory(href, { isForbidden = false } = {}) {
  const events = new EventTarget();
  globalThis.location = new URL(href);
  globalThis.addEventListener = events.addEventListener.bind(events);
  globalThis.history = {
    state: null,
    replaceState(state, _, address) {
      if (isForbidden) throw new DOMException('no', 'SecurityError');
      history.state = structuredClone(state);
      globalThis.location = new URL(address);
    },
  };
  return { goTo: (state) => events.dispatchEvent(Object.assign(new Event('popstate'), { state })) };
}
function begun() {
  const store = createStore(module);
  store.restart({ deck: decks.lights, seed: 7 });
  store.entry.id = 'first';
  return store;
}

test('an entry is for the session on show, and stays so while that is played', () => {
  newHistory('https://example.org/?seed=7');
  const store = begun();
  listenForHistory(store, () => {});
  assert.deepEqual(history.state, { lobule: 'first', deck: 'lights', seed: 7 });
  store.rate(5);
  assert.equal(history.state.lobule, 'first');
  store.restart({ deck: decks.melody, seed: 8 });
  assert.deepEqual(history.state, { lobule: undefined, deck: 'melody', seed: 8 });
  store.entry.id = 'second';
  store.tell({ type: 'autosave' });
  assert.equal(history.state.lobule, 'second');
  assert.equal(location.href, 'https://example.org/?seed=7');
});

test('going back asks for the session of that entry, and one of others for none', () => {
  const { goTo } = newHistory('https://example.org/');
  const asked = [];
  listenForHistory(begun(), (place) => asked.push(place));
  goTo(null);
  goTo({ lobule: 'other', deck: 'melody', seed: 3 });
  assert.deepEqual(asked, [{ lobule: 'other', deck: 'melody', seed: 3 }]);
});

test('link and seed leave the address, where that may be touched', () => {
  newHistory('https://example.org/lobule/?seed=7#s=2abc');
  leaveAddress();
  assert.equal(location.href, 'https://example.org/lobule/');
  newHistory('https://example.org/#s=2abc', { isForbidden: true });
  leaveAddress();
  assert.equal(location.href, 'https://example.org/#s=2abc');
});
