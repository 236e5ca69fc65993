// A session as a link, and back. Behind `#s=` come the version, and as base64url four bytes of checksum
// (CRC-32 of the rest) and, deflated: deck, checksum of a deck that the page brings along, seed, version of
// the learning, settings, task, hash, ratings of person and auto-rater in turns, events. Numbers are varints,
// texts UTF-8 behind their length; settings are 32-bit floats behind their count, in the core's order. In
// version 1 settings are a JSON text of those that are not the default ones, and there is no version of the
// learning, which was 1.

/** @import { Config, Deck, Event, Link, Store } from './types.js' */

import { bytesOf, crc32, digitsOf, fromBase64, hex, toBase64 } from './bytes.js';
import { names } from './deck.js';
import { deckToJson } from './decks/own.js';
import { readings } from './fragment.js';
import { WAITING, kindOf } from './player.js';
import { MOST_EVENTS, canonical, parseJson, readRecord } from './record.js';
import { cut, wellFormed } from './unicode.js';
import { share as words } from './words/share.js';

const VERSION = 2;
const FORMER = 1;
const BEGINNING = '#s=';
/** Letters of a link that is read. */
const MOST_LINK = 65_536;
/** Bytes of what is in it. */
const MOST_CONTENT = 1_000_000;
/** Larger links break in too many places; a file is better. */
export const LARGE_LINK = 8192;

/** @param {string} what */
const broken = (what) => new Error(words.broken(what));

function createWriter() {
  /** @type {number[]} */
  const bytes = [];
  /** @param {number[] | Uint8Array} more */
  const put = (more) => more.forEach((byte) => bytes.push(byte));
  /** @param {number} value */
  function number(value) {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) put([(rest % 128) + 128]);
    put([rest]);
  }
  /** @param {string} value */
  function text(value) {
    const encoded = new TextEncoder().encode(wellFormed(value));
    number(encoded.length);
    put(encoded);
  }
  /** @param {number[]} values */
  function floats(values) {
    number(values.length);
    put(new Uint8Array(new Float32Array(values).buffer));
  }
  return { bytes, put, number, text, floats };
}

