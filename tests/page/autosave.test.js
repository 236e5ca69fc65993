// What a visit finds of the one before, however that ended: the autosave on the real module, in a browser that is made up.

import { test } from 'node:test';
import assert from 'node:assert/strict';

import { loadModule } from './session.js';
import { newBrowser, smallStorage } from './storage.js';
import { createDecks } from '../../www/decks/index.js';
import { readRecord } from '../../www/record.js';
import { createAutosave, isJson } from '../../www/shelf/autosave.js';
import { openDatabase } from '../../www/shelf/database.js';
import { local } from '../../www/shelf/local.js';
import { createShelf } from '../../www/shelf/shelf.js';
import { createStore } from '../../www/state.js';

const module = await loadModule();
const decks = createDecks(module);
const all = () => Object.values(decks);
const page = () => ({ pins: [], tasks: {} });
const starsOf = ({ ratings }) => ratings.map(({ stars }) => stars).join('');

/** A tab of a browser: what it keeps while it is open. */
const newTab = () => ({ storage: smallStorage(), state: null });

/** A visit with nothing on show yet; `leave` is what a browser calls when it ends. */
function visit(browser, tab = newTab()) {
  const target = new EventTarget();
  globalThis.addEventListener = target.addEventListener.bind(target);
  globalThis.document = new EventTarget();
  globalThis.sessionStorage = tab.storage;
  globalThis.history = { get state() { return tab.state; } };
  const none = () => {};
  const tabs = { ask: none, say: none, open: none, onFound: none, listen: none };
  const shelf = createShelf({ open: () => openDatabase(browser.openDB), tabs, isSound: isJson });
  const store = createStore(module, { leaving: () => autosave.leaving() });
  const autosave = createAutosave(store, shelf, { decks: all, page, openPage: none, tabs });
  const leave = (type = 'pagehide') => {
    const event = new Event(type, { cancelable: true });
    target.dispatchEvent(event);
    return event;
  };
  const note = () => { tab.state = { lobule: store.entry.id }; };
  return { tab, shelf, store, autosave, leave, note };
}
/** Brings back what a visit of a browser finds first, and what it finds when all can be asked. */
async function back(browser, tab) {
  const here = visit(browser, tab);
  const last = await here.autosave.last();
  if (!last || await here.autosave.restore(last) === false) here.store.restart({ deck: decks.lights });
  here.autosave.watch();
  const first = starsOf(here.store);
  const later = await here.autosave.later();
  if (later) await here.autosave.restore(later);
  return Object.assign(here, { first });
}
async function begun(browser, deck = decks.lights) {
  const here = visit(browser);
  here.store.restart({ deck });
  here.autosave.watch();
  await here.shelf.open();
  return here;
}
const rate = ({ store }, stars) => [...stars].forEach((star) => store.rate(Number(star)));
/** When all that is being written is. */
const written = async ({ shelf }) => {
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  await shelf.remove('nothing');
};

test('a rating is in the small storage as soon as it is given', async () => {
  const browser = newBrowser();
  const here = await begun(browser);
  rate(here, '53');
  await Promise.resolve();
  assert.equal((await back(browser)).first, '53');
});

test('and in the large one where the small one is full', async () => {
  const browser = newBrowser({ room: 0 });
  const here = await begun(browser);
  rate(here, '53');
  assert.equal(here.leave('beforeunload').defaultPrevented, true);
  await written(here);
  assert.equal(here.leave('beforeunload').defaultPrevented, false);
  assert.equal(starsOf((await back(browser)).store), '53');
});

test('a browser that went down shows what is newest, in the same tab and in another', async () => {
  const browser = newBrowser();
  const here = await begun(browser);
  rate(here, '5');
  await written(here);
  const early = local.list();
  rate(here, '234');
  await written(here);
  for (const tab of [here.tab, undefined]) {
    early.forEach(local.put);
    const next = await back(browser, tab);
    assert.equal(next.first, '5');
    assert.equal(starsOf(next.store), '5234');
    assert.equal((await next.shelf.list()).length, 1);
  }
});

test('a newer session that only the large storage has is on show', async () => {
  const browser = newBrowser();
  const here = await begun(browser);
  rate(here, '5');
  await written(here);
  const early = local.list();
  here.store.restart({ deck: decks.melody });
  rate(here, '11');
  await written(here);
  local.list().forEach(({ id }) => local.remove(id));
  early.forEach(local.put);
  const { store } = await back(browser);
  assert.equal(`${store.deck.id} ${starsOf(store)}`, 'melody 11');
});

