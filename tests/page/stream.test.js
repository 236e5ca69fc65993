// What comes back from a language model's server, piece by piece, cut anywhere.

import './browser.js';
import { test } from 'node:test';
import assert from 'node:assert/strict';

import { DONE, byByte, event, piece, words } from './model.js';
import { MOST_TEXT, createStream } from '../../www/model/stream.js';

const encode = (text) => new TextEncoder().encode(text);
/** The stream that these chunks come to. */
function streamOf(chunks, most) {
  const stream = createStream(most);
  for (const chunk of chunks) stream.push(typeof chunk === 'string' ? encode(chunk) : chunk);
  if (!stream.tooLong) stream.end();
  return stream;
}
const lookOf = ({ text, thoughts, finish, done, ended, tooLong, error, pieces }) => ({ text, thoughts, finish, done, ended, tooLong, error, pieces });

test('pieces come to a text, wherever they are cut', () => {
  const all = [words('안녕, '), words('world 🙂'), piece({}, 'stop'), DONE].join('');
  const whole = lookOf(streamOf([all]));
  assert.deepEqual(whole, { text: '안녕, world 🙂', thoughts: '', finish: 'stop', done: true, ended: true, tooLong: false, error: undefined, pieces: 2 });
  assert.deepEqual(lookOf(streamOf(byByte(all))), whole);
  assert.deepEqual(lookOf(streamOf(byByte(all.replaceAll('\n', '\r\n')))), whole);
  assert.deepEqual(lookOf(streamOf(byByte(all.replaceAll('\n', '\r')))), whole);
});

test('what has grown so far is there before the end, and thoughts are apart', () => {
  const stream = createStream();
  stream.push(encode(piece({ reasoning_content: 'Hm.' })));
  assert.deepEqual([stream.text, stream.thoughts, stream.thought, stream.ended], ['', 'Hm.', true, false]);
  stream.push(encode(words('Yes')));
  assert.deepEqual([stream.text, stream.pieces], ['Yes', 2]);
});

test('a reason that is followed by more is none until the server says its end', () => {
  assert.equal(streamOf([words('a', 'stop'), words('b')]).ended, false);
  assert.equal(streamOf([words('a', 'stop'), words('b', 'stop')]).ended, false);
  assert.equal(streamOf([words('a', 'stop'), words('b'), DONE]).ended, true);
  assert.equal(streamOf([words('a'), words('b', 'length')]).finish, 'length');
  assert.equal(streamOf([words('a')]).ended, false);
});

test('one JSON answer in place of events', () => {
  const stream = streamOf(byByte(JSON.stringify({ choices: [{ message: { content: 'Yes' }, finish_reason: 'stop' }] })));
  assert.deepEqual([stream.form, stream.text, stream.ended], ['json', 'Yes', true]);
});

test('an error within, and what is no answer', () => {
  assert.equal(streamOf([words('a'), event({ error: { message: 'out of memory' } })]).error.message, 'out of memory');
  assert.equal(streamOf(['event: error\ndata: {"message":"no"}\n\n']).error.message, 'no');
  const page = streamOf(['<html><title>Hi</title>']);
  assert.deepEqual([page.form, page.text, page.ended, page.sample], ['other', '', false, '<html><title>Hi</title>']);
});

test('what does not end is cut off, at a whole character', () => {
  const long = streamOf([words('🙂'.repeat(MOST_TEXT))]);
  assert.ok(long.tooLong && long.text.length <= MOST_TEXT && long.text.isWellFormed?.() !== false);
  assert.equal(streamOf([words('abcdef')], 3).text, 'abc');
  assert.ok(streamOf([`data: ${'x'.repeat(200_001)}`]).tooLong);
});

test('lines that say nothing are passed over', () => {
  const stream = streamOf([': ping\n\n', 'data: \n\n', 'data: not json\n\n', 'id: 5\n', words('a'), 'data: null\n\n', DONE]);
  assert.deepEqual([stream.text, stream.error, stream.done], ['a', undefined, true]);
});
