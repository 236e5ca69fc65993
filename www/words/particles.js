// Korean particles have two forms: which one follows depends on the last sound of the word before.

/** The final consonants of 영, 일, 이, … 구: none, ㄹ, another. */
const DIGITS = '영일이삼사오육칠팔구';
/** Letters whose names end in a consonant: 엘, 엠, 엔, 알. */
const NAMED = { L: 'ㄹ', M: 'ㅁ', N: 'ㄴ', R: 'ㄹ' };

const HANGUL = 0xac00;
/** Place of ㄹ among the final consonants of a syllable; the first place is none. */
const RIEUL = 8;

function ofSyllable(syllable) {
  const final = (syllable.charCodeAt(0) - HANGUL) % 28;
  return final === 0 ? '' : final === RIEUL ? 'ㄹ' : 'ㄴ';
}

/** How a word in Latin letters ends where it is read as a word: 모델(model), 챗(chat), 노트(note), 애플(apple). */
function ofWord(word) {
  const spoken = word.length > 2 ? word.replace(/([lmn])e$/, '$1') : word;
  if (/l$/.test(spoken)) return 'ㄹ';
  if (/([mn]|ng)$/.test(spoken)) return 'ㄴ';
  return /(^|[^aeiou])[aeiou](ck|[kptc])$/.test(spoken) ? 'ㄱ' : '';
}

/** The last consonant of a text as it is read, '' after a vowel, undefined where nobody can tell. */
function lastSound(text) {
  // Quotes, brackets, isolates and dots at the end are not read.
  const read = text.replace(/[^\p{L}\p{N}%]+$/u, '');
  const last = read.at(-1) ?? '';
  if (/[가-힣]/.test(last)) return ofSyllable(last);
  if (/[0-9]/.test(last)) return ofSyllable(DIGITS[last]);
  // 퍼센트
  if (last === '%') return '';
  const [, digit, word] = /([0-9]?)([a-z]+)$/i.exec(read) ?? [];
  if (!word) return undefined;
  // Alone, in capitals or after a digit letters are read by their names.
  const isSpelt = digit || word.length === 1 || word === word.toUpperCase();
  return isSpelt ? NAMED[last.toUpperCase()] ?? '' : ofWord(word.toLowerCase());
}

/** The text with that form of `을/를`, `이/가`, `은/는`, `과/와`, `으로/로`, `이에요/예요` which follows it. */
export function josa(text, forms) {
  const [closed, open] = forms.split('/');
  const sound = lastSound(String(text));
  if (sound === undefined) return `${text}${closed}(${open})`;
  const takesOpen = sound === '' || (sound === 'ㄹ' && closed === '으로');
  return `${text}${takesOpen ? open : closed}`;
}
