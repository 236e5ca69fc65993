// What a person has set on the page, kept in this browser; where nothing may be, as long as the page.

/** @import { Chosen } from '../types.js' */

import { isObject } from '../decks/own.js';
import { attempt, read, write } from './local.js';

const KEY = 'settings';
/** @type {Chosen} */
let memory = {};

/** @returns {Chosen} */
const kept = () => {
  const value = attempt(() => JSON.parse(/** @type {string} */ (read(KEY))));
  return isObject(value) ? value : {};
};

export const settings = {
  /** @template {keyof Chosen} Name @param {Name} name @returns {Chosen[Name]} */
  get(name) {
    const all = { ...kept(), ...memory };
    return Object.hasOwn(all, name) ? all[name] : undefined;
  },
  /**
   * Forgets it where the value is undefined.
   * @template {keyof Chosen} Name
   * @param {Name} name
   * @param {Chosen[Name]} value
   */
  set(name, value) {
    memory[name] = value;
    attempt(() => write(KEY, JSON.stringify({ ...kept(), [name]: value })));
  },
  /** Of this page; what is kept is removed with everything else. */
  forget() { memory = {}; },
};
