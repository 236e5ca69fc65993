// The shelf: what is put there stays, whoever writes at the same time, and wherever there is room.

import { test } from 'node:test';
import assert from 'node:assert/strict';

import { newBrowser } from './storage.js';
import { openDatabase } from '../../www/shelf/database.js';
import { local } from '../../www/shelf/local.js';
import { createShelf } from '../../www/shelf/shelf.js';

let now = 0;
const summary = (ratings, more) => ({ deck: { id: 'lights', name: 'Lights' }, ratings, worth: true, at: now += 1, ...more });
/** A tab of a browser. */
const tab = ({ openDB }) => createShelf({ open: () => openDatabase(openDB) });
const textsOf = async (shelf) => {
  const ids = (await shelf.list()).map(({ id }) => id);
  return (await Promise.all(ids.map((id) => shelf.read(id)))).map(({ text }) => text).sort();
};

test('what is kept is there at the next visit, and in the small storage at once', async () => {
  const browser = newBrowser();
  const place = { id: 'a' };
  const done = tab(browser).keep(place, summary(3), 'three');
  assert.equal(local.read('a').text, 'three');
  await done;
  const next = tab(browser);
  assert.deepEqual((await next.list()).map(({ id, ratings, deck }) => [id, ratings, deck.name]), [['a', 3, 'Lights']]);
  assert.equal((await next.read('a')).text, 'three');
  assert.equal(next.recent()[0].text, 'three');
});

test('a page that is left before the large storage has it loses nothing', async () => {
  const browser = newBrowser();
  const first = tab(browser);
  const place = { id: 'a' };
  await first.keep(place, summary(1), 'one');
  // The large storage does not answer any more.
  const left = createShelf({ open: () => new Promise(() => {}) });
  const entry = local.read('a');
  left.keep({ id: 'a', revision: entry.revision }, summary(2), 'two');
  assert.deepEqual(await textsOf(tab(browser)), ['two']);
});

test('a session that goes on while the large storage opens is there once', async () => {
  const browser = newBrowser();
  const shelf = tab(browser);
  const place = { id: 'a' };
  // All of them are in the small storage before the first can be in the large one.
  await Promise.all(['one', 'two', 'three'].map((text, n) => shelf.keep(place, summary(n + 1), text)));
  assert.deepEqual(await textsOf(shelf), ['three']);
  assert.equal(place.id, 'a');
  assert.deepEqual(await textsOf(tab(browser)), ['three']);
});

test('two tabs that go on from one session keep both', async () => {
  const browser = newBrowser();
  const [one, other] = [tab(browser), tab(browser)];
  const first = { id: 'a' };
  await one.keep(first, summary(10), 'ten');
  const second = { id: 'a', revision: first.revision };
  await Promise.all([one.keep(first, summary(11), 'ten, then one'), other.keep(second, summary(12), 'ten, then two')]);
  assert.notEqual(first.id, second.id);
  await other.keep(second, summary(13), 'ten, then three');
  await one.keep(first, summary(12), 'ten, then one more');
  assert.deepEqual(await textsOf(tab(browser)), ['ten, then one more', 'ten, then three']);
});

test('the same where the small storage is missing', async () => {
  const browser = newBrowser({ room: 0 });
  const [one, other] = [tab(browser), tab(browser)];
  const first = { id: 'a' };
  await one.keep(first, summary(10), 'ten');
  const second = { id: 'a', revision: first.revision };
  await one.keep(first, summary(11), 'one');
  await other.keep(second, summary(11), 'other');
  await other.keep(second, summary(12), 'other again');
  assert.deepEqual(await textsOf(tab(browser)), ['one', 'other again']);
});

test('and where both were left before the large storage had them', async () => {
  const browser = newBrowser();
  const first = { id: 'a' };
  await tab(browser).keep(first, summary(10), 'ten');
  const { revision } = first;
  const away = () => createShelf({ open: () => new Promise(() => {}) });
  away().keep({ id: 'a', revision }, summary(11), 'one');
  away().keep({ id: 'a', revision }, summary(11), 'other');
  assert.deepEqual(await textsOf(tab(browser)), ['one', 'other']);
});

