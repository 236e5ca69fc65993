// Addresses, lists of models and numbers, as people and servers write them.

import './browser.js';
import { test } from 'node:test';
import assert from 'node:assert/strict';

import { BREAK, DONE, reply, serve, words } from './model.js';
import { isMixed, keptAddress, readAddress } from '../../www/model/address.js';
import { listModels } from '../../www/model/client.js';
import { openConnection } from '../../www/model/connect.js';
import { ModelError, createWatch } from '../../www/model/error.js';
import { readKey } from '../../www/model/secret.js';
import { readNumbers } from '../../www/model/settings.js';
import { explain, model as texts } from '../../www/words/model.js';
import { setLanguage } from '../../www/words/language.js';

const refused = (call) => {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
};

test('an address is understood as it is copied', () => {
  for (const [text, address] of [
    ['localhost:11434', 'http://localhost:11434/v1'], ['http://localhost:11434/', 'http://localhost:11434/v1'],
    ['http://localhost:11434/v1///', 'http://localhost:11434/v1'],
    ['HTTP://LocalHost:11434/v1', 'http://localhost:11434/v1'],
    ['"http://localhost:11434/v1"', 'http://localhost:11434/v1'],
    ["'http://localhost:11434/v1',", 'http://localhost:11434/v1'],
    ['“http://localhost:11434/v1”', 'http://localhost:11434/v1'], ['`localhost:8080`', 'http://localhost:8080/v1'],
    ['<https://example.org/v1>', 'https://example.org/v1'], ['\u200bhttp://localhost/v1\u00a0', 'http://localhost/v1'],
    ['https://example.org/v1/chat/completions', 'https://example.org/v1'],
    ['https://example.org/v1/chat/completions/', 'https://example.org/v1'],
    ['https://example.org/openai/v1/completions', 'https://example.org/openai/v1'],
    ['https://example.org/v1/models', 'https://example.org/v1'],
    ['https://example.org/v1/responses', 'https://example.org/v1'],
    ['https://example.org/chat/completions', 'https://example.org'],
    ['https://example.org/api/chat/completions', 'https://example.org/api'],
    ['http://localhost:11434/api/chat', 'http://localhost:11434/v1'],
    ['localhost:11434/api/generate/', 'http://localhost:11434/v1'],
    ['http://localhost:11434/api/tags', 'http://localhost:11434/v1'],
    ['https://example.org/ollama/api/chat', 'https://example.org/ollama/v1'],
    ['https://example.org/api/v1', 'https://example.org/api/v1'], ['https://example.org//v1', 'https://example.org/v1'],
    ['http:/localhost:8080/v1', 'http://localhost:8080/v1'], ['http:localhost:8080/v1', 'http://localhost:8080/v1'],
    ['http://localhost.:8080/v1', 'http://localhost:8080/v1'], ['0.0.0.0:8000', 'http://localhost:8000/v1'],
    ['http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080/v1'],
    ['https://bücher.example/v1', 'https://xn--bcher-kva.example/v1'],
    // As it stands in a file, a message or a terminal.
    ['OPENAI_BASE_URL=http://localhost:8080/v1', 'http://localhost:8080/v1'],
    ['export OPENAI_BASE_URL="http://localhost:8080/v1"', 'http://localhost:8080/v1'],
    ['export X=https://example.org/v1;', 'https://example.org/v1'],
    ["$env:OPENAI_BASE_URL = 'http://localhost:8080/v1'", 'http://localhost:8080/v1'],
    ['base_url="http://localhost:8080/v1",', 'http://localhost:8080/v1'],
    ['client = OpenAI(base_url="http://localhost:8080/v1", api_key="none")', 'http://localhost:8080/v1'],
    ['"baseURL": "http://localhost:8080/v1"', 'http://localhost:8080/v1'],
    ['base_url: http://localhost:8080/v1', 'http://localhost:8080/v1'],
    ['OLLAMA_HOST=0.0.0.0:11434', 'http://localhost:11434/v1'],
    ['base_url="localhost:8080"', 'http://localhost:8080/v1'],
    ['export OLLAMA_HOST=127.0.0.1:11434', 'http://127.0.0.1:11434/v1'],
    ['curl http://localhost:8080/v1/chat/completions -H "Content-Type: application/json"', 'http://localhost:8080/v1'],
    ["curl -X POST 'http://localhost:11434/api/chat' \\\n -d '{\"model\": \"a?b@c#d\"}'",
      'http://localhost:11434/v1'],
    ['curl localhost:11434/api/generate -d {}', 'http://localhost:11434/v1'],
    ['curl -s --request POST localhost:11434/api/chat', 'http://localhost:11434/v1'],
    ['POST https://example.org/v1/chat/completions', 'https://example.org/v1'],
    ['(http://localhost:8080/v1)', 'http://localhost:8080/v1'],
    ['[http://localhost:8080/v1]', 'http://localhost:8080/v1'],
    ['**http://localhost:8080/v1**。', 'http://localhost:8080/v1'],
    ['http://localhost:8080/v1).', 'http://localhost:8080/v1'],
    ['http://localhost:8080/v1.', 'http://localhost:8080/v1'], ['http://localhost:8080,', 'http://localhost:8080/v1'],
    ['localhost:8080.', 'http://localhost:8080/v1'],
    ['[LM Studio](http://localhost:1234/v1)', 'http://localhost:1234/v1'],
    ['Server listening on http://127.0.0.1:8080 …', 'http://127.0.0.1:8080/v1'],
    ['『http://localhost:8080/v1』', 'http://localhost:8080/v1'],
    ['„http://localhost:8080/v1“', 'http://localhost:8080/v1'],
    ['‹localhost:8080›', 'http://localhost:8080/v1'], ['‚localhost:8080‘', 'http://localhost:8080/v1'],
    ['＂http://localhost:8080/v1＂', 'http://localhost:8080/v1'], ['「localhost:8080」', 'http://localhost:8080/v1'],
    ['http://localhost:11434/API/CHAT', 'http://localhost:11434/v1'],
    ['HTTPS://EXAMPLE.ORG/v1/Chat/Completions', 'https://example.org/v1'],
  ]) assert.equal(readAddress(text), address, text);
});