test('the browser’s history knows better than the tab what was on show', async () => {
  const browser = newBrowser();
  const here = await begun(browser);
  rate(here, '54');
  here.note();
  const { state } = here.tab;
  here.store.restart({ deck: decks.melody });
  rate(here, '1');
  await written(here);
  here.tab.state = state;
  assert.equal(starsOf((await back(browser, here.tab)).store), '54');
});

test('a session that cannot be read gives way to the newest that can', async () => {
  const browser = newBrowser();
  const here = await begun(browser);
  rate(here, '54');
  await written(here);
  await here.shelf.keep({ id: 'broken' }, { deck: { id: 'lights' }, at: Date.now() + 1, ratings: 3, worth: true }, '{"format"');
  const next = visit(browser);
  for (let entry = await next.autosave.last(); entry; entry = await next.autosave.last()) {
    if (await next.autosave.restore(entry) !== false) break;
  }
  assert.equal(starsOf(next.store), '54');
  assert.equal(next.autosave.problem.kind, 'broken');
  next.autosave.passBroken();
  assert.equal(next.autosave.problem, undefined);
});

test('what was rated where nothing can be kept is still there when another deck was shown', async () => {
  const browser = newBrowser({ room: 0, large: false });
  const here = await begun(browser);
  rate(here, '54');
  await written(here).catch(() => {});
  assert.equal(here.autosave.problem.kind, 'full');
  here.store.restart({ deck: decks.melody });
  await here.autosave.restore(await here.autosave.ofDeck(decks.lights));
  assert.equal(starsOf(here.store), '54');
  // Leaving for good is another thing.
  assert.equal(here.leave('beforeunload').defaultPrevented, true);
  assert.equal(here.autosave.problem.kind, 'full');
  localStorage.room = Infinity;
  rate(here, '1');
  await written(here);
  assert.equal(here.autosave.problem, undefined);
  assert.equal(here.leave('beforeunload').defaultPrevented, false);
});

test('a session of another learning whose hash is not known says so', async () => {
  const browser = newBrowser();
  const here = await begun(browser);
  rate(here, '54321');
  await here.store.travel(here.store.places[2]);
  here.autosave.touch();
  await here.autosave.flush();
  await written(here);
  const [entry] = local.list();
  const value = JSON.parse(entry.text);
  assert.equal(value.hash, undefined);
  assert.equal((await back(browser)).store.moved, undefined);
  local.put({ ...entry, text: JSON.stringify({ ...value, learning: 1 }), revision: 'older:1', id: 'older' });
  const { store } = await back(browser, { storage: smallStorage(), state: { lobule: 'older' } });
  assert.equal(starsOf(store), '54321');
  assert.deepEqual([store.moved.expected, store.moved.learning], [undefined, 1]);
  assert.notEqual(store.entry.id, 'older');
});

test('a text that one storage has lost is taken from the other', async () => {
  const browser = newBrowser();
  const here = await begun(browser);
  rate(here, '54');
  await written(here);
  const entry = local.read(here.store.entry.id);
  local.put({ ...entry, text: entry.text.slice(0, -40) });
  const same = await back(browser);
  assert.equal(`${starsOf(same.store)} ${same.autosave.problem}`, '54 undefined');
  // One that had gone on: what can be read is the state before.
  local.put({ ...entry, revision: 'other:1', lineage: [entry.revision], text: entry.text.slice(0, -40) });
  const before = await back(browser);
  assert.equal(`${starsOf(before.store)} ${before.autosave.problem.kind}`, '54 broken');
  assert.equal((await before.shelf.list()).length, 2);
});

test('a session that is opened once more is no other one', async () => {
  const browser = newBrowser();
  const here = await begun(browser);
  rate(here, '54');
  await written(here);
  const record = readRecord(JSON.parse(local.read(here.store.entry.id).text), all());
  assert.equal((await here.autosave.twin(record)).id, here.store.entry.id);
});

test('a session with a setting that nobody knows is no twin', async () => {
  const browser = newBrowser();
  const here = await begun(browser);
  rate(here, '54');
  await written(here);
  const file = JSON.parse(local.read(here.store.entry.id).text);
  const twin = (config) => here.autosave.twin(readRecord({ ...file, config }, all()));
  assert.ok(await twin({}));
  assert.ok(await twin({ clip_coef: 0.2 }));
  assert.equal(await twin({ clip: 1 }), undefined);
  assert.equal(await twin({ clip_coef: 0.3 }), undefined);
});
