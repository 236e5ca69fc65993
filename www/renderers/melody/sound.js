// The page's one way to the loudspeakers, which browsers open after a gesture only.

/** @import { Score } from '../../types.js' */

import { perform } from './synth.js';

/** How long a browser may take to open it; some never answer. */
const OPEN_MS = 400;
/** From the call to the first note, so that no note is late. */
const LEAD_SECONDS = 0.08;
const FADE_SECONDS = 0.03;
/** Below this nothing is bent; above it the curve flattens, so that no sum of notes can clip. */
const STRAIGHT = 0.6;
const BEND = 0.25;

let volume = 0.7;
/** @type {AudioContext} */
let context;
/** @type {GainNode} */
let entry;

// Where the browser does not keep account of gestures.
let gesture = false;
for (const type of ['pointerdown', 'keydown']) {
  addEventListener(type, () => { gesture = true; }, { once: true, capture: true });
}
const allowed = () => navigator.userActivation?.hasBeenActive ?? gesture;

const loudness = () => volume ** 2;
/** @param {number} ms */
const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

function limiter() {
  const curve = Float32Array.from({ length: 1025 }, (_, k) => {
    const x = k / 512 - 1;
    const over = Math.abs(x) - STRAIGHT;
    return over < 0 ? x : Math.sign(x) * (STRAIGHT + BEND * Math.tanh(over / BEND));
  });
  return new WaveShaperNode(context, { curve });
}

async function open() {
  if (!context) {
    context = new AudioContext({ latencyHint: 'balanced' });
    entry = new GainNode(context, { gain: loudness() });
    entry.connect(limiter()).connect(context.destination);
  }
  if (context.state !== 'running') await Promise.race([context.resume(), later(OPEN_MS)]);
  if (context.state !== 'running') throw new Error('no answer');
}

/** What comes next begins with a new context; even closing may fail. */
async function drop() {
  const old = context;
  context = entry = /** @type {never} */ (undefined);
  await old?.close();
}

/** From 0, which is silence and asks for no loudspeaker, to 1. */
export const getVolume = () => volume;
/** @param {number} value */
export function setVolume(value) {
  volume = Math.min(1, Math.max(0, value));
  entry?.gain.setTargetAtTime(loudness(), context.currentTime, FADE_SECONDS);
}

/**
 * Plays a score as soon as `wanted()` still holds. Comes to `{ seconds(), stop() }`, where `seconds` is
 * how much of it has been heard, or to the reason for silence: 'off', 'press' or 'silent'.
 * @param {Score} score
 * @param {() => boolean} wanted
 */
export async function playScore(score, wanted) {
  if (volume === 0) return 'off';
  if (!allowed()) return 'press';
  try {
    await open();
    if (!wanted()) return 'off';
    const from = context.currentTime + LEAD_SECONDS;
    const performed = perform(context, entry, score, from);
    return {
      seconds: () => context.currentTime - (context.outputLatency || 0) - from,
      stop: () => performed.end(FADE_SECONDS),
    };
  } catch {
    // Missing, refused or gone: the next showing asks again.
    drop().catch(() => {});
    return 'silent';
  }
}
