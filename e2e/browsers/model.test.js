// A language model behind the prompt deck, in Firefox: answers that come in, and servers that fail or refuse.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { PHONE, place, testsIn } from './browser.js';
import { firefox } from './firefox.js';
import { KEY, answerTo, modelServer } from './model_server.js';
import { until } from './page.js';

const site = place('LOBULE_SITE');
const test = testsIn(firefox);

/** The shown output and the two that come next. */
const AHEAD = 3;
/** After so many failures in a row the page waits for the person. */
const MOST_FAILURES = 3;
/** Long enough for a request to show itself that must not come. */
const REST_MS = 300;
/** Limits that make servers fail soon; the answers of good ones are shorter. */
const HASTE = { timeout: '1', tokens: '20' };

let server;
before(async () => { server = await modelServer(); });
after(() => server?.stop());

const atPrompts = async (open, screen) => {
  const page = await open(site, screen);
  await page.deck('prompt');
  await page.click("[name='model-kind'][value='endpoint']");
  return page;
};

/** Fills the form in, by the names of its fields. */
async function enter(page, address, fields = {}) {
  for (const name of ['timeout', 'tokens']) {
    if (!(name in fields)) continue;
    const isOpen = await page.ask(() => document.querySelector('#model-form details').open);
    if (!isOpen) await page.click('#model-form details summary');
  }
  for (const [name, text] of Object.entries({ address, ...fields })) await page.fill(`#model-${name}`, text);
}

async function connect(page, address, fields) {
  await enter(page, address, fields);
  await page.click('#model-connect');
  await page.says('#model-state', /^Connected to/);
}

async function leave(page) {
  await page.click('#model-disconnect');
  await page.says('#model-state', 'Not connected. Nothing leaves this page.');
}

/** Gives the deck another task, so that all its outputs make other prompts. */
async function task(page, text) {
  await page.fill('#task-text', text);
  await page.click('#task-use');
  await page.says('#prompt-text', text);
}

/** Waits for the end of the shown answer, and holds it to what the server says to its prompt. */
async function answered(page) {
  await page.says('#answer-status', /^Answer complete, \d+ words\.$/);
  const [answer, prompt] = [await page.ask(() => document.getElementById('answer-text').textContent), await page.text('#prompt-text')];
  assert.equal(answer, answerTo(prompt));
  return { answer, prompt };
}

const firstWords = (prompt) => answerTo(prompt).split(' ').slice(0, 3).join(' ');

test('answers stream in ahead of the person who rates them, and can be saved', async ({ open, browser }) => {
  const page = await atPrompts(open);
  await task(page, 'Why do cats purr?');
  await page.keys('35');
  await enter(page, server.url('good'));
  await wait(REST_MS);
  assert.deepEqual(server.requests(), [], 'before Connect nothing is asked');
  await page.ask(() => {
    const answer = document.getElementById('answer-text');
    window.lengths = [];
    new MutationObserver(() => lengths.push(answer.textContent.length)).observe(answer, { childList: true });
  });
  await page.click('#model-connect');
  await page.says('#model-state', `Connected to tiny. Prompts, with your task, go to ${server.url('good')}`);
  const { answer, prompt } = await answered(page);
  assert.match(prompt, /Task: Why do cats purr\?$/);
  const lengths = await page.ask(() => lengths);
  assert.ok(lengths.length >= 5 && lengths.every((length, n) => n === 0 || length >= lengths[n - 1]),
    `the answer has grown so: ${lengths}`);
  assert.equal(await page.text('#answer .note'), 'Complete.');

  const asked = await until('the answers ahead are asked for', () => server.asked().length >= AHEAD && server.asked());
  assert.equal(asked[0].prompt, prompt);
  const { stream, model, max_tokens: tokens } = JSON.parse(asked[0].body);
  assert.deepEqual({ stream, model, tokens }, { stream: true, model: 'tiny', tokens: 800 });
  await page.keys('4');
  await page.says('#answers-save', 'Save rated answers (1)');
  const next = await answered(page);
  assert.equal(next.prompt, asked[1].prompt);
  await page.keys('2');
  await page.says('#answers-save', 'Save rated answers (2)');
  const lines = (await browser.saved(page, '#answers-save', 'lobule-prompt-chain.answers.jsonl')).trimEnd().split('\n');
  assert.deepEqual(lines.map((line) => JSON.parse(line)), [
    { prompt, completion: answer, label: true, rating: 4 },
    { prompt: next.prompt, completion: next.answer, label: false, rating: 2 },
  ]);
  await leave(page);
});

test('an answer that pauses, thinks aloud or is full of HTML is shown as the text that it is', async ({ open }) => {
  const page = await atPrompts(open, PHONE);
  for (const mode of ['pauses', 'reasoning', 'plain']) {
    await connect(page, server.url(mode));
    await answered(page);
    await leave(page);
    await task(page, `Another task after ${mode}.`);
  }
  await connect(page, server.url('html-tags'));
  await page.says('#answer-text', '<img src=x onerror=');
  await page.says('#answer-status', 'Answer complete');
  assert.equal(await page.ask(() => document.getElementById('answer-text').children.length), 0);
  assert.doesNotMatch(await page.ask(() => document.title), /owned/);
  const [wide, most] = await page.ask(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= most, `the answer makes the page ${wide} px wide, of ${most}`);
});

