// Plays a renderer on a clock of the test's own and counts flashes: pairs of opposing changes, by a tenth of the
// greatest luminance, of any quarter of the stage, within a second. Each of `shows` is a list of outputs, of
// which a new one comes `every` so many milliseconds. Comes to the most flashes of each.
async ({ renderer, shows, every, seconds }) => {
  const PERIOD = 1000 / 60;
  const CHANGE = 0.1;
  const { createLights } = await import('./renderers/lights.js');
  const { createMelody } = await import('./renderers/melody.js');
  const create = renderer === 'lights' ? createLights : createMelody;
  const [WIDTH, HEIGHT] = renderer === 'lights' ? [240, 240] : [240, 135];
  let now = 0;
  let last = 0;
  const frames = new Map();
  performance.now = () => now;
  globalThis.requestAnimationFrame = (call) => {
    frames.set(last += 1, call);
    return last;
  };
  globalThis.cancelAnimationFrame = (frame) => frames.delete(frame);

  const SIDE = 16;
  const HALF = SIDE / 2;
  const small = new OffscreenCanvas(SIDE, SIDE).getContext('2d', { willReadFrequently: true });
  const linear = (x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
  const table = Array.from({ length: 256 }, (_, channel) => linear(channel / 255));
  const range = (count) => Array.from({ length: count }, (_, n) => n);

  /** The mean luminance of quarters of the stage, each of which lies half over the next. */
  function quarters(canvas) {
    small.fillStyle = '#1b1821';
    small.fillRect(0, 0, SIDE, SIDE);
    small.drawImage(canvas, 0, 0, SIDE, SIDE);
    const { data } = small.getImageData(0, 0, SIDE, SIDE);
    const lights = range(SIDE * SIDE).map((n) =>
      0.2126 * table[data[4 * n]] + 0.7152 * table[data[4 * n + 1]] + 0.0722 * table[data[4 * n + 2]]);
    const corners = [0, HALF / 2, HALF].flatMap((y) => [0, HALF / 2, HALF].map((x) => y * SIDE + x));
    const inside = range(HALF * HALF).map((n) => Math.floor(n / HALF) * SIDE + (n % HALF));
    return corners.map((corner) => inside.reduce((sum, n) => sum + lights[corner + n], 0) / inside.length);
  }

  /** The frames by which the luminance has risen or fallen enough since it last fell or rose. */
  function turns(lights) {
    const found = [];
    let [low, high, way] = [lights[0], lights[0], 0];
    lights.forEach((light, n) => {
      [low, high] = [Math.min(low, light), Math.max(high, light)];
      const turned = way !== 1 && light - low >= CHANGE ? 1 : way !== -1 && high - light >= CHANGE ? -1 : 0;
      if (turned === 0) return;
      found.push(n);
      [low, high, way] = [light, light, turned];
    });
    return found;
  }

  const stage = document.createElement('div');
  stage.style.cssText = `width: ${WIDTH}px; height: ${HEIGHT}px`;
  document.body.append(stage);
  const worst = [];
  for (const outputs of shows) {
    const drawing = create(stage);
    const canvas = stage.querySelector('canvas');
    canvas.style.cssText = 'display: block; width: 100%; height: 100%';
    Object.assign(canvas, { width: WIDTH, height: HEIGHT });
    const rows = [];
    for (let shown = 0; rows.length < 60 * seconds;) {
      if (rows.length * PERIOD >= shown * every) {
        const cards = outputs[shown % outputs.length].map((payload) => ({ payload }));
        drawing.show(cards, { serial: shown, by: 'person' });
        shown += 1;
        // Whether it may sound is answered later.
        await new Promise((resolve) => { setTimeout(resolve, 5); });
      }
      now += PERIOD;
      const due = [...frames.values()];
      frames.clear();
      for (const call of due) call(now);
      rows.push(quarters(canvas));
    }
    drawing.stop();
    const flashes = range(rows[0].length).map((quarter) => {
      const found = turns(rows.map((row) => row[quarter]));
      return Math.max(0, ...found.map((n) => found.filter((other) => other >= n && other < n + 60).length)) / 2;
    });
    worst.push(Math.max(...flashes));
  }
  return worst;
}
