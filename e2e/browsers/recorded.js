// Recorded sessions, whose bits are the same everywhere.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';

const kept = new URL('../../tests/page/kept/', import.meta.url);

/**
 * Opens the session that the newest version of the learning has on record, at an address of the page, and takes all of it
 * back, so that it can be done again: `keys` are those that do it, and `hash` is what that comes to.
 */
export async function openRecorded(open, address) {
  const [newest] = (await readdir(kept)).sort((a, b) => b - a);
  const [link, session] = await Promise.all(['link.txt', 'session.json'].map((name) =>
    readFile(new URL(`${newest}/${name}`, kept), 'utf8')));
  const { seed, hash, events } = JSON.parse(session);
  const deeds = events.filter(({ propose }) => propose === undefined);
  assert.ok(deeds.every(({ rate, skip }) => rate ?? skip), 'a session that keys alone can do again');
  const keys = deeds.map(({ rate }) => (rate ? String(rate[1]) : 's'));
  const ratings = keys.filter((key) => key !== 's').length;
  // It brings the settings along.
  const page = await open(`${address}${link.trim()}`);
  await page.says('#link-told', `the very same policy, after ${ratings} ratings: hash ${hash}.`);
  const begun = await page.keys(keys.map(() => 'z'));
  assert.equal(begun.ratings, 0);
  return { page, begun, seed, keys, hash, ratings };
}

/** A function that plays a recorded session again in a page of the sources, and gives its hash. */
export async function replayIn(page) {
  const replay = await readFile(new URL('../../wasm/replay.js', import.meta.url), 'utf8');
  const question = new Function('session', `
    return import(new URL('pkg/lobule_wasm.js', location.href)).then(async (api) => {
      await api.default({ module_or_path: new URL('pkg/lobule_wasm_bg.wasm', location.href) });
      return (${replay.slice(replay.indexOf('\n')).trim()})(api, session);
    });`);
  return (session) => page.ask(question, session);
}
