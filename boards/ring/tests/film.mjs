// Prints what the page's lamps shine: `node boards/ring/tests/film.mjs > boards/ring/tests/film.txt`.
// A line `show SERIAL PAYLOADS` is an output that begins with the next frame, `TIME COLOURS` a frame, in milliseconds.

import { createLamps } from '../../../www/renderers/lights/lamps.js';

const OUTPUTS = 24;
/** From one output to the next; a short one catches the ring while it moves. */
const SPANS = [3000, 700];
const FRAMES = [0, 20, 140, 300, 333, 640, 1000, 1999, 2000, 2150, 2300, 2900];

const COLOURS = ['#ff4b3e', '#ffb020', '#2ecc71', '#3f8cff'];
const MOTIONS = ['still', 'chase', 'breathe', 'sparkle'];
const SPEEDS = ['2', '4', '7', '12'];
const FADES = ['0', '0.4', '0.7', '0.88'];
const ACCENTS = ['', '#ffffff', '#ff5fa2', '#35e0e0'];

const lamps = createLamps();
const hex = (rgb) => rgb.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('');

for (let n = 0, began = 0; n < OUTPUTS; began += SPANS[n % SPANS.length], n += 1) {
  const pick = (cards, every, shift) => cards[(Math.floor(n / every) + shift * n) % 4];
  const payloads =
    [pick(COLOURS, 5, 1), pick(MOTIONS, 1, 0), pick(SPEEDS, 2, 1), pick(FADES, 4, 0), pick(ACCENTS, 7, 1)];
  lamps.show(payloads, n, began);
  console.log(['show', n, ...payloads.map((payload) => payload || '-')].join(' '));
  for (const time of FRAMES.filter((time) => time < SPANS[n % SPANS.length])) {
    lamps.step(began + time);
    console.log([began + time, ...lamps.shining.map(hex)].join(' '));
  }
}
