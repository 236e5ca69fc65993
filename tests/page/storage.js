// A browser's two storages, for Node: the small one with so much room, the large one by fake-indexeddb.

import './browser.js';

const packages = new URL('../../target/npm/', import.meta.url);
const { IDBFactory } = await import(new URL('e2e/node_modules/fake-indexeddb/build/esm/index.js', packages));
await import(new URL('e2e/node_modules/fake-indexeddb/auto/index.mjs', packages));
const { openDB } = await import(new URL('www/node_modules/idb/build/index.js', packages));

/** `localStorage` with room for so many letters. */
export function smallStorage(room = Infinity) {
  const texts = new Map();
  const size = () => [...texts].reduce((sum, [key, text]) => sum + key.length + text.length, 0);
  const storage = {
    room,
    getItem: (key) => texts.get(key) ?? null,
    setItem(key, text) {
      const before = texts.get(key);
      texts.set(key, String(text));
      if (size() <= storage.room) return;
      if (before === undefined) texts.delete(key);
      else texts.set(key, before);
      throw new DOMException('no room', 'QuotaExceededError');
    },
    removeItem: (key) => texts.delete(key),
  };
  // `Object.keys` gives the texts' own, as a browser does.
  return new Proxy(storage, {
    ownKeys: () => [...texts.keys()],
    getOwnPropertyDescriptor: (_, key) => (texts.has(key) ? { value: texts.get(key), enumerable: true, configurable: true } : undefined),
  });
}

/** A new browser, with nothing kept. */
export function newBrowser({ room, large = true } = {}) {
  globalThis.indexedDB = new IDBFactory();
  globalThis.localStorage = smallStorage(room);
  const opens = { large };
  return { openDB: (...how) => (opens.large ? openDB(...how) : Promise.reject(new DOMException('no', 'SecurityError'))), opens };
}
