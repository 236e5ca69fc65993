// The output, or the guest in its place, as text and as a moving picture.

/** @import { Actions, By, Change, Deck, Renderer, Showing, Shown, Store, Tools } from '../types.js' */

import { cardsOf, describe, describeTrial, isText } from '../deck.js';
import { byId, html, setText } from '../dom.js';
import { PICTURE_MS, paced } from '../motion.js';
import { createRenderer } from '../renderers/index.js';
import { getVolume, setVolume } from '../renderers/melody/sound.js';
import { decks as words } from '../words/page.js';

/** @param {Actions} actions */
export function outputView({ replay, settings, answers }) {
  const [stage, text, note, volume] = [byId('stage'), byId('output-text'), byId('stage-note'), byId('volume')];
  const loudness = /** @type {HTMLInputElement} */ (volume.querySelector('input'));
  setVolume(Number(settings.get('volume') ?? getVolume()));
  loudness.value = `${getVolume()}`;
  loudness.addEventListener('input', () => {
    setVolume(loudness.valueAsNumber);
    settings.set('volume', getVolume());
  });
  /** @type {Tools} */
  const tools = { /** @param {string} words */ say: (words) => setText(note, words) };
  /** @type {Deck} */
  let deck;
  /** @type {Renderer} */
  let renderer;

  const show = paced(PICTURE_MS, (/** @type {Shown} */ { cards }, /** @type {Showing} */ info) => {
    // The deck may have changed while this waited.
    if (info.deck === deck) renderer.show(cardsOf(deck, cards), info);
  });
  byId('replay').addEventListener('click', () => replay());

  /** @param {Deck} newest */
  function build(newest) {
    renderer?.stop();
    deck = newest;
    stage.replaceChildren();
    stage.dataset.renderer = deck.renderer;
    delete text.dataset.outputId;
    setText(note, '');
    volume.hidden = deck.renderer !== 'melody';
    renderer = createRenderer(deck, stage, tools);
  }

  /**
   * A line may break between cards, and inside of one only where it is very long.
   * @param {string} words
   */
  function tell(words) {
    if (text.textContent === words) return;
    text.replaceChildren(...words.split(' · ').flatMap((card, n) => [...(n ? [' · '] : []), html('span', {}, card)]));
  }

  /** @param {Store} store */
  const showing = (store) => store.guest ?? store.output;

  /**
   * The text of what is on the stage; of an answer on trial nothing, which is a text that can be read itself.
   * @param {Deck} newest
   * @param {Shown} shown
   */
  function twin(newest, { kind, cards }) {
    if (kind !== 'luck') return describe(newest, cards);
    return isText(newest) && answers.connection ? '' : describeTrial(newest, cards);
  }

  return {
    twin,
    /** @param {Store} store @param {Change} change */
    draw(store, change) {
      if (store.deck !== deck) build(store.deck);
      else if (change.type === 'language') renderer.translate?.();
      setText(volume.firstChild, words.volume);
      const output = showing(store);
      tell(twin(deck, output));
      const info = { serial: store.serial, deck, by: change.by };
      if (change.type === 'language') {
        if (renderer.translate) renderer.translate();
        else show(output, info);
      }
      // What is on show already is not shown again.
      if (text.dataset.outputId === String(store.serial)) return;
      text.dataset.outputId = `${store.serial}`;
      show(output, info);
    },
    /** @param {Store} store @param {By | 'idle'} by */
    replay: (store, by) => show(showing(store), { serial: store.serial, deck, by }),
  };
}
