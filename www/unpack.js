// What the single file carries: gzipped, in base64, in a block of the page that is neither shown nor run.

/**
 * The content of a block, as a stream of bytes.
 * @param {string} id
 */
export function unpack(id) {
  const packed = Uint8Array.from(
    atob(/** @type {HTMLElement} */ (document.getElementById(id)).textContent ?? ''), (letter) => letter.charCodeAt(0));
  return new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
}
