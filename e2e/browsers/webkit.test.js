// A short visit with WebKit: outputs are rated, to the recorded bits, and the session comes back.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { place, testsIn } from './browser.js';
import { same } from './page.js';
import { openRecorded, replayIn } from './recorded.js';
import { webkit } from './webkit.js';

const site = place('LOBULE_SITE');
const test = testsIn(webkit);

test('what is rated leads to the recorded bits, comes back, and goes on by a link', async ({ open, elsewhere }) => {
  const { page, keys, hash, ratings } = await openRecorded(open, site);
  const half = Math.floor(keys.length / 2);
  await page.keys(keys.slice(0, half));
  for (const key of keys.slice(half)) {
    await page.next(() => page.click(key === 's' ? '#skip' : `#rating label:nth-of-type(${key})`));
  }
  const session = await page.state();
  assert.equal(session.hash, hash);
  const undone = await page.keys('z');
  assert.notEqual(undone.hash, hash);
  await page.next(() => page.press('Z', 'Shift'));
  same(await page.state(), session, 'done again');

  await page.reload();
  same(await page.state(), session, 'loaded again');
  await page.says('.sessions li', `${ratings} ratings`);
  await page.deck('melody');
  assert.match((await page.keys('4')).output, /^Scale: /);
  await page.deck('lights');
  same(await page.state(), session, 'after another deck');

  await page.click('#make-link');
  await page.says('#link-note', hash);
  const link = await page.ask(() => document.getElementById('link').value);
  const other = await elsewhere(link);
  await other.says('#link-told', `The link has led to the very same policy, after ${ratings} ratings: hash ${hash}.`);
  same(await other.state(), session, 'the link');
});

test('a long recorded session has the recorded bits', async ({ open }) => {
  const page = await open(place('LOBULE_SOURCES'));
  const recorded = await readFile(new URL('../../tests/sessions/lights.json', import.meta.url), 'utf8');
  const { hash, ...session } = JSON.parse(recorded);
  assert.equal(await (await replayIn(page))(session), hash);
});

test('the single file opens from disk', async ({ open }) => {
  const { page, keys, hash } = await openRecorded(open, place('LOBULE_FILE'));
  assert.equal((await page.keys(keys)).hash, hash);
});
