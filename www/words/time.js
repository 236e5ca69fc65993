// Moments and spans of time, as people say them.

import { language } from './language.js';

/**
 * From so many seconds on, the unit in which a span is told, and the unit's own seconds.
 * @typedef {[least: number, unit: string, size: number]} Unit
 * @type {Unit[]}
 */
const UNITS = [[172_800, 'day', 86_400], [7200, 'hour', 3600], [120, 'minute', 60], [0, 'second', 1]];

/**
 * `60 seconds`, `24 hours`.
 * @param {number} seconds
 */
export function span(seconds) {
  const [, unit, size] = /** @type {Unit} */ (UNITS.find(([least]) => seconds >= least));
  return new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'long' })
    .format(Math.ceil(seconds / size));
}

/**
 * A time of today, or of another day with its date.
 * @param {Date} date
 */
export const moment = (date) => (date.toDateString() === new Date().toDateString()
  ? date.toLocaleTimeString(language())
  : date.toLocaleString(language(), { dateStyle: 'long', timeStyle: 'short' }));
