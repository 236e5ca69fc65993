// What the page reads of a snapshot itself; docs/snapshot.md has every byte.

/** Where `clip_coef` stands: the sixth of the settings, after the header and whether there is a taste model. */
const CLIP = 33 + 4 * 5;
/** The core's widest clip range: it holds nothing back. */
export const NO_CLIP = 100;
const USUAL_CLIP = Math.fround(0.2);

/** The settings of a session that are not the default ones, as far as the page tells of them. */
export function settingsOf(bytes) {
  const clip = new DataView(bytes.buffer, bytes.byteOffset).getFloat32(CLIP, true);
  return clip === USUAL_CLIP ? {} : { clip_coef: clip };
}
