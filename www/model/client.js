// Asks servers that speak the OpenAI protocol. Whatever goes wrong becomes a ModelError.

/** @import { Body, ChatRequest, Foreign, Said, Server, Stream, Watch } from '../types.js' */

import { excerpt } from '../unicode.js';
import { isMixed } from './address.js';
import { ModelError, createWatch } from './error.js';
import { createParameters, optional } from './parameters.js';
import { MOST_MESSAGE, oneOf, parseBody, readBody, readError, refusalOf } from './refusal.js';
import { hide } from './secret.js';
import { createStream } from './stream.js';

const PROBE_SECONDS = 5;
/** A token has about four, and some have many; whoever sends more than were allowed would never end. */
const LETTERS_OF_TOKEN = 10;
const LETTERS_AT_LEAST = 200;
const MOST_SAMPLE = 80;
/** Letters of a body: the longest lists of models have a million. */
const MOST_BODY = 8_000_000;
/** Shorter keys, such as “ollama”, are words that an answer may well have. */
const SHORTEST_SECRET = 8;

/** What a model's name is called in a list. */
const NAMES = ['id', 'name', 'model', 'model_id', 'model_name', 'key', 'slug'];

/** Models that do not chat, by their names or types. */
const OTHERS = oneOf(
  /embed|rerank|retriev|bge|minilm|bert|(^|[/_-])(e5|gte)-|guard|moderation|whisper|transcri|speech|audio|realtime/,
  /(^|[^a-z])(tts|veo|sora|flux|clip)([^a-z]|$)|image|video|diffusion|dall-e|babbage|davinci/);
/** @param {Foreign} one */
const chats = (one) =>
  !OTHERS.test(typeof one === 'string' ? one : [...NAMES, 'type'].map((name) => one?.[name]).join('\n'));

/**
 * The names of the models that a server has, those that chat first.
 * @param {Server} server
 */
export const listModels = (server) => request(server, 'models', undefined, async (response) => {
  const text = await textOf(response);
  const json = parseBody(text);
  if (json === undefined) throw notAnAnswer(text, server.key);
  if (json?.error) throw refusalOf({ ...server, told: readError(json) });
  const lists = [json, json?.data, json?.models, ...Object.values(json ?? {})]
    .flatMap((one) => (Array.isArray(one) ? [one] : []));
  const names = lists.map((list) => [...list].sort((a, b) => +chats(b) - +chats(a))
    .map((one) => (typeof one === 'string' ? one : NAMES.map((name) => one?.[name])
      .find((name) => typeof name === 'string')))
    .filter(Boolean));
  return [...new Set(/** @type {string[] | undefined} */ (names.find(({ length }) => length > 0)))];
});

/**
 * Streams an answer: `onText` gets all of it so far, `{ text, thoughts, thinking }`. Resolves with nothing when the
 * model has ended it, or with the ModelError that says why it was ended before; throws where something went
 * wrong. `parameters` keeps what the server does not take, which is then asked for anew without it.
 * @param {Server} server
 * @param {ChatRequest} chatRequest
 * @param {(said: Said) => void} onText
 * @returns {Promise<ModelError | undefined>}
 */
export async function chat(server, { model, messages, temperature, maxTokens }, onText) {
  const { parameters = createParameters() } = server;
  const wanted = {
    model, messages, stream: true,
    ...(temperature !== undefined && { temperature }),
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
  };
  for (;;) {
    const body = parameters.fit(wanted);
    try {
      return await ask(server, body, onText);
    } catch (error) {
      // One that has begun to answer has taken the request; one that wants to be left alone is, for now.
      const problem = /** @type {ModelError} */ (error);
      const learnt = !problem.begun && parameters.learn(problem);
      if (learnt && !problem.seconds) continue;
      throw Object.assign(problem.kind === 'model' ? await withModels(server, problem, model) : problem, { model });
    }
  }
}

/**
 * What the server has in place of a model; where that is what it is said to lack, the words are all there is.
 * @param {Server} server
 * @param {ModelError} error
 * @param {string | undefined} model
 */
async function withModels(server, error, model) {
  const models = error.seconds ? [] : await listModels(server).catch(() => []);
  return Object.assign(error, models.includes(/** @type {string} */ (model)) ? { kind: 'rejected' } : { models });
}

/**
 * @param {Server} server
 * @param {Body} body
 * @param {(said: Said) => void} onText
 * @returns {Promise<ModelError | undefined>}
 */
