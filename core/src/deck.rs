//! A deck: the one description that the machine, the observation and the renderer come from.

use crate::{Error, Machine, fingerprint::Fingerprint, room::Room};

/// Ordered slots of cards; an output is one card from each slot.
///
/// ```
/// use lobule::{Card, Deck, Follow, Slot};
///
/// const TEA: Deck = Deck {
///     name: "Tea",
///     contexts: &["morning", "evening"],
///     first: Follow::Any,
///     slots: &[
///         Slot {
///             name: "Leaf",
///             cards: &[
///                 Card { label: "black", payload: "", next: Follow::Any },
///                 Card { label: "green", payload: "", next: Follow::Only(0b01) }, // no milk
///             ],
///         },
///         Slot { name: "With", cards: &[Card::new("nothing", ""), Card::new("milk", "")] },
///     ],
/// };
/// assert_eq!(TEA.states(), 5);
/// assert!(TEA.check().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deck<'a> {
    /// What people call it.
    pub name: &'a str,
    /// The situations that an output can be asked for; at least one.
    pub contexts: &'a [&'a str],
    /// Which cards of the first slot may begin an output.
    pub first: Follow,
    /// In the order in which they are filled.
    pub slots: &'a [Slot<'a>],
}

/// A place in the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot<'a> {
    /// What people call it.
    pub name: &'a str,
    /// The choices.
    pub cards: &'a [Card<'a>],
}

/// One choice for a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Card<'a> {
    /// What people read.
    pub label: &'a str,
    /// What the renderer makes of it.
    pub payload: &'a str,
    /// Which cards of the next slot may follow; means nothing in the last slot.
    pub next: Follow,
}

/// Which cards of a slot are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// All of them.
    Any,
    /// Those whose bit is set.
    Only(u8),
}

impl<'a> Card<'a> {
    /// A card that anything may follow.
    pub const fn new(label: &'a str, payload: &'a str) -> Self {
        Card { label, payload, next: Follow::Any }
    }
}

impl Follow {
    /// The allowed cards of the first of `slots` as bits; none where there is no slot, or the rule names
    /// a card beyond.
    pub(crate) const fn mask_or_none(self, slots: &[Slot]) -> u8 {
        match (slots, self.mask(cards_of(slots))) {
            ([_, ..], Some(mask)) => mask,
            _ => 0,
        }
    }

    /// The allowed ones of `cards` cards as bits, or `None` if a bit names a card beyond.
    const fn mask(self, cards: usize) -> Option<u8> {
        // An unchecked deck may have more cards than bits, or none.
        let all = match u8::MAX.checked_shr(Deck::MAX_CARDS.saturating_sub(cards) as u32) {
            Some(all) => all,
            None => 0,
        };
        match self {
            Follow::Any => Some(all),
            Follow::Only(mask) if mask & !all == 0 => Some(mask),
            Follow::Only(_) => None,
        }
    }
}

