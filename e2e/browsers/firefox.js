// Firefox, over WebDriver BiDi: real keys, real clicks, and no driver between.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packaged } from './browser.js';
import { until } from './page.js';

const { default: puppeteer } = packaged('puppeteer-core');

/** Where Debian has it. */
const PROGRAM = '/usr/bin/firefox-esr';

/** Starts a Firefox without a window; `preferences` are those of about:config. */
export async function firefox(preferences = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'lobule-firefox-'));
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: PROGRAM,
    // Root's Firefox refuses to run in somebody else's home.
    env: { ...process.env, HOME: folder },
    extraPrefsFirefox: {
      'browser.download.folderList': 2,
      'browser.download.dir': folder,
      'browser.download.useDownloadDir': true,
      'browser.download.alwaysOpenPanel': false,
      ...preferences,
    },
  });
  return {
    name: 'firefox',
    async profile() {
      const context = await browser.createBrowserContext();
      return { tab: async (screen) => handsOf(await context.newPage(), screen), close: () => context.close() };
    },
    /** What a file says that a button saves; the file is gone afterwards. */
    async saved(page, button, name) {
      await page.click(button);
      const file = join(folder, name);
      // It is empty until all of it has come.
      const text = await until(`${name} is saved`, () => readFile(file, 'utf8'));
      await rm(file);
      return text;
    },
    async close() {
      await browser.close();
      await rm(folder, { recursive: true, maxRetries: 5 });
    },
  };
}

async function handsOf(tab, screen) {
  await tab.setViewport(screen);
  const hands = {
    complaints: [],
    open: (url) => tab.goto(url),
    reload: () => tab.reload(),
    evaluate: (question, given) => tab.evaluate(question, ...given),
    async press(key, held) {
      for (const one of held) await tab.keyboard.down(one);
      await tab.keyboard.press(key);
      for (const one of held.reverse()) await tab.keyboard.up(one);
    },
    write: (text) => tab.keyboard.type(text),
    click: (selector) => tab.locator(selector).click(),
    async choose(selector, file) {
      await (await tab.$(selector)).uploadFile(file);
    },
    picture: (path) => tab.screenshot({ path, fullPage: true }),
    front: () => tab.bringToFront(),
  };
  tab.on('console', (message) => {
    if (['error', 'warn', 'assert'].includes(message.type())) hands.complaints.push(`${message.type()}: ${message.text()}`);
  });
  tab.on('pageerror', (error) => hands.complaints.push(String(error)));
  return hands;
}
