// Connects a model. It comes with the form that asks for it: the first output needs none of this.

/** @import { Connecting, Connection, Gate, Server } from '../types.js' */

import { readAddress } from './address.js';
import { chatBuiltin, openBuiltin } from './builtin.js';
import { chat, listModels } from './client.js';
import { ModelError } from './error.js';
import { createParameters } from './parameters.js';
import { readKey } from './secret.js';
import { readNumbers } from './settings.js';

const LISTING_SECONDS = 10;
/** What says that nothing at all can be asked; a list that is missing or forbidden says nothing of answers. */
const HOPELESS = ['key', 'keyText', 'mixed', 'refused', 'cors', 'redirect', 'cancelled'];

/** @typedef {Record<'kind' | 'address' | 'model' | 'key' | 'temperature' | 'maxTokens' | 'timeout', string>} Entered */

/**
 * Opens a connection for `{ kind, address, model, key, temperature, maxTokens, timeout }`, as a form has them. `gate`
 * is what createGate gives; `changed` is called when the connection tells something else of itself.
 * @param {Entered} entered
 * @param {Connecting & { onProgress: (share: number) => void }} how
 * @returns {Promise<Connection>}
 */
export function openConnection({ kind, key, ...texts }, { gate, signal, changed, onProgress }) {
  const settings = { ...texts, ...readNumbers(texts) };
  if (kind === 'builtin') return builtin(settings, signal, onProgress);
  return endpoint(settings, readKey(key), gate, signal, changed);
}

/**
 * @param {{ timeout: number }} settings
 * @param {AbortSignal} signal
 * @param {(share: number) => void} onProgress
 * @returns {Promise<Connection>}
 */
async function builtin({ timeout }, signal, onProgress) {
  const model = await openBuiltin(signal, onProgress);
  /** @type {Connection['ask']} */
  const ask = (prompt, signal, onText) => chatBuiltin(model, prompt, { signal, timeout }, onText);
  return { kind: 'builtin', ask, close: () => model.destroy() };
}

/**
 * @param {{ address: string, model: string, timeout: number, temperature?: number, maxTokens?: number }} settings
 * @param {string} key
 * @param {Gate} gate
 * @param {AbortSignal} signal
 * @param {() => void} changed
 * @returns {Promise<Connection>}
 */
async function endpoint({ timeout, ...settings }, key, gate, signal, changed) {
  const address = readAddress(settings.address);
  const fetch = gate.open(new URL(address).origin);
  const parameters = createParameters();
  const server = { fetch, stopped: () => gate.stopped, address, key, parameters };
  const models = await modelsOf({ ...server, signal, timeout: Math.min(timeout, LISTING_SECONDS) }, settings.model);
  // The frame is a newer call's by now.
  if (signal.aborted) throw new ModelError('cancelled');
  const model = settings.model || models[0];
  /** @type {Connection['ask']} */
  async function ask(prompt, signal, onText) {
    const before = parameters.without.length;
    try {
      return await chat({ ...server, signal, timeout },
        { ...settings, model, messages: [{ role: 'user', content: prompt }] }, onText);
    } finally {
      if (parameters.without.length > before) changed();
    }
  }
  return {
    kind: 'endpoint', address, model, models, ask, close: gate.close,
    /** The parameters that the server does not take. */
    get without() { return parameters.without; },
  };
}

/**
 * Names the models, where the server can and has to.
 * @param {Server} server
 * @param {string} model
 */
async function modelsOf(server, model) {
  try {
    const models = await listModels(server);
    if (models.length === 0 && !model) throw new ModelError('noModel');
    return models;
  } catch (error) {
    const { status, kind } = /** @type {ModelError} */ (error);
    if (model && (status === 403 || !HOPELESS.includes(kind))) return [];
    throw error;
  }
}
