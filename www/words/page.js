// What the hero, the auto-rater, starting again and the status say.

/** @import { By, Deck, Rating, Shown, Taste } from '../types.js' */

import { describe, labels, names } from '../deck.js';
import { firstAndLast, lastMean } from '../statistics.js';
import { counted, history, isComparable } from './history.js';
import { isolated } from './isolate.js';
import { localized } from './language.js';
import { decimal, ratingsOf, starsOf } from './numbers.js';
import { josa } from './particles.js';

/** @param {Deck} deck */
const named = (deck) => isolated(names(deck).name);

export const rating = localized({
  en: {
    hint: 'Press 1 to 5, or arrow keys and Enter.',
    noKeys: 'Choose a star: arrow keys and Enter, or the mouse.',
    touchHint: 'Tap a star to rate what you see.',
    /** @param {{ stars: number, by: By }} rated */
    given: ({ stars, by }) =>
      by === 'person' ? `You gave ${starsOf(stars)}.` : `The auto-rater gave ${starsOf(stars)}.`,
    /** @param {{ stars: number }} rated */
    corrected: ({ stars }) => `Corrected to ${starsOf(stars)}.`,
    undone: 'Taken back.',
    redone: 'Done again.',
  },
  ko: {
    hint: '1~5를 누르거나, 화살표로 고르고 Enter를 누르세요.',
    noKeys: '별을 고르세요. 화살표와 Enter, 또는 마우스로요.',
    touchHint: '별을 눌러 지금 보이는 것을 평가하세요.',
    given: ({ stars, by }) =>
      by === 'person' ? `별 ${stars}개를 줬어요.` : `자동 평가자가 별 ${stars}개를 줬어요.`,
    corrected: ({ stars }) => `별 ${stars}개로 고쳤어요.`,
    undone: '되돌렸어요.',
    redone: '다시 했어요.',
  },
});

export const guest = localized({
  en: {
    /** @param {{ stars: number }} rated */
    best: ({ stars }) => `The best so far, ${starsOf(stars)}.`,
    pin: 'One of your favourites.',
    /** @param {{ stars: number }} rated */
    correct: ({ stars }) => `You gave this ${starsOf(stars)}. Give the stars that you meant.`,
    /** @param {{ n: number, of: number }} guest */
    luck: ({ n, of }) => `Blind test, ${n} of ${of}. Rate it as always.`,
    back: 'Back to the output',
  },
  ko: {
    best: ({ stars }) => `지금까지 최고예요, 별 ${stars}개.`,
    pin: '찜해 둔 것이에요.',
    correct: ({ stars }) => `여기에 별 ${stars}개를 줬어요. 원래 주려던 별을 주세요.`,
    luck: ({ n, of }) => `블라인드 테스트 ${of}개 중 ${n}번째. 평소처럼 평가하세요.`,
    back: '결과물로 돌아가기',
  },
});

export const pins = localized({
  en: {
    showBest: 'Show the best so far',
    pin: 'Pin this one',
    list: 'Favourites',
    none: 'Nothing is rated yet, so there is no best one.',
    noneHere: 'Nothing is rated yet in this situation, so there is no best one.',
    /** @param {string} text */
    show: (text) => `Show: ${text}`,
    /** @param {string} text */
    remove: (text) => `Unpin: ${text}`,
    /** @param {number} most */
    full: (most) => `There is room for ${most} favourites; unpin one first.`,
    pinned: 'Pinned.',
  },
  ko: {
    showBest: '지금까지 최고 보기',
    pin: '이것 찜하기',
    list: '찜한 것',
    none: '아직 평가한 것이 없어서 최고도 없어요.',
    noneHere: '이 상황에서는 아직 평가한 것이 없어서 최고도 없어요.',
    show: (text) => `보기: ${text}`,
    remove: (text) => `찜 해제: ${text}`,
    full: (most) => `찜은 ${most}개까지예요. 먼저 하나를 빼 주세요.`,
    pinned: '찜했어요.',
  },
});

