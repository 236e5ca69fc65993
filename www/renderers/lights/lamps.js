// What the lamps shine, moment by moment: a pattern for two seconds, then its still picture.

/** @import { Rgb } from '../../types.js' */

export const LAMPS = 8;
const SHOWING_MS = 2000;
/** From the last moment of a showing to its still picture, and from one output to the next. */
const BLEND_MS = 300;
/** What glows of an unlit lamp, so that its colour can be seen. */
const EMBER = 0.2;
/** A lamp shines once in eight steps; at 20 a second that is 2.5 Hz, below the 3 Hz that can harm. */
const FASTEST = 20;

/** @param {string} hex */
const parseColour = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
/** @param {number} a @param {number} b @param {number} share */
const mix = (a, b, share) => a + (b - a) * share;

/**
 * What the payloads say, and an order for the lamps to sparkle in.
 * @param {string[]} payloads
 * @param {number} serial
 */
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

/**
 * A fixed order for an output: with the same one in each round, no lamp returns too soon.
 * @param {number} serial
 */
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

/**
 * Light of a lamp that was lit `age` steps ago, `part` of the present step being over.
 * @param {number} fade
 * @param {number} age
 * @param {number} part
 */
function afterglow(fade, age, part) {
  if (age === 0) return 1;
  return fade === 0 ? 0 : fade ** (age - 1 + part);
}

/**
 * Each motion: `[light, share of the accent]` of a lamp after `steps` steps.
 * @type {Record<string, (scene: { fade: number, order: number[] }, lamp: number, steps: number) => number[]>}
 */
const MOTIONS = {
  still: ({ fade }, lamp) => [1 - (fade * lamp) / LAMPS, lamp % 2],
  breathe: ({ fade }, lamp, steps) => {
    const wave = 0.5 + 0.5 * Math.cos((2 * Math.PI * steps) / LAMPS);
    return [mix(0.75 * fade, 1, wave), lamp % 2];
  },
  chase: ({ fade }, lamp, steps) => trail(fade, lamp, steps),
  sparkle: ({ fade, order }, lamp, steps) => trail(fade, order[lamp], steps),
};

/** @param {number} fade @param {number} place @param {number} steps */
function trail(fade, place, steps) {
  const step = Math.floor(steps);
  const age = (((step - place) % LAMPS) + LAMPS) % LAMPS;
  return [afterglow(fade, age, steps - step), age === 0 ? 1 : 0];
}

/**
 * The colour of every lamp, ready to draw: 0 to 255, dimmed.
 * @param {ReturnType<typeof scene>} scene
 * @param {number} seconds
 */
function lamps({ motion, base, accent, speed, ...rest }, seconds) {
  return Array.from({ length: LAMPS }, (_, lamp) => {
    const [light, share] = MOTIONS[motion](rest, lamp, seconds * speed);
    const level = mix(EMBER, 1, light);
    return base.map((channel, k) => level * mix(channel, accent[k], share));
  });
}

/** @param {Rgb[]} from @param {Rgb[]} to @param {number} share */
const blend = (from, to, share) =>
  from.map((lamp, n) => lamp.map((channel, k) => mix(channel, to[n][k], share)));

/** The colours of the lamps, `[red, green, blue]` each from 0 to 255, over the time in milliseconds. */
export function createLamps() {
  /** @type {ReturnType<typeof scene>} */
  let current;
  let began = 0;
  let shining = Array.from({ length: LAMPS }, () => [0, 0, 0]);
  let previous = shining;

  return {
    get shining() { return shining; },

    /**
     * A pattern of these payloads is shown from `now` on, by `step`.
     * @param {string[]} payloads
     * @param {number} serial
     * @param {number} now
     */
    show(payloads, serial, now) {
      current = scene(payloads, serial);
      previous = shining;
      began = now;
    },

    /**
     * Goes to the moment `time`; whether there is anything to come.
     * @param {number} time
     */
    step(time) {
      const elapsed = Math.max(0, time - began);
      if (elapsed < SHOWING_MS) {
        shining = blend(previous, lamps(current, elapsed / 1000), Math.min(1, elapsed / BLEND_MS));
      } else {
        const last = lamps(current, SHOWING_MS / 1000);
        shining = blend(last, lamps(current, 0), Math.min(1, (elapsed - SHOWING_MS) / BLEND_MS));
      }
      return elapsed < SHOWING_MS + BLEND_MS;
    },

    /** The still picture at once: chasing lamps stop at the top, breathing ones at their brightest. */
    rest() {
      shining = lamps(current, 0);
    },
  };
}
