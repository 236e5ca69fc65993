// Making a link, and opening the one that the page was opened with.

/** @import { Actions, Change, ChangeKind, Link, Store } from '../types.js' */

import { byId, find, html, setText } from '../dom.js';
import { fragmentOf } from '../fragment.js';
import { leaveAddress } from '../history.js';
import { reasonOf } from '../record.js';
import { LARGE_LINK, makeLink, readLink } from '../share.js';
import { REPLACES } from '../state.js';
import { percent } from '../words/numbers.js';
import { share as words } from '../words/share.js';

/**
 * After these the session is another one than the link's.
 * @type {Set<ChangeKind>}
 */
const CHANGES = new Set(
  ['rate', 'rerate', 'skip', 'context', 'undo', 'redo', 'branch', ...REPLACES]);

/**
 * `decks()` are the page's, `task()` is the text of the task where there is one, `openRecord(record)` puts a
 * session in the place of the present one, and `saveSession()` saves it as a file.
 * @param {Actions} actions
 */
export function shareView({ store, decks, task, openRecord, saveSession }) {
  /** @param {string} id @param {() => void} act */
  const button = (id, act) => {
    const made = html('button', { type: 'button', id });
    made.addEventListener('click', act);
    return made;
  };
  const [title, lead] = [html('h2', { id: 'share-heading' }), html('p', { class: 'lead' })];
  const make = button('make-link', create);
  const box = html('input', { type: 'checkbox', id: 'link-task' });
  const boxText = html('span');
  const boxLabel = html('label', { class: 'check' }, box, ' ', boxText);
  const field = html('input', { id: 'link', readonly: '', spellcheck: 'false' });
  const [copy, file] = [button('copy-link', copyLink), button('link-file', saveSession)];
  const note = html('p', { id: 'link-note', class: 'note', role: 'status' });
  const local = html('p', { class: 'fine' });
  const made = html('div', { class: 'link', hidden: '' }, field, copy);
  const actions = html('div', { class: 'actions' }, make, file, boxLabel);
  byId('share').append(title, lead, actions, made, note, local);

  // What is told of a link that is opened stands above everything else.
  const [told, progress] = [html('p', { id: 'link-told', role: 'status' }), html('progress', { max: 1 })];
  const close = button('link-close', () => {
    tell();
    find('#rating input').focus();
  });
  const banner = html('div', { class: 'banner', hidden: '' }, told, progress, close);
  find('main').before(banner);

  /**
   * Functions that give the words, so that they follow the language.
   * @type {(() => string) | undefined}
   */
  let says;
  /** @type {(() => string) | undefined} */
  let linkSays;
  /** @type {Link | undefined} */
  let link;
  /** @type {object | undefined} */
  let opening;
  /** Whether they tell what a link has led to. */
  let isOfLink = false;
  let kept = false;

  async function create() {
    try {
      const made = await makeLink(store, { task: box.checked && !boxLabel.hidden ? task() : '' });
      link = made;
      field.value = link.url;
      linkSays = () => words.made(made);
    } catch (error) {
      link = undefined;
      linkSays = () => words.failed(reasonOf(error));
    }
    show();
  }

  async function copyLink() {
    try {
      await navigator.clipboard.writeText(field.value);
      setText(note, words.copied);
    } catch {
      field.select();
      const copied = document.execCommand('copy');
      setText(note, copied ? words.copied : words.select);
      if (copied) copy.focus();
    }
  }

  /** False where the link is not good and nothing has changed, undefined where something newer came between. */
  async function openLink() {
    const fragment = fragmentOf(location.href);
    if (fragment === undefined) return false;
    const mine = opening = {};
    tell(() => words.opening(percent(store.progress)));
    /** @type {boolean | undefined} */
    let opened = false;
    kept = false;
    try {
      const record = await readLink(fragment, decks(), store.usual());
      opened = await openRecord(record);
      if (opening !== mine) return undefined;
      if (!opened) {
        opening = undefined;
        tell();
        leaveAddress();
        return undefined;
      }
      // Where they lead elsewhere, that is told on its own.
      if (store.moved) tell();
      else tellLink();
      kept = true;
    } catch (error) {
      if (opening !== mine) return undefined;
      tell(() => words.refused(reasonOf(error)));
      // What cannot be opened now cannot be when the page is loaded again.
      leaveAddress();
    }
    opening = undefined;
    show();
    return opened;
  }
  // Of a link that the browser goes back to, the session is on the shelf.
  addEventListener('hashchange', () => history.state?.lobule === undefined && openLink());

  /** Tells of the session on show, which the link in the address has led to before. */
  function tellLink() {
    const { hash, ratings: { length } } = store;
    tell(() => words.opened(hash, length));
    isOfLink = true;
    kept = true;
  }

  /**
   * The same banner for the session of the last visit, until it is there or a link comes between.
   * @param {Promise<unknown>} work
   */
  async function tellDuring(work) {
    const mine = opening = {};
    tell(() => words.bringingBack(percent(store.progress)));
    await work;
    if (opening !== mine) return;
    opening = undefined;
    tell();
  }

  /** @param {() => string} [words] */
  function tell(words) {
    says = words || undefined;
    isOfLink = false;
    show();
  }

  function show() {
    banner.hidden = !says;
    setText(told, says?.() ?? '');
    progress.hidden = !opening;
    progress.value = store.progress;
    close.hidden = opening !== undefined;
    setText(close, words.close);
    setText(title, words.title);
    setText(lead, words.lead);
    setText(make, words.make);
    setText(boxText, words.task);
    boxLabel.hidden = !store.deck || !task();
    field.setAttribute('aria-label', words.label);
    setText(copy, words.copy);
    const large = link !== undefined && link.bytes > LARGE_LINK;
    made.hidden = !link || large;
    const isFile = location.protocol === 'file:';
    file.hidden = !(large || (link && isFile) || (linkSays && !link)) || store.seed === undefined;
    setText(file, words.file);
    setText(note, [linkSays?.(), link && large && words.large(link.bytes, LARGE_LINK)].filter(Boolean).join(' '));
    setText(local, isFile ? words.local : '');
  }

  return {
    openLink,
    tellLink,
    tellDuring,
    /** @param {Store} _ @param {Change} change */
    draw(_, { type }) {
      if (link && !store.busy && link.hash !== store.hash) {
        link = undefined;
        linkSays = () => words.stale;
      }
      if (isOfLink && REPLACES.has(type)) tell();
      // Until then the link is what a reload opens again.
      if (kept && !opening && CHANGES.has(type)) {
        kept = false;
        leaveAddress();
      }
      show();
    },
  };
}
