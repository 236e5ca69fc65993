// How long a server wants to be left alone: a header says so, often hidden from pages, or its error.

/** @import { Foreign, Told } from '../types.js' */

/** No quota is for longer than a month, and dates have an end. */
const MOST_WAIT = 40 * 86_400;
/**
 * @typedef {[pattern: RegExp, seconds: number]} Unit
 * @type {Unit[]}
 */
const UNITS = [[/^(ms|milli)/i, 0.001], [/^[d일]/i, 86_400], [/^[h시]/i, 3600], [/^[m분]/i, 60], [/^[s초]/i, 1]];
const TIME = '(\\d+(?:\\.\\d+)?)\\s*(' +
  '(?:ms|milliseconds?|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)(?![a-z])|일|시간|분|초)';
const SPAN = `(?:${TIME}(?:\\s|,|and\\b)*)+`;
/** Words that ask for a wait; others may tell how long something has taken. */
const ASKED = [
  '\\b(?:again|back|retry|wait|resets?)[\\s:~-]*(?:(?:in|after|for|at least|about|approximately|around)[\\s:~]+)*' +
    `(?<span>${SPAN})`,
  `(?<span>${SPAN})(?:동안 기다|(?:후|뒤)(?![^.]*(?:초과|끊|만료)))`,
].map((source) => new RegExp(source, 'i'));
const WHOLE = new RegExp(`^${SPAN}$`, 'i');
/** What servers call it in the body, and the seconds of its unit. */
/** @type {[name: string, seconds: number][]} */
const FIELDS = [
  ['retry_after_ms', 0.001], ['retry_after', 1], ['retry_after_seconds', 1], ['retryAfter', 1], ['retryDelay', 1],
  ['estimated_time', 1],
];

/** @param {string} span */
const sum = (span) => [...span.matchAll(new RegExp(TIME, 'gi'))].reduce((seconds, [, count, unit]) =>
  seconds + +count * /** @type {Unit} */ (UNITS.find(([pattern]) => pattern.test(unit)))[1], 0);

/**
 * The seconds of a number, a span such as `3.5s`, or a date.
 * @param {unknown} value
 */
function secondsIn(value) {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return NaN;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  return WHOLE.test(text) ? sum(text) : (Date.parse(text) - Date.now()) / 1000;
}

/**
 * What words ask for: `try again in 1m30.5s`, `20초 후`.
 * @param {string} message
 */
const spanIn = (message) => sum(ASKED.map((pattern) => pattern.exec(message)).find(Boolean)?.groups?.span ?? '');

/** @param {(number | undefined)[]} all */
const firstOf = (all) => all.find((seconds = 0) => seconds > 0);

/**
 * What a part of an error asks for.
 * @param {Foreign & object} error
 */
export const waitIn = (error) => firstOf(FIELDS.map(([name, unit]) => secondsIn(error[name]) * unit));

/**
 * Whole seconds, of what comes first; undefined where no wait is asked for.
 * @param {Headers | undefined} headers
 * @param {Told} told
 */
export function secondsOf(headers, { wait, message }) {
  /** @param {string} name */
  const header = (name) => secondsIn(headers?.get(name));
  const seconds = firstOf([header('retry-after-ms') / 1000, header('retry-after'), wait, spanIn(message)]);
  return seconds && Math.min(Math.ceil(seconds), MOST_WAIT);
}
