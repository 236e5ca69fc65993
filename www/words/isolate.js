// Names in sentences: one that runs from right to left leaves the words around it where they are.

/** What turns the direction of a text around; it would reach beyond a name. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
const RIGHT_TO_LEFT = /[\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A name as a sentence, a label or a picture shows it, never as a file, a prompt or an export has it. One
 * that needs no isolation is left as it is.
 * @param {string | number} name
 */
export function isolated(name) {
  const text = String(name);
  const plain = text.replace(TURNING, '');
  return plain !== text || RIGHT_TO_LEFT.test(text) ? `\u2068${plain}\u2069` : text;
}
