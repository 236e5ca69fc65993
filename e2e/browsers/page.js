// A page in any browser, as a person has it: keys, clicks, and what is to be seen.

import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';

/** Long enough for a loaded machine; only a failure waits this long. */
const PATIENCE_MS = 30_000;

/** Waits until `ask()` gives something, and gives that; `glimpse()` tells more where it never does. */
export async function until(what, ask, glimpse = () => '') {
  const start = performance.now();
  let last;
  do {
    // While a page is loaded anew there is nobody to ask.
    last = await Promise.resolve().then(ask).then((value) => ({ value }), ({ message }) => ({ message }));
    if (last.value) return last.value;
    await wait(10);
  } while (performance.now() - start < PATIENCE_MS);
  return assert.fail(`${what}: not within ${PATIENCE_MS / 1000} s, at last ${JSON.stringify(last)}; ${await glimpse()}`);
}

/** What the page tells, for the message of a failure. */
function told() {
  const { dataset } = document.documentElement;
  const words = [...document.querySelectorAll('[role=alert], [role=status], #given, #output-text, #model-state')]
    .map(({ id, textContent }) => [id, textContent.trim()]).filter(([, text]) => text);
  return { at: location.href, ...dataset, says: Object.fromEntries(words) };
}

/**
 * `hands` are a browser's: `evaluate(question, given)`, `open(url)`, `reload()`, `press(key, held)`, `write(text)`,
 * `click(selector)`, `choose(selector, file)`, `front()`, `picture(file)`, and `complaints`, what its console has said.
 */
export class Page {
  constructor(hands) {
    this.hands = hands;
  }

  /** Opens an address and waits for the first output. */
  async open(url) {
    await this.hands.open(url);
    await this.ready();
    return this;
  }

  async reload() {
    await this.hands.reload();
    await this.ready();
  }

  ready() {
    return this.until('the page has come up', () => document.documentElement.dataset.ready === 'true');
  }

  /** What a function comes to that runs in the page. */
  ask(question, ...given) {
    return this.hands.evaluate(question, given);
  }

  /** Waits until that is something, and gives it. */
  until(what, question, ...given) {
    return this.wait(what, () => this.ask(question, ...given));
  }

  wait(what, ask) {
    return until(what, ask, async () => {
      const seen = await this.ask(told).catch(({ message }) => message);
      return `the page: ${JSON.stringify(seen)}; the console: ${JSON.stringify(this.hands.complaints)}`;
    });
  }

  /** Brings its tab before the others. */
  front() {
    return this.hands.front();
  }

  click(selector) {
    return this.hands.click(selector);
  }

  press(key, ...held) {
    return this.hands.press(key, held);
  }

  /** Puts a text in the place of what a field has. */
  async fill(selector, text) {
    await this.ask((field) => document.querySelector(field).focus(), selector);
    await this.press('a', 'Control');
    await this.press('Backspace');
    if (text) await this.hands.write(text);
    const there = await this.ask((field) => document.querySelector(field).value, selector);
    assert.equal(there, text, `${selector} was filled in`);
  }

  /** Picks a file in a field for one. */
  choose(selector, file) {
    return this.hands.choose(selector, file);
  }

  /** What an element says. */
  text(selector) {
    return this.ask((it) => document.querySelector(it).textContent.trim(), selector);
  }

  /** Waits until an element says something, a text or what a pattern has; all that it says then. */
  says(selector, words) {
    const says = (text) => (words instanceof RegExp ? words.test(text) : text.includes(words));
    return this.wait(`${selector} says ${words}`, async () => {
      const text = await this.text(selector);
      return says(text) && text;
    });
  }

  /** The session on show: its hash as it stands at the page's foot, how many ratings it has, and the output. */
  state() {
    return this.until('the session on show', () => {
      const { hash, ratings } = document.documentElement.dataset;
      const output = document.getElementById('output-text');
      // Its texts follow at a pace that can be read.
      if (lobule.busy || document.getElementById('footer-hash').textContent !== hash) return undefined;
      return { hash, ratings: Number(ratings), output: output.textContent.trim(), serial: output.dataset.outputId };
    });
  }

  /** Does something that shows another output, and waits for that. */
  async next(does) {
    const before = await this.ask(() => document.getElementById('output-text').dataset.outputId);
    await does();
    await this.until('another output', (old) =>
      !lobule.busy && document.getElementById('output-text').dataset.outputId !== old, before);
  }

  /** Presses keys, of one letter each, which all show another output; what the session is then. */
  async keys(letters) {
    for (const letter of letters) await this.next(() => this.press(letter));
    return this.state();
  }

  /** Changes to a deck by its button. */
  async deck(id) {
    await this.click(`[data-deck=${id}]`);
    await this.until(`the deck ${id}`, (deck) =>
      !lobule.busy && document.querySelector(`[data-deck=${deck}]`).getAttribute('aria-pressed') === 'true', id);
  }

  /** Takes back complaints of the console that hold some words, where they are what was asked for. */
  forgive(words) {
    this.hands.complaints = this.hands.complaints.filter((complaint) => !complaint.includes(words));
  }
}

/** Holds a session to one that was reached in another way. */
export function same(state, wanted, how) {
  const of = ({ hash, ratings, output }) => ({ hash, ratings, output });
  assert.deepEqual(of(state), of(wanted), how);
}
