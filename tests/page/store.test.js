// The store on the real module, without a browser.

import { test } from 'node:test';
import assert from 'node:assert/strict';

import { loadModule } from './session.js';
import { createDecks } from '../../www/decks/index.js';
import { readRecord, recordOf, writeRecord } from '../../www/record.js';
import { createStore } from '../../www/state.js';

const module = await loadModule();
const decks = createDecks(module);
const all = () => Object.values(decks);

/** A store with a session, and how many outputs it draws ahead. */
function begun(deck = decks.lights, seed = 7) {
  let ahead = 0;
  const store = createStore(module, { lookahead: () => ahead });
  store.restart({ deck, seed });
  return Object.assign(store, { drawsAhead: (count) => { ahead = count; } });
}
const starsOf = ({ ratings }) => ratings.map(({ stars }) => stars).join('');
const branchesOf = ({ branches }) => branches.map(({ ratings }) => ratings);
/** What is kept of a session, and a store that goes on from it. */
async function keptAndOpened(store) {
  const text = JSON.stringify(recordOf(store, {}, store.events.length));
  const other = begun();
  assert.ok(await other.load(readRecord(JSON.parse(text), all())));
  return other;
}

test('an undone rating leaves no trace', async () => {
  const store = begun();
  const { hash } = store;
  store.rate(5);
  assert.notEqual(store.hash, hash);
  await store.undo();
  assert.equal(store.hash, hash);
});

test('one undo takes one skip back, also where several outputs wait and the context changes', async () => {
  const store = begun(decks.prompt);
  store.drawsAhead(2);
  store.drawAhead();
  assert.equal(store.pending.length, 3);
  // The model is gone, what it had drawn waits on.
  store.drawsAhead(0);
  const hashes = [store.hash];
  const contexts = [0];
  for (const deed of [() => store.skip(), () => store.skip(), () => store.setContext(2), () => store.rate(4), () => store.setContext(1)]) {
    deed();
    hashes.push(store.hash);
    contexts.push(store.context);
  }
  for (let left = hashes.length - 2; left >= 0; left -= 1) {
    await store.undo();
    assert.equal(store.hash, hashes[left], `the hash after ${left} deeds`);
    assert.equal(store.context, contexts[left], `the context after ${left} deeds`);
  }
  assert.equal(store.canUndo, false);
});

test('what was undone becomes a branch when something else is done', async () => {
  const store = begun();
  for (const stars of [1, 2, 3, 4, 5, 1, 2, 3, 4]) store.rate(stars);
  const { hash } = store;
  for (let n = 0; n < 6; n += 1) await store.undo();
  store.rate(5);
  assert.equal(starsOf(store), '1235');
  assert.deepEqual(branchesOf(store), [9]);
  await store.takeBranch(0);
  assert.equal(store.hash, hash);
  assert.deepEqual(branchesOf(store), [4]);
});

test('an undone skip, and what another branch has, makes none', async () => {
  const store = begun();
  store.rate(4);
  store.skip();
  await store.undo();
  store.rate(3);
  assert.deepEqual(branchesOf(store), []);
  await store.undo();
  store.skip();
  assert.deepEqual(branchesOf(store), [2]);
  await store.undo();
  store.rate(1);
  assert.deepEqual(branchesOf(store), [2]);
});

test('nothing that was left is dropped, however often that happens; what is done again is not left', async () => {
  const store = begun();
  const starsIn = (events) => events.filter((event) => 'rate' in event).map(({ rate: [, stars] }) => stars).join('');
  const given = [];
  for (let n = 0; n < 24; n += 1) {
    store.rate((n % 5) + 1);
    if (n % 2) store.rate(n < 12 ? 1 : 2);
    given.push(starsOf(store));
    while (store.ratings.length > 0) await store.undo();
  }
  store.rate(5);
  const kept = store.branches.map(({ events }) => starsIn(events));
  for (const stars of given) assert.ok(kept.some((others) => others.startsWith(stars)), `${stars} is gone from ${kept}`);
  assert.equal(new Set(kept).size, kept.length);
});

