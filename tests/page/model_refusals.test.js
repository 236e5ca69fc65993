// What a server refuses is told as what it says, with its own words beside it.

import './browser.js';
import { test } from 'node:test';
import assert from 'node:assert/strict';

import { DONE, ask, event, refuse, reply, serve, words } from './model.js';
import { excerpt } from '../../www/unicode.js';
import { setLanguage } from '../../www/words/language.js';

const good = () => reply([words('Yes.', 'stop'), DONE]);
const openai = (message, code = null, param = null, type = 'invalid_request_error') =>
  ({ error: { message, type, param, code } });

/** Status, body, what it is taken for, and a part of the server's words. */
const REFUSALS = [
  [401, openai('Incorrect API key provided: •.', 'invalid_api_key'), 'key', 'Incorrect API key provided'],
  [403, openai('Project `proj_1` does not have access to model `huge`', 'model_not_found'), 'forbidden',
    'does not have access'],
  [403, { error: 'forbidden' }, 'forbidden', 'forbidden'],
  [403, openai('Country, region, or territory not supported', 'unsupported_country_region_territory'), 'region',
    'territory'],
  [400, [{ error: { code: 400, message: 'User location is not supported for the API use.',
    status: 'FAILED_PRECONDITION' } }], 'region', 'User location'],
  [400, [{ error: { code: 400, message: 'API key not valid. Please pass a valid API key.',
    status: 'INVALID_ARGUMENT' } }], 'key', 'API key not valid'],
  [402, { error: { message: 'This request requires more credits, or fewer max_tokens.', code: 402 } }, 'quota',
    'more credits'],
  [402, openai('Insufficient Balance', 'invalid_request_error'), 'quota', 'Insufficient Balance'],
  [429, openai('You exceeded your current quota, please check your plan and billing details.', 'insufficient_quota',
    null, 'insufficient_quota'), 'quota', 'plan and billing'],
  [429, openai('You exceeded your current quota, please check your plan and billing details.'), 'quota',
    'plan and billing'],
  [429, { error: { message: 'Your account is suspended, please check your balance',
    type: 'exceeded_current_quota_error' } }, 'quota', 'balance'],
  [400, { error: { type: 'invalid_request_error', message: 'Your credit balance is too low to access the API.' } },
    'quota', 'credit balance'],
  [429, openai('Rate limit reached for huge on requests per min. Limit: 3 / min. Please try again in 20s. You can ' +
      'increase your limit by adding a payment method at https://example.org/billing.', 'rate_limit_exceeded'), 'busy',
    'Rate limit reached'],
  [429, { error: { code: '429', message: 'Requests have exceeded token rate limit of your pricing tier. Please retry ' +
      'after 20 seconds.' } }, 'busy', 'retry after 20 seconds'],
  [429, '', 'busy', '429'],
  // A quota is spoken of, and it is not said to be used up.
  [429, [{ error: { code: 429, message: 'Resource has been exhausted (e.g. check quota).', status: 'RESOURCE_EXHAUSTED',
    details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '3s' }] } }], 'busy', 'exhausted'],
  [429, { error: { code: 429, message: 'Resource has been exhausted (e.g. check quota).',
    status: 'RESOURCE_EXHAUSTED' } }, 'busy', 'exhausted'],
  [429, { error: { code: 429, message: 'Quota exceeded for aiplatform.googleapis.com/generate_content_requests_per_' +
      'minute_per_project_per_base_model with base model: huge.', status: 'RESOURCE_EXHAUSTED' } }, 'busy', 'Quota'],
  [429, openai('Too fast. Your balance is not affected, see https://example.org/billing.'), 'busy', 'not affected'],
  [403, { error: { code: 403, message: 'huge requires moderation on Example. Your input was flagged for "violence". ' +
      'No credits were charged.' } }, 'filter', 'No credits were charged'],
  [403, { error: { message: 'Forbidden. No credits were charged.' } }, 'forbidden', 'No credits'],
  [429, { error: { message: 'You have run out of credits.' } }, 'quota', 'out of credits'],
  [429, { error: { message: 'Your quota has been exceeded' } }, 'quota', 'has been exceeded'],
  [403, { error: { message: 'You have no credits left.' } }, 'quota', 'no credits left'],
  [403, { error: { message: 'This API method requires billing to be enabled.' } }, 'quota', 'billing'],
  [429, { error: { code: 429, message: 'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free ' +
      'model requests per day' } }, 'daily', 'free-models-per-day'],
  [429, openai('You have reached your daily limit.'), 'daily', 'daily'],
  [429, { message: 'You are using a Trial key, which is limited to 1000 API calls / month.' }, 'daily', '/ month'],
  [404, { error: { message: 'No endpoints found for huge.', code: 404 } }, 'rejected', 'No endpoints found'],
  [404, openai('The model ‘huge’ doesn’t exist'), 'model', 'doesn’t exist'],
  [400, openai("This model's maximum context length is 4096 tokens. However, you requested 5000 tokens. Please " +
      "reduce the length of the messages.", 'context_length_exceeded', 'messages'), 'context',
    'maximum context length'],
  [400, { error: { code: 400, message: 'the request exceeds the available context size. try increasing the context ' +
      'size or enable context shift', type: 'exceed_context_size_error' } }, 'context', 'available context size'],
  [400, { error: "'max_tokens' or 'max_completion_tokens' is too large: 800. This model's maximum context length is " +
      "512 tokens and your request has 300 input tokens." }, 'context', 'maximum context length'],
  [422, { error: 'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. Given: 3000',
    error_type: 'validation' }, 'context', 'Given: 3000'],
  [400, { type: 'error', error: { type: 'invalid_request_error',
    message: 'prompt is too long: 210000 tokens > 200000 maximum' } }, 'context', '210000 tokens'],
  [400, openai('max_tokens is too large: 100000. This model supports at most 16384 completion tokens, whereas you ' +
      'provided 100000.', 'invalid_value', 'max_tokens'), 'limit', '16384'],
  [400, { error: { message: '"nomic-embed-text" does not support chat', type: 'api_error' } }, 'notChat',
    'does not support chat'],
  [404, openai('This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean to ' +
      'use v1/completions?', null, 'model'), 'notChat', 'not a chat model'],
  [404, openai('This model is only supported in v1/responses and not in v1/chat/completions.', null, 'model'),
    'notChat', 'v1/responses'],
  [400, { object: 'error', message: 'The model does not support Chat Completions API', type: 'BadRequestError',
    code: 400 }, 'notChat', 'Chat Completions API'],
  [404, { error: { message: 'No endpoints found matching your data policy (Free model publication). Configure: ' +
      'https://openrouter.ai/settings/privacy', code: 404 } }, 'policy', 'data policy'],
  [404, { error: { message: 'No allowed providers are available for the selected model.', code: 404 } }, 'rejected',
    'No allowed providers'],
  [400, openai("The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
    'content_filter', 'prompt'), 'filter', 'content management policy'],
  [403, { error: { code: 403, message: 'huge requires moderation. Your input was flagged for "violence".' } },
    'filter', 'flagged'],
  [404, openai('The model `huge` does not exist or you do not have access to it.', 'model_not_found'), 'model',
    'does not exist'],
  [404, openai("model 'huge' not found, try pulling it first", 'not_found_error'), 'model', 'try pulling it'],
  [404, { error: 'model "huge:latest" not found, try pulling it first' }, 'model', 'huge:latest'],
  [404, { object: 'error', message: 'The model `huge` does not exist.', type: 'NotFoundError', param: null,
    code: 404 }, 'model', 'does not exist'],
  [400, openai('Model Not Exist'), 'model', 'Model Not Exist'],
  [400, { error: { message: 'huge is not a valid model ID', code: 400 } }, 'model', 'not a valid model ID'],
  [400, { object: 'error', message: 'Invalid model: huge', type: 'invalid_model', code: '1500' }, 'model',
    'Invalid model'],
  [404, [{ error: { code: 404, message: 'models/huge is not found for API version v1main', status: 'NOT_FOUND' } }],
    'model', 'models/huge'],
  [404, { error: { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' } },
    'model', 'deployment'],
  // A model is spoken of, and it is not said to be missing.
  [400, openai('Invalid value for model parameters: top_k is not a number'), 'rejected', 'top_k'],
  [400, openai("The model's chat settings were invalid"), 'rejected', 'chat settings'],
  [400, openai('The model `huge` has been decommissioned and is no longer supported.', 'model_decommissioned'),
    'retired', 'decommissioned'],
  [404, { error: { message: 'The model `huge` has been deprecated, learn more here', code: 'model_not_found' } },
    'retired', 'has been deprecated'],
  [410, { message: 'This model is no longer available.' }, 'retired', 'no longer available'],
  [400, openai('Parameter top_k is no longer supported by the model huge'), 'rejected', 'top_k'],
  [400, { error: { message: "The requested model 'huge' is not supported by any provider you have enabled.",
    code: 'model_not_supported' } }, 'rejected', 'any provider'],
  [400, openai('No models loaded. Please load a model in the developer page.'), 'unloaded', 'No models loaded'],
  [404, { error: 'No model is currently loaded' }, 'unloaded', 'No model is'], [400, { error: 'Model unloaded.' },
    'unloaded', 'Model unloaded'],
  [404, '404 page not found', 'path', '404 page not found'],
  [404, { detail: 'Not Found' }, 'path', 'Not Found'],
  [404, { error: { code: 404, message: 'File Not Found', type: 'not_found_error' } }, 'path', 'File Not Found'],
  [404, openai('Invalid URL (POST /chat/completions)'), 'path', 'Invalid URL'],
  [404, '<!doctype html><html><head><title>404 Not Found</title></head></html>', 'path', '404 Not Found'],
  [405, { detail: 'Method Not Allowed' }, 'path', 'Method Not Allowed'],
  [503, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }, 'loading', 'Loading model'],
  [503, { error: 'Model huge is currently loading', estimated_time: 20 }, 'loading', 'currently loading'],
  [503, { error: { message: 'The engine is currently overloaded, please try again later' } }, 'server', 'overloaded'],
  [500, { error: 'error loading model: out of memory' }, 'server', 'out of memory'],
  [502, '<html><title>502 Bad Gateway</title><body>nginx</body></html>', 'server', '502 Bad Gateway'],
  [413, '<html><title>413 Request Entity Too Large</title></html>', 'rejected', 'Too Large'],
  [418, openai('I am a teapot'), 'rejected', 'I am a teapot'],
  [400, ['first', 'second'], 'rejected', 'first; second'],
  [400, { message: 'Provider returned error', metadata: { raw: '{"error":{"message":"The raw reason"}}' } },
    'rejected', 'The raw reason'],
  [400, ': OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n{"error":{"message":"Behind comments","code":400}}',
    'rejected', 'Behind comments'],
  [400, ': hold on\r\n\r\nevent: error\r\ndata: {"error":{"message":"In an event"}}\r\n\r\ndata: [DONE]\r\n\r\n',
    'rejected', 'In an event'],
];

