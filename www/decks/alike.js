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

export const formOf = (text) => text.replace(UNSEEN, '$1$2$3').replace(SPACES, ' ').trim()
  .replace(/[\u2010\u2011]/g, '-').normalize('NFC');

/** Where two texts differ: `[number of the character from 1, its code in the one, in the other]`, '' after the end. */
export function difference(one, other) {
  const [here, there] = [[...one], [...other]];
  let at = 0;
  while (here[at] === there[at]) at += 1;
  return [at + 1, codeOf(here[at]), codeOf(there[at])];
}

export const codeOf = (text = '') => text && `U+${text.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
