// What each version of the page has kept opens in this one: a session file, a link, and what was in a browser's
// storage, recorded in `kept/` with the page as it was. `1` is of before there was a shelf.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';

import { loadModule } from './session.js';
import { newBrowser } from './storage.js';
import { createDecks } from '../../www/decks/index.js';
import { parseJson, readRecord } from '../../www/record.js';
import { makeLink, readLink } from '../../www/share.js';
import { openDatabase } from '../../www/shelf/database.js';
import { findFavourites } from '../../www/shelf/favourites.js';
import { bringFormer } from '../../www/shelf/former.js';
import { createShelf } from '../../www/shelf/shelf.js';
import { createStore } from '../../www/state.js';

const module = await loadModule();
const decks = createDecks(module);
const all = () => Object.values(decks);
const kept = new URL('kept/', import.meta.url);
const versions = (await readdir(kept)).sort();
const read = (version, name) => readFile(new URL(`${version}/${name}`, kept), 'utf8');

function begun() {
  const store = createStore(module);
  store.restart({ deck: decks.lights, seed: 1 });
  return store;
}
const starsOf = ({ ratings }) => ratings.map(({ stars }) => stars).join('');
/** The stars that a list of events gives, with corrections. */
function starsIn(events) {
  const given = new Map();
  for (const { rate, rerate } of events) if (rate ?? rerate) given.set(...(rate ?? rerate));
  return [...given.values()].join('');
}
/** It has all its ratings, and its hash too where the learning is still the same. */
function isThere(store, { learning = 1, events, hash }) {
  assert.equal(starsOf(store), starsIn(events));
  if (learning === module.learningVersion()) assert.equal(store.hash, hash);
  assert.equal(store.moved === undefined, store.hash === hash);
}

test('this version of the learning is recorded too', () => {
  assert.ok(versions.includes(String(module.learningVersion())), `kept/ has ${versions}; see CONTRIBUTING.md`);
});

for (const version of versions) {
  test(`a session file of version ${version} opens`, async () => {
    const file = JSON.parse(await read(version, 'session.json'));
    const store = begun();
    const record = readRecord(parseJson(JSON.stringify(file)), all());
    assert.ok(await store.load(record));
    isThere(store, file);
    assert.equal(store.branches.length, 1);
    assert.equal(record.page.pins.length, 1);
  });

  test(`a link of version ${version} opens`, async () => {
    const [link, file] = [await read(version, 'link.txt'), JSON.parse(await read(version, 'session.json'))];
    const store = begun();
    const record = await readLink(link.trim(), all(), store.usual());
    assert.ok(await store.load(record));
    isThere(store, file);
  });

  test(`what version ${version} kept in a browser is on the shelf, and opens`, async () => {
    const browser = newBrowser();
    const storage = JSON.parse(await read(version, 'storage.json'));
    for (const [key, text] of Object.entries(storage)) localStorage.setItem(key, text);
    bringFormer();
    const shelf = createShelf({ open: () => openDatabase(browser.openDB) });
    const list = await shelf.list();
    const texts = Object.entries(storage).filter(([key]) => key.includes('session:') || /:slot:\w+:/.test(key))
      .map(([, text]) => text.slice(text.indexOf('{"format"')));
    assert.deepEqual(new Set((await Promise.all(list.map(({ id }) => shelf.read(id)))).map(({ text }) => text)), new Set(texts));
    assert.ok(texts.length > 3);
    for (const { id, deck, ratings } of list) {
      const { text } = await shelf.read(id);
      const file = JSON.parse(text);
      const store = begun();
      assert.ok(await store.load(readRecord(file, all())), text);
      assert.equal(store.deck.id, deck.id);
      isThere(store, file);
      assert.equal(ratings, starsIn(file.events).length);
    }
    // Bringing it over once is enough.
    const before = Object.keys(localStorage).length;
    bringFormer();
    assert.equal(Object.keys(localStorage).length, before);
    assert.ok(!Object.keys(localStorage).some((key) => key.startsWith('lobule:slot')));
  });
}

test('a link of today carries every setting, and little more', async () => {
  const store = createStore(module);
  const config = { clip_coef: 100, target_kl: 0.015, activation: 'relu', normalize_advantage: true, draws: 3 };
  store.restart({ deck: decks.prompt, seed: 2 ** 53 - 1, config });
  for (let n = 0; n < 100; n += 1) store.rate((n * n) % 5 + 1, n % 3 ? 'person' : 'auto');
  const { url, bytes } = await makeLink(store, { page: 'https://lobule.example/' });
  assert.ok(bytes < 500, `${bytes} bytes`);
  const record = await readLink(new URL(url).hash, all(), begun().usual());
  assert.deepEqual(Object.keys(record.config), Object.keys(store.config));
  const other = begun();
  assert.ok(await other.load(record));
  assert.equal(other.hash, store.hash);
  assert.deepEqual(other.config, store.config);
  assert.deepEqual(other.ratings.map(({ by }) => by), store.ratings.map(({ by }) => by));

  store.restart({ deck: decks.lights, seed: 3, config: { taste: false } });
  store.rate(4);
  const direct = await readLink(new URL((await makeLink(store, { page: 'https://lobule.example/' })).url).hash, all(), begun().usual());
  assert.ok(await other.load(direct));
  assert.equal(other.hash, store.hash);
});

test('what could not be read is kept as it is, and is on the shelf', async () => {
  const browser = newBrowser();
  localStorage.setItem('lobule:slot:0', JSON.stringify({ deck: 'lights', at: 5e12 }));
  localStorage.setItem('lobule:slot:0:lights:broken', ']][[');
  localStorage.setItem('lobule:slot:0:melody', '{"events":5}');
  localStorage.setItem('lobule:slot:x:y:z', 'null');
  bringFormer();
  const shelf = createShelf({ open: () => openDatabase(browser.openDB) });
  const list = await shelf.list();
  assert.deepEqual(list.map(({ problem }) => problem), [true, true, true]);
  const texts = await Promise.all(list.map(async ({ id }) => (await shelf.read(id)).text));
  assert.deepEqual(texts.sort(), [']][[', 'null', '{"events":5}'].sort());
});

test('the list says the favourites of what was kept before it had any', async () => {
  const browser = newBrowser();
  for (const [key, text] of Object.entries(JSON.parse(await read('1', 'storage.json')))) localStorage.setItem(key, text);
  bringFormer();
  const shelf = createShelf({ open: () => openDatabase(browser.openDB) });
  assert.ok((await shelf.list()).every(({ favourite }) => favourite === undefined));
  await findFavourites(module, shelf, all);
  for (const { id, deck, favourite } of await shelf.list()) {
    const store = begun();
    await store.load(readRecord(JSON.parse((await shelf.read(id)).text), all()));
    assert.deepEqual(favourite.cards, store.greedy(), deck.name);
    assert.ok(favourite.text.length > 0);
  }
});
