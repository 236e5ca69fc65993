// A deck of one's own, as a person writes it: every mistake is told with its place. The rules: docs/deck.md.
// Whatever is accepted here the core accepts, and whatever the core refuses is refused here, in more words.

/** @import { Card, CoreDeck, Deck, Entry } from '../types.js' */

import { clusters } from '../unicode.js';
import { isolated } from '../words/isolate.js';
import { own as words } from '../words/own.js';
import { codeOf, difference, formOf } from './alike.js';

const MOST_TEXT = 1_000_000;
const MOST = { slots: 8, cards: 8, cardsInAll: 63, contexts: 8, members: 16, label: 80, payload: 2000 };
const DEEPEST = 16;
/** More than a deck can have; the rest of a huge text is told by what it is part of. */
const MOST_PLACES = 2000;
const MOST_TOLD = 5;

const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
/** Controls, halves of characters, line separators, and what turns the direction of a text around. */
const HIDDEN = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * The deck that a JSON text describes; the error of a bad one tells each mistake on a line of its own. One that is
 * part of a kept session was taken by the rules of its day, when only equal letters made labels equal.
 * @param {string} text
 * @param {{ isKept?: boolean }} how
 */
export function parseDeck(text, { isKept = false } = {}) {
  if (text.length > MOST_TEXT) throw new Error(words.tooLong(text.length, MOST_TEXT));
  const json = text.replace(/^\uFEFF/, '');
  const places = findPlaces(json);
  const { deck, mistakes } = read(JSON.parse(json), isKept);
  if (mistakes.length === 0) return deck;
  for (const mistake of mistakes) {
    const { path } = mistake;
    // What is missing is told where it should be.
    mistake.at = places.get(path) ?? places.get(path.slice(0, Math.max(0, path.lastIndexOf('.')))) ?? 0;
  }
  mistakes.sort((a, b) => a.at - b.at);
  const told = mistakes.slice(0, MOST_TOLD)
    .map(({ at, path, what }) => words.place(lineAndColumn(json, at)[0], isolated(short(path, 80)), what));
  if (mistakes.length > MOST_TOLD) told.push(words.more(mistakes.length - MOST_TOLD));
  throw new Error(told.join('\n'));
}

/**
 * The deck as the core and session files have it.
 * @param {CoreDeck} deck
 */
export function deckToJson({ name, contexts, first, slots }) {
  /** @param {Card} card */
  const card = ({ label, payload, next }) => ({ label, ...(payload && { payload }), ...(next && { next }) });
  return {
    name, contexts, ...(first && { first }),
    slots: slots.map((slot) => ({ name: slot.name, cards: slot.cards.map(card) })),
  };
}

/** @param {CoreDeck} a @param {CoreDeck} b */
export const sameDeck = (a, b) => JSON.stringify(deckToJson(a)) === JSON.stringify(deckToJson(b));

// Words for what stands there

/** @param {string} text */
const quoted = (text) => `“${isolated(short(text, 40))}”`;

/** @param {string} text @param {number} most */
function short(text, most) {
  const letters = clusters(text);
  return letters.slice(0, most).join('').replace(HIDDEN, '\uFFFD') + (letters.length > most ? '…' : '');
}

