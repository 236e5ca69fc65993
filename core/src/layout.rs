//! What an agent keeps of a deck: legal moves, and where each fact stands in an observation, in the
//! table of distinct observations, and among the coefficients of the taste model.

use heapless::Vec;

use crate::{Deck, Error, categorical::is_legal, journal::Packed, room::Room};

/// A deck as numbers. Observations are laid out by the deck, not by the room for it:
/// `[slot one-hot | previous card one-hot | context one-hot | zeros]`.
#[derive(Clone, Debug)]
pub(crate) struct Layout<const SLOTS: usize, const STATES: usize> {
    /// For the start and for each card, slot by slot: the cards that may come next, a bit each.
    next: [u8; STATES],
    /// Cards in each slot.
    cards: [u8; SLOTS],
    slots: u8,
    widest: u8,
    contexts: u8,
    /// See [`Deck::identity`].
    identity: u64,
}

impl<const SLOTS: usize, const STATES: usize> Layout<SLOTS, STATES> {
    pub const ZERO: Self = Layout {
        next: [0; STATES],
        cards: [0; SLOTS],
        slots: 0,
        widest: 0,
        contexts: 0,
        identity: 0,
    };

    /// # Errors
    /// What is wrong with the deck, [`Error::DeckTooLarge`], or [`Error::TooManyStates`].
    pub const fn new(deck: &Deck) -> Result<Self, Error> {
        if let Err(error) = deck.check() {
            return Err(error);
        }
        if deck.slots.len() > SLOTS {
            let got = deck.slots.len();
            return Err(Error::DeckTooLarge { what: "slots", got, capacity: SLOTS });
        }
        if deck.states() > STATES {
            return Err(Error::TooManyStates { got: deck.states(), capacity: STATES });
        }
        let mut layout = Self::ZERO;
        layout.slots = deck.slots.len() as u8;
        layout.widest = deck.widest() as u8;
        layout.contexts = deck.contexts.len() as u8;
        layout.identity = deck.identity();
        // Walked as slices: `const` has neither iterators nor `get_mut`.
        let (mut counts, mut slots): (&mut [u8], _) = (&mut layout.cards, deck.slots);
        let mut next: &mut [u8] = &mut layout.next;
        if let [start, cards @ ..] = next {
            *start = deck.first.mask_or_none(deck.slots);
            next = cards;
        }
        while let ([count, more_counts @ ..], [slot, below @ ..]) = (counts, slots) {
            *count = slot.cards.len() as u8;
            let mut cards = slot.cards;
            while let [card, more_cards @ ..] = cards {
                next = match next {
                    [place, more_places @ ..] => {
                        *place = card.next.mask_or_none(below);
                        more_places
                    }
                    [] => &mut [],
                };
                cards = more_cards;
            }
            (counts, slots) = (more_counts, below);
        }
        Ok(layout)
    }

    pub const fn identity(&self) -> u64 {
        self.identity
    }

    pub const fn slots(&self) -> usize {
        self.slots as usize
    }

    pub const fn widest(&self) -> usize {
        self.widest as usize
    }

    pub const fn contexts(&self) -> usize {
        self.contexts as usize
    }

    /// The cards in each slot that a deck can have.
    pub const fn each_slot(&self) -> [u8; Deck::MAX_SLOTS] {
        let mut each = [0; Deck::MAX_SLOTS];
        let (mut places, mut counts): (&mut [u8], &[u8]) = (&mut each, &self.cards);
        while let ([place, more_places @ ..], [count, more @ ..]) = (places, counts) {
            *place = *count;
            (places, counts) = (more_places, more);
        }
        each
    }

    /// The length of an observation without the zeros that fill up the room.
    pub const fn observations(&self) -> usize {
        self.slots() + self.widest() + self.contexts()
    }

    pub fn cards_in(&self, slot: usize) -> usize {
        self.cards.get(slot).copied().unwrap_or(0).into()
    }

    /// How many cards there are in the slots before `slot`.
    pub fn cards_before(&self, slot: usize) -> usize {
        self.cards.iter().take(slot).map(|&cards| usize::from(cards)).sum()
    }

    /// How many pairs of neighbours there are before those of `slot` and the next one.
    pub fn pairs_before(&self, slot: usize) -> usize {
        (0..slot).map(|slot| self.cards_in(slot) * self.cards_in(slot + 1)).sum()
    }