function ask(server, body, onText) {
  const { key } = server;
  const secret = key && key.length >= SHORTEST_SECRET && key;
  return request(server, 'chat/completions', body, async (response, watch) => {
    const tokens = body.max_completion_tokens ?? body.max_tokens;
    const stream = createStream(tokens && LETTERS_AT_LEAST + tokens * LETTERS_OF_TOKEN);
    const tell = () => onText({
      text: hide(stream.text, secret), thoughts: hide(stream.thoughts, secret),
      thinking: stream.thought && !stream.text,
    });
    await readAll(response, stream, watch, tell);
    tell();
    if (stream.error) {
      const error = refusalOf({ ...server, told: stream.error, model: body.model, names: optional(body) });
      throw Object.assign(error, { begun: stream.pieces > 0 });
    }
    if (stream.tooLong) throw new ModelError('long');
    if (!stream.ended) throw stream.pieces ? new ModelError('broken') : notAnAnswer(stream.sample, key);
    return endOf(stream, key);
  });
}

// Why servers end an answer.
const WHOLE = /^(stop(_sequence|_token)?|eos(_token|_?found)?|end(_turn|_of_text)?|completed?|finish(ed)?|done)$/i;
const LENGTH = /length|max|limit|context/i;
const FILTER = /filter|safety|refus|recitation|prohibit|blocklist|spii|guardrail|sensitive|moderation/i;

/**
 * What has become of an answer that is over: nothing where it is whole.
 * @param {Stream} stream
 * @param {string | undefined} key
 */
function endOf({ text, refusal, finish = 'stop' }, key) {
  const reason = excerpt(hide(finish, key), MOST_SAMPLE);
  const message = excerpt(hide(refusal || (WHOLE.test(finish) ? '' : finish), key), MOST_MESSAGE);
  const end = WHOLE.test(finish) ? undefined : LENGTH.test(finish) ? new ModelError('length')
    : new ModelError(FILTER.test(finish) ? 'filter' : 'ended', { message: reason });
  if (text) return end;
  if (refusal || end?.kind === 'filter') throw new ModelError('filter', { message });
  throw end?.kind === 'ended' ? end : new ModelError('empty');
}

/** @param {string} text @param {string | undefined} key */
function notAnAnswer(text, key) {
  const sample = excerpt(hide(readBody(text).message, key), MOST_MESSAGE);
  return /^\s*</.test(text) ? new ModelError('html', { message: sample }) : new ModelError('malformed', { sample });
}

/**
 * Feeds a stream until its end; what came before a break is in it.
 * @param {Response} response
 * @param {Stream} stream
 * @param {Watch} watch
 * @param {() => void} tell
 */
async function readAll(response, stream, watch, tell) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  try {
    while (!stream.done && !stream.tooLong && !stream.error) {
      const { done, value } = await reader.read();
      if (done) break;
      stream.push(value);
      // Comments and empty pieces, too, say that it is at work.
      watch.alive();
      tell();
    }
    if (!stream.tooLong) stream.end();
  } catch {
    tell();
    // Whatever reason the last piece gave, the stream has not come to its end.
    throw watch.error ?? new ModelError('broken');
  } finally {
    reader.cancel().catch(() => {});
  }
}

/**
 * Sends one request and hands over a response that is in order.
 * @template Result
 * @param {Server} server
 * @param {string} path
 * @param {Body | undefined} body
 * @param {(response: Response, watch: Watch) => Promise<Result>} then
 */
async function request(server, path, body, then) {
  const { fetch, stopped, address, key, signal, timeout } = server;
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
      throw watch.error ?? await diagnosis(fetch, stopped, address, key);
    }
    if (!response.ok) throw await refusal(response, server, body);
    return await then(response, watch);
  } catch (error) {
    if (error instanceof ModelError) throw error;
    // The body has ended in its middle.
    throw watch.error ?? new ModelError('broken');
  } finally {
    watch.stop();
  }
}

/**
 * Whether nobody is there, or somebody who does not let this page read: a blind request tells.
 * @param {Server['fetch']} fetch
 * @param {() => number} stopped
 * @param {string} address
 * @param {string | undefined} key
 */
async function diagnosis(fetch, stopped, address, key) {
  const before = stopped();
  const watch = createWatch(undefined, PROBE_SECONDS);
  try {
    await fetch(`${address}/models`, { mode: 'no-cors', credentials: 'omit', signal: watch.signal });
    return new ModelError('cors', { address, given: Boolean(key) });
  } catch {
    return new ModelError(stopped() > before ? 'redirect' : 'refused', { address });
  } finally {
    watch.stop();
  }
}

/**
 * The error that a status and its body mean.
 * @param {Response} response
 * @param {Server} server
 * @param {Body | undefined} body
 */
async function refusal(response, server, body) {
  const { status, type, headers } = response;
  if (type === 'opaqueredirect') return new ModelError('redirect', { address: server.address });
  const told = readBody(await textOf(response).catch(() => ''));
  return refusalOf({
    ...server, status, told, headers, model: body?.model, names: body ? optional(body) : [],
  });
}

/**
 * The text of a body, which nobody needs more of than this.
 * @param {Response} response
 */
async function textOf(response) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (text.length < MOST_BODY) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  reader.cancel().catch(() => {});
  return text;
}
