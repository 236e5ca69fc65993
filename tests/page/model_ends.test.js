// An answer is complete when the stream says so and ends; else it is not.

import './browser.js';
import { test } from 'node:test';
import assert from 'node:assert/strict';

import { BREAK, DONE, SILENCE, answerOf, ask, event, piece, reply, serve, words } from './model.js';

test('a reason and an end make a complete answer', async () => {
  for (const stream of [
    [words('One '), words('two.'), piece({}, 'stop'), DONE],
    [words('One '), words('two.'), piece({}, 'stop')],
    [words('One '), words('two.', 'stop')],
    [words('One '), words('two.'), DONE],
    [piece({ reasoning: 'Hm.' }, 'length'), words('One two.'), DONE],
    [words('One two.', 'STOP'), event({ choices: [], usage: {} }), DONE],
    [words('One two.', 'end_turn')],
    [words('One '), words('two.'), piece({ content: '' }, 'eos_token')],
    [JSON.stringify({ choices: [{ message: { content: 'One two.' }, finish_reason: 'stop' }] })],
    [JSON.stringify({ choices: [{ message: { content: 'One two.' } }] })],
  ]) {
    const { text, whole, kind } = await answerOf(...stream);
    assert.deepEqual([text, whole, kind], ['One two.', true, undefined], stream.join(''));
  }
});

test('a reason in every chunk is none before the stream has ended', async () => {
  for (const reason of ['stop', 'null', '', 'None', 'length']) {
    for (const end of [BREAK, SILENCE]) {
      const server = { ...serve(() => reply([words('One ', reason), words('two', reason), end])), timeout: 0.05 };
      const { text, whole, kind } = await ask(server);
      assert.deepEqual([text, whole, kind], ['One two', false, end === BREAK ? 'broken' : 'stalled'], reason);
    }
    const { whole } = await answerOf(words('One ', reason), words('two', reason));
    assert.equal(whole, false, `${reason}: the body has ended, which says nothing here`);
  }
  const { whole } = await answerOf(words('One ', 'stop'), words('two.', 'stop'), DONE);
  assert.equal(whole, true);
});

test('a pause after a reason is no end', async () => {
  for (const first of [words('One ', 'stop'), piece({ reasoning_content: 'Hm.' }, 'stop')]) {
    const late = new ReadableStream({
      async start(controller) {
        const send = (text) => controller.enqueue(new TextEncoder().encode(text));
        send(first + words('two '));
        await new Promise((resolve) => { setTimeout(resolve, 2300); });
        send(words('three.', 'stop') + DONE);
        controller.close();
      },
    });
    const { text, whole } = await ask(serve(() => new Response(late)));
    assert.ok(whole && text.endsWith('two three.'), text);
  }
});

test('a break or a silence after the last reason is not the end that was to come', async () => {
  for (const [end, kind] of [[BREAK, 'broken'], [SILENCE, 'stalled']]) {
    const stream = [words('One two.'), piece({}, 'stop'), end];
    const result = await ask({ ...serve(() => reply(stream)), timeout: 0.05 });
    assert.deepEqual([result.text, result.kind, result.whole], ['One two.', kind, false]);
  }
});

test('no reason and no end is a break', async () => {
  for (const reason of [null, 'null', '', 'none']) {
    const { kind } = await answerOf(words('One two', reason));
    assert.equal(kind, 'broken', String(reason));
  }
  const { kind } = await answerOf('{"choices":[{"message":{"content":"One tw');
  assert.equal(kind, 'malformed');
});

test('an answer that was cut says by what', async () => {
  for (const [reason, kind, said] of [
    ['length', 'length', 'most tokens'], ['max_tokens', 'length', 'most tokens'],
    ['MAX_TOKENS', 'length', 'most tokens'],
    ['content_filter', 'filter', 'filter'], ['SAFETY', 'filter', 'filter'], ['abort', 'ended', 'abort'],
    ['insufficient_system_resource', 'ended', 'insufficient_system_resource'], ['tool_calls', 'ended', 'tool_calls'],
  ]) {
    for (const stream of [
      [words('One two'), piece({}, reason), DONE],
      [JSON.stringify({ choices: [{ message: { content: 'One two' }, finish_reason: reason }] })],
    ]) {
      const result = await answerOf(...stream);
      assert.deepEqual([result.text, result.kind, result.error], ['One two', kind, undefined], reason);
      assert.ok(result.told.includes(said), result.told);
    }
  }
});

