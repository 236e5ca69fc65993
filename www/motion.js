// How fast things may change in front of a person.

export const lessMotion = matchMedia('(prefers-reduced-motion: reduce)');

/** Shortest time between two pictures of the output: two changes make a flash, so 1.1 Hz. */
export const PICTURE_MS = 450;
/** From one showing of the first output to the next. */
export const IDLE_MS = 3500;
/** Shortest time between two texts that one may want to read. */
export const READING_MS = 250;

/**
 * Calls `show` with the newest value, at once if it can, but never sooner than `ms` after the last.
 * @template {unknown[]} Values
 * @param {number} ms
 * @param {(...values: Values) => void} show
 * @returns {(...values: Values) => void}
 */
export function paced(ms, show) {
  let last = -Infinity;
  let timer = 0;
  /** @type {Values} */
  let newest;
  const now = () => {
    timer = 0;
    last = performance.now();
    show(...newest);
  };
  return (...values) => {
    newest = values;
    if (timer) return;
    const wait = last + ms - performance.now();
    if (wait <= 0) now();
    else timer = setTimeout(now, wait);
  };
}