test('each refusal is taken for what it says', async () => {
  for (const language of ['en', 'ko']) {
    setLanguage(language);
    for (const [status, body, kind, said] of REFUSALS) {
      const { error, told } = await ask(serve(refuse(status, body)), { model: 'huge', temperature: 0.5,
        maxTokens: 800 });
      assert.equal(error.kind, kind, JSON.stringify(body));
      assert.ok(told.includes(said), `${told} has not ${said}`);
      if (kind !== 'model') assert.ok(!/has no model|있는 모델/.test(told), told);
    }
  }
  setLanguage('en');
});

test('the same within a stream, and behind comments', async () => {
  for (const [status, body, kind, said] of REFUSALS.filter(([, body]) => body.error?.message)) {
    const error = { ...body.error, code: body.error.code ?? status };
    for (const chunks of [
      [event({ error })], [`: OPENROUTER PROCESSING\n\n${JSON.stringify({ error })}`],
      [': OPENROUTER', ' PROCESSING\n\n', JSON.stringify({ error }, null, 1)],
        [`event: error\ndata: ${JSON.stringify(error)}\n\n`],
      [`error: ${JSON.stringify(error)}\n\n`],
    ]) {
      const result = await ask(serve(() => reply(chunks)), { model: 'huge' });
      if (typeof error.code === 'number') assert.equal(result.error.kind, kind, chunks.join(''));
      assert.ok(result.told.includes(said), `${result.told} has not ${said}`);
    }
  }
  const { text, kind } = await ask(serve(() => reply([words('One '), event({ error: { message: 'out of memory' } })])));
  assert.deepEqual([text, kind], ['One ', 'server']);
  const bare = await ask(serve(() => reply([words('One '), '{"error":{"message":"out of memory"}}\n'])));
  assert.deepEqual([bare.text, bare.kind], ['One ', 'server']);
  assert.equal((await ask(serve(() => reply([event({ error: null, choices: [] }), event({ error: {} }), words('One.'),
    DONE])))).whole, true);
});

