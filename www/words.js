// Every sentence that is not in index.html.

import { describe, labels } from './deck.js';
import { firstAndLast } from './statistics.js';

const minus = (text) => text.replace('-', '−');
export const decimal = (x, digits) =>
  minus(Math.abs(x) < 1000 ? x.toFixed(digits) : x.toExponential(0));
export const percent = (share) => `${Math.round(100 * share)}%`;
const plural = (count, one, many) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

const starsOf = (stars) => plural(stars, 'star', 'stars');
const ratingsOf = (count) => plural(count, 'rating', 'ratings');

export const rating = {
  hint: 'Press 1 to 5, or arrow keys and Enter.',
  touchHint: 'Tap a star to rate what you see.',
  given: ({ stars, by }) =>
    by === 'person' ? `You gave ${starsOf(stars)}.` : `The auto-rater gave ${starsOf(stars)}.`,
};

export const watch = {
  start: 'Watch it learn',
  stop: 'Stop auto-rater',
  done(ratings) {
    const { first, last } = firstAndLast(ratings);
    return `After ${ratings.length} ratings: the first ten outputs earned ${decimal(first, 1)} stars on average, the last ten ${decimal(last, 1)}. Now it is your turn.`;
  },
};

export const status = {
  rate: (deck, { stars }, output) =>
    `${starsOf(stars)} given. Next output: ${describe(deck, output.cards)}`,
  skip: (deck, output) => `Skipped. Next output: ${describe(deck, output.cards)}`,
  restart: (deck, seed, output) =>
    `Started again with seed ${seed}. Output: ${describe(deck, output.cards)}`,
  open: (deck, output) => `Snapshot opened. Output: ${describe(deck, output.cards)}`,
  play: 'The auto-rater plays.',
  stop: (deck, ratings, output) =>
    `The auto-rater has stopped after ${ratingsOf(ratings.length)}, mean of the last ten ${decimal(firstAndLast(ratings).last, 1)}. Output: ${describe(deck, output.cards)}`,
};

export const machine = {
  start: 'start',
  label: (deck, chances) => {
    const likeliest = deck.slots.map(({ name, cards }, s) => {
      const best = chances[s].indexOf(Math.max(...chances[s]));
      return `${name}: ${cards[best].label} ${percent(chances[s][best])}`;
    });
    return `The policy’s machine: from the start through ${deck.slots.length} rows of cards. Likeliest now: ${likeliest.join(', ')}.`;
  },
};

export const finds = {
  noFavourite: 'none: all cards are about as likely',
  noBest: 'nothing rated yet',
  best: (deck, { cards, stars }) => `${starsOf(stars)}: ${labels(deck, cards)}`,
};

export const history = {
  none: 'Rate an output, and its dot appears here.',
  few: (count) => `After ${ratingsOf(count)}. From the eleventh on, the first ten are compared with the last ten.`,
  compare({ first, last }) {
    const change = last - first;
    const verdict = Math.abs(change) < 0.05 ? 'no change' : `${change > 0 ? '+' : ''}${decimal(change, 1)} stars`;
    return `First ten ${decimal(first, 1)}, last ten ${decimal(last, 1)}: ${verdict}.`;
  },
  label: (ratings) =>
    ratings.length === 0
      ? 'No ratings yet'
      : `${ratingsOf(ratings.length)} as dots over time. Mean of the last ten: ${decimal(firstAndLast(ratings).last, 1)} of 5 stars.`,
};

const step = (kl) => {
  if (kl < 0.0005) return 'The policy hardly moved.';
  if (kl < 0.004) return 'The policy took a small step.';
  if (kl < 0.015) return 'The policy took a clear step.';
  return 'The policy took a big step.';
};

const decided = (share) => {
  if (share < 0.1) return 'almost anything still seems as good as anything else';
  if (share < 0.4) return 'it leans, but still tries many things';
  if (share < 0.75) return 'it has clear favourites';
  return 'it has made up its mind';
};

function foreseen(variance) {
  // The measure divides by how much the ratings differ.
  if (variance < -10) return 'The ratings hardly differed, so the critic had nothing to foresee.';
  if (variance < 0.02) return 'The critic was surprised: it had foreseen no more than the average.';
  const surprise = variance < 0.5 ? 'half surprised' : 'hardly surprised';
  return `The critic was ${surprise}: it had foreseen ${percent(variance)} of what sets the ratings apart.`;
}

const pull = (norm) => {
  if (norm < 0.25) return 'gently';
  return norm < 0.5 ? 'firmly' : 'hard';
};

export const update = {
  none: 'After each rating the policy learns once. What that did is told here.',
  note: ({ samples, steps }) =>
    `After the last rating it imagined outputs, judged them by what it knows of your taste, and took ${plural(steps, 'step', 'steps')} over all ${plural(samples, 'situation', 'situations')}.`,
  stopped: {
    target_kl: 'The update stopped early: the policy had moved as far as it may in one go.',
    non_finite: 'The update stopped early: the next step would have led to a number that is not finite. All that was learnt before is kept.',
  },
  /** Each row: the field's name, its value, and what it says. */
  rows: (metrics, maxEntropy) => [
    ['clip_fraction', decimal(metrics.clip_fraction, 2),
      `${metrics.clipped || 'None'} of ${plural(metrics.samples, 'situation', 'situations')} ${metrics.clipped > 1 ? 'had their change' : 'had its change'} held back by the clip.`],
    ['approx_kl', decimal(metrics.approx_kl, 4), step(metrics.approx_kl)],
    ['entropy', `${decimal(metrics.entropy, 2)} of ${decimal(maxEntropy, 2)}`,
      `It is ${percent(Math.max(0, 1 - metrics.entropy / maxEntropy))} decided: ${decided(1 - metrics.entropy / maxEntropy)}.`],
    ['explained_variance', decimal(metrics.explained_variance, 2), foreseen(metrics.explained_variance)],
    ['value_loss', decimal(metrics.value_loss, 3),
      `The critic’s guesses missed by ${decimal(Math.sqrt(2 * metrics.value_loss), 1)} times the usual spread of the stars.`],
    ['grad_norm', decimal(metrics.grad_norm, 2),
      `The ratings pulled ${pull(metrics.grad_norm)} on the weights.`],
    ['policy_loss', decimal(metrics.policy_loss, 3), 'The clipped objective, on which the policy walks downhill.'],
  ],
};

export const taste = {
  verdict(deck, hidden, greedy) {
    const agree = greedy.filter((card, slot) => card === hidden.favourite[slot]).length;
    return `Most of all it likes ${labels(deck, hidden.favourite)}. The policy’s favourite now agrees on ${agree} of ${greedy.length} cards; the auto-rater would give it ${starsOf(hidden.stars(greedy))}.`;
  },
};

export const restart = {
  refused: (error) => `That did not work: ${error.message}. Nothing has changed.`,
  refusedAddress: (error, seed) => `The address of this page names a seed that does not work: ${error.message}. This is seed ${seed}.`,
};

export const files = {
  tooLarge: (size) => `it has ${size} bytes, and no snapshot is nearly as large`,
  refused: (name, error) => `${name} could not be opened: ${error.message}. Nothing has changed.`,
  noSession: 'It goes on from a snapshot, so the list of all its ratings is not here to be saved. Its snapshot can be.',
};

export const noSeed = 'none: opened from a snapshot';

export const synapses = (parameters) => `${parameters} parameters, which play the part of synapses`;
