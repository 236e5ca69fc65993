// What can go wrong between the page and a model. words/model.js says what to do about each `kind`.

/** @import { ErrorFacts } from '../types.js' */
/** @typedef {import('../types.js').ModelError} ModelError */

/** @type {new (kind: ModelError['kind'], facts?: Partial<ErrorFacts>) => ModelError} */
export const ModelError = class extends Error {
  /** @param {ModelError['kind']} kind @param {Partial<ErrorFacts>} facts */
  constructor(kind, facts = {}) {
    super();
    this.kind = kind;
    Object.assign(this, facts);
  }
};

/** Timers count milliseconds in 31 bits; a longer one would end at once. */
export const MOST_SECONDS = Math.floor((2 ** 31 - 1) / 1000);

/**
 * Ends work from outside, or when there has been no sign of life for too long.
 * @param {AbortSignal | undefined} signal
 * @param {number} limit
 */
export function createWatch(signal, limit) {
  const seconds = Math.min(limit, MOST_SECONDS);
  const controller = new AbortController();
  let timer = 0;
  const watch = {
    signal: controller.signal,
    /**
     * Why it was ended.
     * @type {ModelError | undefined}
     */
    error: undefined,
    alive() {
      clearTimeout(timer);
      timer = setTimeout(() => end(new ModelError('stalled', { limit: seconds })), seconds * 1000);
    },
    stop() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    },
  };
  const cancel = () => end(new ModelError('cancelled'));
  /** @param {ModelError} error */
  function end(error) {
    watch.error ??= error;
    watch.stop();
    controller.abort();
  }
  signal?.addEventListener('abort', cancel);
  if (signal?.aborted) cancel();
  else watch.alive();
  return watch;
}
