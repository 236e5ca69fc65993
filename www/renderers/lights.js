// The deck Lights: a ring of eight lamps that shines for two seconds, then rests.

import { html, onWidth } from '../dom.js';
import { lessMotion } from '../motion.js';
import { createPlate } from './lights/plate.js';

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

export function createLights(stage) {
  const canvas = html('canvas');
  const context = canvas.getContext('2d');
  const life = new AbortController();
  stage.append(canvas);

  let current;
  let shining = Array.from({ length: LAMPS }, () => [0, 0, 0]);
  let began = 0;
  let previous = shining;
  let frame = 0;
  let plate;

  const paint = () => plate?.draw(context, shining);

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

  function fit(width) {
    const size = Math.round(width * Math.min(devicePixelRatio, 2));
    if (size === 0 || (plate && size === canvas.width)) return;
    Object.assign(canvas, { width: size, height: size });
    plate = createPlate(size, LAMPS);
  }
  // The canvas, not the stage, is watched: it goes when another renderer comes.
  onWidth(canvas, (width) => {
    fit(width);
    paint();
  });
  lessMotion.addEventListener('change', () => current && play(), { signal: life.signal });

  return {
    show(cards, { serial }) {
      current = scene(cards.map(({ payload }) => payload), serial);
      // The first picture does not wait for the observer's frame.
      if (!plate) fit(canvas.clientWidth);
      play();
    },
    stop() {
      life.abort();
      cancelAnimationFrame(frame);
      canvas.remove();
    },
  };
}
