// The output, or the guest in its place, as text and as a moving picture.

import { cardsOf, describe } from '../deck.js';
import { byId, setText } from '../dom.js';
import { PICTURE_MS, paced } from '../motion.js';
import { createRenderer } from '../renderers/index.js';

export function outputView({ replay }) {
  const [stage, text, note] = ['stage', 'output-text', 'stage-note'].map(byId);
  const tools = { say: (words) => setText(note, words) };
  let deck;
  let renderer;

  const show = paced(PICTURE_MS, ({ cards }, info) => {
    // The deck may have changed while this waited.
    if (info.deck === deck) renderer.show(cardsOf(deck, cards), info);
  });
  byId('replay').addEventListener('click', () => replay());

  function build(newest) {
    renderer?.stop();
    deck = newest;
    stage.replaceChildren();
    stage.dataset.renderer = deck.renderer;
    delete text.dataset.outputId;
    setText(note, '');
    renderer = createRenderer(deck, stage, tools);
  }

  const showing = (store) => store.guest ?? store.output;

  return {
    draw(store, change) {
      if (store.deck !== deck) build(store.deck);
      const output = showing(store);
      setText(text, describe(deck, output.cards));
      const info = { serial: store.serial, deck, by: change.by };
      if (change.type === 'language') {
        if (renderer.translate) renderer.translate();
        else show(output, info);
      }
      // What is on show already is not shown again.
      if (text.dataset.outputId === String(store.serial)) return;
      text.dataset.outputId = store.serial;
      show(output, info);
    },
    replay: (store, by) => show(showing(store), { serial: store.serial, deck, by }),
  };
}
