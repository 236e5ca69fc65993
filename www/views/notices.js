// What a person has to know before they go on, above everything else: that what they rate may not be kept, and that
// ratings of an older version lead elsewhere now.

/** @import { Actions, Moved, Store } from '../types.js' */

import { find, html, setText } from '../dom.js';
import { download } from '../take.js';
import { shelf as words } from '../words/shelf.js';

/** @param {Actions} actions */
export function noticesView({ autosave, save: files, store }) {
  const place = find('main');

  /** @param {string} id @param {...HTMLElement} buttons */
  function banner(id, ...buttons) {
    const text = html('p', { id, role: 'status' });
    const box = html('div', { class: 'banner', hidden: '' }, text, ...buttons);
    place.before(box);
    return { box, text };
  }
  /** @param {() => void} act */
  const button = (act) => {
    const made = html('button', { type: 'button' });
    made.addEventListener('click', act);
    return made;
  };

  const save = button(() => {
    const { name, text } = files.session(true);
    download(`${name}.session.json`, text, 'application/json');
  });
  const keeping = banner('keeping-told', save);
  const close = button(() => {
    seen = store.moved;
    moved.box.hidden = true;
  });
  const moved = banner('moved-told', close);
  /** @type {Moved | undefined} */
  let seen;

  return {
    /** @param {Store} store */
    draw({ busy, ratings }) {
      if (busy) return;
      const { problem } = autosave;
      // Before the first rating nothing can be lost, but what was there already.
      const told = problem && (problem.kind === 'broken' || ratings.some(({ by }) => by === 'person'));
      keeping.box.hidden = !told;
      setText(keeping.text, told ? words.problem(problem) : '');
      setText(save, words.saveNow);
      save.hidden = problem?.kind === 'broken';
      moved.box.hidden = !store.moved || store.moved === seen;
      setText(moved.text, store.moved ? words.moved(store.moved, ratings.length) : '');
      setText(close, words.close);
    },
  };
}