export const decks = localized({
  en: {
    lights: 'Lights', melody: 'Melody', prompt: 'Prompt chain', own: 'Your own',
    volume: 'Volume',
  },
  ko: {
    lights: '불빛', melody: '멜로디', prompt: '프롬프트 체인', own: '내 덱',
    volume: '음량',
  },
});

export const ownDeck = localized({
  en: {
    title: 'A deck of your own',
    lead: 'Paste a deck as JSON, or open a file: slots of cards, and one card of each slot makes an output. It stays on this page.',
    label: 'Deck as JSON',
    use: 'Use this deck',
    open: 'Open a deck',
    /** @param {Error} error */
    refused: (error) => `This deck cannot be used. ${error.message}`,
  },
  ko: {
    title: '내가 만드는 덱',
    lead: '덱을 JSON으로 붙여 넣거나 파일을 여세요. 칸마다 카드가 있고, 칸에서 한 장씩 모여 결과물이 돼요. 이 페이지 밖으로 나가지 않아요.',
    label: 'JSON으로 쓴 덱',
    use: '이 덱 쓰기',
    open: '덱 열기',
    refused: (error) => `이 덱은 쓸 수 없어요. ${error.message}`,
  },
});

export const watch = localized({
  en: {
    start: 'Watch it learn',
    stop: 'Stop auto-rater',
    /** @param {Rating[]} ratings */
    done: (ratings) => {
      const turn = 'Now it is your turn.';
      if (!isComparable(ratings)) return `After ${ratingsOf(ratings.length)}. ${turn}`;
      const { count, first, last } = firstAndLast(ratings);
      const many = counted.en(count);
      return `After ${ratingsOf(ratings.length)}: the first ${many} outputs earned ${decimal(first, 1)} stars on average, the last ${many} ${decimal(last, 1)}. ${turn}`;
    },
    apart: 'This is the auto-rater’s session. Yours stays as it was.',
    model: 'While a model is connected the auto-rater rests: it would ask for an answer with each of its ratings.',
  },
  ko: {
    start: '배우는 모습 보기',
    stop: '자동 평가자 멈추기',
    done: (ratings) => {
      const turn = '이제 당신 차례예요.';
      if (!isComparable(ratings)) return `별점 ${ratings.length}개를 받았어요. ${turn}`;
      const { count, first, last } = firstAndLast(ratings);
      const many = counted.ko(count);
      return `별점 ${ratings.length}개 뒤: 처음 ${many} 개는 평균 ${decimal(first, 1)}개, 마지막 ${many} 개는 ${decimal(last, 1)}개의 별을 받았어요. ${turn}`;
    },
    apart: '이 세션은 자동 평가자의 것이에요. 당신의 세션은 그대로예요.',
    model: '모델이 연결된 동안 자동 평가자는 쉬어요. 별점마다 답변을 요청하게 되니까요.',
  },
});

