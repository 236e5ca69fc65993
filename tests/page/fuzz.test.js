// Whatever a file or a link has, the page's readers open it or refuse it in words of both languages, at once, and a
// refusal changes nothing. What opens can be saved as a file and as a link, and these open to the same hash.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { changeBytes, changeValue, changes } from './damage.js';
import { fc, holds } from './property.js';
import { loadModule } from './session.js';
import { bytesOf, crc32, fromBase64, hex, toBase64 } from '../../www/bytes.js';
import { createDecks } from '../../www/decks/index.js';
import { parseDeck } from '../../www/decks/own.js';
import { textOf } from '../../www/encoding.js';
import { fragmentOf } from '../../www/fragment.js';
import { createAnswers } from '../../www/model/answers.js';
import { createGate } from '../../www/model/gate.js';
import { parseJson, readRecord, reasonOf, recordOf, writeRecord } from '../../www/record.js';
import { makeLink, readLink } from '../../www/share.js';
import { summaryOf } from '../../www/shelf/summary.js';
import { createStore } from '../../www/state.js';
import { setLanguage } from '../../www/words/language.js';

const module = await loadModule();
const decks = createDecks(module);
const all = () => Object.values(decks);
/** A page may take a moment for a long session, and never this long. */
const MOST_MS = 5000;
const MOST_LINK = 65_536;

/** A page's session with what the page keeps beside it. */
function begun() {
  const store = createStore(module);
  store.restart({ deck: decks.lights, seed: 7 });
  store.rate(5);
  return { store, answers: createAnswers(store, createGate()) };
}
const pageOf = ({ store, answers }) => ({ pins: store.pins, ...answers.toJSON() });
const stateOf = (page) => JSON.stringify(recordOf(page.store, pageOf(page)));

/** Puts a record in the place of the session, as the page does. */
async function load(page, record) {
  assert.ok(await page.store.load(record));
  page.store.pins = record.page.pins;
  page.answers.fromJSON(record.page);
}
/** Opens bytes as the page opens a file. */
async function openFile(page, bytes) {
  if ([...'LOBL'].every((letter, n) => bytes[n] === letter.charCodeAt(0))) return page.store.open(bytes, all());
  const text = textOf(bytes);
  if (/"slots"\s*:/.test(text) && !/"(events|format)"\s*:/.test(text)) return page.store.restart({ deck: parseDeck(text), config: {} });
  return load(page, readRecord(parseJson(text, bytes.length), all()));
}
const openLink = async (page, url) => load(page, await readLink(fragmentOf(url) ?? '#s=', all(), page.store.usual()));