test('without a large storage the small one keeps all that it has room for, and says when there is none', async () => {
  const browser = newBrowser({ room: 1000, large: false });
  const shelf = tab(browser);
  await shelf.keep({ id: 'a' }, summary(1), 'one');
  await shelf.keep({ id: 'b' }, summary(2), 'two');
  const place = { id: 'c' };
  await assert.rejects(shelf.keep(place, summary(3), 'x'.repeat(2000)), { name: 'QuotaExceededError' });
  assert.deepEqual(await textsOf(tab(browser)), ['one', 'two']);
  localStorage.room = Infinity;
  await shelf.keep(place, summary(3), 'three');
  assert.deepEqual(await textsOf(tab(browser)), ['one', 'three', 'two']);
});

test('where the small storage is full the large one keeps all, and nothing older shows', async () => {
  const browser = newBrowser({ room: 700 });
  const shelf = tab(browser);
  const place = { id: 'a' };
  await shelf.keep(place, summary(1), 'short');
  await shelf.keep({ id: 'b' }, summary(1), 'y'.repeat(300));
  await shelf.keep(place, summary(2), 'x'.repeat(5000));
  assert.deepEqual((await textsOf(tab(browser))).map((text) => text.length).sort(), [300, 5000]);
  assert.equal((await tab(browser).list()).find(({ id }) => id === 'a').ratings, 2);
});

test('a session that is deleted or forgotten is gone, in other tabs too', async () => {
  const browser = newBrowser();
  const [one, other] = [tab(browser), tab(browser)];
  await one.keep({ id: 'a' }, summary(1), 'one');
  await one.keep({ id: 'b' }, summary(2), 'two');
  await one.remove('a');
  assert.deepEqual(await textsOf(other), ['two']);
  await other.clear();
  assert.deepEqual(await textsOf(one), []);
  assert.deepEqual(Object.keys(localStorage), []);
});

test('a name stays, whoever goes on', async () => {
  const browser = newBrowser();
  const shelf = tab(browser);
  const place = { id: 'a' };
  await shelf.keep(place, summary(1), 'one');
  await shelf.amend('a', { name: 'Mine' });
  await shelf.keep(place, summary(2), 'two');
  assert.equal((await shelf.list())[0].name, 'Mine');
  assert.equal((await tab(browser).list())[0].name, 'Mine');
});

test('a hundred sessions stay', async () => {
  const browser = newBrowser({ room: 5000 });
  const shelf = tab(browser);
  for (let n = 0; n < 100; n += 1) await shelf.keep({ id: `s${n}` }, summary(n), `text ${n} ${'x'.repeat(500)}`);
  assert.equal((await textsOf(tab(browser))).length, 100);
});

test('a write that failed is no other tab’s', async () => {
  const browser = newBrowser({ room: 1000, large: false });
  await tab(browser).keep({ id: 'a' }, summary(1), 'one');
  const shelf = tab(browser);
  const { revision } = await shelf.read('a');
  const place = { id: 'a', revision };
  await assert.rejects(shelf.keep(place, summary(2), 'x'.repeat(2000)));
  localStorage.room = Infinity;
  await shelf.keep(place, summary(3), 'three');
  assert.equal(place.id, 'a');
  assert.deepEqual(await textsOf(tab(browser)), ['three']);
});

test('a small storage that was put back takes nothing back, and makes no copies', async () => {
  const browser = newBrowser();
  const [place, early] = [{ id: 'a' }, {}];
  const first = tab(browser);
  await first.keep(place, summary(1), 'one');
  Object.assign(early, local.read('a'));
  const second = tab(browser);
  const { revision, lineage } = await second.read('a');
  const onward = { id: 'a', revision, lineage };
  for (const ratings of [2, 3]) await second.keep(onward, summary(ratings), `${ratings}`);
  for (let visit = 0; visit < 3; visit += 1) {
    // A browser that went down writes to its disk what it had a while ago.
    local.put(early);
    const next = tab(browser);
    assert.deepEqual(await textsOf(next), ['3']);
    assert.deepEqual(next.recent().map(({ text }) => text), ['3']);
  }
});

