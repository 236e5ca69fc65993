// A session on the shelf, as a row of the list: what it is, and what can be done with it.

import { labels, names } from '../deck.js';
import { html } from '../dom.js';
import { language } from '../words/language.js';
import { shelf as words } from '../words/shelf.js';

const button = (attributes, text, act) => {
  const made = html('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', act);
  return made;
};

/** What a session is called: by its person, or as its deck; `known` is that deck where the page brings it along. */
export const nameOf = ({ name, deck }, known) => name || (known ? names(known).name : deck.name);

/**
 * The row of a session with a `deck` that the page brings along, or without one; `isHere` where it is on show.
 * `open`, `rename(name)`, `save` and `remove` do what they say, and `settled` is called when a question is over.
 */
export function sessionRow(session, deck, isHere, { open, rename, save, remove, settled }) {
  const { at, demo, favourite, id, problem } = session;
  // Names of one's own are in any language.
  const own = deck && !session.name ? {} : { lang: '' };
  const title = html('strong', { id: `session-${id}`, dir: 'auto', ...own }, nameOf(session, deck));
  const here = isHere ? [' ', html('span', { class: 'here' }, words.here)] : [];
  const about = [
    at > 0 && new Date(at).toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'short' }),
    problem ? words.lost : words.ratings(session),
    demo && words.demo,
    favourite && words.favourite,
  ].filter(Boolean).join(' · ');
  const cards = favourite && (deck ? labels(deck, favourite.cards) : favourite.text);
  const liked = cards ? [' ', html('span', { dir: 'auto', ...(deck ? {} : { lang: '' }) }, cards)] : [];

  const acts = html('div', { class: 'actions' });
  const act = (kind, does) => button({
    id: `${kind}-${id}`, class: 'quiet', 'data-act': kind, 'aria-labelledby': `${kind}-${id} session-${id}`,
  }, words[kind], does);
  const made = {
    open: act('open', open),
    rename: act('rename', () => ask(naming(), 'input')),
    save: act('save', save),
    remove: act('remove', () => ask(sure(), '[data-act=no]')),
  };
  made.open.hidden = isHere || problem === true;
  acts.append(...Object.values(made));
  const row = html('li', { 'data-session': id }, html('p', {}, title, ...here), html('p', { class: 'fine' }, about, ...liked), acts);

  function ask(question, focus) {
    acts.replaceWith(question);
    row.querySelector(focus).focus();
    row.querySelector('input')?.select();
  }
  function usual(kind) {
    row.lastChild.replaceWith(acts);
    made[kind].focus();
    settled();
  }

  function naming() {
    const field = html('input', { 'aria-label': words.name, maxlength: 80, dir: 'auto', autocomplete: 'off' });
    field.value = nameOf(session, deck);
    function use() {
      usual('rename');
      rename(field.value.trim());
    }
    const leave = () => usual('rename');
    field.addEventListener('keydown', (event) => {
      const does = { Enter: use, Escape: leave }[event.key];
      if (!does || event.isComposing) return;
      event.preventDefault();
      does();
    });
    // Not a form: in a sandbox nothing would come of that.
    return html('div', { class: 'actions asked' }, field, button({}, words.use, use), button({}, words.leave, leave));
  }

  function sure() {
    const question = html('span', { id: `sure-${id}` }, words.sure(session));
    const yes = button({ 'data-act': 'yes' }, words.yes, () => {
      row.remove();
      remove();
    });
    const no = button({ 'data-act': 'no' }, words.no, () => usual('remove'));
    return html('div', { class: 'actions asked', role: 'group', 'aria-labelledby': question.id }, question, yes, no);
  }

  return row;
}
