// `window.lobule`, for people at the console: the session API of `lobule_wasm.d.ts` around the page's
// session, and the classes to make one's own.

/** @import { Actions, Decks, Module, Store } from './types.js' */

/**
 * Tells 5 from '5'.
 * @param {unknown} value
 */
const shown = (value) => (typeof value === 'string' ? JSON.stringify(value) : String(value));

/** @param {number} value @param {string} what */
const whole = (value, what) => {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new Error(`${what} must be a whole number from 0, got ${shown(value)}`);
  }
  return value;
};

/** @param {Module} module @param {Decks} decks @param {Store} store @param {Actions} actions */
export function openConsole(module, decks, store, actions) {
  /**
   * A call that the page would pass over is an error here.
   * @param {boolean} holds
   * @param {string} message
   */
  const expect = (holds, message) => {
    if (!holds) throw new Error(message);
  };
  const isFree = () => expect(!store.busy, 'the page is replaying; wait until lobule.busy is false');
  /** @param {number} id */
  const isShown = (id) => {
    isFree();
    const { output } = store;
    expect(whole(id, 'id') === output.id, `output ${output.id} is on show, not ${id}`);
  };
  /** @param {number} rating */
  const stars = (rating) => {
    expect([1, 2, 3, 4, 5].includes(rating), `a rating is a whole number from 1 to 5, got ${shown(rating)}`);
    return rating;
  };

  const session = {
    /** The output on show. Asked for another context, the page changes to that one. */
    propose(context = store.context) {
      isFree();
      const { length } = store.deck.contexts;
      expect(whole(context, 'context') < length, `context ${context} does not exist, the deck has ${length}`);
      store.setContext(context);
      return structuredClone(store.output);
    },
    /** @param {number} id @param {number} rating */
    rate(id, rating) {
      isShown(id);
      actions.rateOutput(stars(rating));
    },
    /** @param {number} id @param {number} rating */
    rerate(id, rating) {
      isFree();
      const last = store.ratings.at(-1);
      const why = last ? `only the last rated output, ${last.id}, can be corrected` : 'nothing has been rated';
      expect(last?.id === id, why);
      store.rerate(stars(rating));
    },
    /** @param {number} id */
    skip(id) {
      isShown(id);
      store.skip();
    },
    /** The page has learnt by then. */
    learn: () => undefined,
    waiting: 0,
    save: () => store.snapshot(),
    undo: () => store.undo(),
    redo: () => store.redo(),
    probabilities: (context = store.context) => store.probabilitiesOf(context),
    /** @param {number} context */
    greedy: (context) => store.greedy(context),
    /** @param {number} context */
    best: (context) => store.best(context),
    weights: () => store.weights,
    get metrics() { return store.metrics; },
    get parameters() { return store.parameters; },
    get config() { return structuredClone(store.config); },
    get hash() { return store.hash; },
  };

  window.lobule = {
    session,
    Session: module.Session,
    /** Copies, here and below: the page's own cannot be changed from outside. */
    get decks() { return structuredClone({ ...decks }); },
    get deck() { return structuredClone(store.deck); },
    get seed() { return store.seed; },
    get ratings() { return structuredClone(store.ratings); },
    get busy() { return store.busy; },
    /** The session as a file has it: whoever plays it comes to the same hash. */
    record: () => structuredClone(store.record()),
    /** @param {number} seed */
    restart: (seed) => actions.restart(whole(seed, 'seed')),
  };
}
