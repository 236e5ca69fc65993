// Sessions, snapshots and decks as files, and forgetting all that the browser keeps.

/** @import { Actions, Change, Store } from '../types.js' */

import { parseDeck } from '../decks/own.js';
import { byId, html, setText, setTexts } from '../dom.js';
import { textOf } from '../encoding.js';
import { MOST_BYTES, parseJson, readRecord, reasonOf } from '../record.js';
import { REPLACES } from '../state.js';
import { download } from '../take.js';
import { files as words } from '../words/files.js';

/** What a snapshot begins with. */
const SNAPSHOT = 'LOBL';
/** @param {Uint8Array} bytes @param {string} text */
const beginsWith = (bytes, text) => [...text].every((letter, n) => bytes[n] === letter.charCodeAt(0));

/**
 * `save.session(withTexts)` and `save.snapshot()` give what is saved, `openSnapshot(bytes)`,
 * `openRecord(record)` and `useDeck(deck)` take what was opened. `decks()` are the page's.
 * @param {Actions} actions
 */
export function filesView({
  save, decks, openSnapshot, openRecord, useDeck, hasTexts, forget,
}) {
  /** @param {string} id @param {() => void} act */
  const button = (id, act) => {
    const made = html('button', { type: 'button', id });
    made.addEventListener('click', act);
    return made;
  };
  const [title, lead] = [html('h2', { id: 'files-heading' }), html('p', { class: 'lead' })];
  const session = button('save-session', saveSession);
  session.setAttribute('aria-describedby', 'no-session');
  const snapshot = button('save-snapshot', () => {
    const { name, bytes } = save.snapshot();
    download(`${name}.lobule`, /** @type {Uint8Array<ArrayBuffer>} */ (bytes), 'application/octet-stream');
  });
  const texts = html('input', { type: 'checkbox', id: 'with-texts' });
  const textsText = html('span');
  const textsLabel = html('label', { class: 'check' }, texts, ' ', textsText);
  const picker = html('input', {
    class: 'unseen', type: 'file', id: 'open-snapshot', accept: '.lobule,.json,application/json',
    'aria-describedby': 'file-error',
  });
  const open = html('span');
  const none = html('p', { id: 'no-session', class: 'note' });
  const error = html('p', { id: 'file-error', class: 'error', role: 'alert' });
  const done = html('p', { id: 'file-done', class: 'note', role: 'status' });
  const pick = html('label', { class: 'picker' }, open, picker);
  byId('files').append(title, lead, html('div', { class: 'actions' }, session, snapshot, pick, textsLabel),
    none, error, done);
  const hint = html('p', { id: 'drop-hint', hidden: '' });
  document.body.append(hint);

  function saveSession() {
    const { name, text } = save.session(texts.checked && !textsLabel.hidden);
    download(`${name}.session.json`, text, 'application/json');
  }

  /** @param {File} file */
  async function read(file) {
    if (file.size > MOST_BYTES) throw new Error(words.tooLarge(file.size, MOST_BYTES));
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (beginsWith(bytes, SNAPSHOT)) return openSnapshot(bytes);
    const text = textOf(bytes);
    // A deck with a slip of the pen is told where it is.
    if (/"slots"\s*:/.test(text) && !/"(events|format)"\s*:/.test(text)) return useDeck(parseDeck(text));
    return openRecord(readRecord(parseJson(text, file.size), decks()));
  }

  /**
   * Opens a file of any kind; a bad one changes nothing.
   * @param {File} file
   */
  async function openFile(file) {
    setText(error, '');
    setText(done, '');
    try {
      if (await read(file) !== false) setText(done, words.opened(file.name));
    } catch (reason) {
      setText(error, words.refused(file.name, reasonOf(reason)));
      error.scrollIntoView({ block: 'nearest' });
    }
  }

  picker.addEventListener('change', () => {
    const [file] = /** @type {FileList} */ (picker.files);
    if (file) openFile(file);
    // So that the same file can be picked again.
    picker.value = '';
  });

  /** @param {DragEvent} dragEvent */
  const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes('Files');
  addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    hint.hidden = false;
  });
  addEventListener('dragleave', ({ relatedTarget }) => { hint.hidden ||= !relatedTarget; });
  addEventListener('drop', (event) => {
    hint.hidden = true;
    if (!hasFiles(event)) return;
    event.preventDefault();
    const { files } = /** @type {DataTransfer} */ (event.dataTransfer);
    if (files.length > 1) setText(error, words.several(files.length));
    else if (files.length === 1) openFile(files[0]);
  });

  const forgetting = forgetBox(button, forget);

  return {
    openFile,
    saveSession,
    /** @param {Store} store @param {Change} change */
    draw(store, { type }) {
      const labels = { title, lead, session, snapshot, open, texts: textsText, drop: hint };
      setTexts(labels, words);
      session.disabled = store.seed === undefined;
      textsLabel.hidden = !hasTexts();
      setText(none, session.disabled ? words.noSession : '');
      if (REPLACES.has(type) || type === 'rate') {
        setText(error, '');
        setText(done, '');
      }
      forgetting();
    },
  };
}

/**
 * Asks before it forgets.
 * @param {(id: string, act: () => void) => HTMLButtonElement} button
 * @param {() => void} forget
 */
function forgetBox(button, forget) {
  const first = button('forget-all', () => ask(true));
  const sure = html('span', { id: 'forget-sure' });
  const yes = button('forget-yes', forget);
  yes.setAttribute('aria-describedby', 'forget-sure');
  const no = button('forget-no', () => ask(false));
  const question = html('div', {
    class: 'banner', role: 'group', 'aria-labelledby': 'forget-sure', hidden: '',
  }, sure, yes, no);
  byId('forget').append(first, question);

  /** @param {boolean} asking */
  function ask(asking) {
    [first.hidden, question.hidden] = [asking, !asking];
    (asking ? no : first).focus();
  }
  return () => {
    setText(first, words.forget);
    setText(sure, words.sure);
    setText(yes, words.yes);
    setText(no, words.no);
  };
}
