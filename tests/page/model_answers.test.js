// Answers that are asked for, held back, rated, kept and exported, on the real session.

import './browser.js';
import { mock, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { BREAK, DONE, SILENCE, piece, refuse, reply, serve, words } from './model.js';
import { loadModule } from './session.js';
import { createDecks } from '../../www/decks/index.js';
import { createAnswers } from '../../www/model/answers.js';
import { chatBuiltin } from '../../www/model/builtin.js';
import { openConnection } from '../../www/model/connect.js';
import { readRecord } from '../../www/record.js';
import { createStore } from '../../www/state.js';
import { setLanguage } from '../../www/words/language.js';
import { explain } from '../../www/words/model.js';
import { prompt as sentences } from '../../www/words/prompt.js';

const module = await loadModule();
const decks = createDecks(module);

let faked = false;

/** Lets all that is due happen, and nothing that a clock is waited for. */
async function settle() {
  for (let n = 0; n < 60; n += 1) {
    if (faked) mock.timers.tick(0);
    else await new Promise((resolve) => { setTimeout(resolve); });
    await new Promise((resolve) => { setImmediate(resolve); });
  }
}

/** The prompt deck, connected to a server whose answers these functions are. */
async function page(...given) {
  const server = serve(...given);
  const gate = { open: () => server.fetch, close() {}, stopped: 0 };
  let answers;
  const store = createStore(module, { lookahead: () => answers?.lookahead ?? 0 });
  answers = createAnswers(store, gate);
  store.restart({ deck: decks.prompt, seed: 7 });
  const connect = () => answers.connect((connecting) =>
    openConnection({ kind: 'endpoint', address: 'localhost:8080', model: 'tiny', maxTokens: '' }, connecting));
  await connect();
  await settle();
  return { store, answers, server, connect };
}

const fake = (name, then) => test(name, async () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.parse('2026-01-01T00:00:00Z') });
  faked = true;
  try {
    await then();
  } finally {
    mock.timers.reset();
    faked = false;
  }
});

const good = (text = 'Yes.') => () => reply([words(text, 'stop'), DONE]);
const lines = (answers) => answers.jsonl().trimEnd().split('\n').filter(Boolean).map((line) => JSON.parse(line));

fake('nothing at all is asked before Retry-After is over, and then it goes on by itself', async () => {
  for (const written of [() => '20', () => new Date(Date.now() + 20_000).toUTCString()]) {
    mock.timers.setTime(Math.ceil(Date.now() / 1000) * 1000);
    const after = written();
    const { answers, server, store } = await page(refuse(429, 'slow down', { 'Retry-After': after }), good());
    const before = server.asked.length;
    assert.equal(server.posts.length, 1);
    assert.equal(answers.shown.error.kind, 'busy');
    assert.equal(answers.held, Date.now() + 20_000);
    // Whatever a person does meanwhile.
    for (const act of [() => answers.again(), () => answers.setTask('Another.'), () => store.skip(),
      () => store.rate(4), () => answers.again()]) {
      act();
      mock.timers.tick(3900);
      await settle();
    }
    assert.equal(server.asked.length, before);
    mock.timers.tick(600);
    await settle();
    assert.equal(answers.held, undefined);
    assert.equal(answers.shown.state, 'done');
    assert.equal(server.posts.length, 4);
    answers.disconnect();
  }
});

fake('what was refused is asked anew when the time is over, three times at most', async () => {
  const { answers, server } = await page(refuse(503, 'Loading model', { 'Retry-After': '2' }));
  for (const posts of [1, 2, 3]) {
    assert.deepEqual([server.posts.length, answers.shown.state, answers.paused], [posts, 'failed', posts === 3]);
    mock.timers.tick(1999);
    await settle();
    assert.equal(server.posts.length, posts);
    mock.timers.tick(1);
    await settle();
  }
  // It is the one on show that is asked anew, and no other before it.
  assert.equal(new Set(server.posts.map(({ body }) => body.messages[0].content)).size, 1);
  answers.disconnect();
});

fake('a refusal of what comes next holds back all, and a longer wait wins', async () => {
  const { answers, server, store } = await page(good(), refuse(429, '', { 'Retry-After': '20' }), good());
  assert.deepEqual([answers.shown.state, server.posts.length], ['done', 2]);
  store.rate(5);
  store.rate(5);
  await settle();
  mock.timers.tick(19_000);
  await settle();
  assert.equal(server.posts.length, 2);
  mock.timers.tick(1000);
  await settle();
  assert.equal(server.posts.length, 5);
  answers.disconnect();
});

