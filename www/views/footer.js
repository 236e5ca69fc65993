// What identifies the session.

import { byId, setText } from '../dom.js';
import { READING_MS, paced } from '../motion.js';
import { noSeed, synapses } from '../words.js';

export function footerView() {
  return {
    draw: paced(READING_MS, ({ seed, parameters, hash }) => {
      setText(byId('footer-seed'), String(seed ?? noSeed));
      setText(byId('footer-parameters'), String(parameters));
      setText(byId('footer-hash'), hash);
      setText(byId('synapses'), synapses(parameters));
    }),
  };
}
