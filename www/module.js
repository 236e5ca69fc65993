// The WASM module, from the file beside the page. In the single file module.inline.js takes this one's place.

import init, * as api from './pkg/lobule_wasm.js';

/** Everything that the module exports, ready for use. */
export async function loadModule() {
  await init({ module_or_path: new URL('./pkg/lobule_wasm_bg.wasm', import.meta.url) });
  return api;
}
