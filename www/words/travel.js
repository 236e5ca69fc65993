// Undo and the time slider.

import { localized } from './language.js';
import { ratingsOf } from './numbers.js';

export const travel = localized({
  en: {
    title: 'Travel in time',
    /** @param {number} n @param {number} all */
    place: (n, all) => `After ${n} of ${ratingsOf(all)}`,
    undo: 'Undo',
    redo: 'Redo',
    now: 'Back to now',
    past: 'You are looking at the past: rate to go on from here, as a branch.',
    none: 'Each rating is a place that you can come back to.',
    branches: 'Branches that you left',
    /** @param {number} ratings @param {number} from */
    branch: (ratings, from) => `${ratingsOf(ratings)}, its own from ${from} on`,
    back: 'Go back to it',
    /** @param {string} why */
    refused: (why) => `This branch cannot be played again: ${why}. Nothing has changed.`,
    busy: 'Playing the ratings again',
    hash: 'Hash',
  },
  ko: {
    title: '시간 여행',
    place: (n, all) => `별점 ${all}개 중 ${n}개 뒤`,
    undo: '되돌리기',
    redo: '다시 하기',
    now: '지금으로',
    past: '과거를 보고 있어요. 별을 주면 여기서부터 새 가지로 이어져요.',
    none: '별점 하나하나가 돌아올 수 있는 곳이 돼요.',
    branches: '두고 온 가지',
    branch: (ratings, from) => `별점 ${ratings}개, ${from}번째부터 달라요`,
    back: '여기로 돌아가기',
    refused: (why) => `이 가지는 다시 재생할 수 없어요: ${why}. 바뀐 것은 없어요.`,
    busy: '별점을 다시 재생하고 있어요',
    hash: '해시',
  },
});
