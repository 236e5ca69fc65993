// Tests with a browser: each begins with nothing kept, and leaves pictures of what it failed at.

import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { Page } from './page.js';

export const LAPTOP = { width: 1280, height: 900 };
export const PHONE = { width: 360, height: 780 };

/** A test that hangs is told from one that waits. */
const LONGEST_MS = 180_000;

/** A package that `cargo xtask test-browsers` has installed. */
export const packaged = createRequire(new URL('../../target/npm/e2e/browsers/', import.meta.url));

/** What `cargo xtask test-browsers` tells: where the page is, and what else it has built. */
export function place(name) {
  return process.env[name] ?? assert.fail(`${name} is not set: run \`cargo xtask test-browsers\``);
}

const pictures = fileURLToPath(new URL('../../target/pictures/', import.meta.url));

/** Takes a picture for the message of a failure. */
async function picture(hands, name) {
  const file = `${pictures}${name.replace(/[^\p{L}\d]+/gu, '-')}.png`;
  await mkdir(pictures, { recursive: true });
  return hands.picture(file).then(() => `seen in ${file}`, ({ message }) => `no picture: ${message}`);
}

/**
 * Gives a function to declare tests with. `start()` starts a browser, `{ name, profile(), close() }`; a profile gives
 * `tab(screen)`, hands as a page wants them, and `close()`. A test `does({ open, elsewhere, browser })`: `open(url,
 * screen)` is a page in the test's own profile, and `elsewhere` one with nothing kept, as on another computer.
 */
export function testsIn(start) {
  let starting;
  after(async () => (await starting)?.close());

  return (what, does) => test(what, { timeout: LONGEST_MS }, async () => {
    const browser = await (starting ??= start());
    const [profiles, pages] = [[], []];
    async function profile() {
      profiles.push(await browser.profile());
      return profiles.at(-1);
    }
    async function page(of, url, screen) {
      pages.push(new Page(await of.tab(screen)));
      return pages.at(-1).open(url);
    }
    const own = await profile();
    try {
      await does({
        open: (url, screen = LAPTOP) => page(own, url, screen),
        elsewhere: async (url, screen = LAPTOP) => page(await profile(), url, screen),
        browser,
      });
      for (const { hands } of pages) assert.deepEqual(hands.complaints, [], 'the console is silent');
    } catch (cause) {
      const seen = await Promise.all(pages.map(({ hands }, n) => picture(hands, `${browser.name} ${what} ${n + 1}`)));
      throw new Error([cause.message, ...seen].join('\n  '), { cause });
    } finally {
      for (const one of profiles) await one.close();
    }
  });
}