test('a model that the server has is not said to be missing', async () => {
  const missing = refuse(404, openai("model 'large' not found"));
  const { error, told } = await ask(serve(missing), { model: 'large' });
  assert.equal(error.kind, 'rejected');
  assert.ok(told.includes("model 'large' not found"), told);
  const other = await ask(serve(refuse(404, openai("model 'huge' not found"))), { model: 'huge' });
  assert.ok(other.told.includes('has no model “huge”. It has: tiny, large.'), other.told);
});

test('a key that comes letter by letter is not shown by half', async () => {
  const key = 'sk-0123456789abcdef';
  const stream = [...`Your key is ${key}.`].map((letter) => words(letter));
  const { seen, text } = await ask({ ...serve(() => reply([...stream, DONE])), key });
  assert.equal(text, 'Your key is •••.');
  for (const { text } of seen) assert.ok(!text.includes(key.slice(0, 8)), text);
});

test('long words are cut between characters, and have no key', async () => {
  const key = 'sk-0123456789"abcdef';
  for (const body of [openai(`${'x'.repeat(1998)}😀 and more`), openai(`${'y'.repeat(1990)} ${key}`),
    `${'z'.repeat(75)} ${key}`, { error: { odd: key } }]) {
    const { told } = await ask({ ...serve(refuse(400, body)), key });
    assert.ok(told.isWellFormed(), told);
    assert.ok(!told.includes(key.slice(0, 8)), told);
  }
  const { told } = await ask({ ...serve(() => reply(`${'z'.repeat(70)} ${key} ${key}`)), key });
  assert.ok(!told.includes(key.slice(0, 8)), told);
});

