// The language model that some browsers have built in.

/** @import { BuiltinModel, Said } from '../types.js' */

import { cut, excerpt } from '../unicode.js';
import { ModelError, createWatch } from './error.js';
import { MOST_TEXT } from './stream.js';
import { splitThoughts } from './thoughts.js';

export const hasBuiltin = () => typeof globalThis.LanguageModel === 'function';

/**
 * Makes the model ready; the browser may have to load it first, whose progress is told from 0 to 1.
 * @param {AbortSignal} signal
 * @param {(share: number) => void} onProgress
 */
export async function openBuiltin(signal, onProgress) {
  const { LanguageModel } = globalThis;
  /** @param {ProgressEvent} event */
  const loading = ({ loaded, total }) => onProgress(total ? loaded / total : loaded);
  let model;
  try {
    if (await LanguageModel.availability() === 'unavailable') throw new Error('unavailable');
    model = await LanguageModel.create({
      signal,
      monitor: (monitor) => monitor.addEventListener('downloadprogress', loading),
    });
  } catch (error) {
    throw new ModelError(signal.aborted ? 'cancelled' : 'builtin', { message: /** @type {Error} */ (error).message });
  }
  if (!signal.aborted) return model;
  model.destroy();
  throw new ModelError('cancelled');
}

/**
 * Streams an answer as `chat` of client.js does.
 * @param {BuiltinModel} model
 * @param {string} prompt
 * @param {{ signal: AbortSignal, timeout: number }} of
 * @param {(said: Said) => void} onText
 * @returns {Promise<undefined>}
 */
export async function chatBuiltin(model, prompt, { signal, timeout }, onText) {
  const watch = createWatch(signal, timeout);
  /** @type {BuiltinModel | undefined} */
  let session;
  let raw = '';
  let parts = { text: '', thoughts: '' };
  /** @param {boolean} over */
  const tell = (over) => {
    parts = splitThoughts(raw, over);
    const { text, thoughts } = parts;
    const thinking = raw.trim() !== '' && !text;
    onText({ text: cut(text, MOST_TEXT), thoughts: excerpt(thoughts, MOST_TEXT), thinking });
    if (text.length > MOST_TEXT) throw new ModelError('long');
  };
  try {
    // A session of its own for each prompt: they shall not know of each other.
    session = await model.clone({ signal: watch.signal });
    const reader = session.promptStreaming(prompt, { signal: watch.signal }).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      // Ended from here, it may look as if it had come to its end.
      if (watch.error) throw watch.error;
      if (done) break;
      watch.alive();
      raw += value;
      tell(false);
    }
    tell(true);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw watch.error ?? (error instanceof ModelError ? error : new ModelError('builtin', { message }));
  } finally {
    watch.stop();
    session?.destroy();
  }
  if (!parts.text.trim()) throw new ModelError('empty');
}
