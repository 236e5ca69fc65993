//! Sizes, identity and machine of a deck; which decks are refused is told in `tests/decks`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

extern crate std;
use std::vec;

use super::*;

/// The first card of the second slot is in no chain, and so the last card of the third.
const SOUP: Deck = Deck {
    name: "Soup",
    contexts: &["noon", "night"],
    first: Follow::Only(0b110),
    slots: &[
        Slot {
            name: "Base",
            cards: &[
                Card { next: Follow::Only(0b01), ..Card::new("leek", "") },
                Card { next: Follow::Only(0b10), ..Card::new("corn", "") },
                Card { next: Follow::Only(0b10), ..Card::new("bean", "") },
            ],
        },
        Slot {
            name: "With",
            cards: &[
                Card::new("rice", ""),
                Card { next: Follow::Only(0b0101), ..Card::new("bread", "") },
            ],
        },
        Slot {
            name: "Herb",
            cards: &[
                Card::new("dill", ""),
                Card::new("mint", ""),
                Card::new("sage", ""),
                Card::new("thyme", ""),
            ],
        },
    ],
};

#[test]
fn a_deck_knows_the_room_that_it_needs() {
    let room = Room { slots: 3, widest: 4, cards: 9, pairs: 14, inputs: 6, contexts: 2 };
    assert_eq!(SOUP.room(), room);
    assert_eq!((SOUP.states(), SOUP.observations()), (10, 3 + 4 + 2));
    let empty = Deck { slots: &[], ..SOUP };
    let room = Room { slots: 0, widest: 0, cards: 0, pairs: 0, inputs: 1, contexts: 2 };
    assert_eq!(empty.room(), room);
}

#[test]
fn its_machine_goes_from_card_to_card_and_ends_at_those_that_can_be_reached() {
    let machine = SOUP.machine::<10>().unwrap();
    let states = 0..10;
    let legal: vec::Vec<u64> = states.clone().map(|state| machine.legal(state).unwrap()).collect();
    // States 1 to 3 are the first slot's cards, 4 and 5 the second's, 6 to 9 the third's.
    let herbs = |mask: u64| mask << 6;
    let expected = [0b110 << 1, 1 << 4, 1 << 5, 1 << 5, herbs(0b1111), herbs(0b0101), 0, 0, 0, 0];
    assert_eq!(legal, expected);
    let ends: vec::Vec<usize> = states.filter(|&state| machine.is_terminal(state)).collect();
    assert_eq!((machine.start(), ends), (0, vec![6, 8]));
    assert_eq!(SOUP.machine::<9>(), Err(Error::TooManyStates { got: 10, capacity: 9 }));
    assert!(SOUP.machine::<11>().is_ok());
}

/// Whatever says what a rating was for makes another deck; what only the renderer reads does not.
#[test]
fn names_and_rules_make_the_identity_and_payloads_do_not() {
    let with_slot = |at: usize, change: fn(&mut Slot)| {
        let mut slots = SOUP.slots.to_vec();
        change(&mut slots[at]);
        Deck { slots: &slots, ..SOUP }.identity()
    };
    let with_card = |slot: usize, at: usize, change: fn(&mut Card)| {
        let mut cards = SOUP.slots[slot].cards.to_vec();
        change(&mut cards[at]);
        let mut slots = SOUP.slots.to_vec();
        slots[slot].cards = &cards;
        Deck { slots: &slots, ..SOUP }.identity()
    };
    let mut identities = vec![
        SOUP.identity(),
        Deck { name: "Stew", ..SOUP }.identity(),
        Deck { contexts: &["noon"], ..SOUP }.identity(),
        Deck { contexts: &["noon", "dawn"], ..SOUP }.identity(),
        Deck { first: Follow::Only(0b010), ..SOUP }.identity(),
        with_slot(1, |slot| slot.name = "Beside"),
        with_slot(2, |slot| slot.cards = &slot.cards[..3]),
        with_card(0, 2, |card| card.label = "pea"),
        with_card(1, 1, |card| card.next = Follow::Only(0b0111)),
    ];
    identities.sort();
    let count = identities.len();
    identities.dedup();
    assert_eq!(identities.len(), count);
    assert_eq!(with_card(0, 2, |card| card.payload = "#00ff00"), SOUP.identity());
    // All cards by name, or all of them: the same rule. In the last slot there is none.
    assert_eq!(with_card(1, 0, |card| card.next = Follow::Only(0b1111)), SOUP.identity());
    assert_eq!(with_card(2, 3, |card| card.next = Follow::Only(0b1)), SOUP.identity());
}

