// What a model thinks is told from what it answers, however a server hands it on and wherever it is cut.

import './browser.js';
import { test } from 'node:test';
import assert from 'node:assert/strict';

import { DONE, SILENCE, answerOf, ask, byByte, event, piece, reply, serve, words } from './model.js';
import { splitThoughts } from '../../www/model/thoughts.js';

/** Thoughts and answer within one text. */
const MARKED = [
  ['<think>Hm, 안녕.</think>\n\nYes.', 'Hm, 안녕.', 'Yes.'],
  ['\n<thinking>\nHm.\n</thinking>Yes.', 'Hm.', 'Yes.'],
  ['<thought>Hm.</thought>Yes.', 'Hm.', 'Yes.'],
  ['<reasoning>Hm.</reasoning>\nYes.', 'Hm.', 'Yes.'],
  ['<THINK>Hm.</Think>Yes.', 'Hm.', 'Yes.'],
  ['[THINK]Hm, [a list].[/THINK]Yes.', 'Hm, [a list].', 'Yes.'],
  ['◁think▷Hm.◁/think▷Yes.', 'Hm.', 'Yes.'],
  ['<seed:think>Hm.</seed:think>Yes.', 'Hm.', 'Yes.'],
  ['<think></think>\n\nYes.', '', 'Yes.'],
  ['<think>Hm.</think>\n<think>So.</think>\nYes.', 'Hm.\n\nSo.', 'Yes.'],
  ['<think><think>Hm.</think></think>\nYes.', '<think>Hm.', 'Yes.'],
  ['<think>It asks about `</think>` marks.</think>Yes.', 'It asks about `</think>` marks.', 'Yes.'],
  ['<think>It is "[/THINK]" or `code`</think>Yes.', 'It is "[/THINK]" or `code`', 'Yes.'],
  ['<think>Hm.</think>So:\n</think>\nYes.', 'Hm.', 'So:\n</think>\nYes.'],
  // The opening mark was the prompt's.
  ['Hm.\n</think>\n\nYes.', 'Hm.', 'Yes.'],
  ['Hm.</think>\n\nYes.', 'Hm.', 'Yes.'],
  ['Hm.\n[/THINK]Yes.', 'Hm.', 'Yes.'],
  ['<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Yes.<|return|>', 'Hm.',
    'Yes.'],
  ['<|start|>assistant<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary<|message|>So.' +
    '<|end|><|start|>assistant<|channel|>final<|message|>Yes.', 'Hm.\n\nSo.', 'Yes.'],
  ['<|channel|>analysis<|message|>Hm.<|end|>Yes.', 'Hm.', 'Yes.'],
  ['<|channel|>final <|constrain|>json<|message|>{"a":1}<|return|>', '', '{"a":1}'],
  ['<|channel|>final<|message|>A mark is `<|end|>`, and another `<|channel|>`.<|return|>', '',
    'A mark is `<|end|>`, and another `<|channel|>`.'],
  // Of other makers.
  ['<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>Yes.<|END_RESPONSE|>', 'Hm.', 'Yes.'],
  ['<|START_THINKING|>Hm.<|END_THINKING|>Yes.', 'Hm.', 'Yes.'], ['<|START_RESPONSE|>Yes.<|END_RESPONSE|>', '', 'Yes.'],
  ['Hm.<|END_THINKING|><|START_RESPONSE|>Yes.', 'Hm.', 'Yes.'],
  ['<|channel>thought\nHm.\n<channel|>Yes.', 'Hm.', 'Yes.'], ['<|channel>thought\n<channel|>Yes.', '', 'Yes.'],
  ['<|im_start|>assistant\n<think>Hm.</think>\nYes.<|im_end|>', 'Hm.', 'Yes.'],
  ['<|im_start|><think>\nHm.\n</think>Yes.', 'Hm.', 'Yes.'], ['<|im_start|>assistant\nYes.<|im_end|>', '', 'Yes.'],
  ['<analysis>Hm.</analysis>\nYes.', 'Hm.', 'Yes.'],
  ['Here is my thought process:\n\nHm.\n\nHere is my response:\n\nYes.', 'Hm.', 'Yes.'],
  ["Here's my thought process: Hm. Here's my response: Yes.", 'Hm.', 'Yes.'],
  ['analysisHm, what?assistantfinalYes.', 'Hm, what?', 'Yes.'],
  ['analysisWe need a recipe.assistantfinal\n\nYes.', 'We need a recipe.', 'Yes.'],
  ['assistantanalysisHm.assistantfinalYes.', 'Hm.', 'Yes.'], ['analysis음…assistantfinal네.', '음…', '네.'],
  // An answer may begin with the same words.
  ['<analysis>Two parts.</analysis>', '', '<analysis>Two parts.</analysis>'],
  ['<analysis>Two parts', '', '<analysis>Two parts'], ['analysisResult = 1;', '', 'analysisResult = 1;'],
  ['analysis of it: first', '', 'analysis of it: first'], ['analysis', '', 'analysis'],
  ['Analysis: assistantfinal is a mark.', '', 'Analysis: assistantfinal is a mark.'],
  ['Here is my thought process: first this.', '', 'Here is my thought process: first this.'],
  ['Here is my plan.', '', 'Here is my plan.'], ['Here is my', '', 'Here is my'],
  ['Here is my response: Yes.', '', 'Here is my response: Yes.'],
  ['So: Here is my thought process: a. Here is my response: b.', '',
    'So: Here is my thought process: a. Here is my response: b.'],
  ['Say <|START_THINKING|> first.', '', 'Say <|START_THINKING|> first.'],
  ['<|im_start|> opens a turn, <|im_end|>', '', '<|im_start|> opens a turn, <|im_end|>'],
  ['It ends with </analysis>\nas it does.', '', 'It ends with </analysis>\nas it does.'],
  ['<|START', '', '<|START'], ['Yes.<|END_RESPONSE|>', '', 'Yes.<|END_RESPONSE|>'],
  // An open thought is no answer.
  ['<|START_THINKING|>Hm', 'Hm', ''], ['<|channel>thought\nHm', 'Hm', ''],
  ['<think>Hm', 'Hm', ''], ['[THINK]Hm', 'Hm', ''], ['<|channel|>analysis<|message|>Hm', 'Hm', ''],
  // Marks that an answer speaks about are its own.
  ['Write `<think>` and `</think>` around it.', '', 'Write `<think>` and `</think>` around it.'],
  ['Between <think> and </think> it thinks.', '', 'Between <think> and </think> it thinks.'],
  ['It ends with `</think>`.', '', 'It ends with `</think>`.'],
  ['It ends with </think>, not before.', '', 'It ends with </think>, not before.'],
  ['Like this:\n```\n</think>\n```\nSo it is.', '', 'Like this:\n```\n</think>\n```\nSo it is.'],
  ['Like this:\n<think>\nHm.\n</think>\nSo it is.', '', 'Like this:\n<think>\nHm.\n</think>\nSo it is.'],
  ['`<think>` opens.', '', '`<think>` opens.'],
  ['Say [THINK] and [/THINK].', '', 'Say [THINK] and [/THINK].'],
  ['Then comes <|channel|>final<|message|>.', '', 'Then comes <|channel|>final<|message|>.'],
  ['<thi', '', '<thi'], ['<b>bold</b>', '', '<b>bold</b>'], ['[1, 2]', '', '[1, 2]'], ['<thinker>', '', '<thinker>'],
];

