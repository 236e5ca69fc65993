// A simulated person: a hidden liking for every card, and stars that follow their sum.

/** Numbers in [0, 1) from a seed (Mulberry32); the same taste on every machine and every visit. */
function generator(seed) {
  let state = (seed % 2 ** 32) ^ Math.imul(Math.floor(seed / 2 ** 32), 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The numbers from -1 to 1 in even steps, shuffled. */
function shuffledSpread(count, random) {
  const numbers = Array.from({ length: count }, (_, k) => (2 * k + 1) / count - 1);
  for (let k = count - 1; k > 0; k -= 1) {
    const other = Math.floor(random() * (k + 1));
    [numbers[k], numbers[other]] = [numbers[other], numbers[k]];
  }
  return numbers;
}

/**
 * How many stars one standard deviation of liking (over random outputs) is worth. With more, many
 * outputs would earn five stars; with fewer, hardly any.
 */
const STARS_PER_DEVIATION = 0.7;

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
    stars(cards) {
      const liking = cards.reduce((sum, card, slot) => sum + likings[slot][card], 0);
      const stars = Math.round(3 + (STARS_PER_DEVIATION * liking) / deviation);
      return Math.min(5, Math.max(1, stars));
    },
  };
}
