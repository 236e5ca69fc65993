// How the page looks in Firefox: in two languages, in the light and the dark, wide and on a small phone.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { LAPTOP, PHONE, place, testsIn } from './browser.js';
import { firefox } from './firefox.js';

const site = place('LOBULE_SITE');
const DECKS = ['lights', 'melody', 'prompt', 'own'];
/** What about:config calls the dark and the light. */
const scheme = (number) => ({ 'layout.css.prefers-color-scheme.content-override': number });
const inTheLight = testsIn(() => firefox(scheme(1)));
const inTheDarkInKorean = testsIn(() => firefox({ ...scheme(0), 'intl.accept_languages': 'ko, en' }));

/** Gives a page the questions that Chromium is asked as well, as `ask`. */
async function questions(page) {
  const text = await readFile(new URL('../src/access.js', import.meta.url), 'utf8');
  await page.ask(new Function(`globalThis.ask = ${text.slice(text.indexOf('\n(')).trim()}`));
}

/** Lets texts arrive that are shown at a pace, and asks what is wrong. */
const wrong = (page, question) => page.ask((name) => ask.keys('').then(() => ask[name]()), question);

/** How bright a colour of the page is, from 0 to 1, by what stands behind the text and by the text. */
const brightness = (page) => page.ask(() => {
  const { backgroundColor, color } = getComputedStyle(document.body);
  return [backgroundColor, color].map((one) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d');
    canvas.fillStyle = one;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
  });
});

inTheLight('the switch leads to Korean and back, and is kept', async ({ open }) => {
  const page = await open(site);
  await questions(page);
  assert.equal(await page.ask(() => document.documentElement.lang), 'en');
  assert.deepEqual(await wrong(page, 'texts'), [], 'Korean in the English page');
  await page.click('#language');
  await page.keys('5');
  await page.says('#given', '별 5개를 줬어요.');
  assert.deepEqual(await wrong(page, 'texts'), [], 'English in the Korean page');
  await page.reload();
  assert.equal(await page.ask(() => document.documentElement.lang), 'ko');
  await page.click('#language');
  await page.keys('4');
  await page.says('#given', 'You gave 4 stars.');
});

inTheLight('on a small phone nothing sticks out, and fingers find everything', async ({ open }) => {
  const page = await open(site, PHONE);
  await questions(page);
  for (const deck of DECKS) {
    await page.deck(deck);
    assert.deepEqual(await wrong(page, 'wide'), [], deck);
    await page.ask(() => ask.open());
    for (const language of ['en', 'ko']) {
      assert.equal(await page.ask(() => document.documentElement.lang), language);
      assert.deepEqual(await wrong(page, 'wide'), [], `${deck} with everything open, ${language}`);
      assert.deepEqual(await wrong(page, 'small'), [], `${deck} with everything open, ${language}`);
      await page.click('#language');
    }
    await page.click('#forget-no');
  }
});

inTheLight('it is light where light is wanted', async ({ open }) => {
  const page = await open(site, LAPTOP);
  const [ground, text] = await brightness(page);
  assert.ok(ground > 0.8 && text < 0.3, `the ground is ${ground} bright, the text ${text}`);
});

inTheDarkInKorean('it is dark where dark is wanted, and speaks what the browser asks for', async ({ open }) => {
  const page = await open(site, PHONE);
  const [ground, text] = await brightness(page);
  assert.ok(ground < 0.2 && text > 0.7, `the ground is ${ground} bright, the text ${text}`);
  assert.equal(await page.ask(() => document.documentElement.lang), 'ko');
  await questions(page);
  await page.keys('514');
  assert.deepEqual(await wrong(page, 'texts'), [], 'English in the Korean page');
  assert.deepEqual(await wrong(page, 'wide'), []);
});
