// What is to be hidden in a text that comes from outside.

/** Of these letters on, a text that ends like the beginning of a key is taken for it. */
const SHORTEST_START = 8;

/** The text without a key, nor the beginning of one at the end of what has come so far. */
export function hide(text, key) {
  if (!key) return text;
  const hidden = text.replaceAll(key, '•••').replaceAll(JSON.stringify(key).slice(1, -1), '•••');
  for (let length = Math.min(key.length, hidden.length); length >= SHORTEST_START; length -= 1) {
    if (hidden.endsWith(key.slice(0, length))) return `${hidden.slice(0, -length)}•••`;
  }
  return hidden;
}
