// From the payloads of an output to the notes that are played and drawn.

/** @import { Score } from '../../types.js' */

const STEPS_IN_BAR = 4;
const BARS = 4;
/** How loud the backing is beside the tune. */
const BACKING = 0.4;
/** What the last note gets to die away. */
const RING_SECONDS = 0.65;

/** @param {string} text */
const words = (text) => text.split(' ').filter(Boolean);

/**
 * The notes of one bar: a rhythm asks the contour for the degree at the step where a note begins.
 * @param {number[]} lengths
 * @param {number[]} contour
 * @param {number} from
 */
function bar(lengths, contour, from) {
  let at = 0;
  return lengths.map((length) => {
    const note = { at: from + at, length, degree: contour[Math.floor(at)], level: at === 0 ? 1 : 0.8 };
    at += length;
    return note;
  });
}

/**
 * The last bar rests on its last note.
 * @param {number[]} lengths
 * @param {number[]} contour
 * @param {number} from
 */
function lastBar(lengths, contour, from) {
  const half = STEPS_IN_BAR / 2;
  const notes = bar(lengths, contour, from).filter(({ at }) => at < from + half);
  for (const note of notes) note.length = Math.min(note.length, from + half - note.at);
  return [...notes, { at: from + half, length: half, degree: contour[half], level: 0.9 }];
}

/**
 * `{ seconds, bars, octave, colours, notes }`: seconds in all, where bars begin and end, the degrees of an
 * octave, the colours of low and high notes, and the notes, of which the tune comes first, in order. A note
 * has its seconds `at` and `length`, its `degree`, MIDI `pitch`, `voice` and `level`.
 * @param {string[]} payloads
 * @returns {Score}
 */
export function compose([scale, sound, rhythm, ...parts]) {
  const [low, high, ...octave] = words(scale);
  const [step, ...lengths] = words(rhythm).map(Number);
  const [opening, reply, ending] = parts.map((contour) => words(contour).map(Number));
  const tune = [opening, reply, opening].flatMap((contour, n) => bar(lengths, contour, n * STEPS_IN_BAR))
    .concat(lastBar(lengths, ending, 3 * STEPS_IN_BAR))
    .map((note) => ({ ...note, voice: sound }));
  const end = BARS * STEPS_IN_BAR;
  const backing = words(parts[3]).flatMap((word) => {
    if (word.startsWith('+')) {
      return tune.map((note) => ({ ...note, at: note.at + Number(word), level: note.level * BACKING }))
        .filter(({ at }) => at < end);
    }
    const [at, length, degree] = word.split(':').map(Number);
    return { at, length, degree, level: BACKING, voice: length < STEPS_IN_BAR / 2 + 1 ? 'bass' : 'pad' };
  });
  /** @param {number} degree */
  const pitch = (degree) => {
    const place = ((degree % octave.length) + octave.length) % octave.length;
    return Number(octave[place]) + 12 * Math.floor(degree / octave.length);
  };
  return {
    seconds: end * step + RING_SECONDS,
    bars: Array.from({ length: BARS + 1 }, (_, bar) => bar * STEPS_IN_BAR * step),
    octave: octave.length,
    colours: [low, high],
    notes: [...tune, ...backing].map(({ at, length, ...note }) =>
      ({ ...note, at: at * step, length: length * step, pitch: pitch(note.degree) })),
  };
}
