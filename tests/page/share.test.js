// Links: what is made opens to the same session, and what holds none is refused in words.

import { test } from 'node:test';
import assert from 'node:assert/strict';

import { loadModule } from './session.js';
import { bytesOf, crc32, hex, toBase64 } from '../../www/bytes.js';
import { createDecks } from '../../www/decks/index.js';
import { fragmentOf } from '../../www/fragment.js';
import { makeLink, readLink } from '../../www/share.js';
import { createStore } from '../../www/state.js';
import { setLanguage } from '../../www/words/language.js';

const module = await loadModule();
const decks = createDecks(module);
const all = () => Object.values(decks);
const PAGE = 'https://example.org/lobule/?seed=5#share';

function begun(of = {}) {
  const store = createStore(module);
  store.restart({ deck: decks.lights, seed: 7, ...of });
  return store;
}
const read = (url) => readLink(fragmentOf(url), all(), begun().usual());

test('a link opens to the same session, whatever its deck, settings and events', async () => {
  const config = { taste: false, value_clip: null, activation: 'relu', learning_rate: 0.003 };
  for (const [id, seed, settings] of [['lights', 0, {}], ['melody', 2 ** 53 - 1, {}], ['prompt', 300, config], ['own', 7, { clip_coef: 100 }]]) {
    const store = begun({ deck: decks[id], seed, config: settings });
    for (const stars of [5, 1, 3]) store.rate(stars);
    for (const stars of [4, 2]) store.rate(stars, 'auto');
    store.rerate(5);
    store.skip();
    store.setContext(store.deck.contexts.length - 1);
    store.rate(2);
    const { url, bytes, hash, ratings } = await makeLink(store, { page: PAGE, task: 'Tea for two' });
    assert.ok(url.startsWith('https://example.org/lobule/#s=2'));
    assert.deepEqual([bytes, hash, ratings], [url.length, store.hash, 6]);
    const record = await read(url);
    assert.deepEqual(record.events, store.events);
    assert.deepEqual(record.auto, [...store.auto]);
    assert.deepEqual(record.page.tasks, { [store.context]: 'Tea for two' });
    const other = begun();
    assert.ok(await other.load(record));
    assert.deepEqual([other.hash, other.moved, other.seed], [store.hash, undefined, seed]);
    assert.deepEqual(other.config, store.config);
  }
});

test('a link is of what is shown, and short', async () => {
  const store = begun();
  for (let n = 0; n < 40; n += 1) store.rate((n % 5) + 1);
  const long = await makeLink(store, { page: PAGE });
  assert.ok(long.bytes < 400, `${long.bytes} bytes`);
  await store.travel(store.places[10]);
  const { url } = await makeLink(store, { page: PAGE });
  const record = await read(url);
  assert.equal(record.events.filter((event) => 'rate' in event).length, 10);
  assert.equal(record.hash, store.hash);
});

test('ratings and skips out of order are in a link as they came', async () => {
  const events = [
    { propose: 0 }, { propose: 0 }, { propose: 0 }, { rate: [2, 5] }, { rerate: [2, 4] }, { skip: 1 }, { propose: 0 }, { rate: [3, 1] }, { rate: [0, 2] },
  ];
  const store = begun();
  assert.ok(await store.load({ deck: decks.lights, config: {}, seed: 7, events }));
  const record = await read((await makeLink(store, { page: PAGE })).url);
  assert.deepEqual(record.events, store.events);
  assert.equal(record.hash, store.hash);
});

test('a session from a snapshot has no link', async () => {
  const store = begun();
  store.open(store.snapshot());
  await assert.rejects(makeLink(store, { page: PAGE }), /save a snapshot instead/);
});

/** A link with such bytes as its content, whose checksum is right. */
async function linkOf(bytes) {
  const stream = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  return `${PAGE.split(/[?#]/)[0]}#s=2${toBase64([...bytesOf(hex(crc32(packed))), ...packed])}`;
}
const text = (words) => [words.length, ...new TextEncoder().encode(words)];

test('what holds no session is refused, in both languages', async () => {
  const noDeflate = [1, 2, 3, 4, 5, 6];
  for (const [url, words] of [
    [await linkOf([]), /ends too early/], [await linkOf(text('tea')), /a deck “tea”/], [await linkOf([...text('lights'), 0, 0, 0, 0]), /another version of the deck Lights/],
    [await linkOf([...text('{"name":"x"}'), 0]), /ends too early/], [await linkOf([...text('{'), ...Array(9).fill(255)]), /ends in the middle|cut/],
    [await linkOf([250]), /ends too early/], [await linkOf(Array(9).fill(255)), /number is too large/], [await linkOf(Array(1_000_001).fill(0)), /more than 1000000 bytes/],
    [`#s=2${toBase64([...bytesOf(hex(crc32(noDeflate))), ...noDeflate])}`, /unpacked/],
  ]) {
    for (const [language, pattern] of [['en', words], ['ko', /[가-힣]/]]) {
      setLanguage(language);
      await assert.rejects(read(url), ({ message }) => pattern.test(message) || assert.fail(`${message} for ${words}`));
    }
    setLanguage('en');
  }
});
