// A page around this one, or its host, may have locked it into a sandbox where much fails without a word: so it
// says that.

import { html, setText } from '../dom.js';
import { copy, onDownload } from '../take.js';
import { onLanguage } from '../words/language.js';
import { frame as words } from '../words/page.js';
import { prompt } from '../words/prompt.js';

/** Whether the page has no origin, and so nothing of this browser's. One from a file has none either, but that. */
function isLocked() {
  try {
    return !localStorage;
  } catch {
    return self.origin === 'null' && location.protocol !== 'file:';
  }
}

/** Whether the frames around a window let it save files; undefined where one of another origin does not tell. */
export function maySave(view) {
  const { parent, frameElement } = view;
  if (parent === view) return true;
  if (!frameElement) return undefined;
  if (frameElement.hasAttribute('sandbox') && !frameElement.sandbox.contains('allow-downloads')) return false;
  return maySave(parent);
}

/** What is written into a frame has no address. */
function ownTab() {
  const { href, protocol } = location;
  return protocol.startsWith('http') ? [html('a', { href, target: '_blank', rel: 'noopener' }, href)] : [];
}

export function tellOfFrame() {
  const locked = isLocked();
  const may = locked ? undefined : maySave(window);
  if (!may) tellOfFiles(may);
  if (!locked) return;
  const text = html('p');
  document.querySelector('main').before(html('div', { id: 'frame', class: 'banner' }, text, ...ownTab()));
  const show = () => setText(text, words.locked);
  show();
  onLanguage(show);
}

/** Tells of each file that it was not saved, or may not have been, and gives its text to be copied. */
function tellOfFiles(may) {
  const [told, note] = Array.from({ length: 2 }, () => html('p', { role: 'status' }));
  const text = html('pre', { tabindex: 0, dir: 'auto' });
  const button = (act) => {
    const made = html('button', { type: 'button' });
    made.addEventListener('click', act);
    return made;
  };
  const copying = button(async () => setText(note, await copy(text) ? prompt.copied : prompt.copyByHand));
  const closing = button(() => {
    place.hidden = true;
    from?.focus();
  });
  const place = html('div', { id: 'unsaved', class: 'banner', hidden: '' });
  document.body.append(place);
  let name;
  let from;

  function show() {
    if (place.hidden) return;
    const isText = text.textContent !== '';
    setText(told, [(may === false ? words.refused : words.unsure)(name), isText && words.byHand, words.elsewhere].filter(Boolean).join(' '));
    setText(copying, words.copy);
    setText(closing, words.close);
    place.replaceChildren(told, ...(isText ? [text, copying] : []), ...ownTab(), closing, note);
  }
  onDownload((newest, content) => {
    [name, from, place.hidden] = [newest, document.activeElement, false];
    setText(text, typeof content === 'string' ? content : '');
    setText(note, '');
    show();
  });
  onLanguage(show);
}
