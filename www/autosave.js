// What this browser keeps for the next visit: settings, and of each deck its last session. No DOM.
//
// Keys of localStorage: `lobule:settings`; `lobule:slot:0` with the deck that was played last and when;
// `lobule:slot:0:melody` with the session of a deck; the same with `:before` for one that another has
// taken the place of, with `:broken` for one that could not be read. Each open tab has a slot of its own.

import { isObject } from './decks/own.js';
import { parseJson, readRecord, reasonOf, recordOf } from './record.js';
import { fromBase64, toBase64 } from './share.js';

const PREFIX = 'lobule:';
const SLOT = `${PREFIX}slot:`;
const TAB = `${PREFIX}tab`;
const SAVE_MS = 500;
const MOST_SLOTS = 8;
/** Letters of a session of about a thousand ratings. */
const LONG = 40_000;
/** How long a tab that is loaded again waits for its own slot to be given back. */
const PATIENCE_MS = 400;
/** What a saved session has that a person would miss: ratings, tasks, favourites. */
const WORTH_KEEPING = /"rate":|"(tasks|pins)":[[{][^\]}]/;
/** What a person has done, so that there is something to keep. */
const DEEDS = new Set(['rate', 'rerate', 'skip', 'context', 'undo', 'redo', 'branch', 'open']);
/** After these there is another session. */
const REPLACED = new Set(['restart', 'open', 'load']);

// Storages may be forbidden, full or filled by others.

function attempt(does) {
  try {
    return does();
  } catch {
    return undefined;
  }
}
const local = () => attempt(() => localStorage) ?? undefined;
const tab = () => attempt(() => sessionStorage) ?? undefined;
const read = (key) => attempt(() => local().getItem(key)) ?? undefined;
const remove = (key) => attempt(() => local().removeItem(key));
const keys = () => attempt(() => Object.keys(local()).filter((key) => key.startsWith(PREFIX))) ?? [];
function object(text) {
  const value = attempt(() => JSON.parse(text));
  return isObject(value) ? value : {};
}

/** Where nothing may be stored, settings last as long as the page. */
let memory = {};
export const settings = {
  get(name) {
    const all = { ...object(read(`${PREFIX}settings`)), ...memory };
    return Object.hasOwn(all, name) ? all[name] : undefined;
  },
  /** Forgets it where the value is undefined. */
  set(name, value) {
    memory[name] = value;
    const all = { ...object(read(`${PREFIX}settings`)), [name]: value };
    attempt(() => local().setItem(`${PREFIX}settings`, JSON.stringify(all)));
  },
};

/** Slots that are in use or were, the newest first. */
const slots = () => keys()
  .filter((key) => /^\w+$/.test(key.slice(SLOT.length)) && key.startsWith(SLOT))
  .map((key) => ({ at: 0, ...object(read(key)), name: key.slice(SLOT.length) }))
  .sort((a, b) => b.at - a.at);

/** Whether a slot could be locked; it stays so as long as the tab. */
const hold = (name, options) => new Promise((resolve, reject) => {
  navigator.locks.request(SLOT + name, options, (lock) => {
    resolve(lock !== null);
    return lock && new Promise(() => {});
  }).catch(reject);
});

/** The slot of this tab; undefined where there are too many tabs. */
async function claim() {
  const mine = attempt(() => tab().getItem(TAB)) ?? undefined;
  // A copy of this tab must not find it.
  attempt(() => tab().removeItem(TAB));
  const known = slots().map(({ name }) => name);
  const numbers = Array.from({ length: MOST_SLOTS }, (_, n) => String(n));
  try {
    if (mine) {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      if (await hold(mine, { signal }).catch(() => false)) return mine;
    }
    for (const name of new Set([...known, ...numbers])) {
      if (await hold(name, { ifAvailable: true })) return name;
    }
    return undefined;
  } catch {
    // Without locks nobody knows which tabs are open, so each takes a slot that no other has.
    return mine ?? `t${crypto.getRandomValues(new Uint32Array(2)).join('')}`;
  }
}

async function othersAreOpen() {
  const { held } = await navigator.locks?.query().catch(() => ({})) ?? {};
  return (held ?? []).filter(({ name }) => name.startsWith(SLOT)).length > 1;
}

/** Whether this browser has anything of this page. */
export const isKnown = () => keys().length > 0;

let claimed;

/** Asks the browser, once, for a slot, and whether other tabs have theirs; its answers take a while. */
export function claimSlot() {
  claimed ??= claim().then(async (slot) => ({ slot, apart: await othersAreOpen() }));
  return claimed;
}

/**
 * Keeps the session of a store; `decks()` are the page's, `page()` gives what it keeps beside the session, and
 * `openPage(page, deck)` takes it back. What is new to tell comes as `{ type: 'autosave' }`; `forgotten()` is
 * called when another tab has forgotten everything.
 */
