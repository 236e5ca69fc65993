// The ring's plate and the light on it. Gradients are costly, so they are drawn once for a size; a frame
// only puts pictures together.

/** @import { Point, Rgb, Stops } from '../../types.js' */

/** Where things lie, as shares of the plate. */
const RING = 0.335;
const LENS = 0.056;
const REFLECTION = 0.2;
/** The light on the plate is so soft that a fifth of the points, either way, will do. */
const COARSE = 0.2;
/** How much longer than wide the polished plate gives a lamp back. */
const STRETCH = 1.7;
const GROOVES = [0.05, 0.49, 0.012];
const SHEEN = [0, 0.09, 0, 0.03, 0, 0.07, 0, 0.03, 0];

/** @param {number} size */
function layer(size) {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: size, height: size });
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
}

/**
 * A disc, filled with a gradient around `[x, y]`, which are shares of its radius.
 * @param {CanvasRenderingContext2D} context
 * @param {number} across
 * @param {number} down
 * @param {number} radius
 * @param {Stops<string>} stops
 */
function disc(context, across, down, radius, stops, [x, y] = [0, 0]) {
  const gradient = context.createRadialGradient(
    across + x * radius, down + y * radius, 0, across, down, radius);
  for (const [at, colour] of stops) gradient.addColorStop(at, colour);
  context.fillStyle = gradient;
  context.beginPath();
  context.arc(across, down, radius, 0, 2 * Math.PI);
  context.fill();
}

/** @param {number} radius @param {Rgb} rgb @param {Stops<number>} stops */
function picture(radius, rgb, stops) {
  const context = layer(2 * Math.ceil(radius));
  const middle = context.canvas.width / 2;
  disc(context, middle, middle, middle, stops.map(([at, alpha]) => [at, `rgba(${rgb},${alpha})`]));
  return context.canvas;
}

/**
 * A light in red, green and blue each: added up, they make it in any colour.
 * @param {number} radius
 * @param {Stops<number>} stops
 */
const primaries = (radius, stops) =>
  [[255, 0, 0], [0, 255, 0], [0, 0, 255]].map((primary) => picture(radius, primary, stops));

/**
 * Turned metal, bright in two wedges, with a socket for each lamp.
 * @param {number} size
 * @param {number[][]} places
 */
function metal(size, places) {
  const context = layer(size);
  const middle = size / 2;
  const sheen = context.createConicGradient(0.6, middle, middle);
  SHEEN.forEach((alpha, k) => sheen.addColorStop(k / (SHEEN.length - 1), `rgba(255,255,255,${alpha})`));
  context.fillStyle = sheen;
  context.fillRect(0, 0, size, size);
  context.strokeStyle = '#ffffff09';
  const [first, last, gap] = GROOVES;
  for (let groove = first; groove < last; groove += gap) {
    context.beginPath();
    context.arc(middle, middle, size * groove, 0, 2 * Math.PI);
    context.stroke();
  }
  for (const [x, y] of places) {
    const [across, down, radius] = [middle + size * RING * x, middle + size * RING * y, size * LENS];
    disc(context, across, down, radius * 1.4, [[0, '#000a'], [0.8, '#0007'], [1, '#0000']]);
    disc(context, across, down, radius * 1.13,
      [[0, '#08070a'], [0.87, '#0b0a0d'], [0.91, '#645d6c'], [1, '#28242e']], [0, 0.1]);
  }
  return context.canvas;
}

/**
 * What lies over a lamp's colour: a dark edge and the window's reflection.
 * @param {number} radius
 */
function glass(radius) {
  const context = layer(2 * Math.ceil(radius));
  const middle = context.canvas.width / 2;
  disc(context, middle, middle, radius, [[0, '#0000'], [0.6, '#0000'], [0.94, '#0008'], [1, '#000a']]);
  disc(context, middle - radius * 0.26, middle - radius * 0.4, radius * 0.42,
    [[0, '#ffffff7a'], [0.5, '#ffffff24'], [1, '#fff0']]);
  return context.canvas;
}

/**
 * Where the lamps are around the middle of a ring of radius 1.
 * @param {number} count
 */
const around = (count) => Array.from({ length: count }, (_, lamp) => {
  const angle = (2 * Math.PI * lamp) / count - Math.PI / 2;
  return [Math.cos(angle), Math.sin(angle)];
});

