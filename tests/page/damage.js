// Damage to session files and links: in their bytes, and in what they mean, so that it goes deep.

import { fc } from './property.js';

/** What nobody expects in JSON: extreme numbers, wrong types, halves of characters, names of every object. */
const VALUES = [
  null, true, false, 0, -0, -1, 0.5, 1, 5, 6, 255, 1001, 65_535, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, 2 ** 53, 1e308, -1e308, 5e-324,
  '', ' ', '0', '\ud800', '\udfff!', '\0', '\u202e', 'lights', 'own', 'tanh', 'relu', '__proto__', 'lobule-session/1', 'A'.repeat(81), '가'.repeat(3000),
  [], [[]], [0], [0, 5], [null], {}, { propose: 0 }, { rate: [0, 5] }, { rerate: [0, 5] }, { skip: 0 }, { rate: [0, 5], skip: 0 }, { label: 'x' },
];
const NAMES = [
  'format', 'learning', 'deck', 'config', 'seed', 'base', 'events', 'hash', 'page', 'pins', 'tasks', 'answers', 'branches', 'auto', 'outputs', 'demo',
  'from', 'context', 'cards', 'first', 'next', 'payload', 'update_epochs', 'ratings', 'taste', 'toString', '__proto__', 'constructor', '\ud83d', '0',
];
const MOST_DEEP = 20_000;

/** A change: what is done, where, and two choices of what is done with. */
const change = fc.record({ does: fc.nat({ max: 11 }), at: fc.nat(), one: fc.nat(), other: fc.nat() });
export const changes = fc.array(change, { minLength: 1, maxLength: 4 });

/** Every place in a JSON value, as the object that has it and its name there. */
function placesIn(value, places = []) {
  if (typeof value !== 'object' || value === null) return places;
  for (const name of Object.keys(value)) {
    places.push([value, name]);
    placesIn(value[name], places);
  }
  return places;
}
const put = (object, name, value) =>
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });

/** A JSON text with its value changed in places. */
export function changeValue(text, list) {
  const root = { file: JSON.parse(text) };
  let deep = '';
  for (const { does, at, one, other } of list) {
    const places = placesIn(root);
    if (places.length === 0) break;
    // Of hundreds of places few are of the file's own members, which mean the most.
    const own = places.filter(([holder]) => holder === root.file);
    const some = at % 3 === 0 && own.length > 0 ? own : places;
    const [object, name] = some[Math.floor(at / 3) % some.length];
    const [there, value] = places[one % places.length];
    const here = object[name];
    if (does <= 2) put(object, name, structuredClone(VALUES[one % VALUES.length]));
    else if (does === 3) delete object[name];
    else if (does === 4 && typeof here === 'object' && here !== null) put(here, NAMES[one % NAMES.length], structuredClone(VALUES[other % VALUES.length]));
    else if (does === 5) put(object, name, structuredClone(there[value]));
    else if (does === 6 && Array.isArray(here)) here.push(...here.slice(0, 40));
    else if (does === 7 && Array.isArray(here)) here.splice(one % (here.length + 1), other % 4, ...here.slice(0, other % 3));
    else if (does === 8 && typeof here === 'number') put(object, name, here + (other % 2 ? 1 : -1) * (1 + (one % 9)));
    else if (does === 9 && Array.isArray(here)) put(object, name, Array.from({ length: [9, 64, 1000, 100_001][one % 4] }, () => here[0] ?? null));
    else if (does === 10) put(object, name, [here]);
    else if (does === 11 && other % 8 === 0) deep = '['.repeat(one % MOST_DEEP);
  }
  if (root.file === undefined) return '';
  // Deeper than `JSON.stringify` goes.
  return deep ? JSON.stringify({ ...root.file, page: 0 }).replace(/0}$/, `${deep}${deep.replaceAll('[', ']')}}`) : JSON.stringify(root.file);
}

/** Bytes with some of them changed, cut, doubled, moved or made up. */
export function changeBytes(bytes, list) {
  let all = [...bytes];
  for (const { does, at, one, other } of list) {
    const place = at % (all.length + 1);
    if (does <= 3) all[place % Math.max(1, all.length)] = one % 256;
    else if (does <= 5) all.splice(place, one % 4, ...[other % 256, at % 256, one % 256].slice(0, other % 4));
    else if (does === 6) all = all.slice(0, place);
    else if (does === 7) all.splice(place, 0, ...all.slice(0, one % 60));
    else if (does === 8) all[place % Math.max(1, all.length)] ^= 1 << one % 8;
    else if (does === 9) all.splice(place, 0, ...Array(one % 5).fill(255), 15);
    else if (does === 10) all = all.slice(place);
    else all.push(...Array(one % 3000).fill(other % 128));
  }
  return Uint8Array.from(all);
}