test('marks tell thoughts from the answer, and only before it', () => {
  for (const [raw, thoughts, text] of MARKED) {
    assert.deepEqual(splitThoughts(raw, true), { text, thoughts }, raw);
  }
});

test('a stream that is cut at any byte comes to the same', async () => {
  for (const [raw, thoughts, text] of MARKED) {
    const stream = byByte([...raw].map((letter) => words(letter)).join('') + piece({}, 'stop') + DONE);
    const got = await answerOf(...stream);
    assert.deepEqual([got.text, got.thoughts], [text, thoughts], raw);
    assert.equal(got.error?.kind, text ? undefined : 'empty', raw);
  }
});

test('an answer never shows a mark that has come by half', async () => {
  const begun = MARKED.filter(([raw, thoughts, text]) =>
    thoughts && /^\s*[<[◁]/.test(raw) && !/[<[]/.test(thoughts + text));
  for (const [raw] of begun) {
    const { seen } = await answerOf(...[...raw].map((letter) => words(letter)), DONE);
    for (const { text } of seen) assert.ok(!/[<[◁]/.test(text), `${raw}: ${text}`);
  }
  for (const [raw, , answer] of MARKED.filter(([raw, thoughts]) => thoughts && /^([hH]ere|a)/.test(raw))) {
    const { seen } = await answerOf(...[...raw].map((letter) => words(letter)), DONE);
    for (const { text } of seen) assert.ok(answer.startsWith(text), `${raw}: ${text}`);
  }
});

test('thoughts that come apart from the answer are no part of it', async () => {
  const text = (text) => ({ type: 'text', text });
  for (const thinking of [
    { reasoning_content: 'Hm.' }, { reasoning: 'Hm.' }, { thinking: 'Hm.' }, { thought: 'Hm.' },
    { reasoning: { content: 'Hm.' } }, { thinking: [text('Hm.')] },
    { reasoning_details: [{ type: 'reasoning.text', text: 'Hm.' }] },
    { reasoning_details: [{ type: 'reasoning.summary', summary: 'Hm.' }] },
    { reasoning: 'Hm.', reasoning_details: [{ type: 'reasoning.text', text: 'Hm.' }] },
    { reasoning_content: '', reasoning: 'Hm.' }, { reasoning_content: null, reasoning: 'Hm.' },
    { content: [{ type: 'thinking', thinking: 'Hm.' }] },
    { content: [{ type: 'thinking', thinking: [text('Hm.')] }] },
    { content: [{ type: 'reasoning', text: 'Hm.' }] }, { content: [{ type: 'reasoning', summary: [text('Hm.')] }] },
    { content: [{ text: 'Hm.', thought: true }] }, { content: { type: 'thinking', thinking: 'Hm.' } },
  ]) {
    const what = JSON.stringify(thinking);
    const got = await answerOf(piece(thinking), piece({ content: [text('Yes')] }), words('.'), piece({}, 'stop'), DONE);
    assert.deepEqual([got.text, got.thoughts, got.whole], ['Yes.', 'Hm.', true], what);
    assert.deepEqual(got.seen.find(({ thinking }) => thinking), { text: '', thoughts: 'Hm.', thinking: true }, what);
    // Not streamed, beside the answer or in one list with it.
    const content = Array.isArray(thinking.content) ? [...thinking.content, text('Yes.')] : 'Yes.';
    if (thinking.content && !Array.isArray(thinking.content)) continue;
    const message = { ...thinking, content };
    const plain = await answerOf(JSON.stringify({ choices: [{ message, finish_reason: 'stop' }] }));
    assert.deepEqual([plain.text, plain.thoughts], ['Yes.', 'Hm.'], what);
  }
});

test('each kind of thought is a sign of life', async () => {
  for (const thinking of [
    { content: '<thought>Hm' }, { content: '[THINK]' }, { content: '<|channel|>analysis<|message|>' },
    { thinking: 'Hm.' }, { content: [{ type: 'thinking', thinking: 'Hm.' }] }, { reasoning: 'Hm.' },
    { content: [{ type: 'redacted_thinking', data: 'x' }] },
    { reasoning_details: [{ type: 'reasoning.encrypted', data: 'x' }] },
  ]) {
    const slow = new ReadableStream({
      async start(controller) {
        for (let n = 0; n < 6; n += 1) {
          controller.enqueue(new TextEncoder().encode(piece(thinking)));
          await new Promise((resolve) => { setTimeout(resolve, 50); });
        }
        controller.enqueue(new TextEncoder().encode(DONE));
        controller.close();
      },
    });
    const { kind, seen } = await ask({ ...serve(() => new Response(slow)), timeout: 0.2 });
    assert.equal(kind, 'empty', JSON.stringify(thinking));
    assert.ok(seen.some(({ thinking }) => thinking), JSON.stringify(thinking));
  }
  const server = { ...serve(() => reply([': still there\n\n', piece({ role: 'assistant' }), SILENCE])), timeout: 0.05 };
  assert.equal((await ask(server)).kind, 'stalled');
});

test('what is no thought stays an answer', async () => {
  const { text, thoughts } = await answerOf(
    event({ choices: [{ delta: { content: { html: '<b>' } } }] }), event({ choices: [{ delta: { content: 7 } }] }),
    piece({ content: [{ type: 'text', text: 'Yes' }, { type: 'image_url', image_url: {} }, '.'] }), DONE);
  assert.deepEqual([text, thoughts], ['Yes.', '']);
});

test('thoughts without end are shown in part', async () => {
  const { thoughts, text } = await answerOf(piece({ reasoning: 'x'.repeat(30_000) }), words('Yes.', 'stop'), DONE);
  assert.deepEqual([thoughts.length, thoughts.at(-1), text], [20_000, '…', 'Yes.']);
});
