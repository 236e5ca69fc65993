// The bytes of a file as text: a mark or a clear sign of an encoding is believed, everything else is UTF-8 or refused.

import { encoding as words } from './words/encoding.js';

/**
 * Byte order marks, and where the zeros are in the first two characters: those of decks and sessions are ASCII.
 * @type {[pattern: RegExp, name: string][]}
 */
const SIGNS = [
  [/^\xff\xfe\0\0/, 'UTF-32LE'], [/^\0\0\xfe\xff/, 'UTF-32BE'], [/^\xef\xbb\xbf/, 'UTF-8'],
  [/^\xff\xfe/, 'UTF-16LE'], [/^\xfe\xff/, 'UTF-16BE'],
  [/^[\t-~]\0\0\0/, 'UTF-32LE'], [/^\0\0\0[\t-~]/, 'UTF-32BE'],
  [/^[\t-~]\0[\t-~]\0/, 'UTF-16LE'], [/^\0[\t-~]\0[\t-~]/, 'UTF-16BE'],
];

/** A deck, a session or a text in JSON, whose other bytes may be any. */
const LIKE_JSON = /^\s*[{["]|"slots"\s*:/;

/**
 * The text of a file; one that is not UTF-8 is refused in words that name what it seems to be.
 * @param {Uint8Array} bytes
 */
export function textOf(bytes) {
  const [, sign] = SIGNS.find(([pattern]) => pattern.test(lettersOf(bytes.subarray(0, 4)))) ?? [];
  if (sign) {
    const { text, lossy } = decode(bytes, sign);
    if (text === undefined) throw new Error(words.damaged(sign, lineOfDamage(lossy)));
    return text;
  }
  const { text, lossy } = decode(bytes, 'UTF-8');
  const letters = text === undefined ? lettersOf(bytes) : text;
  // Pictures and the like are told by what they begin with.
  if (!LIKE_JSON.test(letters)) return letters;
  if (text !== undefined) {
    // In JSON there is no escape character, so it begins letters of two bytes.
    const shift = text.indexOf('\x1b$');
    if (shift < 0) return text;
    throw new Error(words.looks(lineAt(text, shift), text.startsWith(')C', shift + 2) ? 'ISO-2022-KR' : 'ISO-2022-JP'));
  }
  // Cut within its last character: no JSON ends so, and where it ends is told with the rest.
  if (decode(bytes, 'UTF-8', { stream: true }).text !== undefined) return lossy;
  const line = lineOfDamage(lossy);
  const [good, bad] = [/[^\0-\x7f\ufffd]/gu, /\ufffd/g].map((pattern) => lossy.match(pattern)?.length ?? 0);
  if (good > bad) throw new Error(words.damaged('UTF-8', line));
  const likely = likelyOf(letters, bytes);
  throw new Error(likely ? words.looks(line, likely) : words.unknown(line));
}

/**
 * Each byte as a letter of its number.
 * @param {Uint8Array} bytes
 */
const lettersOf = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** @param {string} text @param {number} at */
const lineAt = (text, at) => text.slice(0, at).split(/\r\n|\r|\n/).length;
/**
 * A text, or what can be read of it.
 * @typedef {{ text: string, lossy?: undefined } | { text?: undefined, lossy: string }} Decoded
 */

/** @param {string} lossy */
const lineOfDamage = (lossy) => lineAt(lossy, lossy.indexOf('\uFFFD'));

/**
 * The text, where all of it can be read, and in any case what can be read of it.
 * @param {Uint8Array} bytes
 * @param {string} name
 * @param {TextDecodeOptions} [options]
 * @returns {Decoded}
 */
function decode(bytes, name, options) {
  if (name.startsWith('UTF-32')) return decode32(bytes, name === 'UTF-32LE');
  try {
    return { text: new TextDecoder(name, { fatal: true }).decode(bytes, options) };
  } catch {
    return { lossy: new TextDecoder(name).decode(bytes) };
  }
}

/**
 * Browsers do not know UTF-32.
 * @param {Uint8Array} bytes
 * @param {boolean} isLittle
 * @returns {Decoded}
 */
function decode32(bytes, isLittle) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let good = bytes.length % 4 === 0;
  let text = '';
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, isLittle);
    const isCharacter = code < 0x110000 && (code < 0xd800 || code > 0xdfff);
    good &&= isCharacter;
    text += isCharacter ? String.fromCodePoint(code) : '\uFFFD';
  }
  return good ? { text: text.replace(/^\uFEFF/, '') } : { lossy: `${text}\uFFFD` };
}

// What a text that is not UTF-8 may be in

/**
 * Words of an alphabet: runs of its letters, with no others beside them.
 * @param {string} letters
 * @param {string} word
 */
const wordsOf = (letters, word) => new RegExp(`(?<![\\w${letters}])(?:${word})(?![\\w${letters}])`, 'g');

/**
 * One or two letters among those of ASCII, and others.
 * @param {string} letters
 * @param {string} others
 */
const among = (letters, others) =>
  new RegExp(`(?<![\\x80-\\xff])[${letters}](?![\\x80-\\xff])|(?<=[a-z])[${letters}]{2}(?![\\x80-\\xff])|${others}`, 'gi');

/**
 * What texts are made of in an encoding, as bytes; of those that explain as many bytes the first is taken.
 * @type {[name: string, pattern: RegExp, label?: string][]}
 */