/**
 * Where the middle of a lamp is.
 * @param {number} size
 * @param {number[]} place
 */
const middleOf = (size, place) => /** @type {Point} */ (place.map((k) => size * (0.5 + RING * k)));

/**
 * The lamp itself, in its colour, 0 to 255.
 * @param {CanvasRenderingContext2D} context
 * @param {number} size
 * @param {number[]} place
 * @param {Rgb} rgb
 */
function bulb(context, size, place, rgb) {
  context.fillStyle = `rgb(${rgb.map(Math.round)})`;
  context.beginPath();
  context.arc(...middleOf(size, place), size * LENS * 0.98, 0, 2 * Math.PI);
  context.fill();
}

/**
 * Lamps without the plate, which takes a while to make.
 * @param {CanvasRenderingContext2D} context
 * @param {number} size
 * @param {Rgb[]} colours
 */
export function drawBulbs(context, size, colours) {
  context.clearRect(0, 0, size, size);
  around(colours.length).forEach((place, lamp) => bulb(context, size, place, colours[lamp]));
}

/**
 * `draw(context, lamps)` draws lamps of the given colours, 0 to 255, in a ring.
 * @param {number} size
 * @param {number} count
 */
export function createPlate(size, count) {
  const places = around(count);
  const radius = size * LENS;
  const plate = metal(size, places);
  const cover = glass(radius);
  const core = picture(radius * 0.9, [255, 255, 255], [[0, 1], [0.3, 0.75], [0.7, 0.2], [1, 0]]);
  const soft = layer(Math.round(size * COARSE));
  const small = soft.canvas.width;
  const halo = primaries(small * 0.36,
    [[0, 0.9], [0.16, 0.8], [0.25, 0.36], [0.36, 0.17], [0.65, 0.045], [1, 0]]);
  const mirror = primaries(small * 0.11, [[0, 0.7], [0.4, 0.3], [1, 0]]);

  /**
   * Adds light around the origin.
   * @param {HTMLCanvasElement[]} pictures
   * @param {Rgb} rgb
   * @param {number} strength
   */
  function add(pictures, rgb, strength) {
    pictures.forEach((canvas, k) => {
      soft.globalAlpha = Math.min(1, (strength * rgb[k]) / 255);
      soft.drawImage(canvas, -canvas.width / 2, -canvas.width / 2);
    });
  }

  /** @param {{ rgb: Rgb, level: number }[]} lamps */
  function light(lamps) {
    soft.globalCompositeOperation = 'copy';
    soft.fillStyle = '#0000';
    soft.fillRect(0, 0, small, small);
    soft.globalCompositeOperation = 'lighter';
    lamps.forEach(({ rgb, level }, lamp) => {
      const [x, y] = places[lamp];
      /** @param {number} ring */
      const at = (ring) => /** @type {Point} */ ([small * (0.5 + ring * x), small * (0.5 + ring * y)]);
      soft.setTransform(1, 0, 0, 1, ...at(RING));
      add(halo, rgb, level);
      soft.setTransform(STRETCH * x, STRETCH * y, -y, x, ...at(REFLECTION));
      add(mirror, rgb, 0.5 * level);
      soft.resetTransform();
    });
    soft.globalAlpha = 1;
  }

  return {
    size,
    /** @param {CanvasRenderingContext2D} context @param {Rgb[]} colours */
    draw(context, colours) {
      const lamps = colours.map((rgb) => ({ rgb, level: Math.max(...rgb) / 255 }));
      light(lamps);
      context.globalCompositeOperation = 'copy';
      context.drawImage(plate, 0, 0);
      context.globalCompositeOperation = 'lighter';
      context.drawImage(soft.canvas, 0, 0, size, size);
      context.globalCompositeOperation = 'source-over';
      lamps.forEach(({ rgb, level }, lamp) => {
        const [x, y] = middleOf(size, places[lamp]);
        bulb(context, size, places[lamp], rgb);
        context.globalAlpha = 0.75 * level ** 3;
        context.drawImage(core, Math.round(x - core.width / 2), Math.round(y - core.width / 2));
        // What shines outshines its own shadows.
        context.globalAlpha = 1 - 0.6 * level;
        context.drawImage(cover, Math.round(x - cover.width / 2), Math.round(y - cover.width / 2));
        context.globalAlpha = 1;
      });
    },
  };
}