/** @param {string} text @param {number} at */
function lineAndColumn(text, at) {
  const lines = text.slice(0, at).split(/\r\n|\r|\n/);
  return /** @type {const} */ ([lines.length, [.../** @type {string} */ (lines.at(-1))].length + 1]);
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param {unknown} value */
function shown(value) {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return words.aList;
  return isObject(value) ? words.anObject : String(value);
}

/**
 * Whether so many edits (a letter more, less or another) make one text of the other.
 * @param {string} a
 * @param {string} b
 * @param {number} edits
 * @returns {boolean}
 */
const near = (a, b, edits) => a === b || (a[0] === b[0]
  ? near(a.slice(1), b.slice(1), edits)
  : edits > 0 && [[1, 1], [1, 0], [0, 1]].some(([i, j]) => near(a.slice(i), b.slice(j), edits - 1)));

/** @param {string} path @param {string} name */
const member = (path, name) => (path ? `${path}.${name}` : name);

// The text

const SPACE = /[ \t\r\n]*/y;
const SCALAR = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?|true|false|null/y;
const PLAIN = /[^"\\\x00-\x1f]+/y;
const ESCAPE = /\\(["\\/bfnrt]|u[\da-fA-F]{4})/y;

/**
 * Where each value of a JSON text begins, by its path. What is no JSON is refused here, as browsers say that
 * in different words, and some without a place.
 * @param {string} text
 */
function findPlaces(text) {
  const places = new Map();
  let at = 0;

  /**
   * @param {'value' | 'member' | 'colon' | 'listGoesOn' | 'objectGoesOn' | 'comma' | 'unclosed' | 'escape' | 'after' | 'twice'
   *   | 'deep'} what
   */
  function fail(what, where = at) {
    const found = text.slice(where, where + 20).match(/^\w+|^[^]/u)?.[0];
    const seen = found && (VISIBLE.test(found) ? quoted(found) : codeOf(found));
    const say = /** @type {(found: string, most: number) => string} */ (words[what]);
    throw new Error(words.syntax(...lineAndColumn(text, where), say(seen ?? words.end, DEEPEST)));
  }
  /** @param {RegExp} pattern */
  function eat(pattern) {
    pattern.lastIndex = at;
    const fits = pattern.test(text);
    if (fits) at = pattern.lastIndex;
    return fits;
  }
  function string() {
    const from = at++;
    while (eat(PLAIN) || eat(ESCAPE));
    if (text[at] === '\\') fail('escape', at + 1);
    if (text[at] !== '"') fail('unclosed', from);
    return text.slice(from, ++at);
  }
  /** @param {Set<string>} names */
  function name(names) {
    const from = at;
    if (text[at] !== '"') fail('member');
    const name = JSON.parse(string());
    if (names.has(name)) fail('twice', from + 1);
    names.add(name);
    eat(SPACE);
    if (text[at] !== ':') fail('colon');
    at++;
    return name;
  }
  /** @param {string} path @param {number} depth */
  function inside(path, depth) {
    if (depth > DEEPEST) fail('deep');
    const isList = text[at++] === '[';
    const close = isList ? ']' : '}';
    const names = new Set();
    eat(SPACE);
    for (let n = 0; text[at] !== close; n++) {
      value(isList ? `${path}[${n}]` : member(path, name(names)), depth);
      if (text[at] === close) break;
      if (text[at] !== ',') fail(isList ? 'listGoesOn' : 'objectGoesOn');
      const comma = at++;
      eat(SPACE);
      if (text[at] === close) fail('comma', comma);
    }
    at++;
  }
  /** @param {string} path @param {number} depth */
  function value(path, depth) {
    eat(SPACE);
    if (places.size < MOST_PLACES) places.set(path, at);
    if (text[at] === '{' || text[at] === '[') inside(path, depth + 1);
    else if (text[at] === '"') string();
    else if (!eat(SCALAR)) fail('value');
    eat(SPACE);
  }

  value('', 0);
  if (at < text.length) fail('after');
  return places;
}

// The deck

/**
 * The deck that a JSON value describes, and what is wrong with it.
 * @param {unknown} value
 * @param {boolean} isKept
 */
function read(value, isKept) {
  /** @type {{ path: string, what: string, at: number }[]} */
  const mistakes = [];
  /** @param {string} text */
  const form = (text) => (isKept ? text : formOf(text));
  /** @param {string} path @param {string} what */
  const bad = (path, what) => mistakes.push({ path, what, at: 0 });

  /**
   * @param {unknown} value
   * @param {string} path
   * @param {string[]} needed
   * @param {string[]} others
   * @returns {Record<string, unknown>}
   */
  function object(value, path, needed, others = []) {
    if (!isObject(value)) {
      bad(path, words.object(shown(value)));
      return {};
    }
    const known = [...needed, ...others];
    const names = Object.keys(value);
    if (names.length > MOST.members) {
      bad(path, words.many(names.length, known.length));
      return {};
    }
    const meant = new Set();
    for (const name of names.filter((name) => !known.includes(name))) {
      /** @param {number} edits */
      const alike = (edits) => known.find((word) => near(name.toLowerCase(), word, edits));
      const nearest = alike(1) ?? alike(2);
      meant.add(nearest);
      bad(member(path, name), words.unknown(known, nearest));
    }
    for (const name of needed) {
      if (value[name] === undefined && !meant.has(name)) bad(member(path, name), words.missing);
    }
    return value;
  }
  /**
   * Missing members have been told; what is wrong stands for nothing, so that nothing is told twice.
   * @template Entry
   * @param {unknown} value
   * @param {string} path
   * @param {number} least
   * @param {number} most
   * @param {(value: unknown, path: string) => Entry} entry
   * @returns {Entry[]}
   */
  function list(value, path, least, most, entry) {
    if (value === undefined) return [];
    if (!Array.isArray(value)) bad(path, words.list(shown(value)));
    else if (value.length < least) bad(path, words.empty);
    else if (value.length > most) bad(path, words.many(value.length, most));
    else return value.map((each, n) => entry(each, `${path}[${n}]`));
    return [];
  }
  /**
   * A text; what is none has been told.
   * @param {unknown} value
   * @param {string} path
   * @returns {string}
   */
  function text(value, path, isPayload = false) {
    if (value !== undefined && typeof value !== 'string') bad(path, words.text(shown(value)));
    if (typeof value !== 'string') return '';
    const most = isPayload ? MOST.payload : MOST.label;
    const [hidden] = (isPayload ? value.replace(/[\t\r\n]/g, '') : value).match(HIDDEN) ?? [];
    if ([...value].length > most) bad(path, words.long([...value].length, most));
    else if (hidden) bad(path, words.hidden(codeOf(hidden)));
    else if (!isKept && value.includes('\uFFFD')) bad(path, words.damaged);
    else if (!isPayload && !VISIBLE.test(form(value))) bad(path, words.blank);
    return value;
  }
  /** @param {string[]} texts @param {(n: number) => string} pathOf */
  function distinct(texts, pathOf) {
    const forms = texts.map((text) => (typeof text === 'string' ? form(text) : undefined));
    for (const [n, text] of texts.entries()) {
      const first = forms.indexOf(forms[n]);
      // One without a letter has been told.
      if (!forms[n] || first === n) continue;
      const same = text === texts[first];
      bad(pathOf(n), same ? words.same(quoted(text), first) : words.alike(quoted(text), first, ...difference(text, texts[first])));
    }
  }
  /** @param {unknown} value @param {string} path @returns {Card} */
  function card(value, path) {
    if (typeof value === 'string') return { label: text(value, path) };
    const { label, payload, next } = object(value, path, ['label'], ['payload', 'next']);
    const [name, said] = [text(label, `${path}.label`), text(payload, `${path}.payload`, true)];
    // What may follow is looked through when all cards are known.
    return { label: name, ...(said && { payload: said }), next: /** @type {number[]} */ (next) };
  }
  /** @param {unknown} value @param {string} path */
  function slot(value, path) {
    const { name, cards } = object(value, path, ['name', 'cards']);
    const title = text(name, `${path}.name`);
    const read = list(cards, `${path}.cards`, 1, MOST.cards, card);
    /** @param {number} c */
    const isText = (c) => typeof /** @type {unknown[]} */ (cards)[c] === 'string';
    distinct(read.map(({ label }) => label), (c) => `${path}.cards[${c}]${isText(c) ? '' : '.label'}`);
    return { name: title, cards: read };
  }
  /**
   * The numbers that a rule names, in order; nothing where it names all.
   * @param {unknown} value
   * @param {string} path
   * @param {number[]} all
   */
  function rule(value, path, all) {
    if (value === undefined) return undefined;
    const named = list(value, path, 0, MOST.cards, (entry, path) => {
      if (!all.includes(/** @type {number} */ (entry))) bad(path, words.number(shown(entry), all.length - 1));
      return entry;
    });
    const cards = all.filter((card) => named.includes(card));
    return cards.length < all.length ? cards : undefined;
  }

  const { name, contexts = ['any'], first, slots } =
    object(value, '', ['name', 'slots'], ['contexts', 'first', '$schema']);
  /** @type {Deck} */
  const deck = {
    id: 'own', renderer: 'text', name: text(name, 'name'),
    contexts: list(contexts, 'contexts', 1, MOST.contexts, text),
    slots: list(slots, 'slots', 1, MOST.slots, slot),
  };
  distinct(deck.contexts, (n) => `contexts[${n}]`);
  const inAll = deck.slots.reduce((sum, { cards }) => sum + cards.length, 0);
  if (inAll > MOST.cardsInAll) bad('slots', words.inAll(inAll, MOST.cardsInAll));

  /** @param {number} s */
  const numbersOf = (s) => [...Array(deck.slots[s]?.cards.length || MOST.cards).keys()];
  deck.first = rule(first, 'first', numbersOf(0));
  for (const [s, { cards }] of deck.slots.entries()) {
    for (const [c, card] of cards.entries()) {
      const next = rule(card.next, `slots[${s}].cards[${c}].next`, numbersOf(s + 1));
      // After the last slot it means nothing.
      card.next = s + 1 < deck.slots.length ? next : undefined;
    }
  }
  if (mistakes.length === 0) follow(deck, numbersOf, bad);
  return { deck, mistakes };
}

/**
 * Every card that can be reached must have a way on.
 * @param {CoreDeck} deck
 * @param {(slot: number) => number[]} numbersOf
 * @param {(path: string, what: string) => void} bad
 */
function follow({ first, slots }, numbersOf, bad) {
  let reached = first ?? numbersOf(0);
  if (reached.length === 0) bad('first', words.noFirst);
  for (const [s, { cards }] of slots.slice(0, -1).entries()) {
    /** @type {Set<number>} */
    const next = new Set();
    for (const c of reached) {
      const may = cards[c].next ?? numbersOf(s + 1);
      if (may.length === 0) bad(`slots[${s}].cards[${c}].next`, words.noWay(quoted(cards[c].label)));
      for (const card of may) next.add(card);
    }
    reached = [...next];
  }
}
