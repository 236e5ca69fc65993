// Session files: what the page writes, and what people bring. The format is told in tests/src/session/mod.rs.

/** @import { Config, Deck, Event, Page, Pin, SessionRecord, Store, Timeline } from './types.js' */

import { fromBase64 } from './bytes.js';
import { deckToJson, isObject, parseDeck } from './decks/own.js';
import { commonEvents } from './state.js';
import { cut, wellFormed, wellFormedTexts } from './unicode.js';
import { inWords } from './words/core.js';
import { files as words } from './words/files.js';
import { isolated } from './words/isolate.js';
import { own } from './words/own.js';

export const MOST_BYTES = 8_000_000;
export const MOST_EVENTS = 100_000;
/** Of all branches together, each counted from its beginning. */
const MOST_BRANCHED = 5_000_000;
const MOST_PINS = 100;
/** Learning from a rating is one piece of work; with more it would hold the page up for seconds. */
const MOST_EPOCHS = 1000;
const FORMATS = ['lobule-session/1', 'lobule-session/2', 'lobule-session/3'];
/**
 * The version of the learning of formats that do not say it.
 * @type {Record<string, number>}
 */
const FIRST_LEARNING = { [FORMATS[0]]: 1, [FORMATS[1]]: 1 };
const MEMBERS = ['format', 'learning', 'deck', 'config', 'seed', 'base', 'events', 'hash', 'page'];
const KINDS = ['propose', 'rate', 'rerate', 'skip'];

/**
 * What files begin with that are neither a session nor a deck.
 * @type {[pattern: RegExp, name: string][]}
 */
const LOOKS = [
  [/^.?PNG\r\n/su, 'PNG'], [/^.{1,6}(JFIF|Exif)/su, 'JPEG'], [/^GIF8/, 'GIF'], [/^RIFF.{4,12}WEBP/su, 'WebP'],
  [/^%PDF/, 'PDF'], [/^PK\x03\x04/, 'ZIP'], [/^\s*<(!doctype|html)/i, 'HTML'], [/^\s*<(\?xml|svg)/i, 'XML'],
];

/** @param {unknown} value @returns {value is number} */
const isWhole = (value) => Number.isSafeInteger(value) && /** @type {number} */ (value) >= 0;

/**
 * A value as a person would find it in the file.
 * @param {unknown} value
 */
function shown(value) {
  const text = JSON.stringify(value) ?? words.nothing;
  return isolated(text.length > 40 ? `${cut(text, 40)}…` : wellFormed(text));
}

/**
 * Why a session could not be opened, in words.
 * @param {unknown} error
 */
export function reasonOf(error) {
  // Of `atob`.
  if (error instanceof DOMException) return words.garbled;
  // The stack is for far more than a session or a deck has.
  return error instanceof RangeError ? words.deep : inWords(/** @type {Error} */ (error).message.replace(/\.$/, ''));
}

/** @param {string} path @param {string} what @returns {never} */
function bad(path, what) {
  throw new Error(`${path}: ${what}`);
}

/**
 * The deck that a text of equal parts stands for, whatever the order of its members.
 * @param {string} _
 * @param {unknown} value
 */
const sorted = (_, value) => (isObject(value) ? Object.fromEntries(Object.entries(value).sort()) : value);
/** @param {unknown} value */
export const canonical = (value) => JSON.stringify(value, sorted);

/**
 * The value of a JSON text, of a file of so many bytes; what else it may be is told.
 * @param {string} text
 * @param {number} [bytes]
 * @returns {unknown}
 */