test('an address that cannot be used says why', () => {
  for (const [text, kind] of [
    ['', 'address'], ['12', 'address'], ['llama3', 'address'], ['ftp://localhost/v1', 'address'],
    ['http://', 'address'],
    ['http://:80:80/v1', 'address'], ['http://http://localhost', 'address'], ['http://me:secret@localhost', 'address'],
    ['localhost?key=secret', 'address'], ['localhost?u=http://secret/v1', 'address'], ['local host', 'address'],
    ['X=', 'address'], ['export X=llama3', 'address'], ['OPENAI_BASE_URL=http://me:secret@localhost/v1', 'address'],
    ['http://my_box:11434/v1', 'host'], ['my_box.local:11434', 'host'],
    ['http://[::1]:11434/v1', 'host'], ['[::1]:11434', 'host'], ['http://::1:11434/v1', 'host'],
    ['fe80::1:2:3', 'host'],
    ['http://*/v1', 'host'], ['http://*.example.org/v1', 'host'], ["http://a;b'c/v1", 'host'],
  ]) {
    for (const language of ['en', 'ko']) {
      setLanguage(language);
      const error = refused(() => readAddress(text));
      assert.equal(error?.kind, kind, text);
      assert.ok(!explain(error).includes('secret') && explain(error).length > 20);
    }
  }
  setLanguage('en');
  const half = refused(() => readAddress(`ftp://${'x'.repeat(72)}😀😀`));
  assert.ok(half.text.isWellFormed(), half.text);
  assert.deepEqual(['http://192.168.0.7/v1', 'http://localhost/v1', 'http://127.0.0.1/v1', 'https://example.org/v1']
    .map((address) => isMixed(address, 'https:')), [true, false, false, false]);
});

const listing = (body, status = 200) => listModels({
  ...serve(), fetch: async () => reply(typeof body === 'string' ? body : JSON.stringify(body), { status }),
});

