// Which renderer draws which deck.

import { lights } from './lights.js';

const RENDERERS = { Lights: lights };

/** Without a renderer of its own, a deck is shown by its text alone. */
const textOnly = () => ({ show() {}, replay() {} });

/** `{ show(payloads, serial), replay() }` inside an element. */
export const createRenderer = (deck, stage) => (RENDERERS[deck.name] ?? textOnly)(stage);