test('the words of a server are there to their end, and cut before an emoji', async () => {
  const long = `${'What comes first is long. '.repeat(70)}The reason is here.`;
  for (const body of [openai(long), long, { error: { message: 'Provider returned error', metadata: { raw: long } } }]) {
    assert.match((await ask(serve(refuse(400, body)))).told, /The reason is here\./);
  }
  const choices = [{ delta: { refusal: long }, finish_reason: 'stop' }];
  const declined = await ask(serve(() => reply([event({ choices }), DONE])));
  assert.match(declined.told, /The reason is here\./);
  for (const emoji of ['👩‍🔬', '👨‍👩‍👧‍👦', '🇰🇷', '👍🏽', 'e\u0301', '😀']) {
    for (let before = 1985; before < 2005; before += 1) {
      const { message } = (await ask(serve(refuse(400, `${'x'.repeat(before)}${emoji.repeat(3)} and more`)))).error;
      const left = message.replace(/^x+/, '').replace(/…$| and more$/, '').replace(/ .*$/, '').replaceAll(emoji, '');
      assert.equal(left, '', JSON.stringify(message.slice(-20)));
    }
  }
  assert.equal(excerpt(`a${'\u0301'.repeat(5000)}`, 2000).length, 2000);
});

test('a wait is never said not to help, nor to be the person’s to end', async () => {
  const after = { 'Retry-After': '20' };
  for (const [status, body, kind] of [
    [429, openai('You exceeded your current quota', 'insufficient_quota'), 'quota'], [402, 'Payment required', 'quota'],
    [503, 'Loading model', 'loading'], [429, 'slow down', 'busy'], [429, 'Daily limit reached', 'busy'],
  ]) {
    for (const language of ['en', 'ko']) {
      setLanguage(language);
      const { error, told } = await ask(serve(refuse(status, body, after)));
      assert.equal(error.kind, kind);
      assert.match(told, /20 seconds|20초/);
      assert.doesNotMatch(told, /does not help|[Aa]sk again|풀리지 않|다시 물어|a moment|a little|undefined/);
    }
    setLanguage('en');
  }
  const daily = await ask(serve(refuse(429, { error: { message: 'Rate limit exceeded: free-models-per-day.' } })));
  assert.doesNotMatch(daily.told, /a little, then/);
  const other = await ask(serve(refuse(400, 'This schema is deprecated')), { model: 'a' });
  assert.equal(other.error.kind, 'rejected');
});

