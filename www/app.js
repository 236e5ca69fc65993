// Wires the page: events → state → draw.

import { createAutoplay } from './autoplay.js';
import { claimSlot, createAutosave, isKnown, settings } from './autosave.js';
import { openConsole } from './console.js';
import { createDecks } from './decks/index.js';
import { fileName } from './deck.js';
import { byId, setText } from './dom.js';
import { listenForKeys } from './keys.js';
import { createAnswers } from './model/answers.js';
import { createGate } from './model/gate.js';
import { loadModule } from './module.js';
import { IDLE_MS, lessMotion } from './motion.js';
import { createTaste } from './rater.js';
import { writeRecord } from './record.js';
import { isLink, leaveAddress } from './share.js';
import { SLICE_MS, breathe } from './slices.js';
import { createStore } from './state.js';
import { NO_CLIP, advancedView } from './views/advanced.js';
import { autoView } from './views/auto.js';
import { brainView } from './views/brain.js';
import { decksView } from './views/decks.js';
import { filesView } from './views/files.js';
import { findsView } from './views/finds.js';
import { footerView } from './views/footer.js';
import { guestView } from './views/guest.js';
import { helpView } from './views/help.js';
import { historyView } from './views/history.js';
import { luckView } from './views/luck.js';
import { machineView } from './views/machine.js';
import { modelView } from './views/model.js';
import { networkView } from './views/network.js';
import { outputView } from './views/output.js';
import { ownView } from './views/own.js';
import { pinsView } from './views/pins.js';
import { ratingView } from './views/rating.js';
import { restartView, wholeSeed } from './views/restart.js';
import { shareView } from './views/share.js';
import { statusView } from './views/status.js';
import { taskView } from './views/task.js';
import { tasteView } from './views/taste.js';
import { travelView } from './views/travel.js';
import { updateView } from './views/update.js';
import { verdictView } from './views/verdict.js';
import { language, onLanguage, setLanguage } from './words/language.js';
import { translateStatic } from './words/static.js';

const SEED = 7;

/** The seed that the address asks for; NaN where it is not a number. */
function seedOfAddress() {
  const text = new URLSearchParams(location.search).get('seed');
  if (text === null) return undefined;
  return text.trim() === '' ? NaN : Number(text);
}

/** When the next frame is on the screen; a hidden tab has none. */
const painted = () => Promise.race([
  new Promise((resolve) => { requestAnimationFrame(resolve); }).then(breathe),
  new Promise((resolve) => { setTimeout(resolve, 500); }),
]);

