// What people paste: out of a file, a message or a command.

/** For a class of a pattern: what quotes, and what cannot be seen. */
export const QUOTES = '"\'`´“”„‟‘’‚‛«»‹›「」『』＂＇<>\\u200b-\\u200d\\u2060';
const AROUND = new RegExp(`^[\\s(*${QUOTES}]+|[\\s)},.;…。，*${QUOTES}]+$`, 'g');

/**
 * The text without what stands around it.
 * @param {string} text
 */
export const bare = (text) => text.replace(AROUND, '');
