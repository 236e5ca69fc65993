// The deck Lights: a ring of eight lamps that shines for two seconds, then rests.

import { onWidth } from '../dom.js';
import { lessMotion } from '../motion.js';

const LAMPS = 8;
const SHOWING_MS = 2000;
/** From the last moment of a showing to its still picture, and from one output to the next. */
const BLEND_MS = 300;
/** What glows of an unlit lamp, so that its colour can be seen. */
const EMBER = 0.2;
/** A lamp shines once in eight steps; at 20 a second that is 2.5 Hz, below the 3 Hz that can harm. */
const FASTEST = 20;

const parseColour = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
const mix = (a, b, share) => a + (b - a) * share;

/** What the payloads say, and an order for the lamps to sparkle in. */
function scene([colour, motion, speed, fade, accent], serial) {
  const base = parseColour(colour);
  return {
    motion,
    base,
    accent: accent === '' ? base : parseColour(accent),
    speed: Math.min(Number(speed), FASTEST),
    fade: Number(fade),
    order: shuffled(serial),
  };
}

/** A fixed order for an output: with the same one in each round, no lamp returns too soon. */
function shuffled(serial) {
  const order = Array.from({ length: LAMPS }, (_, lamp) => lamp);
  let state = serial + 1;
  for (let k = LAMPS - 1; k > 0; k -= 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (k + 1));
    [order[k], order[other]] = [order[other], order[k]];
  }
  return order;
}

/** Light of a lamp that was lit `age` steps ago, `part` of the present step being over. */
function afterglow(fade, age, part) {
  if (age === 0) return 1;
  return fade === 0 ? 0 : fade ** (age - 1 + part);
}

/** Each motion: `[light, share of the accent]` of a lamp after `steps` steps. */
const MOTIONS = {
  still: ({ fade }, lamp) => [1 - (fade * lamp) / LAMPS, lamp % 2],
  breathe: ({ fade }, lamp, steps) => {
    const wave = 0.5 + 0.5 * Math.cos((2 * Math.PI * steps) / LAMPS);
    return [mix(0.75 * fade, 1, wave), lamp % 2];
  },
  chase: ({ fade }, lamp, steps) => trail(fade, lamp, steps),
  sparkle: ({ fade, order }, lamp, steps) => trail(fade, order[lamp], steps),
};

function trail(fade, place, steps) {
  const step = Math.floor(steps);
  const age = (((step - place) % LAMPS) + LAMPS) % LAMPS;
  return [afterglow(fade, age, steps - step), age === 0 ? 1 : 0];
}

/** The colour of every lamp, ready to draw: 0 to 255, dimmed. */
function lamps({ motion, base, accent, speed, ...rest }, seconds) {
  return Array.from({ length: LAMPS }, (_, lamp) => {
    const [light, share] = MOTIONS[motion](rest, lamp, seconds * speed);
    const level = mix(EMBER, 1, light);
    return base.map((channel, k) => level * mix(channel, accent[k], share));
  });
}

const blend = (from, to, share) =>
  from.map((lamp, n) => lamp.map((channel, k) => mix(channel, to[n][k], share)));

const rgba = (rgb, alpha) => `rgba(${rgb.map(Math.round)},${alpha})`;

export function lights(stage) {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  stage.append(canvas);

  let current;
  let shining = Array.from({ length: LAMPS }, () => [0, 0, 0]);
  let began = 0;
  let previous = shining;
  let frame = 0;

  function spot(x, y, radius, stops) {
    const gradient = context.createRadialGradient(x, y, 0, x, y, radius);
    stops.forEach(([at, colour]) => gradient.addColorStop(at, colour));
    context.fillStyle = gradient;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }

  function paint() {
    const size = canvas.width;
    const [middle, radius] = [size / 2, size * 0.06];
    context.clearRect(0, 0, size, size);
    const spots = shining.map((rgb, lamp) => {
      const angle = (2 * Math.PI * lamp) / LAMPS - Math.PI / 2;
      const [x, y] = [Math.cos(angle), Math.sin(angle)].map((k) => middle + k * size * 0.335);
      return { rgb, x, y, level: Math.max(...rgb) / 255 };
    });
    // Light adds up on the plate; the lamps themselves keep their colour.
    context.globalCompositeOperation = 'lighter';
    for (const { rgb, x, y, level } of spots) {
      spot(x, y, size * 0.36, [[0, rgba(rgb, 0.3 * level)], [1, rgba(rgb, 0)]]);
      spot(x, y, radius * 3, [[0, rgba(rgb, level)], [0.45, rgba(rgb, 0.3 * level)], [1, rgba(rgb, 0)]]);
    }
    context.globalCompositeOperation = 'source-over';
    for (const { rgb, x, y, level } of spots) {
      const core = rgb.map((channel) => mix(channel, 255, 0.8 * level * level));
      spot(x, y, radius, [[0, rgba(core, 1)], [0.75, rgba(rgb, 1)], [1, rgba(rgb, 0.9)]]);
    }
  }

  /** The still picture of a scene: chasing lamps stop at the top, breathing ones at their brightest. */
  const atRest = () => lamps(current, 0);

  function step(time) {
    const elapsed = Math.max(0, time - began);
    if (elapsed < SHOWING_MS) {
      shining = blend(previous, lamps(current, elapsed / 1000), Math.min(1, elapsed / BLEND_MS));
    } else {
      const last = lamps(current, SHOWING_MS / 1000);
      shining = blend(last, atRest(), Math.min(1, (elapsed - SHOWING_MS) / BLEND_MS));
    }
    paint();
    frame = elapsed < SHOWING_MS + BLEND_MS ? requestAnimationFrame(step) : 0;
  }

  function play() {
    cancelAnimationFrame(frame);
    frame = 0;
    if (lessMotion.matches) {
      shining = atRest();
      paint();
      return;
    }
    previous = shining;
    began = performance.now();
    frame = requestAnimationFrame(step);
  }

  onWidth(stage, (width) => {
    const size = Math.round(width * Math.min(devicePixelRatio, 2));
    Object.assign(canvas, { width: size, height: size });
    paint();
  });
  lessMotion.addEventListener('change', () => current && play());

  return {
    show(payloads, serial) {
      current = scene(payloads, serial);
      play();
    },
  };
}
