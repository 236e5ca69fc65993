// The list of all sessions that this browser keeps: to open, to name, to save, to delete.

import { labels, names } from '../deck.js';
import { byId, html, setText } from '../dom.js';
import { reasonOf } from '../record.js';
import { download } from '../take.js';
import { cut, wellFormedTexts } from '../unicode.js';
import { language } from '../words/language.js';
import { shelf as words } from '../words/shelf.js';

/** Shown until somebody asks for all. */
const FEW = 8;

/** `shelf` is what createShelf gives, `decks()` are the page's; `openKept(id)` and `removeKept(id)` take it from there. */
export function shelfView({ autosave, decks, openKept, removeKept, shelf, store, takeBefore }) {
  const button = (attributes, act) => {
    const made = html('button', { type: 'button', ...attributes });
    made.addEventListener('click', act);
    return made;
  };
  const [title, lead] = [html('h2', { id: 'shelf-heading' }), html('p', { class: 'lead' })];
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

  let sessions = [];
  let all = false;
  /** Rows by id, `{ row, drawn }`: those that have not changed stay, and with them the focus. */
  const rows = new Map();

  const deckOf = (id) => decks().find((deck) => deck.id === id && id !== 'own');
  const nameOf = ({ name, deck }) => name || (deckOf(deck.id) ? names(deckOf(deck.id)).name : deck.name);

  function about(session) {
    const { at, demo, deck, favourite, problem } = session;
    const known = deckOf(deck.id);
    const cards = favourite && (known ? labels(known, favourite.cards) : favourite.text);
    return [
      at > 0 && new Date(at).toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'short' }),
      problem ? words.lost : words.ratings(session),
      demo && words.demo,
      cards && words.favourite(cards),
    ].filter(Boolean).join(' · ');
  }

  function rowOf(session, isHere) {
    const name = nameOf(session);
    const acts = html('div', { class: 'actions' });
    const title = html('strong', { dir: 'auto' }, name);
    const head = html('p', {}, title, ...(isHere ? [' ', html('span', { class: 'here' }, words.here)] : []));
    const act = (kind, does) => button({ class: 'quiet', 'aria-label': words.of(words[kind], name), 'data-act': kind }, does);
    const made = {
      open: act('open', () => open(session, name)),
      rename: act('rename', () => ask(naming(session, name, usual), 'input')),
      save: act('save', () => save(session, name)),
      remove: act('remove', () => ask(sure(session, usual), '[data-act=no]')),
    };
    for (const [kind, one] of Object.entries(made)) setText(one, words[kind]);
    made.open.hidden = isHere || session.problem === true;
    acts.append(...Object.values(made));

    function ask(question, focus) {
      acts.replaceWith(question);
      row.querySelector(focus).focus();
      row.querySelector('input')?.select();
    }
    function usual(kind) {
      row.lastChild.replaceWith(acts);
      made[kind].focus();
      show();
    }
    const row = html('li', { 'data-session': session.id }, head, html('p', { class: 'fine', dir: 'auto' }, about(session)), acts);
    return row;
  }

  function naming(session, name, usual) {
    const field = html('input', { 'aria-label': words.name, maxlength: 80, dir: 'auto', autocomplete: 'off' });
    field.value = session.name ?? name;
    const form = html('form', { class: 'actions', novalidate: '' }, field, button({}, use), button({}, () => usual('rename')));
    const [, first, second] = form.children;
    setText(first, words.use);
    setText(second, words.leave);
    async function use() {
      usual('rename');
      await shelf.amend(session.id, { name: field.value.trim() });
    }
    field.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      if (event.key === 'Enter') use();
      if (event.key === 'Escape') usual('rename');
      if (event.key === 'Enter' || event.key === 'Escape') event.preventDefault();
    });
    form.addEventListener('submit', (event) => event.preventDefault());
    return form;
  }

  function sure(session, usual) {
    const yes = button({ 'data-act': 'yes' }, async () => {
      yes.closest('li').remove();
      rows.delete(session.id);
      title.tabIndex = -1;
      title.focus();
      await removeKept(session.id);
      setText(note, words.removed);
    });
    const no = button({ 'data-act': 'no' }, () => usual('remove'));
    const question = html('span', {}, words.sure(session));
    setText(yes, words.yes);
    setText(no, words.no);
    return html('div', { class: 'actions', role: 'group' }, question, yes, no);
  }

  async function open({ id }, name) {
    setText(note, '');
    const opened = await openKept(id);
    const { problem } = autosave;
    if (opened === false) setText(note, words.failed(name, problem.why));
    else if (opened) byId('stage').scrollIntoView({ block: 'start' });
    else setText(note, words.gone);
  }

  async function save(session, name) {
    try {
      const entry = await shelf.read(session.id);
      if (!entry) return setText(note, words.gone);
      const file = cut(name.replace(/[\\/:*?"<>|\s]+/g, '-'), 60);
      // What cannot be read is saved as it is.
      const text = session.problem ? entry.text : JSON.stringify(JSON.parse(entry.text), wellFormedTexts);
      download(`lobule-${file}.session.json`, text, 'application/json');
    } catch (error) {
      setText(note, words.failed(name, reasonOf(error)));
    }
    return undefined;
  }

  function show() {
    for (const [element, text] of [[title, words.title], [lead, words.lead], [asideText, words.before], [back, words.back]]) {
      setText(element, text);
    }
    const { problem, apart } = autosave;
    setText(keeping, problem ? words.problem(problem) : apart ? words.slot : '');
    aside.hidden = !sessions.some(({ id }) => id === autosave.before && id !== store.entry.id);
    const seen = sessions.filter(({ id, worth }) => worth || id === store.entry.id);
    more.hidden = all || seen.length <= FEW;
    setText(more, words.all(seen.length));
    // A name that is being written, and a question, stay where they are.
    if (!list.querySelector('form, [role=group]')) arrange(seen.slice(0, all ? seen.length : FEW));
    if (seen.length === 0) setText(note, words.none);
    else if (note.textContent === words.none) setText(note, '');
  }

  function arrange(sessions) {
    const shown = sessions.map((session) => {
      const isHere = session.id === store.entry.id;
      const drawn = JSON.stringify([session, isHere, language()]);
      const there = rows.get(session.id);
      if (there?.drawn !== drawn) rows.set(session.id, { row: rowOf(session, isHere), drawn });
      return rows.get(session.id).row;
    });
    const same = shown.length === list.children.length && shown.every((row, n) => row === list.children[n]);
    if (same) return;
    const { activeElement } = document;
    const [id, act] = list.contains(activeElement)
      ? [activeElement.closest('li').dataset.session, activeElement.dataset.act] : [];
    list.replaceChildren(...shown);
    // The focus stays on the same button, wherever that is now.
    if (id) rows.get(id)?.row.querySelector(`[data-act=${act}]`)?.focus();
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
    show();
  }
  shelf.subscribe(refresh);

  return {
    draw(_, { type }) {
      show();
      if (type === 'restart' || type === 'load' || type === 'open') refresh();
    },
  };
}
