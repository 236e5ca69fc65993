// Wires the page: events → state → draw.

import init, { Session, lightsDeck } from './pkg/lobule_wasm.js';
import { createAutoplay } from './autoplay.js';
import { fileName } from './deck.js';
import { listenForKeys } from './keys.js';
import { IDLE_MS, lessMotion } from './motion.js';
import { createTaste } from './rater.js';
import { createStore } from './state.js';
import { autoView } from './views/auto.js';
import { filesView } from './views/files.js';
import { findsView } from './views/finds.js';
import { footerView } from './views/footer.js';
import { historyView } from './views/history.js';
import { machineView } from './views/machine.js';
import { outputView } from './views/output.js';
import { ratingView } from './views/rating.js';
import { restartView } from './views/restart.js';
import { statusView } from './views/status.js';
import { tasteView } from './views/taste.js';
import { updateView } from './views/update.js';
import { verdictView } from './views/verdict.js';

const SEED = 7;
const WASM = new URL('./pkg/lobule_wasm_bg.wasm', import.meta.url);

/** The seed that the address asks for; NaN where it is not a number. */
function seedOfAddress() {
  const text = new URLSearchParams(location.search).get('seed');
  if (text === null) return SEED;
  return text.trim() === '' ? NaN : Number(text);
}

export async function start() {
  await init({ module_or_path: WASM });
  const store = createStore(Session, lightsDeck());
  let refused;
  try {
    store.restart(seedOfAddress());
  } catch (error) {
    refused = error;
    store.restart(SEED);
  }

  let taste;
  const autoplay = createAutoplay(() => store.rate(taste.stars(store.output.cards), 'auto'));
  const actions = {
    rate(stars) {
      autoplay.stop('person');
      store.rate(stars, 'person');
    },
    skip: () => store.skip(),
    replay: () => output.replay(store),
    restart(seed) {
      store.restart(seed);
      autoplay.stop('restart');
    },
    open(bytes) {
      store.open(bytes);
      autoplay.stop('restart');
    },
    save: {
      session: () => ({ name: fileName(store.deck), text: JSON.stringify(store.record()) }),
      snapshot: () => ({ name: fileName(store.deck), bytes: store.snapshot() }),
    },
    autoplay,
  };

  const output = outputView(store.deck, actions);
  const rating = ratingView(actions);
  const restart = restartView(actions);
  const files = filesView(actions);
  const auto = autoView(actions);
  const status = statusView();
  const verdict = verdictView(() => actions.restart(store.seed ?? SEED));
  const page = document.documentElement;
  // The first ones are drawn at once, the others with the next frame: when the auto-rater is
  // fast, several ratings share it.
  const prompt = [output, rating, verdict, restart, files, status];
  const others = [
    machineView(store.deck), historyView(), updateView(store.deck), findsView(),
    tasteView(() => taste), auto, footerView(),
  ];

  let frame = 0;
  function draw(change) {
    if (change.type === 'restart' || change.type === 'open') taste = createTaste(store.deck, store.seed ?? SEED);
    for (const view of prompt) view.draw(store, change);
    page.dataset.ratings = store.ratings.length;
    page.dataset.hash = store.hash;
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      for (const view of others) view.draw(store);
    });
  }
  store.subscribe(draw);
  autoplay.subscribe((change) => {
    for (const view of [auto, verdict, status]) view.play(change, store);
  });

  listenForKeys({
    ...Object.fromEntries([1, 2, 3, 4, 5].map((stars) => [stars, () => actions.rate(stars)])),
    s: actions.skip,
    r: actions.replay,
  });
  for (const control of document.querySelectorAll('[disabled]')) control.disabled = false;
  draw({ type: 'restart' });
  if (refused) restart.refuseAddress(refused, store);
  page.dataset.ready = 'true';
  // Alive before the first click: the output plays again until somebody rates.
  const idle = setInterval(() => {
    if (store.ratings.length > 0) clearInterval(idle);
    else if (!lessMotion.matches && !document.hidden) output.replay(store);
  }, IDLE_MS);
}
