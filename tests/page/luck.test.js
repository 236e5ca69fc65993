// Which session a blind test was of.

import { test } from 'node:test';
import assert from 'node:assert/strict';

import { loadModule } from './session.js';
import { createDecks } from '../../www/decks/index.js';
import { hasPlace, placeOf } from '../../www/luck.js';
import { createStore } from '../../www/state.js';

const module = await loadModule();
const { lights } = createDecks(module);

test('a result belongs to its session as long as what was tested is in it', async () => {
  const store = createStore(module);
  store.restart({ deck: lights, seed: 7 });
  for (const stars of [5, 2, 4]) store.rate(stars);
  const place = placeOf(store);
  assert.ok(hasPlace(store, place));
  store.rate(1);
  assert.ok(hasPlace(store, place), 'after another rating');
  await store.undo();
  assert.ok(hasPlace(store, place), 'after undoing that');
  for (let n = 0; n < 3; n += 1) await store.undo();
  assert.ok(!hasPlace(store, place), 'after undoing to no rating');
  for (let n = 0; n < 3; n += 1) await store.redo();
  assert.ok(hasPlace(store, place), 'after redoing');
  await store.travel(0);
  assert.ok(hasPlace(store, place), 'in the past');
  const record = structuredClone({ ...store.record(store.events.length), deck: lights });
  store.restart({ deck: lights, seed: 7 });
  assert.ok(!hasPlace(store, place), 'after a restart');
  const fresh = placeOf(store);
  store.restart({ deck: lights, seed: 7 });
  assert.ok(!hasPlace(store, fresh), 'of no ratings, after a restart');
  await store.load(record);
  assert.ok(!hasPlace(store, place), 'after loading');
});
