// Which renderer draws which deck.

import { lights } from './lights.js';

const RENDERERS = { Lights: lights };

/** Without a renderer of its own, a deck is shown by its text alone. */
const textOnly = () => ({ show() {} });

/** `{ show(payloads, serial) }` inside an element; the same output again is a replay. */
export const createRenderer = (deck, stage) => (RENDERERS[deck.name] ?? textOnly)(stage);
