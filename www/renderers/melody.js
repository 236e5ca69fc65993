// The deck Melody: a roll of notes that moves while they sound.

/** @import { Card, Note, Renderer, Rgb, Score, Stops, Tools } from '../types.js' */

import { html, onWidth } from '../dom.js';
import { lessMotion } from '../motion.js';
import { melody as words } from '../words/melody.js';
import { compose } from './melody/score.js';
import { playScore } from './melody/sound.js';
import { voice } from './melody/synth.js';

/** An auto-rater's output sounds only if it stays longer than the shortest time of a picture. */
const AUTO_MS = 600;
const BLEND_MS = 260;
/**
 * While it sounds the roll is this much longer than its plate. Notes then pass a point 0.3 / 1.3 times as
 * often as they sound: 2.9 Hz for the fastest, below the 3 Hz that can harm.
 */
const ZOOM = 1.3;
/** A note brightens and dims so slowly that it never flashes. */
const LIGHT_SECONDS = 0.16;
const DIM_SECONDS = 0.45;
const RIPPLE_SECONDS = 0.8;
/** The clock of the sound moves in jumps; in each frame the picture follows it by this share of the way. */
const FOLLOW = 0.08;
/** Should the clock of the sound stand still, the picture comes to its end all the same. */
const PATIENCE_MS = 1500;
/** The lanes, as degrees of the scale. */
const [LOWEST, HIGHEST] = [-5, 8];
/** Sides of the plate, the thickness of a note and the playhead's light and line, as shares of its width. */
const MARGIN = 0.07;
const THICK = 0.0155;
const BEAM = 0.09;
const LINE = 0.0028;

/** How a note of the backing and one of the tune look: their strength, the light's and the ripple's. */
const QUIET = { strength: 0.38, shine: 0.4, ripple: 0 };
const CLEAR = { strength: 0.92, shine: 0.8, ripple: 0.4 };

const WHITE = [255, 255, 255];
/** @param {string} hex */
const parseColour = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
/** @param {Rgb} a @param {Rgb} b @param {number} share */
const mix = (a, b, share) => a.map((channel, k) => channel + (b[k] - channel) * share);
/** @param {Rgb} rgb @param {number} alpha */
const rgba = (rgb, alpha) => `rgba(${rgb.map(Math.round)},${alpha})`;
/** @param {number} x */
const within = (x) => Math.min(1, Math.max(0, x));
/** @param {number} x */
const smooth = (x) => within(x) ** 2 * (3 - 2 * within(x));

/**
 * Half a circle from 0 to 1.
 * @param {number} x
 */
const round = (x) => Math.sqrt(1 - (1 - within(x)) ** 2);

/**
 * A note as it looks: as thick as it is loud, second by second, with a head as round as `cap` seconds.
 * @param {Note} note
 * @param {number} cap
 */
function shape({ voice: name, length }, cap) {
  const { rise, fall, held, damped } = voice(name);
  const seconds = damped ? length + damped : 2.4 * fall;
  /** @param {number} at */
  const loud = (at) => {
    const body = held + (1 - held) * Math.exp(-Math.max(0, at - Math.max(rise, cap)) / fall);
    return body * round(at / Math.max(rise, cap)) * round((seconds - at) / (held ? cap : seconds));
  };
  const points = Array.from({ length: 49 }, (_, k) => seconds * (1 - Math.cos((Math.PI * k) / 48)) / 2);
  const path = new Path2D();
  for (const at of points) path.lineTo(at, -loud(at));
  for (const at of points.reverse()) path.lineTo(at, loud(at));
  return { path, seconds };
}

/**
 * How brightly a note shines when `now` seconds have been heard.
 * @param {Note} note
 * @param {number} now
 */
function light({ at, length }, now) {
  const age = now - at + LIGHT_SECONDS / 2;
  return smooth(age / LIGHT_SECONDS) * (1 - smooth((age - Math.max(length, LIGHT_SECONDS)) / DIM_SECONDS));
}

/**
 * `say` puts a note under the stage: why there is no sound.
 * @param {HTMLElement} stage
 * @param {Tools} tools
 * @returns {Renderer}
 */