test('a clock that was put back changes nothing of that', async () => {
  const browser = newBrowser();
  const shelf = tab(browser);
  const place = { id: 'a' };
  await shelf.keep(place, summary(1, { at: 5000 }), 'one');
  const early = local.read('a');
  await shelf.keep(place, summary(2, { at: 1000 }), 'two');
  local.put(early);
  assert.equal((await tab(browser).read('a')).text, 'two');
  assert.equal((await tab(browser).list())[0].ratings, 2);
});

test('where both storages have gone on from one session both stay, once', async () => {
  const browser = newBrowser();
  const first = { id: 'a' };
  await tab(browser).keep(first, summary(1), 'one');
  const early = local.read('a');
  await tab(browser).keep({ ...first }, summary(2), 'large');
  local.put({ ...early, revision: 'other:7', lineage: [first.revision], text: 'small' });
  const small = local.read('a');
  const shelf = tab(browser);
  assert.deepEqual(await textsOf(shelf), ['large', 'small']);
  assert.deepEqual(await textsOf(tab(browser)), ['large', 'small']);
  // Whoever had the one of the small storage on show goes on with that.
  await shelf.keep({ id: 'a', revision: small.revision, lineage: small.lineage }, summary(3), 'small and more');
  assert.deepEqual(await textsOf(tab(browser)), ['large', 'small and more']);
});

test('what neither storage takes stays in memory until one does', async () => {
  const browser = newBrowser({ room: 700, large: false });
  const shelf = tab(browser);
  await shelf.keep({ id: 'a' }, summary(1), 'y'.repeat(400));
  const place = { id: 'b' };
  for (const text of ['first', 'second']) {
    await assert.rejects(shelf.keep(place, summary(2), text.repeat(60)), { name: 'QuotaExceededError' });
  }
  assert.ok(shelf.isBehind);
  assert.equal((await shelf.read('b')).text, 'second'.repeat(60));
  assert.equal((await shelf.list()).length, 2);
  // There is room when something goes.
  await shelf.remove('a');
  assert.ok(!shelf.isBehind);
  assert.deepEqual(await textsOf(tab(browser)), ['second'.repeat(60)]);
});

test('the large storage is asked at once where the small one refuses', async () => {
  const browser = newBrowser({ room: 0 });
  const shelf = tab(browser);
  await shelf.open();
  shelf.keep({ id: 'a' }, summary(1), 'one');
  assert.ok(shelf.isBehind);
  // As long as a page takes to go.
  await Promise.resolve().then(() => {});
  assert.deepEqual(await textsOf(tab(browser)), ['one']);
  assert.ok(!shelf.isBehind);
});

test('what cannot be read takes nothing’s place, and stays', async () => {
  const browser = newBrowser();
  const place = { id: 'a' };
  await tab(browser).keep(place, summary(2), 'sound');
  local.put({ ...local.read('a'), revision: 'other:1', lineage: [place.revision], text: 'brok' });
  const isSound = (text) => text === 'sound';
  const shelf = createShelf({ open: () => openDatabase(browser.openDB), isSound });
  assert.equal((await shelf.read('a')).text, 'sound');
  assert.deepEqual(await textsOf(shelf), ['brok', 'sound']);
});

test('what is in memory alone is listed as such, as soon as it has been refused', async () => {
  const browser = newBrowser({ room: 0, large: false });
  const shelf = tab(browser);
  const heard = [];
  shelf.subscribe(({ type }) => heard.push(type));
  await assert.rejects(shelf.keep({ id: 'a' }, summary(2), 'two'));
  assert.deepEqual(heard, ['changed']);
  assert.deepEqual((await shelf.list()).map(({ ratings, isUnkept }) => [ratings, isUnkept]), [[2, true]]);
  localStorage.room = Infinity;
  await shelf.keep({ id: 'b' }, summary(1), 'one');
  assert.deepEqual((await shelf.list()).map(({ isUnkept }) => isUnkept), [false, false]);
});
