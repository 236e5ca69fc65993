// Small sums over ratings and probabilities.

export const mean = (numbers) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

/** The means of the first and the last ten ratings; NaN without any. */
export function firstAndLast(ratings) {
  const stars = (some) => some.map((rating) => rating.stars);
  return { first: mean(stars(ratings.slice(0, 10))), last: mean(stars(ratings.slice(-10))) };
}

/** After each rating, the mean of the last ten. */
export function runningMeans(ratings) {
  let sum = 0;
  return ratings.map(({ stars }, n) => {
    sum += stars - (n < 10 ? 0 : ratings[n - 10].stars);
    return sum / Math.min(n + 1, 10);
  });
}

/** The probability that an output has a card, `[slot][card]`, from those of the moves. */
export function marginals(probabilities) {
  let before = [1];
  return probabilities.map((rows) => {
    before = Array.from(rows[0], (_, card) =>
      rows.reduce((sum, row, previous) => sum + before[previous] * row[card], 0));
    return before;
  });
}

/** The largest mean entropy of a choice that a deck allows, in nats. */
export const maxEntropy = (deck) => mean(deck.slots.map(({ cards }) => Math.log(cards.length)));
