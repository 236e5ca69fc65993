// A simulated person: a hidden liking for every card, and stars that follow their sum.

/** @import { Deck } from './types.js' */

import { generator, shuffle } from './random.js';

/**
 * The numbers from -1 to 1 in even steps, shuffled.
 * @param {number} count
 * @param {() => number} random
 */
const shuffledSpread = (count, random) =>
  shuffle(Array.from({ length: count }, (_, k) => (2 * k + 1) / count - 1), random);

/**
 * How many stars one standard deviation of liking (over random outputs) is worth. With more, many
 * outputs would earn five stars; with fewer, hardly any.
 */
const STARS_PER_DEVIATION = 0.7;

/** @param {Deck} deck @param {number} seed */
export function createTaste(deck, seed) {
  const random = generator(seed);
  const likings = deck.slots.map(({ cards }) => {
    const weight = 0.6 + 0.8 * random();
    return shuffledSpread(cards.length, random).map((liking) => liking * weight);
  });
  const variance = likings
    .map((slot) => slot.reduce((sum, liking) => sum + liking * liking, 0) / slot.length)
    .reduce((sum, slot) => sum + slot, 0);
  const deviation = Math.sqrt(variance) || 1;

  return {
    /** `[slot][card]`, around 0. */
    likings,
    favourite: likings.map((slot) => slot.indexOf(Math.max(...slot))),
    /** @param {number[]} cards */
    stars(cards) {
      const liking = cards.reduce((sum, card, slot) => sum + likings[slot][card], 0);
      const stars = Math.round(3 + (STARS_PER_DEVIATION * liking) / deviation);
      return Math.min(5, Math.max(1, stars));
    },
  };
}