export async function start() {
  const loading = loadModule();
  const claimed = claimSlot();
  const chosen = settings.get('language');
  if (chosen) setLanguage(chosen);
  translateStatic();
  const module = await loading;
  const gate = createGate();
  const decks = createDecks(module);
  const store = createStore(module.Session, () => answers.lookahead);
  store.pins = [];
  const answers = createAnswers(store, gate);
  const all = () => Object.values(decks);
  const fresh = { config: {}, seed: SEED, context: 0 };

  // What is kept beside a session, in this browser and in files.

  const page = () => ({ pins: store.pins, ...answers.toJSON() });
  function openPage(kept, deck) {
    if (deck?.id === 'own') decks.own = deck;
    store.pins = kept?.pins ?? [];
    answers.fromJSON(kept);
    store.tell({ type: 'pins' });
  }
  const forgotten = () => location.reload();
  const autosave = createAutosave(store, { claimed, decks: all, page, openPage, forgotten });

  // What a person can do.

  let taste;
  const autoplay = createAutoplay(() => {
    if (!store.busy) store.rate(taste.stars(store.output.cards), 'auto');
  });
  const shows = (kind) => store.guest?.kind === kind;

  /** Puts another session in the place of the present one. */
  function replace(how) {
    autoplay.stop('restart');
    autosave.setAside();
    return how();
  }
  function useDeck(deck) {
    replace(() => store.restart({ ...fresh, deck }));
    decks.own = deck;
    openPage();
  }
  async function openRecord(record) {
    const loaded = await replace(() => store.load(record));
    if (!loaded) return false;
    openPage(record.page, record.deck);
    autosave.touch();
    return true;
  }

  const actions = {
    autoplay, answers, autosave, settings, store, useDeck, openRecord,
    decks: all,
    /** Stars for what is on the stage, whatever that is. */
    rate(stars) {
      if (luck.running) return luck.rate(stars);
      if (shows('best') || shows('pin')) return store.show();
      if (!shows('correct')) return actions.rateOutput(stars);
      return store.rerate(stars);
    },
    rateOutput(stars) {
      autoplay.stop('person');
      store.rate(stars, 'person');
    },
    skip() {
      if (luck.running) return;
      if (store.guest) store.show();
      else store.skip();
    },
    replay: () => output.replay(store),
    undo() {
      if (luck.running) return luck.undo();
      autoplay.stop('person');
      return store.undo();
    },
    redo() {
      if (luck.running) return undefined;
      autoplay.stop('person');
      return store.redo();
    },
    travel(count) {
      autoplay.stop('person');
      return store.travel(count);
    },
    takeBranch(index) {
      autoplay.stop('person');
      return store.takeBranch(index);
    },
    /** Shows the last output again, for the stars that were meant. */
    correct() {
      const { stars, context, cards, id } = store.ratings.at(-1);
      store.show({ id, stars, context, cards, kind: 'correct' });
    },
    showGuest(guest) {
      autoplay.stop('person');
      store.show(guest);
    },
    back: () => store.guest && store.show(),
    setContext: (context) => store.setContext(context),
    keepPins(pins) {
      store.pins = pins;
      autosave.touch();
      store.tell({ type: 'pins' });
    },
    async chooseDeck(id) {
      if (id === store.deck.id && !store.busy) return;
      autoplay.stop('restart');
      const restored = await autosave.restore(decks[id]);
      // The next visit begins with this deck.
      if (restored) return autosave.touch();
      if (restored === undefined) return;
      store.restart({ ...fresh, deck: decks[id] });
      openPage();
    },
    restart(seed) {
      replace(() => store.restart({ seed, context: store.context }));
    },
    /** A session keeps its settings, so another one begins. */
    setClip(on) {
      const { clip_coef: _, ...rest } = store.config;
      const config = on ? rest : { ...rest, clip_coef: NO_CLIP };
      replace(() => store.restart({ config, context: store.context }));
    },
    openSnapshot(bytes) {
      const { deck } = store;
      replace(() => store.open(bytes, [deck, ...all()]));
      if (store.deck !== deck) openPage();
    },
    openFile: (file) => files.openFile(file),
    save: {
      session(withTexts) {
        const kept = withTexts ? page() : { pins: store.pins };
        return { name: fileName(store.deck), text: writeRecord(store, kept) };
      },
      snapshot: () => ({ name: fileName(store.deck), bytes: store.snapshot() }),
    },
    takeBefore() {
      autoplay.stop('restart');
      return autosave.takeBefore(store.deck);
    },
    saveSession: () => files.saveSession(),
    hasTexts: () => store.deck.renderer === 'prompt' || answers.rated().length > 0,
    task: () => (store.deck.renderer === 'prompt' ? answers.task() : ''),
    forget() {
      autosave.forget();
      answers.disconnect();
      // A link in the address would be opened again.
      leaveAddress();
      location.reload();
    },
  };

  // On a first visit there is nothing to wait for.
  const known = isKnown();
  const last = known ? await autosave.start() : undefined;
  const lastDeck = decks[last] ?? decks.lights;
  async function bringBack() {
    if (await autosave.restore(lastDeck) === false) store.restart({ ...fresh, deck: lastDeck });
  }
  const [seed, linked] = [seedOfAddress(), isLink(location.hash)];
  let refused;
  try {
    if (seed !== undefined) store.restart({ ...fresh, deck: decks.lights, seed: wholeSeed(seed) });
  } catch (error) {
    refused = error;
  }
  // A long one takes a while, and comes when there is something to be seen.
  const long = !store.deck && !linked && !refused && autosave.isLong(lastDeck);
  if (!store.deck && (linked || refused)) store.restart({ ...fresh, deck: decks.lights });
  else if (long) store.restart({ ...fresh, deck: lastDeck });
  else if (!store.deck) await bringBack();

  // What one sees on arriving comes first.

  const output = outputView(actions);
  const first = [output, decksView(actions)];
  const root = document.documentElement;
  function drawNow(views, change) {
    if (taste?.deck !== store.deck || taste.seed !== store.seed) {
      taste = { ...createTaste(store.deck, store.seed ?? SEED), deck: store.deck, seed: store.seed };
    }
    for (const view of views) view.draw(store, change);
    root.dataset.ratings = store.ratings.length;
    root.dataset.hash = store.hash;
  }
  drawNow(first, { type: 'restart' });
  await painted();
  performance.mark('first-output');

  // The rest. Some are drawn at once as well, the others with the next frame: when the auto-rater is fast,
  // several ratings share it.

  const restart = restartView(actions);
  const files = filesView(actions);
  const auto = autoView(actions);
  const guest = guestView(actions);
  const luck = luckView(actions);
  const verdict = verdictView(() => actions.restart(store.seed ?? SEED));
  const status = statusView();
  const help = helpView(actions);
  const share = shareView(actions);
  const travel = travelView(actions);
  const prompt = [
    ratingView(actions), guest, luck, verdict, ownView(actions), taskView(actions), restart, files, share, travel,
    status,
  ];
  const footer = footerView(() => answers.connection?.address);
  const others = [
    machineView(), networkView(), historyView(), updateView(), findsView(), brainView(), advancedView(actions),
    tasteView(() => taste), auto, pinsView(actions), help, modelView(actions), footer,
  ];

  let frame = 0;
  let latest;
  function draw(change) {
    if (change.type === 'progress') {
      for (const view of [travel, share]) view.draw(store, change);
      return;
    }
    drawNow([...first, ...prompt], change);
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
    if (type === 'task' || type === 'connection') draw({ type: 'model' });
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

  const other = byId('language');
  const nameOther = () => {
    setText(other, language() === 'ko' ? 'English' : '한국어');
    other.lang = language() === 'ko' ? 'en' : 'ko';
  };
  other.addEventListener('click', () => setLanguage(language() === 'ko' ? 'en' : 'ko'));
  onLanguage((code) => {
    settings.set('language', code);
    translateStatic();
    nameOther();
    draw({ type: 'language' });
    // An example that nobody has rated is in the language of the page.
    const { own: deck } = decks;
    const isOther = store.deck.id === 'own' && store.deck !== deck;
    if (isOther && store.events.length < 2) store.restart({ ...fresh, deck });
  });
  nameOther();

  if (!known) await autosave.start();
  store.subscribe(draw);
  for (const control of document.querySelectorAll('[disabled]')) control.disabled = false;
  drawNow(prompt, { type: 'restart' });
  if (refused) restart.refuseAddress(refused, store);
  gate.bind();
  openConsole(module, decks, store, actions);
  root.dataset.ready = 'true';
  let began = performance.now();
  for (const view of others) {
    view.draw(store, { type: 'restart' });
    if (performance.now() - began < SLICE_MS) continue;
    await breathe();
    began = performance.now();
  }
  if (long) await share.tellDuring(bringBack());
  else if (await share.openLink() === false && linked && seed === undefined) await bringBack();

  // Alive before the first click: the output plays again until somebody rates.
  const idle = setInterval(() => {
    if (store.ratings.length > 0) clearInterval(idle);
    else if (!lessMotion.matches && !document.hidden) output.replay(store, 'idle');
  }, IDLE_MS);
}