const LIKELY = [
  ['Windows-1252 (Latin-1)', among('\\x8c\\x9c\\xc0-\\xff',
    '(?<![a-z])[\\x80\\x84\\x85\\x91-\\x97\\xa0-\\xbf]|[\\x85\\x91-\\x97\\xa0-\\xbf](?![a-z])|\\x92')],
  ['Mac Roman or CP850', among('\\x80-\\xa7\\xc0\\xc1\\xcf\\xe1', '\\xd5')],
  ['Windows-1250 (Latin-2)', among('\\x8a-\\x9f\\xa1-\\xff', '\\x84')],
  // Each word has a vowel, but those of one letter.
  ['Windows-1251', wordsOf('\\xa5\\xa8\\xaa\\xaf\\xb2-\\xb4\\xb8\\xba\\xbf-\\xff',
    '(?=.?[^\\0-\\x7f]*[\\xaa\\xaf\\xb2\\xb3\\xb8\\xba\\xbf\\xc0\\xc5\\xc8\\xce\\xd3\\xdd-\\xe0\\xe5\\xe8\\xee\\xf3\\xfb\\xfd-\\xff]|.(?![\\x80-\\xff]))'
    + '[\\xa5\\xa8\\xaa\\xaf\\xb2\\xc0-\\xdf]?[\\xb3\\xb4\\xb8\\xba\\xbf\\xe0-\\xff]*')],
  ['KOI8-R', wordsOf('\\xc0-\\xff\\xa3\\xb3', '[\\xe0-\\xff\\xb3]?[\\xc0-\\xdf\\xa3]+')],
  ['CP866', wordsOf('\\x80-\\xaf\\xe0-\\xf1', '[\\x80-\\x9f\\xf0]?[\\xa0-\\xaf\\xe0-\\xef\\xf1]+')],
  ['Windows-1253 (Greek)', wordsOf('\\xa2\\xb8-\\xfe', '[\\xa2\\xb8-\\xbf\\xc1-\\xd9]?[\\xdc-\\xdf\\xe1-\\xfe]+')],
  ['Windows-1255 (Hebrew)', wordsOf('\\xc0-\\xff', '[\\xe0-\\xfa]+')],
  ['Windows-1256 (Arabic)', wordsOf('\\x80-\\xff',
    '[\\x81\\x8d\\x8e\\x90\\x98\\x9a\\x9f\\xaa\\xc0-\\xd6\\xd8-\\xdf\\xe1\\xe3-\\xe6\\xec\\xed]+')],
  // Of two bytes for a letter: those for which a decoder finds letters, by its name.
  ['CP949 (EUC-KR)', /[\xa1-\xa3\xb0-\xc8][\xa1-\xfe]/g, 'euc-kr'],
  ['Shift-JIS', /\x81[\x40-\xac]|\x82[\x4f-\xf1]|\x83[\x40-\x96]|[\x88-\x9f\xe0-\xea][\x40-\x7e\x80-\xfc]/g, 'shift_jis'],
  ['GBK (GB18030)', /[\xa1-\xa3\xb0-\xf7][\xa1-\xfe]/g, 'gb18030'],
  ['EUC-JP', /[\xa1-\xa5\xb0-\xf4][\xa1-\xfe]/g, 'euc-jp'],
  ['Big5', /[\xa1-\xc6][\x40-\x7e\xa1-\xfe]/g, 'big5'],
  ['Windows-874 (Thai)', /[\xa1-\xda\xdf-\xfb]{2,}/g],
  ['GBK (GB18030)', /[\x81-\xfe](?:[\x40-\x7e\x80-\xfe]|[0-9][\x81-\xfe][0-9])/g, 'gb18030'],
];

/** So many bytes are enough to tell by. */
const SAMPLE = 20_000;

/** @param {string} letters */
const countHigh = (letters) => letters.match(/[\x80-\xff]/g)?.length ?? 0;

/**
 * The likely encoding of a text; undefined where none of them explains most of its bytes.
 * @param {string} text
 * @param {Uint8Array} bytes
 */
function likelyOf(text, bytes) {
  const from = text.search(/[\x80-\xff]/);
  const letters = text.slice(Math.max(0, from - 1), from + SAMPLE);
  const all = countHigh(letters);
  let best;
  let most = 0.6 * all;
  for (const [name, pattern, label] of LIKELY) {
    if (label && !hasLetters(bytes.subarray(from, from + SAMPLE), label)) continue;
    const explained = all - countHigh(letters.replace(pattern, ''));
    if (explained > most) [best, most] = [name, explained];
  }
  return best;
}

/**
 * Nearly all of them: one may be damaged. Of each script some letters are far more frequent than others.
 * @param {Uint8Array} bytes
 * @param {string} label
 */
function hasLetters(bytes, label) {
  const text = new TextDecoder(label).decode(bytes, { stream: true });
  const [high, lost] = [/[^\0-\x7f]/g, /\ufffd/g].map((pattern) => text.match(pattern)?.length ?? 0);
  return lost * 20 <= high && (label !== 'euc-kr' || isKorean(text));
}

/**
 * Half of all syllables in Korean texts have no final consonant; of those that Chinese would make, a seventh.
 * @param {string} text
 */
function isKorean(text) {
  const syllables = text.match(/[가-힣]/g) ?? [];
  return syllables.filter((syllable) => (syllable.charCodeAt(0) - 0xac00) % 28 === 0).length * 10 > syllables.length * 3;
}
