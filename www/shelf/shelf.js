// Every session that a person has rated in, until that person deletes it. What is played goes at once into the
// small storage, and from there into the large one; where one of them is missing the other does, and where both are
// a session stays in memory, as long as the page is open. No DOM.

/** @import { Database, Kept, Place, ShelfChange, ShelfEntry, Summary, Tabs } from '../types.js' */

import { grewFrom, lineageOf, newerOf } from './lineage.js';
import { keys, local, remove } from './local.js';

/**
 * An entry is `{ id, revision, lineage, at, deck: { id, name }, name, ratings, auto, mean, favourite, hash, demo, worth,
 * problem, text }`; a summary is an entry without its text. `open()` opens the large storage, `tabs` are the
 * other ones of this page, `token` is what none of them has, and `isSound` tells whether a text can be read. Listeners get `{ type: 'changed' }` for
 * changes of any tab, and `{ type: 'forgotten' }` when another one has forgotten everything.
 * @param {{ open: () => Promise<Database>, tabs?: Tabs, token?: string, isSound?: (text: string) => boolean }} of
 */
export function createShelf({ open, tabs, token = chance(), isSound = () => true }) {
  /** @type {((change: ShelfChange) => void)[]} */
  const listeners = [];
  let count = 0;
  /**
   * The large storage, once it is open; undefined where there is none.
   * @type {Database | undefined}
   */
  let large;
  /** @type {Promise<void> | undefined} */
  let opening;
  /** What is being written, in order. */
  let queue = Promise.resolve();
  /**
   * What neither storage has yet, by id.
   * @type {Map<string, ShelfEntry>}
   */
  const unkept = new Map();
  /**
   * Ids of what the small storage has and the large one as well.
   * @type {Set<string>}
   */
  const doubled = new Set();
  /**
   * Where a revision has gone that had to make room for another one's.
   * @type {Map<string | undefined, string>}
   */
  const moved = new Map();

  const shelf = {
    /** What the small storage has, the newest first. */
    recent: () => local.list().sort(byAge),

    /** Opens the large storage, once, and brings there what only the small one has. */
    open: () => opening ??= bringOver(),
    /** Whether there is a large storage, once it is open. */
    get isLarge() { return large !== undefined; },
    /** Whether there is anything that a person would miss and neither storage has, or has yet. */
    get isBehind() { return [...unkept.values()].some(({ worth }) => worth); },

    /** All summaries, the newest first, and whether they are in memory alone, `isUnkept`. */
    async list() {
      await shelf.open();
      /** @type {Map<string, Kept>} */
      const all = new Map();
      /** @type {(Kept & { text?: string })[]} */
      const entries = [...await large?.list() ?? [], ...local.list(), ...unkept.values()];
      for (const { text: _, ...one } of entries) {
        const there = all.get(one.id);
        const { name = there?.name, ...newer } = newerOf(there, one) ?? one;
        all.set(one.id, { ...newer, name, isUnkept: unkept.get(one.id)?.revision === newer.revision });
      }
      return [...all.values()].sort(byAge);
    },

    /**
     * The entry of an id, or undefined.
     * @param {string} id
     */
    async read(id) {
      await shelf.open();
      return unkept.get(id) ?? newerOf(await large?.read(id), local.read(id));
    },

    /**
     * Keeps a text with its summary at `place`: the `id`, `revision` and `lineage` of the entry that it has grown from, or
     * a new `id`. The small storage has it when this returns, else the large one is asked at once. What another tab has
     * put there since stays: this text then gets a place of its own, and `place` becomes that. Rejects where there
     * is room in neither storage; the entry is then in memory.
     * @param {Place & { id: string }} place
     * @param {Summary & { at: number }} summary
     * @param {string} text
     */
    keep(place, summary, text) {
      place.id = moved.get(place.revision) ?? place.id;
      const revision = `${token}:${count += 1}`;
      const { name } = unkept.get(place.id) ?? {};
      /** @type {ShelfEntry} */
      const entry = { ...summary, name, id: place.id, revision, lineage: lineageOf(place, revision), text };
      if (!mayReplace(entry)(local.read(entry.id))) entry.id = chance();
      Object.assign(place, { id: entry.id, revision, lineage: entry.lineage });
      const lack = putLocal(entry);
      if (lack) unkept.set(entry.id, entry);
      else unkept.delete(entry.id);
      return inTurn(async () => {
        // What came before it may have had to make room.
        if (entry.id !== place.id) relocate(entry, place.id);
        await store(entry, lack);
        place.id = entry.id;
      });
    },

    /**
     * Changes what the summary of an entry says, such as its name.
     * @param {string} id
     * @param {Partial<Kept>} changes
     */
    amend: (id, changes) => inTurn(async () => {
      const here = local.read(id);
      if (here) putLocal({ ...here, ...changes });
      const missing = unkept.get(id);
      if (missing) unkept.set(id, { ...missing, ...changes });
      await shelf.open();
      await large?.amend(id, changes);
    }),

    /** @param {string} id */
    remove: (id) => inTurn(async () => {
      unkept.delete(id);
      local.remove(id);
      await shelf.open();
      await large?.remove(id);
    }),

    /** Forgets everything that this page keeps in this browser, in every tab. */
    async clear() {
      keys().forEach(remove);
      await inTurn(async () => {
        unkept.clear();
        await shelf.open();
        await large?.clear();
        keys().forEach(remove);
      });
      tabs?.say({ type: 'forgotten' });
    },

    /** @param {(change: ShelfChange) => void} listener */
    subscribe(listener) { listeners.push(listener); },
  };

  /** @template Result @param {() => Promise<Result>} does */
  function inTurn(does) {
    const done = queue.then(does).then(retry).finally(() => tell({ type: 'changed' }));
    queue = done.catch(() => {});
    return done;
  }

  /** @param {ShelfChange} change */
  function tell(change) {
    for (const listener of listeners) listener(change);
    tabs?.say(change);
  }
  tabs?.listen((change) => {
    for (const listener of listeners) listener(change);
  });

  /** @param {ShelfEntry} entry */
  const mayReplace = (entry) => (/** @type {Kept | undefined} */ there) => !there || grewFrom(entry, there.revision);

  /**
   * Puts an entry that the small storage has, or has not for `lack` of room, into the large one.
   * @param {ShelfEntry} entry
   * @param {unknown} lack
   */
  async function store(entry, lack) {
    await shelf.open();
    const error = large ? await putLarge(entry, large).catch((reason) => reason) : lack;
    if (lack && error) throw error;
    if (unkept.get(entry.id)?.revision === entry.revision) unkept.delete(entry.id);
    // What there was no room for may be there as it was before.
    if (lack) local.remove(entry.id);
    else if (large && !error && local.read(entry.id)?.revision === entry.revision) doubled.add(entry.id);
  }

  /** @param {ShelfEntry} entry @param {Database} large */
  async function putLarge(entry, large) {
    if (await large.put(entry, mayReplace(entry))) return;
    // What has grown from it may have been brought over before its turn came.
    const there = await large.summary(entry.id);
    if (there && grewFrom(there, entry.revision)) return;
    // Another one is there that has not grown from the same: both stay.
    relocate(entry, chance());
    moved.set(entry.revision, entry.id);
    await large.put(entry, () => true);
  }

  /** @param {ShelfEntry} entry @param {string} id */
  function relocate(entry, id) {
    const { id: before, revision } = entry;
    entry.id = id;
    if (unkept.get(before)?.revision === revision) {
      unkept.delete(before);
      unkept.set(id, entry);
    }
    if (local.read(before)?.revision !== revision) return;
    local.remove(before);
    putLocal(entry);
  }

  /** There may be room now for what there was none for. */
  async function retry() {
    for (const entry of unkept.values()) {
      await store(entry, putLocal(entry)).catch(() => {});
      if (unkept.get(entry.id) === entry) return;
    }
  }

  /**
   * Puts an entry into the small storage; its error where there is no room, whatever makes room for it.
   * @param {ShelfEntry} entry
   */
  function putLocal(entry) {
    const put = () => local.put({ ...entry, name: entry.name ?? local.read(entry.id)?.name });
    doubled.delete(entry.id);
    try {
      put();
      return undefined;
    } catch {
      doubled.forEach(local.remove);
      doubled.clear();
    }
    try {
      return put();
    } catch (error) {
      return error;
    }
  }

  /** A page may have been left, or a browser have gone down, before both storages had the same. */
  async function bringOver() {
    try {
      large = await open();
    } catch {
      return;
    }
    for (const [n, entry] of shelf.recent().entries()) {
      try {
        await bring(entry, n === 0, large);
      } catch {
        // There is no room; it stays where it is.
      }
    }
  }

  /**
   * Brings an entry of the small storage over; only the newest, which the next visit begins with, stays there too.
   * @param {ShelfEntry} entry
   * @param {boolean} isNewest
   * @param {Database} large
   */
  async function bring(entry, isNewest, large) {
    const { id, revision } = entry;
    const there = await large.summary(id);
    const isThere = there !== undefined && grewFrom(there, revision);
    // What cannot be read takes nothing's place.
    if (!isThere && there && !isSound(entry.text)) relocate(entry, chance());
    if (!isThere) await putLarge(entry, large);
    const newest = isNewest && (isThere && there.revision !== revision ? await large.read(id) : entry);
    // Another tab may have gone on meanwhile.
    if (local.read(entry.id)?.revision !== revision) return;
    local.remove(entry.id);
    if (newest && !putLocal(newest)) doubled.add(newest.id);
  }

  return shelf;
}

/** @param {Kept} a @param {Kept} b */
const byAge = (a, b) => b.at - a.at;

/** A name that nothing else has. */
export function chance() {
  return Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join('');
}
