// The auto-rater's switch, its speeds, and the button that starts a demonstration.

/** @import { Actions, Speed } from '../types.js' */

import { byId, html, setText } from '../dom.js';
import { watch as words } from '../words/page.js';

/** About twelve seconds at the fast speed. */
const DEMONSTRATION = 100;

/** @param {Actions} actions */
export function autoView({ autoplay, answers, demonstrate }) {
  const [auto, speeds, watch, given] = [byId('auto'), byId('speeds'), byId('watch'), byId('given')];
  const note = html('p', { id: 'auto-note', class: 'note', role: 'status' });
  speeds.parentElement?.after(note);
  for (const control of [auto, watch]) control.setAttribute('aria-describedby', note.id);

  /** It would ask a model for more than anybody can read. */
  const rests = () => Boolean(answers.connection);
  /** @param {number} [ratings] */
  function play(ratings) {
    if (rests()) {
      setText(given, words.model);
      show();
    } else {
      demonstrate(ratings);
    }
  }

  auto.addEventListener('change', () => {
    if (auto.checked) play();
    else autoplay.stop('switch');
  });
  speeds.addEventListener('change', ({ target }) => {
    autoplay.setSpeed(/** @type {HTMLInputElement & { value: Speed }} */ (target).value);
  });
  watch.addEventListener('click', () => {
    if (autoplay.running) return autoplay.stop('switch');
    if (!rests()) autoplay.setSpeed('fast');
    play(DEMONSTRATION);
  });

  function show() {
    auto.checked = autoplay.running;
    for (const radio of speeds.querySelectorAll('input')) {
      radio.checked = radio.value === autoplay.speed;
    }
    setText(watch, autoplay.running ? words.stop : words.start);
    setText(note, rests() ? words.model : '');
    for (const control of [auto, watch]) control.setAttribute('aria-disabled', String(rests()));
  }

  return {
    draw: show,
    play: show,
  };
}
