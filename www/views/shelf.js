// The list of all sessions that this browser keeps.

/** @import { Actions, Attributes, Change, Kept, Store } from '../types.js' */

import { byId, html, setText } from '../dom.js';
import { REPLACES } from '../state.js';
import { download } from '../take.js';
import { cut, wellFormedTexts } from '../unicode.js';
import { shelf as words } from '../words/shelf.js';
import { nameOf, sessionRow } from './session.js';

/** Shown until somebody asks for all. */
const FEW = 8;

/**
 * `shelf` is what createShelf gives, `decks()` are the page's; `openKept(id)` and `removeKept(id)` take it from there.
 * @param {Actions} actions
 */
export function shelfView({ autosave, decks, openKept, removeKept, shelf, store, takeBefore }) {
  /** @param {Attributes} attributes @param {() => void} act */
  const button = (attributes, act) => {
    const made = html('button', { type: 'button', ...attributes });
    made.addEventListener('click', act);
    return made;
  };
  const title = html('h2', { id: 'shelf-heading', tabindex: -1 });
  const lead = html('p', { class: 'lead' });
  const [aside, asideText] = [html('p', { class: 'aside' }), html('span')];
  const back = button({ id: 'take-before' }, takeBefore);
  aside.append(asideText, ' ', back);
  // A favourite is no secret of the shelf, but of a blind test.
  const list = html('ul', { class: 'sessions', 'aria-labelledby': 'shelf-heading', 'data-tells': '' });
  const more = button({ class: 'quiet', hidden: '' }, () => {
    all = true;
    show();
    list.children[FEW]?.querySelector('button')?.focus();
  });
  const note = html('p', { id: 'shelf-note', class: 'note', role: 'status' });
  const keeping = html('p', { id: 'autosave-note', class: 'note', role: 'status' });
  byId('shelf').append(title, lead, aside, list, more, note, keeping);

  /** @type {Kept[]} */
  let sessions = [];
  /** Whether that is all there is: the large storage takes a moment to open. */
  let isRead = false;
  let all = false;
  /**
   * By id.
   * @type {Map<string, ReturnType<typeof sessionRow>>}
   */
  const rows = new Map();

  /** @param {Kept} store */
  const deckOf = ({ deck }) => decks().find(({ id }) => id === deck.id && id !== 'own');

  const doing = {
    open, save, remove,
    /** @param {Kept} kept @param {string} name */
    rename: ({ id }, name) => shelf.amend(id, { name }),
    settled: () => show(),
  };

  /** @param {Kept} session */
  async function open(session) {
    setText(note, '');
    const opened = await openKept(session.id);
    if (opened === false) setText(note, words.failed(nameOf(session, deckOf(session)), autosave.problem?.why ?? ''));
    else if (opened) byId('stage').scrollIntoView({ block: 'start' });
    else setText(note, words.gone);
  }

  /** @param {Kept} session */
  async function save(session) {
    const entry = await shelf.read(session.id);
    setText(note, entry ? '' : words.gone);
    if (!entry) return;
    const name = cut(nameOf(session, deckOf(session)).replace(/[\\/:*?"<>|\s]+/g, '-'), 60);
    // What cannot be read is saved as it is.
    const text = session.problem ? entry.text : JSON.stringify(JSON.parse(entry.text), wellFormedTexts);
    download(`lobule-${name}.session.json`, text, 'application/json');
  }

  /**
   * Whether it is as it was when that was asked.
   * @param {Kept} kept
   */
  async function remove({ id, ratings }) {
    sessions = await shelf.list();
    const now = sessions.find((one) => one.id === id);
    if (now && now.ratings !== ratings) {
      rows.get(id)?.update(now, deckOf(now), id === store.entry.id);
      return false;
    }
    rows.delete(id);
    title.focus();
    await removeKept(id);
    setText(note, words.removed);
    return true;
  }

  function show() {
    const { title: heading, before } = words;
    const told = sessions.some(({ isUnkept, worth }) => isUnkept && worth) ? words.leadUnkept : words.lead;
    /** @type {[Element, string][]} */
    const texts = [[title, heading], [lead, told], [asideText, before], [back, words.back]];
    for (const [element, text] of texts) {
      setText(element, text);
    }
    const { problem, apart } = autosave;
    setText(keeping, problem ? words.problem(problem) : apart ? words.slot : '');
    aside.hidden = !sessions.some(({ id }) => id === autosave.before && id !== store.entry.id);
    const seen = sessions.filter(({ id, worth }) => worth || id === store.entry.id);
    more.hidden = all || seen.length <= FEW;
    setText(more, words.all(seen.length));
    const few = seen.slice(0, all ? seen.length : FEW);
    // A name that is being written, and a question, stay where they are.
    if (list.querySelector('.asked')) few.forEach((session) => rows.has(session.id) && rowOf(session));
    else arrange(few);
    if (seen.length === 0 && isRead) setText(note, words.none);
    else if (note.textContent === words.none) setText(note, '');
  }

  /**
   * The row of a session, as that is now.
   * @param {Kept} session
   */
  function rowOf(session) {
    const { id } = session;
    const made = rows.get(id) ?? sessionRow(id, doing);
    rows.set(id, made);
    made.update(session, deckOf(session), id === store.entry.id);
    return made.row;
  }

  /** @param {Kept[]} some */
  function arrange(some) {
    const shown = some.map(rowOf);
    if (shown.length === list.children.length && shown.every((row, n) => row === list.children[n])) return;
    const focused = list.contains(document.activeElement) ? document.activeElement?.id : '';
    list.replaceChildren(...shown);
    // The focus stays on the same button, wherever that is now.
    if (focused) document.getElementById(focused)?.focus();
  }

  let asked = false;
  /** Once for all changes of a moment. */
  async function refresh() {
    if (asked) return;
    asked = true;
    // What is changing is to be there by then.
    await new Promise((resolve) => { setTimeout(resolve, 100); });
    asked = false;
    sessions = await shelf.list().catch(() => sessions);
    isRead = true;
    show();
  }
  shelf.subscribe(refresh);

  return {
    /** @param {Store} _ @param {Change} change */
    draw(_, { type }) {
      show();
      if (REPLACES.has(type)) refresh();
    },
  };
}
