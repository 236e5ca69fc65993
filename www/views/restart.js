// Starting again with a seed.

import { byId, onSubmit, setText } from '../dom.js';
import { REPLACES } from '../state.js';
import { restart as words } from '../words/page.js';

export function restartView({ restart }) {
  const [form, field, error] = ['restart', 'seed', 'seed-error'].map(byId);

  onSubmit(form, () => {
    try {
      restart(wholeSeed(field.valueAsNumber));
    } catch (reason) {
      setText(error, words.refused(reason));
      field.setAttribute('aria-invalid', 'true');
      field.focus();
    }
  });

  return {
    refuseAddress: (reason, { seed }) => setText(error, words.refusedAddress(reason, seed)),
    draw({ seed }, { type }) {
      if (!REPLACES.has(type)) return;
      field.value = seed ?? '';
      field.removeAttribute('aria-invalid');
      setText(error, '');
    },
  };
}

/** The seed, if it is one: NaN where a text is no number. */
export function wholeSeed(seed) {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error(words.wrong);
  return seed;
}
