// What the melody's player has to say.

import { localized } from './language.js';

export const melody = localized({
  en: {
    press: 'Press Replay (R), or tap the picture, to hear it.',
    silent: 'This browser gives the page no sound, so the picture plays alone.',
  },
  ko: {
    press: '다시 보기(R)를 누르거나 그림을 누르면 소리가 나요.',
    silent: '이 브라우저에서는 소리를 낼 수 없어서 그림만 움직여요.',
  },
});
