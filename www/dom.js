// Making and finding elements.

export const byId = (id) => document.getElementById(id);

/** Sets the text where it differs, so that nothing is announced or laid out twice. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function filled(element, attributes, children) {
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

export function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

/**
 * Calls `act` when a form is filled in, by its button or by Enter, which presses that. In a sandboxed frame
 * the event `submit` may never come.
 */
export function onSubmit(form, act) {
  form.querySelector('[type=submit]').addEventListener('click', (event) => {
    event.preventDefault();
    act();
  });
}

/** Calls `then` with the element's width when it has changed. */
export function onWidth(element, then) {
  let width = 0;
  // In a frame of its own: an observer that changes the layout would be called again in its turn.
  new ResizeObserver(([{ contentRect }]) => requestAnimationFrame(() => {
    if (contentRect.width === width || contentRect.width === 0) return;
    width = contentRect.width;
    then(width);
  })).observe(element);
}

export const html = (name, attributes = {}, ...children) =>
  filled(document.createElement(name), attributes, children);

export const svg = (name, attributes = {}, ...children) =>
  filled(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
