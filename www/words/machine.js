// What the machine, its network and its finds say.

/** @import { Best, Deck, MovedCard } from '../types.js' */

import { labels, names } from '../deck.js';
import { isolated } from './isolate.js';
import { localized } from './language.js';
import { percent, starsOf } from './numbers.js';

/** @param {Deck} deck @param {number[][]} chances */
const likeliest = (deck, chances) => names(deck).slots.map(({ name, cards }, s) => {
  const best = chances[s].indexOf(Math.max(...chances[s]));
  return `${isolated(name)}: ${isolated(cards[best])} ${percent(chances[s][best])}`;
}).join(', ');

/**
 * `Colour: red 25% → 31%`, of moves that are a percent or more.
 * @param {Deck} deck
 * @param {MovedCard[]} moved
 */
const changes = (deck, moved) => moved
  .filter(({ from, to }) => Math.abs(to - from) >= 0.01)
  .map(({ slot, card, from, to }) => {
    const { name, cards } = names(deck).slots[slot];
    return `${isolated(name)}: ${isolated(cards[card])} ${percent(from)} → ${percent(to)}`;
  }).join(', ');

export const machine = localized({
  en: {
    start: 'start',
    /** @param {Deck} deck @param {number[][]} chances */
    label: (deck, chances) =>
      `The policy’s machine: from the start through ${deck.slots.length} rows of cards. Likeliest now: ${likeliest(deck, chances)}.`,
    /** @param {Deck} deck @param {MovedCard[]} moved */
    twin: (deck, moved) => {
      const list = changes(deck, moved);
      return list
        ? `The last update moved most: ${list}. Right after it a ghost behind the lines shows the policy before.`
        : 'The last update moved no card by a whole percent.';
    },
  },
  ko: {
    start: '시작',
    label: (deck, chances) =>
      `정책의 기계: 시작에서 카드 ${deck.slots.length}줄을 지나요. 지금 가장 뽑히기 쉬운 카드: ${likeliest(deck, chances)}.`,
    twin: (deck, moved) => {
      const list = changes(deck, moved);
      return list
        ? `마지막 업데이트에서 가장 많이 움직인 것: ${list}. 업데이트 직후 선 뒤에 보이는 잔상이 그 전의 정책이에요.`
        : '마지막 업데이트에서는 1% 넘게 움직인 카드가 없어요.';
    },
  },
});

export const finds = localized({
  en: {
    noFavourite: 'none: all cards are about as likely',
    noBest: 'nothing rated yet',
    noBestHere: 'nothing rated yet in this situation',
    /** @param {Deck} deck @param {Best} best */
    best: (deck, { cards, stars }) => `${starsOf(stars)}: ${labels(deck, cards)}`,
  },
  ko: {
    noFavourite: '없음: 모든 카드가 비슷하게 뽑혀요',
    noBest: '아직 평가한 것이 없어요',
    noBestHere: '이 상황에서는 아직 평가한 것이 없어요',
    best: (deck, { cards, stars }) => `${starsOf(stars)}: ${labels(deck, cards)}`,
  },
});

export const network = localized({
  en: {
    title: 'Its synapses',
    lead: 'This network gives the machine its probabilities. On the left what it looks at, in the middle its hidden neurons, on the right the cards it chooses from. The thicker a line, the stronger that synapse: solid ones push, dashed ones hold back. In strong colour: those behind the output you see.',
    headings: ['slot', 'card before', 'context', 'next card'],
    /** @param {number} n */
    card: (n) => `card ${n}`,
    /** @param {Record<'inputs' | 'hidden' | 'outputs' | 'push' | 'hold', number>} counts */
    label: ({ inputs, hidden, outputs, push, hold }) =>
      `The policy’s network: ${inputs} inputs, ${hidden} hidden neurons, ${outputs} outputs; ${push + hold} synapses, of which ${push} push and ${hold} hold back.`,
  },
  ko: {
    title: '신경망의 시냅스',
    lead: '위 기계의 확률은 이 신경망이 정해요. 왼쪽은 신경망이 보는 것, 가운데는 은닉 뉴런, 오른쪽은 고를 카드예요. 선이 굵을수록 강한 시냅스인데, 실선은 밀어 주고 점선은 막아요. 진한 선은 지금 보이는 결과물을 만든 것들이에요.',
    headings: ['칸', '앞 카드', '상황', '다음 카드'],
    card: (n) => `카드 ${n}`,
    label: ({ inputs, hidden, outputs, push, hold }) =>
      `정책의 신경망: 입력 ${inputs}개, 은닉 뉴런 ${hidden}개, 출력 ${outputs}개. 시냅스 ${push + hold}개 가운데 ${push}개는 밀어 주고 ${hold}개는 막아요.`,
  },
});
