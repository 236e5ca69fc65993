// The rest is imported from here, so that a part which does not load can be explained.

import { failure } from './words.js';

function explain(error) {
  const place = document.getElementById('failure');
  place.textContent = typeof WebAssembly === 'object' ? failure.broken(error) : failure.noWasm;
  document.documentElement.dataset.failed = 'true';
}

addEventListener('error', ({ error }) => error && explain(error));
addEventListener('unhandledrejection', (event) => explain(event.reason));

import('./app.js').then(({ start }) => start()).catch(explain);
