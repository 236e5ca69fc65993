// Small sums over ratings and probabilities.

/** @import { Deck, Moves } from './types.js' */

/** @param {number[]} numbers */
export const mean = (numbers) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

/** So many ratings at each end are compared, once there are twice as many. */
const MOST_COMPARED = 10;

/** @param {{ stars: number }[]} ratings */
const meanStars = (ratings) => mean(ratings.map(({ stars }) => stars));

/**
 * `{ count, first, last }`: the means of the first and of the last `count` ratings, which share none.
 * @param {{ stars: number }[]} ratings
 */
export function firstAndLast(ratings) {
  const count = Math.min(MOST_COMPARED, Math.floor(ratings.length / 2));
  return { count, first: meanStars(ratings.slice(0, count)), last: meanStars(ratings.slice(-count)) };
}

/**
 * The mean of the last ten ratings, or of all where there are fewer; NaN without any.
 * @param {{ stars: number }[]} ratings
 */
export const lastMean = (ratings) => meanStars(ratings.slice(-MOST_COMPARED));

/**
 * After each rating, the mean of the last ten, or of all so far.
 * @param {{ stars: number }[]} ratings
 */
export function runningMeans(ratings) {
  let sum = 0;
  return ratings.map(({ stars }, n) => {
    sum += stars - (n < 10 ? 0 : ratings[n - 10].stars);
    return sum / Math.min(n + 1, 10);
  });
}

/**
 * The probability that an output has a card, `[slot][card]`, from those of the moves.
 * @param {Moves} probabilities
 */
export function marginals(probabilities) {
  let before = [1];
  return probabilities.map((rows) => {
    before = Array.from(rows[0], (_, card) =>
      rows.reduce((sum, row, previous) => sum + before[previous] * row[card], 0));
    return before;
  });
}

/**
 * How far an update moved each card, `{ slot, card, from, to }`, the farthest first.
 * @param {Moves} before
 * @param {Moves} after
 */
export function movedCards(before, after) {
  const to = marginals(after);
  return marginals(before)
    .flatMap((slot, s) => slot.map((from, card) => ({ slot: s, card, from, to: to[s][card] })))
    .sort((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from));
}

/** Moves that the old policy made more rarely than this tell little. */
const RARE = 0.005;

/**
 * How many times as probable an update has made each move, `{ slot, previous, card, ratio }`. What it
 * compares with is the policy before it with its logits multiplied by `decay`. Illegal and rare moves
 * are left out.
 * @param {Moves} before
 * @param {Moves} after
 * @param {number} decay
 */
export function ratios(before, after, decay) {
  /** @param {ArrayLike<number>} row @param {number} slot @param {number} previous */
  const ofRow = (row, slot, previous) => {
    const powers = Array.from(row, (chance) => (chance > 0 ? chance ** decay : 0));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers
      .map((power, card) => ({ slot, previous, card, old: power / sum, now: after[slot][previous][card] }))
      .filter(({ old }) => old >= RARE)
      .map(({ old, now, ...move }) => ({ ...move, ratio: now / old }));
  };
  return before.flatMap((rows, slot) => rows.flatMap((row, previous) => ofRow(row, slot, previous)));
}

/**
 * The largest mean entropy of a choice that a deck allows, in nats.
 * @param {Deck} deck
 */
export const maxEntropy = (deck) => mean(deck.slots.map(({ cards }) => Math.log(cards.length)));