export function createAutosave(store, { decks, page, openPage, forgotten }) {
  /** This tab's, and the newest other one, of which it begins as a copy. */
  let slot;
  let source;
  let timer = 0;
  /** Sessions that were set aside, by deck, also where nothing may be stored. */
  const before = new Map();
  /** `{ id, text }` of the shown deck's session, when something else is about to come. */
  let leaving;
  /** Ids of decks whose saved session has been on this page, so that it may be written over. */
  const seen = new Set();
  /** Nothing is written before a person has done something. */
  let quiet = true;

  const keyOf = (deck, ...more) => [SLOT + slot, deck.id, ...more].join(':');
  const savedOf = (deck) => read(keyOf(deck)) ?? read([SLOT + source, deck.id].join(':'));

  const autosave = {
    /** `{ kind: 'full' | 'forbidden' | 'broken' | 'many', why }`. */
    problem: undefined,
    /** Whether the page is open in another tab as well. */
    apart: false,

    /** Takes the slot of this tab; comes to the id of the deck that was played last. */
    async start() {
      ({ slot, apart: autosave.apart } = await claimSlot());
      source = slots().find(({ name }) => name !== slot)?.name;
      if (!local()) fail('forbidden');
      else if (slot === undefined) fail('many');
      for (const { name } of slots().slice(MOST_SLOTS).filter(({ name }) => name !== slot)) {
        keys().filter((key) => `${key}:`.startsWith(`${SLOT}${name}:`)).forEach(remove);
      }
      addEventListener('pagehide', () => {
        flush();
        if (slot !== undefined) attempt(() => tab().setItem(TAB, slot));
      });
      document.addEventListener('visibilitychange', () => document.hidden && flush());
      // Another tab has forgotten everything, and so does this one.
      addEventListener('storage', ({ key, newValue }) => {
        if (slot === undefined || newValue !== null || (key !== null && key !== SLOT + slot)) return;
        autosave.forget();
        forgotten();
      });
      return object(read(SLOT + slot)).deck ?? object(read(SLOT + source)).deck;
    },

    /** Whether bringing back the session of a deck takes longer than anybody looks at an empty page. */
    isLong: (deck) => savedOf(deck)?.length > LONG,

    /** Brings a deck's session back: false where none can be played, undefined where it was overtaken. */
    restore: async (deck) => {
      flush();
      leaving = undefined;
      const text = savedOf(deck);
      return text === undefined ? false : play(text, (why) => {
        // First the room for it, where there is little.
        remove(keyOf(deck));
        attempt(() => local().setItem(keyOf(deck, 'broken'), text));
        fail('broken', why);
      });
    },

    /** Sets sessions aside in whose place another one is about to come. */
    setAside() {
      flush();
      const { deck } = store;
      leaving = { id: deck.id, text: store.ratings.length > 0 ? textOf() : savedOf(deck) };
    },
    hasBefore: (deck) => before.has(deck.id) || read(keyOf(deck, 'before')) !== undefined,
    /** Changes places with the one that was set aside. */
    async takeBefore(deck) {
      const now = textOf();
      leaving = undefined;
      const text = before.get(deck.id) ?? read(keyOf(deck, 'before'));
      if (!await play(text, (why) => fail('broken', why))) return;
      keepBefore(deck, now);
      autosave.touch();
    },

    /** Something that is kept beside the session has changed. */
    touch() {
      quiet = false;
      timer ||= setTimeout(flush, SAVE_MS);
    },
    flush: () => flush(),

    /** Removes every key of this page. */
    forget() {
      clearTimeout(timer);
      [timer, quiet, memory, source] = [0, true, {}, undefined];
      before.clear();
      keys().forEach(remove);
      attempt(() => tab().removeItem(TAB));
    },
  };

  async function play(text, broken) {
    try {
      const { base, ...file } = Object(parseJson(text));
      const record = readRecord({ seed: 0, ...file }, decks(), Boolean(base));
      const loaded = await store.load(base ? { ...record, seed: undefined, base: fromBase64(base) } : record);
      if (!loaded) return undefined;
      seen.add(record.deck.id);
      openPage(record.page, record.deck);
      return true;
    } catch (error) {
      broken(reasonOf(error));
      return false;
    }
  }

  const textOf = () => JSON.stringify({
    ...recordOf(store, page(), store.events.length),
    ...(store.base && { base: toBase64(store.base) }),
  });

  /** Whether it is kept now. */
  function write(key, text) {
    if (slot === undefined) return false;
    try {
      local().setItem(key, text);
      return true;
    } catch (error) {
      fail(error.name === 'QuotaExceededError' ? 'full' : 'forbidden');
      return false;
    }
  }

  function keepBefore(deck, text) {
    if (!WORTH_KEEPING.test(text ?? '')) return;
    before.set(deck.id, text);
    write(keyOf(deck, 'before'), text);
    tell();
  }

  function flush() {
    clearTimeout(timer);
    if (!timer) return;
    timer = 0;
    const { deck } = store;
    // It was passed over, for a link or a seed in the address.
    if (!seen.has(deck.id)) keepBefore(deck, read(keyOf(deck)));
    seen.add(deck.id);
    const last = JSON.stringify({ deck: deck.id, at: Date.now() });
    const kept = write(keyOf(deck), textOf()) && write(SLOT + slot, last);
    if (!kept || autosave.problem?.kind !== 'full') return;
    // There is room again.
    autosave.problem = undefined;
    tell();
  }

  function fail(kind, why) {
    if (autosave.problem?.kind === kind) return;
    autosave.problem = { kind, why };
    tell();
  }

  const tell = () => store.deck && store.tell({ type: 'autosave' });

  store.subscribe(({ type }) => {
    if (DEEDS.has(type) || (type === 'restart' && !quiet)) autosave.touch();
    if (!leaving || !REPLACED.has(type)) return;
    const { deck } = store;
    const text = deck.id === leaving.id ? leaving.text : savedOf(deck);
    leaving = undefined;
    seen.add(deck.id);
    // A link that is loaded again is what was there before.
    if (!text?.includes(`"hash":"${store.hash}"`)) keepBefore(deck, text);
  });

  return autosave;
}
