// Of sessions that were kept before their summaries were, the list is to say the favourite as well: it takes
// playing them.

/** @import { Deck, Module, SessionRecord, Shelf } from '../types.js' */

import { labels } from '../deck.js';
import { createPlayer, learn } from '../player.js';
import { parseJson, readRecord } from '../record.js';
import { SLICE_MS, breathe } from '../slices.js';

/**
 * Finds the favourites that are missing on the shelf, a slice at a time; `decks()` are the page's.
 * @param {Module} module
 * @param {Shelf} shelf
 * @param {() => Deck[]} decks
 */
export async function findFavourites({ Session }, shelf, decks) {
  for (const { id, favourite, problem, ratings } of await shelf.list()) {
    if (favourite || problem || ratings === 0) continue;
    try {
      const entry = await shelf.read(id);
      if (!entry) continue;
      await shelf.amend(id, { favourite: await favouriteOf(Session, readRecord(parseJson(entry.text), decks())) });
    } catch {
      // Whoever opens it is told why it cannot be played.
    }
  }
}

/** @param {Module['Session']} Session @param {SessionRecord} record */
async function favouriteOf(Session, { deck, config, seed, base, events }) {
  const session = base ? Session.open(deck, base) : new Session(deck, seed, config);
  try {
    learn(session);
    const player = createPlayer(session, () => false);
    let began = performance.now();
    for (const event of events) {
      player.play(event);
      if (performance.now() - began < SLICE_MS) continue;
      await breathe();
      began = performance.now();
    }
    const cards = session.greedy(player.context);
    return { cards, text: labels(deck, cards) };
  } finally {
    session.free();
  }
}
