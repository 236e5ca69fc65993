// The kind of task, which is the policy's context, and the task that the prompt is for.

/** @import { Actions, Deck, Store } from '../types.js' */

import { names } from '../deck.js';
import { byId, html, setText } from '../dom.js';
import { MOST_TASK } from '../model/answers.js';
import { prompt as words } from '../words/prompt.js';
import { answerView } from './answer.js';

/**
 * `answers` is what createAnswers of model/answers.js gives.
 * @param {Actions} actions
 */
export function taskView({ setContext, answers }) {
  const place = byId('task');
  const answer = answerView(byId('answer-place'), answers);
  const title = html('h2', { class: 'eyebrow', id: 'task-heading' });
  // No radios: those of the document are the stars.
  const kinds = html('div', { class: 'choices kinds', role: 'group' });
  const label = html('label', { for: 'task-text' });
  const text = html('textarea', {
    id: 'task-text', rows: 2, dir: 'auto', maxlength: MOST_TASK, 'aria-describedby': 'task-note',
  });
  const use = html('button', { type: 'button', id: 'task-use' });
  const note = html('p', { class: 'note', id: 'task-note', role: 'status' });
  const writing = html('div', { class: 'writing' }, label, text, html('div', { class: 'copying' }, use, note));
  place.setAttribute('aria-labelledby', 'task-heading');
  place.append(title, kinds, writing);

  /** @type {Deck} */
  let deck;
  /** @type {number} */
  let context;
  /** What is in use; the text may be ahead of it. */
  let used = '';

  function apply() {
    answers.setTask(text.value);
    setText(note, words.used);
  }
  use.addEventListener('click', apply);
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    apply();
  });
  text.addEventListener('input', () => setText(note, text.value.trim() === used ? '' : words.unused));

  /** @param {number} count */
  function choices(count) {
    kinds.replaceChildren(...Array.from({ length: count }, (_, n) => {
      const button = html('button', { type: 'button', dir: 'auto' });
      button.addEventListener('click', () => setContext(n));
      return button;
    }));
  }

  /** @type {Store | undefined} */
  let newest;
  /** @param {Store} store */
  function draw(store) {
    newest = store;
    const asks = answers.asks(store.deck);
    const { contexts } = names(store.deck);
    if (deck !== store.deck) choices(contexts.length > 1 ? contexts.length : 0);
    const moved = deck !== store.deck || context !== store.context;
    [deck, context] = [store.deck, store.context];
    setText(title, deck.renderer === 'prompt' ? words.title : words.situation);
    kinds.setAttribute('aria-label', words.kind);
    setText(label, words.text);
    setText(use, words.use);
    [...kinds.children].forEach((button, n) => {
      button.setAttribute('aria-pressed', String(n === context));
      setText(button, contexts[n]);
    });
    kinds.hidden = kinds.children.length === 0;
    writing.hidden = deck.renderer !== 'prompt' && !asks;
    place.hidden = kinds.hidden && writing.hidden;
    const task = answers.task();
    // A draft stays while outputs come and go.
    if (moved || task !== used) {
      text.value = task;
      if (moved) setText(note, '');
    }
    used = task;
    answer.draw(store);
  }
  answers.subscribe(({ type }) => {
    if (newest && type !== 'text' && type !== 'state') draw(newest);
  });

  return { draw };
}
