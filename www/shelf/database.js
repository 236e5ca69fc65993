// The browser's large storage: every session, with its summary apart, so that a list need not read the texts.

/** Opens it by `openDB` of idb. */
export async function openDatabase(openDB) {
  const db = await openDB('lobule', 1, {
    upgrade(database) {
      database.createObjectStore('summaries', { keyPath: 'id' });
      database.createObjectStore('texts');
    },
    // A later version of this page, in another tab, wants to change it.
    blocking: (_, __, { target }) => target.close(),
  });

  /** Does one thing to both, or nothing. */
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
    summary: (id) => db.get('summaries', id),
    async read(id) {
      const transaction = db.transaction(['summaries', 'texts']);
      const [summary, text] = await Promise.all([
        transaction.objectStore('summaries').get(id), transaction.objectStore('texts').get(id),
      ]);
      return summary && { ...summary, text };
    },
    /** Puts an entry in place of the one that has its id, if `mayReplace` that summary; whether it did. */
    put: ({ text, ...summary }, mayReplace) => change(async (summaries, texts) => {
      const there = await summaries.get(summary.id);
      if (there && !mayReplace(there)) return false;
      const { name = summary.name } = there ?? {};
      await Promise.all([summaries.put({ ...summary, name }), texts.put(text, summary.id)]);
      return true;
    }),
    /** Changes the summary of an entry. */
    amend: (id, changes) => change(async (summaries) => {
      const there = await summaries.get(id);
      if (there) await summaries.put({ ...there, ...changes });
    }),
    remove: (id) => change((summaries, texts) => Promise.all([summaries.delete(id), texts.delete(id)])),
    clear: () => change((summaries, texts) => Promise.all([summaries.clear(), texts.clear()])),
  };
}
