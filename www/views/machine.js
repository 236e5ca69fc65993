// The machine: start, a row of cards for each slot, and every move as wide as it is probable.

import { byId, onWidth, setAttributes, svg } from '../dom.js';
import { PICTURE_MS, READING_MS, lessMotion, paced } from '../motion.js';
import { marginals } from '../statistics.js';
import { machine as words, percent } from '../words.js';

const WIDEST_EDGE = 9;
/** Time in which a change of probability is two thirds done. */
const EASE_MS = 110;
/** From here a node has room for its label and percentage in one line, and rows for their name. */
const ROOMY = 100;

export function machineView(deck) {
  const root = byId('machine');
  const edges = svg('g', { class: 'edges' });
  const path = svg('g', { class: 'path' });
  const nodes = svg('g', { class: 'nodes' });
  root.append(edges, path, nodes);

  let place;
  let parts;
  let target;
  let now;
  let cards;
  let frame = 0;

  function layOut(width) {
    const most = Math.max(...deck.slots.map((slot) => slot.cards.length));
    const gutter = width / most > ROOMY + 40 ? 72 : 0;
    const column = (width - gutter) / most;
    const size = { width: Math.min(column - 8, 132), height: column > ROOMY ? 32 : 40 };
    const pitch = size.height + (column > ROOMY ? 62 : 54);
    const top = 22;
    place = {
      width, gutter, size,
      height: top + deck.slots.length * pitch + 2,
      start: { x: gutter + (width - gutter) / 2, y: top },
      x: (slot, card) =>
        gutter + (width - gutter) / 2 + (card - (deck.slots[slot].cards.length - 1) / 2) * column,
      y: (slot) => top + (slot + 1) * pitch - size.height,
    };
  }

  function curve(slot, previous, card) {
    const x0 = slot === 0 ? place.start.x : place.x(slot - 1, previous);
    const y0 = slot === 0 ? place.start.y : place.y(slot - 1) + place.size.height;
    const [x1, y1] = [place.x(slot, card), place.y(slot)];
    const middle = (y0 + y1) / 2;
    return `M${x0} ${y0}C${x0} ${middle} ${x1} ${middle} ${x1} ${y1}`;
  }

  /** A label cut to the width of a node. */
  function fitted(label) {
    const room = Math.floor((place.size.width - 8) / 6.6);
    return label.length > room ? `${label.slice(0, room - 1)}…` : label;
  }

  function build() {
    setAttributes(root, {
      viewBox: `0 0 ${place.width} ${place.height}`, width: place.width, height: place.height,
    });
    parts = { edges: [], nodes: [] };
    parts.edges = target.map((rows, slot) => rows.map((row, previous) =>
      Array.from(row, (_, card) => svg('path', { d: curve(slot, previous, card) }))));
    edges.replaceChildren(...parts.edges.flat(2));

    const start = svg('g', { class: 'start' },
      svg('circle', { cx: place.start.x, cy: place.start.y - 6, r: 6 }),
      svg('text', { x: place.start.x + 14, y: place.start.y - 2 }, words.start));
    const names = deck.slots.map(({ name }, slot) => (place.gutter
      ? svg('text', { class: 'slot', x: 0, y: place.y(slot) + place.size.height / 2 + 4 }, name)
      : svg('text', { class: 'slot', x: 2, y: place.y(slot) - 8 }, name)));
    parts.nodes = deck.slots.map((slot, s) => slot.cards.map((card, c) => node(card.label, s, c)));
    nodes.replaceChildren(start, ...names, ...parts.nodes.flat().map(({ group }) => group));
  }

  function node(label, slot, card) {
    const { width, height } = place.size;
    const [x, y] = [place.x(slot, card) - width / 2, place.y(slot)];
    const box = { x, y, width, height, rx: 8 };
    const fill = svg('rect', { ...box, class: 'fill' });
    const oneLine = width >= ROOMY - 8;
    const chance = oneLine
      ? svg('text', { class: 'chance', x: x + width - 9, y: y + height / 2 + 4, 'text-anchor': 'end' })
      : svg('text', { class: 'chance', x: x + width / 2, y: y + height - 8, 'text-anchor': 'middle' });
    const group = svg('g', { class: 'node' },
      svg('rect', { ...box, class: 'ground' }), fill, svg('rect', { ...box, class: 'rim' }),
      oneLine
        ? svg('text', { x: x + 10, y: y + height / 2 + 4 }, fitted(label))
        : svg('text', { x: x + width / 2, y: y + 17, 'text-anchor': 'middle' }, fitted(label)),
      chance);
    group.style.setProperty('--slot', slot);
    return { group, fill, chance };
  }

  function paint() {
    now.forEach((rows, slot) => rows.forEach((row, previous) => row.forEach((chance, card) => {
      setAttributes(parts.edges[slot][previous][card], {
        'stroke-width': (WIDEST_EDGE * chance).toFixed(2),
        'stroke-opacity': chance < 0.004 ? 0 : (0.12 + 0.5 * chance).toFixed(3),
      });
    })));
    marginals(now).forEach((slot, s) => slot.forEach((chance, c) => {
      const { fill, chance: text } = parts.nodes[s][c];
      fill.setAttribute('width', (place.size.width * chance).toFixed(1));
      text.textContent = percent(chance);
    }));
  }

  const copy = (probabilities) => probabilities.map((rows) => rows.map((row) => Array.from(row)));

  /** Moves what is drawn towards the target, a frame at a time. */
  function ease() {
    let before = performance.now();
    function step(time) {
      const pace = 1 - Math.exp(-Math.max(0, time - before) / EASE_MS);
      before = time;
      let farthest = 0;
      now.forEach((rows, slot) => rows.forEach((row, previous) => row.forEach((chance, card) => {
        const gap = target[slot][previous][card] - chance;
        row[card] = chance + gap * pace;
        farthest = Math.max(farthest, Math.abs(gap));
      })));
      if (farthest < 0.002) now = copy(target);
      paint();
      frame = farthest < 0.002 ? 0 : requestAnimationFrame(step);
    }
    frame ||= requestAnimationFrame(step);
  }

  const light = paced(PICTURE_MS, () => {
    path.replaceChildren(...cards.map((card, slot) => {
      const previous = slot === 0 ? 0 : cards[slot - 1];
      const line = svg('path', {
        d: curve(slot, previous, card),
        pathLength: 1,
        'stroke-width': Math.max(2.5, WIDEST_EDGE * target[slot][previous][card]).toFixed(2),
      });
      line.style.setProperty('--slot', slot);
      return line;
    }));
    parts.nodes.forEach((slot, s) => slot.forEach(({ group }, c) => {
      group.classList.toggle('current', cards[s] === c);
    }));
  });

  const tell = paced(READING_MS, () =>
    root.setAttribute('aria-label', words.label(deck, marginals(target))));

  onWidth(root.parentElement, (width) => {
    layOut(width);
    if (!target) return;
    build();
    paint();
    light();
  });

  return {
    draw({ probabilities, output }) {
      target = probabilities;
      cards = output.cards;
      if (!parts) {
        now = copy(target);
        layOut(root.parentElement.clientWidth);
        build();
        paint();
      } else if (lessMotion.matches) {
        now = copy(target);
        paint();
      } else {
        ease();
      }
      light();
      tell();
    },
  };
}
