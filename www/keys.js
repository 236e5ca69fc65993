// Single keys that work anywhere on the page.

const TYPING = 'input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]';

/** The character of the key, or what is printed on it in the Latin layout. */
function nameOf({ key, code }) {
  if (/^[a-z0-9]$/i.test(key)) return key.toLowerCase();
  // Where digits need Shift (French), or letters are not Latin (Korean).
  return /^(?:Digit|Key)(\w)$/.exec(code)?.[1].toLowerCase();
}

export function listenForKeys(shortcuts) {
  document.addEventListener('keydown', (event) => {
    const modified = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    if (modified || event.repeat || event.isComposing || event.defaultPrevented) return;
    if (event.target.closest?.(TYPING)) return;
    const name = nameOf(event);
    if (!name || !Object.hasOwn(shortcuts, name)) return;
    event.preventDefault();
    shortcuts[name]();
  });
}
