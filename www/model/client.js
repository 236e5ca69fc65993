// Asks servers that speak the OpenAI protocol. Whatever goes wrong becomes a ModelError.

import { ModelError, createWatch } from './error.js';
import { createStream, errorText } from './stream.js';

const PROBE_SECONDS = 5;
/** After the server has said that it is over, for what it may still add. */
const LAST_SECONDS = 2;
/** A token has about four; whoever sends many more than were allowed would never end. */
const LETTERS_OF_TOKEN = 10;
const MOST_MESSAGE = 300;
const MOST_SAMPLE = 80;
/** Shorter keys, such as “ollama”, are words that an answer may well have. */
const SHORTEST_SECRET = 8;

/** The base address that a text means: `localhost:11434` is `http://localhost:11434/v1`. */
export function readAddress(text) {
  const typed = text.trim();
  // It may hold a secret, which is not to be shown.
  if (/[@?#]/.test(typed)) throw new ModelError('address');
  const bad = new ModelError('address', { text: typed.slice(0, MOST_SAMPLE) });
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(typed)?.[1];
  if (scheme && !/^https?$/i.test(scheme)) throw bad;
  const place = typed.slice(scheme ? scheme.length + 3 : 0);
  // A policy has no words for IPv6; a number or a word alone is a port or a model.
  if (/^(\[|\d+(\/|$))/.test(place) || (!scheme && !/^localhost(\/|$)|[.:]/i.test(place))) throw bad;
  let url;
  try {
    url = new URL(scheme ? typed : `http://${typed}`);
  } catch {
    throw bad;
  }
  // Servers print it for “any”; browsers take it for none.
  if (url.hostname === '0.0.0.0') url.hostname = 'localhost';
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(chat\/completions|completions|models)$/, '');
  return `${url.origin}${path.replace(/\/+$/, '') || '/v1'}`;
}

/** Browsers do not let an https page ask an http address, but for this computer's own. */
export const isMixed = (address, page = location.protocol) => page === 'https:' &&
  address.startsWith('http:') && !/^(.*\.)?localhost$|^127\./.test(new URL(address).hostname);

const hide = (text, key) => (key ? text.replaceAll(key, '•••') : text);

/** The ids of the models that a server has. */
export async function listModels(server) {
  const { models = [], data = models } = await request(server, 'models', undefined, async (response) => {
    const text = await textOf(response);
    try {
      return JSON.parse(text) ?? {};
    } catch {
      throw notAnAnswer(text, server.key);
    }
  });
  const ids = Array.isArray(data) ? data.map((model) => model?.id ?? model?.name) : [];
  return ids.filter((id) => typeof id === 'string');
}

/**
 * Streams an answer: `onText` gets all of it so far, and whether the model is thinking. Resolves with the
 * reason for its end; an error means that what came so far is not complete.
 */
export async function chat(server, { model, messages, temperature, maxTokens }, onText) {
  const body = {
    model, messages, stream: true,
    ...(temperature !== undefined && { temperature }),
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
  };
  const secret = server.key?.length >= SHORTEST_SECRET && server.key;
  try {
    return await request(server, 'chat/completions', body, async (response, watch) => {
      const most = maxTokens && maxTokens * LETTERS_OF_TOKEN;
      const stream = createStream(most);
      const tell = () => onText(hide(stream.text, secret), stream.thought && !stream.text);
      await readAll(response, stream, watch, tell);
      tell();
      if (stream.error !== undefined) {
        throw new ModelError('server', { message: hide(stream.error, server.key).slice(0, MOST_MESSAGE) });
      }
      if (stream.tooLong) throw new ModelError('long');
      const over = stream.done || stream.finish !== undefined || stream.form === 'json';
      if (stream.text) {
        if (!over) throw new ModelError('broken');
        return stream.finish ?? 'stop';
      }
      if (stream.done || stream.finish !== undefined) throw new ModelError('empty');
      throw stream.pieces ? new ModelError('broken') : notAnAnswer(stream.sample, server.key);
    });
  } catch (error) {
    if (error.kind === 'model') error.models = await listModels(server).catch(() => []);
    throw Object.assign(error, { model });
  }
}

const notAnAnswer = (text, key) => (/^\s*</.test(text) ? new ModelError('html')
  : new ModelError('malformed', { sample: hide(text.trim(), key).slice(0, MOST_SAMPLE) }));

/** Feeds a stream until its end; what came before a break is in it. */
async function readAll(response, stream, watch, tell) {
  const reader = response.body.getReader();
  let pieces = 0;
  try {
    while (!stream.done && !stream.tooLong && stream.error === undefined) {
      const { done, value } = await reader.read();
      if (done) break;
      stream.push(value);
      // Only what the model says is a sign of life; a server could send comments for ever.
      if (stream.pieces > pieces) watch.alive();
      if (stream.finish !== undefined) watch.alive(LAST_SECONDS);
      pieces = stream.pieces;
      tell();
    }
    if (!stream.tooLong) stream.end();
  } catch {
    tell();
    if (stream.finish === undefined) throw watch.error ?? new ModelError('broken');
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Sends one request and hands over a response that is in order. */
async function request({ fetch, stopped, address, key, signal, timeout }, path, body, then) {
  // Else `fetch` would refuse it with words that look like a server's fault.
  if (key && !/^[\x21-\x7e]+$/.test(key)) throw new ModelError('keyText');
  if (isMixed(address)) throw new ModelError('mixed', { address });
  const watch = createWatch(signal, timeout);
  try {
    let response;
    try {
      response = await fetch(`${address}/${path}`, {
        method: body ? 'POST' : 'GET',
        body: body && JSON.stringify(body),
        headers: {
          ...(body && { 'Content-Type': 'application/json' }), ...(key && { Authorization: `Bearer ${key}` }),
        },
        signal: watch.signal,
        // So that it can be told from a server that is not there.
        redirect: 'manual',
        credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer',
      });
    } catch {
      throw watch.error ?? await diagnosis(fetch, stopped, address);
    }
    if (!response.ok) throw await refusal(response, address, key);
    return await then(response, watch);
  } catch (error) {
    if (error instanceof ModelError) throw error;
    // The body has ended in its middle.
    throw watch.error ?? new ModelError('broken');
  } finally {
    watch.stop();
  }
}

/** Whether nobody is there, or somebody who does not let this page read: a blind request tells. */
async function diagnosis(fetch, stopped, address) {
  const before = stopped();
  const watch = createWatch(undefined, PROBE_SECONDS);
  try {
    await fetch(`${address}/models`, { mode: 'no-cors', credentials: 'omit', signal: watch.signal });
    return new ModelError('cors', { address });
  } catch {
    return new ModelError(stopped() > before ? 'redirect' : 'refused', { address });
  } finally {
    watch.stop();
  }
}

/** The error that a status means. */
async function refusal(response, address, key) {
  const { status, type } = response;
  if (type === 'opaqueredirect') return new ModelError('redirect', { address });
  const body = await textOf(response).catch(() => '');
  const message = hide(messageOf(body), key).slice(0, MOST_MESSAGE);
  const details = { status, message, address };
  const named = /model/i.test(message);
  if (status === 401 || status === 403) return new ModelError('key', { ...details, given: Boolean(key) });
  if (status === 429) return new ModelError('busy', { ...details, seconds: secondsUntil(response) });
  if (named && (status === 404 || (status === 400 && /not|n't|unknown|invalid/i.test(message)))) {
    return new ModelError('model', details);
  }
  if (status === 404 || status === 405) return new ModelError('path', details);
  return new ModelError(status >= 500 ? 'server' : 'rejected', details);
}

function messageOf(body) {
  try {
    const json = JSON.parse(body);
    return errorText(json.error ?? json);
  } catch {
    return /^\s*</.test(body) ? '' : body.trim();
  }
}

/** Seconds or a date; often hidden from pages. */
function secondsUntil({ headers }) {
  const value = headers.get('retry-after');
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - Date.now()) / 1000);
  return seconds > 0 ? seconds : undefined;
}

/** The text of a body, which nobody needs more of than this. */
async function textOf(response) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (text.length < 500_000) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  reader.cancel().catch(() => {});
  return text;
}
