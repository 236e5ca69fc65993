// What can go wrong between the page and a model. words/model.js says what to do about each `kind`.

export class ModelError extends Error {
  constructor(kind, details = {}) {
    super();
    Object.assign(this, { kind, ...details });
  }
}

/** Ends work from outside, or when there has been no sign of life for too long. */
export function createWatch(signal, seconds) {
  const controller = new AbortController();
  let timer;
  const watch = {
    signal: controller.signal,
    /** Why it was ended. */
    error: undefined,
    alive(limit = seconds) {
      clearTimeout(timer);
      timer = setTimeout(() => end(new ModelError('stalled', { seconds: limit })), limit * 1000);
    },
    stop() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    },
  };
  const cancel = () => end(new ModelError('cancelled'));
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
