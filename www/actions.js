// What a person can do with the page, whoever asks for it: a button, a key, the console.

import { createAutoplay } from './autoplay.js';
import { createAutosave, settings } from './autosave.js';
import { fileName } from './deck.js';
import { createTaste } from './rater.js';
import { writeRecord } from './record.js';
import { leaveAddress } from './share.js';
import { NO_CLIP } from './snapshot.js';

export const SEED = 7;
/** How a deck begins where nothing else is asked for. */
export const FRESH = { config: {}, seed: SEED, context: 0 };

/** `views` are those that some of this goes through, and may come later: `output`, `luck`, `files`. */
export function createActions({ store, decks, answers, views }) {
  const all = () => Object.values(decks);

  // What is kept beside a session, in this browser and in files.

  const page = () => ({ pins: store.pins, ...answers.toJSON() });
  function openPage(kept, deck) {
    if (deck?.id === 'own') decks.own = deck;
    store.pins = kept?.pins ?? [];
    answers.fromJSON(kept);
    store.tell({ type: 'pins' });
  }
  const forgotten = () => location.reload();
  const autosave = createAutosave(store, { decks: all, page, openPage, forgotten });

  // What a person can do.

  let made;
  /** That of the auto-rater: another one for each deck and seed. */
  function taste() {
    const { deck, seed = SEED } = store;
    if (made?.deck !== deck || made.seed !== seed) made = { ...createTaste(deck, seed), deck, seed };
    return made;
  }
  const autoplay = createAutoplay(() => {
    if (!store.busy) store.rate(taste().stars(store.output.cards), 'auto');
  });
  const shows = (kind) => store.guest?.kind === kind;

  /** Puts another session in the place of the present one. */
  function replace(how) {
    autoplay.stop('restart');
    autosave.setAside();
    return how();
  }
  function useDeck(deck) {
    replace(() => store.restart({ ...FRESH, deck }));
    decks.own = deck;
    openPage();
  }
  async function openRecord(record) {
    const loaded = await replace(() => store.load(record));
    if (!loaded) return false;
    openPage(record.page, record.deck);
    autosave.touch();
    return true;
  }

  const actions = {
    autoplay, answers, autosave, settings, store, useDeck, openRecord,
    taste,
    decks: all,
    /** Stars for what is on the stage, whatever that is. */
    rate(stars) {
      if (views.luck.running) return views.luck.rate(stars);
      if (shows('best') || shows('pin')) return store.show();
      if (!shows('correct')) return actions.rateOutput(stars);
      return store.rerate(stars);
    },
    rateOutput(stars) {
      autoplay.stop('person');
      store.rate(stars, 'person');
    },
    skip() {
      if (views.luck.running) return;
      if (store.guest) store.show();
      else store.skip();
    },
    replay: () => views.output.replay(store),
    undo() {
      if (views.luck.running) return views.luck.undo();
      autoplay.stop('person');
      return store.undo();
    },
    redo() {
      if (views.luck.running) return undefined;
      autoplay.stop('person');
      return store.redo();
    },
    travel(count) {
      autoplay.stop('person');
      return store.travel(count);
    },
    takeBranch(index) {
      autoplay.stop('person');
      return store.takeBranch(index);
    },
    /** Shows the last output again, for the stars that were meant. */
    correct() {
      const { stars, context, cards, id } = store.ratings.at(-1);
      store.show({ id, stars, context, cards, kind: 'correct' });
    },
    showGuest(guest) {
      autoplay.stop('person');
      store.show(guest);
    },
    back: () => store.guest && store.show(),
    setContext: (context) => store.setContext(context),
    keepPins(pins) {
      store.pins = pins;
      autosave.touch();
      store.tell({ type: 'pins' });
    },
    async chooseDeck(id) {
      if (id === store.deck.id && !store.busy) return;
      autoplay.stop('restart');
      const restored = await autosave.restore(decks[id]);
      // The next visit begins with this deck.
      if (restored) return autosave.touch();
      if (restored === undefined) return;
      store.restart({ ...FRESH, deck: decks[id] });
      openPage();
    },
    restart(seed) {
      replace(() => store.restart({ seed, context: store.context }));
    },
    /** A session keeps its settings, so another one begins. */
    setClip(on) {
      const { clip_coef: _, ...rest } = store.config;
      const config = on ? rest : { ...rest, clip_coef: NO_CLIP };
      replace(() => store.restart({ config, context: store.context }));
    },
    openSnapshot(bytes) {
      const { deck } = store;
      replace(() => store.open(bytes, [deck, ...all()]));
      if (store.deck !== deck) openPage();
    },
    openFile: (file) => views.files.openFile(file),
    save: {
      session(withTexts) {
        const kept = withTexts ? page() : { pins: store.pins };
        return { name: fileName(store.deck), text: writeRecord(store, kept) };
      },
      snapshot: () => ({ name: fileName(store.deck), bytes: store.snapshot() }),
    },
    takeBefore() {
      autoplay.stop('restart');
      return autosave.takeBefore(store.deck);
    },
    saveSession: () => views.files.saveSession(),
    hasTexts: () => store.deck.renderer === 'prompt' || answers.rated().length > 0,
    task: () => (store.deck.renderer === 'prompt' ? answers.task() : ''),
    forget() {
      autosave.forget();
      answers.disconnect();
      // A link in the address would be opened again.
      leaveAddress();
      location.reload();
    },
  };
  return actions;
}
