// What the blind test says.

/** @import { Verdict } from '../types.js' */

import { localized } from './language.js';
import { decimal, percent, ratingsOf, signed, starsOf, whole } from './numbers.js';

/** @param {number} p */
const exact = (p) => (p < 0.0001 ? 'p < 0.0001' : `p = ${p.toFixed(p < 0.01 ? 4 : 3)}`);
/** @param {number[]} stars */
const counts = (stars) => [1, 2, 3, 4, 5].map((n) => stars.filter((one) => one === n).length).join(', ');

export const luck = localized({
  en: {
    title: 'Learning, or luck?',
    lead: 'Ten outputs of the policy and ten random ones, mixed, and nobody tells you which is which. Rate all twenty as you always do; then you see which were better, and how sure that is. The policy learns nothing from this test.',
    start: 'Start the blind test',
    again: 'Test again',
    stop: 'Stop the test',
    /** @param {{ n: number, of: number }} guest */
    running: ({ n, of }) => `Running: output ${n} of ${of} is on the stage, waiting for your stars. Skipping is off, and what tells the policy’s taste is hidden until the end.`,
    stopped: 'The test was stopped, and nothing of it was kept.',
    /** @param {Verdict} verdict */
    learning: ({ p }) => `Learning: only 1 in ${whole(1 / p)} shuffles would give the policy so large a lead by luck.`,
    /** @param {Verdict} verdict */
    luck: ({ p, difference }) => difference <= 0 ? 'No sign of learning: the policy’s ten did no better than the random ones.' : `Could be luck: ${p > 0.995 ? 'nearly every shuffle gives' : `${percent(p)} of all shuffles give`} the policy a lead as large.`,
    /** @param {Verdict} verdict */
    worse: ({ p }) => `Worse than random: only 1 in ${whole(1 / p)} shuffles would put the policy so far behind.`,
    /** @param {Verdict} verdict */
    figures: ({ means, difference, interval }) =>
      `The policy’s ten earned ${decimal(means[0], 1)} stars on average, the random ten ${decimal(means[1], 1)}: a difference of ${signed(difference, 1)}, in all likelihood (90% interval) between ${signed(interval[0], 1)} and ${signed(interval[1], 1)}.`,
    /** @param {Verdict} verdict @param {number} ratings */
    method: ({ p, deals }, ratings) =>
      `Tested after ${ratingsOf(ratings)}. A shuffle deals the twenty ratings anew into two tens; all ${whole(deals)} were counted (exact permutation test, one-sided ${exact(p)}).`,
    rows: ['policy', 'random'],
    /** @param {number[]} learnt @param {number[]} lucky */
    label: (learnt, lucky) =>
      `How many outputs earned one to five stars. Policy: ${counts(learnt)}. Random: ${counts(lucky)}.`,
  },
  ko: {
    title: '배운 걸까요, 운일까요?',
    lead: '정책이 고른 결과물 열 개와 아무렇게나 뽑은 열 개를 섞어서, 어느 쪽인지 알리지 않고 보여 줘요. 스무 개를 평소처럼 평가하면 어느 쪽이 얼마나 나았는지, 그것이 얼마나 확실한지 알려 드려요. 정책은 이 테스트에서 아무것도 배우지 않아요.',
    start: '블라인드 테스트 시작',
    again: '다시 테스트하기',
    stop: '테스트 그만하기',
    running: ({ n, of }) => `진행 중: ${of}개 가운데 ${n}번째 결과물이 무대에서 별점을 기다려요. 건너뛰기는 꺼져 있고, 정책의 취향을 알려 주는 것은 끝날 때까지 가려 둬요.`,
    stopped: '테스트를 그만뒀어요. 남은 기록은 없어요.',
    learning: ({ p }) => `배웠어요: 정책이 운으로 이만큼 앞서는 경우는 섞기 ${whole(1 / p)}번 가운데 한 번뿐이에요.`,
    luck: ({ p, difference }) => difference <= 0 ? '배운 흔적이 보이지 않아요: 정책의 열 개가 아무렇게나 뽑은 열 개보다 낫지 않았어요.' : `운일 수도 있어요: ${p > 0.995 ? '어떻게 섞어도 거의 언제나' : `전체 섞기의 ${percent(p)}에서`} 정책이 이만큼 앞서요.`,
    worse: ({ p }) => `아무렇게나 뽑은 것보다 못해요: 정책이 이만큼 뒤지는 경우는 섞기 ${whole(1 / p)}번 가운데 한 번뿐이에요.`,
    figures: ({ means, difference, interval }) =>
      `정책의 열 개는 평균 ${starsOf(decimal(means[0], 1))}, 무작위 열 개는 ${starsOf(decimal(means[1], 1))}를 받았어요. 차이는 ${signed(difference, 1)}이고, 90% 구간은 ${signed(interval[0], 1)}에서 ${signed(interval[1], 1)}까지예요.`,
    method: ({ p, deals }, ratings) =>
      `${ratingsOf(ratings)}를 받은 뒤의 테스트예요. 섞기란 별점 스무 개를 다시 열 개씩 나누는 일이고, ${whole(deals)}가지를 모두 세었어요(정확 순열 검정, 단측 ${exact(p)}).`,
    rows: ['정책', '무작위'],
    label: (learnt, lucky) =>
      `별 하나부터 다섯까지 받은 결과물의 수. 정책: ${counts(learnt)}. 무작위: ${counts(lucky)}.`,
  },
});