test('a list of models is found wherever it is', async () => {
  for (const body of [
    { object: 'list', data: [{ id: 'a' }, { id: 'b' }] }, [{ id: 'a' }, { id: 'b' }], ['a', 'b'],
    { models: ['a', 'b'] },
    { models: [{ name: 'a' }, { name: 'b' }] }, { models: [{ model: 'a' }, { model: 'b' }] }, { data: ['a', 'b'] },
    { data: [], models: [{ name: 'a' }, { name: 'b' }] }, { result: [{ name: 'a' }, { name: 'b' }], success: true },
    { object: 'list', data: null, items: [{ key: 'a' }, { key: 'b' }] }, { data: [{ id: 'a' }, { id: 'a' },
    {}, null, { id: 'b' }] },
    ': OPENROUTER PROCESSING\n\n{"data":[{"id":"a"},{"id":"b"}]}',
  ]) assert.deepEqual(await listing(body), ['a', 'b'], JSON.stringify(body));
  for (const body of [{}, [], null, 7, { data: [] }, { data: 'many' }]) assert.deepEqual(await listing(body), []);
  const long = { data: Array.from({ length: 20_000 }, (_, n) => ({ id: `model-${n}`, description: 'x'.repeat(60) })) };
  assert.equal((await listing(long)).length, 20_000);
});

test('an error in place of a list is told', async () => {
  for (const [body, kind] of [
    [{ error: 'Unexpected endpoint or method. (GET /models)' }, 'path'],
    [{ error: { message: 'disk full' } }, 'server'],
    ['<html>', 'html'], ['words', 'malformed'],
  ]) {
    const error = await listing(body).catch((reason) => reason);
    assert.equal(error.kind, kind, JSON.stringify(body));
    const said = body.error?.message ?? body.error;
    if (said) assert.ok(explain(error).includes(said), explain(error));
  }
});

test('a server that answers no page is told from one that is not there, whatever the key', async () => {
  const shut = (blind) => ({ ...serve(), fetch: async (_, { mode }) => {
    if (mode === 'no-cors' && blind) return new Response(null);
    throw new TypeError('Failed to fetch');
  } });
  for (const key of [undefined, 'sk-0123456789']) {
    const error = await listModels({ ...shut(true), key }).catch((reason) => reason);
    assert.equal(error.kind, 'cors');
    for (const language of ['en', 'ko']) {
      setLanguage(language);
      assert.ok(/CORS/.test(explain(error)) && /key|키/.test(explain(error)), explain(error));
    }
    setLanguage('en');
  }
  assert.equal((await listModels(shut(false)).catch((reason) => reason)).kind, 'refused');
});

test('numbers are sent as they are shown, and emptied ones not at all', () => {
  const numbers = (temperature, maxTokens, timeout) => readNumbers({ temperature, maxTokens, timeout });
  assert.deepEqual(numbers('', '', ''), { temperature: undefined, maxTokens: undefined, timeout: 60 });
  assert.deepEqual(numbers('0', '800', '5'), { temperature: 0, maxTokens: 800, timeout: 5 });
  assert.deepEqual(numbers('0.7', '1.5', '1.5'), { temperature: 0.7, maxTokens: 2, timeout: 2 });
  assert.deepEqual(numbers(undefined, 90, 60), { temperature: undefined, maxTokens: 90, timeout: 60 });
  assert.equal(numbers('', '', '99999999').timeout, 2_147_483);
  assert.equal(numbers('', '', '1e400').timeout, 2_147_483);
  for (const [field, bad] of [
    ['temperature', '-1'], ['temperature', '?'], ['temperature', 'Infinity'], ['maxTokens', '0'], ['maxTokens', '0.2'],
    ['maxTokens', '-5'], ['maxTokens', '1e21'], ['maxTokens', 'many'], ['timeout', '0'], ['timeout', '-1'],
    ['timeout', '?'],
  ]) {
    const error = refused(() => readNumbers({ [field]: bad }));
    assert.deepEqual([error?.kind, error?.field], ['number', field], `${field} ${bad}`);
    assert.ok(explain(error).includes(texts[field]), explain(error));
  }
});

