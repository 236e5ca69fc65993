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
    /** All that has happened since the seed, as a session file has it; none after opening a snapshot. */
    events: undefined,

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
      begin(new Session(deck, seed), { seed, events: [] });
      tell({ type: 'restart' });
    },

    /** Goes on from a snapshot, taken here or on a board. */
    open(bytes) {
      begin(Session.open(deck, bytes), { seed: undefined, events: undefined });
      tell({ type: 'open' });
    },

    /** The bytes of what has been learnt. */
    snapshot: () => session.save(),

    /** A session file: whoever plays it comes to the same hash. */
    record: () => ({
      format: 'lobule-session/2', deck: 'lights', seed: store.seed, events: store.events, hash: session.hash,
    }),

    rate(stars, by) {
      const { id } = store.output;
      session.rate(id, stars);
      store.events?.push({ rate: [id, stars] });
      learn(session);
      const rating = { type: 'rate', id, stars, by };
      store.ratings.push(rating);
      propose();
      tell(rating);
    },

    skip() {
      const { id } = store.output;
      session.skip(id);
      store.events?.push({ skip: id });
      propose();
      tell({ type: 'skip', id });
    },

    subscribe(listener) { listeners.push(listener); },
  };

  function learn(session) {
    while (session.learn() !== undefined);
  }

  /** Changes to another session, unless it cannot even begin. */
  function begin(next, of) {
    try {
      // A snapshot may have ratings that were accepted only.
      learn(next);
    } catch (error) {
      next.free();
      throw error;
    }
    session?.free();
    session = next;
    Object.assign(store, of, { ratings: [] });
    propose();
  }

  function propose() {
    store.output = session.propose(0);
    store.events?.push({ propose: 0 });
    store.serial = shown;
    shown += 1;
  }

  function tell(change) {
    for (const listener of listeners) listener(change);
  }

  return store;
}
