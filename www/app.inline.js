// What app.js is in the single file: a script from the page itself, which the policy knows by its hash.

import { unpack } from './unpack.js';

export async function start() {
  const script = document.createElement('script');
  script.textContent = await new Response(unpack('app')).text();
  // It runs here and now, and leaves what it exports under the name that the bundler gives it.
  document.head.append(script);
  await globalThis.lobuleApp.start();
}
