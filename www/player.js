// Plays the events of a session file on a session, and knows what they come to.

/** So many of the last outputs can still be rated: `PENDING` of the core. */
export const WAITING = 8;
/** Events from one keyframe to the next. */
const SPACING = 16;
/** So many are kept; then every second one goes. */
const MOST_KEYFRAMES = 128;

/** The kind of an event and its value: `['rate', [id, stars]]`. */
export const kindOf = (event) => Object.entries(event)[0];

const without = (outputs, id) => outputs.filter((output) => output.id !== id);

/** Does the work of all accepted ratings. */
export function learn(session) {
  while (session.learn() !== undefined);
}

/**
 * A player has the live session, the outputs that wait for a rating, oldest first, and all ratings.
 * `isAuto` tells whether the auto-rater has rated an id. What a player hands out is never changed
 * afterwards, so that keyframes may share it.
 */
export function createPlayer(session, isAuto, from = {}) {
  const player = {
    session,
    context: 0,
    pending: [],
    /** `{ id, stars, by, context, cards, expected, metrics }`. */
    ratings: [],
    /** The probabilities of the last lesson's context before it. */
    before: undefined,
    /** How many events have been played. */
    count: 0,
    ...from,

    /** Plays an event; `by` tells whose rating it is, where that is not known by its id yet. */
    play(event, by) {
      const [kind, value] = kindOf(event);
      PLAY[kind](value, by);
      player.count += 1;
    },
    /** What a later player can go on from. */
    keyframe() {
      const { context, pending, ratings, before, count } = player;
      return { bytes: session.save(), state: { context, pending, ratings, before, count } };
    },
  };

  const PLAY = {
    propose(context) {
      const output = session.propose(context);
      player.context = context;
      player.pending = [...player.pending.filter(({ id }) => id > output.id - WAITING), output];
    },
    rate([id, stars], by = isAuto(id) ? 'auto' : 'person') {
      const output = player.pending.find((waiting) => waiting.id === id);
      const lesson = study(output?.context, () => session.rate(id, stars));
      player.pending = without(player.pending, id);
      player.ratings = [...player.ratings, { ...output, stars, by, ...lesson }];
    },
    rerate([id, stars], by = isAuto(id) ? 'auto' : 'person') {
      const last = player.ratings.at(-1);
      const { metrics } = study(last?.context, () => session.rerate(id, stars));
      // The same stars again teach nothing.
      player.ratings = [...player.ratings.slice(0, -1), { ...last, stars, by, metrics: metrics ?? last.metrics }];
    },
    skip(id) {
      session.skip(id);
      player.pending = without(player.pending, id);
    },
  };

  function study(context = player.context, accept) {
    const [before, expected] = [session.probabilities(context), session.expected(context)];
    accept();
    learn(session);
    player.before = before;
    return { expected, metrics: session.metrics };
  }

  return player;
}

/** Places in a session from which it can be played on. */
export function createKeyframes(frames = [], spacing = SPACING) {
  return {
    note(player) {
      if (frames.length > 0 && player.count < frames.at(-1).state.count + spacing) return;
      frames.push(player.keyframe());
      if (frames.length <= MOST_KEYFRAMES) return;
      frames = frames.filter((_, n) => n % 2 === 0);
      spacing *= 2;
    },
    /** The last one after at most `count` events. */
    before: (count) => frames.findLast(({ state }) => state.count <= count),
    /** A copy of those after at most `count` events. */
    fork: (count) => createKeyframes(frames.filter(({ state }) => state.count <= count), spacing),
  };
}
