// The switch of the language.

import { byId, setText } from '../dom.js';
import { language, setLanguage } from '../words/language.js';

const OTHER = { en: 'ko', ko: 'en' };
const NAMES = { en: 'English', ko: '한국어' };

export function languageView() {
  const button = byId('language');
  button.addEventListener('click', () => setLanguage(OTHER[language()]));

  return {
    draw() {
      button.lang = OTHER[language()];
      setText(button, NAMES[button.lang]);
    },
  };
}
