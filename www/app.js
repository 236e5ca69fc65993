// Where the page begins: a session and its first output. All else comes after that, from page.js.

/** @import { Actions, Arrival, Change, DeckId, Decks, ShelfEntry, Views } from './types.js' */

import { FRESH, createActions } from './actions.js';
import { createDecks } from './decks/index.js';
import { fragmentOf } from './fragment.js';
import { createAnswers } from './model/answers.js';
import { createGate } from './model/gate.js';
import { loadModule } from './module.js';
import { isJson, isKnown } from './shelf/autosave.js';
import { settings } from './shelf/settings.js';
import { createShelf } from './shelf/shelf.js';
import { createTabs } from './shelf/tabs.js';
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
  const chosen = settings.get('language');
  if (chosen) setLanguage(chosen);
  translateStatic();
  const module = await loading;
  const gate = createGate();
  const decks = createDecks(module);
  const store = createStore(module, {
    lookahead: () => answers.lookahead, leaving: () => actions.autosave.leaving(),
  });
  const answers = createAnswers(store, gate);
  const tabs = createTabs(() => store.entry.id);
  const shelf = createShelf({ open: async () => (await import('./page.js')).openLarge(), tabs, isSound: isJson });
  const views = /** @type {Views} */ ({});
  const actions = createActions({ store, decks, answers, shelf, tabs, views });
  const last = known ? await actions.autosave.last() : undefined;
  const arrival = await arrive(actions, decks, last);

  views.output = outputView(actions);
  // Making a picture asks for its size, so all else comes before.
  const first = [decksView(actions), views.output];
  const { dataset } = document.documentElement;
  /** @param {Change} change */
  /** @param {Change} change */
  function draw(change) {
    if (change.type === 'progress') return;
    // With the first of these the hero is there, and its pictures have a size.
    dataset.ratings = `${store.ratings.length}`;
    dataset.hash = store.hash;
    for (const view of first) view.draw(store, change);
  }
  draw({ type: 'restart' });
  await painted();
  performance.mark('first-output');

  store.subscribe(draw);
  const { fillPage } = await import('./page.js');
  await fillPage({ module, gate, decks, store, answers, actions, views, arrival });
}

/**
 * Begins the session that the address asks for, or the one that this tab or the last visit had on show, `last`.
 * @param {Actions} actions
 * @param {Decks} decks
 * @param {ShelfEntry | undefined} last
 * @returns {Promise<Arrival>}
 */
async function arrive({ store, autosave }, decks, last) {
  const fresh = { ...FRESH, deck: decks[/** @type {DeckId} */ (last?.deck.id)] ?? decks.lights };
  async function bringBack() {
    for (let entry = last; entry; entry = await autosave.last()) if (await autosave.restore(entry) !== false) return;
    store.restart(fresh);
  }
  // What the address asks for may be on the shelf already, where this tab is loaded again.
  const isBack = last !== undefined && history.state?.lobule === last.id;
  const isLinked = fragmentOf(location.href) !== undefined;
  const [seed, linked] = isBack ? [] : [seedOfAddress(), isLinked];
  if (linked || seed !== undefined) autosave.passOver(last);
  /** @type {Error | undefined} */
  let refused;
  try {
    if (seed !== undefined) store.restart({ ...FRESH, deck: decks.lights, seed: wholeSeed(seed) });
  } catch (error) {
    refused = /** @type {Error} */ (error);
  }
  // A long one takes a while.
  const long = !store.deck && !linked && !refused && autosave.isLong(last);
  if (!store.deck && (linked || refused)) store.restart({ ...FRESH, deck: decks.lights });
  else if (long) store.restart(fresh);
  else if (!store.deck) await bringBack();

  /** @type {Arrival['open']} */
  async function open(share) {
    if (long) await share.tellDuring(bringBack());
    if (isBack && isLinked) share.tellLink();
    else if (linked) {
      if (await share.openLink() === false && seed === undefined) await bringBack();
    } else if (seed === undefined) await lookAgain(share);
  }
  /**
   * The large storage may have what the small one has not, or a later state of it.
   * @type {Arrival['open']}
   */
  async function lookAgain(share) {
    const { entry, events: { length } } = store;
    const found = await autosave.later();
    const isTouched = store.entry !== entry || store.events.length > length;
    if (found && !isTouched) await share.tellDuring(autosave.restore(found));
  }
  return { refused, open };
}
