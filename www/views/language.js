// The switch of the language.

/** @import { Language } from '../types.js' */

import { byId, setText } from '../dom.js';
import { language, setLanguage } from '../words/language.js';

/** @type {Record<Language, Language>} */
const OTHER = { en: 'ko', ko: 'en' };
const NAMES = { en: 'English', ko: '한국어' };

export function languageView() {
  const button = byId('language');
  button.addEventListener('click', () => setLanguage(OTHER[language()]));

  return {
    draw() {
      const other = OTHER[language()];
      button.lang = other;
      setText(button, NAMES[other]);
    },
  };
}
