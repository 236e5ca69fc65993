// The decks that the page brings along.

/** @import { Deck, Decks, Language, Module } from '../types.js' */

import { language } from '../words/language.js';
import { EXAMPLES } from './example.js';
import { parseDeck } from './own.js';
import { lights } from './lights.js';
import { melody } from './melody.js';
import { prompt } from './prompt.js';

/**
 * By id; `own` is an example until the person brings another. `module` has the deck Lights.
 * @param {Pick<Module, 'lightsDeck'>} module
 * @returns {Decks}
 */
export function createDecks(module) {
  /** @type {Partial<Record<Language, Deck>>} */
  const examples = {};
  /** @type {Deck | undefined} */
  let brought;
  return {
    lights: lights(module.lightsDeck()),
    melody,
    prompt,
    get own() { return brought ?? (examples[language()] ??= parseDeck(JSON.stringify(EXAMPLES[language()]))); },
    set own(deck) { brought = deck; },
  };
}
