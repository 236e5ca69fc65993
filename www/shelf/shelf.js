// Every session that a person has rated in, until that person deletes it. What is played goes at once into the
// small storage, and from there into the large one; where one of them is missing the other does. No DOM.

import { keys, local, remove } from './local.js';

/**
 * An entry is `{ id, revision, replaces, at, deck: { id, name }, name, ratings, auto, mean, favourite, hash, demo, worth,
 * problem, text }`; a summary is an entry without its text. `open()` opens the large storage, `tabs` are the
 * other ones of this page, and `token` is what none of them has. Listeners get `{ type: 'changed' }` for
 * changes of any tab, and `{ type: 'forgotten' }` when another one has forgotten everything.
 */
export function createShelf({ open, tabs, token = chance() }) {
  const listeners = [];
  let count = 0;
  /** The large storage, once it is open; undefined where there is none. */
  let large;
  let opening;
  /** What is being written, in order. */
  let queue = Promise.resolve();
  /** Ids of what the small storage has and the large one as well. */
  const doubled = new Set();

  const shelf = {
    /** What the small storage has, the newest first. */
    recent: () => local.list().sort(byAge),

    /** Opens the large storage, once, and brings there what only the small one has. */
    open: () => opening ??= bringOver(),
    /** Whether there is a large storage, once it is open. */
    get isLarge() { return large !== undefined; },

    /** All summaries, the newest first. */
    async list() {
      await shelf.open();
      const all = new Map((await large?.list() ?? []).map((one) => [one.id, one]));
      for (const { text: _, ...one } of local.list()) {
        const there = all.get(one.id);
        if (!there || there.at < one.at) all.set(one.id, { ...one, name: there?.name ?? one.name });
      }
      return [...all.values()].sort(byAge);
    },

    /** The entry of an id, or undefined. */
    async read(id) {
      const here = local.read(id);
      await shelf.open();
      const there = await large?.read(id);
      return there?.at > (here?.at ?? 0) ? there : here ?? there;
    },

    /**
     * Keeps a text with its summary at `place`: the `id` and `revision` of the entry that it has grown from, or a new `id`. The
     * small storage has it when this returns. What another tab has put there since stays: this text then gets a
     * place of its own, and `place` becomes that. Rejects where there is room in neither storage; `place` is then
     * still of what was kept before.
     */
    keep(place, summary, text) {
      const replaces = place.revision;
      const mayReplace = (there) =>
        !there || there.revision === replaces || writerOf(there.revision).by === token;
      if (!mayReplace(local.read(place.id))) moveAway();
      const revision = `${token}:${count += 1}`;
      const entry = () => ({ ...summary, id: place.id, revision, replaces, text });
      const lack = putLocal(entry());

      function moveAway() {
        place.id = chance();
      }
      async function write() {
        await shelf.open();
        const error = large ? await putLarge().catch((reason) => reason) : lack;
        if (lack && error) throw error;
        place.revision = revision;
        // What there was no room for may be there as it was before.
        if (lack) local.remove(place.id);
        else if (large && !error && local.read(place.id)?.revision === revision) doubled.add(place.id);
      }
      async function putLarge() {
        if (await large.put(entry(), mayReplace)) return;
        local.remove(place.id);
        moveAway();
        putLocal(entry());
        await large.put(entry(), () => true);
      }
      return inTurn(write);
    },

    /** Changes what the summary of an entry says, such as its name. */
    amend: (id, changes) => inTurn(async () => {
      const here = local.read(id);
      if (here) putLocal({ ...here, ...changes });
      await shelf.open();
      await large?.amend(id, changes);
    }),

    remove: (id) => inTurn(async () => {
      local.remove(id);
      await shelf.open();
      await large?.remove(id);
    }),

    /** Forgets everything that this page keeps in this browser, in every tab. */
    async clear() {
      keys().forEach(remove);
      await inTurn(async () => {
        await shelf.open();
        await large?.clear();
        keys().forEach(remove);
      });
      tabs?.say({ type: 'forgotten' });
    },

    subscribe(listener) { listeners.push(listener); },
  };

  function inTurn(does) {
    const done = queue.then(does).then(() => tell({ type: 'changed' }));
    queue = done.catch(() => {});
    return done;
  }

  function tell(change) {
    for (const listener of listeners) listener(change);
    tabs?.say(change);
  }
  tabs?.listen((change) => {
    for (const listener of listeners) listener(change);
  });

  /** Puts an entry into the small storage; its error where there is no room, whatever makes room for it. */
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

  async function bringOver() {
    try {
      large = await open();
    } catch {
      return;
    }
    for (const [n, entry] of shelf.recent().entries()) {
      try {
        await bring(entry);
        // The newest is what the next visit begins with.
        if (n > 0) local.remove(entry.id);
        else doubled.add(entry.id);
      } catch {
        // There is no room; it stays where it is.
      }
    }
  }

  /** A page may have been left before the large storage had what the small one has. */
  async function bring(entry) {
    const its = writerOf(entry.revision);
    const before = (there) => {
      const { by, n } = writerOf(there.revision);
      return by === its.by ? n < its.n : there.revision === entry.replaces;
    };
    const there = await large.read(entry.id);
    if (there?.revision === entry.revision || await large.put(entry, before)) return;
    // Two tabs have gone on from the same: both stay.
    if (writerOf(there.revision).by !== its.by) await large.put({ ...entry, id: chance() }, () => true);
  }

  return shelf;
}

const byAge = (a, b) => b.at - a.at;

/** A revision is `writer:number`. */
function writerOf(revision) {
  const [by, n] = String(revision).split(':');
  return { by, n: Number(n) };
}

/** A name that nothing else has. */
export function chance() {
  return Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join('');
}
