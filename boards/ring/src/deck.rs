//! What the ring is taught. Another deck goes here, for all boards.

use lobule::{Deck, LIGHTS, agent_for};

/// Its payloads are what [`Scene`](crate::scene::Scene) knows to show: `#rrggbb`, a motion, steps a second,
/// the share of light that stays, `#rrggbb` or nothing.
pub const DECK: Deck = LIGHTS;

/// Learns the deck; all zero until a session begins, so that a `static` takes no flash.
pub type Learner = agent_for!(DECK, 16);

#[cfg(test)]
mod tests {
    use super::DECK;
    use crate::scene::Scene;

    #[test]
    fn the_ring_can_show_every_card() {
        for (slot, cards) in DECK.slots.iter().map(|slot| slot.cards.len()).enumerate() {
            for card in 0..cards {
                let mut output = [0; DECK.slots.len()];
                output[slot] = card as u8;
                assert!(Scene::of(&DECK, &output, 0).is_some(), "card {card} of slot {slot}");
            }
        }
    }
}
