// Prints what the page's renderer of Lights draws: `node boards/ring/tests/film.mjs > boards/ring/tests/film.txt`.
// A line `show SERIAL PAYLOADS` is an output that begins with the next frame, `TIME COLOURS` a frame, in milliseconds.

const OUTPUTS = 24;
/** From one output to the next; a short one catches the ring while it moves. */
const SPANS = [3000, 700];
const FRAMES = [0, 20, 140, 300, 333, 640, 1000, 1999, 2000, 2150, 2300, 2900];

const COLOURS = ['#ff4b3e', '#ffb020', '#2ecc71', '#3f8cff'];
const MOTIONS = ['still', 'chase', 'breathe', 'sparkle'];
const SPEEDS = ['2', '4', '7', '12'];
const FADES = ['0', '0.4', '0.7', '0.88'];
const ACCENTS = ['', '#ffffff', '#ff5fa2', '#35e0e0'];

let clock = 0;
let step;
let painted = [];

/** Lamps are drawn as gradients, and of all stops only a lamp's own colour is at 0.75. */
const LAMP_STOP = 0.75;
const gradient = {
  addColorStop(at, colour) {
    if (at === LAMP_STOP) painted.push(colour.match(/\d+/g).slice(0, 3).map(Number));
  },
};
const context = {
  clearRect() {},
  beginPath() {},
  arc() {},
  fill() {},
  createRadialGradient: () => gradient,
};
// As much of a browser as the renderer asks for.
globalThis.document = { createElement: () => ({ getContext: () => context }) };
globalThis.matchMedia = () => ({ matches: false, addEventListener() {} });
globalThis.ResizeObserver = class { observe() {} };
globalThis.requestAnimationFrame = (callback) => { step = callback; return 1; };
globalThis.cancelAnimationFrame = () => {};
performance.now = () => clock;

const { lights } = await import('../../../www/renderers/lights.js');
const renderer = lights({ append() {} });
const hex = (rgb) => rgb.map((channel) => channel.toString(16).padStart(2, '0')).join('');

for (let n = 0, began = 0; n < OUTPUTS; began += SPANS[n % SPANS.length], n += 1) {
  const pick = (cards, every, shift) => cards[(Math.floor(n / every) + shift * n) % 4];
  const payloads =
    [pick(COLOURS, 5, 1), pick(MOTIONS, 1, 0), pick(SPEEDS, 2, 1), pick(FADES, 4, 0), pick(ACCENTS, 7, 1)];
  clock = began;
  renderer.show(payloads, n);
  console.log(['show', n, ...payloads.map((payload) => payload || '-')].join(' '));
  for (const time of FRAMES.filter((time) => time < SPANS[n % SPANS.length])) {
    clock = began + time;
    painted = [];
    step(clock);
    console.log([clock, ...painted.map(hex)].join(' '));
  }
}
