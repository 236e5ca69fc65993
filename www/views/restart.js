// Starting again with a seed.

import { byId, setText } from '../dom.js';
import { restart as words } from '../words.js';

export function restartView({ restart }) {
  const [form, field, error] = ['restart', 'seed', 'seed-error'].map(byId);

  function refuse(reason) {
    setText(error, words.refused(reason));
    field.setAttribute('aria-invalid', 'true');
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    try {
      // NaN where the text is not a number; the session says what it must be.
      restart(field.valueAsNumber);
    } catch (reason) {
      refuse(reason);
      field.focus();
    }
  });

  return {
    refuse,
    draw({ seed }, { type }) {
      if (type !== 'restart') return;
      field.value = seed;
      field.removeAttribute('aria-invalid');
      setText(error, '');
    },
  };
}
