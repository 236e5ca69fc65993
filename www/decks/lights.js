// The deck Lights as the page has it: the core's own, so that boards agree on every byte of it.

/** @import { CoreDeck, Deck } from '../types.js' */

/**
 * Takes the deck that the core exports.
 * @param {CoreDeck} deck
 * @returns {Deck}
 */
export const lights = (deck) => ({
  ...deck,
  id: 'lights',
  renderer: 'lights',
  korean: {
    name: '불빛',
    contexts: ['언제나'],
    slots: [
      { name: '색', cards: ['빨강', '주황', '초록', '파랑'] },
      { name: '움직임', cards: ['멈춤', '달리기', '숨쉬기', '반짝임'] },
      { name: '속도', cards: ['느림', '차분함', '경쾌함', '빠름'] },
      { name: '잔광', cards: ['또렷함', '짧음', '긺', '여운'] },
      { name: '포인트', cards: ['없음', '하양', '분홍', '하늘'] },
    ],
  },
});
