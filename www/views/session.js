// A session on the shelf, as a row of the list: what it is, and what can be done with it.

/** @import { Attributes, Deck, Kept } from '../types.js' */

import { labels, names } from '../deck.js';
import { html, setText, setTexts } from '../dom.js';
import { language } from '../words/language.js';
import { shelf as words } from '../words/shelf.js';

/**
 * What a session is called: by its person, or as its deck; `known` is that deck where the page brings it along.
 * @param {Pick<Kept, 'name' | 'deck'>} of
 * @param {Deck | undefined} known
 */
export const nameOf = ({ name, deck }, known) => name || (known ? names(known).name : deck.name);

/**
 * What can be done with a session.
 * @typedef {object} Doing
 * @property {(session: Kept) => void} open
 * @property {(session: Kept, name: string) => void} rename
 * @property {(session: Kept) => void} save
 * @property {(session: Kept) => Promise<boolean>} remove
 * @property {() => void} settled
 */

/**
 * A row, `{ row, update }`. `update(session, deck, isHere)` says what it is of: a `deck` that the page brings along,
 * or none, and whether it is on show. `open`, `rename(name)`, `save` and `remove`, which tells whether it did, get the
 * session, and `settled` is called when a question is over.
 * @param {string} id
 * @param {Doing} doing
 */
export function sessionRow(id, { open, rename, save, remove, settled }) {
  /** @type {Kept} */
  let session;
  /** @type {Deck | undefined} */
  let deck;
  let asks = () => {};
  const title = html('strong', { id: `session-${id}`, dir: 'auto' });
  const [here, about, liked] = [html('span', { class: 'here' }), html('span'), html('span', { dir: 'auto' })];
  /** @param {Attributes} attributes @param {() => void} act */
  const button = (attributes, act) => {
    const made = html('button', { type: 'button', ...attributes });
    made.addEventListener('click', act);
    return made;
  };
  /** @param {'open' | 'rename' | 'save' | 'remove'} kind @param {() => void} does */
  const act = (kind, does) => button({
    id: `${kind}-${id}`, class: 'quiet', 'data-act': kind, 'aria-labelledby': `${kind}-${id} session-${id}`,
  }, does);
  const made = {
    open: act('open', () => open(session)),
    rename: act('rename', () => ask(naming(), 'input')),
    save: act('save', () => save(session)),
    remove: act('remove', () => ask(sure(), '[data-act=no]')),
  };
  const acts = html('div', { class: 'actions' }, ...Object.values(made));
  const row = html('li', { 'data-session': id },
    html('p', {}, title, ' ', here), html('p', { class: 'fine' }, about, ' ', liked), acts);

  /** @param {Element} question @param {string} focus */
  function ask(question, focus) {
    acts.replaceWith(question);
    /** @type {HTMLElement | null} */ (row.querySelector(focus))?.focus();
    row.querySelector('input')?.select();
  }
  /** @param {'open' | 'rename' | 'save' | 'remove'} kind */
  function usual(kind) {
    row.lastChild?.replaceWith(acts);
    made[kind].focus();
    settled();
  }
  /** @param {Attributes} attributes @param {string} text @param {() => void} does */
  const said = (attributes, text, does) => {
    const one = button(attributes, does);
    setText(one, text);
    return one;
  };

  function naming() {
    const field = html('input', { 'aria-label': words.name, maxlength: 80, dir: 'auto', autocomplete: 'off' });
    field.value = nameOf(session, deck);
    function use() {
      usual('rename');
      rename(session, field.value.trim());
    }
    const leave = () => usual('rename');
    field.addEventListener('keydown', (event) => {
      const does = { Enter: use, Escape: leave }[event.key];
      if (!does || event.isComposing) return;
      event.preventDefault();
      does();
    });
    // Not a form: in a sandbox nothing would come of that.
    return html('div', { class: 'actions asked' }, field, said({}, words.use, use), said({}, words.leave, leave));
  }

  /** What it asks follows what it is about. */
  function sure() {
    const question = html('span', { id: `sure-${id}` });
    asks = () => setText(question, words.sure(session));
    asks();
    const yes = said({ 'data-act': 'yes' }, words.yes, async () => {
      // In another tab it may have grown since.
      if (await remove(session)) row.remove();
    });
    const no = said({ 'data-act': 'no' }, words.no, () => usual('remove'));
    return html('div', { class: 'actions asked', role: 'group', 'aria-labelledby': question.id }, question, yes, no);
  }

  /**
   * A name of one's own is in any language.
   * @param {HTMLElement} element
   * @param {string} text
   * @param {boolean} isOwn
   */
  function setName(element, text, isOwn) {
    setText(element, text);
    if (isOwn) element.lang = '';
    else element.removeAttribute('lang');
  }

  let drawn = '';
  /** @param {Kept} newest @param {Deck | undefined} itsDeck @param {boolean} isHere */
  function update(newest, itsDeck, isHere) {
    const told = JSON.stringify([newest, isHere, language()]);
    if (told === drawn) return;
    [session, deck, drawn] = [newest, itsDeck, told];
    asks();
    const { at, demo, favourite, isUnkept, name, problem } = session;
    setName(title, nameOf(session, deck), Boolean(name) || !deck);
    setText(here, words.here);
    here.hidden = !isHere;
    setText(about, [
      at > 0 && new Date(at).toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'short' }),
      problem ? words.lost : words.ratings(session),
      isUnkept && words.unkept,
      demo && words.demo,
      favourite && words.favourite,
    ].filter(Boolean).join(' · '));
    setName(liked, favourite ? (deck ? labels(deck, favourite.cards) : favourite.text) : '', !deck);
    setTexts(made, words);
    made.open.hidden = isHere || problem === true;
  }

  return { row, update };
}