export const status = localized({
  en: {
    /** @param {Deck} deck @param {{ stars: number }} rated @param {Shown} shown */
    rate: (deck, { stars }, { cards }) => `${starsOf(stars)} given. Next output: ${describe(deck, cards)}`,
    /** @param {Deck} deck @param {{ stars: number }} rated @param {Shown} shown */
    rerate: (deck, { stars }, { cards }) => `Corrected to ${starsOf(stars)}. Output: ${describe(deck, cards)}`,
    /** @param {Deck} deck @param {Shown} shown */
    skip: (deck, { cards }) => `Skipped. Next output: ${describe(deck, cards)}`,
    /** @param {Deck} deck @param {number | undefined} seed @param {Shown} shown */
    restart: (deck, seed, { cards }) => `Started again with seed ${seed}. Output: ${describe(deck, cards)}`,
    /** @param {Deck} deck @param {Shown} shown */
    open: (deck, { cards }) => `Snapshot opened. Output: ${describe(deck, cards)}`,
    /** @param {Deck} deck @param {Shown} shown @param {Rating[]} ratings */
    load: (deck, { cards }, ratings) => `${named(deck)}, ${ratingsOf(ratings.length)}. Output: ${describe(deck, cards)}`,
    /** @param {Deck} deck @param {Shown} shown */
    undo: (deck, { cards }) => `Taken back. Output: ${describe(deck, cards)}`,
    /** @param {Deck} deck @param {Shown} shown */
    redo: (deck, { cards }) => `Done again. Output: ${describe(deck, cards)}`,
    /** @param {Deck} deck @param {Shown} shown @param {Rating[]} ratings */
    travel: (deck, { cards }, ratings) => `After ${ratingsOf(ratings.length)}. Output: ${describe(deck, cards)}`,
    /** @param {string} text @param {string} said */
    guest: (text, said) => `${text} ${said}`.trim(),
    play: 'The auto-rater plays.',
    /** @param {Deck} deck @param {Rating[]} ratings @param {Shown} shown */
    stop: (deck, ratings, { cards }) =>
      `The auto-rater has stopped after ${ratingsOf(ratings.length)}${ratings.length > 0 ? `, ${history.mean(ratings.length)} ${decimal(lastMean(ratings), 1)}` : ''}. Output: ${describe(deck, cards)}`,
  },
  ko: {
    rate: (deck, { stars }, { cards }) => `별 ${stars}개를 줬어요. 다음 결과물: ${describe(deck, cards)}`,
    rerate: (deck, { stars }, { cards }) => `별 ${stars}개로 고쳤어요. 결과물: ${describe(deck, cards)}`,
    skip: (deck, { cards }) => `건너뛰었어요. 다음 결과물: ${describe(deck, cards)}`,
    restart: (deck, seed, { cards }) => `다시 시작했어요. 시드: ${seed}. 결과물: ${describe(deck, cards)}`,
    open: (deck, { cards }) => `스냅샷을 열었어요. 결과물: ${describe(deck, cards)}`,
    load: (deck, { cards }, ratings) => `${named(deck)}, 별점 ${ratings.length}개. 결과물: ${describe(deck, cards)}`,
    undo: (deck, { cards }) => `되돌렸어요. 결과물: ${describe(deck, cards)}`,
    redo: (deck, { cards }) => `다시 했어요. 결과물: ${describe(deck, cards)}`,
    travel: (deck, { cards }, ratings) => `별점 ${ratings.length}개 뒤예요. 결과물: ${describe(deck, cards)}`,
    guest: (text, said) => `${text} ${said}`.trim(),
    play: '자동 평가자가 평가하고 있어요.',
    stop: (deck, ratings, { cards }) =>
      `자동 평가자가 별점 ${ratings.length}개 뒤에 멈췄어요.${ratings.length > 0 ? ` ${history.mean(ratings.length)}: ${decimal(lastMean(ratings), 1)}개.` : ''} 결과물: ${describe(deck, cards)}`,
  },
});

export const taste = localized({
  en: {
    /** @param {Deck} deck @param {Taste} hidden @param {number[]} greedy */
    verdict: (deck, hidden, greedy) => {
      const agree = greedy.filter((card, slot) => card === hidden.favourite[slot]).length;
      return `Most of all it likes ${labels(deck, hidden.favourite)}. The policy’s favourite now agrees on ${agree} of ${greedy.length} cards; the auto-rater would give it ${starsOf(hidden.stars(greedy))}.`;
    },
  },
  ko: {
    verdict: (deck, hidden, greedy) => {
      const agree = greedy.filter((card, slot) => card === hidden.favourite[slot]).length;
      return `가장 좋아하는 것은 ${josa(labels(deck, hidden.favourite), '이에요/예요')}. 정책이 지금 가장 좋게 보는 것은 카드 ${greedy.length}장 중 ${agree}장이 같고, 자동 평가자라면 별 ${hidden.stars(greedy)}개를 줄 거예요.`;
    },
  },
});

