// Starting again with a seed.

import { byId, setText } from '../dom.js';
import { restart as words } from '../words.js';

export function restartView({ restart }) {
  const [form, field, error] = ['restart', 'seed', 'seed-error'].map(byId);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    try {
      // NaN where the text is not a number; the session says what it must be.
      restart(field.valueAsNumber);
    } catch (reason) {
      setText(error, words.refused(reason));
      field.setAttribute('aria-invalid', 'true');
      field.focus();
    }
  });

  return {
    refuseAddress: (reason, { seed }) => setText(error, words.refusedAddress(reason, seed)),
    draw({ seed }, { type }) {
      if (type !== 'restart') return;
      field.value = seed;
      field.removeAttribute('aria-invalid');
      setText(error, '');
    },
  };
}
