// A key: as it was pasted, and hidden in a text that comes from outside.

import { bare } from './pasted.js';

/** Of these letters on, a text that ends like the beginning of a key is taken for it. */
const SHORTEST_START = 8;

/** What stands before a key: of a header, or of an assignment. */
const BEFORE = [/^.*\bBearer[\s:]+(?=\S)/is, /^.*?[\w-]*(key|token|secret)["']?\s*[=:]\s*(?=["'“]?\w)/i];

/** The key that a text means: `export API_KEY="…"` and `Authorization: Bearer …` have it inside. */
export const readKey = (text = '') => bare(BEFORE.reduce((rest, before) => rest.replace(before, ''), text));

/**
 * The text without a key, nor the beginning of one at the end of what has come so far.
 * @param {string} text
 * @param {string | false | undefined} key
 */
export function hide(text, key) {
  if (!key) return text;
  const hidden = text.replaceAll(key, '•••').replaceAll(JSON.stringify(key).slice(1, -1), '•••');
  for (let length = Math.min(key.length, hidden.length); length >= SHORTEST_START; length -= 1) {
    if (hidden.endsWith(key.slice(0, length))) return `${hidden.slice(0, -length)}•••`;
  }
  return hidden;
}
