// The browser's small storage, which answers at once, also while a page is being left: settings, and the
// sessions that were played last. It may be forbidden, full or filled by others.

/** @import { ShelfEntry } from '../types.js' */

const PREFIX = 'lobule:';
const SESSION = `${PREFIX}session:`;

/** @template Result @param {() => Result} does */
export function attempt(does) {
  try {
    return does();
  } catch {
    return undefined;
  }
}

const storage = () => attempt(() => localStorage) ?? undefined;

/** @param {string} key */
export const read = (key) => attempt(() => storage()?.getItem(PREFIX + key)) ?? undefined;
/**
 * Throws where it cannot be.
 * @param {string} key
 * @param {string} text
 */
export const write = (key, text) => /** @type {Storage} */ (storage()).setItem(PREFIX + key, text);
/** @param {string} key */
export const remove = (key) => attempt(() => storage()?.removeItem(PREFIX + key));
/**
 * Of everything that is this page's.
 * @returns {string[]}
 */
export const keys = () => attempt(() => Object.keys(storage() ?? {})
  .filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length))) ?? [];

// A session is an entry of the shelf: its summary as JSON, on a line of its own, before its text.

export const local = {
  get works() { return storage() !== undefined; },
  /** @returns {ShelfEntry[]} */
  list: () => keys().map((key) => PREFIX + key).filter((key) => key.startsWith(SESSION))
    .map((key) => local.read(key.slice(SESSION.length))).flatMap((entry) => entry ?? []),
  /** @param {string} id @returns {ShelfEntry | undefined} */
  read(id) {
    const kept = read(`session:${id}`) ?? '';
    const end = kept.indexOf('\n');
    const summary = attempt(() => JSON.parse(kept.slice(0, end)));
    return summary?.id === id ? { ...summary, text: kept.slice(end + 1) } : undefined;
  },
  /** @param {ShelfEntry} entry */
  put: ({ text, ...summary }) => write(`session:${summary.id}`, `${JSON.stringify(summary)}\n${text}`),
  /** @param {string} id */
  remove: (id) => remove(`session:${id}`),
};
