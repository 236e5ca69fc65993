// A page around this one, or its host, may have locked it into a sandbox where much fails without a word: so it
// says that.

import { html, setText } from '../dom.js';
import { onLanguage } from '../words/language.js';
import { frame as words } from '../words/page.js';

/** Whether the page has no origin, and so nothing of this browser's. One from a file has none either, but that. */
function isLocked() {
  try {
    return !localStorage;
  } catch {
    return self.origin === 'null' && location.protocol !== 'file:';
  }
}

export function tellOfFrame() {
  if (!isLocked()) return;
  const { href, protocol } = location;
  const text = html('p');
  // What is written into a frame has no address.
  const link = protocol.startsWith('http') ? [html('a', { href, target: '_blank', rel: 'noopener' }, href)] : [];
  document.querySelector('main').before(html('div', { id: 'frame', class: 'banner' }, text, ...link));
  const show = () => setText(text, words.locked);
  show();
  onLanguage(show);
}
