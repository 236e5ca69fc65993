// Whatever a person does can be taken back: any deeds, then as many undos, leave no trace in the hash; and done again
// they come to what they had come to.

import { test } from 'node:test';
import assert from 'node:assert/strict';

import { fc, holds } from './property.js';
import { loadModule } from './session.js';
import { createDecks } from '../../www/decks/index.js';
import { createStore } from '../../www/state.js';

const module = await loadModule();
const decks = createDecks(module);

/** A deed: its name, and stars, a context or a place in the past. */
const deed = fc.record({
  does: fc.constantFrom('rate', 'rate', 'auto', 'rerate', 'skip', 'context', 'ahead', 'pin', 'unpin', 'show', 'travel', 'undo', 'redo'),
  stars: fc.integer({ min: 1, max: 5 }),
  place: fc.nat({ max: 20 }),
});
const session = fc.record({
  deck: fc.constantFrom('lights', 'melody', 'prompt', 'own'),
  seed: fc.maxSafeNat(),
  ahead: fc.nat({ max: 3 }),
  deeds: fc.array(deed, { maxLength: 14 }),
});

async function act(store, { does, stars, place }) {
  const { context, cards } = store.guest ?? store.output;
  if (does === 'rate') store.rate(stars);
  else if (does === 'auto') store.rate(stars, 'auto');
  else if (does === 'rerate') store.rerate(stars);
  else if (does === 'skip') store.skip();
  else if (does === 'context') store.setContext(place % store.deck.contexts.length);
  else if (does === 'ahead') store.drawAhead();
  else if (does === 'pin') store.pins = [...store.pins, { context, cards }];
  else if (does === 'unpin') store.pins = store.pins.slice(1);
  else if (does === 'show') store.show({ context, cards, kind: 'pin' });
  else if (does === 'travel') await store.travel(place);
  else if (does === 'undo') await store.undo();
  else await store.redo();
}

/** What a session has come to, and what it has to say of that. */
const lookOf = ({ hash, context, ratings, output }) =>
  JSON.stringify([hash, context, output, ratings.map(({ id, cards, stars, by }) => [id, cards, stars, by])]);

test('any deeds and as many undos leave no trace, and redone they come to the same', async () => {
  await holds(fc.asyncProperty(session, async ({ deck, seed, ahead, deeds }) => {
    const store = createStore(module, { lookahead: () => ahead });
    store.restart({ deck: decks[deck], seed });
    const first = store.hash;
    let done = 0;
    for (const one of deeds) {
      const [events, { canRedo }] = [store.events, store];
      const { length } = events;
      await act(store, one);
      if (one.does === 'undo') done -= length > 0 && store.events !== events ? 1 : 0;
      else if (one.does === 'redo') done += canRedo ? 1 : 0;
      else if (one.does !== 'ahead') done += store.events.length > length ? 1 : 0;
    }
    await store.travel(Infinity);
    const looks = [lookOf(store)];
    while (store.canUndo) {
      await store.undo();
      looks.push(lookOf(store));
    }
    // Deeds in the past go on from there.
    if (deeds.every(({ does }) => does !== 'travel')) assert.equal(looks.length - 1, done, 'as many undos as deeds');
    assert.equal(store.hash, first, 'undone');
    for (const look of looks.slice(0, -1).reverse()) {
      assert.ok(store.canRedo);
      await store.redo();
      assert.equal(lookOf(store), look, 'redone');
    }
  }), 150);
});
