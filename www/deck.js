// What a deck says of the cards of an output, and of its files.

/** @import { CoreDeck, Deck } from './types.js' */

import { deckToJson } from './decks/own.js';
import { sentences } from './decks/prompt.js';
import { isolated } from './words/isolate.js';
import { language } from './words/language.js';

/**
 * Name, contexts, slots and labels in the language of the page; in sentences they are `isolated`.
 * @param {Deck} deck
 */
export const names = (deck) => (language() === 'ko' && deck.korean ? deck.korean : english(deck));

/** @param {CoreDeck} coreDeck */
const english = ({ name, contexts, slots }) => ({
  name, contexts,
  slots: slots.map((slot) => ({ name: slot.name, cards: slot.cards.map(({ label }) => label) })),
});

/** @param {Deck} deck @param {number[]} cards */
export const cardsOf = (deck, cards) => deck.slots.map((slot, s) => slot.cards[cards[s]]);

/**
 * The text twin: `Colour: red · Motion: chase`.
 * @param {Deck} deck
 * @param {number[]} cards
 */
export const describe = (deck, cards) =>
  names(deck).slots.map((slot, s) => `${isolated(slot.name)}: ${isolated(slot.cards[cards[s]])}`).join(' · ');

/**
 * The same of an output on trial, for those who do not see or hear it: of a text, the text itself and not what
 * its cards are called.
 * @param {Deck} deck
 * @param {number[]} cards
 */
export const describeTrial = (deck, cards) =>
  (isText(deck) ? sentences(deck, cards).map(isolated).join(' ') : describe(deck, cards));

/**
 * Whether the outputs of a deck are texts.
 * @param {Pick<Deck, 'renderer'>} of
 */
export const isText = ({ renderer }) => renderer === 'prompt' || renderer === 'text';

/**
 * The labels alone: `red · chase`.
 * @param {Deck} deck
 * @param {number[]} cards
 */
export const labels = (deck, cards) =>
  names(deck).slots.map((slot, s) => isolated(slot.cards[cards[s]])).join(' · ');

/**
 * What its files are called, without the ending.
 * @param {Pick<Deck, 'name'>} of
 */
export const fileName = ({ name }) =>
  `lobule-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'deck'}`;

/**
 * The deck as session files have it.
 * @param {Deck} deck
 */
export const fileDeck = (deck) => (deck.id === 'lights' ? 'lights' : deckToJson(deck));
