// The browser's large storage: every session, with its summary apart, so that a list need not read the texts.

/** @import { Kept, ShelfEntry } from '../types.js' */

/**
 * @import { DBSchema, IDBPObjectStore } from 'idb'
 * @typedef {DBSchema & { summaries: { key: string, value: Kept }, texts: { key: string, value: string } }} Schema
 */
/**
 * A part of it, while it is being changed.
 * @template {'summaries' | 'texts'} Name
 * @typedef {IDBPObjectStore<Schema, ('summaries' | 'texts')[], Name, 'readwrite'>} Part
 */

/**
 * Opens it by `openDB` of idb.
 * @param {typeof import('idb').openDB<Schema>} openDB
 */
export async function openDatabase(openDB) {
  const db = await openDB('lobule', 1, {
    upgrade(database) {
      database.createObjectStore('summaries', { keyPath: 'id' });
      database.createObjectStore('texts');
    },
    // A later version of this page, in another tab, wants to change it.
    blocking: (_, __, { target }) => /** @type {IDBDatabase} */ (target).close(),
  });

  /**
   * Does one thing to both, or nothing.
   * @template Result
   * @param {(summaries: Part<'summaries'>, texts: Part<'texts'>) => Promise<Result>} does
   */
  async function change(does) {
    const transaction = db.transaction(['summaries', 'texts'], 'readwrite');
    // It may be refused by an exception, and then by the end as well.
    transaction.done.catch(() => {});
    const result = await does(transaction.objectStore('summaries'), transaction.objectStore('texts'));
    await transaction.done;
    return result;
  }

  return {
    list: () => db.getAll('summaries'),
    /** @param {string} id */
    summary: (id) => db.get('summaries', id),
    /** @param {string} id */
    async read(id) {
      const transaction = db.transaction(['summaries', 'texts']);
      const [summary, text] = await Promise.all([
        transaction.objectStore('summaries').get(id), transaction.objectStore('texts').get(id),
      ]);
      return summary && { ...summary, text: /** @type {string} */ (text) };
    },
    /**
     * Puts an entry in place of the one that has its id, if `mayReplace` that summary; whether it did.
     * @param {ShelfEntry} entry
     * @param {(there: Kept) => boolean} mayReplace
     */
    put: ({ text, ...summary }, mayReplace) => change(async (summaries, texts) => {
      const there = await summaries.get(summary.id);
      if (there && !mayReplace(there)) return false;
      const { name = summary.name } = there ?? {};
      await Promise.all([summaries.put({ ...summary, name }), texts.put(text, summary.id)]);
      return true;
    }),
    /**
     * Changes the summary of an entry.
     * @param {string} id
     * @param {Partial<Kept>} changes
     */
    amend: (id, changes) => change(async (summaries) => {
      const there = await summaries.get(id);
      if (there) await summaries.put({ ...there, ...changes });
    }),
    /** @param {string} id */
    remove: (id) => change((summaries, texts) => Promise.all([summaries.delete(id), texts.delete(id)])),
    clear: () => change((summaries, texts) => Promise.all([summaries.clear(), texts.clear()])),
  };
}
