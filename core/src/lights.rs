//! The deck Lights: a ring of eight lamps.

use crate::{Card, Deck, Follow, Slot};

/// How a ring of eight lamps shines: colour · motion · speed · fade · accent. A payload is what the
/// renderer needs: `#rrggbb` for colours and accents, the motion's name, steps a second, and the
/// share of light that stays from one step to the next.
pub const LIGHTS: Deck<'static> = Deck {
    name: "Lights",
    contexts: &["any"],
    first: Follow::Any,
    slots: &[
        Slot {
            name: "Colour",
            cards: &[
                Card::new("red", "#ff4b3e"),
                Card::new("amber", "#ffb020"),
                Card::new("green", "#2ecc71"),
                Card::new("blue", "#3f8cff"),
            ],
        },
        Slot {
            name: "Motion",
            cards: &[
                Card::new("still", "still"),
                Card::new("chase", "chase"),
                Card::new("breathe", "breathe"),
                Card::new("sparkle", "sparkle"),
            ],
        },
        Slot {
            name: "Speed",
            cards: &[
                Card::new("slow", "2"),
                Card::new("calm", "4"),
                Card::new("brisk", "7"),
                Card::new("fast", "12"),
            ],
        },
        Slot {
            name: "Fade",
            cards: &[
                Card::new("crisp", "0"),
                Card::new("short", "0.4"),
                Card::new("long", "0.7"),
                Card::new("trailing", "0.88"),
            ],
        },
        Slot {
            name: "Accent",
            cards: &[
                Card::new("none", ""),
                Card::new("white", "#ffffff"),
                Card::new("pink", "#ff5fa2"),
                Card::new("cyan", "#35e0e0"),
            ],
        },
    ],
};
