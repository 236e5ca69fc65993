// All of the page that comes after the first output: wires what a person does to what is drawn.

/** @import { Actions, Answers, Arrival, Change, Decks, Gate, Module, Store, View, Views } from './types.js' */

import { FRESH } from './actions.js';
import { openConsole } from './console.js';
import { byId } from './dom.js';
import { listenForHistory } from './history.js';
import { listenForKeys } from './keys.js';
import { IDLE_MS, lessMotion } from './motion.js';
import { openDatabase } from './shelf/database.js';
import { findFavourites } from './shelf/favourites.js';
import { SLICE_MS, breathe } from './slices.js';
import { openDB } from './vendor/idb.js';
import { advancedView } from './views/advanced.js';
import { autoView } from './views/auto.js';
import { brainView } from './views/brain.js';
import { filesView } from './views/files.js';
import { findsView } from './views/finds.js';
import { footerView } from './views/footer.js';
import { tellOfFrame } from './views/frame.js';
import { fullView } from './views/full.js';
import { guestView } from './views/guest.js';
import { helpView } from './views/help.js';
import { historyView } from './views/history.js';
import { languageView } from './views/language.js';
import { luckView } from './views/luck.js';
import { machineView } from './views/machine.js';
import { modelView } from './views/model.js';
import { noticesView } from './views/notices.js';
import { networkView } from './views/network.js';
import { ownView } from './views/own.js';
import { pinsView } from './views/pins.js';
import { ratingView } from './views/rating.js';
import { restartView } from './views/restart.js';
import { shareView } from './views/share.js';
import { shelfView } from './views/shelf.js';
import { statusView } from './views/status.js';
import { taskView } from './views/task.js';
import { tasteView } from './views/taste.js';
import { travelView } from './views/travel.js';
import { updateView } from './views/update.js';
import { verdictView } from './views/verdict.js';
import { onLanguage } from './words/language.js';
import { translateStatic } from './words/static.js';

/** Opens the large storage of the shelf. */
export const openLarge = () => openDatabase(openDB);

/**
 * Makes the other views, and draws some with every change, the others with the next frame: when the auto-rater
 * is fast, several ratings share it. Adds to `views` those that `actions` go through.
 * @param {{
 *   module: Module, gate: Gate, decks: Decks, store: Store, answers: Answers, actions: Actions, views: Views, arrival: Arrival,
 * }} of
 */
export async function fillPage({ module, gate, decks, store, answers, actions, views, arrival }) {
  const { autoplay, autosave, settings } = actions;
  const below = byId('below');
  below.replaceWith(below.content);
  // Its button comes before that of the blind test.
  const guest = guestView(actions);
  Object.assign(views, { luck: luckView(actions), files: filesView(actions) });
  const restart = restartView(actions);
  const auto = autoView(actions);
  const verdict = verdictView(actions);
  const shelf = shelfView(actions);
  const status = statusView(views.output.twin);
  const help = helpView(actions);
  const share = shareView(actions);
  const travel = travelView(actions);
  /** @type {View[]} */
  const prompt = [
    languageView(), ratingView(actions), guest, views.luck, verdict, ownView(actions), taskView(actions), restart,
    views.files, share, travel, status, noticesView(actions),
  ];
  fullView();
  tellOfFrame();
  const footer = footerView(() => answers.connection?.address);
  /** @type {View[]} */
  const others = [
    machineView(), networkView(), historyView(), updateView(), findsView(), brainView(), advancedView(actions),
    tasteView(actions.taste), auto, pinsView(actions), help, modelView(actions), footer, shelf,
  ];

  let frame = 0;
  /** @type {Change} */
  let latest;
  /** @param {Change} change */
  function draw(change) {
    if (change.type === 'progress') {
      for (const view of [travel, share]) view.draw(store, change);
      return;
    }
    for (const view of prompt) view.draw(store, change);
    latest = change;
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      for (const view of others) view.draw(store, latest);
    });
  }
  autoplay.subscribe((change) => {
    for (const view of [auto, verdict, status]) view.play(change, store);
  });
  answers.subscribe(({ type, answer }) => {
    if (type === 'task' || answer?.state === 'done') autosave.touch();
    if (type === 'connection' && answers.connection) autoplay.stop('model');
    if (type === 'task' || type === 'connection') store.tell({ type: 'model' });
  });

  listenForKeys({
    ...Object.fromEntries([1, 2, 3, 4, 5].map((stars) => [stars, () => actions.rate(stars)])),
    s: actions.skip,
    r: actions.replay,
    z: () => void actions.undo(),
    'ctrl+z': () => void actions.undo(),
    'shift+z': () => void actions.redo(),
    'ctrl+shift+z': () => void actions.redo(),
    '?': help.open,
    escape: () => (store.guest ? actions.back() : false),
  }, () => settings.get('keys') !== false);

  onLanguage((code) => {
    settings.set('language', code);
    translateStatic();
    store.tell({ type: 'language' });
    // An example that nobody has rated is in the language of the page.
    const { own: deck } = decks;
    const isOther = store.deck.id === 'own' && store.deck !== deck;
    if (isOther && store.events.length < 2) store.restart({ ...FRESH, deck });
  });

  store.subscribe(draw);
  listenForHistory(store, actions.goBackTo);
  for (const control of document.querySelectorAll('[disabled]')) {
    /** @type {HTMLButtonElement} */ (control).disabled = false;
  }
  for (const view of prompt) view.draw(store, { type: 'restart' });
  if (arrival.refused) restart.refuseAddress(arrival.refused, store);
  gate.bind();
  openConsole(module, decks, store, actions);
  document.documentElement.dataset.ready = 'true';
  let began = performance.now();
  for (const view of others) {
    view.draw(store, { type: 'restart' });
    if (performance.now() - began < SLICE_MS) continue;
    await breathe();
    began = performance.now();
  }
  autosave.watch();
  await arrival.open(share);
  findFavourites(module, actions.shelf, actions.decks).catch(() => {});

  // Alive before the first click: the output plays again until somebody rates.
  const idle = setInterval(() => {
    if (store.ratings.length > 0) clearInterval(idle);
    else if (!lessMotion.matches && !document.hidden) views.output.replay(store, 'idle');
  }, IDLE_MS);
}
