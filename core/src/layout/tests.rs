//! The layout agrees with its deck, in a type that has room for more.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

extern crate std;
use std::{vec, vec::Vec};

use super::*;
use crate::{Card, Follow, Slot};

const fn card(next: Follow) -> Card<'static> {
    Card { next, ..Card::new("", "") }
}

/// Three, two and four cards; none of them may be followed by all others but the middle one of the first slot.
const DECK: Deck = Deck {
    name: "Soup",
    contexts: &["noon", "night", "feast"],
    first: Follow::Only(0b110),
    slots: &[
        Slot {
            name: "Base",
            cards: &[card(Follow::Only(0b01)), card(Follow::Any), card(Follow::Only(0b10))],
        },
        Slot { name: "With", cards: &[card(Follow::Only(0b0111)), card(Follow::Only(0b1010))] },
        Slot { name: "Herb", cards: &[card(Follow::Any); 4] },
    ],
};

type Roomy = Layout<5, 16>;

fn layout() -> Roomy {
    Layout::new(&DECK).unwrap()
}

/// The slot and previous card of every observation of a context.
const PLACES: [(usize, Option<u8>); 6] =
    [(0, None), (1, Some(0)), (1, Some(1)), (1, Some(2)), (2, Some(0)), (2, Some(1))];

#[test]
fn it_has_the_sizes_of_its_deck() {
    let layout = layout();
    assert_eq!(layout.room(), DECK.room());
    assert_eq!((layout.observations(), layout.identity()), (3 + 4 + 3, DECK.identity()));
    assert_eq!(layout.each_slot(), [3, 2, 4, 0, 0, 0, 0, 0]);
    assert_eq!([0, 1, 2, 3].map(|slot| layout.cards_before(slot)), [0, 3, 5, 9]);
    assert_eq!([0, 1, 2].map(|slot| layout.pairs_before(slot)), [0, 3 * 2, 3 * 2 + 2 * 4]);
    assert_eq!([0, 2, 7].map(|slot| layout.cards_in(slot)), [3, 4, 0]);
}

#[test]
fn a_deck_fits_exactly_or_is_refused_with_its_size() {
    assert!(Layout::<3, 10>::new(&DECK).is_ok());
    let what = "slots";
    assert_eq!(
        Layout::<2, 10>::new(&DECK).err(),
        Some(Error::DeckTooLarge { what, got: 3, capacity: 2 })
    );
    assert_eq!(
        Layout::<3, 9>::new(&DECK).err(),
        Some(Error::TooManyStates { got: 10, capacity: 9 })
    );
    let bad = Deck { contexts: &[], ..DECK };
    assert_eq!(Layout::<3, 10>::new(&bad).err(), Some(Error::DeckEmpty { what: "contexts" }));
}

#[test]
fn observations_are_one_hot_slot_previous_card_and_context() {
    let ones = |context, slot, previous| {
        let mut obs = [7.0; 12];
        layout().observe(context, slot, previous, &mut obs);
        assert!(obs.iter().all(|&fact| fact == 0.0 || fact == 1.0));
        (0..12).filter(|&at| obs[at] == 1.0).collect::<Vec<usize>>()
    };
    // Three places for slots, four for previous cards, three for contexts, two that are not used.
    assert_eq!(ones(0, 0, None), [0, 7]);
    assert_eq!(ones(1, 1, Some(2)), [1, 5, 8]);
    assert_eq!(ones(2, 2, Some(0)), [2, 3, 9]);
}

#[test]
fn every_observation_of_a_context_has_a_number_of_its_own() {
    for (input, (slot, previous)) in PLACES.into_iter().enumerate() {
        assert_eq!(layout().place(input), (slot, previous));
        assert_eq!(layout().input(slot, previous), input);
    }
    assert_eq!(PLACES.len(), layout().room().inputs);
}

#[test]
fn masks_are_the_rules_of_the_deck() {
    let layout = layout();
    let masks = PLACES.map(|(slot, previous)| layout.mask(slot, previous).unwrap());
    assert_eq!(masks, [0b110, 0b01, 0b11, 0b10, 0b0111, 0b1010]);
    assert_eq!(layout.mask(3, Some(0)), Err(Error::SlotOutOfRange { got: 3, slots: 3 }));
    let beyond = |slot, got, cards| Err(Error::CardOutOfRange { slot, got, cards });
    assert_eq!(layout.mask(1, Some(3)), beyond(0, 3, 3));
    assert_eq!(layout.mask(2, Some(2)), beyond(1, 2, 2));
    assert_eq!(layout.mask(0, Some(0)), Err(Error::PreviousCard { slot: 0 }));
    assert_eq!(layout.mask(1, None), Err(Error::PreviousCard { slot: 1 }));
}

/// All outputs by their rules, beside what the masks say one card after the other.
#[test]
fn an_output_is_allowed_where_each_of_its_cards_is() {
    let layout = layout();
    let mut allowed = Vec::new();
    for number in 0..8 * 8 * 8 {
        let output = Packed::from_number(1, number);
        let cards: [u8; 3] = output.cards();
        if layout.allows(output) {
            allowed.push(cards);
        }
    }
    let mut chains = Vec::new();
    for herb in 0..4 {
        for with in 0..2 {
            for base in 0..3 {
                let rules = match (base, with) {
                    (1, _) | (2, 1) => [[0, 1, 2].contains(&herb), [1, 3].contains(&herb)][with],
                    _ => false,
                };
                if rules {
                    chains.push([base, with as u8, herb]);
                }
            }
        }
    }
    assert_eq!(allowed, chains);
    assert!(layout.allows(Packed::new(2, &[2, 1, 3])), "the last context");
    assert!(!layout.allows(Packed::new(3, &[2, 1, 3])), "no such context");
    assert!(!layout.allows(Packed::new(0, &[2, 1, 3, 1])), "a card in no slot");
}

#[test]
fn a_walk_fills_slot_by_slot_and_ends_with_the_first_error() {
    let mut asked = vec![];
    let cards = layout().walk(|slot, previous| {
        asked.push((slot, previous));
        Ok([2, 1, 3][slot])
    });
    assert_eq!(cards, Ok([2, 1, 3, 0, 0]));
    assert_eq!(asked, [(0, None), (1, Some(2)), (2, Some(1))]);
    assert_eq!(layout().chain(&[2, 1, 3, 0, 0])[..], [2, 1, 3]);
    let failed = layout().walk(|slot, _| if slot == 1 { Err(Error::NotStarted) } else { Ok(0) });
    assert_eq!(failed, Err(Error::NotStarted));
}

#[test]
fn contexts_are_those_of_the_deck() {
    assert_eq!([0, 1, 2].map(|context| layout().check_context(context)), [Ok(0), Ok(1), Ok(2)]);
    for got in [3, 256, 257] {
        let refused = Error::ContextOutOfRange { got, contexts: 3 };
        assert_eq!(layout().check_context(got), Err(refused));
    }
}
