// The output as text and as a moving picture.

import { cardsOf, describe } from '../deck.js';
import { byId, setText } from '../dom.js';
import { PICTURE_MS, paced } from '../motion.js';
import { createRenderer } from '../renderers/index.js';

export function outputView(deck, { replay }) {
  const text = byId('output-text');
  const renderer = createRenderer(deck, byId('stage'));
  const show = paced(PICTURE_MS, ({ cards }, serial) =>
    renderer.show(cardsOf(deck, cards).map(({ payload }) => payload), serial));
  byId('replay').addEventListener('click', replay);

  return {
    draw({ output, serial }) {
      setText(text, describe(deck, output.cards));
      text.dataset.outputId = serial;
      show(output, serial);
    },
    replay: ({ output, serial }) => show(output, serial),
  };
}