fake('a wait beyond what timers count is kept, and ends with its connection', async () => {
  const { answers, server, connect } = await page(refuse(429, '', { 'Retry-After': '3000000' }), good());
  mock.timers.tick(2_999_000_000);
  await settle();
  assert.equal(server.posts.length, 1);
  await connect();
  await settle();
  assert.ok(answers.held === undefined && server.posts.length > 1);
  answers.disconnect();
});

fake('a time-out of our own holds nothing back', async () => {
  const { answers, server } = await page(() => reply([SILENCE]), good());
  mock.timers.tick(60_000);
  await settle();
  assert.deepEqual([answers.shown.error.kind, answers.held], ['stalled', undefined]);
  assert.match(explain(answers.shown.error), /Not a word for 60 seconds/);
  // What comes next is asked for at once, and what has failed only when the person says so.
  assert.ok(server.posts.length > 1);
  mock.timers.tick(120_000);
  await settle();
  assert.equal(answers.shown.state, 'failed');
  answers.again();
  await settle();
  assert.equal(answers.shown.state, 'done');
  answers.disconnect();
});

fake('a long wait is said with its day, and has an end', async () => {
  for (const [written, most] of [['86400', 86_400], ['99999999999', 40 * 86_400], ['9'.repeat(400), 40 * 86_400]]) {
    const { answers } = await page(refuse(429, 'slow down', { 'Retry-After': written }));
    assert.equal(answers.held, Date.now() + most * 1000, written);
    const end = new Date(answers.held);
    const { error } = answers.shown;
    for (const language of ['en', 'ko']) {
      setLanguage(language);
      assert.ok(sentences.held(end).includes(String(end.getDate())), sentences.held(end));
      assert.doesNotMatch(explain(error), /\d{5}|NaN|Invalid/);
    }
    setLanguage('en');
    answers.disconnect();
  }
  const soon = new Date(Date.now() + 60_000);
  assert.doesNotMatch(sentences.held(soon), /2026/);
});

fake('a parameter that is refused with a wait is left out after it', async () => {
  const body = { error: { message: "Unsupported parameter: 'stream'", param: 'stream' } };
  const { answers, server } = await page(({ body: { stream } }) => (stream
    ? refuse(400, body, { 'Retry-After': '5' })()
    : reply(JSON.stringify({ choices: [{ message: { content: 'Yes.' }, finish_reason: 'stop' }] }))));
  assert.equal(server.posts.length, 1);
  mock.timers.tick(4999);
  await settle();
  assert.equal(server.posts.length, 1);
  mock.timers.tick(1);
  await settle();
  assert.equal(answers.shown.text, 'Yes.');
  assert.ok(server.posts.slice(1).every(({ body }) => !('stream' in body)));
  assert.deepEqual(answers.connection.without, ['stream']);
  answers.disconnect();
});

const LASTING = [
  [401, { error: { message: 'Incorrect API key provided' } }], [402, 'Payment Required'],
  [429, { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } }],
  [429, 'slow down'], [503, 'Loading model'], [503, { error: { message: 'Overloaded' } }], [403, 'Forbidden'],
  [404, '404 page not found'],
];

fake('a refusal that holds for every prompt is not asked for thrice', async () => {
  for (const [status, body] of LASTING) {
    const { answers, server, store } = await page(refuse(status, body), good());
    const { length } = server.posts;
    assert.deepEqual([length, answers.paused, answers.shown.state], [1, true, 'failed'], String(status));
    answers.setTask('Another.');
    store.skip();
    mock.timers.tick(600_000);
    await settle();
    assert.equal(server.posts.length, 1);
    answers.again();
    await settle();
    assert.deepEqual([answers.shown.state, answers.paused, server.posts.length], ['done', false, 4]);
    answers.disconnect();
  }
});

// With a real clock: Node's own forgets a timer that is set beside one that is set anew.
test('what comes in goes on when the next one is refused, and nothing more is asked for', async () => {
  let finish;
  const slow = () => new Response(new ReadableStream({
    start(controller) {
      const send = (text) => controller.enqueue(new TextEncoder().encode(text));
      send(words('One '));
      finish = () => {
        send(words('two.', 'stop') + DONE);
        controller.close();
      };
    },
  }));
  const { answers, server } = await page(slow, refuse(503, 'Loading model'));
  assert.deepEqual([answers.shown.text, answers.shown.state, answers.paused], ['One ', 'asking', true]);
  finish();
  await settle();
  assert.deepEqual([answers.shown.text, answers.shown.state], ['One two.', 'done']);
  assert.equal(server.posts.length, 2);
  answers.disconnect();
});

