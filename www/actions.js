// What a person can do with the page, whoever asks for it: a button, a key, the console.

/** @import { Answers, Deck, DeckId, Decks, Guest, HistoryPlace, Page, Pin, Rating, SessionRecord, Shelf, ShelfEntry, Store, Tabs, Taste, Views } from './types.js' */

import { createAutoplay } from './autoplay.js';
import { fileName } from './deck.js';
import { leaveAddress } from './history.js';
import { createTaste } from './rater.js';
import { writeRecord } from './record.js';
import { createAutosave } from './shelf/autosave.js';
import { settings } from './shelf/settings.js';
import { NO_CLIP } from './clip.js';

export const SEED = 7;
/** How a deck begins where nothing else is asked for. */
export const FRESH = { config: {}, seed: SEED, context: 0 };

/**
 * `views` are those that some of this goes through, and may come later: `output`, `luck`, `files`.
 * @param {{ store: Store, decks: Decks, answers: Answers, shelf: Shelf, tabs: Tabs, views: Views }} of
 */
export function createActions({ store, decks, answers, shelf, tabs, views }) {
  const all = () => Object.values(decks);

  // What is kept beside a session, in this browser and in files.

  const page = () => ({ pins: store.pins, ...answers.toJSON() });
  /** @param {Page} [kept] @param {Deck} [deck] */
  function openPage(kept, deck) {
    if (deck?.id === 'own') decks.own = deck;
    store.pins = kept?.pins ?? [];
    answers.fromJSON(kept);
    store.tell({ type: 'pins' });
  }
  const autosave = createAutosave(store, shelf, { decks: all, page, openPage, tabs });
  // Another tab has forgotten everything, and so does this one.
  shelf.subscribe(({ type }) => {
    if (type !== 'forgotten') return;
    autosave.drop();
    location.reload();
  });

  // What a person can do.

  /** @type {(Taste & { deck: Deck, seed: number }) | undefined} */
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
  /** @param {Guest['kind']} kind */
  const shows = (kind) => store.guest?.kind === kind;

  /**
   * Puts another session in the place of the present one, which stays on the shelf.
   * @template Result
   * @param {() => Result} how
   */
  function replace(how) {
    autoplay.stop('restart');
    return how();
  }
  /** @param {Deck} deck */
  function useDeck(deck) {
    replace(() => store.restart({ ...FRESH, deck }));
    decks.own = deck;
    openPage();
  }
  /** @param {SessionRecord} record */
  async function openRecord(record) {
    const there = await autosave.twin(record);
    if (there) return openEntry(there);
    const loaded = await replace(() => store.load(record));
    if (!loaded) return false;
    openPage(record.page, record.deck);
    autosave.touch();
    return true;
  }
  /** @param {ShelfEntry} entry */
  async function openEntry(entry) {
    autoplay.stop('restart');
    const restored = await autosave.restore(entry);
    if (restored) autosave.passBroken();
    // The next visit begins with this one.
    if (restored && !store.moved) autosave.touch();
    return restored;
  }
  /** @param {string} id */
  async function openKept(id) {
    const entry = await shelf.read(id);
    return entry && openEntry(entry);
  }
  /**
   * The person's own session, while the auto-rater has one.
   * @type {string | undefined}
   */
  let home;
  async function goHome() {
    const { deck, seed = SEED, context, config } = store;
    const entry = home ? await shelf.read(home) : await autosave.ofDeck(deck);
    if (entry && await openEntry(entry)) return;
    replace(() => store.restart({ deck, seed, context, config }));
  }

  const actions = {
    autoplay, answers, autosave, settings, shelf, store, useDeck, openRecord, openKept, goHome,
    taste,
    /**
     * Lets the auto-rater play so many outputs, or on and on, in a session apart.
     * @param {number} [ratings]
     */
    demonstrate(ratings) {
      if (!store.demo) {
        const { deck, seed = SEED, context, config, entry } = store;
        home = entry.id;
        replace(() => store.restart({ deck, seed, context, config, demo: true }));
      }
      autoplay.play(ratings);
    },
    decks: all,
    /**
     * Stars for what is on the stage, whatever that is.
     * @param {number} stars
     */
    rate(stars) {
      if (views.luck.running) return views.luck.rate(stars);
      if (shows('best') || shows('pin')) return store.show();
      if (!shows('correct')) return actions.rateOutput(stars);
      return store.rerate(stars);
    },
    /** @param {number} stars */
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
    /** @param {number} count */
    travel(count) {
      autoplay.stop('person');
      return store.travel(count);
    },
    /** @param {number} index */
    takeBranch(index) {
      autoplay.stop('person');
      return store.takeBranch(index);
    },
    /** Shows the last output again, for the stars that were meant. */
    correct() {
      const { stars, context, cards, id } = /** @type {Rating} */ (store.ratings.at(-1));
      store.show({ id, stars, context, cards, kind: 'correct' });
    },
    /** @param {Guest} guest */
    showGuest(guest) {
      autoplay.stop('person');
      store.show(guest);
    },
    back: () => store.guest && store.show(),
    /** @param {number} context */
    setContext: (context) => store.setContext(context),
    /** @param {Pin[]} pins */
    keepPins(pins) {
      store.pins = pins;
      autosave.touch();
      store.tell({ type: 'pins' });
    },
    /** @param {DeckId} id */
    async chooseDeck(id) {
      if (id === store.deck.id && !store.busy) return;
      autoplay.stop('restart');
      const entry = await autosave.ofDeck({ id });
      const restored = entry ? await openEntry(entry) : false;
      if (restored !== false) return;
      store.restart({ ...FRESH, deck: decks[id] });
      openPage();
    },
    /** @param {number} seed */
    restart(seed) {
      replace(() => store.restart({ seed, context: store.context }));
    },
    /**
     * Goes to the session that an entry of the browser's history was for.
     * @param {HistoryPlace} place
     */
    async goBackTo({ lobule: id, deck, seed }) {
      if (id === undefined || id === store.entry.id) return;
      const entry = await shelf.read(id);
      if (entry) return void await openEntry(entry);
      const known = deck && decks[deck];
      replace(() => store.restart({ ...FRESH, deck: known ?? store.deck, ...(seed !== undefined && { seed }) }));
      openPage();
    },
    /**
     * Removes a session from the shelf for good.
     * @param {string} id
     */
    async removeKept(id) {
      if (id === store.entry.id) {
        autoplay.stop('restart');
        autosave.drop();
        store.restart({ ...FRESH, deck: store.deck });
        openPage();
      }
      await shelf.remove(id);
    },
    /**
     * A session keeps its settings, so another one begins.
     * @param {boolean} on
     */
    setClip(on) {
      const { clip_coef: _, ...rest } = store.config;
      const config = on ? rest : { ...rest, clip_coef: NO_CLIP };
      replace(() => store.restart({ config, context: store.context }));
    },
    /** @param {Uint8Array} bytes */
    openSnapshot(bytes) {
      const { deck } = store;
      replace(() => store.open(bytes, [deck, ...all()]));
      if (store.deck !== deck) openPage();
    },
    /** @param {File} file */
    openFile: (file) => views.files.openFile(file),
    save: {
      /** @param {boolean} withTexts */
      session(withTexts) {
        const kept = withTexts ? page() : { pins: store.pins };
        return { name: fileName(store.deck), text: writeRecord(store, kept) };
      },
      snapshot: () => ({ name: fileName(store.deck), bytes: store.snapshot() }),
    },
    takeBefore: () => openKept(String(autosave.before)),
    saveSession: () => views.files.saveSession(),
    hasTexts: () => store.deck.renderer === 'prompt' || answers.rated().length > 0,
    task: () => (store.deck.renderer === 'prompt' ? answers.task() : ''),
    async forget() {
      answers.disconnect();
      await autosave.forget();
      // A link in the address would be opened again.
      leaveAddress();
      location.reload();
    },
  };

  return actions;
}