impl Deck<'_> {
    /// Most slots of a deck.
    pub const MAX_SLOTS: usize = 8;
    /// Most cards of a slot.
    pub const MAX_CARDS: usize = 8;
    /// Most cards of a deck; with the start they are the 64 states of a [`Machine`].
    pub const MAX_CARDS_IN_ALL: usize = 63;
    /// Most contexts of a deck.
    pub const MAX_CONTEXTS: usize = 255;

    /// How many cards there are in all.
    pub const fn cards(&self) -> usize {
        let (mut cards, mut rest) = (0, self.slots);
        while let [slot, tail @ ..] = rest {
            cards += slot.cards.len();
            rest = tail;
        }
        cards
    }

    /// The number of cards in the fullest slot, which is the number of actions.
    pub const fn widest(&self) -> usize {
        let (mut widest, mut rest) = (0, self.slots);
        while let [slot, tail @ ..] = rest {
            if slot.cards.len() > widest {
                widest = slot.cards.len();
            }
            rest = tail;
        }
        widest
    }

    /// The number of states of its machine: the start, and one for each card.
    pub const fn states(&self) -> usize {
        1 + self.cards()
    }

    /// The length of its observation: one-hot slot, one-hot previous card, one-hot context.
    pub const fn observations(&self) -> usize {
        self.slots.len() + self.widest() + self.contexts.len()
    }

    /// The number of distinct observations in one context: the first slot's, and one for each card
    /// that a slot comes after.
    pub const fn inputs(&self) -> usize {
        let mut inputs = 1 + self.cards();
        if let [.., last] = self.slots {
            inputs -= last.cards.len();
        }
        inputs
    }

    /// How many ways there are to put two cards into neighbouring slots.
    pub const fn pairs(&self) -> usize {
        let (mut pairs, mut rest) = (0, self.slots);
        while let [slot, tail @ ..] = rest {
            pairs += slot.cards.len() * cards_of(tail);
            rest = tail;
        }
        pairs
    }

    /// The room that an agent needs for it.
    pub const fn room(&self) -> Room {
        Room {
            slots: self.slots.len(),
            widest: self.widest(),
            cards: self.cards(),
            pairs: self.pairs(),
            inputs: self.inputs(),
            contexts: self.contexts.len(),
        }
    }

    /// One number that tells decks apart: FNV-1a (64 bits) over all names and labels and what may
    /// follow what. Payloads do not count, as a taste survives a new shade of red.
    pub const fn identity(&self) -> u64 {
        let mut identity = Fingerprint::new();
        identity.text(self.name);
        identity.bytes(&(self.contexts.len() as u32).to_le_bytes());
        let mut contexts = self.contexts;
        while let [context, tail @ ..] = contexts {
            identity.text(context);
            contexts = tail;
        }
        identity.bytes(&[self.first.mask_or_none(self.slots)]);
        let mut slots = self.slots;
        while let [slot, below @ ..] = slots {
            identity.text(slot.name);
            identity.bytes(&(slot.cards.len() as u32).to_le_bytes());
            let mut cards = slot.cards;
            while let [card, tail @ ..] = cards {
                identity.text(card.label);
                identity.bytes(&[card.next.mask_or_none(below)]);
                cards = tail;
            }
            slots = below;
        }
        identity.finish()
    }

    /// Whether an agent can be built for it.
    ///
    /// # Errors
    /// [`Error::DeckEmpty`], [`Error::SlotEmpty`], [`Error::DeckTooLarge`],
    /// [`Error::FirstOutOfRange`], [`Error::FollowOutOfRange`], [`Error::CardWithoutFollower`].
    pub const fn check(&self) -> Result<(), Error> {
        match self.reach_last() {
            Ok(_) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The machine: state 0 is the start, then the cards slot by slot; the cards of the last slot
    /// are terminal. A card that no chain of legal cards leads to is never shown.
    ///
    /// # Errors
    /// As [`check`](Self::check), and [`Error::TooManyStates`].
    pub const fn machine<const STATES: usize>(&self) -> Result<Machine<STATES>, Error> {
        let reached = match self.reach_last() {
            Ok(reached) => reached,
            Err(error) => return Err(error),
        };
        if self.states() > STATES {
            return Err(Error::TooManyStates { got: self.states(), capacity: STATES });
        }
        let mut machine = Machine::ZERO;
        machine.allow(0, (self.first.mask_or_none(self.slots) as u64) << 1);
        let (mut state, mut slots) = (1, self.slots);
        while let [here, below @ ..] = slots {
            let after = state + here.cards.len();
            let mut cards = here.cards;
            while let [face, tail @ ..] = cards {
                if !below.is_empty() {
                    machine.allow(state, (face.next.mask_or_none(below) as u64) << after);
                    state += 1;
                }
                cards = tail;
            }
            if below.is_empty() {
                machine.end_at((reached as u64) << state);
            }
            slots = below;
        }
        Ok(machine)
    }

    /// The cards of the last slot that some legal chain leads to, a bit each.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    const fn reach_last(&self) -> Result<u8, Error> {
        if let Err(error) = self.check_size() {
            return Err(error);
        }
        let Some(mut reached) = self.first.mask(cards_of(self.slots)) else {
            let (mask, cards) = (bits(self.first), cards_of(self.slots));
            return Err(Error::FirstOutOfRange { mask, cards });
        };
        if reached == 0 {
            return Err(Error::DeckEmpty { what: "first card" });
        }
        let (mut slot, mut slots) = (0, self.slots);
        while let [here, below @ ..] = slots {
            if below.is_empty() {
                break;
            }
            let (mut card, mut next_reached, mut cards) = (0, 0, here.cards);
            while let [face, tail @ ..] = cards {
                let Some(next) = face.next.mask(cards_of(below)) else {
                    let (mask, cards) = (bits(face.next), cards_of(below));
                    return Err(Error::FollowOutOfRange { slot, card, mask, cards });
                };
                if reached >> card & 1 == 1 {
                    if next == 0 {
                        return Err(Error::CardWithoutFollower { slot, card });
                    }
                    next_reached |= next;
                }
                cards = tail;
                card += 1;
            }
            (slot, reached, slots) = (slot + 1, next_reached, below);
        }
        Ok(reached)
    }

    const fn check_size(&self) -> Result<(), Error> {
        if self.slots.is_empty() {
            return Err(Error::DeckEmpty { what: "slots" });
        }
        if self.contexts.is_empty() {
            return Err(Error::DeckEmpty { what: "contexts" });
        }
        if self.slots.len() > Self::MAX_SLOTS {
            let got = self.slots.len();
            return Err(Error::DeckTooLarge { what: "slots", got, capacity: Self::MAX_SLOTS });
        }
        if self.contexts.len() > Self::MAX_CONTEXTS {
            let (got, capacity) = (self.contexts.len(), Self::MAX_CONTEXTS);
            return Err(Error::DeckTooLarge { what: "contexts", got, capacity });
        }
        let (mut slot, mut rest) = (0, self.slots);
        while let [here, tail @ ..] = rest {
            let got = here.cards.len();
            if got == 0 {
                return Err(Error::SlotEmpty { slot });
            }
            if got > Self::MAX_CARDS {
                let what = "cards in one slot";
                return Err(Error::DeckTooLarge { what, got, capacity: Self::MAX_CARDS });
            }
            rest = tail;
            slot += 1;
        }
        if self.cards() > Self::MAX_CARDS_IN_ALL {
            let (got, capacity) = (self.cards(), Self::MAX_CARDS_IN_ALL);
            return Err(Error::DeckTooLarge { what: "cards in all", got, capacity });
        }
        Ok(())
    }
}

const fn cards_of(slots: &[Slot]) -> usize {
    match slots {
        [slot, ..] => slot.cards.len(),
        [] => 0,
    }
}

const fn bits(follow: Follow) -> u8 {
    match follow {
        Follow::Any => u8::MAX,
        Follow::Only(mask) => mask,
    }
}

#[cfg(test)]
mod tests;
