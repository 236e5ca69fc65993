// Keeps the session on show on the shelf, and brings sessions back from there. No DOM.

/** @import { ChangeKind, Deck, DeckId, Entry, Kept, Page, Place, Problem, SessionRecord, Shelf, ShelfEntry, Store, Tabs } from '../types.js' */

import { parseJson, readRecord, reasonOf, recordOf } from '../record.js';
import { REPLACES } from '../state.js';
import { bringFormer } from './former.js';
import { attempt, keys, local } from './local.js';
import { chance } from './shelf.js';
import { summaryOf } from './summary.js';

/** What takes its time, or comes in quick succession, is written after so long. */
const SAVE_MS = 500;
/** Events of about a thousand ratings: writing more takes longer than a frame has. */
const MANY = 2000;
/** Letters of as many. */
const LONG = 40_000;
/** Of the room that the browser gives, from here on it may be too little. */
const NEARLY = 0.9;
/**
 * What a person has done, so that there is something to keep.
 * @type {Set<ChangeKind>}
 */
const DEEDS = new Set(['rate', 'rerate', 'skip', 'context', 'undo', 'redo', 'branch', 'open']);
const TAB = 'lobule:tab';

/**
 * Whether some settings are among all of a session, equal as the core's 32-bit numbers are.
 * @param {Record<string, unknown>} all
 * @param {Record<string, unknown>} some
 */
const haveSettings = (all = {}, some = {}) => Object.entries(some).every(([name, value]) =>
  name in all && (value === all[name] || Math.fround(/** @type {number} */ (value)) === Math.fround(/** @type {number} */ (all[name]))));

/**
 * Whether a kept text is whole.
 * @param {string} text
 */
export const isJson = (text) => attempt(() => JSON.parse(text)) !== undefined;

/** Whether this browser has anything of this page. */
export const isKnown = () => keys().length > 0;

/**
 * `decks()` are the page's, `page()` gives what it keeps beside a session, and `openPage(page, deck)` takes it back.
 * `tabs` are the other ones of this page. What is new to tell comes from the store as `{ type: 'autosave' }`.
 * @param {Store} store
 * @param {Shelf} shelf
 * @param {{ decks: () => Deck[], page: () => Page, openPage: (page?: Page, deck?: Deck) => void, tabs: Tabs }} of
 */
