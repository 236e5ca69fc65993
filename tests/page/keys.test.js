// Keys of many layouts, as browsers report them.

import './browser.js';
import { test } from 'node:test';
import assert from 'node:assert/strict';

let hear;
globalThis.document = {
  addEventListener: (_, listener) => { hear = listener; },
  querySelector: () => null,
};
const { listenForKeys } = await import('../../www/keys.js');

const done = [];
let enabled = true;
const NAMES = ['1', '2', '3', '4', '5', 's', 'r', 'z', 'ctrl+z', 'shift+z', 'ctrl+shift+z', '?', 'escape'];
listenForKeys(Object.fromEntries(NAMES.map((name) => [name, () => { done.push(name); }])), () => enabled);

/** What a key does: `hold` has some of shift, ctrl, meta, alt and altgr. */
function press(key, code, hold = '', more = {}) {
  done.length = 0;
  const holds = (name) => hold.split(' ').includes(name);
  hear({
    key, code, target: {}, repeat: false, isComposing: false, defaultPrevented: false, keyCode: 0,
    shiftKey: holds('shift'), ctrlKey: holds('ctrl'), metaKey: holds('meta'), altKey: holds('alt'),
    getModifierState: (name) => name === 'AltGraph' && holds('altgr'),
    preventDefault() {}, ...more,
  });
  return done.join();
}
const all = (cases) => {
  for (const [key, code, hold, does] of cases) assert.equal(press(key, code, hold), does, `${key} at ${code} with ${hold || 'nothing'}`);
};

test('digits count wherever they are typed', () => all([
  ['1', 'Digit1', '', '1'], ['5', 'Numpad5', '', '5'], ['6', 'Digit6', '', ''],
  // French and Czech: with Shift the digit, without it something else in its place.
  ['1', 'Digit1', 'shift', '1'], ['4', 'Digit4', 'shift', '4'], ['&', 'Digit1', '', '1'], ['é', 'Digit2', '', '2'],
  ['+', 'Digit1', '', '1'], ['ě', 'Digit2', '', '2'], ['š', 'Digit3', '', '3'],
  // Of a layout for programmers the digits are in another order.
  ['3', 'Digit4', 'shift', '3'],
  // Arabic, Persian, Devanagari, Thai, wide ones.
  ['٣', 'Numpad3', '', '3'], ['٥', 'Digit5', '', '5'], ['۴', 'Digit4', '', '4'], ['१', 'Digit1', '', '1'], ['५', 'Digit5', '', '5'],
  ['๒', 'Digit2', '', '2'], ['３', 'Digit3', '', '3'], ['٠', 'Numpad0', '', ''], ['٩', 'Digit9', '', ''], ['५', 'Digit5', 'shift', '5'],
  // A digit that takes AltGr, as Lithuanian ones do.
  ['1', 'Digit1', 'altgr', '1'], ['1', 'Digit1', 'altgr ctrl alt', '1'],
  // What types no character, on the keys of digits as well: dead keys, and those that are named.
  ['Dead', 'Digit2', '', ''], ['Dead', 'Digit2', 'shift', ''], ['Dead', 'Digit2', 'altgr', ''], ['Dead', 'Digit5', 'ctrl', ''],
  ['Process', 'Digit1', '', ''], ['Unidentified', 'Digit3', '', ''], ['F1', 'Digit1', '', ''], ['Convert', 'Digit4', '', ''],
  ['𞥓', 'Digit3', '', '3'], ['𝟓', 'Digit5', '', '5'],
  ['!', 'Digit1', 'shift', ''], ['~', 'Digit2', 'altgr', ''], ['End', 'Numpad1', '', ''], ['1', 'Digit1', 'ctrl', ''], ['1', 'Digit1', 'alt', ''],
]));

