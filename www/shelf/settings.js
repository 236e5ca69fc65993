// What a person has set on the page, kept in this browser; where nothing may be, as long as the page.

import { isObject } from '../decks/own.js';
import { attempt, read, write } from './local.js';

const KEY = 'settings';
let memory = {};

const kept = () => {
  const value = attempt(() => JSON.parse(read(KEY)));
  return isObject(value) ? value : {};
};

export const settings = {
  get(name) {
    const all = { ...kept(), ...memory };
    return Object.hasOwn(all, name) ? all[name] : undefined;
  },
  /** Forgets it where the value is undefined. */
  set(name, value) {
    memory[name] = value;
    attempt(() => write(KEY, JSON.stringify({ ...kept(), [name]: value })));
  },
  /** Of this page; what is kept is removed with everything else. */
  forget() { memory = {}; },
};
