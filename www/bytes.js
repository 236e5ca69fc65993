// Bytes as texts, and their checksum.

/** @param {Iterable<number>} bytes */
export function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** @param {number} number */
export const hex = (number) => number.toString(16).padStart(8, '0');
/** @param {string} digits */
export const bytesOf = (digits) => /** @type {string[]} */ (digits.match(/../g)).map((pair) => parseInt(pair, 16));
/** @param {Iterable<number>} bytes */
export const digitsOf = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** @param {ArrayLike<number>} bytes */
export const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
/** @param {string} text */
export const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
