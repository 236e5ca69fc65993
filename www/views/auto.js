// The auto-rater's switch, its speeds, and the button that starts a demonstration.

import { byId, setText } from '../dom.js';
import { watch as words } from '../words/page.js';

/** About twelve seconds at the fast speed. */
const DEMONSTRATION = 100;

export function autoView({ autoplay }) {
  const [auto, speeds, watch, given] = ['auto', 'speeds', 'watch', 'given'].map(byId);

  auto.addEventListener('change', () => {
    if (auto.checked) autoplay.play();
    else autoplay.stop('switch');
  });
  speeds.addEventListener('change', ({ target }) => autoplay.setSpeed(target.value));
  watch.addEventListener('click', () => {
    if (autoplay.running) {
      autoplay.stop('switch');
    } else {
      autoplay.setSpeed('fast');
      autoplay.play(DEMONSTRATION);
    }
  });

  function show() {
    auto.checked = autoplay.running;
    for (const radio of speeds.querySelectorAll('input')) {
      radio.checked = radio.value === autoplay.speed;
    }
    setText(watch, autoplay.running ? words.stop : words.start);
  }

  return {
    draw: show,
    play: show,
  };
}
