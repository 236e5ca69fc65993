//! What an agent keeps of a deck: the machine, and where in an observation each fact stands.

use heapless::Vec;

use crate::{Deck, Error, Machine};

/// A deck as numbers. Observations are laid out by the deck, not by the room for it:
/// `[slot one-hot | previous card one-hot | context one-hot | zeros]`.
#[derive(Clone, Debug)]
pub(crate) struct Layout<const SLOTS: usize, const STATES: usize> {
    machine: Machine<STATES>,
    /// Cards in each slot.
    cards: [u8; SLOTS],
    slots: u8,
    widest: u8,
    contexts: u8,
}

impl<const SLOTS: usize, const STATES: usize> Layout<SLOTS, STATES> {
    pub const ZERO: Self =
        Layout { machine: Machine::ZERO, cards: [0; SLOTS], slots: 0, widest: 0, contexts: 0 };

    /// # Errors
    /// What is wrong with the deck, or [`Error::DeckTooLarge`].
    pub fn new(deck: &Deck) -> Result<Self, Error> {
        deck.check()?;
        if deck.slots.len() > SLOTS {
            let got = deck.slots.len();
            return Err(Error::DeckTooLarge { what: "slots", got, capacity: SLOTS });
        }
        let mut cards = [0; SLOTS];
        for (cards, slot) in cards.iter_mut().zip(deck.slots) {
            *cards = slot.cards.len() as u8;
        }
        Ok(Layout {
            machine: deck.machine()?,
            cards,
            slots: deck.slots.len() as u8,
            widest: deck.widest() as u8,
            contexts: deck.contexts.len() as u8,
        })
    }

    pub fn slots(&self) -> usize {
        self.slots.into()
    }

    pub fn widest(&self) -> usize {
        self.widest.into()
    }

    pub fn contexts(&self) -> usize {
        self.contexts.into()
    }

    /// The length of an observation without the zeros that fill up the room.
    pub fn observations(&self) -> usize {
        self.slots() + self.widest() + self.contexts()
    }

    pub fn cards_in(&self, slot: usize) -> usize {
        self.cards.get(slot).copied().unwrap_or(0).into()
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

    /// The cards that may fill slot `slot` after card `previous` of the slot before, a bit each.
    /// An action is a card's place in its slot, so that one output unit stands for one card
    /// whatever came before it.
    ///
    /// # Errors
    /// [`Error::SlotOutOfRange`], [`Error::CardOutOfRange`].
    pub fn mask(&self, slot: usize, previous: Option<u8>) -> Result<u64, Error> {
        if slot >= self.slots() {
            return Err(Error::SlotOutOfRange { got: slot, slots: self.slots() });
        }
        let first_of = |slot: usize| 1 + (0..slot).map(|s| self.cards_in(s)).sum::<usize>();
        let state = match (slot.checked_sub(1), previous) {
            (Some(before), Some(card)) if usize::from(card) < self.cards_in(before) => {
                first_of(before) + usize::from(card)
            }
            (None, None) => self.machine.start(),
            (Some(before), card) => {
                let got = card.map_or(usize::MAX, usize::from);
                return Err(Error::CardOutOfRange {
                    slot: before,
                    got,
                    cards: self.cards_in(before),
                });
            }
            (None, Some(card)) => {
                return Err(Error::CardOutOfRange { slot: 0, got: card.into(), cards: 0 });
            }
        };
        Ok(self.machine.legal(state)? >> (first_of(slot) & 63))
    }
}
