// What the picture of all ratings says.

/** @import { Rating } from '../types.js' */

import { lastMean } from '../statistics.js';
import { localized } from './language.js';
import { decimal, ratingsOf, signed } from './numbers.js';

/** Fewer ratings are not compared with each other. */
const FEWEST = 10;
/**
 * What is said of the change agrees with the means beside it, which are rounded.
 * @param {number} first
 * @param {number} last
 */
const change = (first, last) => (Math.round(10 * last) - Math.round(10 * first)) / 10;

/** The halves that are compared have five to ten ratings. */
const SMALL = {
  en: ['five', 'six', 'seven', 'eight', 'nine', 'ten'],
  ko: ['다섯', '여섯', '일곱', '여덟', '아홉', '열'],
};
export const counted = {
  /** @param {number} count */
  en: (count) => SMALL.en[count - 5],
  /** @param {number} count */
  ko: (count) => SMALL.ko[count - 5],
};

/** @param {Rating[]} ratings */
const lastOf = (ratings) => /** @type {Rating} */ (ratings.at(-1));

/** @param {Rating[]} ratings */
export const isComparable = (ratings) => ratings.length >= FEWEST;

export const history = localized({
  en: {
    none: 'Rate an output, and its dot appears here.',
    /** @param {number} count */
    few: (count) =>
      `After ${ratingsOf(count)}. From the tenth on, the first ones are compared with as many of the last.`,
    /** @param {{ count: number, first: number, last: number }} means */
    compare: ({ count, first, last }) => {
      const by = change(first, last);
      const verdict = by === 0 ? 'no change' : `${signed(by, 1)} stars`;
      const many = counted.en(count);
      return `First ${many} ${decimal(first, 1)}, last ${many} ${decimal(last, 1)}: ${verdict}.`;
    },
    /** @param {number} count */
    mean: (count) => (count === 1 ? 'stars of the one rating'
      : count > 0 && count < FEWEST ? `mean of all ${count} ratings` : 'mean of the last ten'),
    /** @param {Rating[]} ratings @returns {string} */
    label: (ratings) => (ratings.length === 0
      ? 'No ratings yet'
      : `${ratingsOf(ratings.length)} as dots over time. In figures, the ${history.mean(ratings.length)}: ${decimal(lastMean(ratings), 1)} of 5 stars. Before the last one the critic expected ${decimal(lastOf(ratings).expected, 1)}.`),
    critic: 'what the critic expected',
  },
  ko: {
    none: '결과물을 평가하면 여기에 점이 찍혀요.',
    few: (count) => `${ratingsOf(count)}를 받았어요. 열 번째부터 처음 것들과 같은 수의 마지막 것들을 견줘요.`,
    compare: ({ count, first, last }) => {
      const by = change(first, last);
      const verdict = by === 0 ? '변화가 없어요' : `별 ${signed(by, 1)}개`;
      const many = counted.ko(count);
      return `처음 ${many} 개 ${decimal(first, 1)}, 마지막 ${many} 개 ${decimal(last, 1)}: ${verdict}.`;
    },
    mean: (count) => (count === 1 ? '하나뿐인 별점'
      : count > 0 && count < FEWEST ? `지금까지 ${count}개 평균` : '최근 10개 평균'),
    /** @param {Rating[]} ratings @returns {string} */
    label: (ratings) => (ratings.length === 0
      ? '아직 별점이 없어요'
      : `시간 순서대로 점이 된 ${ratingsOf(ratings.length)}. ${history.mean(ratings.length)}: 5개 가운데 ${decimal(lastMean(ratings), 1)}개. 마지막 별점 전에 비평가는 ${decimal(lastOf(ratings).expected, 1)}개를 예상했어요.`),
    critic: '비평가의 예상',
  },
});