test('a time-out that no timer can count is a long one', async () => {
  for (const seconds of [2_147_484, 9e9, Infinity]) {
    const watch = createWatch(undefined, seconds);
    await new Promise((resolve) => { setTimeout(resolve, 20); });
    assert.equal(watch.error, undefined, String(seconds));
    watch.stop();
  }
});

test('a connection sends what is set, and tells what the server does not take', async () => {
  const refusal = JSON.stringify({ error: { message: "Unsupported parameter: 'temperature'" } });
  const server = serve(({ body }) => ('temperature' in body ? reply(refusal, { status: 400 }) : reply([words('Yes.'),
    DONE])));
  const gate = { open: () => server.fetch, close() {}, stopped: 0 };
  let changes = 0;
  const connection = await openConnection(
    { kind: 'endpoint', address: '"http://localhost:8080/v1/chat/completions"', model: '', temperature: '0.5',
      maxTokens: '', timeout: '1e9' },
    { gate, signal: new AbortController().signal, changed: () => { changes += 1; } });
  assert.deepEqual([connection.model, connection.models], ['tiny', ['tiny', 'large']]);
  assert.doesNotMatch(texts.connected(connection), /does not take/);
  for (const _ of [1, 2]) await connection.ask('Hello', undefined, () => {});
  assert.deepEqual(server.posts.map(({ body }) => Object.keys(body).sort().join(' ')),
    ['messages model stream temperature', 'messages model stream', 'messages model stream']);
  assert.equal(changes, 1);
  assert.match(texts.connected(connection), /does not take temperature; it is asked without/);
});

test('a server without a list is asked for the model that is named', async () => {
  const open = (body, status, model) => openConnection(
    { kind: 'endpoint', address: 'localhost:8080', model },
    { gate: { open: () => async () => reply(body, { status }), close() {}, stopped: 0 },
      signal: new AbortController().signal });
  for (const [body, status] of [['404 page not found', 404], ['{"error":"no list here"}', 404], ['', 405], ['', 501],
    ['words', 200]]) {
    assert.equal((await open(body, status, 'tiny')).model, 'tiny', body);
    assert.ok(await open(body, status, '').catch((error) => error) instanceof ModelError, body);
  }
});

test('a named model needs no list, and a wrong key is told at once', async () => {
  const open = (status, body, model) => openConnection(
    { kind: 'endpoint', address: 'localhost:8080', model, key: 'sk-0123456789' },
    { gate: { open: () => async () => reply(body, { status }), close() {}, stopped: 0 },
      signal: new AbortController().signal });
  const words = { error: { message: 'Unauthorized to list models' } };
  for (const [status, body] of [
    [400, 'Bad Request'], [403, 'Forbidden'], [403, JSON.stringify(words)], [404, '<html>'], [405, ''], [410, ''],
    [422, '{}'], [429, 'slow down'], [500, 'Internal Server Error'], [502, '<html>'], [503, 'Loading model'], [200, ''],
    [200, '<!doctype html>'], [200, JSON.stringify({ error: { message: 'disk full' } })], [200, [BREAK]], [402, ''],
  ]) {
    const { model, models } = await open(status, body, 'tiny');
    assert.deepEqual([model, models], ['tiny', []]);
    assert.ok(await open(status, body, '').catch((error) => error) instanceof ModelError, String(status));
  }
  for (const model of ['', 'tiny']) {
    assert.equal((await open(401, 'Unauthorized', model).catch((error) => error)).kind, 'key');
    const invalid = JSON.stringify({ error: { code: 400, message: 'API key not valid.' } });
    assert.equal((await open(400, invalid, model).catch((error) => error)).kind, 'key');
  }
  const away = { open: () => async () => { throw new TypeError('Failed to fetch'); }, close() {}, stopped: 0 };
  assert.equal((await openConnection({ kind: 'endpoint', address: 'localhost:8080', model: 'tiny' },
    { gate: away, signal: new AbortController().signal }).catch((error) => error)).kind, 'refused');
});

