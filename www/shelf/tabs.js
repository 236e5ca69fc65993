// The other tabs of this page, as far as the browser lets them talk.

/** @import { Message, ShelfChange } from '../types.js' */

import { attempt } from './local.js';

/**
 * `shown()` is the id of the session on show here. Nothing is heard or said before `open()`.
 * @param {() => string | undefined} shown
 */
export function createTabs(shown) {
  /** @type {((change: ShelfChange) => void)[]} */
  const listeners = [];
  /** @type {BroadcastChannel | undefined} */
  let channel;
  /** @type {(id: string | undefined) => void} */
  let found = () => {};

  const tabs = {
    open() {
      // Some settings forbid it; each tab is then on its own.
      channel = attempt(() => new BroadcastChannel('lobule'));
      channel?.addEventListener('message', (/** @type {MessageEvent<Message>} */ { data }) => {
        const { type, id } = data;
        if (type === 'hello') tabs.say({ type: 'here', id: shown() });
        if (type === 'hello' || type === 'here') found(id);
        else for (const listener of listeners) listener({ type });
      });
      tabs.ask();
    },
    /** @param {Message} message */
    say: (message) => channel?.postMessage(message),
    /** Asks the others what they show. */
    ask: () => tabs.say({ type: 'hello' }),
    /**
     * From now on calls back when there is another tab, with the id of what it shows where that was asked.
     * @param {(id: string | undefined) => void} listener
     */
    onFound(listener) { found = listener; },
    /**
     * Calls back with everything else that the others say.
     * @param {(change: ShelfChange) => void} listener
     */
    listen(listener) { listeners.push(listener); },
  };
  return tabs;
}
