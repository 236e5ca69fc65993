// The one store, and with the player the only file that calls the session.

/** @import { By, Change, ChangeKind, Config, Deck, Event, Keyframes, Module, Player, PlayerState, Rating, Session, Store, Timeline } from './types.js' */

import { toBase64 } from './bytes.js';
import { fileDeck } from './deck.js';
import { WAITING, createKeyframes, createPlayer, kindOf, learn } from './player.js';
import { SLICE_MS, breathe } from './slices.js';

/** Changes after which another session is on show. */
/** @type {Set<ChangeKind>} */
export const REPLACES = new Set(['restart', 'open', 'load']);

/**
 * Events that a person makes; proposals follow from them.
 * @param {Event} event
 */
const isDeed = (event) => kindOf(event)[0] !== 'propose';
/**
 * Those that say what a person likes.
 * @param {Event} event
 */
const isStars = (event) => 'rate' in event || 'rerate' in event;

/** @param {Event} event @param {Event | undefined} other */
const isSame = (event, other) => event === other || JSON.stringify(event) === JSON.stringify(other);

/**
 * How many of its first events one timeline has in common with another.
 * @param {Event[]} events
 * @param {Event[]} others
 */
export function commonEvents(events, others) {
  const parting = events.findIndex((event, n) => !isSame(event, others[n]));
  return parting < 0 ? events.length : parting;
}

/**
 * A store of sessions of `module`; it has none until its first `restart`. Every call either does all of its
 * work and tells the listeners, or throws the session's error and leaves everything as it was. Calls that
 * replay return a promise; while they work (`busy`), others change nothing. `lookahead()` is how many
 * outputs are drawn ahead of the shown one, while a model's answers are fetched; `leaving()` is called right
 * before another session takes the place of the present one.
 * @param {Pick<Module, 'Session' | 'learningVersion'>} module
 * @param {{ lookahead?: () => number, leaving?: () => void }} hooks
 */
