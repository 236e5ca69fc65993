// Starting again with a seed.

/** @import { Actions, Change, Store } from '../types.js' */

import { byId, onSubmit, setText } from '../dom.js';
import { REPLACES } from '../state.js';
import { restart as words } from '../words/page.js';

/** @param {Actions} actions */
export function restartView({ restart }) {
  const [form, field, error] = [byId('restart'), byId('seed'), byId('seed-error')];

  onSubmit(form, () => {
    try {
      restart(wholeSeed(field.valueAsNumber));
    } catch (reason) {
      setText(error, words.refused(/** @type {Error} */ (reason)));
      field.setAttribute('aria-invalid', 'true');
      field.focus();
    }
  });

  return {
    /** @param {Error} reason @param {Store} store */
    refuseAddress: (reason, { seed }) => setText(error, words.refusedAddress(reason, seed)),
    /** @param {Store} store @param {Change} change */
    draw({ seed }, { type }) {
      if (!REPLACES.has(type)) return;
      field.value = `${seed ?? ''}`;
      field.removeAttribute('aria-invalid');
      setText(error, '');
    },
  };
}

/**
 * The seed, if it is one: NaN where a text is no number.
 * @param {number} seed
 */
export function wholeSeed(seed) {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error(words.wrong);
  return seed;
}
