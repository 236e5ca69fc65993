// Which language the page speaks: the browser's, until the person chooses.

/** @import { Language, Words } from '../types.js' */

/** @type {Language[]} */
const KNOWN = ['en', 'ko'];
/** @type {((code: Language) => void)[]} */
const listeners = [];

/** @param {string} code */
const known = (code) => KNOWN.find((one) => one === code);

let current = (navigator.languages ?? [navigator.language])
  .map((tag) => known(String(tag).slice(0, 2).toLowerCase()))
  .find(Boolean) ?? 'en';

export const language = () => current;

/**
 * Changes the language and tells who wants to know.
 * @param {string} code
 */
export function setLanguage(code) {
  const next = known(code);
  if (!next || next === current) return;
  current = next;
  for (const listener of listeners) listener(next);
}

/** @param {(code: Language) => void} listener */
export const onLanguage = (listener) => listeners.push(listener);

/**
 * Words by name, always of the current language: `{ en: { … }, ko: { … } }` with equal names.
 * @template {Words} Table
 * @param {{ en: Table, ko: NoInfer<Table> }} tables
 */
export function localized(tables) {
  const words = /** @type {Table} */ ({});
  for (const name of Object.keys(tables.en)) {
    Object.defineProperty(words, name, { enumerable: true, get: () => tables[current][name] });
  }
  return words;
}
