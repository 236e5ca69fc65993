// What the list of sessions says of each.

/** @import { Page, Store, Summary, Timeline } from '../types.js' */

import { labels } from '../deck.js';
import { isObject } from '../decks/own.js';
import { mean } from '../statistics.js';

/**
 * Of the session of a store; `page` is what the page keeps beside it.
 * @param {Store} store
 * @param {Page} page
 */
export function summaryOf(store, { pins = [], tasks }) {
  const { deck, allRatings, demo, events, hash, past } = store;
  const stars = allRatings.filter(({ by }) => by === 'person').map((rating) => rating.stars);
  const cards = allRatings.length > 0 ? store.greedy() : undefined;
  /** @param {Timeline} timeline */
  const isTheirs = ({ events, auto }) => events.some((event) => 'rate' in event && !auto.has(event.rate[0]));
  return {
    deck: { id: deck.id, name: deck.name },
    ratings: stars.length,
    auto: allRatings.length - stars.length,
    mean: stars.length > 0 ? mean(stars) : undefined,
    // The labels too, for a deck that the page does not have at hand.
    favourite: cards && { cards, text: labels(deck, cards) },
    demo,
    events: events.length,
    // Of all events.
    hash: past === undefined ? hash : undefined,
    // A snapshot has ratings of before.
    worth: stars.length > 0 || store.base !== undefined || pins.length > 0 || Object.values(tasks ?? {}).some(Boolean)
      || store.timelinesBeside().some(isTheirs),
  };
}

/**
 * What earlier pages kept, as far as the list tells of it.
 * @typedef {{ rate?: [number, number], rerate?: [number, number] }} Given
 * @typedef {object} Former
 * @property {string} [base]
 * @property {'lights' | { name: string }} deck
 * @property {Given[]} events
 * @property {string} [hash]
 * @property {{
 *   auto?: number[], pins?: unknown[], tasks?: Record<string, string>, branches?: { events?: Given[] }[], demo?: boolean,
 * }} [page]
 */

/**
 * Of a kept text that has not been played, as far as it tells; `problem` is `true` where it cannot be read.
 * @param {string} text
 * @param {string} id
 * @returns {Summary}
 */
export function summaryOfText(text, id) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    file = undefined;
  }
  if (!isObject(file) || !Array.isArray(file.events)) {
    return { deck: { id, name: id }, ratings: 0, auto: 0, worth: true, problem: true };
  }
  const { base, deck, events, hash, page = {} } = /** @type {Former} */ (file);
  const auto = new Set(Array.isArray(page?.auto) ? page.auto : []);
  /** @type {Map<number, number>} */
  const given = new Map();
  for (const event of events) {
    const [output, stars] = event?.rate ?? event?.rerate ?? [];
    if (output !== undefined && !auto.has(output)) given.set(output, Number(stars));
  }
  const stars = [...given.values()];
  const { pins = [], tasks, branches } = isObject(page) ? page : {};
  return {
    deck: { id, name: isObject(deck) ? String(deck.name) : id },
    ratings: stars.length,
    auto: auto.size,
    mean: stars.length > 0 ? mean(stars) : undefined,
    events: events.length,
    hash,
    demo: page?.demo === true,
    worth: stars.length > 0 || base !== undefined || pins?.length > 0 || Object.values(tasks ?? {}).some(Boolean)
      || Boolean(branches?.some?.(({ events }) => events?.some?.((event) => event.rate))),
  };
}
