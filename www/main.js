// Loads the rest, and has the words for when that fails: they must not depend on a further file.

const NO_WASM =
  'This browser has WebAssembly switched off or does not know it, and the policy is made of it. Any current browser should do.';
const broken = (error) =>
  `Something went wrong and Lobule cannot go on: ${error?.message ?? error}. Please load the page again; if that does not help, part of it may be missing, or this browser may be too old.`;

function explain(error) {
  const words = typeof WebAssembly === 'object' ? broken(error) : NO_WASM;
  document.getElementById('failure').textContent = words;
  document.documentElement.dataset.failed = 'true';
}

addEventListener('error', ({ error }) => error && explain(error));
addEventListener('unhandledrejection', ({ reason }) => explain(reason));

import('./app.js').then(({ start }) => start()).catch(explain);
