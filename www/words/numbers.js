// Numbers in words, and words that must fit.

import { clusters } from '../unicode.js';
import { language } from './language.js';

const korean = () => language() === 'ko';

/**
 * What is rounded to zero has no sign.
 * @param {string} text
 */
const minus = (text) => (Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−'));
/** @param {number} x @param {number} digits */
export const decimal = (x, digits) =>
  minus(Math.abs(x) < 1000 ? x.toFixed(digits) : x.toExponential(0));
/** @param {number} x @param {number} digits */
export const signed = (x, digits) => {
  const text = decimal(x, digits);
  return `${x > 0 && Number(text) !== 0 ? '+' : ''}${text}`;
};
/** @param {number} share */
export const percent = (share) => `${Math.round(100 * share)}%`;
/**
 * With commas, as both languages have them: `184,756`. What browsers have for this takes 10 ms to load.
 * @param {number} x
 */
export const whole = (x) => String(Math.round(x)).replace(/\B(?=(\d{3})+$)/g, ',');
/** @param {number | string} count @param {string} one @param {string} many */
export const plural = (count, one, many) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** @param {number | string} stars */
export const starsOf = (stars) => (korean() ? `별 ${stars}개` : plural(stars, 'star', 'stars'));
/** @param {number} count */
export const ratingsOf = (count) => (korean() ? `별점 ${count}개` : plural(count, 'rating', 'ratings'));

/**
 * Rough width of a letter at a font size of one: Korean ones are square.
 * @param {string} letter
 */
const wide = (letter) => (letter > '\u10ff' ? 1 : 0.58);

/**
 * The text, cut to what has room in so many pixels.
 * @param {string} text
 * @param {number} room
 * @param {number} [size]
 */
export function fitted(text, room, size = 13) {
  const letters = clusters(text);
  const widths = letters.map((letter) => size * wide(letter));
  if (widths.reduce((sum, width) => sum + width, 0) <= room) return text;
  let left = room - size * 0.75;
  const end = widths.findIndex((width) => (left -= width) < 0);
  return `${letters.slice(0, Math.max(1, end)).join('')}…`;
}
