// What a deck says of the cards of an output.

export const cardsOf = (deck, cards) => deck.slots.map((slot, s) => slot.cards[cards[s]]);

/** The text twin: `Colour: red · Motion: chase`. */
export const describe = (deck, cards) =>
  cardsOf(deck, cards).map((card, s) => `${deck.slots[s].name}: ${card.label}`).join(' · ');

/** The labels alone: `red · chase`. */
export const labels = (deck, cards) => cardsOf(deck, cards).map(({ label }) => label).join(' · ');
