// Keeps the bundled site for use without a network. The bundler puts in VERSION, a hash of the whole site,
// and FILES, the hash of each file by its address.

const PREFIX = `lobule ${registration.scope} `;
const CACHE = PREFIX + VERSION;
/** @param {string} file */
const address = (file) => new URL(file, registration.scope).href;
const kept = new Map(Object.keys(FILES).map((file) => [address(file), address(file)]));
kept.set(address('index.html'), address('./'));
/**
 * Folders of versions are named after what is in them, so nothing in one ever changes.
 * @param {string} url
 */
const isOfVersion = (url) => url.startsWith(registration.scope)
  && /^[0-9a-f]{12}\//.test(url.slice(registration.scope.length));

addEventListener('install', (event) => {
  // Nobody has to close tabs for a new version: what they need, they have loaded.
  skipWaiting();
  event.waitUntil(keep());
});

async function keep() {
  const files = await Promise.all(Object.entries(FILES).map(async ([file, integrity]) => {
    const whole = file === './' ? load(file, integrity).catch(() => load('index.html', integrity)) : load(file, integrity);
    return /** @type {const} */ ([address(file), await whole]);
  }));
  const cache = await caches.open(CACHE);
  await Promise.all(files.map((file) => cache.put(...file)));
}

/**
 * A file as it is kept. Its hash refuses that of another version: a host may be in the middle of an upload.
 * @param {string} file
 * @param {string} integrity
 */
async function load(file, integrity) {
  const response = await fetch(address(file), { integrity, cache: 'no-cache' });
  if (!response.ok) throw new Error(`${response.status} for ${file}`);
  // A host may have answered from elsewhere, and browsers open no page from an answer that says so.
  return response.redirected ? new Response(await response.blob(), response) : response;
}

addEventListener('activate', (event) => event.waitUntil(forget()));

/**
 * Forgets other versions, though not those of another copy of the page on the same host, nor the last one: a page
 * of it may be coming up right now.
 */
async function forget() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
}

// What is not kept is left alone: a language model's answers, anything from elsewhere, anything but GET.
addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const file = kept.get(origin + pathname);
  if (event.request.method !== 'GET') return;
  if (file) event.respondWith(answer(file, event.request));
  // A page of the version before may not have all of it yet, and the host no longer.
  else if (isOfVersion(origin + pathname)) event.respondWith(ofAnother(event.request));
});

/** @param {string} file @param {Request} request */
async function answer(file, request) {
  return (await caches.match(file, { cacheName: CACHE })) ?? fetch(request);
}

/** @param {Request} request */
async function ofAnother(request) {
  return (await caches.match(request.url)) ?? fetch(request);
}
