// The metrics of the last update, in plain words and by the field's names.

import { byId, html, setText } from '../dom.js';
import { READING_MS, paced } from '../motion.js';
import { maxEntropy } from '../statistics.js';
import { update as words } from '../words.js';

export function updateView(deck) {
  const note = byId('update-note');
  const list = byId('update');
  const most = maxEntropy(deck);

  const show = paced(READING_MS, (metrics) => {
    if (!metrics) {
      setText(note, words.none);
      list.replaceChildren();
      return;
    }
    setText(note, words.stopped[metrics.stopped] ?? words.note(metrics));
    list.replaceChildren(...words.rows(metrics, most).map(([name, value, sentence]) =>
      html('div', {},
        html('dt', {}, html('code', {}, name), ` ${value}`),
        html('dd', {}, sentence))));
  });

  return { draw: ({ metrics }) => show(metrics) };
}
