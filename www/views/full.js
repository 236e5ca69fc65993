// The full text of labels that had to be cut: of one where the pointer is, of all of a picture that has the focus.

/** @import { Attributes } from '../types.js' */

import { html, setAttributes, svg } from '../dom.js';
import { isolated } from '../words/isolate.js';
import { fitted } from '../words/numbers.js';

/**
 * An SVG text with room for so many pixels; where it is cut, `data-full` has all of it.
 * @param {Attributes} attributes
 * @param {string} text
 * @param {number} room
 * @param {number} size
 */
export function roomy(attributes, text, room, size) {
  const shown = fitted(text, room, size);
  const full = shown === text ? undefined : { 'data-full': text };
  return svg('text', { ...attributes, ...full }, isolated(shown));
}

/**
 * Lets the Tab key come to a picture where labels in `place` are cut.
 * @param {Element} place
 * @param {Element} [picture]
 */
export function offerFull(place, picture = place) {
  place.setAttribute('data-cuts', '');
  if (place.querySelector('[data-full]')) setAttributes(picture, { tabindex: 0, 'aria-describedby': 'full' });
  else for (const name of ['tabindex', 'aria-describedby']) picture.removeAttribute(name);
}

/**
 * What a style sheet may cut is only cut where it does not fit.
 * @param {Element} label
 */
const isCut = (label) => !(label instanceof HTMLElement) || label.matches('.spot') || label.scrollWidth > label.clientWidth;

export function fullView() {
  const box = html('p', { id: 'full', class: 'full', role: 'tooltip', hidden: '' });
  document.body.append(box);

  /** @param {Element} beside @param {Element[]} labels */
  function show(beside, labels) {
    const texts = [...new Set(labels.filter(isCut).map((label) => label.getAttribute('data-full') ?? ''))];
    box.hidden = texts.length === 0;
    if (box.hidden) return;
    box.replaceChildren(...texts.map((text) => html('bdi', {}, text)));
    const { left, top, bottom } = beside.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = box;
    const { clientWidth, clientHeight } = document.documentElement;
    const x = Math.max(4, Math.min(left, clientWidth - offsetWidth - 4));
    // Below, or above where there is no room: one can go there with the pointer.
    const y = bottom + offsetHeight < clientHeight ? bottom : Math.max(4, top - offsetHeight);
    box.style.setProperty('left', `${x + scrollX}px`);
    box.style.setProperty('top', `${y + scrollY}px`);
  }

  document.addEventListener('pointerover', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (box.contains(target)) return;
    const label = target.closest('[data-full]');
    show(label ?? box, label ? [label] : []);
  });
  document.addEventListener('focusin', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (!target.matches(':focus-visible')) return;
    const place = target.closest('[data-cuts]');
    show(target, target.hasAttribute('data-full') ? [target] : [...(place?.querySelectorAll('[data-full]') ?? [])]);
  });
  const hide = () => { box.hidden = true; };
  document.addEventListener('focusout', hide);
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && hide());
}
