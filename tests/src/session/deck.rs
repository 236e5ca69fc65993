//! Decks in session files, the plain objects of the page's API.

use lobule::{Card, Deck, Follow, Slot};
use serde::{Deserialize, Deserializer, Serialize};

/// A deck with texts and cards of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeckFile {
    name: String,
    contexts: Vec<String>,
    #[serde(default, deserialize_with = "stated", skip_serializing_if = "Option::is_none")]
    first: Option<Cards>,
    slots: Vec<SlotFile>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SlotFile {
    name: String,
    cards: Vec<CardFile>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CardFile {
    label: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    payload: String,
    #[serde(default, deserialize_with = "stated", skip_serializing_if = "Option::is_none")]
    next: Option<Cards>,
}

/// A rule may be left out, but as in the page's API it is never null.
fn stated<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Cards>, D::Error> {
    Cards::deserialize(from).map(Some)
}

/// Numbers of the cards that may follow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u8>", into = "Vec<u8>")]
struct Cards(u8);

impl TryFrom<Vec<u8>> for Cards {
    type Error = String;

    fn try_from(cards: Vec<u8>) -> Result<Self, String> {
        let mut mask = 0;
        for card in cards {
            match card {
                0..8 => mask |= 1u8 << card,
                _ => return Err(format!("card numbers are 0 to 7, got {card}")),
            }
        }
        Ok(Cards(mask))
    }
}

impl From<Cards> for Vec<u8> {
    fn from(Cards(mask): Cards) -> Self {
        (0..8).filter(|card| mask >> card & 1 == 1).collect()
    }
}

fn follow(cards: &Option<Cards>) -> Follow {
    cards.as_ref().map_or(Follow::Any, |Cards(mask)| Follow::Only(*mask))
}

impl CardFile {
    fn card(&self) -> Card<'_> {
        Card { next: follow(&self.next), ..Card::new(&self.label, &self.payload) }
    }
}

impl DeckFile {
    /// Calls `with` with the deck.
    pub fn with<T>(&self, with: impl FnOnce(&Deck) -> T) -> T {
        let cards: Vec<Vec<Card>> =
            self.slots.iter().map(|slot| slot.cards.iter().map(CardFile::card).collect()).collect();
        let slots = self.slots.iter().zip(&cards);
        let slots: Vec<Slot> =
            slots.map(|(slot, cards)| Slot { name: &slot.name, cards }).collect();
        let contexts: Vec<&str> = self.contexts.iter().map(String::as_str).collect();
        let first = follow(&self.first);
        with(&Deck { name: &self.name, contexts: &contexts, first, slots: &slots })
    }
}