fake('an answer that was cut is incomplete, in words and in the export, and no failure of the server', async () => {
  for (const [stream, incomplete] of [
    [[words('One '), words('two.', 'stop'), DONE], undefined], [[words('One two'), piece({}, 'length'), DONE], true],
    [[words('One two'), piece({}, 'content_filter'), DONE], true], [[words('One two', 'stop'), BREAK], true],
    [[words('One ', 'stop'), words('two', 'stop')], true],
  ]) {
    const { answers, store } = await page(() => reply([...stream]));
    assert.equal(answers.shown.state, incomplete ? 'partial' : 'done');
    if (incomplete) assert.ok(explain(answers.shown.error).length > 10);
    const reasons = ['length', 'filter'];
    if (reasons.includes(answers.shown.error?.kind)) assert.ok(!answers.paused);
    store.rate(5);
    const [line] = lines(answers);
    assert.deepEqual([line.incomplete, line.rating], [incomplete, 5]);
    // Kept and opened again, it is the same.
    const kept = JSON.parse(JSON.stringify(answers.toJSON()));
    const copy = createAnswers(store, {});
    copy.fromJSON(kept);
    assert.deepEqual(lines(copy), lines(answers));
    answers.disconnect();
  }
});

fake('thoughts are shown, and neither rated nor kept nor exported', async () => {
  const thinking = [piece({ reasoning: 'Hm, aside. ' }), words('<think>Hm, '), words('inside.</think>Yes.', 'stop'),
    DONE];
  const { answers, store } = await page(() => reply([...thinking]));
  assert.deepEqual([answers.shown.text, answers.shown.thoughts], ['Yes.', 'Hm, aside. \n\nHm, inside.']);
  store.rate(5);
  assert.equal(lines(answers)[0].completion, 'Yes.');
  assert.ok(!JSON.stringify(answers.toJSON()).includes('Hm'));
  answers.disconnect();
  const open = await page(() => reply([words('<think>Hm'), words(' and hm'), DONE]));
  assert.deepEqual([open.answers.shown.state, open.answers.shown.error.kind], ['failed', 'empty']);
  open.store.rate(5);
  assert.deepEqual(lines(open.answers), []);
  open.answers.disconnect();
});

// Unicode

const isWellFormed = (text) => text.isWellFormed();

fake('half a character never stands in an answer, in what is kept or in the export', async () => {
  const half = JSON.stringify('Plan 😀').slice(1, -2);
  for (const [chunks, text] of [
    [[words('Plan \ud83d'), BREAK], 'Plan '], [[words('Plan \ud83d', 'length'), DONE], 'Plan '],
    [[words('Plan \ud83d'), words('\ude00', 'stop'), DONE], 'Plan 😀'],
    [[words('Plan \ud83d'), words(' and \ude00 on', 'stop'), DONE], 'Plan \ufffd and \ufffd on'],
    [[words('\ude00 Plan', 'stop'), DONE], '\ufffd Plan'],
    [[piece({ reasoning: 'Hm \ud83d' }), words('Plan ', 'stop'), DONE], 'Plan '],
    [[`data: {"choices":[{"delta":{"content":"Plan \\ud83d"},"finish_reason":"stop"}]}\n\n`, DONE], 'Plan '],
    [[`data: {"choices":[{"delta":{"content":"${half}`, BREAK], ''],
  ]) {
    const { answers, store } = await page(() => reply([...chunks]));
    const { text: shown, thoughts } = answers.shown;
    assert.equal(shown, text);
    assert.ok(isWellFormed(thoughts));
    store.rate(5);
    for (const line of lines(answers)) assert.ok(isWellFormed(line.completion) && isWellFormed(line.prompt));
    for (const { text } of answers.toJSON().answers) assert.ok(isWellFormed(text));
    answers.disconnect();
  }
});

fake('an answer that would not end is cut between characters', async () => {
  const { answers } = await page(() => reply([words(`${'x'.repeat(19_999)}😀😀`), DONE]));
  assert.equal(answers.shown.error.kind, 'long');
  assert.deepEqual([answers.shown.text.length, isWellFormed(answers.shown.text)], [19_999, true]);
  answers.disconnect();
});