test('letters count as they are typed, not by their place', () => all([
  ['z', 'KeyZ', '', 'z'], ['Z', 'KeyZ', 'shift', 'shift+z'], ['Z', 'KeyZ', '', 'z'], ['z', 'KeyZ', 'shift', 'shift+z'],
  // German, French, Dvorak, Bépo, Turkish.
  ['z', 'KeyY', '', 'z'], ['y', 'KeyZ', '', ''], ['z', 'KeyW', '', 'z'], ['w', 'KeyZ', '', ''], ['z', 'Slash', '', 'z'], [';', 'KeyZ', '', ''],
  ['à', 'KeyZ', '', ''], ['À', 'KeyZ', 'shift', ''], ['ü', 'KeyZ', '', ''], ['o', 'KeyS', '', ''], ['s', 'Semicolon', '', 's'], ['p', 'KeyR', '', ''],
  // Letters that are not Latin are none of these.
  ['я', 'KeyZ', '', ''], ['Я', 'KeyZ', 'shift', ''], ['ζ', 'KeyZ', '', ''], ['ㅋ', 'KeyZ', '', ''], ['ئ', 'KeyZ', '', ''], ['ז', 'KeyZ', '', ''],
  ['ы', 'KeyS', '', ''], ['ㄴ', 'KeyS', '', ''], ['к', 'KeyR', '', ''], ['Dead', 'KeyZ', '', ''], ['Process', 'KeyZ', '', ''], ['Unidentified', 'KeyZ', '', ''],
]));

test('Ctrl goes with the letter that is typed, or with its place where letters are not Latin', () => all([
  ['z', 'KeyZ', 'ctrl', 'ctrl+z'], ['z', 'KeyZ', 'meta', 'ctrl+z'], ['Z', 'KeyZ', 'ctrl shift', 'ctrl+shift+z'],
  ['z', 'KeyY', 'ctrl', 'ctrl+z'], ['y', 'KeyZ', 'ctrl', ''], ['z', 'KeyW', 'ctrl', 'ctrl+z'], ['w', 'KeyZ', 'ctrl', ''],
  [';', 'KeyZ', 'ctrl', ''], ['à', 'KeyZ', 'ctrl', ''], ['z', 'KeyZ', 'ctrl alt', ''], ['z', 'KeyZ', 'ctrl alt altgr', ''],
  ['я', 'KeyZ', 'ctrl', 'ctrl+z'], ['Я', 'KeyZ', 'ctrl shift', 'ctrl+shift+z'], ['ζ', 'KeyZ', 'ctrl', 'ctrl+z'], ['ㅋ', 'KeyZ', 'ctrl', 'ctrl+z'],
  ['ئ', 'KeyZ', 'meta', 'ctrl+z'], ['ॆ', 'KeyZ', 'ctrl', 'ctrl+z'], ['н', 'KeyY', 'ctrl', ''],
]));

test('the question mark and Escape, wherever they are', () => all([
  ['?', 'Slash', 'shift', '?'], ['?', 'KeyM', 'shift', '?'], ['?', 'Minus', '', '?'], ['?', 'Digit7', 'altgr', '?'], ['?', 'Minus', 'altgr ctrl alt', '?'],
  ['؟', 'Slash', 'shift', '?'], ['？', 'Slash', 'shift', '?'], ['Escape', 'Escape', '', 'escape'], ['Escape', 'CapsLock', '', 'escape'],
  ['/', 'Slash', '', ''],
]));

test('a composition takes its keys, and so does whoever types', () => {
  assert.equal(press('z', 'KeyZ', '', { isComposing: true }), '');
  assert.equal(press('Escape', 'Escape', '', { isComposing: true }), '');
  assert.equal(press('Escape', 'Escape', '', { keyCode: 229 }), '');
  assert.equal(press('1', 'Digit1', '', { target: { closest: () => ({}) } }), '');
  assert.equal(press('1', 'Digit1', '', { repeat: true }), '');
  enabled = false;
  all([['1', 'Digit1', 'shift', ''], ['?', 'Slash', 'shift', ''], ['z', 'KeyZ', 'ctrl', 'ctrl+z'], ['Escape', 'Escape', '', 'escape']]);
  enabled = true;
});
