// Taking a session along as a file, and going on from a snapshot.

import { byId, setText } from '../dom.js';
import { files as words } from '../words.js';

/** No snapshot of a deck that fits in here is nearly as large. */
const LARGEST = 1_000_000;

export function filesView({ open, save }) {
  const [session, snapshot, picker, error] =
    ['save-session', 'save-snapshot', 'open-snapshot', 'file-error'].map(byId);

  session.addEventListener('click', () => {
    const { name, text } = save.session();
    download(`${name}.session.json`, new Blob([text], { type: 'application/json' }));
  });
  snapshot.addEventListener('click', () => {
    const { name, bytes } = save.snapshot();
    download(`${name}.lobule`, new Blob([bytes], { type: 'application/octet-stream' }));
  });
  picker.addEventListener('change', async () => {
    const [file] = picker.files;
    if (!file) return;
    try {
      if (file.size > LARGEST) throw new Error(words.tooLarge(file.size));
      open(new Uint8Array(await file.arrayBuffer()));
    } catch (reason) {
      setText(error, words.refused(file.name, reason));
    }
    // So that the same file can be picked again.
    picker.value = '';
  });

  return {
    draw({ events }, { type }) {
      session.disabled = !events;
      setText(byId('no-session'), events ? '' : words.noSession);
      if (type === 'restart' || type === 'open') setText(error, '');
    },
  };
}

function download(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
