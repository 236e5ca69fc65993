// What can be set of a connection, as texts of a form and as numbers.

/** @import { ErrorFacts } from '../types.js' */

import { ModelError, MOST_SECONDS } from './error.js';

export const USUAL = {
  kind: 'none', address: 'http://localhost:11434/v1', model: '', temperature: '', maxTokens: '800', timeout: '60',
};
/** More than any model has room for; what is larger no longer reads as a whole number everywhere. */
const MOST_TOKENS = 2 ** 31 - 1;

/**
 * The numbers that texts mean: an empty temperature or number of tokens is not sent, an empty time-out is the
 * usual one. Half tokens and seconds are rounded. What is no such number is refused by its field's name.
 * @param {Partial<Record<ErrorFacts['field'], string>>} texts
 */
export function readNumbers(texts) {
  /** @param {ErrorFacts['field']} field @param {number} least @param {number} most @param {(number: number) => number} [round] */
  const read = (field, least, most, round = Math.round) => {
    const text = String(texts[field] ?? '').trim();
    if (text === '') return undefined;
    const number = round(Number(text));
    if (!(number >= least && number <= most)) throw new ModelError('number', { field, least, most });
    return number;
  };
  const timeout = read('timeout', 1, Infinity) ?? Number(USUAL.timeout);
  return {
    temperature: read('temperature', 0, Number.MAX_VALUE, Number),
    maxTokens: read('maxTokens', 1, MOST_TOKENS),
    timeout: Math.min(timeout, MOST_SECONDS),
  };
}
