// Undo, redo, the slider over the whole session, and the branches that were left.

/** @import { Actions, Change, Event, Store, Timeline } from '../types.js' */

import { byId, html, setAttributes, setText } from '../dom.js';
import { READING_MS, paced } from '../motion.js';
import { reasonOf } from '../record.js';
import { language } from '../words/language.js';
import { travel as words } from '../words/travel.js';

/** Shortest time between two journeys while the slider is dragged. */
const DRAG_MS = 60;

/** @param {Actions} actions */
export function travelView({ travel, undo, redo, takeBranch }) {
  /** @param {() => unknown} act @param {string} [key] */
  const button = (act, key) => {
    const made = html('button', { type: 'button' }, html('span'));
    if (key) made.append(' ', html('kbd', { 'aria-hidden': 'true' }, key));
    made.addEventListener('click', act);
    return made;
  };
  const title = html('h3', { id: 'travel-heading' });
  const slider = html('input', {
    type: 'range', id: 'travel-slider', min: 0, 'aria-describedby': 'travel-note',
  });
  const label = html('label', { for: 'travel-slider' });
  const [hash, digits] = [html('span'), html('code', { id: 'travel-hash' })];
  const now = button(() => travel(Infinity));
  const buttons = { undo: button(undo, 'Z'), redo: button(redo, '⇧Z'), now };
  const note = html('p', { id: 'travel-note', class: 'note' });
  // It keeps its room, so that nothing jumps.
  const progress = html('progress', { max: 1, class: 'idle' });
  const branches = html('h4', { id: 'branches-heading' });
  const list = html('ul', { class: 'branches', 'aria-labelledby': 'branches-heading' });
  const where = html('p', { class: 'where' }, label, html('span', { class: 'fine' }, hash, ' ', digits));
  const actions = html('div', { class: 'actions' }, ...Object.values(buttons));
  byId('travel').append(title, where, slider, progress, actions, note, branches, list);

  let places = [0];
  /** Where the person has dragged the slider while the session is still on its way. */
  /** @type {number | undefined} */
  let wanted;
  /** @type {unknown[]} */
  let drawn = [];

  const go = paced(DRAG_MS, (/** @type {number} */ place) => travel(places[place] ?? Infinity));
  slider.addEventListener('input', () => {
    wanted = slider.valueAsNumber;
    tellPlace(wanted);
    go(wanted);
  });

  /** @param {number} place */
  function tellPlace(place) {
    const text = words.place(place, places.length - 1);
    setText(label, text);
    slider.setAttribute('aria-valuetext', text);
  }

  /**
   * Keeps the focus in the view when what has it goes away.
   * @param {HTMLElement} element
   * @param {boolean} hidden
   */
  function hide(element, hidden) {
    if (hidden && element.contains(document.activeElement)) slider.focus();
    element.hidden = hidden;
  }

  /** @param {Timeline} branch @param {number} n @param {Event[]} events */
  function entry(branch, n, events) {
    const parting = branch.events.findIndex((event, k) => event !== events[k]);
    const common = branch.events.slice(0, parting < 0 ? branch.events.length : parting);
    const from = common.filter((event) => 'rate' in event).length + 1;
    const text = words.branch(branch.ratings, from);
    const back = button(() => takeBranch(n).catch((error) => setText(note, words.refused(reasonOf(error)))));
    setAttributes(back, { class: 'quiet', 'aria-label': `${words.back}: ${text}` });
    setText(back.firstChild, words.back);
    return html('li', {}, html('span', {}, text), ' ', back);
  }

  /** @param {Store} store */
  function drawBranches(store) {
    const now = [store.branches, language()];
    if (now.every((part, n) => part === drawn[n])) return;
    drawn = now;
    hide(list, store.branches.length === 0);
    if (list.contains(document.activeElement)) slider.focus();
    branches.hidden = list.hidden;
    list.replaceChildren(...store.branches.map((branch, n) => entry(branch, n, store.events)));
  }

  /** @param {Store} store */
  function drawAll(store) {
    if (store.busy) return;
    ({ places } = store);
    const place = store.past === undefined ? places.length - 1 : places.indexOf(store.past);
    slider.max = `${places.length - 1}`;
    if (wanted === undefined) {
      slider.value = `${place}`;
      tellPlace(place);
    }
    setText(title, words.title);
    setText(hash, words.hash);
    setText(digits, store.hash);
    for (const name of /** @type {const} */ (['undo', 'redo', 'now'])) setText(buttons[name].firstChild, words[name]);
    buttons.undo.setAttribute('aria-disabled', String(!store.canUndo));
    buttons.redo.setAttribute('aria-disabled', String(!store.canRedo));
    hide(buttons.now, store.past === undefined);
    const none = places.length === 1 ? words.none : '';
    setText(note, store.past === undefined ? none : words.past);
    setText(branches, words.branches);
    progress.setAttribute('aria-label', words.busy);
    drawBranches(store);
  }
  const drawPaced = paced(READING_MS, drawAll);

  return {
    /** @param {Store} store @param {Change} change */
    draw(store, { type, by }) {
      if (!store.busy || type === 'progress') progress.classList.toggle('idle', !store.busy);
      progress.value = store.progress;
      if (store.busy) return;
      // It may be on its way to the next place already.
      const place = places[/** @type {number} */ (wanted)];
      if (type !== 'travel' || place === (store.past ?? store.events.length)) wanted = undefined;
      (by === 'auto' ? drawPaced : drawAll)(store);
    },
  };
}
