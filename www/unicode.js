// Texts that stay well-formed Unicode wherever they end: half of a pair of surrogates is no character, and strict
// readers refuse a whole file for one.

/**
 * The text as Unicode: without the half of a character at its end, and with marks for other halves.
 * @param {string} text
 */
export const wellFormed = (text) => text.replace(/[\ud800-\udbff]$/, '').replace(/\p{Cs}/gu, '\ufffd');

/** Units of an emoji of several characters; more marks on one letter are no writing. */
const MOST_CLUSTER = 32;

/**
 * Where the character begins that stands at a place: an emoji may be made of several.
 * @param {string} text
 * @param {number} place
 */
function beginning(text, place) {
  const near = text.slice(0, place + MOST_CLUSTER);
  const start = new Intl.Segmenter().segment(near).containing(place)?.index ?? place;
  return place - start < MOST_CLUSTER ? start : place;
}

/**
 * The beginning of a text, of at most so many UTF-16 units and whole characters.
 * @param {string} text
 * @param {number} most
 */
export const cut = (text, most) => wellFormed(text.slice(0, text.length > most ? beginning(text, most) : most));

/**
 * The same with a sign that there was more.
 * @param {string} text
 * @param {number} most
 */
export const excerpt = (text, most) => (text.length > most ? `${cut(text, most - 1)}…` : wellFormed(text));

const CLUSTER = /\p{RI}{2}|[^](?:[\p{M}\p{Emoji_Modifier}\u1160-\u11ff\u{e0020}-\u{e007f}]|\u200d[^])*/gu;

/**
 * The characters of a text as people see them, nearly: with marks, joined emoji, flags and syllables of parts whole.
 * @param {string} text
 */
export const clusters = (text) => text.match(CLUSTER) ?? [];

/**
 * For `JSON.stringify`, which writes halves of characters as escapes.
 * @param {string} _
 * @param {unknown} value
 */
export const wellFormedTexts = (_, value) => (typeof value === 'string' ? wellFormed(value) : value);

const DIGIT = /^\p{Nd}$/u;

/**
 * The value of a digit of any script, which stand in tens, from zero on; undefined for anything else.
 * @param {string} text
 */
export function digitOf(text) {
  if (!DIGIT.test(text)) return undefined;
  const code = /** @type {number} */ (text.codePointAt(0));
  let zero = code;
  while (DIGIT.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (code - zero) % 10;
}