export function parseJson(text, bytes = text.length) {
  if (text.trim() === '') throw new Error(words.empty(bytes));
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const [, looks] = LOOKS.find(([pattern]) => pattern.test(text)) ?? [];
    if (looks) throw new Error(words.looks(looks, bytes));
    if (!/^\s*[{[]/.test(text)) throw new Error(words.neither(bytes));
    const { message } = /** @type {Error} */ (error);
    throw new Error(endsEarly(text) ? words.cut(bytes) : words.noJson(isolated(wellFormed(message))));
  }
}

/**
 * Whether a JSON text leaves something open.
 * @param {string} text
 */
function endsEarly(text) {
  const marks = text.replace(/"(\\.|[^"\\])*"/gs, '');
  /** @param {RegExp} pattern */
  const count = (pattern) => marks.match(pattern)?.length ?? 0;
  return marks.includes('"') || count(/[{[]/g) > count(/[}\]]/g);
}

/**
 * The record of a session file's value for `store.load`, and in `page` what was beside it; `decks` are the
 * page's. A session goes on from its seed or from a snapshot, and then names outputs of before it.
 * @param {unknown} file
 * @param {Deck[]} decks
 * @returns {SessionRecord & { page: Page }}
 */
export function readRecord(file, decks) {
  if (!isObject(file)) throw new Error(words.notObject(shown(file)));
  const { format, learning = FIRST_LEARNING[/** @type {string} */ (format)], config = {}, base, seed = base && 0, events, hash, page } = file;
  if (format === undefined) throw new Error(words.noFormat);
  if (!FORMATS.includes(/** @type {string} */ (format))) bad('format', words.format(shown(format), FORMATS));
  for (const name of Object.keys(file)) {
    if (!MEMBERS.includes(name)) bad(shown(name), words.unknown(MEMBERS));
  }
  if (learning !== undefined && !isWhole(learning)) bad('learning', words.whole(Number.MAX_SAFE_INTEGER, shown(learning)));
  if (!isObject(config)) bad('config', words.object(shown(config)));
  const { update_epochs: epochs = 0 } = /** @type {Partial<Config>} */ (config);
  if (epochs > MOST_EPOCHS) bad('config.update_epochs', words.whole(MOST_EPOCHS, shown(epochs)));
  if (!isWhole(seed)) bad('seed', words.whole(Number.MAX_SAFE_INTEGER, shown(seed)));
  if (base !== undefined && typeof base !== 'string') bad('base', words.base(shown(base)));
  if (hash !== undefined && !(typeof hash === 'string' && /^[\da-f]{16}$/.test(hash))) bad('hash', words.hash(shown(hash)));
  if (format === FORMATS[0] && (file.deck !== 'lights' || 'config' in file)) bad('format', words.former);
  const deck = readDeck(file.deck, decks);
  const first = base ? Infinity : 0;
  checkEvents(events, deck.contexts.length, first);
  const kept = readPage(isObject(page) ? page : {}, deck, events, first);
  const origin = base ? { base: fromBase64(base) } : { seed };
  return { learning, deck, config, ...origin, events, hash, ...kept };
}

/**
 * One of the page's decks where it has the same parts, else a deck of somebody's own.
 * @param {unknown} value
 * @param {Deck[]} decks
 * @returns {Deck}
 */
function readDeck(value, decks) {
  if (value === 'lights') return /** @type {Deck} */ (decks.find(({ id }) => id === 'lights'));
  if (!isObject(value)) bad('deck', words.deck(shown(value)));
  const text = canonical(value);
  const known = decks.find((deck) => deck.id !== 'own' && canonical(deckToJson(deck)) === text);
  if (known) return known;
  try {
    return parseDeck(JSON.stringify(value), { isKept: true });
  } catch (error) {
    // Lines of the file are not known any more; paths are enough.
    const [line] = own.place(1, '\0', '').split('\0');
    throw new Error(/** @type {Error} */ (error).message.replaceAll(line, 'deck.'));
  }
}

