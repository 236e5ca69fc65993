// The store on the real module, without a browser.

import { test } from 'node:test';
import assert from 'node:assert/strict';

import { loadModule } from './session.js';
import { createDecks } from '../../www/decks/index.js';
import { createStore } from '../../www/state.js';

const module = await loadModule();
const decks = createDecks(module);

test('an undone rating leaves no trace', async () => {
  const store = createStore(module.Session, () => 0);
  store.restart({ deck: decks.lights, seed: 7 });
  const { hash } = store;
  store.rate(5);
  assert.notEqual(store.hash, hash);
  await store.undo();
  assert.equal(store.hash, hash);
});
