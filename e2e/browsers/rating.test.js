// The main path in Firefox: outputs come, are rated, skipped, pinned, taken back and corrected, of every deck.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';

import { place, testsIn } from './browser.js';
import { firefox } from './firefox.js';
import { same } from './page.js';
import { openRecorded, replayIn } from './recorded.js';

const site = place('LOBULE_SITE');
const test = testsIn(firefox);

test('a recorded list of ratings leads to the recorded bits, by keys', async ({ open }) => {
  const { page, begun, seed, keys, hash, ratings } = await openRecorded(open, site);
  assert.equal(await page.text('#footer-seed'), String(seed));
  assert.match(begun.output, /^Colour: .+ · Motion: /);
  const done = await page.keys(keys);
  assert.deepEqual([done.hash, done.ratings], [hash, ratings]);
  assert.notEqual(done.hash, begun.hash);
  const other = await page.keys(['z', keys.at(-1) === '5' ? '4' : '5']);
  assert.notEqual(other.hash, hash, 'another rating');
});

test('and by clicks', async ({ open }) => {
  const { page, keys, hash, ratings } = await openRecorded(open, site);
  for (const key of keys) {
    await page.next(() => page.click(key === 's' ? '#skip' : `#rating input[value='${key}']`));
    if (key !== 's') await page.says('#given', key === '1' ? 'You gave 1 star.' : `You gave ${key} stars.`);
  }
  const done = await page.state();
  assert.deepEqual([done.hash, done.ratings], [hash, ratings]);
});

test('every recorded session has the recorded bits, and a changed one has others', async ({ open }) => {
  // The page's sources as they are, since the published site has no module of its own.
  const page = await open(place('LOBULE_SOURCES'));
  const replay = await replayIn(page);
  const folder = new URL('../../tests/sessions/', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  assert.ok(files.length >= 4, `${files}`);
  for (const name of files) {
    const { hash, ...session } = JSON.parse(await readFile(new URL(name, folder), 'utf8'));
    assert.equal(await replay(session), hash, name);
    const { rate } = session.events.find((event) => event.rate);
    rate[1] = rate[1] % 5 + 1;
    assert.notEqual(await replay(session), hash, `${name} with another rating`);
  }
});

test('what was done can be undone and done again', async ({ open, elsewhere }) => {
  const deeds = '5142s3';
  const never = [];
  const other = await elsewhere(site);
  never.push(await other.state());
  for (const deed of deeds) never.push(await other.keys(deed));

  const page = await open(site);
  same(await page.keys(deeds), never[6], 'the same on another computer');
  const redo = '#travel .actions button:nth-of-type(2)';
  assert.match(await page.text(redo), /^Redo/);
  for (const [how, does, left] of [
    ['Z', () => page.press('z'), 5],
    ['Ctrl-Z of a skip', () => page.press('z', 'Control'), 4],
    ['the button Undo', () => page.click('#undo'), 3],
    ['Shift-Z', () => page.press('Z', 'Shift'), 4],
    ['Ctrl-Shift-Z', () => page.press('Z', 'Control', 'Shift'), 5],
    ['the button Redo', () => page.click(redo), 6],
  ]) {
    await page.next(does);
    same(await page.state(), never[left], how);
  }
  same(await page.keys('zzzzzz'), never[0], 'all undone');
  assert.equal(await page.ask(() => document.getElementById('undo').getAttribute('aria-disabled')), 'true');
});

test('a rating can be corrected, and a past one given anew', async ({ open }) => {
  const page = await open(site);
  const rated = await page.keys('5142');
  await page.click('#correct');
  await page.says('#guest', 'You gave this 2 stars.');
  await page.press('4');
  await page.says('#given', 'Corrected to 4 stars.');
  const corrected = await page.state();
  assert.equal(corrected.ratings, 4);
  assert.notEqual(corrected.hash, rated.hash);
  same(await page.keys('z'), rated, 'the correction undone');
  await page.next(() => page.press('Z', 'Shift'));
  same(await page.state(), corrected, 'the correction done again');

  // To the left on the slider over the session, two ratings back, and another way from there.
  await page.ask(() => document.getElementById('travel-slider').focus());
  for (const ratings of ['3', '2']) {
    await page.press('ArrowLeft');
    await page.until(`${ratings} ratings`, (n) => document.documentElement.dataset.ratings === n, ratings);
  }
  await page.ask(() => document.activeElement.blur());
  const branch = await page.keys('1');
  assert.equal(branch.ratings, 3);
  await page.click('#travel .branches button');
  await page.until('the old branch', () => document.documentElement.dataset.ratings === '4');
  same(await page.state(), corrected, 'the old branch');
});

test('what is pinned stays, and the best is found again', async ({ open }) => {
  const page = await open(site);
  const loved = await page.state();
  const now = await page.keys('52');
  await page.click('#pin');
  const label = await page.until('a pinned output', () => document.querySelector('.pinned li button')?.textContent);
  await page.click('#show-best');
  await page.says('#guest', 'The best so far, 5 stars.');
  await page.says('#output-text', loved.output);
  await page.click('#guest button');
  same(await page.state(), now, 'back from the best');
  await page.reload();
  await page.says('.pinned li button', label);
  await page.click('.pinned li button');
  await page.says('#guest', 'One of your favourites.');
  await page.says('#output-text', now.output);
  await page.click('.pinned li button:last-child');
  await page.until('nothing pinned', () => !document.querySelector('.pinned li'));
});

test('each deck has a session of its own', async ({ open }) => {
  const page = await open(site);
  const sessions = [];
  for (const [deck, begins] of [['lights', 'Colour: '], ['melody', 'Scale: '], ['prompt', 'Role: '], ['own', '']]) {
    await page.deck(deck);
    const { output } = await page.state();
    assert.ok(output.startsWith(begins), `${deck} shows ${output}`);
    sessions.push([deck, await page.keys('514')]);
  }
  assert.equal(new Set(sessions.map(([, { hash }]) => hash)).size, sessions.length);
  for (const [deck, session] of sessions) {
    await page.deck(deck);
    same(await page.state(), session, deck);
  }
});

test('a deck of one’s own is rated, and a bad one refused in words', async ({ open }) => {
  const deck = await readFile(new URL('../../tests/decks/good/breakfast.json', import.meta.url), 'utf8');
  const json = JSON.stringify(JSON.parse(deck));
  const page = await open(site);
  await page.deck('own');
  const before = await page.state();
  await page.fill('#own-text', json.replace('"honey"', '5'));
  await page.click('#own-use');
  await page.says('#own-error', /label must be/);
  same(await page.state(), before, 'a bad deck');
  await page.fill('#own-text', json);
  await page.next(() => page.click('#own-use'));
  const { output } = await page.keys('5142');
  assert.match(output, /^Drink: (coffee|green tea) · Dish: .+ · With: /);
  assert.equal(await page.text('#own-error'), '');
});
