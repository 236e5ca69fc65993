// The clip of the update, as the page switches it.

/** The core's widest clip range: it holds nothing back. */
export const NO_CLIP = 100;
