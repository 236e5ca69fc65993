// What identifies the session, and what leaves the page.

/** @import { Store } from '../types.js' */

import { byId, setText } from '../dom.js';
import { READING_MS, paced } from '../motion.js';
import { footer as words } from '../words/page.js';

/** @param {() => string | undefined} connectedTo */
export function footerView(connectedTo) {
  return {
    draw: paced(READING_MS, (/** @type {Store} */ { seed, parameters, hash }) => {
      setText(byId('footer-seed'), String(seed ?? words.noSeed));
      setText(byId('footer-parameters'), String(parameters));
      setText(byId('footer-hash'), hash);
      const address = connectedTo();
      setText(byId('promise'), address ? words.connected(address) : words.promise);
    }),
  };
}
