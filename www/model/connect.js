// Connects a model. It comes with the form that asks for it: the first output needs none of this.

import { readAddress } from './address.js';
import { chatBuiltin, openBuiltin } from './builtin.js';
import { chat, listModels } from './client.js';
import { ModelError } from './error.js';
import { createParameters } from './parameters.js';
import { readNumbers } from './settings.js';

const LISTING_SECONDS = 10;
/** What a server may answer that has no list of models. */
const NO_LIST = [404, 405, 501];

/**
 * Opens a connection for `{ kind, address, model, key, temperature, maxTokens, timeout }`, as a form has them. `gate`
 * is what createGate gives; `changed` is called when the connection tells something else of itself.
 */
export function openConnection({ kind, key, ...texts }, { gate, signal, changed, onProgress }) {
  const settings = { ...texts, ...readNumbers(texts) };
  return kind === 'builtin' ? builtin(settings, signal, onProgress) : endpoint(settings, key, gate, signal, changed);
}

async function builtin({ timeout }, signal, onProgress) {
  const model = await openBuiltin(signal, onProgress);
  const ask = (prompt, signal, onText) => chatBuiltin(model, prompt, { signal, timeout }, onText);
  return { kind: 'builtin', ask, close: () => model.destroy() };
}

async function endpoint({ timeout, ...settings }, key, gate, signal, changed) {
  const address = readAddress(settings.address);
  const fetch = gate.open(new URL(address).origin);
  const parameters = createParameters();
  const server = { fetch, stopped: () => gate.stopped, address, key, parameters };
  const models = await modelsOf({ ...server, signal, timeout: Math.min(timeout, LISTING_SECONDS) }, settings.model);
  // The frame is a newer call's by now.
  if (signal.aborted) throw new ModelError('cancelled');
  const model = settings.model || models[0];
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

/** Names the models, where the server can and has to. */
async function modelsOf(server, model) {
  try {
    const models = await listModels(server);
    if (models.length === 0 && !model) throw new ModelError('noModel');
    return models;
  } catch (error) {
    const unlisted = error.kind === 'path' || error.kind === 'malformed' || NO_LIST.includes(error.status);
    if (model && unlisted) return [];
    throw error;
  }
}
