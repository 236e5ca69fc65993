// What the picture of all ratings says.

import { firstAndLast } from '../statistics.js';
import { localized } from './language.js';
import { decimal, ratingsOf, signed } from './numbers.js';

const same = (change) => Math.abs(change) < 0.05;

export const history = localized({
  en: {
    none: 'Rate an output, and its dot appears here.',
    few: (count) =>
      `After ${ratingsOf(count)}. From the eleventh on, the first ten are compared with the last ten.`,
    compare({ first, last }) {
      const verdict = same(last - first) ? 'no change' : `${signed(last - first, 1)} stars`;
      return `First ten ${decimal(first, 1)}, last ten ${decimal(last, 1)}: ${verdict}.`;
    },
    label: (ratings) => (ratings.length === 0
      ? 'No ratings yet'
      : `${ratingsOf(ratings.length)} as dots over time. Mean of the last ten: ${decimal(firstAndLast(ratings).last, 1)} of 5 stars. Before the last one the critic expected ${decimal(ratings.at(-1).expected, 1)}.`),
    critic: 'what the critic expected',
  },
  ko: {
    none: '결과물을 평가하면 여기에 점이 찍혀요.',
    few: (count) => `${ratingsOf(count)}를 받았어요. 열한 번째부터 처음 열 개와 마지막 열 개를 견줘요.`,
    compare({ first, last }) {
      const verdict = same(last - first) ? '변화가 없어요' : `별 ${signed(last - first, 1)}개`;
      return `처음 열 개 ${decimal(first, 1)}, 마지막 열 개 ${decimal(last, 1)}: ${verdict}.`;
    },
    label: (ratings) => (ratings.length === 0
      ? '아직 별점이 없어요'
      : `시간 순서대로 점이 된 ${ratingsOf(ratings.length)}. 마지막 열 개 평균은 5개 가운데 ${decimal(firstAndLast(ratings).last, 1)}개. 마지막 별점 전에 비평가는 ${decimal(ratings.at(-1).expected, 1)}개를 예상했어요.`),
    critic: '비평가의 예상',
  },
});