// Parameters

/** A server that takes none of some parameters, and says so in its way. */
const without = (names, say) => ({ body }) => {
  const name = names.find((one) => one in body);
  return name ? say(name)() : good();
};
const sent = ({ posts }) => posts.map(({ body: { model: _, messages: __, ...rest } }) => rest);

test('a parameter that the server names is left out or replaced, once', async () => {
  for (const say of [
    (name) => refuse(400, openai(`Unsupported parameter: '${name}' is not supported with this model.`,
      'unsupported_parameter', name)),
    (name) => refuse(400, openai(`Unsupported parameter: '${name}' is not supported with this model.`)),
    (name) => refuse(400, openai(`Unsupported value: '${name}' does not support 0.5 with this model. Only the ` +
        `default (1) value is supported.`, 'unsupported_value', name)),
    (name) => refuse(400, openai(`Unrecognized request argument supplied: ${name}`)),
    (name) => refuse(400, openai(`Unknown parameter: '${name}'.`, 'unknown_parameter', name)),
    (name) => refuse(422, { detail: [{ type: 'extra_forbidden', loc: ['body', name],
      msg: 'Extra inputs are not permitted', input: 800 }] }),
    (name) => refuse(422, { object: 'error', message: { detail: [{ type: 'extra_forbidden', loc: ['body', name],
      msg: 'Extra inputs are not permitted' }] } }),
    (name) => refuse(400, { object: 'error', message: `[{'type': 'extra_forbidden', 'loc': ('body', '${name}'), ` +
        `'msg': 'Extra inputs are not permitted', 'input': 800}]`, param: null, code: 400 }),
    (name) => refuse(400, { code: 'Client specified an invalid argument',
      error: `Argument not supported on this model: ${name}` }),
    (name) => refuse(400, openai(`property '${name}' is unsupported`)),
    (name) => refuse(400, [{ error: { code: 400, message: `Invalid JSON payload received. Unknown name "${name}": ` +
        `Cannot find field.` } }]),
    (name) => refuse(400, { error: { message: `\`${name}\` is deprecated for this model.`,
      type: 'invalid_request_error' } }),
    (name) => refuse(400, openai(`invalid ${name}: only 1 is allowed for this model`)),
    (name) => refuse(400, { error: { message: `litellm.UnsupportedParamsError: openai does not support parameters: ` +
        `['${name}'], for model=o1.` } }),
    (name) => refuse(400, { error: { message: 'Provider returned error',
      metadata: { raw: JSON.stringify(openai(`Unsupported parameter: '${name}'`)) } } }),
    (name) => () => reply(event(openai(`Unsupported parameter: '${name}' is not supported with this model.`))),
  ]) {
    for (const names of [['temperature'], ['max_tokens'], ['max_tokens', 'temperature']]) {
      const server = serve(without(names, say));
      for (const round of [1, 2]) {
        const { whole, told } = await ask(server, { temperature: 0.5, maxTokens: 800 });
        assert.ok(whole, `${say('x')}: ${told}`);
        // What was learnt is not paid for again.
        assert.equal(server.posts.length, names.length + round, `${names}`);
      }
      assert.deepEqual(Object.keys(sent(server).at(-1)).sort(),
        ['max_tokens', 'stream', 'temperature'].filter((name) => !names.includes(name)));
      assert.deepEqual(server.parameters.without.sort(), [...names].sort());
    }
  }
});

