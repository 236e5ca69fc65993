// The other tabs of this page, as far as the browser lets them talk.

import { attempt } from './local.js';

/** `shown()` is the id of the session on show here. */
export function createTabs(shown) {
  // Some settings forbid it; each tab is then on its own.
  const channel = attempt(() => new BroadcastChannel('lobule'));
  let found = () => {};
  channel?.addEventListener('message', ({ data: { type, id } }) => {
    if (type === 'hello') channel.postMessage({ type: 'here', id: shown() });
    if (type === 'hello' || type === 'here') found(type === 'here' ? id : undefined);
  });
  return {
    channel,
    /** From now on calls back when there is another tab, with the id of what it shows where that was asked. */
    onFound(listener) { found = listener; },
    /** Asks the others what they show. */
    ask: () => channel?.postMessage({ type: 'hello' }),
  };
}
