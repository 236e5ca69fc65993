// Making and finding elements.

/** @import { Attributes, Ids } from './types.js' */

/**
 * An element of index.html.
 * @template {keyof Ids} Id
 * @param {Id} id
 */
export const byId = (id) => /** @type {Ids[Id]} */ (document.getElementById(id));

/**
 * The element that is there for certain.
 * @param {string} selector
 */
export const find = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

/**
 * Sets the text where it differs, so that nothing is announced or laid out twice.
 * @param {Node | null} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/**
 * The same for elements by the names of their words.
 * @template {string} Name
 * @param {Record<Name, Node>} elements
 * @param {Record<NoInfer<Name>, string>} words
 */
export function setTexts(elements, words) {
  for (const name of /** @type {Name[]} */ (Object.keys(elements))) setText(elements[name], words[name]);
}

/**
 * @template {Element} One
 * @param {One} element
 * @param {Attributes} attributes
 * @param {(Node | string)[]} children
 */
function filled(element, attributes, children) {
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

/**
 * @param {Element} element
 * @param {Attributes} attributes
 */
export function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

/**
 * Calls `act` when a form is filled in, by its button or by Enter, which presses that. In a sandboxed frame
 * the event `submit` may never come.
 * @param {HTMLFormElement} form
 * @param {() => void} act
 */
export function onSubmit(form, act) {
  form.querySelector('[type=submit]')?.addEventListener('click', (event) => {
    event.preventDefault();
    act();
  });
}

/**
 * Calls `then` with the element's width when it has changed.
 * @param {Element} element
 * @param {(width: number) => void} then
 */
export function onWidth(element, then) {
  let width = 0;
  // In a frame of its own: an observer that changes the layout would be called again in its turn.
  new ResizeObserver(([{ contentRect }]) => requestAnimationFrame(() => {
    if (contentRect.width === width || contentRect.width === 0) return;
    width = contentRect.width;
    then(width);
  })).observe(element);
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} attributes
 * @param {...(Node | string)} children
 */
export const html = (name, attributes = {}, ...children) =>
  filled(document.createElement(name), attributes, children);

/**
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} attributes
 * @param {...(Node | string)} children
 */
export const svg = (name, attributes = {}, ...children) =>
  filled(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
