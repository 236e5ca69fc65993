// What moves, by what is drawn 300 ms apart: animations, and canvases that differ.
(async () => {
  const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
  await wait(600);
  const pictures = () => [...document.querySelectorAll('canvas')].map((canvas) => canvas.toDataURL());
  const before = pictures();
  const moving = document.getAnimations().map(({ effect, animationName }) =>
    `${animationName ?? 'an animation'} of ${effect.target.outerHTML.slice(0, 60)}`);
  await wait(300);
  pictures().forEach((picture, n) => picture !== before[n] && moving.push(`canvas ${n}`));
  return moving;
})()
