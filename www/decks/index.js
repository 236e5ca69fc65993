// The decks that the page brings along.

import { EXAMPLE } from './example.js';
import { parseDeck } from './own.js';
import { lights } from './lights.js';
import { melody } from './melody.js';
import { prompt } from './prompt.js';

/** By id; `own` is an example until the person brings another. `module` has the deck Lights. */
export const createDecks = (module) => ({
  lights: lights(module.lightsDeck()),
  melody,
  prompt,
  own: parseDeck(JSON.stringify(EXAMPLE)),
});
