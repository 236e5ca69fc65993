// The one store, and the only file that calls the session.

/**
 * A store has no session until its first `restart`. Every call either does all of its work and
 * tells the listeners, or throws the session's error and leaves everything as it was.
 */
export function createStore(Session, deck) {
  const listeners = [];
  let session;
  let shown = 0;

  const store = {
    deck,
    seed: undefined,
    output: undefined,
    /** Counts outputs over all restarts, unlike `output.id`. */
    serial: 0,
    /** `{ id, stars, by }`, where `by` is 'person' or 'auto'. */
    ratings: [],

    /** The probability of every legal move, `[slot][previous][card]`. */
    get probabilities() { return session.probabilities(0); },
    /** The cards of the policy's favourite. */
    get greedy() { return session.greedy(0); },
    /** The output with the most stars, if there is one. */
    get best() { return session.best(0); },
    get metrics() { return session.metrics; },
    get hash() { return session.hash; },
    get parameters() { return session.parameters; },

    restart(seed) {
      const next = new Session(deck, seed);
      session?.free();
      session = next;
      Object.assign(store, { seed, ratings: [] });
      propose();
      tell({ type: 'restart' });
    },

    rate(stars, by) {
      const { id } = store.output;
      session.rate(id, stars);
      while (session.learn() !== undefined);
      const rating = { type: 'rate', id, stars, by };
      store.ratings.push(rating);
      propose();
      tell(rating);
    },

    skip() {
      const { id } = store.output;
      session.skip(id);
      propose();
      tell({ type: 'skip', id });
    },

    subscribe(listener) { listeners.push(listener); },
  };

  function propose() {
    store.output = session.propose(0);
    store.serial = shown;
    shown += 1;
  }

  function tell(change) {
    for (const listener of listeners) listener(change);
  }

  return store;
}
