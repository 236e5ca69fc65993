// Which renderer draws which deck.

/** @import { Deck, Tools } from '../types.js' */

import { createLights } from './lights.js';
import { createMelody } from './melody.js';
import { createPrompt } from './prompt.js';

const RENDERERS = { lights: createLights, melody: createMelody, prompt: createPrompt, text: createPrompt };

/**
 * `{ show(cards, info), stop() }` inside an element; the same output again is a replay.
 * @param {Deck} deck
 * @param {HTMLElement} stage
 * @param {Tools} tools
 */
export const createRenderer = (deck, stage, tools) => RENDERERS[deck.renderer](stage, tools);
