// What the page says, in every state and of every name, without a browser.

import './browser.js';
import { test } from 'node:test';
import assert from 'node:assert/strict';

import { describe, describeTrial, labels } from '../../www/deck.js';
import { compose, prompt } from '../../www/decks/prompt.js';
import { parseDeck } from '../../www/decks/own.js';
import { firstAndLast, lastMean } from '../../www/statistics.js';
import { inWords } from '../../www/words/core.js';
import { history } from '../../www/words/history.js';
import { isolated } from '../../www/words/isolate.js';
import { parseJson, readRecord } from '../../www/record.js';
import { share } from '../../www/words/share.js';
import { setLanguage } from '../../www/words/language.js';
import { fitted, signed } from '../../www/words/numbers.js';
import { help, status, watch } from '../../www/words/page.js';
import { josa } from '../../www/words/particles.js';
import { advanced, update } from '../../www/words/update.js';

/** Runs in Korean. */
function inKorean(work) {
  setLanguage('ko');
  try {
    work();
  } finally {
    setLanguage('en');
  }
}

const rated = (stars) => stars.map((n) => ({ stars: n, by: 'person', expected: 3 }));
const ramp = (count) => rated(Array.from({ length: count }, (_, n) => 1 + (n % 5)));

test('a particle follows the sound before it', () => {
  const cases = {
    '을/를': ['0.97을', '0.5를', '100을', '10을', '1을', '2를', '3을', '4를', '6을', '7을', '8을', '9를', '45%를',
      '집을', '나무를', 'L을', 'A를', 'JSON을', 'URL을', 'KTO를', 'model을', 'chat을', 'note를', 'apple을', 'server를',
      '90°를', '3℃를', '3℉를', '12‰을', '½을', '⅔를', '¾을', 'x²을', 'x³을', 'H₂를', '①을', '②를', '３을', '５를', '٣을', '۵를', '१을', '1️⃣을', '3!을', '[3]을', '{7}을',
      'C#을', 'C++를', 'book을', 'tab을', 'café를', 'résumé를', 'piñata를', 'Übel을',
      `${'각'.normalize('NFD')}을`, `${'나'.normalize('NFD')}를`, '빨강🔵을', '나무 🌳를', '나무…를', '나무?를', '「책」을', 'Ｌ을', 'Ａ를',
      '“빨강”을', '(파랑)을', '\u2068불빛\u2069을', '0x1f를', '0xa1을'],
    '이/가': ['3이', '5가', '물이', '비가'],
    '은/는': ['learning_rate는', 'seed는', '사람은', '고양이는'],
    '과/와': ['0과', '2와', '시드와', '책과'],
    '으로/로': ['1로', '7로', '8로', '3으로', '6으로', '서울로', '부산으로', '제주로', 'L로', 'M으로', '2로', '½로', '90°로', '12‰로', '٣으로'],
    '이에요/예요': ['7이에요', '5예요', '불빛이에요', '멜로디예요'],
  };
  for (const [forms, all] of Object.entries(cases)) {
    const ends = forms.split('/').sort((a, b) => b.length - a.length);
    for (const wanted of all) {
      const value = wanted.slice(0, -ends.find((end) => wanted.endsWith(end)).length);
      assert.equal(josa(value, forms), wanted);
    }
  }
  for (const name of ['שלום', 'чай', '東京', '👍', 'Ⅲ']) assert.equal(josa(name, '을/를'), `${name}을(를)`);
});

test('Korean sentences have the particles that their values take', () => inKorean(() => {
  assert.match(update.caption('0.2', 0.97), /0\.97을 곱한/);
  assert.match(update.caption('0.2', 0.5), /0\.5를 곱한/);
  assert.equal(inWords('output 3 has been rated'), '결과물 3은 이미 평가했어요');
  assert.equal(inWords('output 4 has been rated'), '결과물 4는 이미 평가했어요');
  assert.equal(inWords('gamma must be a number, got "$1"'), 'gamma는 수여야 하는데 "$1"이에요');
}));

test('halves that are compared share no rating, at every count', () => {
  for (let n = 1; n <= 60; n += 1) {
    const { count } = firstAndLast(ramp(n));
    assert.ok(2 * count <= n && count <= 10, `${count} of ${n}`);
    assert.equal(count, Math.min(10, Math.floor(n / 2)));
  }
  assert.equal(lastMean(rated([1, 2, 3])), 2);
});

test('what is said of means is true at every count', () => {
  const number = (word) => ['five', 'six', 'seven', 'eight', 'nine', 'ten'].indexOf(word) + 5;
  for (let n = 0; n <= 40; n += 1) {
    for (const text of [history.label(ramp(n)), watch.done(ramp(n)), status.stop(prompt, ramp(n), { cards: [0, 0, 0, 0, 0] })]) {
      assert.doesNotMatch(text, /NaN|undefined/);
      if (/last ten/.test(text) && !/the first ten/.test(text)) assert.ok(n >= 10, `${n}: ${text}`);
      const [, first, last] = /first (\w+) outputs .*, the last (\w+)/.exec(text) ?? [];
      if (first) assert.ok(first === last && 2 * number(first) <= n, `${n}: ${text}`);
    }
    inKorean(() => {
      for (const text of [history.label(ramp(n)), watch.done(ramp(n))]) assert.doesNotMatch(text, /NaN|undefined/);
      if (n < 10) assert.doesNotMatch(history.label(ramp(n)), /최근 10개|열 개/);
    });
  }
  assert.equal(history.compare(firstAndLast(rated([1, 1, 1, 1, 1, 1, 5, 5, 5, 5, 5, 5]))),
    'First six 1.0, last six 5.0: +4.0 stars.');
  // 2.96 and 3.04 both read 3.0.
  assert.match(history.compare({ count: 10, first: 2.96, last: 3.04 }), /no change/);
  assert.equal(history.mean(1), 'stars of the one rating');
  assert.equal(history.mean(3), 'mean of all 3 ratings');
});

