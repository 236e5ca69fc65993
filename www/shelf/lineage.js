// What a kept session has grown from. A revision is `writer:number`; an entry has its own one, and of each writer before
// the last one that it has grown from, the newest last. No clock decides: those of browsers are put back.

/** @import { Entry, Kept, Place } from '../types.js' */

/** So many writers, each a visit, are remembered: only a small storage put back by as many could be taken for another session. */
const MOST = 32;

/** @param {string | undefined} revision */
function writerOf(revision) {
  const [by, n] = String(revision).split(':');
  return { by, n: Number(n) };
}

/**
 * Whether an entry is a revision, or has grown from it.
 * @param {Place} place
 * @param {string} older
 */
export function grewFrom({ revision, lineage = [] }, older) {
  const { by, n } = writerOf(older);
  return [revision, ...lineage].some((one) => writerOf(one).by === by && writerOf(one).n >= n);
}

/**
 * The lineage of what grows from an entry and is `revision`.
 * @param {Place} place
 * @param {string} revision
 */
export function lineageOf({ revision: last, lineage = [] }, revision) {
  const { by } = writerOf(revision);
  const all = last === undefined ? lineage : [...lineage, last];
  return all.filter((one) => writerOf(one).by !== by).slice(-MOST);
}

/**
 * Of two entries of one id the one that has grown from the other, else the younger.
 * @template {Kept} Entry
 * @param {Entry | undefined} one
 * @param {Entry | undefined} other
 * @returns {Entry | undefined}
 */
export function newerOf(one, other) {
  if (!one || !other) return one ?? other;
  if (grewFrom(one, other.revision)) return one;
  return grewFrom(other, one.revision) || other.at > one.at ? other : one;
}
