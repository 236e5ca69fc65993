// A page around this one, or its host, may have locked it into a sandbox where much fails without a word: so it
// says that.

import { find, html, setText } from '../dom.js';
import { onDownload } from '../take.js';
import { onLanguage } from '../words/language.js';
import { frame as words, help } from '../words/page.js';

/** Whether the page has no origin, and so nothing of this browser's. One from a file has none either, but that. */
function isLocked() {
  try {
    return !localStorage;
  } catch {
    return self.origin === 'null' && location.protocol !== 'file:';
  }
}

/**
 * Whether the frames around a window let it save files; undefined where one of another origin does not tell.
 * @param {Window} view
 */
export function maySave(view) {
  const { parent, frameElement } = view;
  if (parent === view) return true;
  if (!frameElement) return undefined;
  const { sandbox } = /** @type {HTMLIFrameElement} */ (frameElement);
  if (frameElement.hasAttribute('sandbox') && !sandbox.contains('allow-downloads')) return false;
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
  find('main').before(html('div', { id: 'frame', class: 'banner' }, text, ...ownTab()));
  const show = () => setText(text, words.locked);
  show();
  onLanguage(show);
}

/**
 * Tells of each file that it was not saved, or may not have been, and gives its text to be copied.
 * @param {boolean | undefined} may
 */
function tellOfFiles(may) {
  const told = html('p', { role: 'status' });
  const text = html('textarea', { readonly: '' });
  const close = html('button', { type: 'button' });
  const place = html('div', { id: 'unsaved', class: 'banner', hidden: '' }, told, text, ...ownTab(), close);
  document.body.append(place);
  let name = '';
  /** @type {Element | null} */
  let from;

  close.addEventListener('click', () => {
    place.hidden = true;
    /** @type {HTMLElement | null} */ (from)?.focus();
  });
  function show() {
    setText(told, `${(may === false ? words.refused : words.unsure)(name)} ${words.instead}`);
    setText(close, help.close);
    text.setAttribute('aria-label', name);
  }
  onDownload((newest, content) => {
    const isText = typeof content === 'string';
    [name, from, place.hidden] = [newest, document.activeElement, false];
    [text.hidden, text.value] = [!isText, isText ? content : ''];
    show();
  });
  onLanguage(show);
}