    /// The sizes of this deck.
    pub fn room(&self) -> Room {
        let last = self.slots().saturating_sub(1);
        let cards = self.cards_before(self.slots());
        Room {
            slots: self.slots(),
            widest: self.widest(),
            cards,
            pairs: self.pairs_before(last),
            inputs: 1 + self.cards_before(last),
            contexts: self.contexts(),
        }
    }

    /// Fills slot by slot; `choose` gives the card for a slot after a card of the slot before.
    ///
    /// # Errors
    /// The first of `choose`.
    pub fn walk(
        &self,
        mut choose: impl FnMut(usize, Option<u8>) -> Result<usize, Error>,
    ) -> Result<[u8; SLOTS], Error> {
        let (mut cards, mut previous) = ([0; SLOTS], None);
        for (slot, card) in cards.iter_mut().take(self.slots()).enumerate() {
            *card = choose(slot, previous)? as u8;
            previous = Some(*card);
        }
        Ok(cards)
    }

    /// The cards of this deck's slots, without the room after them.
    pub fn chain(&self, cards: &[u8; SLOTS]) -> Vec<u8, SLOTS> {
        let mut chain = Vec::new();
        for &card in cards.iter().take(self.slots()) {
            // There is room for every slot.
            let _ = chain.push(card);
        }
        chain
    }

    /// Whether the deck allows these cards one after the other, and has no more slots.
    pub fn allows(&self, output: Packed) -> bool {
        let mut previous = None;
        for slot in 0..self.slots() {
            let card = output.card(slot);
            let Ok(mask) = self.mask(slot, previous) else { return false };
            if !is_legal(mask, card.into()) {
                return false;
            }
            previous = Some(card);
        }
        output.context() < self.contexts && output.is_within(self.slots())
    }

    /// # Errors
    /// [`Error::ContextOutOfRange`].
    pub fn check_context(&self, context: usize) -> Result<u8, Error> {
        match u8::try_from(context) {
            Ok(number) if number < self.contexts => Ok(number),
            _ => Err(Error::ContextOutOfRange { got: context, contexts: self.contexts() }),
        }
    }

    /// The observation before slot `slot` is filled, after card `previous` of the slot before.
    pub fn observe(&self, context: u8, slot: usize, previous: Option<u8>, obs: &mut [f32]) {
        obs.fill(0.0);
        let mut set = |index: usize| {
            if let Some(fact) = obs.get_mut(index) {
                *fact = 1.0;
            }
        };
        set(slot);
        if let Some(previous) = previous {
            set(self.slots() + usize::from(previous));
        }
        set(self.slots() + self.widest() + usize::from(context));
    }

    /// Which of the distinct observations of a context this is: 0 for the first slot's, then slot by
    /// slot one for each card of the slot before.
    pub fn input(&self, slot: usize, previous: Option<u8>) -> usize {
        match (slot.checked_sub(1), previous) {
            (Some(before), Some(card)) => 1 + self.cards_before(before) + usize::from(card),
            _ => 0,
        }
    }

    /// The slot and previous card of the `input`-th observation of a context.
    pub fn place(&self, input: usize) -> (usize, Option<u8>) {
        let Some(mut card) = input.checked_sub(1) else { return (0, None) };
        let mut slot = 1;
        while card >= self.cards_in(slot - 1) && slot < self.slots() {
            card -= self.cards_in(slot - 1);
            slot += 1;
        }
        (slot, Some(card as u8))
    }

    /// The cards that may fill slot `slot` after card `previous` of the slot before, a bit each.
    /// An action is a card's place in its slot, so that one output unit stands for one card
    /// whatever came before it.
    ///
    /// # Errors
    /// [`Error::SlotOutOfRange`], [`Error::PreviousCard`], [`Error::CardOutOfRange`].
    pub fn mask(&self, slot: usize, previous: Option<u8>) -> Result<u64, Error> {
        if slot >= self.slots() {
            return Err(Error::SlotOutOfRange { got: slot, slots: self.slots() });
        }
        match (slot.checked_sub(1), previous) {
            (Some(before), Some(card)) if usize::from(card) >= self.cards_in(before) => {
                let cards = self.cards_in(before);
                return Err(Error::CardOutOfRange { slot: before, got: card.into(), cards });
            }
            (Some(_), None) | (None, Some(_)) => return Err(Error::PreviousCard { slot }),
            _ => {}
        }
        Ok(self.next.get(self.input(slot, previous)).copied().unwrap_or(0).into())
    }
}

#[cfg(test)]
mod tests;