/** @param {Uint8Array} bytes */
function createReader(bytes) {
  let at = 0;
  /** @param {number} count */
  function take(count) {
    if (at + count > bytes.length) throw broken(words.ends);
    return bytes.subarray(at, at += count);
  }
  function number() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const [byte] = take(1);
      value += (byte % 128) * scale;
      if (!Number.isSafeInteger(value)) throw broken(words.number);
      if (byte < 128) return value;
    }
  }
  const text = () => new TextDecoder().decode(take(number()));
  const floats = () => new Float32Array(take(4 * number()).slice().buffer);
  return { take, number, text, floats, get left() { return bytes.length - at; } };
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function deflate(bytes) {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/**
 * Never more than a megabyte, whatever the link promises.
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
async function inflate(bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const chunks = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > MOST_CONTENT) break;
      chunks.push(value);
    }
  } catch {
    throw broken(words.packed);
  }
  if (size > MOST_CONTENT) {
    reader.cancel();
    throw broken(words.bomb(MOST_CONTENT));
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function checkCompression() {
  try {
    return [new CompressionStream('deflate-raw'), new DecompressionStream('deflate-raw')];
  } catch {
    throw new Error(words.noCompression);
  }
}

// Events: a byte for each rating and the proposal that follows it. Bits 0 to 2 are the stars, 0 for a skip.

const ALONE = 8; // no proposal for the same context follows
const NAMED = 16; // a number follows: the output is not the oldest that waits, or the last rated
const AGAIN = 32; // a correction
const PROPOSE = 64; // a proposal alone, bits 0 to 5 are the context

/** What both ends know before each event. */
function createTrack() {
  const track = {
    context: 0, next: 0, waiting: /** @type {number[]} */ ([]), last: /** @type {number | undefined} */ (undefined),
    /** @param {number} context */
    propose(context) {
      track.context = context;
      track.waiting = [...track.waiting.filter((id) => id > track.next - WAITING), track.next];
      track.next += 1;
    },
    /**
     * Where there is none, the one that comes next, which a rating cannot have.
     * @param {boolean} again
     */
    expected: (again) => (again ? track.last : track.waiting[0]) ?? track.next,
    /** @param {number} id @param {boolean} rated */
    settle(id, rated) {
      track.waiting = track.waiting.filter((other) => other !== id);
      if (rated) track.last = id;
    },
  };
  return track;
}

/** @param {Event[]} events @param {ReturnType<typeof createWriter>} of */
function writeEvents(events, { put, number }) {
  const track = createTrack();
  for (let n = 0; n < events.length; n += 1) {
    const [kind, value] = kindOf(events[n]);
    if (kind === 'propose') {
      put([PROPOSE + value]);
      track.propose(value);
      continue;
    }
    const [id, stars = 0] = [value].flat();
    const again = kind === 'rerate';
    const named = id !== track.expected(again);
    const follows = events[n + 1]?.propose === track.context;
    put([stars + (follows ? 0 : ALONE) + (named ? NAMED : 0) + (again ? AGAIN : 0)]);
    if (named) number(track.next - id);
    track.settle(id, kind === 'rate');
    if (!follows) continue;
    track.propose(track.context);
    n += 1;
  }
}

/** @param {ReturnType<typeof createReader>} reader */
function readEvents(reader) {
  const track = createTrack();
  /** @type {Event[]} */
  const events = [];
  /** @param {number} context */
  const propose = (context) => {
    events.push({ propose: context });
    track.propose(context);
  };
  // Too many are refused with all others that are wrong.
  while (reader.left > 0 && events.length <= MOST_EVENTS) {
    const [byte] = reader.take(1);
    if (byte >= PROPOSE) {
      propose(byte - PROPOSE);
      continue;
    }
    const [stars, again] = [byte % 8, (byte & AGAIN) > 0];
    const id = byte & NAMED ? track.next - reader.number() : track.expected(again);
    if (stars === 0) events.push({ skip: id });
    else events.push(again ? { rerate: [id, stars] } : { rate: [id, stars] });
    track.settle(id, stars > 0 && !again);
    if (!(byte & ALONE)) propose(track.context);
  }
  return events;
}

// Sessions

/**
 * What the bits of a deck depend on, as a checksum: the words of its cards may get better.
 * @param {Deck} deck
 */
function identity(deck) {
  const { name, contexts, first, slots } = deckToJson(deck);
  const parts = slots.map((slot) => [slot.name, slot.cards.map(({ label, next }) => [label, next ?? null])]);
  return crc32(new TextEncoder().encode(canonical([name, contexts, first ?? null, parts])));
}

// Settings: each as a number, as snapshots have them.

/** No limit. */
const NONE = -1;
const ACTIVATIONS = ['tanh', 'relu'];

/** @param {Config[keyof Config]} setting */
const numberOf = (setting) => {
  if (setting === null) return NONE;
  return typeof setting === 'string' ? ACTIVATIONS.indexOf(setting) : Number(setting);
};

/**
 * Settings of `usual` ones, which have all names and kinds in order, from their numbers.
 * @param {Float32Array} numbers
 * @param {Config} usual
 */
function settingsOf(numbers, usual) {
  const kinds = Object.entries(usual);
  if (numbers.length > kinds.length) throw broken(words.settings(numbers.length, kinds.length));
  return Object.fromEntries(Array.from(numbers, (number, n) => {
    const [name, value] = kinds[n];
    if (typeof value === 'boolean') return [name, number === 1];
    if (typeof value === 'string') return [name, ACTIVATIONS[number] ?? number];
    return [name, number === NONE ? null : number];
  }));
}

/**
 * A link to what is shown, `{ url, bytes, hash, ratings }`; it has a task only where one is handed in.
 * @param {Store} store
 * @param {{ task?: string, page?: string }} how
 * @returns {Promise<Link>}
 */
export async function makeLink(store, { task = '', page = location.href } = {}) {
  checkCompression();
  const { deck, config, auto } = store;
  const { seed, learning, events } = store.record();
  const { hash } = store;
  if (seed === undefined) throw new Error(words.noSeed);
  const writer = createWriter();
  const isOwn = deck.id === 'own';
  writer.text(isOwn ? JSON.stringify(deckToJson(deck)) : deck.id);
  if (!isOwn) writer.put(bytesOf(hex(identity(deck))));
  writer.number(seed);
  writer.number(learning);
  writer.floats(Object.values(config).map(numberOf));
  writer.text(task);
  writer.put(bytesOf(hash));
  const ratings = events.filter((event) => 'rate' in event);
  const runs = [0];
  for (const { rate: [id] } of ratings) {
    if (auto.has(id) !== (runs.length % 2 === 0)) runs.push(0);
    runs[runs.length - 1] += 1;
  }
  [runs.length, ...runs].forEach(writer.number);
  writeEvents(events, writer);
  const packed = await deflate(new Uint8Array(writer.bytes));
  const payload = toBase64([...bytesOf(hex(crc32(packed))), ...packed]);
  const url = `${page.split(/[?#]/)[0]}${BEGINNING}${VERSION}${payload}`;
  return { url, bytes: url.length, hash, ratings: ratings.length };
}

/**
 * Whether letters behind `#s=` are all that were sent, and as they were.
 * @param {string} reading
 */
function isWhole(reading) {
  const payload = reading.slice(1);
  if (payload.length < 6 || payload.length % 4 === 1) return false;
  const bytes = fromBase64(payload);
  return digitsOf(bytes.subarray(0, 4)) === hex(crc32(bytes.subarray(4))) && toBase64(bytes) === payload;
}

/**
 * The record in a link's fragment, as `readRecord` gives it, and its `task`; `decks` are the page's, `usual` are
 * the settings that a session has where nothing else is said.
 * @param {string} fragment
 * @param {Deck[]} decks
 * @param {Config} usual
 */
export async function readLink(fragment, decks, usual) {
  if (fragment.length > MOST_LINK) throw new Error(words.tooLong(fragment.length, MOST_LINK));
  checkCompression();
  const sent = readings(fragment).find(isWhole) ?? fragment.slice(BEGINNING.length);
  const [version, payload] = [sent.slice(0, 1), sent.slice(1)];
  if (version !== String(VERSION) && version !== String(FORMER)) {
    const isNewer = version > String(VERSION) && version <= '9';
    throw new Error(isNewer ? words.newer(version, VERSION) : words.noVersion(VERSION));
  }
  const at = payload.search(/[^\w-]/);
  if (at >= 0) throw new Error(words.letter(String.fromCodePoint(/** @type {number} */ (payload.codePointAt(at))), at + 1));
  const bytes = fromBase64(payload.length % 4 === 1 ? payload.slice(0, -1) : payload);
  const [stated, packed] = [digitsOf(bytes.subarray(0, 4)), bytes.subarray(4)];
  const found = hex(crc32(packed));
  if (bytes.length > 4 && found !== stated) throw new Error(words.changed(found, stated));
  // The last letter has bits to spare, and they are to be 0.
  if (bytes.length < 5 || toBase64(bytes) !== payload) throw new Error(words.cut(payload.length));
  return readContent(createReader(await inflate(packed)), Number(version), decks, usual);
}

/**
 * @param {ReturnType<typeof createReader>} reader
 * @param {number} version
 * @param {Deck[]} decks
 * @param {Config} usual
 */
function readContent(reader, version, decks, usual) {
  const named = reader.text();
  const isOwn = named.startsWith('{');
  const known = decks.find(({ id }) => id === named);
  if (!isOwn) {
    if (!known) throw new Error(words.noDeck(cut(named, 40)));
    const stated = digitsOf(reader.take(4));
    if (stated !== hex(identity(known))) throw new Error(words.otherDeck(names(known).name));
  }
  const deck = known ? deckToJson(known) : parseJson(named);
  const seed = reader.number();
  const learning = version === FORMER ? 1 : reader.number();
  const config = version === FORMER ? parseJson(reader.text() || '{}') : settingsOf(reader.floats(), usual);
  const task = reader.text();
  const hash = digitsOf(reader.take(8));
  const turns = reader.number();
  if (turns > reader.left) throw broken(words.ends);
  const runs = Array.from({ length: turns }, reader.number);
  const events = readEvents(reader);
  const record = readRecord({ format: 'lobule-session/3', learning, deck, config, seed, events, hash }, decks);
  const rated = events.filter((event) => 'rate' in event).map(({ rate: [id] }) => id);
  let turn = 0;
  const auto = runs.flatMap((count, n) => {
    const ids = rated.slice(turn, turn += count);
    return n % 2 ? ids : [];
  });
  const context = events.findLast((event) => event.propose !== undefined)?.propose ?? 0;
  const tasks = task ? { [context]: task } : undefined;
  return { ...record, auto, task, page: { ...record.page, tasks } };
}
