// Keeps the bundled site for use without a network. The bundler puts in VERSION, a hash of the whole site,
// and FILES, the hash of each file by its address.

const PREFIX = `lobule ${registration.scope} `;
const CACHE = PREFIX + VERSION;
const address = (file) => new URL(file, registration.scope).href;
const kept = new Map(Object.keys(FILES).map((file) => [address(file), address(file)]));
kept.set(address('index.html'), address('./'));

addEventListener('install', (event) => {
  // Nobody has to close tabs for a new version: what they need, they have loaded.
  skipWaiting();
  event.waitUntil(keep());
});

async function keep() {
  const cache = await caches.open(CACHE);
  // The hashes refuse half of one version, half of another: a host may be in the middle of an upload.
  const request = ([file, integrity]) => new Request(address(file), { integrity, cache: 'no-cache' });
  await cache.addAll(Object.entries(FILES).map(request));
}

addEventListener('activate', (event) => event.waitUntil(forget()));

/** Forgets other versions, though not those of another copy of the page on the same host. */
async function forget() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(names.map((name) => caches.delete(name)));
}

// What is not kept is left alone: a language model's answers, anything from elsewhere, anything but GET.
addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const file = kept.get(origin + pathname);
  if (file && event.request.method === 'GET') event.respondWith(answer(file, event.request));
});

async function answer(file, request) {
  return (await caches.match(file, { cacheName: CACHE })) ?? fetch(request);
}
