// Texts and bytes to take along.

/**
 * Copies what an element shows; where that is not allowed, selects it and tells `false`.
 * @param {HTMLElement} element
 */
export async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent ?? '');
    return true;
  } catch {
    // The element may be in something folded.
    const fold = element.closest('details');
    if (fold) fold.open = true;
    getSelection()?.selectAllChildren(element);
    return document.execCommand('copy');
  }
}

/** @type {((name: string, content: string | Uint8Array) => void)[]} */
const listeners = [];

/**
 * Tells `listener(name, content)` of each file that is saved: nothing else tells whether it arrives.
 * @param {(name: string, content: string | Uint8Array) => void} listener
 */
export const onDownload = (listener) => listeners.push(listener);

/**
 * Saves texts or bytes as a file.
 * @param {string} name
 * @param {string | Uint8Array<ArrayBuffer>} content
 * @param {string} type
 */
export function download(name, content, type) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  for (const listener of listeners) listener(name, content);
}
