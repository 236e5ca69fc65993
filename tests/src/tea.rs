//! A deck of a few rules, that of `tests/snapshots/tea-1.lobule`.

use lobule::{Card, Deck, Follow, Slot};

/// Three slots, two contexts.
pub const TEA: Deck = Deck {
    name: "Tea",
    contexts: &["morning", "evening"],
    first: Follow::Only(0b101),
    slots: &[
        Slot {
            name: "Leaf",
            cards: &[
                Card { next: Follow::Only(0b10), ..Card::new("green", "") },
                Card::new("white", ""),
                Card::new("black", ""),
            ],
        },
        Slot { name: "With", cards: &[Card::new("milk", ""), Card::new("nothing", "")] },
        Slot { name: "In", cards: &[Card::new("cup", ""), Card::new("bowl", "")] },
    ],
};