fake('a task is cut between characters, and what goes out is well formed', async () => {
  const { answers, server } = await page(good());
  answers.setTask(`${'x'.repeat(3999)}😀`);
  assert.equal(answers.task(), 'x'.repeat(3999));
  answers.setTask('half \ud83d of it');
  await settle();
  assert.ok(server.posts.every(({ body }) => isWellFormed(body.messages[0].content)));
  const { context } = answers.shown;
  answers.fromJSON({ tasks: { [context]: `${'y'.repeat(3999)}😀` } });
  assert.equal(answers.task(), 'y'.repeat(3999));
  answers.disconnect();
});

test('a session that was kept with half an emoji opens, and exports well-formed lines', async () => {
  const file = JSON.parse(await readFile(new URL('model_half_emoji.session.json', import.meta.url), 'utf8'));
  assert.ok(!isWellFormed(file.page.answers[0].text));
  const store = createStore(module);
  const answers = createAnswers(store, {});
  const record = readRecord(file, Object.values(decks));
  assert.ok(await store.load(record));
  answers.fromJSON(record.page);
  const [line] = lines(answers);
  assert.deepEqual([line.completion, line.rating, line.incomplete], ['Plan ', 4, true]);
  assert.ok(lines(answers).every(({ prompt, completion }) => isWellFormed(prompt) && isWellFormed(completion)));
  assert.ok(answers.toJSON().answers.every(({ text }) => isWellFormed(text)));
});

test('what older versions kept as complete that was cut by its tokens is not', () => {
  const store = createStore(module);
  const answers = createAnswers(store, {});
  store.restart({ deck: decks.prompt, seed: 7 });
  const { id, context, cards } = store.output;
  const kept = { id, context, cards, prompt: 'P', text: 'One two', rated: 1 };
  store.rate(5);
  for (const [saved, incomplete] of [
    [{ complete: true, finish: 'stop' }, undefined], [{ complete: true, finish: 'length' }, true],
    [{ complete: false }, true], [{ complete: false, finish: 'stalled' }, true],
  ]) {
    answers.fromJSON({ answers: [{ ...kept, ...saved }] });
    assert.equal(lines(answers)[0].incomplete, incomplete, JSON.stringify(saved));
    const { error } = answers.answerOf(id);
    if (error) assert.ok(!/undefined/.test(explain(error)));
  }
});

// The browser's own model

const builtin = (chunks, pause = 0) => ({
  clone: async () => ({
    destroy() {},
    promptStreaming: () => new ReadableStream({
      async start(controller) {
        for (const chunk of chunks) {
          if (pause) await new Promise((resolve) => { setTimeout(resolve, pause); });
          if (chunk === BREAK) return controller.error(new Error('out of memory'));
          controller.enqueue(chunk);
        }
        return controller.close();
      },
    }),
  }),
});

async function askBuiltin(chunks, { signal, pause, timeout = 5 } = {}) {
  let last;
  const error = await chatBuiltin(builtin(chunks, pause), 'Hello', { signal, timeout }, (said) => { last = said; })
    .catch((reason) => reason);
  return { ...last, kind: error?.kind };
}

test('the model of the browser is held to the same', async () => {
  assert.deepEqual(await askBuiltin(['Yes', '.']), { text: 'Yes.', thoughts: '', thinking: false, kind: undefined });
  assert.deepEqual(await askBuiltin(['<think>Hm', '.</think>Yes.']), { text: 'Yes.', thoughts: 'Hm.', thinking: false,
    kind: undefined });
  assert.equal((await askBuiltin(['<think>Hm.'])).kind, 'empty');
  const broken = await askBuiltin(['Plan \ud83d', BREAK], { pause: 5 });
  assert.deepEqual([broken.text, broken.kind], ['Plan ', 'builtin']);
  assert.equal((await askBuiltin(['Plan \ud83d', '\ude00'])).text, 'Plan 😀');
  const long = await askBuiltin([`${'x'.repeat(19_999)}😀`]);
  assert.deepEqual([long.kind, isWellFormed(long.text)], ['long', true]);
  // A stream that closes when it is stopped has not come to its end.
  const controller = new AbortController();
  const stopped = askBuiltin(['One ', 'two'], { signal: controller.signal, pause: 30 });
  setTimeout(() => controller.abort(), 45);
  assert.equal((await stopped).kind, 'cancelled');
});
