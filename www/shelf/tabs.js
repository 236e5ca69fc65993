// The other tabs of this page, as far as the browser lets them talk.

import { attempt } from './local.js';

/** `shown()` is the id of the session on show here. Nothing is heard or said before `open()`. */
export function createTabs(shown) {
  const listeners = [];
  let channel;
  let found = () => {};

  const tabs = {
    open() {
      // Some settings forbid it; each tab is then on its own.
      channel = attempt(() => new BroadcastChannel('lobule'));
      channel?.addEventListener('message', ({ data }) => {
        const { type, id } = data;
        if (type === 'hello') tabs.say({ type: 'here', id: shown() });
        if (type === 'hello' || type === 'here') found(id);
        else for (const listener of listeners) listener(data);
      });
      tabs.ask();
    },
    say: (message) => channel?.postMessage(message),
    /** Asks the others what they show. */
    ask: () => tabs.say({ type: 'hello' }),
    /** From now on calls back when there is another tab, with the id of what it shows where that was asked. */
    onFound(listener) { found = listener; },
    /** Calls back with everything else that the others say. */
    listen(listener) { listeners.push(listener); },
  };
  return tabs;
}
