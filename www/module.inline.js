// What module.js is in the single file: the module comes gzipped, in base64, from the page itself.

import init, * as api from './pkg/lobule_wasm.js';

/** Everything that the module exports, ready for use. */
export async function loadModule() {
  const text = document.getElementById('wasm').textContent;
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const bytes = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  // As a response it is compiled while it is still being unpacked.
  const headers = { 'Content-Type': 'application/wasm' };
  await init({ module_or_path: new Response(bytes, { headers }) });
  return api;
}