/// It is written in snapshots and session files, so it must never change.
#[test]
fn the_identity_of_a_deck_is_for_ever() {
    assert_eq!(crate::LIGHTS.identity(), 0x0995_4629_cb66_56fc);
}

const PLAIN: Card = Card::new("", "");
const CARDS: [Card; 9] = [PLAIN; 9];

const fn slot(cards: usize) -> Slot<'static> {
    Slot { name: "", cards: CARDS.split_at(cards).0 }
}

#[test]
fn a_deck_is_as_large_as_it_may_be_and_no_larger() {
    let check = |slots: &[Slot]| Deck { slots, ..SOUP }.check();
    let first_any = |slots: &[Slot]| Deck { slots, first: Follow::Any, ..SOUP }.check();
    let too_large = |what, got, capacity| Err(Error::DeckTooLarge { what, got, capacity });
    assert_eq!(check(&[]), Err(Error::DeckEmpty { what: "slots" }));
    assert_eq!(first_any(&[slot(1); 8]), Ok(()));
    assert_eq!(first_any(&[slot(1); 9]), too_large("slots", 9, 8));
    assert_eq!(first_any(&[slot(1), slot(8)]), Ok(()));
    assert_eq!(first_any(&[slot(1), slot(9)]), too_large("cards in one slot", 9, 8));
    assert_eq!(first_any(&[slot(3), slot(1), slot(0)]), Err(Error::SlotEmpty { slot: 2 }));
    let mut slots = [slot(8); 8];
    assert_eq!(first_any(&slots), too_large("cards in all", 64, 63));
    slots[4] = slot(7);
    assert_eq!(first_any(&slots), Ok(()));
    let contexts = [""; 256];
    let with_contexts = |count| Deck { contexts: &contexts[..count], ..SOUP }.check();
    assert_eq!(with_contexts(0), Err(Error::DeckEmpty { what: "contexts" }));
    assert_eq!(with_contexts(255), Ok(()));
    assert_eq!(with_contexts(256), too_large("contexts", 256, 255));
}

#[test]
fn rules_name_cards_that_there_are_and_lead_to_the_end() {
    let with_first = |first| Deck { first, ..SOUP }.check();
    assert_eq!(with_first(Follow::Only(0)), Err(Error::DeckEmpty { what: "first card" }));
    let beyond = Error::FirstOutOfRange { mask: 0b1010, cards: 3 };
    assert_eq!(with_first(Follow::Only(0b1010)), Err(beyond));
    let with_rule = |slot: usize, card: usize, next| {
        let mut cards = SOUP.slots[slot].cards.to_vec();
        cards[card].next = next;
        let mut slots = SOUP.slots.to_vec();
        slots[slot].cards = &cards;
        Deck { slots: &slots, ..SOUP }.check()
    };
    let mask = 0b10001;
    let beyond = Error::FollowOutOfRange { slot: 1, card: 1, mask, cards: 4 };
    assert_eq!(with_rule(1, 1, Follow::Only(mask)), Err(beyond));
    for card in [1, 2] {
        let without = Error::CardWithoutFollower { slot: 0, card };
        assert_eq!(with_rule(0, card, Follow::Only(0)), Err(without));
    }
    let without = Error::CardWithoutFollower { slot: 1, card: 1 };
    assert_eq!(with_rule(1, 1, Follow::Only(0)), Err(without));
    // Nobody comes to these cards.
    assert_eq!(with_rule(0, 0, Follow::Only(0)), Ok(()));
    assert_eq!(with_rule(1, 0, Follow::Only(0)), Ok(()));
    // In the last slot a rule means nothing.
    assert_eq!(with_rule(2, 0, Follow::Only(0)), Ok(()));
}
