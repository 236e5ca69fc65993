// The service worker on hosts that answer from elsewhere, with what it asks for made up here.

import './browser.js';
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import vm from 'node:vm';

const SCOPE = 'https://host.example/lobule/';
const code = await readFile(new URL('../../www/sw.js', import.meta.url), 'utf8');

/** A worker of a version on a host: `host(address)` gives `{ status, redirected, text }`. */
function worker(stored, version, host) {
  const events = {};
  const cacheOf = (name) => {
    if (!stored.has(name)) stored.set(name, new Map());
    const kept = stored.get(name);
    return { put: async (file, response) => void kept.set(file, response), match: async (file) => kept.get(file)?.clone() };
  };
  vm.runInNewContext(code, {
    URL, Map, Promise, Object, Error, Response,
    FILES: { './': 'sha256-page', [`${version}/main.js`]: 'sha256-main' }, VERSION: version,
    registration: { scope: SCOPE }, skipWaiting() {}, addEventListener: (name, act) => { events[name] = act; },
    caches: {
      open: async (name) => cacheOf(name),
      keys: async () => [...stored.keys()],
      delete: async (name) => stored.delete(name),
      match: async (file, { cacheName } = {}) => {
        for (const name of cacheName ? [cacheName] : stored.keys()) {
          const found = await cacheOf(name).match(String(file));
          if (found) return found;
        }
        return undefined;
      },
    },
    async fetch(address) {
      const { status = 200, redirected = false, text = 'page' } = host(String(address.url ?? address));
      const response = new Response(text, { status, headers: { 'Content-Type': 'text/html' } });
      Object.defineProperty(response, 'redirected', { value: redirected });
      return response;
    },
  });
  const wait = async (name) => {
    let work;
    events[name]({ waitUntil: (promise) => { work = promise; } });
    await work;
  };
  return {
    install: () => wait('install'),
    activate: () => wait('activate'),
    async get(path, method = 'GET') {
      let answer;
      events.fetch({ request: { url: SCOPE + path, method }, respondWith: (promise) => { answer = promise; } });
      return answer;
    },
  };
}

const VERSION = ['0123456789ab', 'ba9876543210', 'aaaaaaaaaaaa'];

test('where the host redirects / what is answered to a visit has no redirect', async () => {
  const redirecting = (address) => ({ redirected: address === SCOPE });
  const one = worker(new Map(), VERSION[0], redirecting);
  await one.install();
  for (const path of ['', 'index.html', '?seed=3']) {
    const response = await one.get(path);
    assert.equal(response.redirected, false, path);
    assert.equal(await response.text(), 'page');
    assert.equal(response.headers.get('Content-Type'), 'text/html');
  }
});

test('where there is no page under / the one under /index.html is kept', async () => {
  const one = worker(new Map(), VERSION[0], (address) => ({ status: address === SCOPE ? 403 : 200 }));
  await one.install();
  assert.equal(await (await one.get('')).text(), 'page');
});

test('nothing is kept where a file is missing', async () => {
  const stored = new Map();
  const one = worker(stored, VERSION[0], (address) => ({ status: address.endsWith('main.js') ? 404 : 200 }));
  await assert.rejects(one.install());
  assert.equal(stored.size, 0);
});

test('a page of the version before gets the rest of itself during an update', async () => {
  const stored = new Map([['lobule https://host.example/ other', new Map()]]);
  const gone = new Set();
  for (const version of VERSION) {
    const next = worker(stored, version, (address) => ({ status: [...gone].some((old) => address.includes(old)) ? 404 : 200, text: version }));
    await next.install();
    await next.activate();
    const before = [...gone].at(-1);
    if (before) assert.equal(await (await next.get(`${before}/main.js`)).text(), before);
    gone.add(version);
  }
  const names = [...stored.keys()];
  assert.deepEqual(names, ['lobule https://host.example/ other', ...VERSION.slice(1).map((version) => `lobule ${SCOPE} ${version}`)]);
});

test('all else is left alone', async () => {
  const one = worker(new Map(), VERSION[0], () => ({}));
  assert.equal(await one.get('other.html'), undefined);
  assert.equal(await one.get('', 'POST'), undefined);
});

test('where a browser forbids the worker the page goes on', async () => {
  const { registerOffline } = await import('../../www/offline.js');
  const sandboxed = { get serviceWorker() { throw new Error('sandboxed'); } };
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: sandboxed, configurable: true });
  try {
    await registerOffline();
  } finally {
    Object.defineProperty(globalThis, 'navigator', before);
  }
});
