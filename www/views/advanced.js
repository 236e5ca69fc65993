// The switch of the clip: a setting, so that it takes a new session.

import { byId, html, setText } from '../dom.js';
import { READING_MS, paced } from '../motion.js';
import { NO_CLIP } from '../clip.js';
import { advanced as words } from '../words/update.js';

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
    draw: paced(READING_MS, ({ config, ratings }) => {
      clip.checked = !(config.clip_coef >= NO_CLIP);
      setText(summary, words.title);
      setText(text, words.clip);
      setText(state, clip.checked ? words.on : words.off);
      setText(warning, words.warning(ratings.length));
    }),
  };
}