test('a key is asked for, checked, and goes to the server alone', async ({ open }) => {
  const page = await atPrompts(open);
  const refused = async (key, words) => {
    await enter(page, server.url('locked'), { key });
    await page.click('#model-connect');
    await page.says('#model-error', words);
    assert.equal(await page.ask(() => document.activeElement.id), 'model-key');
  };
  await refused('', /The server wants a key \(401\)\. Enter it, then connect again\./);
  await refused('sk-wrong-0123456789', /The server refuses the key \(401\)\. Check that it is whole/);
  await refused('two words', /The key holds a space/);
  await connect(page, server.url('locked'), { key: KEY });
  await answered(page);
  const asked = server.requests().filter(({ method, path }) => method === 'POST' && path.startsWith('/locked/'));
  assert.ok(asked.length > 0 && asked.every(({ withKey, body }) => withKey && !body.includes(KEY)));
  await page.keys('5');
  await page.reload();
  assert.equal(await page.ask(() => document.getElementById('model-key').value), '', 'nobody asked to keep the key');
  const kept = await page.ask(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  assert.ok(kept.includes('locked/v1') && !kept.includes(KEY), kept);
});

test('a server that cannot be connected to is told with the remedy', async ({ open }) => {
  const page = await atPrompts(open);
  const before = await page.keys('42');
  for (const [address, words] of [
    [server.url('404'), /There is nothing under http:\S+\/404\/v1 \(404\)/],
    [server.url('429'), /Too many requests \(429\)\. Wait 2 seconds\./],
    [server.url('500'), /The server failed \(500\).*Internal Server Error/s],
    [server.url('500-json'), /CUDA error: out of memory/],
    [server.url('503'), /still loading the model \(503\)/],
    [server.url('silent'), /Not a word for 1 second/],
    [server.url('html'), /A web page came instead of an answer \(HTML\)/],
    [server.url('redirect'), /sends requests on to another address \(redirect\)/],
    [server.url('nocors'), new RegExp(`may not read its answer.+OLLAMA_ORIGINS=${new URL(site).origin}`)],
    [server.nobody, /Nothing answers at http:/],
    [server.url('good').replace('/v1', ''), /Did you forget \/v1\?/],
    ['12', /“12” is not an address/],
  ]) {
    await enter(page, address, { timeout: '1' });
    await page.click('#model-connect');
    await page.says('#model-error', words);
    assert.equal(await page.text('#model-state'), 'Not connected. Nothing leaves this page.', address);
  }
  assert.deepEqual(await page.state(), before);
  await connect(page, server.url('good'));
  await answered(page);
  // That is what two of them are about.
  page.forgive('Cross-Origin Request Blocked');
});

test('a server that fails later is left alone until the person asks again', async ({ open }) => {
  const page = await atPrompts(open);
  await page.keys('42');
  await server.turn('good');
  await connect(page, server.url('late-now'));
  await answered(page);
  // What comes ahead has been drawn by then.
  const { hash } = await page.state();
  await leave(page);
  for (const [mode, words, most, leavesWords] of [
    ['500', /The server failed \(500\)/, MOST_FAILURES],
    ['429', /429.+Wait 2 seconds/, MOST_FAILURES],
    ['404', /There is nothing under .+ \(404\)/, 1],
    ['locked', /The server wants a key \(401\)/, 1],
    ['break', /The connection broke off before the end of the answer\. Ask again\./, MOST_FAILURES, true],
    ['half', /The connection broke off/, MOST_FAILURES, true],
    ['error-in-stream', /the model has run out of context/, MOST_FAILURES, true],
    ['stall', /Not a word for 1 second/, MOST_FAILURES, true],
  ]) {
    await server.turn(mode);
    await task(page, `Task for ${mode}.`);
    await connect(page, server.url('late-now'), HASTE);
    await page.says('#answer-error', /Nothing more is asked for until you press “Ask again”\./);
    assert.match(await page.text('#answer-error'), words);
    const prompt = await page.text('#prompt-text');
    assert.equal(await page.text('#answer-text'), leavesWords ? firstWords(prompt) : '', mode);
    const asked = () => server.asked().filter((request) => request.prompt.endsWith(`Task for ${mode}.`)).length;
    await until(`${mode}: ${most} answers are asked for`, () => asked() >= most);
    await wait(REST_MS);
    assert.equal(asked(), most, `${mode}: so many answers are asked for, and no more`);
    assert.equal((await page.state()).hash, hash, `${mode} has changed the session`);

    await server.turn('plain');
    await page.click('#answer-again');
    await answered(page);
    assert.equal(await page.text('#answer-error'), '', mode);
    await leave(page);
  }
});

test('who does not want to wait stops the answer, leaves the server, or gives up connecting', async ({ open }) => {
  const page = await atPrompts(open);
  await connect(page, server.url('late-stall'), { timeout: '60' });
  const prompt = await page.text('#prompt-text');
  await page.says('#answer-text', firstWords(prompt));
  assert.equal(await page.text('#answer .note'), 'The answer is coming in. You may rate it already.');
  await page.click('#answer-stop');
  await page.says('#answer .note', 'What came is kept, but it is not complete.');
  assert.equal(await page.text('#answer-text'), firstWords(prompt));
  assert.equal(await page.text('#answer-error'), '', 'Stop is no mistake');
  const stalled = () => server.asked().filter(({ path }) => path.includes('late-stall'));
  await until('the stopped request is left', () => stalled().some((request) => request.left && request.prompt === prompt));
  await page.keys('4');
  await page.says('#answers-save', 'Save rated answers (1)');
  await leave(page);
  await until('all requests are left', () => stalled().length > 1 && stalled().every(({ left }) => left));

  await enter(page, server.url('silent'));
  await page.click('#model-connect');
  await page.says('#model-state', 'Connecting …');
  await leave(page);
  assert.equal(await page.text('#model-error'), '', 'giving up is no mistake');
});
