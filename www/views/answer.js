// Under the stage: a model's answer, as text that can be read and never as HTML, and the whole prompt.

/** @import { Answer, Answers, Store } from '../types.js' */

import { html, setText } from '../dom.js';
import { copy } from '../take.js';
import { explain, model as connection } from '../words/model.js';
import { prompt as words } from '../words/prompt.js';

/** @param {Element} place @param {Answers} answers */
export function answerView(place, answers) {
  const title = html('h3', { class: 'eyebrow', id: 'answer-heading' });
  const text = html('div', { class: 'answer-text', id: 'answer-text', role: 'region', tabindex: 0, dir: 'auto',
    'aria-labelledby': 'answer-heading' });
  const thoughtsTitle = html('summary', { id: 'answer-fold-title' });
  const thoughts = html('p', { class: 'composed', id: 'answer-thoughts', role: 'region', tabindex: 0, dir: 'auto',
    'aria-labelledby': 'answer-fold-title' });
  const thoughtsNote = html('p', { class: 'fine' });
  const fold = html('details', { id: 'answer-fold', hidden: '' }, thoughtsTitle, thoughtsNote, thoughts);
  const note = html('p', { class: 'note' });
  const error = html('p', { class: 'error', id: 'answer-error', role: 'alert' });
  const spoken = html('p', { class: 'unseen', id: 'answer-status', role: 'status' });
  const again = html('button', { type: 'button', id: 'answer-again' });
  const stop = html('button', { type: 'button', id: 'answer-stop' });
  const answer = html('div', { class: 'answer', id: 'answer', hidden: '' },
    title, fold, text, note, error, html('div', { class: 'actions' }, again, stop), spoken);

  const summary = html('summary');
  const composed = html('p', { class: 'composed', id: 'prompt-text' });
  const copying = html('button', { type: 'button', id: 'prompt-copy' });
  const copied = html('p', { class: 'note', role: 'status' });
  const whither = html('p', { class: 'fine', id: 'prompt-whither' });
  const prompt = html('section', { class: 'prompt', 'aria-labelledby': 'prompt-summary', 'data-tells': '', hidden: '' },
    html('div', { class: 'copying' }, copying, copied), html('details', {}, summary, composed), whither);
  summary.id = 'prompt-summary';
  place.append(answer, prompt);

  const output = /** @type {Element} */ (place.closest('.output'));
  /** @type {Store} */
  let store;

  copying.addEventListener('click', async () => {
    setText(copied, await copy(composed) ? words.copied : words.copyByHand);
  });
  // Disabled, they would lose their focus.
  /** @param {HTMLElement} button @param {() => void} act */
  const press = (button, act) => button.addEventListener('click', () => {
    if (button.getAttribute('aria-disabled') !== 'true') act();
  });
  press(again, answers.again);
  press(stop, answers.stop);

  /** @param {Partial<Answer>} answer */
  function sentence({ state, text, thinking, error } = {}) {
    if (state === 'partial') return words.partial;
    if (state === 'asking') return thinking ? words.thinking : text ? words.streaming : words.asking;
    if (state === 'done') return words.done;
    if (answers.paused) return error ? '' : words.paused;
    if (answers.held) return words.held(new Date(answers.held));
    return error ? '' : words.waiting;
  }

  /** What changes with every word. */
  function stream() {
    const { shown } = answers;
    setText(text, shown?.text ?? '');
    setText(note, sentence(shown));
    fold.hidden = !shown?.thoughts;
    // Of a long one, each word would cost as much as all before it.
    if (fold.open || fold.hidden) setText(thoughts, shown?.thoughts ?? '');
    const asking = shown?.state === 'asking';
    text.setAttribute('aria-busy', String(asking));
    stop.setAttribute('aria-disabled', String(!asking));
  }

  function state() {
    if (!store) return;
    const { shown } = answers;
    const asks = answers.asks(store.deck);
    answer.hidden = !asks && !shown?.text;
    // The answer takes the picture's place.
    output.toggleAttribute('data-answered', !answer.hidden);
    stream();
    setText(error, shown?.error && shown.error.kind !== 'cancelled'
      ? [explain(shown.error), answers.paused && words.paused].filter(Boolean).join(' ') : '');
    const old = store.past !== undefined || (store.guest && store.guest.kind !== 'luck');
    again.setAttribute('aria-disabled', String(!asks || Boolean(old)));
    setText(spoken, shown?.state === 'done' ? words.complete(shown.text.split(/\s+/).length) : '');
    setText(whither, answers.connection ? connection.connected(answers.connection) : words.noModel);
  }

  fold.addEventListener('toggle', stream);
  answers.subscribe(({ type, answer }) => {
    if (type !== 'text') state();
    else if (answer === answers.shown) stream();
  });

  return {
    /** @param {Store} newest */
    draw(newest) {
      store = newest;
      const { deck, guest, output: waiting } = store;
      setText(title, words.answer);
      setText(thoughtsTitle, words.thoughts);
      setText(thoughtsNote, words.thoughtsNote);
      setText(again, words.again);
      setText(stop, words.stop);
      setText(summary, words.composed);
      setText(copying, words.copy);
      setText(copied, '');
      prompt.hidden = deck.renderer !== 'prompt' && !answers.asks(deck);
      if (!prompt.hidden) setText(composed, answers.prompt(guest ?? waiting));
      state();
    },
  };
}
