// Single keys that work anywhere on the page.

const TYPING = 'input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [contenteditable]';

/** The character of the key, or what is printed on it in the Latin layout. */
function nameOf({ key, code }) {
  if (/^[a-z0-9?]$/i.test(key) || key === 'Escape') return key.toLowerCase();
  // Where digits need Shift (French), or letters are not Latin (Korean).
  return /^(?:Digit|Key)(\w)$/.exec(code)?.[1].toLowerCase();
}

/**
 * `shortcuts` by name: a character, `shift+z`, `ctrl+z` or `escape`. Those of one character rest
 * while `enabled()` says so, and all of them while somebody types.
 */
export function listenForKeys(shortcuts, enabled) {
  document.addEventListener('keydown', (event) => {
    if (event.altKey || event.repeat || event.isComposing || event.defaultPrevented) return;
    if (event.target.closest?.(TYPING)) return;
    const name = nameOf(event);
    if (!name) return;
    const control = event.ctrlKey || event.metaKey;
    // The question mark takes Shift on most keyboards.
    const shift = event.shiftKey && name !== '?';
    const shortcut = `${control ? 'ctrl+' : ''}${shift ? 'shift+' : ''}${name}`;
    if (!Object.hasOwn(shortcuts, shortcut)) return;
    if (!control && name !== 'escape' && !enabled()) return;
    // A dialog closes with Escape, and its keys are its own.
    if (document.querySelector('dialog[open]')) return;
    if (shortcuts[shortcut]() !== false) event.preventDefault();
  });
}