export function createMelody(stage, { say = () => {} } = {}) {
  const canvas = html('canvas');
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const life = new AbortController();
  stage.append(canvas);

  /** @type {Scene} */
  let scene;
  /** @type {Scene} */
  let before;
  let reason = '';
  /** @type {Exclude<Awaited<ReturnType<typeof playScore>>, string> | undefined} */
  let sounding;
  let showing = 0;
  let playing = false;
  let zoom = 0;
  let frame = 0;
  let last = 0;
  let timer = 0;
  let deadline = 0;

  /**
   * Light of the unit's radius.
   * @param {Rgb} rgb
   * @param {Stops<number>} stops
   */
  function radial(rgb, stops) {
    const gradient = context.createRadialGradient(0, 0, 0, 0, 0, 1);
    for (const [place, alpha] of stops) gradient.addColorStop(place, rgba(rgb, alpha));
    return gradient;
  }

  /** @typedef {ReturnType<typeof prepare>} Scene */

  /** @param {Card[]} cards */
  function prepare(cards) {
    const score = compose(cards.map(({ payload = '' }) => payload));
    const [low, high] = score.colours.map(parseColour);
    const notes = score.notes.map((note) => {
      const rgb = mix(low, high, within((note.degree - LOWEST) / (HIGHEST - LOWEST)));
      const drawn = shape(note, (THICK * score.seconds) / (1 - 2 * MARGIN));
      const tail = context.createLinearGradient(0, 0, drawn.seconds, 0);
      tail.addColorStop(0, rgba(rgb, 0.95));
      tail.addColorStop(1, rgba(rgb, 0.2));
      const glow = radial(rgb, [[0, 0.55], [0.25, 0.26], [0.6, 0.06], [1, 0]]);
      const look = note.level < 0.5 ? QUIET : CLEAR;
      return { ...note, ...drawn, look, tail, glow, white: rgba(mix(rgb, WHITE, 0.75), 1) };
    });
    const beam = radial(mix(high, WHITE, 0.5), [[0, 0.26], [0.3, 0.13], [0.7, 0.03], [1, 0]]);
    return { cards, score, beam, notes: notes.reverse(), now: 0, shown: 0 };
  }

  /**
   * Draws with the unit of both axes at a place of the canvas.
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   * @param {() => void} draw
   */
  function at(x, y, width, height, draw) {
    context.save();
    context.translate(x, y);
    context.scale(width, height);
    draw();
    context.restore();
  }

  /**
   * Lanes for the degrees, and a line between bars.
   * @param {Score} score
   * @param {(time: number) => number} x
   * @param {(degree: number) => number} y
   * @param {number} alpha
   */
  function ground(score, x, y, alpha) {
    const { width, height } = canvas;
    const thin = Math.max(1, width / 800);
    context.fillStyle = '#fff';
    for (let degree = LOWEST; degree <= HIGHEST; degree += 1) {
      context.globalAlpha = alpha * (degree % score.octave === 0 ? 0.1 : 0.035);
      context.fillRect(0, Math.round(y(degree)), width, thin);
    }
    context.globalAlpha = alpha * 0.07;
    for (const time of score.bars) context.fillRect(x(time), height * 0.06, thin, height * 0.88);
  }

  /** @param {Scene} scene @param {number} strength */
  function roll({ score, beam, notes, now, shown }, strength) {
    const { width, height } = canvas;
    const active = lessMotion.matches ? 0 : smooth(zoom);
    const long = 1 + (ZOOM - 1) * active;
    const second = (width * (1 - 2 * MARGIN)) / score.seconds;
    const heard = Math.min(score.seconds, Math.max(0, now));
    /** @param {number} time */
    const x = (time) => width * MARGIN + second * (time * long - heard * (long - 1));
    /** @param {number} degree */
    const y = (degree) => height * (0.89 - (0.78 * (degree - LOWEST)) / (HIGHEST - LOWEST));
    const alpha = smooth(shown) * strength;

    ground(score, x, y, alpha);
    context.globalAlpha = alpha * active;
    context.fillStyle = beam;
    for (const wide of [BEAM, LINE]) {
      at(x(heard), height / 2, width * wide, height * 0.52, () => context.fillRect(-1, -1, 2, 2));
    }
    for (const note of notes) {
      const { look } = note;
      const [left, middle] = [x(note.at), y(note.degree)];
      const thick = width * THICK * (note.voice === 'pad' ? 0.9 : Math.sqrt(note.level));
      const bright = active * light(note, now);
      if (bright > 0) {
        context.globalAlpha = alpha * look.strength * bright;
        context.fillStyle = note.glow;
        at(left + thick, middle, thick * 6, thick * 6, () => context.fillRect(-1, -1, 2, 2));
      }
      at(left, middle, second * long, thick, () => {
        context.globalAlpha = alpha * look.strength;
        context.fillStyle = note.tail;
        context.fill(note.path);
        context.globalAlpha *= look.shine * bright;
        context.fillStyle = note.white;
        if (bright > 0) context.fill(note.path);
      });
      const age = within((now - note.at) / RIPPLE_SECONDS);
      context.globalAlpha = alpha * active * look.ripple * smooth(age * 6) * (1 - age) ** 2;
      if (context.globalAlpha > 0) {
        context.strokeStyle = note.white;
        context.lineWidth = width / 400;
        context.beginPath();
        context.arc(left + thick, middle, thick * (1 + 4 * Math.sqrt(age)), 0, 2 * Math.PI);
        context.stroke();
      }
    }
  }

  function paint() {
    context.globalAlpha = 1;
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (!scene) return;
    if (before && scene.shown < 1) roll(before, 1 - smooth(scene.shown));
    roll(scene, 1);
  }

  /** @param {number} time */
  function step(time) {
    const passed = Math.min(100, time - last);
    last = time;
    scene.shown = Math.min(1, scene.shown + passed / BLEND_MS);
    zoom = within(zoom + (playing ? passed : -passed) / (2 * BLEND_MS));
    if (playing) {
      scene.now += passed / 1000;
      if (sounding) scene.now += (sounding.seconds() - scene.now) * FOLLOW;
      playing = scene.now < scene.score.seconds && time < deadline;
    }
    paint();
    frame = playing || zoom > 0 || scene.shown < 1 ? requestAnimationFrame(step) : 0;
  }

  function animate() {
    if (lessMotion.matches) {
      cancelAnimationFrame(frame);
      [frame, zoom, scene.shown] = [0, 0, 1];
      paint();
    } else if (!frame) {
      last = performance.now();
      frame = requestAnimationFrame(step);
    }
  }

  function silence() {
    showing += 1;
    clearTimeout(timer);
    sounding?.stop();
    sounding = undefined;
    playing = false;
  }

  /** @param {string} why */
  function explain(why) {
    reason = why;
    say(/** @type {Record<string, string>} */ (words)[reason] ?? '');
  }

  async function play({ aloud = true } = {}) {
    silence();
    const mine = showing;
    const current = () => mine === showing;
    const sound = aloud ? await playScore(scene.score, current) : 'off';
    if (!current()) return;
    sounding = typeof sound === 'string' ? undefined : sound;
    explain(typeof sound === 'string' ? sound : '');
    scene.now = sounding ? sounding.seconds() : 0;
    deadline = performance.now() + 1000 * scene.score.seconds + PATIENCE_MS;
    playing = true;
    animate();
  }

  onWidth(canvas, (width) => {
    const scale = Math.min(devicePixelRatio, 2);
    const [across, down] = [width, canvas.clientHeight].map((length) => Math.round(length * scale));
    Object.assign(canvas, { width: across, height: down });
    paint();
  });
  canvas.addEventListener('click', () => scene && play());
  lessMotion.addEventListener('change', () => scene && animate(), { signal: life.signal });

  return {
    /** By 'auto' only what stays is played; by 'idle' nothing sounds, and nothing is cut off. */
    show(cards, { by }) {
      if (by === 'idle' && playing) return;
      silence();
      if (!scene?.cards.every((card, slot) => card === cards[slot])) {
        before = scene;
        scene = prepare(cards);
        // The plate itself takes the colour of the scale.
        stage.style.setProperty('--melody-wash', scene.score.colours[0]);
      }
      animate();
      if (by === 'auto') timer = setTimeout(play, AUTO_MS);
      else play({ aloud: by !== 'idle' });
    },
    /** Says again, in the page's language, why there is no sound. */
    translate: () => explain(reason),
    stop() {
      silence();
      life.abort();
      cancelAnimationFrame(frame);
      canvas.remove();
      stage.style.removeProperty('--melody-wash');
      say('');
    },
  };
}
