// Chance that is the same on every machine and every visit.

/**
 * Numbers in [0, 1) from a seed (Mulberry32).
 * @param {number} seed
 */
export function generator(seed) {
  let state = (seed % 2 ** 32) ^ Math.imul(Math.floor(seed / 2 ** 32), 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Shuffles the list itself (Fisher-Yates).
 * @template Item
 * @param {Item[]} list
 * @param {() => number} random
 */
export function shuffle(list, random) {
  for (let k = list.length - 1; k > 0; k -= 1) {
    const other = Math.floor(random() * (k + 1));
    [list[k], list[other]] = [list[other], list[k]];
  }
  return list;
}
