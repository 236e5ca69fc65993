// What is kept, in Firefox: files, links, the shelf, two tabs, and the page without its server.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PHONE, place, testsIn } from './browser.js';
import { firefox } from './firefox.js';
import { lineTo } from './line.js';
import { same } from './page.js';
import { openRecorded } from './recorded.js';

const site = place('LOBULE_SITE');
const test = testsIn(firefox);

/** Waits until the session on show has been written. */
async function kept(page) {
  const { hash } = await page.state();
  await page.until(`${hash} is kept`, (one) =>
    Object.values(localStorage).some((text) => text.includes(`"hash":"${one}"`)), hash);
}

/** A link to the session on show. */
async function linkOf(page) {
  await page.click('#make-link');
  await page.says('#link-note', / bytes, .+ hash [0-9a-f]{16}\./);
  return page.ask(() => document.getElementById('link').value);
}

test('a session that is saved opens on another computer', async ({ open, elsewhere, browser }) => {
  const page = await open(site);
  await page.deck('melody');
  const session = await page.keys('51s42');
  await page.click('#pin');
  const text = await browser.saved(page, '#save-session', 'lobule-melody.session.json');
  const file = JSON.parse(text);
  assert.equal(file.hash, session.hash);
  assert.deepEqual(file.events.filter(({ rate }) => rate).map(({ rate: [, stars] }) => stars), [5, 1, 4, 2]);

  const folder = await mkdtemp(join(tmpdir(), 'lobule-file-'));
  try {
    const [whole, torn] = ['whole.session.json', 'torn.session.json'].map((name) => join(folder, name));
    await writeFile(whole, text);
    await writeFile(torn, text.slice(0, text.length / 2));
    const other = await elsewhere(site, PHONE);
    const before = await other.keys('3');
    await other.choose('#open-snapshot', torn);
    await other.says('#file-error', /torn\.session\.json.* could not be opened: .+\. Nothing has changed\./);
    same(await other.state(), before, 'a file that is torn');
    await other.choose('#open-snapshot', whole);
    await other.says('#file-done', 'whole.session.json');
    same(await other.state(), session, 'the session from a file');
    await other.until('its favourite', () => document.querySelectorAll('.pinned li').length === 1);
    same(await other.keys('5z3'), await page.keys('5z3'), 'going on');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a link leads to the very same policy elsewhere, and back', async ({ open, elsewhere }) => {
  const page = await open(`${site}?seed=9007199254740991`);
  const session = await page.keys('5142s3');
  const link = await linkOf(page);
  assert.ok(link.length < 500, `a link of ${link.length} bytes`);
  const other = await elsewhere(link, PHONE);
  await other.says('#link-told', `The link has led to the very same policy, after 5 ratings: hash ${session.hash}.`);
  same(await other.state(), session, 'the link');
  same(await other.keys('4z'), session, 'on and back');
  assert.equal(await other.ask(() => location.hash), '', 'the link is in the address still');

  // In the place of a session that was there, which stays on the shelf.
  const third = await elsewhere(site);
  const own = await third.keys('15');
  await third.ask((hash) => { location.hash = hash; }, new URL(link).hash);
  await third.says('#link-told', 'very same policy');
  same(await third.state(), session, 'the link in place of another session');
  await third.click('#take-before');
  await third.until('what was there before', () => document.documentElement.dataset.ratings === '2');
  same(await third.state(), own, 'what was there before');
  // A letter more, and it is refused.
  await third.ask((hash) => { location.hash = `${hash}x`; }, new URL(link).hash);
  await third.says('#link-told', /The link could not be opened: .+ Nothing has changed\./);
  same(await third.state(), own, 'a link that was changed');
});

test('sessions are there when the page is loaded again, and on the shelf', async ({ open }) => {
  const page = await open(site);
  const first = await page.keys('514235');
  await kept(page);
  await page.reload();
  same(await page.state(), first, 'loaded again');
  await page.fill('#seed', '99');
  await page.next(() => page.press('Enter'));
  await page.says('#footer-seed', '99');
  await page.ask(() => document.activeElement.blur());
  const second = await page.keys('22');
  await kept(page);
  await page.reload();
  same(await page.state(), second, 'the second, loaded again');
  await page.until('two sessions on the shelf', () => document.querySelectorAll('.sessions li').length === 2);
  await page.says('.sessions li:nth-child(2)', '6 ratings');
  await page.click('.sessions li:nth-child(2) [data-act=open]');
  await page.until('the first session', () => document.documentElement.dataset.ratings === '6');
  same(await page.state(), first, 'from the shelf');

  await page.click('#forget-all');
  await page.click('#forget-yes');
  await page.until('nothing is left', () =>
    document.documentElement.dataset.ready === 'true' && document.documentElement.dataset.ratings === '0');
  await page.reload();
  assert.equal((await page.state()).ratings, 0);
  await page.says('#shelf-note', /\S/);
});

test('two tabs do not get into each other’s way', async ({ open }) => {
  const first = await open(site);
  const begun = await first.keys('4');
  await kept(first);
  const second = await open(site, PHONE);
  same(await second.state(), begun, 'a second tab goes on from the first');
  await second.says('#autosave-note', 'Lobule is open in another tab as well.');
  const ofSecond = await second.keys('222');
  await kept(second);
  await first.front();
  const ofFirst = await first.keys('55');
  await kept(first);
  for (const [page, session, which] of [[first, ofFirst, 'first'], [second, ofSecond, 'second']]) {
    await page.front();
    await page.reload();
    same(await page.state(), session, `the ${which} of two tabs, loaded again`);
  }
});

test('the site goes on without its server', async ({ open }) => {
  const line = await lineTo(site);
  const { page, keys, hash } = await openRecorded(open, line.url);
  await page.until('all of it is kept', () => document.documentElement.dataset.offline === 'true');
  line.cut();
  await page.reload();
  assert.equal((await page.keys(keys)).hash, hash);
  await kept(page);
  await page.reload();
  assert.equal((await page.state()).hash, hash, 'without a server the session was lost');
});

test('the single file opens from disk, keeps sessions, and has the same bits', async ({ open, elsewhere }) => {
  const { page, keys, hash } = await openRecorded(open, place('LOBULE_FILE'));
  const session = await page.keys(keys);
  assert.equal(session.hash, hash);
  const asked = await page.ask(() => performance.getEntriesByType('resource').map(({ name }) => name)
    .filter((name) => !name.startsWith('data:') && !name.startsWith('blob:')));
  assert.deepEqual(asked, [], 'the file asks for nothing');
  await page.deck('melody');
  await page.deck('lights');
  same(await page.state(), session, 'after another deck');
  await kept(page);
  const link = await linkOf(page);
  await page.says('#share', 'This page was opened from a file, so the link works on this computer only.');
  await page.reload();
  same(await page.state(), session, 'loaded again');
  const other = await elsewhere(link);
  await other.says('#link-told', session.hash);
  same(await other.state(), session, 'its link');
});