test('zero has no sign', () => {
  assert.equal(signed(-0.04, 1), '0.0');
  assert.equal(signed(0.04, 1), '0.0');
  assert.equal(signed(-0.06, 1), '−0.1');
});

test('switching the clip says what becomes of the session', () => {
  assert.match(advanced.warning(7, 15, 3), /15 ratings of yours, stays on the shelf/);
  assert.doesNotMatch(advanced.warning(7, 0, 0), /present session/);
  assert.match(advanced.warning(7, 0, 100), /goes, as it has 100 ratings and none of yours/);
  assert.match(advanced.warning(undefined, 0, 0), /seed 0/);
});

const HEBREW = JSON.stringify({
  name: 'תה', contexts: ['בוקר', 'ערב'],
  slots: [{ name: 'עלים', cards: [{ label: 'שחור' }, { label: 'ירוק (2)' }] },
    { name: 'With', cards: [{ label: 'חלב', payload: 'עם חלב' }, { label: 'lemon' }] }],
});

test('names that run from right to left are isolated in sentences, and nowhere else', () => {
  const deck = parseDeck(HEBREW);
  assert.equal(describe(deck, [1, 1]), '\u2068עלים\u2069: \u2068ירוק (2)\u2069 · With: lemon');
  assert.equal(labels(deck, [0, 0]), '\u2068שחור\u2069 · \u2068חלב\u2069');
  assert.match(status.load(deck, { cards: [0, 0] }, []), /^\u2068תה\u2069, 0 ratings/);
  assert.doesNotMatch(compose(deck, [1, 0], 'משימה'), /[\u2066-\u2069]/);
  assert.equal(isolated('plain (1)'), 'plain (1)');
  assert.equal(isolated('a\u202egpj.exe'), '\u2068agpj.exe\u2069');
});

test('the list of keys says which need Latin letters, and how cut labels are read', () => {
  assert.match(help.note, /Hangul, Cyrillic .* digits and Ctrl-Z work .* S, R and Z need Latin/);
  assert.match(help.note, /cut show in full .*pointer.* Tab/);
  inKorean(() => assert.match(help.note, /한글이나 키릴 문자.*숫자와 Ctrl-Z.*S, R, Z/));
});

test('what is wrong with a file or a link is told with its right-to-left parts isolated', () => {
  const said = (work) => {
    try {
      return work();
    } catch ({ message }) {
      return message;
    }
  };
  const isIsolated = (text) => assert.doesNotMatch(text.replace(/\u2068[^\u2069]*\u2069/g, ''), /\p{Script=Hebrew}/u, text);
  const session = { format: 'lobule-session/3', deck: 'lights', seed: 1, events: [] };
  for (const work of [
    () => parseDeck('{"name": "D", "שם": 1, "slots": [{"name": "S", "cards": [{"label": "a", "תווית": 1}]}]}'),
    () => parseDeck('{"name": "D", "שם": {}, "slots": []}'), () => parseDeck('{"name": "D" שלום'), () => parseDeck('{"שם": 1, "שם": 2}'),
    () => parseJson('{"name": שלום}'),
    () => readRecord({ ...session, 'שם': 1 }, []), () => readRecord({ ...session, format: 'שלום' }, []), () => readRecord({ ...session, seed: 'שלום' }, []),
    () => share.letter('ש', 7),
  ]) {
    isIsolated(said(work));
    inKorean(() => isIsolated(said(work)));
  }
  // A mark of direction alone turns what is beside it.
  assert.equal(isolated('report\u200f'), '\u2068report\u200f\u2069');
});

test('a label is cut between characters as people see them', () => {
  for (const [text, whole] of [
    ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'], ['🇰🇷🇫🇷🇩🇪🇯🇵🇮🇹', '🇰🇷|🇫🇷|🇩🇪|🇯🇵'], ['👍🏽👍🏽👍🏽👍🏽', '👍🏽'], ['1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣', '1️⃣'],
    ['각각각각각'.normalize('NFD'), '각'.normalize('NFD')], ['e\u0301'.repeat(12), 'e\u0301'], ['❤️‍🔥'.repeat(5), '❤️‍🔥'],
  ]) {
    for (let room = 14; room < 60; room += 1) assert.match(fitted(text, room), new RegExp(`^(?:${whole})+(?:…|$)`, 'u'));
  }
});

test('an output on trial is told without what its cards are called, where it is a text', () => {
  const told = describeTrial(prompt, [0, 0, 0, 0, 0]);
  for (const { name, cards } of prompt.slots) {
    assert.doesNotMatch(told, new RegExp(`${name}: ${cards[0].label}`));
    assert.ok(told.includes(cards[0].payload));
  }
});