export function createStore({ Session, learningVersion }, { lookahead = () => 0, leaving = () => {} } = {}) {
  /** @type {((change: Change) => void)[]} */
  const listeners = [];
  /** @type {Player} */
  let player;
  /** @type {Keyframes} */
  let keyframes;
  let shown = 0;
  /**
   * All ratings, while the past is shown.
   * @type {Rating[]}
   */
  let allRatings;
  /**
   * What was undone: all events before that, and the first one that went.
   * @typedef {{ events: Event[], event: Event }} Undone
   * @type {Undone[]}
   */
  let undone = [];
  /** Counts what replays or replaces the session: the newest wins. */
  let work = 0;
  /**
   * The work of a whole record, which travelling must not break off.
   * @type {number | undefined}
   */
  let loading;

  /** @type {Store} */
  const store = {
    deck: /** @type {never} */ (undefined),
    /** All settings. */
    config: /** @type {Config} */ ({}),
    /** None after opening a snapshot. */
    seed: undefined,
    /** The bytes of the snapshot, where one was opened. */
    base: undefined,
    /** All that has happened since the seed or the snapshot, as a session file has it. */
    events: [],
    /** Ids of outputs that the auto-rater has rated. */
    auto: new Set(),
    /** Counts what is shown over all restarts, unlike `output.id`. */
    serial: 0,
    /** What is on the stage in place of the output, `{ cards, context, … }`. */
    guest: undefined,
    /** Timelines that were left: `{ events, auto, ratings }`. */
    branches: [],
    /** Outputs that a person wants to find again. */
    pins: [],
    /** Whether it was begun for the auto-rater, apart from what a person teaches. */
    demo: false,
    /** Where it is kept; whoever keeps it has this object for itself. */
    entry: {},
    /**
     * Of a session whose ratings lead elsewhere than they did: the hashes `expected`, if it is known, and `reached`, the
     * `learning` that it was of and this `version`, and how many ratings were for `others` than the outputs drawn now.
     */
    moved: undefined,
    /** How many events the shown past has; undefined in the present. */
    past: undefined,
    busy: false,
    /** How much of a replay is done, from 0 to 1. */
    progress: 1,

    get output() { return player.pending[0]; },
    get pending() { return player.pending; },
    get context() { return player.context; },
    get ratings() { return player.ratings; },
    /** Those after the shown past as well. */
    get allRatings() { return store.past === undefined ? player.ratings : allRatings; },
    /** The probability of every legal move, `[slot][previous][card]`. */
    get probabilities() { return store.probabilitiesOf(player.context); },
    probabilitiesOf: (context) => player.session.probabilities(context),
    /** The same of the last rated context, before and after the last update. */
    get before() { return player.before; },
    get after() {
      return player.before && player.session.probabilities(player.ratings.at(-1)?.context ?? player.context);
    },
    /** The cards of the policy's favourite, in a context. */
    greedy: (context = player.context) => player.session.greedy(context),
    /** The output with the most stars, if there is one. */
    best: (context = player.context) => player.session.best(context),
    get weights() { return player.session.weights(); },
    get metrics() { return player.ratings.at(-1)?.metrics; },
    get hash() { return player.session.hash; },
    get parameters() { return player.session.parameters; },
    get canUndo() { return store.past === undefined && store.events.some(isDeed); },
    get canRedo() { return undone.length > 0; },
    /** Events before each rating, and all of them: the places of the time slider. */
    get places() {
      /** @type {number[]} */
      const places = [];
      store.events.forEach((event, n) => 'rate' in event && places.push(n));
      return [...places, store.events.length];
    },

    /** The timelines that were left, what has been undone, and the rest: all that the first events have not. */
    timelinesBeside: (end = store.events.length) =>
      left(store.events.slice(0, end), [undoneTimeline(), timeline(store.events)]),

    /** The settings of a session for which none are asked. */
    usual() {
      const session = new Session(store.deck, 0);
      try {
        return session.config;
      } finally {
        session.free();
      }
    },

    /** A copy of the session as it is, to be asked things and freed. */
    copy: () => Session.open(store.deck, player.session.save()),

    restart({ deck = store.deck, config = store.config, seed = store.seed ?? 0, context = 0, ...kept } = {}) {
      begin(new Session(deck, seed, config), { deck, seed, base: undefined, ...kept }, context);
      tell({ type: 'restart' });
    },

    /** Goes on from a snapshot of one of the decks, taken here or on a board. */
    open(bytes, decks = [store.deck]) {
      const { deck, session } = opened(Session, bytes, decks);
      begin(session, { deck, seed: undefined, base: bytes }, 0);
      tell({ type: 'open' });
    },

    /** The bytes of what has been learnt. */
    snapshot: () => player.session.save(),

    /** A session file of what is shown, or of the first events: whoever plays it comes to the same hash. */
    record: (end = player.count) => ({
      format: 'lobule-session/3',
      learning: learningVersion(),
      deck: fileDeck(store.deck),
      config: store.config,
      ...(store.base ? { base: toBase64(store.base) } : { seed: store.seed }),
      events: store.events.slice(0, end),
      ...(end === player.count && { hash: player.session.hash }),
    }),

    /**
     * Plays a whole record, from its seed or from a snapshot `base`; false where something newer came
     * between. A refused event says which, and nothing has changed. Ratings that lead to another hash than
     * the record's are all there nevertheless, and `moved` tells; `outputs` are the cards that they were for.
     */
    async load(record) {
      const { deck, config = {}, seed, base, events, hash, auto = [], branches = [] } = record;
      const { demo = false, entry = {}, learning, outputs = [] } = record;
      const session = base ? opened(Session, base, [deck]).session : new Session(deck, seed, config);
      const frames = createKeyframes();
      return run({ session, frames, events: [...events], auto: new Set(auto) }, (next) => {
        leaving();
        const others = next.ratings.filter(({ cards }, n) => outputs[n] && outputs[n] !== cards.join('')).length;
        const version = learningVersion();
        // What was kept while its past was shown has no hash.
        const isOlder = learning !== undefined && learning !== version && next.ratings.length > 0;
        const isThere = hash === undefined ? !isOlder && others === 0 : hash === session.hash;
        const moved = isThere ? undefined : { expected: hash, reached: session.hash, learning, version, others };
        Object.assign(store, { deck, config: session.config, seed, base, branches, demo, entry, moved });
        undone = [];
        return { type: 'load' };
      });
    },

    rate(stars, by = 'person') {
      if (store.busy) return;
      const { id } = store.output;
      deed({ rate: [id, stars] }, by);
      present();
      tell({ type: 'rate', id, stars, by });
    },

    /** Corrects the rating that was given last. */
    rerate(stars) {
      if (store.busy || player.ratings.length === 0) return;
      const { id } = /** @type {Rating} */ (player.ratings.at(-1));
      deed({ rerate: [id, stars] }, 'person');
      present();
      tell({ type: 'rerate', id, stars, by: 'person' });
    },

    skip() {
      if (store.busy) return;
      const { id } = store.output;
      deed({ skip: id });
      // Also where others wait: an undo knows by it that this skip was no part of a change of context.
      play({ propose: player.context });
      present();
      tell({ type: 'skip', id });
    },

    /** Asks for outputs of another context; those that wait are put aside. */
    setContext(context) {
      if (store.busy || context === player.context) return;
      // Refuses one that the deck does not have before anything has changed.
      player.session.probabilities(context);
      for (const { id } of player.pending) deed({ skip: id });
      play({ propose: context });
      present();
      tell({ type: 'context' });
    },

    /** Draws what is wanted ahead by now. */
    drawAhead() {
      if (store.busy || store.past !== undefined) return;
      fill();
      tell({ type: 'ahead' });
    },

    /** Takes the last rating, correction, skip or change of context back. */
    async undo() {
      if (store.busy || !store.canUndo) return;
      const { events } = store;
      let cut = events.findLastIndex(isDeed);
      // Another context has put aside all that waited.
      /** @param {number} n */
      const contextAt = (n) => events.slice(0, n).findLast((event) => 'propose' in event)?.propose;
      const next = events[cut + 1]?.propose;
      const moved = 'skip' in events[cut] && next !== undefined && next !== contextAt(cut);
      while (moved && cut > 0 && 'skip' in events[cut - 1]) cut -= 1;
      await goTo({ events: events.slice(0, cut) }, () => {
        undone.push({ events, event: events[cut] });
        return { type: 'undo', event: events[cut] };
      });
    },

    async redo() {
      if (store.busy || !store.canRedo) return;
      // The whole timeline: outputs may have been drawn ahead since.
      const { events, event } = /** @type {Undone} */ (undone.at(-1));
      await goTo({ events }, () => {
        undone.pop();
        return { type: 'redo', event };
      });
    },

    /** Shows how things were at the place that comes after so many events; the newest call wins. */
    async travel(count) {
      if (store.busy && work === loading) return;
      const end = store.places.find((place) => place >= count) ?? store.events.length;
      if (end !== player.count) {
        await goTo({ end }, () => ({ type: 'travel' }));
      } else if (store.busy) {
        finish(start());
        tell({ type: 'travel' });
      }
    },

    /** Goes back to a timeline that was left; the present one becomes a branch. */
    async takeBranch(index) {
      const branch = store.branches[index];
      if (store.busy || !branch) return;
      await goTo(branch, () => {
        const rest = store.branches.filter((other) => other !== branch);
        store.branches = left(branch.events, [timeline(store.events), undoneTimeline()], rest);
        undone = [];
        return { type: 'branch' };
      });
    },

    /** Puts something else on the stage, or the output again. */
    show(guest) {
      store.guest = guest;
      store.serial = ++shown;
      tell({ type: 'guest' });
    },

    /** For changes that are none of the session's, such as another language. */
    tell: (change) => tell(change),
    subscribe(listener) { listeners.push(listener); },
  };

  /** @param {Event[]} events @returns {Timeline} */
  const timeline = (events) => ({
    events, auto: new Set(store.auto), ratings: events.filter((event) => 'rate' in event).length,
  });

  /** Everything that was undone since the last deed, where there is something. */
  const undoneTimeline = () => undone[0] && timeline(undone[0].events);

  /**
   * The branches, and before them those of `timelines` that have stars which nothing else has.
   * @param {Event[]} current
   * @param {(Timeline | undefined)[]} timelines
   */
  function left(current, timelines, branches = store.branches) {
    const others = [];
    for (const one of timelines) {
      if (!one) continue;
      /** @param {Event[]} events */
      const isIn = (events) => !one.events.slice(commonEvents(one.events, events)).some(isStars);
      if (![current, ...[...others, ...branches].map(({ events }) => events)].some(isIn)) others.push(one);
    }
    return [...others, ...branches];
  }

  /** @param {Session} session @param {Partial<Store>} of @param {number} context */
  function begin(session, of, context) {
    const next = createPlayer(session, (id) => store.auto.has(id), { context });
    try {
      // A snapshot may have ratings that were accepted only.
      learn(session);
      session.probabilities(context);
    } catch (error) {
      session.free();
      throw error;
    }
    const frames = createKeyframes();
    frames.note(next);
    if (player) leaving();
    finish(start());
    put(next, frames);
    undone = [];
    Object.assign(store, {
      events: [], auto: new Set(), past: undefined, guest: undefined, branches: [],
      config: session.config, demo: false, entry: {}, moved: undefined, ...of,
    });
    present();
  }

  /** @param {Player} next @param {Keyframes} frames */
  function put(next, frames) {
    player?.session.free();
    player = next;
    keyframes = frames;
  }

  /**
   * A person's event: in the past, or after an undo, it begins a branch.
   * @param {Event} event
   * @param {By} [by]
   */
  function deed(event, by) {
    player.play(event, by);
    const before = [undoneTimeline(), store.past === undefined ? undefined : timeline(store.events)];
    if (store.past !== undefined) {
      keyframes = keyframes.fork(store.past);
      Object.assign(store, { events: store.events.slice(0, store.past), past: undefined });
    }
    if (by) store.auto[by === 'auto' ? 'add' : 'delete'](/** @type {number[]} */ (kindOf(event)[1])[0]);
    undone = [];
    store.guest = undefined;
    note(event);
    store.branches = left(store.events, before);
  }

  /** @param {Event} event */
  function play(event) {
    player.play(event);
    note(event);
  }

  /** @param {Event} event */
  function note(event) {
    store.events.push(event);
    keyframes.note(player);
  }

  /** Draws what is to be shown, and what is drawn ahead. */
  function fill() {
    const wanted = 1 + Math.min(lookahead(), WAITING - 1);
    while (player.pending.length < wanted) play({ propose: player.context });
  }

  function present() {
    fill();
    store.serial = ++shown;
  }

  function start() {
    work += 1;
    Object.assign(store, { busy: true, progress: 0 });
    return work;
  }

  /** @param {number} mine */
  function finish(mine) {
    if (work === mine) Object.assign(store, { busy: false, progress: 1 });
  }

  /**
   * Plays up to event `end`, a slice at a time, while nothing newer comes between.
   * @param {Player} on
   * @param {Event[]} events
   * @param {number} end
   * @param {Keyframes} frames
   * @param {number} mine
   */
  async function replay(on, events, end, frames, mine) {
    const from = on.count;
    let began = performance.now();
    frames.note(on);
    while (on.count < end) {
      const event = events[on.count];
      try {
        on.play(event);
      } catch (error) {
        throw new Error(`events[${on.count}], ${JSON.stringify(event)}: ${/** @type {Error} */ (error).message}`);
      }
      frames.note(on);
      if (performance.now() - began < SLICE_MS) continue;
      store.progress = (on.count - from) / (end - from);
      tell({ type: 'progress' });
      await breathe();
      if (work !== mine) return;
      began = performance.now();
    }
  }

  /**
   * Plays on a session of its own, from `state` on, and puts it in place of the present one when it has
   * arrived, with what `settle` changes; false, and nothing has changed, where something newer came between.
   * @param {{ session: Session, state?: PlayerState, frames: Keyframes, events: Event[], end?: number, auto: Set<number> }} of
   * @param {(next: Player) => Change} settle
   */
  async function run({ session, state, frames, events, end = events.length, auto }, settle) {
    const mine = start();
    if (!state) loading = mine;
    const next = createPlayer(session, (id) => (player === next ? store.auto : auto).has(id), state);
    let arrived = false;
    try {
      if (!state) learn(session);
      await replay(next, events, end, frames, mine);
      arrived = work === mine;
    } catch (error) {
      // What has been replaced has nothing to complain about.
      if (work === mine) throw error;
    } finally {
      finish(mine);
      if (!arrived) {
        session.free();
        // Where it stopped, nothing else would draw that.
        if (work === mine) tell({ type: 'progress' });
      }
    }
    if (!arrived) return false;
    const change = settle(next);
    allRatings = player && store.allRatings;
    put(next, frames);
    Object.assign(store, { events, auto, past: end < events.length ? end : undefined, guest: undefined });
    if (store.past === undefined && player.pending.length === 0) fill();
    store.serial = ++shown;
    tell(change);
    return true;
  }

  /**
   * Goes to the state after the first `end` of these events.
   * @param {{ events?: Event[], end?: number, auto?: Set<number> }} there
   * @param {(next: Player) => Change} settle
   */
  async function goTo({ events = store.events, end = events.length, auto = store.auto }, settle) {
    const common = events === store.events ? events.length : commonEvents(events, store.events);
    // The last lesson is played again, so that its measures are there.
    const lesson = events.findLastIndex((event, n) => n < end && isStars(event));
    const from = Math.min(common, lesson < 0 ? end : lesson);
    const kept = keyframes.before(from);
    const onward = kept.state.count < player.count && player.count <= from;
    const { bytes, state } = onward ? player.keyframe() : kept;
    const session = Session.open(store.deck, bytes);
    return run({ session, state, frames: keyframes.fork(common), events, end, auto }, settle);
  }

  /** @param {Change} change */
  function tell(change) {
    for (const listener of listeners) listener(change);
  }

  return store;
}

/**
 * The session of a snapshot and whose deck it is of; the first deck's error where it is of none.
 * @param {Module['Session']} Session
 * @param {Uint8Array} bytes
 * @param {Deck[]} decks
 */
function opened(Session, bytes, decks) {
  let first;
  for (const deck of decks) {
    try {
      return { deck, session: Session.open(deck, bytes) };
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}
