// Every rating as a dot, the mean of up to ten as a line, and what the critic expected as a thin one.

/** @import { Rating, Store } from '../types.js' */

import { byId, html, onWidth, setAttributes, setText, svg } from '../dom.js';
import { READING_MS, paced } from '../motion.js';
import { firstAndLast, lastMean, runningMeans } from '../statistics.js';
import { isComparable, history as words } from '../words/history.js';
import { decimal } from '../words/numbers.js';

const HEIGHT = 168;
const LEFT = 20;
const RIGHT = 8;
const STARS = [1, 2, 3, 4, 5];
/** The time axis has room for so many from the start. */
const FEWEST = 40;

/** @param {number} stars */
const y = (stars) => HEIGHT - 14 - (stars - 1) * 35;

export function historyView() {
  const root = byId('history');
  const [figure, caption, comparison] = [byId('mean'), byId('mean-caption'), byId('comparison')];
  const grid = svg('g', { class: 'grid' });
  const parts = {
    auto: svg('path', { class: 'dot auto' }),
    hollow: svg('path', { class: 'dot hollow' }),
    person: svg('path', { class: 'dot person' }),
    critic: svg('path', { class: 'critic' }),
    mean: svg('path', { class: 'mean' }),
  };
  root.append(grid, ...Object.values(parts));
  const legend = html('li', { class: 'critic' });
  root.parentElement?.querySelector('.legend')?.append(legend);
  let width = 0;
  /** @type {Rating[]} */
  let ratings = [];

  function layOut() {
    setAttributes(root, { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT });
    grid.replaceChildren(...STARS.flatMap((stars) => [
      svg('path', { d: `M${LEFT} ${y(stars)}H${width}` }),
      svg('text', { x: 0, y: y(stars) + 4 }, String(stars)),
    ]));
  }

  function plot() {
    const pitch = (width - LEFT - RIGHT) / Math.max(FEWEST, ratings.length);
    /** @param {number} n */
    const x = (n) => (LEFT + (n + 0.5) * pitch).toFixed(1);
    // Dots that fall on the same pixel are drawn once, so a long session stays light.
    const dots = { auto: new Set(), person: new Set() };
    ratings.forEach(({ stars, by }, n) => {
      dots[by].add(`M${pitch < 1 ? Math.round(+x(n)) : x(n)} ${y(stars)}h0`);
    });
    const every = Math.max(1, Math.floor(1 / pitch));
    /** @param {number[]} values */
    const line = (values) => values
      .map((stars, n) => `${n === 0 ? 'M' : 'L'}${x(n)} ${y(stars).toFixed(1)}`)
      .filter((_, n) => n % every === 0 || n === values.length - 1)
      .join('');

    const size = Math.min(9, Math.max(4, pitch * 0.9));
    const auto = [...dots.auto].join('');
    setAttributes(parts.auto, { d: auto, 'stroke-width': size });
    setAttributes(parts.hollow, { d: auto, 'stroke-width': size - 2 });
    setAttributes(parts.person, { d: [...dots.person].join(''), 'stroke-width': size });
    parts.mean.setAttribute('d', line(runningMeans(ratings)));
    parts.critic.setAttribute('d', line(ratings.map(({ expected }) => expected)));
  }

  function tell() {
    setText(figure, ratings.length === 0 ? '–' : decimal(lastMean(ratings), 1));
    setText(caption, words.mean(ratings.length));
    setText(comparison, comparisonOf());
    root.setAttribute('aria-label', words.label(ratings));
    setText(legend, words.critic);
  }

  function comparisonOf() {
    if (ratings.length === 0) return words.none;
    return isComparable(ratings) ? words.compare(firstAndLast(ratings)) : words.few(ratings.length);
  }

  const refresh = paced(READING_MS / 2, () => {
    if (width > 0) plot();
    tell();
  });

  onWidth(/** @type {Element} */ (root.parentElement), (newest) => {
    width = newest;
    layOut();
    plot();
  });

  return {
    /** @param {Store} store */
    draw(store) {
      if (store.busy) return;
      ratings = store.ratings;
      refresh();
    },
  };
}
