// `window.lobule`, for people at the console: the session API of `lobule_wasm.d.ts` around the page's
// session, and the classes to make one's own.

const whole = (value, what) => {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${what} must be a whole number from 0, got ${value}`);
  return value;
};

export function openConsole(module, decks, store, actions) {
  /** A call that the page would pass over is an error here. */
  const expect = (holds, message) => {
    if (!holds) throw new Error(message);
  };
  const isFree = () => expect(!store.busy, 'the page is replaying; wait until lobule.busy is false');
  const shown = (id) => {
    isFree();
    const { output } = store;
    expect(whole(id, 'id') === output.id, `output ${output.id} is on show, not ${id}`);
  };
  const stars = (rating) => {
    expect([1, 2, 3, 4, 5].includes(rating), `a rating is a whole number from 1 to 5, got ${rating}`);
    return rating;
  };

  const session = {
    /** The output on show. Asked for another context, the page changes to that one. */
    propose(context = store.context) {
      isFree();
      const { contexts } = store.deck;
      expect(whole(context, 'context') < contexts.length, `context ${context} does not exist, the deck has ${contexts.length}`);
      store.setContext(context);
      return { ...store.output };
    },
    rate(id, rating) {
      shown(id);
      actions.rateOutput(stars(rating));
    },
    rerate(id, rating) {
      isFree();
      const last = store.ratings.at(-1);
      expect(last?.id === id, last ? `only the last rated output, ${last.id}, can be corrected` : 'nothing has been rated');
      store.rerate(stars(rating));
    },
    skip(id) {
      shown(id);
      store.skip();
    },
    /** The page has learnt by then. */
    learn: () => undefined,
    waiting: 0,
    save: () => store.snapshot(),
    undo: () => store.undo(),
    redo: () => store.redo(),
    probabilities: (context = store.context) => store.probabilitiesOf(context),
    greedy: (context) => store.greedy(context),
    best: (context) => store.best(context),
    weights: () => store.weights,
    get metrics() { return store.metrics; },
    get parameters() { return store.parameters; },
    get hash() { return store.hash; },
  };

  window.lobule = {
    session,
    Session: module.Session,
    decks,
    get deck() { return store.deck; },
    get seed() { return store.seed; },
    get ratings() { return store.ratings.map((rating) => ({ ...rating })); },
    get busy() { return store.busy; },
    /** The session as a file has it: whoever plays it comes to the same hash. */
    record: () => store.record(),
    restart: (seed) => actions.restart(whole(seed, 'seed')),
  };
}
