// What a screen reader says. It is quiet while the auto-rater runs.

/** @import { Change, Guest, Play, Store, Views } from '../types.js' */

import { describe } from '../deck.js';
import { byId, setText } from '../dom.js';
import { guest as guests, status } from '../words/page.js';

/**
 * `twin(deck, output)` is the text of what is on the stage.
 * @param {Views['output']['twin']} twin
 */
export function statusView(twin) {
  const place = byId('status');
  /** @param {string} text */
  const say = (text) => setText(place, text);
  let ready = false;

  /** @param {Store} store @param {Change} change */
  function sentence({ deck, seed, output, ratings, guest }, change) {
    switch (change.type) {
      case 'rate': return change.by === 'person' && status.rate(deck, change, output);
      case 'rerate': return status.rerate(deck, change, output);
      // The first output is found by reading the page; nothing has happened yet.
      case 'restart': return ready && status.restart(deck, seed, output);
      case 'guest': {
        if (!guest) return describe(deck, output.cards);
        const words = /** @type {string | ((guest: Guest) => string)} */ (guests[guest.kind]);
        return status.guest(typeof words === 'function' ? words(guest) : words, twin(deck, guest));
      }
      case 'load': case 'travel': return status[change.type](deck, output, ratings);
      case 'branch': case 'context': return status.travel(deck, output, ratings);
      case 'skip': case 'open': case 'undo': case 'redo': return status[change.type](deck, output);
      default: return undefined;
    }
  }

  return {
    /** @param {Store} store @param {Change} change */
    draw(store, change) {
      const text = sentence(store, change);
      if (text || change.type === 'language') say((text || '').trim());
      ready = true;
    },
    /** @param {Play} play @param {Store} store */
    play({ type, why }, { deck, ratings, output }) {
      if (type === 'play') say(status.play);
      if (type === 'stop' && (why === 'switch' || why === 'done')) say(status.stop(deck, ratings, output));
    },
  };
}
