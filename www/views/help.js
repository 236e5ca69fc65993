// Which keys there are, and the switch for those of a single character.

/** @import { Actions } from '../types.js' */

import { byId, html, setText } from '../dom.js';
import { help as words } from '../words/page.js';

/** @param {Actions} actions */
export function helpView({ settings }) {
  const [dialog, button] = [byId('help-dialog'), byId('help')];
  const toggle = html('input', { type: 'checkbox', role: 'switch', id: 'keys-on' });
  toggle.addEventListener('change', () => {
    settings.set('keys', toggle.checked);
    mark();
  });
  mark();

  /** Keys that rest are not shown on the buttons. */
  function mark() {
    document.documentElement.dataset.keys = settings.get('keys') === false ? 'off' : 'on';
  }

  button.addEventListener('click', open);

  function open() {
    const close = html('button', { type: 'button', class: 'primary' }, words.close);
    close.addEventListener('click', () => dialog.close());
    toggle.checked = settings.get('keys') !== false;
    dialog.replaceChildren(
      html('h2', { id: 'help-heading' }, words.title),
      html('dl', {}, ...words.keys.map(([keys, what]) =>
        html('div', {}, html('dt', {}, html('kbd', {}, keys)), html('dd', {}, what)))),
      html('label', { class: 'switch' }, toggle, ` ${words.switch}`),
      html('p', { class: 'fine' }, words.note),
      close);
    dialog.showModal();
  }

  return {
    open,
    draw() { setText(button.querySelector('span'), words.title); },
  };
}
