// What the last update did, in words, and the switch for its clip.

/** @import { Deck, Metrics, Move, Rating } from '../types.js' */

import { names } from '../deck.js';
import { isolated } from './isolate.js';
import { localized } from './language.js';
import { decimal, percent, plural, ratingsOf } from './numbers.js';
import { josa } from './particles.js';

/**
 * `red → chase ×1.54`; the first slot's cards follow none.
 * @param {Deck} deck
 * @param {Move} move
 */
function move(deck, { slot, previous, card, ratio }) {
  const { slots } = names(deck);
  const before = slot > 0 ? `${isolated(slots[slot - 1].cards[previous])} → ` : '';
  return `${before}${isolated(slots[slot].cards[card])} ×${decimal(ratio, 2)}`;
}
const MOST_NAMED = 4;
/** @param {Deck} deck @param {Move[]} moves */
const named = (deck, moves) => moves.slice(0, MOST_NAMED).map((one) => move(deck, one)).join(', ');
/** @param {number} count */
const counted = (count) => (count === 1 ? '1 move' : `${count} moves`);
/** @param {Move[]} moves */
const unnamed = (moves) => moves.length - MOST_NAMED;
/**
 * What is said of fewer stars than expected, as many, or more.
 * @param {Rating} rating
 * @param {(stars: string) => string} fewer
 * @param {string} same
 * @param {(stars: string) => string} more
 */
function gap({ expected, stars }, fewer, same, more) {
  const text = decimal(Math.abs(stars - expected), 1);
  if (text === '0.0') return same;
  return stars < expected ? fewer(text) : more(text);
}

/** @param {number} x @param {...number} bounds */
const level = (x, ...bounds) => bounds.findLastIndex((bound) => x >= bound) + 1;
/** @param {number} kl */
const step = (kl) => level(kl, 0.0005, 0.004, 0.015);
/** @param {number} share */
const decided = (share) => level(share, 0.1, 0.4, 0.75);
/** @param {number} norm */
const pull = (norm) => level(norm, 0.25, 0.5);
/**
 * The measure divides by how much the ratings differ: far below zero they hardly did.
 * @param {number} variance
 */
const foreseen = (variance) => level(variance, -10, 0.02);

/** @satisfies {(keyof Metrics)[]} */
const FIELDS = ['clip_fraction', 'approx_kl', 'entropy', 'explained_variance', 'value_loss', 'grad_norm', 'policy_loss'];
/** @type {{ [field: string]: number }} */
const DIGITS = { approx_kl: 4, value_loss: 3, policy_loss: 3 };

/**
 * Each row: the field's name, its value, and what it says.
 * @param {(measures: Metrics & { share: number, missed: string }) => string[]} sentences
 * @returns {(metrics: Metrics, most: number) => string[][]}
 */
const rows = (sentences) => (metrics, most) => {
  const share = 1 - metrics.entropy / most;
  const told = sentences({ ...metrics, share, missed: decimal(Math.sqrt(2 * metrics.value_loss), 1) });
  return FIELDS.map((field, n) => {
    const value = decimal(metrics[field], DIGITS[field] ?? 2);
    return [field, field === 'entropy' ? `${value} / ${decimal(most, 2)}` : value, told[n]];
  });
};

