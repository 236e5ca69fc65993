// "Learning, or luck?": the outputs of a blind test, and what its stars say.

/** @import { Deck, Moves, Store } from './types.js' */

import { generator, shuffle } from './random.js';
import { mean } from './statistics.js';

/** Outputs of each kind. */
const EACH = 10;
/** An output that would come twice is drawn again so often: repetitions would tell whose it is. */
const TRIES = 60;

/**
 * The test of a policy, `{ cards, learnt }` in an order that nobody knows. `propose` gives outputs of
 * the policy, `probabilities` are those of its moves. What it proposes again and again is told apart
 * from chance at a glance, so further outputs are draws of the same policy.
 * @param {Deck} deck
 * @param {() => number[]} propose
 * @param {Moves} probabilities
 * @param {number} seed
 */
export function createTest(deck, propose, probabilities, seed) {
  const random = generator(seed);
  const legal = probabilities.map((rows, slot) => rows.map((row, previous) => {
    const allowed = slot === 0 ? deck.first : deck.slots[slot - 1].cards[previous].next;
    return Array.from(row, (_, card) => (!allowed || allowed.includes(card) ? 1 : 0));
  }));
  const proposals = Array.from({ length: EACH }, propose);
  const learnt = different(() => proposals.shift() ?? walk(probabilities, random));
  const lucky = different(() => walk(legal, random));
  return shuffle([
    ...learnt.map((cards) => ({ cards, learnt: true })), ...lucky.map((cards) => ({ cards, learnt: false })),
  ], random);
}

/**
 * What a store's session has come to, `{ count, last }`: so many events, and the last of them.
 * @param {Pick<Store, 'past' | 'events'>} of
 */
export function placeOf({ past, events }) {
  const count = past ?? events.length;
  return { count, last: events[count - 1] };
}

/**
 * Whether a session has come through a place: not once that is undone, nor in another session.
 * @param {Pick<Store, 'events'>} of
 * @param {ReturnType<typeof placeOf>} place
 */
export const hasPlace = ({ events }, { count, last }) => events[count - 1] === last;

/**
 * One card of each slot, each in proportion to its weight after the one before.
 * @param {Moves} weights
 * @param {() => number} random
 */
function walk(weights, random) {
  /** @type {number[]} */
  const cards = [];
  for (const [slot, rows] of weights.entries()) {
    const row = Array.from(rows[slot === 0 ? 0 : cards[slot - 1]]);
    let left = random() * row.reduce((sum, weight) => sum + weight, 0);
    const card = row.findIndex((weight) => (left -= weight) < 0);
    // Rounding may leave a little over.
    cards.push(card < 0 ? row.findLastIndex((weight) => weight > 0) : card);
  }
  return cards;
}

/** @param {() => number[]} draw */
function different(draw) {
  const found = [];
  const seen = new Set();
  for (let tries = 0; found.length < EACH; tries += 1) {
    const cards = draw();
    if (tries < TRIES && seen.has(cards.join())) continue;
    seen.add(cards.join());
    found.push(cards);
  }
  return found;
}

/**
 * Of one group: how its stars scatter around their mean, squared; each is rounded to a whole star.
 * @param {number[]} stars
 */
function variance(stars) {
  const middle = mean(stars);
  const sum = stars.reduce((total, x) => total + (x - middle) ** 2, 0);
  return Math.max(sum / (stars.length - 1), 1 / 12);
}

/**
 * 95 % quantile of Student's distribution, by the expansion of Cornish and Fisher.
 * @param {number} freedom
 */
const student = (freedom) => 1.6449 + 1.5238 / freedom + 1.42 / freedom ** 2;

/**
 * The share of all ways to deal these stars into two such groups that give the first as many or more.
 * @param {number[]} first
 * @param {number[]} second
 */
function chance(first, second) {
  const all = [...first, ...second];
  const most = all.reduce((sum, stars) => sum + stars, 0);
  // `[how many were dealt to the first][their sum]`: in how many ways.
  const ways = Array.from({ length: first.length + 1 }, () => new Float64Array(most + 1));
  ways[0][0] = 1;
  for (const stars of all) {
    for (let dealt = first.length; dealt > 0; dealt -= 1) {
      for (let sum = most; sum >= stars; sum -= 1) ways[dealt][sum] += ways[dealt - 1][sum - stars];
    }
  }
  const sums = ways[first.length];
  const total = sums.reduce((sum, count) => sum + count, 0);
  const reached = first.reduce((sum, stars) => sum + stars, 0);
  return { p: sums.slice(reached).reduce((sum, count) => sum + count, 0) / total, deals: total };
}

/**
 * The verdict on the stars of both kinds: means, their difference with a 90 % interval (Welch), and
 * the exact one-sided p of a permutation test; `p` is that of the verdict's own direction.
 * @param {number[]} learnt
 * @param {number[]} lucky
 */
export function judge(learnt, lucky) {
  const means = [mean(learnt), mean(lucky)];
  const difference = means[0] - means[1];
  const [a, b] = [learnt, lucky].map((stars) => variance(stars) / stars.length);
  const freedom = (a + b) ** 2 / (a ** 2 / (learnt.length - 1) + b ** 2 / (lucky.length - 1));
  const reach = student(freedom) * Math.sqrt(a + b);
  const [better, worse] = [chance(learnt, lucky), chance(lucky, learnt)];
  /** @type {'learning' | 'worse' | 'luck'} */
  const kind = better.p <= 0.05 ? 'learning' : worse.p <= 0.05 ? 'worse' : 'luck';
  return {
    kind, means, difference,
    interval: [Math.max(-4, difference - reach), Math.min(4, difference + reach)],
    p: kind === 'worse' ? worse.p : better.p,
    deals: better.deals,
  };
}
