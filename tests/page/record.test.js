// Session files: what is written is read again, and what cannot be is refused in words that name the place.

import { test } from 'node:test';
import assert from 'node:assert/strict';

import { loadModule } from './session.js';
import { toBase64 } from '../../www/bytes.js';
import { createDecks } from '../../www/decks/index.js';
import { MOST_EVENTS, canonical, parseJson, readRecord, reasonOf, writeRecord } from '../../www/record.js';
import { createStore } from '../../www/state.js';
import { setLanguage } from '../../www/words/language.js';

const module = await loadModule();
const decks = createDecks(module);
const all = () => Object.values(decks);

function begun(of = {}) {
  const store = createStore(module);
  store.restart({ deck: decks.lights, seed: 7, ...of });
  return store;
}
const FILE = { format: 'lobule-session/3', learning: module.learningVersion(), deck: 'lights', config: {}, seed: 7, events: [{ propose: 0 }, { rate: [0, 5] }] };

/** Why a value is refused, in a language. */
function why(file, language = 'en') {
  setLanguage(language);
  try {
    readRecord(file, all());
    return 'nothing';
  } catch (error) {
    return reasonOf(error);
  } finally {
    setLanguage('en');
  }
}

test('what is written is read again, with all that is kept beside it', async () => {
  const store = begun({ deck: decks.own, seed: 3 });
  for (const stars of [5, 2, 4]) store.rate(stars);
  store.rate(3, 'auto');
  await store.undo();
  store.rate(1);
  const pins = [{ context: 1, cards: [0, 1, 2] }];
  const record = readRecord(parseJson(writeRecord(store, { pins, tasks: { 1: 'Tea' } })), all());
  const other = begun();
  assert.ok(await other.load(record));
  assert.equal(other.hash, store.hash);
  assert.deepEqual(other.ratings.map(({ stars, by }) => [stars, by]), [[5, 'person'], [2, 'person'], [4, 'person'], [1, 'person']]);
  assert.deepEqual(other.branches.map(({ ratings, auto }) => [ratings, [...auto]]), [[4, [3]]]);
  assert.deepEqual(record.page, { pins, tasks: { 1: 'Tea' }, answers: undefined });
});

test('what is wrong is refused, with its place, in both languages', () => {
  for (const [change, place, words] of [
    [{ format: undefined }, '', /it has no format|format/], [{ format: 'lobule-session/9' }, 'format', /this page reads lobule-session\/1/],
    [{ format: ['lobule-session/3'] }, 'format', /it is \["lobule-session/],
    [{ more: 1 }, '"more"', /not known/], [{ learning: -1 }, 'learning', /whole number/], [{ learning: null }, 'learning', /got null/],
    [{ config: [] }, 'config', /object in braces/], [{ config: { update_epochs: 1001 } }, 'config.update_epochs', /from 0 to 1000, got 1001/],
    [{ seed: 0.5 }, 'seed', /got 0.5/], [{ seed: 2 ** 53 }, 'seed', /whole number/], [{ seed: undefined }, 'seed', /whole number/],
    [{ base: 5 }, 'base', /snapshot/], [{ hash: 'f' }, 'hash', /16 hexadecimal/], [{ hash: ['0123456789abcdef'] }, 'hash', /16 hexadecimal/],
    [{ deck: 'tea' }, 'deck', /"lights" or an object/], [{ deck: { name: 'x' } }, 'deck.slots', /missing/],
    [{ events: {} }, 'events', /list/], [{ events: Array(MOST_EVENTS + 1).fill({ propose: 0 }) }, 'events', /at most 100000/],
    [{ events: [{ propose: 1 }] }, 'events[0].propose', /from 0 to 0/], [{ events: [null] }, 'events[0]', /one of propose/],
    [{ events: [{ propose: 0, skip: 0 }] }, 'events[0]', /one of propose/], [{ events: [{ rate: [0, 5] }] }, 'events[0].rate', /no output 0 yet/],
    [{ events: [{ propose: 0 }, { rate: 0 }] }, 'events[1].rate', /\[0, 5\]/], [{ events: [{ propose: 0 }, { rate: [0, 6] }] }, 'events[1].rate', /from 1 to 5/],
    [{ events: [{ propose: 0 }, { skip: [0, 5] }] }, 'events[1].skip', /no output \[0,5\]/],
    [{ format: 'lobule-session/1' }, 'format', /./],
  ]) {
    const file = { ...FILE, ...change };
    const [said, saidInKorean] = [why(file), why(file, 'ko')];
    assert.ok(said.startsWith(place), `${said} is not about ${place}`);
    assert.match(said, words);
    assert.match(saidInKorean, /[가-힣]/);
    assert.ok(saidInKorean.includes(place));
  }
  assert.equal(why(FILE), 'nothing');
});

test('a text that is no session is told by what it looks like', () => {
  const said = (text) => { try { return parseJson(text); } catch (error) { return error.message; } };
  assert.match(said('  '), /empty/);
  assert.match(said('%PDF-1.7'), /PDF document/);
  assert.match(said('<!doctype html>'), /web page/);
  assert.match(said('Hello'), /no text in JSON/);
  assert.match(said('{"events": ['), /ends in the middle/);
  assert.match(said('{"a": }'), /no JSON/);
  assert.deepEqual(said('\uFEFF{"a": 1}'), { a: 1 });
});

test('an order of members makes no other deck', () => {
  assert.equal(canonical({ b: [{ d: 1, c: 2 }], a: 0 }), canonical({ a: 0, b: [{ c: 2, d: 1 }] }));
});

test('what is wrong beside a session is passed over', () => {
  const page = { auto: [0, -1, 'x'], pins: [{ context: 0, cards: [9, 0, 0, 0, 0] }, null, { context: 0, cards: [0, 0, 0, 0, 0] }], branches: [null, {}, { from: 0, events: [{ rate: [0, 5] }] }, { from: 1, events: [{ rate: [0, 1] }] }] };
  const { auto, branches, page: { pins } } = readRecord({ ...FILE, page }, all());
  assert.deepEqual([auto, pins.length, branches.map(({ ratings }) => ratings)], [[0], 1, [1]]);
  assert.deepEqual(readRecord({ ...FILE, page: [] }, all()).branches, []);
});

test('ratings of outputs from before a snapshot are there, and can be saved', async () => {
  const before = new module.Session(decks.lights, 3);
  before.propose(0);
  const second = before.propose(0);
  before.rate(second.id, 2);
  while (before.learn() !== undefined);
  const base = toBase64(before.save());
  for (const [events, stars] of [[[{ rate: [0, 5] }], '5'], [[{ rerate: [1, 4] }, { rerate: [1, 3] }], '3'], [[{ rerate: [1, 2] }], ''], [[{ skip: 0 }, { propose: 0 }, { rate: [2, 1] }], '1']]) {
    const { seed: _, ...file } = FILE;
    const store = begun();
    assert.ok(await store.load(readRecord({ ...file, base, events }, all())));
    assert.equal(store.ratings.map((rating) => rating.stars).join(''), stars, JSON.stringify(events));
    for (const { cards, metrics } of store.ratings) assert.ok(Array.isArray(cards) && metrics.steps > 0);
    const other = begun();
    assert.ok(await other.load(readRecord(parseJson(writeRecord(store, {})), all())));
    assert.equal(other.hash, store.hash);
  }
});