test('what is undone when the page is left is there as a branch, in the past too', async () => {
  const store = begun();
  for (const stars of [1, 2, 3, 4]) store.rate(stars);
  const { hash } = store;
  await store.undo();
  await store.undo();
  const other = await keptAndOpened(store);
  assert.equal(starsOf(other), '12');
  assert.deepEqual(branchesOf(other), [4]);
  await other.takeBranch(0);
  assert.equal(other.hash, hash);

  await other.travel(0);
  assert.equal(other.ratings.length, 0);
  assert.equal(other.allRatings.length, 4);
  const third = await keptAndOpened(other);
  assert.equal(starsOf(third), '1234');
  assert.equal(third.hash, hash);
});

test('files hold all settings and the version of the learning', async () => {
  const { learning, config, format } = begun().record();
  assert.equal(format, 'lobule-session/3');
  assert.equal(learning, module.learningVersion());
  assert.equal(Object.keys(config).length, 35);
  const direct = createStore(module);
  direct.restart({ deck: decks.lights, seed: 1, config: { taste: false, clip_coef: 0.5, value_clip: 0.25, activation: 'relu' } });
  const other = await keptAndOpened(direct);
  assert.deepEqual(other.config, direct.config);
  assert.equal(other.config.clip_coef, 0.5);
  assert.equal(other.config.activation, 'relu');
  assert.equal(other.hash, direct.hash);
});

test('a session whose ratings no longer reach its hash opens with all of them, says so, and gets a new one', async () => {
  const store = begun();
  for (const stars of [1, 5, 3, 4]) store.rate(stars);
  const file = recordOf(store, {}, store.events.length);
  const before = { ...file, learning: 0, hash: '0123456789abcdef', config: { ...file.config, best_of: 4 } };
  const other = begun();
  assert.ok(await other.load(readRecord(before, all())));
  assert.equal(starsOf(other), '1534');
  const drawn = other.ratings.filter(({ cards }, n) => cards.join('') !== file.page.outputs[n]).length;
  assert.ok(drawn > 0, 'with other settings it draws other outputs');
  assert.deepEqual(other.moved, {
    expected: before.hash, reached: other.hash, learning: 0, version: module.learningVersion(), others: drawn,
  });
  assert.equal(other.record().hash, other.hash);
  // What reaches its hash has nothing to tell.
  assert.equal((await keptAndOpened(other)).moved, undefined);
});

test('leaving is told before another session comes, and only then', async () => {
  const seen = [];
  const store = createStore(module, { leaving: () => seen.push(`${store.deck.id} ${store.ratings.length}`) });
  store.restart({ deck: decks.lights, seed: 1 });
  store.rate(3);
  await store.undo();
  store.rate(2);
  assert.deepEqual(seen, []);
  store.restart({ deck: decks.melody });
  assert.deepEqual(seen, ['lights 1']);
  store.rate(4);
  await store.load({ deck: decks.prompt, seed: 2, events: [] });
  assert.deepEqual(seen, ['lights 1', 'melody 1']);
  store.open(store.snapshot());
  assert.equal(seen.length, 3);
  assert.throws(() => store.restart({ deck: decks.lights, config: { best_of: 0 } }));
  assert.equal(seen.length, 3);
});

test('a file of the past has all that came after it, as a branch', async () => {
  const store = begun();
  for (const stars of [1, 2, 3, 4, 5]) store.rate(stars);
  const { hash } = store;
  await store.travel(store.places[2]);
  const record = readRecord(JSON.parse(writeRecord(store, {})), all());
  const other = begun();
  assert.ok(await other.load(record));
  assert.equal(starsOf(other), '12');
  assert.equal(other.hash, store.hash);
  await other.takeBranch(0);
  assert.equal(other.hash, hash);
});
