// What of a label can be seen: labels that look the same have one form.

/**
 * What shows nothing of its own. Joiners stay where they change a shape: within emoji, after marks of Indic scripts,
 * and between letters that are written together; tags stay in flags.
 */
const UNSEEN = new RegExp([
  '(\\u{1F3F4}[\\u{E0020}-\\u{E007F}]+)',
  '(?<=(?:\\p{Extended_Pictographic}|\\p{Emoji_Modifier})\\uFE0F?)(\\u200D)(?=\\p{Extended_Pictographic})',
  '(?<=(?!\\p{Script=Inherited})\\p{M}|[\\p{Script=Arabic}\\p{Script=Syriac}])([\\u200C\\u200D])(?=\\p{L})',
  '(?![\\u3164\\uFFA0])\\p{Default_Ignorable_Code_Point}|[\\uFFF9-\\uFFFB]',
].join('|'), 'gu');
/** Fillers and the empty Braille pattern have the width of a letter, and no ink. */
const SPACES = /[\s\u2800\u3164\uffa0]+/g;

/**
 * What Unicode takes apart without another look: ligatures, digraphs, dots, primes, degrees, Roman numerals, radicals
 * and vowels of Thai and Lao. Wide, raised, circled or squared characters do look different.
 */
const COMPOUND = /[µĲĳำຳ․-…″℃℉Ⅰ-ⅿ\u2f00-\u2fd5ﬀ-ﬆ]/g;
/** Letters of Cyrillic and Greek that have the shape of Latin ones, and these. */
const [OTHERS, LATIN] = ['АВЕКМНОРСТХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο', 'ABEKMHOPCTXIJSaeopcyxijsABEZHIKMNOPTYXo'];
/** Letters of Korean alone, in both their codes; a sign before each keeps them from making syllables. */
const JAMO = /\ue000?([\u1100-\u11ff\u3131-\u3163])/g;

/** @param {string} text */
export const formOf = (text) => text.replace(UNSEEN, '$1$2$3').replace(SPACES, ' ').trim()
  .replace(/[\u2010\u2011]/g, '-').replace(COMPOUND, (one) => one.normalize('NFKC')).normalize('NFD')
  .replace(/[\u0370-\u0458]/g, (letter) => LATIN[OTHERS.indexOf(letter)] ?? letter).normalize('NFC')
  .replace(JAMO, (_, jamo) => `\ue000${jamo.normalize('NFKC')}`);

/**
 * Where two texts differ: `[number of the character from 1, its code in the one, in the other]`, '' after the end.
 * @param {string} one
 * @param {string} other
 */
export function difference(one, other) {
  const [here, there] = [[...one], [...other]];
  let at = 0;
  while (here[at] === there[at]) at += 1;
  return /** @type {const} */ ([at + 1, codeOf(here[at]), codeOf(there[at])]);
}

export const codeOf = (text = '') => text && `U+${/** @type {number} */ (text.codePointAt(0)).toString(16).toUpperCase().padStart(4, '0')}`;