test('max_tokens becomes max_completion_tokens where the server says so', async () => {
  const say = (name) => refuse(400, openai(`Unsupported parameter: '${name}' is not supported with this model. Use ` +
      `'max_completion_tokens' instead.`, 'unsupported_parameter', name));
  const server = serve(without(['max_tokens'], say));
  assert.ok((await ask(server, { maxTokens: 800 })).whole);
  assert.deepEqual(sent(server), [{ stream: true, max_tokens: 800 }, { stream: true, max_completion_tokens: 800 }]);
  assert.deepEqual(server.parameters.without, []);
  // And is left out where it takes neither.
  const neither = serve(without(['max_tokens', 'max_completion_tokens'], say));
  assert.ok((await ask(neither, { maxTokens: 800 })).whole);
  assert.deepEqual(sent(neither).at(-1), { stream: true });
  assert.equal(neither.posts.length, 3);
});

test('a server that does not stream is asked for a whole answer', async () => {
  const plain = () => reply(JSON.stringify({ choices: [{ message: { content: 'Yes.' }, finish_reason: 'stop' }] }));
  for (const error of [
    openai('Your organization must be verified to stream this model.', 'unsupported_value', 'stream'),
    openai('This model does not support streaming.'),
  ]) {
    const server = serve(({ body }) => (body.stream ? refuse(400, error)() : plain()));
    assert.ok((await ask(server)).whole);
  }
});

test('no server is asked without end, nor anew for what it does not say', async () => {
  const stubborn = serve(refuse(400, openai('Unsupported parameters: max_tokens, max_completion_tokens, temperature, ' +
      'stream, model, messages')));
  const { kind } = await ask(stubborn, { temperature: 0.5, maxTokens: 800 });
  assert.equal(kind, 'rejected');
  assert.ok(stubborn.posts.length <= 5, `${stubborn.posts.length} requests`);
  for (const error of [
    openai("Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.",
      'decimal_above_max_value', 'temperature'),
    openai('max_tokens is too large: 100000. This model supports at most 16384 completion tokens.', 'invalid_value',
      'max_tokens'),
    openai('temperature above 1 is not supported'), openai('max_tokens: values greater than 4096 are not allowed'),
    openai('temperature: range: 0..1'), openai('Unsupported parameter: top_k'), openai('unexpected end of stream'),
    { detail: [{ type: 'less_than_equal', loc: ['body', 'temperature'], msg: 'Input should be less than or equal to 2',
      input: 3 }] },
    openai("Unsupported value: 'messages[0].role' does not support 'system'.", 'unsupported_value', 'messages[0].role'),
    openai('The model `tiny` does not exist, request was {"temperature": 0.5, "max_tokens": 800}.', 'model_not_found'),
  ]) {
    const server = serve(refuse(400, error));
    await ask(server, { temperature: 3, maxTokens: 100_000 });
    assert.equal(server.posts.length, 1, JSON.stringify(error));
  }
  // One that has begun to answer has taken the request, and one that wants to be left alone is.
  const begun = serve(() => reply([words('One '), event(openai("Unsupported parameter: 'temperature'"))]));
  await ask(begun, { temperature: 0.5 });
  const busy = serve(refuse(400, openai("Unsupported parameter: 'temperature'"), { 'Retry-After': '9' }));
  await ask(busy, { temperature: 0.5 });
  assert.deepEqual([begun.posts.length, busy.posts.length], [1, 1]);
});

test('what is not set is not sent', async () => {
  const server = serve(good);
  await ask(server);
  assert.deepEqual(sent(server), [{ stream: true }]);
});

