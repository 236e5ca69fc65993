// Single keys that work anywhere on the page.

import { digitOf } from './unicode.js';

const TYPING = 'input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [contenteditable]';

/**
 * What a key means: the letter, digit or question mark that it types, wherever it is. Where the row of digits types
 * something else (French, Czech) the place counts, and so it does for Ctrl with a letter that is not Latin, as
 * everywhere in such layouts; alone, such a letter means nothing here.
 * @param {KeyboardEvent} event
 * @param {boolean} control
 * @param {boolean} isThirdLevel
 */
function nameOf({ key, code }, control, isThirdLevel) {
  const digit = digitOf(key);
  if (digit !== undefined) return String(digit);
  if (/^[?？؟]$/.test(key)) return '?';
  if (isThirdLevel) return undefined;
  if (key === 'Escape' || /^[a-z]$/i.test(key)) return key.toLowerCase();
  const [, place, printed] = /^(Digit|Key)(\w)$/.exec(code) ?? [];
  // Of keys that type no character, dead ones among them, `key` is a name.
  if (place === 'Digit' && [...key].length === 1) return printed;
  const isOtherScript = /^[\p{L}\p{M}]/u.test(key) && !/\p{Script=Latin}/u.test(key);
  return control && isOtherScript ? printed?.toLowerCase() : undefined;
}

/**
 * `shortcuts` by name: a character, `shift+z`, `ctrl+z` or `escape`. Those of one character rest
 * while `enabled()` says so, and all of them while somebody types.
 * @param {Record<string, () => unknown>} shortcuts
 * @param {() => boolean} enabled
 */
export function listenForKeys(shortcuts, enabled) {
  document.addEventListener('keydown', (event) => {
    // Safari sends the key that ends a composition after its end, with this number.
    if (event.repeat || event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    // AltGr, which is Ctrl and Alt to some systems: what it types counts.
    const isThirdLevel = event.getModifierState?.('AltGraph') ?? false;
    if (event.altKey && !isThirdLevel) return;
    if (/** @type {Element} */ (event.target).closest?.(TYPING)) return;
    const control = (event.ctrlKey || event.metaKey) && !isThirdLevel;
    const name = nameOf(event, control, isThirdLevel);
    if (!name) return;
    // Digits and the question mark take Shift on some keyboards.
    const shift = event.shiftKey && name !== '?' && digitOf(event.key) === undefined;
    const shortcut = `${control ? 'ctrl+' : ''}${shift ? 'shift+' : ''}${name}`;
    if (!Object.hasOwn(shortcuts, shortcut)) return;
    if (!control && name !== 'escape' && !enabled()) return;
    // A dialog closes with Escape, and its keys are its own.
    if (document.querySelector('dialog[open]')) return;
    if (shortcuts[shortcut]() !== false) event.preventDefault();
  });
}
