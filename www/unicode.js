// Texts that stay well-formed Unicode wherever they end: half of a pair of surrogates is no character, and strict
// readers refuse a whole file for one.

/** The text without halves of characters. */
export const wellFormed = (text) => text.replace(/\p{Cs}/gu, '');

/** The beginning of a text, of at most so many UTF-16 units and whole characters. */
export const cut = (text, most) => wellFormed(text.slice(0, most));

/** For `JSON.stringify`, which writes halves of characters as escapes. */
export const wellFormedTexts = (_, value) => (typeof value === 'string' ? wellFormed(value) : value);