/** A refusal is an error of the page's own, or one that `reasonOf` knows; anything else is a slip. */
function isRefusal(error) {
  const isKnown = error instanceof DOMException || error instanceof RangeError || Object.getPrototypeOf(error) === Error.prototype;
  return isKnown && !/undefined|is not (a function|iterable)|cannot read|null \(|unreachable/i.test(error.message);
}
/** What a language says of a refusal. */
function told(error, language) {
  setLanguage(language);
  const reason = reasonOf(error);
  setLanguage('en');
  return reason;
}

/** A page on which nothing has been opened yet, and one that opens what the first has saved. */
let untouched;
const second = begun();

/** What holds of anything that is opened; whether it did. */
async function opens(open, bytes) {
  const page = untouched ??= begun();
  const before = stateOf(page);
  const from = performance.now();
  try {
    await open(page, bytes);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    assert.notEqual(told(error, 'en').trim(), '');
    assert.equal(stateOf(page), before, 'a refusal has changed something');
    // The refused text may have been refused in the other language, too.
    setLanguage('ko');
    const again = await open(page, bytes).then(() => undefined, (reason) => reasonOf(reason));
    setLanguage('en');
    assert.match(again ?? '', /[가-힣]/, `no Korean for: ${told(error, 'en')}`);
    return false;
  } finally {
    assert.ok(performance.now() - from < MOST_MS, 'it took too long');
  }
  untouched = undefined;
  const { store } = page;
  const text = writeRecord(store, pageOf(page));
  summaryOf(store, pageOf(page));
  await load(second, readRecord(parseJson(text), all()));
  assert.equal(second.store.hash, store.hash, 'saved and opened');
  assert.equal(second.store.moved, undefined);
  assert.deepEqual(second.store.record(), store.record(), 'saved again');
  const { url } = store.seed === undefined ? { url: '' } : await makeLink(store, { page: 'https://example.org/' });
  if (url !== '' && url.length <= MOST_LINK) {
    await openLink(second, url);
    assert.equal(second.store.hash, store.hash, 'linked and opened');
  }
  await store.undo();
  await store.redo();
  return true;
}

// Where damage begins: sessions that were kept and recorded, short enough for hundreds of runs, and one of each kind.

const read = (name) => readFile(new URL(name, import.meta.url), 'utf8');
/** The beginning of a session, whose hash is of all of it. */
function shortened(text, count) {
  const { hash: _, ...file } = JSON.parse(text);
  return JSON.stringify({ ...file, events: file.events.slice(0, count) });
}
async function ownSession() {
  const page = begun();
  const { store, answers } = page;
  store.restart({ deck: decks.own, seed: 3, config: { taste: false, replay: 4, blend: 0.5 } });
  for (const stars of [5, 2]) store.rate(stars);
  store.setContext(1);
  store.rate(3, 'auto');
  store.skip();
  await store.undo();
  store.rate(4);
  store.rerate(1);
  answers.setTask('Breakfast for two');
  answers.fromJSON({ answers: [{ id: 0, context: 0, cards: store.ratings[0].cards, prompt: 'p', text: 't', complete: true, rated: 1 }] });
  store.pins = [{ context: 1, cards: [0, 1, 2] }];
  return { text: writeRecord(store, pageOf(page)), link: (await makeLink(store, { page: 'https://example.org/', task: 'Tea' })).url };
}
function fromSnapshot() {
  const { store } = begun();
  store.open(store.snapshot());
  for (const stars of [2, 3]) store.rate(stars);
  return { text: writeRecord(store, {}), bytes: store.snapshot() };
}
const own = await ownSession();
const snapshot = fromSnapshot();
const TEXTS = [
  own.text, own.text, snapshot.text, await read('kept/1/session.json'), await read('kept/2/session.json'),
  ...(await Promise.all(['board', 'lights', 'slip', 'tea'].map((name) => read(`../sessions/${name}.json`)))).map((text) => shortened(text, 24)),
];
const LINKS = [own.link, ...(await Promise.all(['1', '2'].map((version) => read(`kept/${version}/link.txt`)))).map((link) => link.trim())];
const encode = (text) => new TextEncoder().encode(text);

test('what the damage begins with opens', async () => {
  for (const text of TEXTS) assert.ok(await opens(openFile, encode(text)));
  for (const link of LINKS) assert.ok(await opens(openLink, link));
  assert.ok(await opens(openFile, snapshot.bytes));
});

test('session files with other values open or are refused', async () => {
  let opened = 0;
  await holds(fc.asyncProperty(fc.constantFrom(...TEXTS), changes, async (text, list) => {
    if (await opens(openFile, encode(changeValue(text, list)))) opened += 1;
  }), 500);
  assert.ok(opened > 50, `${opened} opened`);
});

test('files with other bytes open or are refused', async () => {
  const files = [...TEXTS.map(encode), snapshot.bytes];
  await holds(fc.asyncProperty(fc.constantFrom(...files), changes, async (bytes, list) => {
    await opens(openFile, changeBytes(bytes, list));
  }), 200);
});

/** The content of a link, and a link with such a content, whose checksum is right. */
async function contentOf(link) {
  const [version, payload] = [link.split('#s=')[1][0], link.split('#s=')[1].slice(1)];
  const stream = new Blob([fromBase64(payload).subarray(4)]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return { version, content: new Uint8Array(await new Response(stream).arrayBuffer()) };
}
async function linkOf({ version, content }) {
  const stream = new Blob([content]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  return `https://example.org/#s=${version}${toBase64([...bytesOf(hex(crc32(packed))), ...packed])}`;
}

test('links with another content open or are refused, though their checksum is right', async () => {
  const contents = await Promise.all(LINKS.map(contentOf));
  let opened = 0;
  await holds(fc.asyncProperty(fc.constantFrom(...contents), changes, async ({ version, content }, list) => {
    if (await opens(openLink, await linkOf({ version, content: changeBytes(content, list) }))) opened += 1;
  }), 400);
  assert.ok(opened > 20, `${opened} opened`);
});

test('links with other letters open or are refused', async () => {
  await holds(fc.asyncProperty(fc.constantFrom(...LINKS), changes, async (link, list) => {
    const [page, sent] = link.split('#s=');
    await opens(openLink, `${page}#s=${String.fromCharCode(...changeBytes(encode(sent), list))}`);
  }), 200);
});
