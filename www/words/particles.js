// Korean particles have two forms: which one follows depends on the last sound of the word before.

import { digitOf } from '../unicode.js';

/** The final consonants of 영, 일, 이, … 구: none, ㄹ, another. */
const DIGITS = '영일이삼사오육칠팔구';
/** Letters whose names end in a consonant: 엘, 엠, 엔, 알. */
/** @type {Record<string, string>} */
const NAMED = { L: 'ㄹ', M: 'ㅁ', N: 'ㄴ', R: 'ㄹ' };
/** 퍼센트, 퍼밀, 도, 샵 */
/** @type {Record<string, string>} */
const SIGNS = { '%': '', '‰': 'ㄹ', '°': '', '#': 'ㅂ' };

const HANGUL = 0xac00;
/** Place of ㄹ among the final consonants of a syllable; the first place is none. */
const RIEUL = 8;

/** @param {string} syllable */
function ofSyllable(syllable) {
  const final = (syllable.charCodeAt(0) - HANGUL) % 28;
  return final === 0 ? '' : final === RIEUL ? 'ㄹ' : 'ㄴ';
}

/**
 * How a word in Latin letters ends where it is read as a word: 모델(model), 챗(chat), 노트(note), 애플(apple).
 * @param {string} word
 */
function ofWord(word) {
  const spoken = word.length > 2 ? word.replace(/([lmn])e$/, '$1') : word;
  if (/l$/.test(spoken)) return 'ㄹ';
  if (/([mn]|ng)$/.test(spoken)) return 'ㄴ';
  return /(^|[^aeiou])[aeiou](ck|[kptcb])$|ook$/.test(spoken) ? 'ㄱ' : '';
}

/**
 * Without what is not read at the end: quotes, brackets, isolates, pictures and dots.
 * @param {string} text
 */
const trimmed = (text) => text.replace(/[^\p{L}\p{N}%‰°#℃℉]+$/u, '');

/**
 * The last consonant of a text as it is read, '' after a vowel, undefined where nobody can tell.
 * @param {string} text
 */
function lastSound(text) {
  const written = trimmed(text.normalize('NFC'));
  // 제곱, 세제곱
  if (/[²³⁴-⁹]$/.test(written)) return 'ㅂ';
  if (/\p{Nl}$/u.test(written)) return undefined;
  // Of ½ the one is read last.
  const read = trimmed(written.normalize('NFKC').replace(/(\d)\u2044\d+$/, '$1'));
  const last = [...read].at(-1) ?? '';
  if (/[가-힣]/.test(last)) return ofSyllable(last);
  const digit = digitOf(last);
  return digit === undefined ? SIGNS[last] ?? ofLatin(read) : ofSyllable(DIGITS[digit]);
}

/** @param {string} read */
function ofLatin(read) {
  const letters = read.normalize('NFD');
  if (/[aeiou]\p{M}+$/iu.test(letters)) return '';
  const [, digit, word] = /(\d)?([a-z]+)$/i.exec(letters.replace(/\p{M}/gu, '')) ?? [];
  if (!word) return undefined;
  // Alone, in capitals or after a digit letters are read by their names.
  const isSpelt = digit || word.length === 1 || word === word.toUpperCase();
  return isSpelt ? NAMED[word.slice(-1).toUpperCase()] ?? '' : ofWord(word.toLowerCase());
}

/**
 * The text with that form of `을/를`, `이/가`, `은/는`, `과/와`, `으로/로`, `이에요/예요` which follows it.
 * @param {string | number} text
 * @param {string} forms
 */
export function josa(text, forms) {
  const [closed, open] = forms.split('/');
  const sound = lastSound(String(text));
  if (sound === undefined) return `${text}${closed}(${open})`;
  const takesOpen = sound === '' || (sound === 'ㄹ' && closed === '으로');
  return `${text}${takesOpen ? open : closed}`;
}
