// Which language the page speaks: the browser's, until the person chooses.

const KNOWN = ['en', 'ko'];
const listeners = [];

let current = (navigator.languages ?? [navigator.language])
  .map((tag) => String(tag).slice(0, 2).toLowerCase())
  .find((code) => KNOWN.includes(code)) ?? 'en';

export const language = () => current;

/** Changes the language and tells who wants to know. */
export function setLanguage(code) {
  if (!KNOWN.includes(code) || code === current) return;
  current = code;
  for (const listener of listeners) listener(code);
}

export const onLanguage = (listener) => listeners.push(listener);

/** Words by name, always of the current language: `{ en: { … }, ko: { … } }` with equal names. */
export function localized(tables) {
  const words = {};
  for (const name of Object.keys(tables.en)) {
    Object.defineProperty(words, name, { enumerable: true, get: () => tables[current][name] });
  }
  return words;
}