/** @param {unknown} events @param {number} contexts @param {number} first @returns {asserts events is Event[]} */
function checkEvents(events, contexts, first) {
  if (!Array.isArray(events)) bad('events', words.list(shown(events)));
  if (events.length > MOST_EVENTS) bad('events', words.manyEvents(events.length, MOST_EVENTS));
  let outputs = first;
  for (const [n, event] of events.entries()) {
    const [[kind, value] = [], ...others] = isObject(event) ? Object.entries(event) : [];
    if (!KINDS.includes(/** @type {string} */ (kind)) || others.length > 0) bad(`events[${n}]`, words.event(KINDS, shown(event)));
    const path = `events[${n}].${kind}`;
    if (kind === 'propose') {
      if (!isWhole(value) || value >= contexts) bad(path, words.whole(contexts - 1, shown(value)));
      outputs += 1;
      continue;
    }
    const withStars = kind !== 'skip';
    if (withStars && !(Array.isArray(value) && value.length === 2)) bad(path, words.pair(shown(value)));
    const [id, stars] = withStars ? /** @type {unknown[]} */ (value) : [value];
    if (!isWhole(id) || id >= outputs) bad(path, words.id(shown(id), outputs));
    if (withStars && ![1, 2, 3, 4, 5].includes(/** @type {number} */ (stars))) bad(path, words.stars(shown(stars)));
  }
}

/**
 * What is of no use there is passed over: it changes no bit.
 * @param {Record<string, unknown>} of
 * @param {Deck} deck
 * @param {Event[]} events
 * @param {number} first
 */
function readPage({ auto, pins, branches, tasks, answers, outputs, demo }, deck, events, first) {
  /** @param {unknown} value @returns {unknown[]} */
  const list = (value) => (Array.isArray(value) ? value : []);
  /** @param {unknown} cards */
  const cardsFit = (cards) => Array.isArray(cards) && cards.length === deck.slots.length
    && deck.slots.every((slot, s) => isWhole(cards[s]) && cards[s] < slot.cards.length);
  /** @param {unknown} pin @returns {pin is Pin} */
  const isPin = (pin) => isObject(pin) && isWhole(pin.context) && pin.context < deck.contexts.length && cardsFit(pin.cards);
  let branched = 0;
  /**
   * Throws where it is none.
   * @param {{ from: number, events: Event[], auto: unknown }} kept
   * @returns {Timeline[]}
   */
  const branch = ({ from, events: tail, auto }) => {
    const all = [...events.slice(0, from), ...tail];
    branched += all.length;
    if (branched > MOST_BRANCHED) return [];
    checkEvents(all, deck.contexts.length, first);
    const ratings = all.filter((event) => 'rate' in event).length;
    return [{ events: all, auto: new Set(list(auto).filter(isWhole)), ratings }];
  };
  return {
    auto: list(auto).filter(isWhole),
    outputs: list(outputs),
    demo: demo === true,
    branches: list(branches).flatMap((one) => {
      try {
        return branch(/** @type {Parameters<typeof branch>[0]} */ (one));
      } catch {
        return [];
      }
    }),
    page: { pins: list(pins).filter(isPin).slice(0, MOST_PINS), tasks, answers },
  };
}

/**
 * What is kept of branches: where they leave the events, and how they go on.
 * @param {Store} store
 * @param {number} end
 */
const branchesOf = (store, end) => store.timelinesBeside(end).map((branch) => {
  const from = Math.min(commonEvents(branch.events, store.events), end);
  return { from, events: branch.events.slice(from), auto: [...branch.auto] };
});

/**
 * The session as a file's value, up to what is shown or to event `end`. `page` is what the page keeps beside
 * it: `{ pins, tasks, answers }`.
 * @param {Store} store
 * @param {Page} page
 * @param {number} [end]
 */
export const recordOf = (store, page, end = store.past ?? store.events.length) => ({
  ...store.record(end),
  page: {
    auto: [...store.auto],
    // Which cards each rating was for: from the ratings alone, another version may draw others.
    outputs: store.allRatings.map(({ cards }) => cards.join('')),
    branches: branchesOf(store, end),
    ...(store.demo && { demo: true }),
    ...page,
  },
});

/** @param {Store} store @param {Page} page */
export const writeRecord = (store, page) => JSON.stringify(recordOf(store, page), wellFormedTexts);
