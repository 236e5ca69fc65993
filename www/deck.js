// What a deck says of the cards of an output, and of its files.

export const cardsOf = (deck, cards) => deck.slots.map((slot, s) => slot.cards[cards[s]]);

/** The text twin: `Colour: red · Motion: chase`. */
export const describe = (deck, cards) =>
  cardsOf(deck, cards).map((card, s) => `${deck.slots[s].name}: ${card.label}`).join(' · ');

/** The labels alone: `red · chase`. */
export const labels = (deck, cards) => cardsOf(deck, cards).map(({ label }) => label).join(' · ');

/** What its files are called, without the ending. */
export const fileName = ({ name }) => `lobule-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
