// A page around this one may have locked it into a frame where much of it fails without a word: so it says that.

import { html, setText } from '../dom.js';
import { onLanguage } from '../words/language.js';
import { frame as words } from '../words/page.js';

/** Whether the page is in a sandboxed frame without an origin, and so without anything of this browser's. */
function isLocked() {
  if (self === top) return false;
  try {
    return !localStorage;
  } catch {
    return self.origin === 'null';
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
