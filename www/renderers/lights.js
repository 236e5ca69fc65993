// The deck Lights: a ring of eight lamps on a plate.

/** @import { Renderer } from '../types.js' */

import { html, onWidth } from '../dom.js';
import { lessMotion } from '../motion.js';
import { LAMPS, createLamps } from './lights/lamps.js';
import { createPlate, drawBulbs } from './lights/plate.js';

/** @param {HTMLElement} stage @returns {Renderer} */
export function createLights(stage) {
  const canvas = html('canvas');
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const life = new AbortController();
  const lamps = createLamps();
  stage.append(canvas);

  /** @type {[payloads: string[], serial: number] | undefined} */
  let shown;
  let frame = 0;
  let size = 0;
  /** @type {ReturnType<typeof createPlate> | undefined} */
  let plate;
  /** The first picture is there soonest without a plate. */
  let begun = false;

  function paint() {
    if (size === 0) return;
    if (size !== canvas.width) Object.assign(canvas, { width: size, height: size });
    if (begun) {
      if (plate?.size !== size) plate = createPlate(size, LAMPS);
      plate.draw(context, lamps.shining);
    } else {
      begun = true;
      drawBulbs(context, size, lamps.shining);
      requestAnimationFrame(paint);
    }
  }

  /** @param {number} time */
  function step(time) {
    const goesOn = lamps.step(time);
    paint();
    frame = goesOn ? requestAnimationFrame(step) : 0;
  }

  function play() {
    cancelAnimationFrame(frame);
    frame = 0;
    if (shown) lamps.show(...shown, performance.now());
    if (lessMotion.matches) {
      lamps.rest();
      paint();
    } else {
      frame = requestAnimationFrame(step);
    }
  }

  /** @param {number} width */
  function fit(width) {
    size = Math.round(width * Math.min(devicePixelRatio, 2));
  }
  // The canvas, not the stage, is watched: it goes when another renderer comes.
  onWidth(canvas, (width) => {
    fit(width);
    paint();
  });
  lessMotion.addEventListener('change', () => shown && play(), { signal: life.signal });

  return {
    show(cards, { serial }) {
      shown = [cards.map(({ payload = '' }) => payload), serial];
      // The first picture does not wait for the observer's frame.
      if (size === 0) fit(canvas.clientWidth);
      play();
    },
    stop() {
      life.abort();
      cancelAnimationFrame(frame);
      canvas.remove();
    },
  };
}