export const restart = localized({
  en: {
    wrong: 'The seed must be a whole number from 0 to 9007199254740991 (2^53 - 1)',
    /** @param {Error} error */
    refused: (error) => `That did not work. ${error.message}. Nothing has changed.`,
    /** @param {Error} error @param {number | undefined} seed */
    refusedAddress: (error, seed) =>
      `The address of this page names a seed that does not work. ${error.message}. This is seed ${seed}.`,
  },
  ko: {
    wrong: '시드는 0부터 9007199254740991(2^53 - 1)까지의 정수여야 해요',
    refused: (error) => `그렇게는 할 수 없어요. ${error.message}. 바뀐 것은 없어요.`,
    refusedAddress: (error, seed) =>
      `이 페이지 주소에 적힌 시드는 쓸 수 없어요. ${error.message}. 지금 시드는 ${josa(/** @type {number} */ (seed), '이에요/예요')}.`,
  },
});

export const frame = localized({
  en: {
    locked: 'This page is in a sandbox, as a frame of another page or by the will of its host: here it keeps nothing when you leave, may save no file and reaches no model. In a tab of its own it may.',
    /** @param {string} name */
    refused: (name) => `The frame around this page kept ${isolated(name)} from being saved.`,
    /** @param {string} name */
    unsure: (name) => `If ${isolated(name)} is not saved, the frame around this page forbids it.`,
    instead: 'Make a link and open that in a tab of its own; a text can be copied here.',
  },
  ko: {
    locked: '이 페이지는 다른 페이지의 프레임이나 호스트가 만든 샌드박스 안에 있어요. 여기서는 떠날 때 아무것도 남지 않고, 파일 저장이 막힐 수 있고, 모델에 연결할 수 없어요. 새 탭에서 열면 될 수 있어요.',
    refused: (name) => `페이지를 둘러싼 프레임이 막아서 ${isolated(name)} 파일을 저장하지 못했어요.`,
    unsure: (name) => `${isolated(name)} 파일이 저장되지 않았다면, 페이지를 둘러싼 프레임이 막은 거예요.`,
    instead: '링크를 만들어 새 탭에서 여세요. 글은 여기서 복사할 수 있어요.',
  },
});

export const footer = localized({
  en: {
    noSeed: 'none: opened from a snapshot',
    promise: 'Nothing leaves this page.',
    /** @param {string} address */
    connected: (address) => `Prompts go to ${address}, nothing else leaves this page.`,
  },
  ko: {
    noSeed: '없음: 스냅샷에서 열었어요',
    promise: '아무것도 이 페이지 밖으로 나가지 않아요.',
    connected: (address) => `프롬프트만 다음 주소로 보내요: ${address}. 다른 것은 나가지 않아요.`,
  },
});

export const help = localized({
  en: {
    title: 'Keys',
    keys: [
      ['1 – 5', 'give one to five stars'],
      ['S', 'skip'],
      ['R', 'replay, or hear it again'],
      ['Z, Ctrl-Z', 'undo the last rating'],
      ['Shift-Z', 'redo'],
      ['Esc', 'back to the output'],
      ['?', 'this list'],
    ],
    switch: 'Single keys work anywhere on the page',
    note: 'They never act while you type. With Hangul, Cyrillic or the like digits and Ctrl-Z work too; S, R and Z need Latin letters. Everything also works with Tab, arrow keys, Space and Enter. Labels that are cut show in full under the pointer or with Tab.',
    close: 'Close',
  },
  ko: {
    title: '단축키',
    keys: [
      ['1 – 5', '별 1~5개 주기'],
      ['S', '건너뛰기'],
      ['R', '다시 보기, 다시 듣기'],
      ['Z, Ctrl-Z', '마지막 별점 되돌리기'],
      ['Shift-Z', '다시 하기'],
      ['Esc', '결과물로 돌아가기'],
      ['?', '이 목록'],
    ],
    switch: '페이지 어디서나 한 글자 단축키 쓰기',
    note: '글을 쓰는 동안에는 움직이지 않아요. 한글이나 키릴 문자 입력 중에도 숫자와 Ctrl-Z는 돼요. S, R, Z는 영문 입력에서만 돼요. 모든 것은 Tab, 화살표, 스페이스, Enter로도 할 수 있어요. 잘린 이름은 포인터를 올리거나 Tab으로 가면 모두 보여요.',
    close: '닫기',
  },
});
