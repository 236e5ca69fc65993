// A server of language models in a function: what `fetch` would give, in pieces as a network cuts them.

import './browser.js';
import { chat } from '../../www/model/client.js';
import { createParameters } from '../../www/model/parameters.js';
import { explain } from '../../www/words/model.js';

export const event = (value) => `data: ${JSON.stringify(value)}\n\n`;
export const piece = (delta, finish_reason = null) => event({ choices: [{ index: 0, delta, finish_reason }] });
export const words = (content, reason) => piece({ content }, reason);
export const DONE = 'data: [DONE]\n\n';
/** In place of a chunk: the connection breaks, or stays open in silence. */
export const BREAK = Symbol('break');
export const SILENCE = Symbol('silence');

export function reply(chunks, { status = 200, headers = {} } = {}) {
  const encoder = new TextEncoder();
  const rest = [chunks].flat();
  const body = new ReadableStream({
    pull(controller) {
      const chunk = rest.shift();
      if (chunk === undefined) return controller.close();
      if (chunk === BREAK) return controller.error(new TypeError('network error'));
      if (chunk === SILENCE) return new Promise(() => {});
      return controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
    },
  });
  return new Response(body, { status, headers });
}

export const refuse = (status, body, headers) =>
  () => reply(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });

/** Each byte by itself. */
export const byByte = (text) => Array.from(new TextEncoder().encode(text), (byte) => Uint8Array.of(byte));

/** A server whose answers are these functions of a request's body, in turn; the last one stays. */
export function serve(...answers) {
  const asked = [];
  let n = 0;
  const fetch = async (url, { body, signal } = {}) => {
    const request = { url, body: body && JSON.parse(body), at: Date.now() };
    asked.push(request);
    if (url.endsWith('/models')) return reply(JSON.stringify({ data: [{ id: 'tiny' }, { id: 'large' }] }));
    const response = await answers[Math.min(n, answers.length - 1)](request);
    n += 1;
    // As browsers do, to a body that is being read.
    if (signal && response.body) {
      const aborted = new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      });
      aborted.catch(() => {});
      const { body: stream } = response;
      const getReader = stream.getReader.bind(stream);
      stream.getReader = () => {
        const reader = getReader();
        const read = reader.read.bind(reader);
        reader.read = () => Promise.race([read(), aborted]);
        return reader;
      };
    }
    return response;
  };
  return {
    fetch, asked, stopped: () => 0, address: 'http://localhost:8080/v1', timeout: 5, parameters: createParameters(),
    get posts() { return asked.filter(({ body }) => body); },
  };
}

/** Asks, and tells all that came of it. */
export async function ask(server, settings = {}) {
  const seen = [];
  const request = { model: 'tiny', messages: [{ role: 'user', content: 'Hello' }], ...settings };
  let [end, error] = [];
  try {
    end = await chat(server, request, (said) => seen.push(said));
  } catch (reason) {
    error = reason;
  }
  if (error && error.kind === undefined) throw error;
  return {
    ...seen.at(-1), seen, end, error, kind: (error ?? end)?.kind, whole: !error && !end,
    told: error || end ? explain(error ?? end) : '',
  };
}

export const answerOf = (...chunks) => ask(serve(() => reply(chunks)));
