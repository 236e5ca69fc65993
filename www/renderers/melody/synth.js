// Voices made of sine waves, scheduled on the audio clock.

/** @import { Note, Score } from '../../types.js' */

/**
 * @typedef {{
 *   rise: number, fall: number, held?: number, damped?: number, octave?: number, vibrato?: number, level: number,
 *   partials: number[][],
 * }} Voice
 */

/**
 * `rise` and `fall` in seconds (to 37 %), the share it falls to while `held`, in which seconds it is `damped`
 * when its time is over, octaves up, cents of `vibrato`, how loud, and partials as `[multiple of the pitch,
 * share, share of fall]`.
 * @type {Record<string, Voice>}
 */
const VOICES = {
  bell: { rise: 0.006, fall: 0.42, octave: 1, level: 0.2,
    partials: [[1, 1, 1], [2.76, 0.3, 0.5], [5.4, 0.1, 0.2]] },
  piano: { rise: 0.008, fall: 0.34, damped: 0.12, level: 0.26,
    partials: [[1, 1, 1], [2, 0.45, 0.7], [3, 0.2, 0.5], [4, 0.1, 0.35]] },
  flute: { rise: 0.06, fall: 0.2, held: 0.75, damped: 0.07, octave: 1, vibrato: 9, level: 0.22,
    partials: [[1, 1, 1], [2, 0.22, 1], [3, 0.08, 1]] },
  harp: { rise: 0.005, fall: 0.24, level: 0.27,
    partials: [[1, 1, 1], [2, 0.6, 0.6], [3, 0.3, 0.4], [5, 0.12, 0.2]] },
  wood: { rise: 0.004, fall: 0.11, level: 0.38,
    partials: [[1, 1, 1], [3.93, 0.3, 0.3], [9.2, 0.06, 0.15]] },
  bass: { rise: 0.012, fall: 0.3, damped: 0.08, level: 0.38,
    partials: [[1, 1, 1], [2, 0.5, 0.6], [3, 0.2, 0.4]] },
  pad: { rise: 0.25, fall: 1, held: 1, damped: 0.2, level: 0.11,
    partials: [[1, 1, 1], [2, 0.3, 1], [3, 0.1, 1]] },
};
/** @param {string} name */
export const voice = (name) => ({ held: 0, damped: 0, octave: 0, vibrato: 0, ...VOICES[name] });

/** A wave is cut off after as many times its fall: 0.03 % is left. */
const SILENT = 8;
/** How much of a note its room gives back, after which seconds, and the share that is thrown back again. */
const ROOM = 0.09;
const ECHOES = [0.0297, 0.0371, 0.0411, 0.0437];
const BACK = 0.74;
/** The end of a melody fades, so that it lasts what it says. */
const CLOSE_SECONDS = 0.4;

/** @param {number} pitch */
const hertz = (pitch) => 440 * 2 ** ((pitch - 69) / 12);

/**
 * Schedules one note and returns its waves.
 * @param {AudioContext} context
 * @param {AudioNode} into
 * @param {OscillatorNode} tremor
 * @param {Note} note
 * @param {number} from
 * @param {number} to
 */
function play(context, into, tremor, { at, length, pitch, level, voice: name }, from, to) {
  const { rise, fall, held, damped, octave, vibrato, partials, ...own } = voice(name);
  const begin = from + at;
  const frequency = hertz(pitch + 12 * octave);
  // High notes carry further.
  const loud = own.level * level * Math.min(1, (330 / frequency) ** 0.3);
  return partials.map(([multiple, share, life]) => {
    const wave = new OscillatorNode(context, { frequency: frequency * multiple });
    const gain = new GainNode(context, { gain: 0 });
    const peak = loud * share;
    let end = begin + rise + SILENT * fall * life;
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(peak, begin + rise);
    gain.gain.setTargetAtTime(peak * held, begin + rise, fall * life);
    if (damped) {
      gain.gain.setTargetAtTime(0, begin + Math.max(length, rise), damped);
      end = Math.min(held ? Infinity : end, begin + length + SILENT * damped);
    }
    if (vibrato) tremor.connect(new GainNode(context, { gain: vibrato })).connect(wave.detune);
    wave.connect(gain).connect(into);
    wave.start(begin);
    wave.stop(Math.min(end, to));
    return wave;
  });
}

/**
 * Dull echoes of lengths that share no measure: a room, for much less work than a convolution.
 * @param {AudioContext} context
 */
function room(context) {
  const walls = new BiquadFilterNode(context, { type: 'lowpass', frequency: 2600 });
  const air = new GainNode(context, { gain: ROOM });
  for (const delayTime of ECHOES) {
    const path = new DelayNode(context, { delayTime });
    const back = new GainNode(context, { gain: BACK });
    walls.connect(path).connect(back).connect(path);
    path.connect(air);
  }
  return [walls, air];
}

/**
 * Schedules a whole melody for the time `from`; `end(seconds)` fades it out before it is over.
 * @param {AudioContext} context
 * @param {AudioNode} into
 * @param {Score} score
 * @param {number} from
 */
export function perform(context, into, { notes, seconds }, from) {
  const [dry, close, out] = [1, 2, 3].map(() => new GainNode(context));
  const [walls, air] = room(context);
  dry.connect(close).connect(out).connect(into);
  dry.connect(walls);
  air.connect(close);
  const to = from + seconds;
  close.gain.setValueAtTime(1, to - CLOSE_SECONDS);
  close.gain.linearRampToValueAtTime(0, to);

  const tremor = new OscillatorNode(context, { frequency: 5.2 });
  const waves = [tremor, ...notes.flatMap((note) => play(context, dry, tremor, note, from, to))];
  tremor.start(from);
  tremor.stop(to);
  // Echoes would go round for ever.
  tremor.onended = () => out.disconnect();
  return {
    /** @param {number} fade */
    end(fade) {
      const now = context.currentTime;
      out.gain.setTargetAtTime(0, now, fade / 4);
      for (const wave of waves) wave.stop(now + 2 * fade);
    },
  };
}
