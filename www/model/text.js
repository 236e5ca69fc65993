// Text that comes from outside: it may be cut anywhere, and may hold what is to be hidden.

/** Of these letters on, a text that ends like the beginning of a key is taken for it. */
const SHORTEST_START = 8;

/** The text as Unicode: without the half of a character at its end, and with marks for other halves. */
export const wellFormed = (text) => text.replace(/[\ud800-\udbff]$/, '').replace(/\p{Surrogate}/gu, '\ufffd');

/** The first letters of a text, which never end in the middle of a character. */
export const cut = (text, most) => wellFormed(text.slice(0, most));

/** The same with a sign that there was more. */
export const excerpt = (text, most) => (text.length > most ? `${cut(text, most - 1)}…` : wellFormed(text));

/** The text without a key, nor the beginning of one at the end of what has come so far. */
export function hide(text, key) {
  if (!key) return text;
  const hidden = text.replaceAll(key, '•••').replaceAll(JSON.stringify(key).slice(1, -1), '•••');
  for (let length = Math.min(key.length, hidden.length); length >= SHORTEST_START; length -= 1) {
    if (hidden.endsWith(key.slice(0, length))) return `${hidden.slice(0, -length)}•••`;
  }
  return hidden;
}
