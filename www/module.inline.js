// What module.js is in the single file: the module comes from the page itself.

import init, * as api from './pkg/lobule_wasm.js';
import { unpack } from './unpack.js';

/** Everything that the module exports, ready for use. */
export async function loadModule() {
  // As a response it is compiled while it is still being unpacked.
  const headers = { 'Content-Type': 'application/wasm' };
  await init({ module_or_path: new Response(unpack('wasm'), { headers }) });
  return api;
}