export const update = localized({
  en: {
    title: 'The last update',
    none: 'After each rating the policy learns once. What that did is told here.',
    /** @param {Metrics} metrics @param {boolean} imagines */
    note: ({ samples, steps }, imagines) =>
      `After the last rating it ${imagines ? 'imagined outputs, judged them by what it knows of the taste behind the stars,' : 'went over the newest ratings'} and took ${plural(steps, 'step', 'steps')} over all ${plural(samples, 'situation', 'situations')}.`,
    stopped: {
      target_kl: 'The update stopped early: the policy had moved as far as it may in one go.',
      non_finite: 'The update stopped early: the next step would have led to a number that is not finite. All that was learnt before is kept.',
    },
    moved: 'How far each choice moved',
    /** @param {number} count @param {number} most */
    rest: (count, most) => `The other ${plural(count, 'card', 'cards')} moved by ${decimal(100 * most, 1)} points or less.`,
    clip: 'What the clip held back',
    axis: 'ratio: new ÷ old probability',
    /** @param {Deck} deck @param {Move[]} out @param {number} count */
    outside: (deck, out, count) =>
      `${out.length} of ${counted(count)} left the band, where the clip stops the stars from pushing them on: ${named(deck, out)}${unnamed(out) > 0 ? `, and ${unnamed(out)} more` : ''}.`,
    /** @param {number} count */
    inside: (count) => `${count === 1 ? 'The one move' : `All ${count} moves`} stayed within the band: the clip held nothing back.`,
    /** @param {number} count */
    off: (count) => `The clip is off: there is no band, and nothing holds ${count === 1 ? 'the one move' : `any of the ${count} moves`} back.`,
    /** @param {string} band @param {number} decay */
    caption: (band, decay) =>
      `Each mark is a move: how many times as probable the update made it, on a logarithmic scale. It is compared with the policy that the update began with, the one before with its logits times ${decay}. ${band ? `Shaded: the band 1 ± ${band}; diamonds are outside. The last step, and weights that moves share, can carry one out too. ` : ''}Moves below 0.5% are left out.`,
    critic: 'What the critic had expected',
    expected: 'expected', given: 'given',
    /** @param {Rating} rating */
    surprise: (rating) =>
      `The critic had expected ${decimal(rating.expected, 1)} stars of an output; this one got ${rating.stars}, ${gap(rating, (n) => `${n} fewer`, 'just as many', (n) => `${n} more`)}.`,
    sparks: { approx_kl: 'How far each update moved it', entropy: 'How undecided it is' },
    /** @param {string} last @param {string} low @param {string} high @param {number} count */
    spark: (last, low, high, count) => `now ${last}; between ${low} and ${high} over ${plural(count, 'update', 'updates')}`,
    all: 'All measures of this update',
    rows: rows((m) => [
      `${m.clipped || 'None'} of ${plural(m.samples, 'situation', 'situations')} ${m.clipped > 1 ? 'had their change' : 'had its change'} held back by the clip.`,
      ['The policy hardly moved.', 'The policy took a small step.', 'The policy took a clear step.', 'The policy took a big step.'][step(m.approx_kl)],
      `It is ${percent(Math.max(0, m.share))} decided: ${['almost anything still seems as good as anything else', 'it leans, but still tries many things', 'it has clear favourites', 'it has made up its mind'][decided(m.share)]}.`,
      ['The ratings hardly differed, so the critic had nothing to foresee.',
        'The critic was surprised: it had foreseen no more than the average.',
      ][foreseen(m.explained_variance)] ?? `The critic was ${m.explained_variance < 0.5 ? 'half' : 'hardly'} surprised: it had foreseen ${percent(m.explained_variance)} of what sets the ratings apart.`,
      `The critic’s guesses missed by ${m.missed} times the usual spread of the stars.`,
      `The ratings pulled ${['gently', 'firmly', 'hard'][pull(m.grad_norm)]} on the weights.`,
      'The clipped objective, on which the policy walks downhill.',
    ]),
  },
  ko: {
    title: '마지막 업데이트',
    none: '별점을 받을 때마다 정책은 한 번씩 배워요. 그때 무슨 일이 있었는지 여기에 나와요.',
    note: ({ samples, steps }, imagines) =>
      `마지막 별점을 받고 ${imagines ? '결과물을 상상해, 별점에 담긴 취향에 맞춰 평가한 뒤' : '최근 별점을 되짚은 뒤'}, 상황 ${samples}가지 전체를 두고 ${steps}걸음 움직였어요.`,
    stopped: {
      target_kl: '한 번에 움직일 수 있는 만큼 움직여서 업데이트를 일찍 멈췄어요.',
      non_finite: '다음 걸음에서 유한하지 않은 수가 나올 뻔해서 업데이트를 일찍 멈췄어요. 그 전에 배운 것은 그대로예요.',
    },
    moved: '선택이 얼마나 움직였나',
    rest: (count, most) => `나머지 카드 ${count}장은 ${decimal(100 * most, 1)}%p 이하로 움직였어요.`,
    clip: '클립이 붙잡은 것',
    axis: '비율: 새 확률 ÷ 옛 확률',
    outside: (deck, out, count) =>
      `이동 ${count}개 가운데 ${out.length}개가 띠를 벗어났어요. 거기서는 별점이 더 밀지 못하게 클립이 막아요: ${named(deck, out)}${unnamed(out) > 0 ? ` 외 ${unnamed(out)}개` : ''}.`,
    inside: (count) => `이동 ${count}개가 모두 띠 안에 있어서 클립이 붙잡은 것이 없어요.`,
    off: (count) => `클립이 꺼져 있어요. 띠가 없고, 이동 ${count}개를 아무것도 붙잡지 않아요.`,
    caption: (band, decay) =>
      `표시 하나가 이동 하나예요. 업데이트로 확률이 몇 배가 되었는지 로그 눈금에 놓았어요. 견주는 것은 업데이트의 출발점, 곧 로짓에 ${josa(decay, '을/를')} 곱한 그 전 정책이에요. ${band ? `칠한 곳이 1 ± ${band} 띠, 마름모는 띠 밖이에요. 마지막 걸음이나 함께 쓰는 가중치 때문에 나가기도 해요. ` : ''}0.5%보다 드문 이동은 뺐어요.`,
    critic: '비평가의 예상',
    expected: '예상', given: '별점',
    surprise: (rating) =>
      `비평가는 결과물에 별 ${decimal(rating.expected, 1)}개를 예상했고, 이번 결과물은 ${rating.stars}개를 받았어요. ${gap(rating, (n) => `예상보다 ${n}개 적어요`, '예상한 그대로예요', (n) => `예상보다 ${n}개 많아요`)}.`,
    sparks: { approx_kl: '업데이트마다 움직인 거리', entropy: '아직 망설이는 정도' },
    spark: (last, low, high, count) => `지금 ${last}, 업데이트 ${count}번 동안 ${low}에서 ${high} 사이`,
    all: '이번 업데이트의 모든 수치',
    rows: rows((m) => [
      `상황 ${m.samples}가지 가운데 ${m.clipped ? `${m.clipped}가지의 변화를 클립이 붙잡았어요` : '클립이 변화를 붙잡은 것은 없어요'}.`,
      ['정책이 거의 움직이지 않았어요.', '정책이 조금 움직였어요.', '정책이 뚜렷하게 움직였어요.', '정책이 크게 움직였어요.'][step(m.approx_kl)],
      `마음을 ${percent(Math.max(0, m.share))} 정했어요. ${['아직은 무엇이든 비슷해 보여요', '기울긴 했지만 여러 가지를 해 봐요', '좋아하는 것이 뚜렷해요', '마음을 굳혔어요'][decided(m.share)]}.`,
      ['별점이 거의 같아서 비평가가 예상할 것이 없었어요.',
        '비평가가 놀랐어요. 평균보다 나은 예상을 하지 못했어요.',
      ][foreseen(m.explained_variance)] ?? `비평가가 ${m.explained_variance < 0.5 ? '반쯤 놀랐어요' : '거의 놀라지 않았어요'}. 별점 차이의 ${josa(percent(m.explained_variance), '을/를')} 예상했어요.`,
      `비평가의 예상은 보통 별점이 흩어지는 폭의 ${m.missed}배만큼 빗나갔어요.`,
      `별점이 가중치를 ${['살짝', '단단히', '세게'][pull(m.grad_norm)]} 당겼어요.`,
      '클립된 목적 함수예요. 정책은 이 값을 낮추는 쪽으로 움직여요.',
    ]),
  },
});

