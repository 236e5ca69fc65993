// What the page kept before there was a shelf: of each tab's slot and each deck one session, one that another had
// taken the place of, and one that could not be read. Their keys were `slot:0`, `slot:0:melody`,
// `slot:0:melody:before` and `slot:0:melody:broken`.

import { attempt, keys, local, read, remove, write } from './local.js';
import { chance } from './shelf.js';
import { summaryOfText } from './summary.js';

/** Only the time of a slot's last deed was kept; its other sessions are older. */
const BEFORE_MS = 60_000;

/** Puts all of that on the shelf, in the small storage; what there is no room for stays as it is. */
export function bringFormer() {
  const former = keys().filter((key) => key.startsWith('slot:'));
  const seen = new Set();
  const byName = former.map((key) => [key, ...key.split(':').slice(1)]);
  for (const [key, slot, deck, kind] of byName.filter(([, , deck]) => deck)) {
    const text = read(key);
    const last = attempt(() => JSON.parse(/** @type {string} */ (read(`slot:${slot}`)))) ?? {};
    const age = BEFORE_MS * ((last.deck === deck ? 0 : 1) + (kind ? 2 : 0));
    remove(key);
    // Each tab began as a copy of another one.
    if (text === undefined || seen.has(text)) continue;
    const summary = summaryOfText(text, deck);
    if (summary.problem === undefined && !summary.worth) continue;
    seen.add(text);
    const at = (Number(last.at) || 0) - age;
    try {
      local.put({ ...summary, id: chance(), revision: 'former:0', at, text });
    } catch {
      attempt(() => write(key, text));
    }
  }
  for (const key of former) if (/^slot:\w+$/.test(key)) remove(key);
}
