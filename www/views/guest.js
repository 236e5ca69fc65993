// What is on the stage in place of the output, and the way back.

/** @import { Actions, Guest, Store } from '../types.js' */

import { byId, find, html, setText } from '../dom.js';
import { guest as words } from '../words/page.js';

/** @param {Actions} actions */
export function guestView({ back }) {
  const place = byId('guest');
  const text = html('span');
  const button = html('button', { type: 'button', class: 'quiet' });
  button.addEventListener('click', back);
  place.append(text, ' ', button);

  return {
    /** @param {Store} store */
    draw({ guest }) {
      // The button goes away; the stars are what comes next.
      const lost = !guest && place.contains(document.activeElement);
      place.hidden = !guest;
      if (lost) find('#rating input').focus();
      if (!guest) return;
      const say = /** @type {string | ((guest: Guest) => string)} */ (words[guest.kind]);
      setText(text, typeof say === 'function' ? say(guest) : say);
      setText(button, words.back);
      // A blind test has a button of its own to end it.
      button.hidden = guest.kind === 'luck';
    },
  };
}