test('how long to wait is told by the header or the words', async () => {
  const busy = openai('Rate limit reached. Please try again in 1m2.5s.', 'rate_limit_exceeded');
  const seconds = async (status, body, after) =>
    (await ask(serve(refuse(status, body, after && { 'Retry-After': after })))).error.seconds;
  assert.equal(await seconds(429, 'slow down', '7'), 7);
  assert.equal(await seconds(503, 'Loading model', '2'), 2);
  assert.equal(await seconds(429, 'slow down', '0'), undefined);
  assert.equal(await seconds(429, 'slow down', 'Thu, 01 Jan 1970 00:00:00 GMT'), undefined);
  const date = await seconds(429, 'slow down', new Date(Date.now() + 30_000).toUTCString());
  assert.ok(date >= 28 && date <= 30, String(date));
  assert.equal(await seconds(429, busy), 63);
  assert.equal(await seconds(429, busy, '5'), 5);
  assert.equal(await seconds(429, 'Please retry after 20 seconds.'), 20);
  assert.equal(await seconds(429, 'Please try again in 500ms.'), 1);
  assert.equal(await seconds(429, 'Please retry with 3 models'), undefined);
  for (const [words, wait] of [
    ['Please try again in 1m5.3s.', 66], ['Please try again in 1 minute and 5 seconds.', 65],
    ['Try again in 1 hour, 2 minutes and 3 seconds', 3723], ['Please wait for about 20 seconds before retrying', 20],
    ['retry after: 20s', 20], ['Rate limit resets in 12s', 12], ['Your quota will reset after 8s.', 8],
    ['Please try again in 1 day', 86_400], ['try again in 2h0m1s', 7201], ['Come back in 5 min', 300],
    ['20초 후에 다시 시도해 주세요.', 20], ['약 1분 5초 뒤에 다시 시도하세요', 65], ['1시간 후 다시 요청하세요', 3600],
    ['20초 동안 기다려 주세요', 20], ['retry in 0.2 seconds', 1],
    // These name no wait.
    ['Please try again, the request took 30s', undefined], ['The request timed out after 30 seconds', undefined],
    ['Limit: 3 requests per 20 seconds', undefined], ['요청이 30초를 넘었어요', undefined], ['Try again', undefined],
  ]) assert.equal(await seconds(429, words), wait, words);
});

test('a wait is found wherever a server puts it', async () => {
  const wait = async (body, headers) => (await ask(serve(refuse(429, body, headers)))).error.seconds;
  const retry = (retryDelay) => ({ error: { code: 429, message: 'Resource has been exhausted (e.g. check quota).',
    details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'RATE_LIMIT_EXCEEDED' },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }] } });
  for (const [body, headers, seconds] of [
    ['', { 'retry-after-ms': '1500' }, 2], ['', { 'retry-after-ms': '1500', 'retry-after': '30' }, 2],
    ['', { 'retry-after-ms': 'soon', 'retry-after': '30' }, 30], ['', { 'retry-after': '20s' }, 20],
    [retry('3s'), {}, 3], [[retry('3.5s')], {}, 4],
    [{ error: { message: 'Provider returned error', metadata: { raw: JSON.stringify([retry('3s')]) } } }, {}, 3], [retry('0s'), {}, undefined],
    [{ message: 'slow', retry_after: 2.5 }, {}, 3], [{ error: { message: 'slow', retry_after: '7' } }, {}, 7],
    [{ error: 'slow', retry_after: 9 }, {}, 9], [{ error: { message: 'slow', metadata: { retry_after: 9 } } }, {}, 9],
    [{ error: 'Model huge is currently loading', estimated_time: 20.4 }, {}, 21],
    [{ error: { message: 'slow', retry_after_ms: 1200 } }, {}, 2], [{ error: 'slow', retryAfter: 4 }, {}, 4],
    [{ error: 'slow', retry_after: 9 }, { 'retry-after': '5' }, 5],
    [{ error: 'slow', retry_after: null, estimated_time: 'long' }, {}, undefined],
    [{ error: 'slow', retry_after: -4 }, {}, undefined], [{ error: 'slow', retry_after: 1e99 }, {}, 40 * 86_400],
  ]) assert.equal(await wait(body, headers), seconds, JSON.stringify([body, headers]));
  // And beside the error of a stream.
  const { error } = await ask(serve(() => reply(event({ error: { message: 'slow', code: 429 }, retry_after: 6 }))));
  assert.deepEqual([error.kind, error.seconds], ['busy', 6]);
});