test('an empty name takes a model that can chat, if there is one', async () => {
  const other = ['nomic-embed-text', 'text-embedding-3-small', 'mxbai-embed-large:latest', 'bge-m3',
    'BAAI/bge-small-en', 'all-minilm', 'intfloat/e5-large', 'gte-qwen2', 'jina-reranker-v2', 'rerank-english-v3.0',
    'whisper-1', 'whisper-large-v3-turbo', 'tts-1-hd', 'playai-tts', 'gpt-4o-mini-tts', 'omni-moderation-latest',
    'dall-e-3', 'gpt-image-1', 'gpt-4o-transcribe', 'stable-diffusion-xl', 'llama-guard3',
    'meta-llama/Llama-Prompt-Guard-2-22M', 'imagen-4', 'veo-3', 'sora-2', 'gpt-4o-realtime-preview', 'babbage-002', 'flux-1'];
  const chat = ['gpt-4o', 'llama3.2', 'tiny', 'qwen2.5:0.5b', 'gemma3', 'mistral-small', 'claude-sonnet-4', 'command-r',
    'gpt-oss-20b', 'phi-4', 'deepseek-r1', 'Qwen/Qwen3-4B', 'embers-7b', 'kimi-k2'];
  for (const one of chat) {
    assert.deepEqual((await listing({ data: [...other, one].map((id) => ({ id })) })).at(0), one);
    for (const before of other) assert.equal((await listing([before, one]))[0], one, before);
  }
  assert.deepEqual(await listing(other), other);
  // By its type, where the name says nothing.
  assert.deepEqual(await listing([{ id: 'a', type: 'embeddings' }, { id: 'b', type: 'llm' }]), ['b', 'a']);
});

test('a key is understood as it is copied', async () => {
  for (const text of ['sk-01=', '"sk-01="', "'sk-01='", '“sk-01=”', 'Bearer sk-01=', 'bearer  sk-01=', 'Bearer: sk-01=',
    'OPENAI_API_KEY=sk-01=', '{"api_key": "sk-01="}', 'export OPENAI_API_KEY="sk-01="', 'Authorization: Bearer sk-01=',
    '-H "Authorization: Bearer sk-01="',
    'api_key="sk-01=",', 'api_key: sk-01=', '"apiKey": "sk-01="', "$env:API_KEY = 'sk-01='", 'HF_TOKEN=sk-01=;',
    '\u200bsk-01=\n', '<sk-01=>', 'set KEY=sk-01=', 'x-api-key: sk-01=']) {
    const heads = [];
    const fetch = async (_, { headers }) => {
      heads.push(headers.Authorization);
      return reply(JSON.stringify(['tiny']));
    };
    await openConnection({ kind: 'endpoint', address: 'localhost:8080', model: '', key: text },
      { gate: { open: () => fetch, close() {}, stopped: 0 }, signal: new AbortController().signal });
    assert.deepEqual(heads, ['Bearer sk-01='], text);
  }
  for (const text of ['two words', 'sk-01 sk-02', '열쇠']) {
    const error = await openConnection({ kind: 'endpoint', address: 'localhost:8080', model: 'tiny', key: text },
      { gate: { open: () => async () => reply('[]'), close() {}, stopped: 0 },
        signal: new AbortController().signal }).catch((reason) => reason);
    assert.equal(error.kind, 'keyText', text);
  }
  assert.deepEqual([readKey(''), readKey(undefined), readKey('ollama')], ['', '', 'ollama']);
});

test('a list that is refused names no model', async () => {
  for (const body of [
    { error: { message: 'The model does not exist', code: 'model_not_found' } },
      { error: 'No embedding model, not a chat model' },
  ]) {
    for (const status of [400, 404, 200]) {
      const error = await listing(body, status).catch((reason) => reason);
      assert.doesNotMatch(explain(error), /undefined|has no model/);
    }
  }
});

test('an address is kept as it was understood, and without what may be secret', () => {
  for (const [text, kept] of [
    ['localhost:11434', 'localhost:11434'], ['export X="http://localhost:8080/v1"', 'http://localhost:8080/v1'],
    ['curl http://localhost:8080/v1 -H "Authorization: Bearer sk-1"', 'http://localhost:8080/v1'], ['', ''],
    ['http://me:secret@localhost', ''], ['localhost?key=secret', ''], ['API_KEY=secret', ''],
  ]) assert.equal(keptAddress(text), kept, text);
});
