// What a screen reader says. It is quiet while the auto-rater runs.

import { byId, setText } from '../dom.js';
import { status } from '../words.js';

export function statusView() {
  const place = byId('status');
  const say = (text) => setText(place, text);
  let ready = false;

  return {
    draw({ deck, seed, output }, change) {
      if (change.type === 'rate' && change.by === 'person') say(status.rate(deck, change, output));
      if (change.type === 'skip') say(status.skip(deck, output));
      // The first output is found by reading the page; nothing has happened yet.
      if (change.type === 'restart' && ready) say(status.restart(deck, seed, output));
      if (change.type === 'open') say(status.open(deck, output));
      ready = true;
    },
    play({ type, why }, { deck, ratings, output }) {
      if (type === 'play') say(status.play);
      if (type === 'stop' && (why === 'switch' || why === 'done')) {
        say(status.stop(deck, ratings, output));
      }
    },
  };
}