export const advanced = localized({
  en: {
    title: 'Advanced',
    clip: 'The clip',
    /** @param {number} band */
    on: (band) => `The clip is on: once an update has made a move ${band === 0.2 ? 'a fifth' : percent(band)} likelier or rarer, no reward pushes it further.`,
    off: 'The clip is off: one update may move the policy as far as its steps carry it.',
    /** @param {number | undefined} seed @param {number} own @param {number} others */
    warning: (seed, own, others) =>
      `A session’s settings are fixed, so switching starts again with ${seed === undefined ? 'seed 0' : 'the same seed'} and the other setting.${
        own > 0 ? ` The present session, with ${ratingsOf(own)} of yours, stays on the shelf.`
          : others > 0 ? ` The present session goes, as it has ${ratingsOf(others)} and none of yours.` : ''}`,
  },
  ko: {
    title: '고급',
    clip: '클립',
    on: (band) => `클립이 켜져 있어요. 업데이트 한 번에 어떤 이동의 확률이 ${band === 0.2 ? '5분의 1' : percent(band)}만큼 커지거나 작아지면 더 밀지 못해요.`,
    off: '클립이 꺼져 있어요. 업데이트 한 번에 정책이 얼마든지 멀리 움직일 수 있어요.',
    warning: (seed, own, others) =>
      `세션의 설정은 도중에 바꿀 수 없어서, 스위치를 누르면 ${josa(seed === undefined ? '시드 0' : '같은 시드', '과/와')} 다른 설정으로 처음부터 다시 시작해요.${
        own > 0 ? ` 직접 준 별점 ${own}개가 있는 지금 세션은 보관함에 남아요.`
          : others > 0 ? ` 지금 세션에는 직접 준 별점이 없어서(${ratingsOf(others)}) 사라져요.` : ''}`,
  },
});
