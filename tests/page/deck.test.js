// What a deck says of its cards; labels that look equal, and sessions that were kept before they had to differ.

import { test } from 'node:test';
import assert from 'node:assert/strict';

import { loadModule } from './session.js';
import { cardsOf, describe, describeTrial, fileDeck, fileName, isText, labels, names } from '../../www/deck.js';
import { formOf } from '../../www/decks/alike.js';
import { createDecks } from '../../www/decks/index.js';
import { deckToJson, parseDeck } from '../../www/decks/own.js';
import { parseJson, readRecord, writeRecord } from '../../www/record.js';
import { makeLink, readLink } from '../../www/share.js';
import { createStore } from '../../www/state.js';
import { setLanguage } from '../../www/words/language.js';

const module = await loadModule();
const decks = Object.values(createDecks(module));
setLanguage('en');

const deckOf = (cards, contexts = ['any']) => ({ name: 'D', contexts, slots: [{ name: 'S', cards: cards.map((label) => ({ label })) }] });
const refusal = (deck) => {
  try {
    parseDeck(JSON.stringify(deck));
    return '';
  } catch ({ message }) {
    return message;
  }
};

const ALIKE = [
  ['커피', '커피'.normalize('NFD')], ['é', 'e\u0301'], ['Å', '\u212b'], ['ệ', 'e\u0302\u0323'], ['ệ', 'e\u0323\u034f\u0302'],
  ...['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\ufe0e', '\ufe0f', '\u034f', '\u2061', '\u2063', '\u180b', '\u180e', '\u115f', '\u1160',
    '\u{e0061}', '\u{e0100}', '\ufff9', '\u17b4', '\u206a'].flatMap((unseen) => [['tea', `t${unseen}ea`], ['tea', `tea${unseen}`], [`${unseen}tea`, 'tea']]),
  ...[' ', '\u00a0', '\u2009', '\u3000', '\u202f', '\u2003', '\u205f', '\u1680', '\u2800', '\u3164', '\uffa0']
    .flatMap((space) => [['tea', `tea${space}`], [`${space}tea`, 'tea'], ['green tea', `green${space}tea`], ['green tea', `green ${space}tea`]]),
  // Letters with a place in syllables and alone, letters in two scripts, signs that are others beside each other.
  ['ㄱ', '\u1100'], ['ㅋㅋ', '\u110f\u110f'], ['ㅏ', '\u1161'], ['ㅎ차', '\u1112차'], ['ㄲ', '\u1101'],
  ['cafe', 'c\u0430f\u0435'], ['\u0421\u041e\u041a', 'COK'], ['AX', '\u0391\u03a7'], ['mo', 'm\u03bf'], ['\u0406', 'I'], ['ё', 'ë'], ['é', '\u0435\u0301'],
  ['µ', 'μ'], ['ﬁne', 'fine'], ['oﬃce', 'office'], ['wait…', 'wait...'], ['Ⅳ', 'IV'], ['ⅹ', 'x'], ['℃', '°C'], ['ĳs', 'ijs'], ['⼀', '一'],
  ['น้ำ', 'น\u0e49\u0e4d\u0e32'], ['″', '′′'],
  ['☕', '☕\ufe0f'], ['e-mail', 'e\u2011mail'], ['tea', '\u200b \u00a0tea'],
].filter(([one, other]) => one !== other);
const UNLIKE = [
  ['tea', 'Tea'], ['x²', 'x2'], ['ｔea', 'tea'], ['a b', 'ab'], ['①', '1'], ['👩‍👩‍👧', '👩👩👧'], ['👩🏽‍🚀', '👩🏽🚀'], ['🏳️‍🌈', '🏳️🌈'],
  ['🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
  ['می\u200cخواهم', 'میخواهم'], ['क्\u200dष', 'क्ष'], ['커피', '커 피'], ['é', 'e'],
  ['ㄱㅏ', '가'], ['ㄱㅏ', '\u1100\u1161'], ['Ａ', 'A'], ['１', '1'], ['ﾊ', 'ハ'], ['½', '1/2'], ['㎏', 'kg'], ['™', 'TM'], ['H₂O', 'H2O'], ['ㅋ', 'ㅋㅋ'], ['𝐀', 'A'],
  ['β', 'ß'], ['к', 'k'], ['И', 'N'], ['ω', 'w'], ['Р', 'П'], ['е', 'ё'], ['ㄱ', 'ㅋ'], ['-', '–'], ['l', 'I'], ['0', 'O'], ['👍', '👍🏽'],
];

test('labels and contexts that look equal are refused, with what differs', () => {
  for (const [one, other] of ALIKE) {
    const what = JSON.stringify([one, other]);
    assert.match(refusal(deckOf([one, 'x', other])), /slots\[0\]\.cards\[2\]\.label looks like number 0, /, what);
    assert.match(refusal(deckOf(['x'], [one, other])), /contexts\[1\] looks like number 0, /, what);
    assert.equal(formOf(formOf(one)), formOf(one));
  }
  assert.match(refusal(deckOf(['커피', '커피'.normalize('NFD')])), /character 1 is U\+110F here and U\+CEE4 there/);
  assert.match(refusal(deckOf(['tea', 'tea\u00a0'])), /character 4 is U\+00A0 here and none there/);
  setLanguage('ko');
  assert.match(refusal(deckOf(['tea\u200b', 'tea'])), /똑같아 보여서 .* 4번째 문자: 여기는 없음, 0번은 U\+200B/);
  setLanguage('en');
});

test('labels that look different are welcome, as they are written', () => {
  for (const [one, other] of UNLIKE) {
    const deck = deckOf([one, other], [one, other]);
    assert.equal(refusal(deck), '', JSON.stringify([one, other]));
    assert.deepEqual(deckToJson(parseDeck(JSON.stringify(deck))), deck);
    assert.equal(formOf(formOf(one)), formOf(one));
  }
});

test('a text of which nothing can be seen is none', () => {
  for (const text of ['\u3164', '\u115f\u1160', '\uffa0', '\u2800', '\u200b', '\u00ad\u00a0', '\u2061', '\ufe0f', '\u034f', '\u{e0061}', '\u180e', '\u3000', '\ue000', '\u0301', '']) {
    const what = JSON.stringify(text);
    assert.match(refusal(deckOf([text])), /label has nothing that can be read/, what);
    assert.match(refusal(deckOf(['x'], [text])), /contexts\[0\] has nothing that can be read/, what);
    assert.match(refusal({ ...deckOf(['x']), name: text }), /name has nothing that can be read/, what);
  }
});

test('what was lost when a text was saved is refused', () => {
  assert.match(refusal(deckOf(['Fr\ufffdhst\ufffdck'])), /label has U\+FFFD/);
  assert.match(refusal({ name: 'D', slots: [{ name: 'S', cards: [{ label: 'a', payload: '\ufffd' }] }] }), /payload has U\+FFFD/);
});

test('a kept session opens as it is, whatever its labels look like', async () => {
  for (const cards of [...ALIKE, ['\u3164', '\u115f'], ['Fr\ufffdhst\ufffdck', 'x']]) {
    const deck = deckOf(cards, cards);
    const events = [{ propose: 0 }, { rate: [0, 5] }, { propose: 1 }];
    const file = { format: 'lobule-session/2', deck, seed: 5, events };
    const record = readRecord(file, decks);
    assert.deepEqual(deckToJson(record.deck), deck);
    const store = createStore(module);
    store.pins = [];
    assert.ok(await store.load(record));
    const again = readRecord(parseJson(writeRecord(store, { pins: [] })), decks);
    assert.deepEqual([deckToJson(again.deck), again.hash], [deck, store.hash]);
    const { url } = await makeLink(store, { page: 'http://localhost/' });
    assert.deepEqual(deckToJson((await readLink(new URL(url).hash, decks, store.usual())).deck), deck);
  }
});

test('a session file has no half of a character', async () => {
  const store = createStore(module);
  store.pins = [];
  store.restart({ deck: decks[0], seed: 5 });
  store.rate(5);
  const text = writeRecord(store, { pins: [], tasks: { 0: 'tea \ud83c' }, answers: [{ id: 0, text: 'tea \ud83c' }] });
  assert.doesNotMatch(text, /\\ud83c/i);
  assert.equal(JSON.parse(text).page.tasks[0], 'tea ');
  // What is told of a file ends with a whole character too.
  assert.throws(() => readRecord({ format: `${'x'.repeat(38)}😀😀` }, decks), ({ message }) => !/\p{Cs}/u.test(message));
});

test('cards are told in the language of the page, as files and prompts have them', () => {
  const [lights, , prompt, own] = decks;
  const cards = [0, 1, 2, 0, 3];
  assert.equal(describe(lights, cards), 'Colour: red · Motion: chase · Speed: brisk · Fade: crisp · Accent: cyan');
  assert.equal(labels(lights, cards), 'red · chase · brisk · crisp · cyan');
  assert.deepEqual(cardsOf(lights, cards).map(({ payload }) => payload), ['#ff4b3e', 'chase', '7', '0', '#35e0e0']);
  assert.equal(describeTrial(lights, cards), describe(lights, cards));
  // On trial a text is itself: what its cards are called would tell more than an answer does.
  assert.ok(describeTrial(prompt, [0, 0, 0, 0, 0]).startsWith('You are a patient teacher'));
  assert.deepEqual(decks.map(isText), [false, false, true, true]);
  setLanguage('ko');
  assert.equal(labels(lights, cards), '빨강 · 달리기 · 경쾌함 · 또렷함 · 하늘');
  assert.ok(describeTrial(prompt, [0, 0, 0, 0, 0]).startsWith('당신은'));
  assert.equal(names(own).name, own.name);
  setLanguage('en');
  assert.equal(labels({ ...own, slots: [{ name: 'S', cards: [{ label: '\u05d0\u05d1' }] }] }, [0]), '\u2068\u05d0\u05d1\u2069');
});

test('files are named after a deck, in letters that any system takes', () => {
  assert.deepEqual(['Lights', 'Prompt chain', 'A/B: "tea"!', '아침 식사', '…'].map((name) => fileName({ name })),
    ['lobule-lights', 'lobule-prompt-chain', 'lobule-a-b-tea', 'lobule-deck', 'lobule-deck']);
  assert.equal(fileDeck(decks[0]), 'lights');
  assert.deepEqual(fileDeck(decks[3]), deckToJson(decks[3]));
});
