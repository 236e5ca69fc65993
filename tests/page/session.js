// The module that the page loads, as `cargo xtask test-page` builds it.

import './browser.js';
import { readFile } from 'node:fs/promises';

const built = new URL('../../target/lobule-wasm/', import.meta.url);

/** Everything that the module exports, ready for use. */
export async function loadModule() {
  const bytes = await readFile(new URL('lobule_wasm_bg.wasm', built)).catch(() => {
    throw new Error('target/lobule-wasm is not there yet: run `cargo xtask test-page`');
  });
  const api = await import(new URL('lobule_wasm.js', built));
  await api.default({ module_or_path: bytes });
  return api;
}
