// Plays the events of a session file on a session, and knows what they come to.

/** @import { By, Entry, Event, Keyframe, Keyframes, Metrics, Output, Player, PlayerState, Plays, Session } from './types.js' */

/** So many of the last outputs can still be rated: `PENDING` of the core. */
export const WAITING = 8;
/** Events from one keyframe to the next. */
const SPACING = 16;
/** So many are kept; then every second one goes. */
const MOST_KEYFRAMES = 128;

/**
 * The kind of an event and its value: `['rate', [id, stars]]`.
 * @param {Event} event
 */
export const kindOf = (event) => /** @type {Entry} */ (Object.entries(event)[0]);

/** @param {Output[]} outputs @param {number} id */
const without = (outputs, id) => outputs.filter((output) => output.id !== id);

/**
 * Does the work of all accepted ratings.
 * @param {Session} session
 */
export function learn(session) {
  while (session.learn() !== undefined);
}

/**
 * A player has the live session, the outputs that wait for a rating, oldest first, and all ratings.
 * `isAuto` tells whether the auto-rater has rated an id. What a player hands out is never changed
 * afterwards, so that keyframes may share it.
 * @param {Session} session
 * @param {(id: number) => boolean} isAuto
 * @param {Partial<PlayerState>} from
 */
export function createPlayer(session, isAuto, from = {}) {
  /** @type {Player} */
  const player = {
    session,
    context: 0,
    pending: [],
    ratings: [],
    /** The probabilities of the last lesson's context before it. */
    before: undefined,
    /** How many events have been played. */
    count: 0,
    ...from,

    /** Plays an event; `by` tells whose rating it is, where that is not known by its id yet. */
    play(event, by) {
      const [kind, value] = kindOf(event);
      /** @type {(value: unknown, by?: By) => void} */ (PLAY[kind])(value, by);
      player.count += 1;
    },
    /** What a later player can go on from. */
    keyframe() {
      const { context, pending, ratings, before, count } = player;
      return { bytes: session.save(), state: { context, pending, ratings, before, count } };
    },
  };

  /**
   * An output of before the snapshot: nobody knows its cards here.
   * @param {number} id
   */
  const unseen = (id) => ({ id, context: player.context, cards: [] });

  /** @type {Plays} */
  const PLAY = {
    propose(context) {
      const output = session.propose(context);
      player.context = context;
      player.pending = [...player.pending.filter(({ id }) => id > output.id - WAITING), output];
    },
    rate([id, stars], by = isAuto(id) ? 'auto' : 'person') {
      const output = player.pending.find((waiting) => waiting.id === id) ?? unseen(id);
      const { expected, metrics } = study(output.context, () => session.rate(id, stars));
      player.pending = without(player.pending, id);
      player.ratings = [...player.ratings, { ...output, stars, by, expected, metrics: /** @type {Metrics} */ (metrics) }];
    },
    rerate([id, stars], by = isAuto(id) ? 'auto' : 'person') {
      const last = player.ratings.at(-1);
      const { context } = last ?? player;
      // The same stars again teach nothing.
      const { expected, metrics = last?.metrics } = study(context, () => session.rerate(id, stars));
      if (!metrics) return;
      player.ratings = [...player.ratings.slice(0, -1), { ...unseen(id), expected, ...last, stars, by, metrics }];
    },
    skip(id) {
      session.skip(id);
      player.pending = without(player.pending, id);
    },
  };

  /** @param {number} context @param {() => void} accept */
  function study(context, accept) {
    const [before, expected] = [session.probabilities(context), session.expected(context)];
    accept();
    learn(session);
    player.before = before;
    return { expected, metrics: session.metrics };
  }

  return player;
}

/**
 * Places in a session from which it can be played on.
 * @param {Keyframe[]} frames
 * @returns {Keyframes}
 */
export function createKeyframes(frames = [], spacing = SPACING) {
  return {
    note(player) {
      if (frames.length > 0 && player.count < /** @type {Keyframe} */ (frames.at(-1)).state.count + spacing) return;
      frames.push(player.keyframe());
      if (frames.length <= MOST_KEYFRAMES) return;
      frames = frames.filter((_, n) => n % 2 === 0);
      spacing *= 2;
    },
    /** The last one after at most `count` events. */
    before: (count) => /** @type {Keyframe} */ (frames.findLast(({ state }) => state.count <= count)),
    /** A copy of those after at most `count` events. */
    fork: (count) => createKeyframes(frames.filter(({ state }) => state.count <= count), spacing),
  };
}
