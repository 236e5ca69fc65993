// Texts that stay well-formed Unicode wherever they end: half of a pair of surrogates is no character, and strict
// readers refuse a whole file for one.

/** The text as Unicode: without the half of a character at its end, and with marks for other halves. */
export const wellFormed = (text) => text.replace(/[\ud800-\udbff]$/, '').replace(/\p{Cs}/gu, '\ufffd');

/** Units of an emoji of several characters; more marks on one letter are no writing. */
const MOST_CLUSTER = 32;

/** Where the character begins that stands at a place: an emoji may be made of several. */
function beginning(text, place) {
  const near = text.slice(0, place + MOST_CLUSTER);
  const start = new Intl.Segmenter().segment(near).containing(place)?.index ?? place;
  return place - start < MOST_CLUSTER ? start : place;
}

/** The beginning of a text, of at most so many UTF-16 units and whole characters. */
export const cut = (text, most) => wellFormed(text.slice(0, text.length > most ? beginning(text, most) : most));

/** The same with a sign that there was more. */
export const excerpt = (text, most) => (text.length > most ? `${cut(text, most - 1)}…` : wellFormed(text));

/** For `JSON.stringify`, which writes halves of characters as escapes. */
export const wellFormedTexts = (_, value) => (typeof value === 'string' ? wellFormed(value) : value);
