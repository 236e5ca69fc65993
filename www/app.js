// Where the page begins: a session and its first output. All else comes after that, from page.js.

import { FRESH, createActions } from './actions.js';
import { claimSlot, isKnown, settings } from './autosave.js';
import { createDecks } from './decks/index.js';
import { fragmentOf } from './fragment.js';
import { createAnswers } from './model/answers.js';
import { createGate } from './model/gate.js';
import { loadModule } from './module.js';
import { breathe } from './slices.js';
import { createStore } from './state.js';
import { decksView } from './views/decks.js';
import { outputView } from './views/output.js';
import { wholeSeed } from './views/restart.js';
import { setLanguage } from './words/language.js';
import { translateStatic } from './words/static.js';

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
  // On a first visit there is nothing to wait for.
  const known = isKnown();
  if (known) claimSlot();
  const chosen = settings.get('language');
  if (chosen) setLanguage(chosen);
  translateStatic();
  const module = await loading;
  const gate = createGate();
  const decks = createDecks(module);
  const store = createStore(module.Session, () => answers.lookahead);
  store.pins = [];
  const answers = createAnswers(store, gate);
  const views = {};
  const actions = createActions({ store, decks, answers, views });
  const last = known ? await actions.autosave.start() : undefined;
  const arrival = await arrive(actions, decks, decks[last] ?? decks.lights);

  views.output = outputView(actions);
  // Making a picture asks for its size, so all else comes before.
  const first = [decksView(actions), views.output];
  const { dataset } = document.documentElement;
  function draw(change) {
    if (change.type === 'progress') return;
    // With the first of these the hero is there, and its pictures have a size.
    dataset.ratings = store.ratings.length;
    dataset.hash = store.hash;
    for (const view of first) view.draw(store, change);
  }
  draw({ type: 'restart' });
  await painted();
  performance.mark('first-output');

  store.subscribe(draw);
  if (!known) await actions.autosave.start();
  const { fillPage } = await import('./page.js');
  await fillPage({ module, gate, decks, store, answers, actions, views, arrival });
}

/**
 * Begins the session that the address asks for, or the one that this browser has kept of a deck. What is
 * left to do when there is something to be seen: `{ refused, open }`, the error of a seed and a function.
 */
async function arrive({ store, autosave }, { lights }, lastDeck) {
  async function bringBack() {
    if (await autosave.restore(lastDeck) === false) store.restart({ ...FRESH, deck: lastDeck });
  }
  const [seed, linked] = [seedOfAddress(), fragmentOf(location.href) !== undefined];
  let refused;
  try {
    if (seed !== undefined) store.restart({ ...FRESH, deck: lights, seed: wholeSeed(seed) });
  } catch (error) {
    refused = error;
  }
  // A long one takes a while.
  const long = !store.deck && !linked && !refused && autosave.isLong(lastDeck);
  if (!store.deck && (linked || refused)) store.restart({ ...FRESH, deck: lights });
  else if (long) store.restart({ ...FRESH, deck: lastDeck });
  else if (!store.deck) await bringBack();

  async function open(share) {
    if (long) await share.tellDuring(bringBack());
    else if (await share.openLink() === false && linked && seed === undefined) await bringBack();
  }
  return { refused, open };
}