test('an answer without words says why', async () => {
  for (const [stream, kind] of [
    [[piece({}, 'stop'), DONE], 'empty'],
    [[piece({ reasoning_content: 'Hm.' }), piece({}, 'length'), DONE], 'empty'],
    [[piece({}, 'content_filter'), DONE], 'filter'],
    [[piece({ refusal: "I can't help with that." }), piece({}, 'stop'), DONE], 'filter'],
    [[piece({}, 'network_error'), DONE], 'ended'],
  ]) {
    const result = await answerOf(...stream);
    assert.equal(result.error?.kind, kind, stream.join(''));
    if (stream[0].includes('refusal')) assert.ok(result.told.includes('“I can\'t help with that.”'), result.told);
  }
});

test('a whole message at the end of a stream stands in place of its pieces', async () => {
  const whole = (content = 'One two.', more = {}) =>
    event({ choices: [{ message: { role: 'assistant', content }, ...more }] });
  const stop = { finish_reason: 'stop' };
  for (const stream of [
    [words('One '), words('two.'), whole('One two.', stop)],
    [words('One '), words('two.'), whole('One two.', { delta: null, ...stop }), DONE],
    [words('One '), words('two.'), whole('One two.', { delta: {}, ...stop }), DONE],
    [words('One '), words('two.'), piece({}, 'stop'), whole()],
    [words('One '), words('two.', 'stop'), whole('One two.', stop), DONE],
    [words('One '), words('tow'), whole('One two.', stop), DONE],
    [words('One '), words('two.'), whole('', stop), DONE], [words('One '), words('two.'), whole(null, stop), DONE],
    // Beside each piece stands all that there is so far.
    [whole('One ', { delta: { content: 'One ' } }), whole('One two.', { delta: { content: 'two.' }, ...stop }), DONE],
    // Without pieces there are as many messages, or one that grows.
    [whole('One two.', stop)], [whole('One two.', { delta: {}, ...stop })], [whole('One '), whole('two.', stop), DONE],
    [whole('One '), whole('One two.', stop), DONE], [whole('One '), whole('two.'), whole('One two.', stop)],
  ]) {
    const { text, whole, kind } = await answerOf(...stream);
    assert.deepEqual([text, whole, kind], ['One two.', true, undefined], stream.join(''));
  }
  const thought = { reasoning_content: 'Hm.' };
  const thoughtful = await answerOf(piece(thought), words('Yes.'),
    event({ choices: [{ message: { content: 'Yes.', ...thought }, finish_reason: 'stop' }] }));
  assert.deepEqual([thoughtful.text, thoughtful.thoughts, thoughtful.whole], ['Yes.', 'Hm.', true]);
  const declined = await answerOf(piece({ refusal: 'No.' }),
    event({ choices: [{ message: { content: null, refusal: 'No.' }, finish_reason: 'stop' }] }));
  assert.ok(declined.kind === 'filter' && !declined.told.includes('No.No.'), declined.told);
});

test('whatever comes is a sign of life, and no answer', async () => {
  await Promise.all([': keep-alive\n\n', ': OPENROUTER PROCESSING\n\n', piece({}), piece({ content: '' }),
    piece({ role: 'assistant', content: null }), event({ choices: [], usage: null }),
    'event: ping\n\n', '\n'].map(async (sign) => {
    const slow = (end) => () => new Response(new ReadableStream({
      async start(controller) {
        const send = (text) => controller.enqueue(new TextEncoder().encode(text));
        for (let n = 0; n < 6; n += 1) {
          send(sign);
          await new Promise((resolve) => { setTimeout(resolve, 50); });
        }
        end.forEach(send);
        if (end.length > 0) controller.close();
      },
    }));
    const { text, whole } = await ask({ ...serve(slow([words('Yes.', 'stop'), DONE])), timeout: 0.2 });
    assert.deepEqual([text, whole], ['Yes.', true], sign);
    assert.equal((await ask({ ...serve(slow([DONE])), timeout: 0.2 })).kind, 'empty', sign);
    assert.equal((await ask({ ...serve(slow([])), timeout: 0.2 })).kind, 'stalled', sign);
  }));
});
