// The switch of the clip: a setting, so that it takes a new session.

/** @import { Actions, Store } from '../types.js' */

import { byId, html, setText } from '../dom.js';
import { READING_MS, paced } from '../motion.js';
import { NO_CLIP } from '../clip.js';
import { advanced as words } from '../words/update.js';

/** The default of the core. */
const USUAL = 0.2;

/** @param {Actions} actions */
export function advancedView({ setClip }) {
  const [summary, text] = [html('summary'), html('span')];
  const clip = html('input', {
    type: 'checkbox', role: 'switch', id: 'clip', 'aria-describedby': 'clip-state clip-warning',
  });
  const state = html('p', { id: 'clip-state' });
  const warning = html('p', { class: 'fine', id: 'clip-warning' });
  byId('advanced').append(html('details', {}, summary,
    state, warning, html('label', { class: 'switch' }, clip, ' ', text)));
  clip.addEventListener('change', () => setClip(clip.checked));

  return {
    draw: paced(READING_MS, (/** @type {Store} */ { config, seed, ratings }) => {
      clip.checked = !(config.clip_coef >= NO_CLIP);
      setText(summary, words.title);
      setText(text, words.clip);
      setText(state, clip.checked ? words.on(config.clip_coef ?? USUAL) : words.off);
      const own = ratings.filter(({ by }) => by === 'person').length;
      setText(warning, words.warning(seed, own, ratings.length - own));
    }),
  };
}