export function createAutosave(store, shelf, { decks, page, openPage, tabs }) {
  let timer = 0;
  /** Nothing is written before a person has done something. */
  let quiet = true;
  /** Ids of what this tab has put on the shelf, or tried to. */
  const written = new Set();
  /** Whether the session on show has what a person would miss. */
  let worth = false;
  /** How many events it had when it came. */
  let arrived = 0;
  /**
   * The entry that it was brought back from.
   * @type {Place | undefined}
   */
  let origin;
  /** Ids of what could not be brought back. */
  const unreadable = new Set();

  /** `{ shown, left, sessions: { lights: id } }`: the sessions of this tab, as long as it is open. */
  const tab = {
    /** @returns {{ shown?: string, left?: string[], sessions?: Partial<Record<DeckId, string>> }} */
    get: () => attempt(() => JSON.parse(/** @type {string} */ (sessionStorage.getItem(TAB)))) ?? {},
    put() {
      const { deck, entry, demo } = store;
      const sessions = { ...tab.get().sessions, ...(!demo && { [deck.id]: entry.id }) };
      attempt(() => sessionStorage.setItem(TAB, JSON.stringify({ shown: entry.id, left, sessions })));
    },
  };

  /** Ids of the sessions that were left for others in this tab, the last one last. */
  let { left = [] } = tab.get();
  /** Ids of what was on show at this place in the browser's history, and in this tab, when the page came. */
  const wanted = [history.state?.lobule, tab.get().shown].filter((id) => id !== undefined);

  const autosave = {
    /** @type {Problem | undefined} */
    problem: undefined,
    /** Whether the page is open in another tab as well. */
    apart: false,

    /**
     * The session that this place in the browser's history, this tab or the last visit had on show, as an entry;
     * undefined if there is none. What the small storage knows is enough, unless `all` are to be asked.
     */
    async last({ all = false } = {}) {
      bringFormer();
      /** @template {Kept} Entry @param {Entry[]} entries */
      const choose = (entries, others = true) => {
        const sound = entries.filter(({ id }) => !unreadable.has(id));
        return wanted.map((one) => sound.find(({ id }) => id === one)).find(Boolean)
          ?? (others ? sound.find(({ demo }) => !demo) : undefined);
      };
      const here = choose(shelf.recent(), wanted.length === 0);
      if (!all && here && (wanted.length === 0 || here.id === wanted[0])) return here;
      const found = choose(await list());
      return found && shelf.read(found.id);
    },

    /** What `last` gives now that all can be asked, where that is another entry than the one on show, or a later one. */
    async later() {
      const found = await autosave.last({ all: true });
      return found?.id === origin?.id && found?.revision === origin?.revision ? undefined : found;
    },

    /** Begins to keep what happens from now on. */
    watch() {
      addEventListener('pagehide', () => void flush());
      addEventListener('beforeunload', (event) => {
        flush();
        // Where nobody has touched the page, browsers do not ask, and complain.
        if (shelf.isBehind && navigator.userActivation?.hasBeenActive !== false) event.preventDefault();
      });
      document.addEventListener('visibilitychange', () => document.hidden && flush());
      tabs.onFound((id) => {
        autosave.apart = true;
        if (id === store.entry.id) copy();
        tell();
      });
      tabs.open();
      shelf.open().then(() => {
        if (!shelf.isLarge && !local.works) fail('forbidden');
        return checkRoom();
      });
    },

    /**
     * Whether bringing back an entry takes longer than anybody looks at an empty page.
     * @param {ShelfEntry | undefined} entry
     */
    isLong: (entry) => Number(entry?.text.length) > LONG,

    /**
     * The session of a deck to go on with: this tab's, or else the newest; undefined if there is none.
     * @param {{ id: DeckId }} kept
     */
    async ofDeck({ id }) {
      flush();
      const mine = tab.get().sessions?.[id];
      const own = (await list()).filter(({ deck, demo }) => deck.id === id && !demo);
      const found = own.find((one) => one.id === mine) ?? own[0];
      return found && shelf.read(found.id);
    },

    /**
     * Brings an entry's session back: false where it cannot be played, undefined where it was overtaken.
     * @param {ShelfEntry} entry
     * @returns {Promise<boolean | undefined>}
     */
    async restore(entry) {
      flush();
      try {
        const record = readRecord({ seed: 0, ...Object(parseJson(entry.text)) }, decks());
        const { id, revision, lineage } = entry;
        const loaded = await store.load({ ...record, entry: { id, revision, lineage } });
        if (!loaded) return undefined;
        openPage(record.page, record.deck);
        // What it was stays as it was.
        if (store.moved) store.entry = {};
        settle({ id, revision });
        tabs.ask();
        return true;
      } catch (error) {
        // The other storage may have it whole, or as it was before.
        const other = await shelf.read(entry.id).catch(() => undefined);
        const isOther = other !== undefined && other.text !== entry.text;
        if (!isOther) unreadable.add(entry.id);
        if (!isOther || other.revision !== entry.revision) fail('broken', reasonOf(error));
        return isOther ? autosave.restore(other) : false;
      }
    },

    /** A person has opened something else than what could not be brought back. */
    passBroken() {
      if (autosave.problem?.kind === 'broken') mended();
    },

    /** The session that this tab has shown before the present one, if it is on the shelf. */
    get before() { return left.at(-1); },

    /**
     * The entry that a record, which brings nothing along, is the very same session as.
     * @param {SessionRecord} record
     */
    async twin({ deck, config, seed, hash, events, page: { pins, tasks, answers } = {}, branches }) {
      const beside = /** @type {(unknown[] | undefined)[]} */ ([pins, branches, answers, Object.keys(tasks ?? {})]);
      if (beside.some((list) => list?.length)) return undefined;
      flush();
      const alike = (await list()).filter((one) => one.deck.id === deck.id && one.hash === hash
        && one.events === events.length);
      for (const { id } of alike) {
        const entry = await shelf.read(id);
        const its = attempt(() => JSON.parse(/** @type {ShelfEntry} */ (entry).text));
        const isSame = its?.seed === seed && haveSettings(its.config, config)
          && JSON.stringify(its.events) === JSON.stringify(events);
        if (isSame) return entry;
      }
      return undefined;
    },

    /**
     * Another session comes in place of the entry that would have.
     * @param {ShelfEntry | undefined} entry
     */
    passOver(entry) {
      left = [...left.filter((id) => id !== entry?.id), ...(entry?.worth ? [entry.id] : [])];
    },

    /** The session on show is no longer kept. */
    drop() {
      clearTimeout(timer);
      [timer, quiet] = [0, true];
      store.entry = {};
    },

    /** Something that is kept beside the session has changed. */
    touch() {
      quiet = false;
      timer ||= setTimeout(flush, SAVE_MS);
    },
    flush: () => flush(),

    /** Right before another session comes. */
    leaving() {
      flush();
      const { id = '', revision } = store.entry;
      if (revision === undefined && !written.has(id)) return;
      left = left.filter((other) => other !== id);
      if (worth) left.push(id);
      else shelf.remove(id).catch(() => {});
    },

    /** Nothing of this page is left in this browser. */
    async forget() {
      autosave.drop();
      left = [];
      attempt(() => sessionStorage.removeItem(TAB));
      await shelf.clear();
    },
  };

  const list = () => shelf.list().catch(() => []);

  async function checkRoom() {
    const { usage = 0, quota = Infinity } = await navigator.storage?.estimate?.().catch(() => undefined) ?? {};
    if (usage > NEARLY * quota) fail('nearly');
  }

  const textOf = () => JSON.stringify(recordOf(store, page(), store.events.length));

  function flush() {
    clearTimeout(timer);
    if (!timer) return;
    timer = 0;
    const summary = { ...summaryOf(store, page()), at: Date.now() };
    ({ worth } = summary);
    const entry = /** @type {Place & { id: string }} */ (store.entry);
    const { id } = entry;
    const kept = shelf.keep(entry, summary, textOf());
    written.add(entry.id);
    tab.put();
    kept.then(() => {
      if (store.entry !== entry || entry.id === id) return;
      // Another tab has been there.
      tab.put();
      tell();
    }, (/** @type {Error} */ error) => fail(error.name === 'QuotaExceededError' ? 'full' : 'forbidden'));
  }

  /** The session on show is another tab's: what is done here belongs to one of its own. */
  function copy() {
    store.entry = { id: chance() };
    if (store.events.length > arrived) return;
    clearTimeout(timer);
    timer = 0;
  }

  /**
   * A session has come, from an entry `of` the shelf or from elsewhere.
   * @param {Place} [of]
   */
  function settle(of) {
    [origin, arrived] = [of, store.events.length];
    store.entry.id ??= chance();
    worth = summaryOf(store, page()).worth;
    // Looking around leaves nothing.
    if (store.entry.revision !== undefined) tab.put();
  }

  function mended() {
    autosave.problem = undefined;
    tell();
  }

  /** @param {Problem['kind']} kind @param {string} [why] */
  function fail(kind, why) {
    if (autosave.problem?.kind === kind && autosave.problem.why === why) return;
    autosave.problem = /** @type {Problem} */ ({ kind, why });
    tell();
  }

  const tell = () => store.deck && store.tell({ type: 'autosave' });

  store.subscribe(({ type, by }) => {
    if (REPLACES.has(type)) settle();
    const isDeed = DEEDS.has(type);
    if (isDeed || (type === 'restart' && !quiet)) autosave.touch();
    // What a person sees of it comes first.
    if (isDeed && by !== 'auto' && store.events.length < MANY) queueMicrotask(flush);
  });
  shelf.subscribe(({ type }) => {
    const isFull = autosave.problem?.kind === 'full' || (autosave.problem?.kind === 'forbidden' && written.size > 0);
    // There is room again.
    if (type === 'changed' && isFull && !shelf.isBehind) mended();
  });

  return autosave;
}
