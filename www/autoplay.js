// The clock of the auto-rater.

/** @import { Play, Speed } from './types.js' */

/** Ratings a second; turbo gives as many as a frame has room for. */
const PER_SECOND = { slow: 1, fast: 8, turbo: 1000 };
const MOST_PER_FRAME = 3;
const FRAME_BUDGET_MS = 6;

/**
 * Calls `rate` at the chosen speed until it is stopped. Listeners get `{ type: 'play', speed }` or
 * `{ type: 'stop', why }`, where `why` is 'person', 'restart', 'switch' or 'done'.
 * @param {() => void} rate
 */
export function createAutoplay(rate) {
  /** @type {((change: Play) => void)[]} */
  const listeners = [];
  /** @type {Speed} */
  let speed = 'fast';
  let running = false;
  let left = Infinity;
  let frame = 0;
  let before = 0;
  let due = 0;

  /** @param {number} now */
  function tick(now) {
    frame = requestAnimationFrame(tick);
    // A long pause (a busy machine, a tab that slept) is not caught up with.
    due = Math.min(due + ((now - before) / 1000) * PER_SECOND[speed], MOST_PER_FRAME);
    before = now;
    const began = performance.now();
    while (running && due >= 1 && performance.now() - began < FRAME_BUDGET_MS) {
      due -= 1;
      left -= 1;
      rate();
      if (left === 0) stop('done');
    }
  }

  /** Follows `running` and the visibility of the tab. */
  function turn() {
    cancelAnimationFrame(frame);
    if (!running || document.hidden) return;
    before = performance.now();
    due = 0;
    frame = requestAnimationFrame(tick);
  }
  document.addEventListener('visibilitychange', turn);

  /** @param {Play} change */
  function tell(change) {
    for (const listener of listeners) listener(change);
  }

  /** @param {string} why */
  function stop(why) {
    if (!running) return;
    running = false;
    turn();
    tell({ type: 'stop', why });
  }

  return {
    get running() { return running; },
    get speed() { return speed; },
    /** Plays `ratings` outputs, or until it is stopped. */
    play(ratings = Infinity) {
      running = true;
      left = ratings;
      turn();
      tell({ type: 'play', speed });
    },
    stop,
    /** @param {Speed} name */
    setSpeed(name) {
      speed = name;
      due = 0;
      tell({ type: running ? 'play' : 'speed', speed });
    },
    /** @param {(change: Play) => void} listener */
    subscribe(listener) { listeners.push(listener); },
  };
}
