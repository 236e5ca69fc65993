//! What the fuzzers do with their input: each target is a function that takes any bytes and panics where a promise
//! is broken. `fuzz/` hands it to libFuzzer, `tests/tests/fuzz.rs` plays the kept inputs without one.

mod deck;
mod deeds;
mod play;
mod policy;
mod seeds;
mod snapshot;
mod store;
mod tape;

use crc::{CRC_32_ISO_HDLC, Crc};
use lobule::{Card, Deck, Follow, Slot, agent_for};

pub use seeds::{Seed, seeds};

/// What is done with an input.
pub type Target = fn(&[u8]);

/// Every target by its name, that of its file in `fuzz/fuzz_targets` and of its folder in `fuzz/corpus`.
pub const TARGETS: [(&str, Target); 6] = [
    ("deck", deck::deck),
    ("deeds", deeds::deeds),
    ("policy", policy::policy),
    ("snapshot", snapshot::snapshot),
    ("store", store::store),
    ("tape", tape::tape),
];

/// Plays an input on the target of this name.
///
/// # Panics
/// There is no such target; a promise is broken.
pub fn run(name: &str, input: &[u8]) {
    let target = TARGETS.iter().find(|(target, _)| *target == name);
    let (_, target) = target.unwrap_or_else(|| panic!("{name} is no target"));
    target(input);
}

/// A small deck: with it a session takes a kilobyte, and a rating microseconds.
const SOUP: Deck = Deck {
    name: "Soup",
    contexts: &["noon", "night"],
    first: Follow::Any,
    slots: &[
        Slot {
            name: "Base",
            cards: &[
                Card { next: Follow::Only(0b01), ..Card::new("leek", "") },
                Card::new("corn", ""),
            ],
        },
        Slot { name: "With", cards: &[Card::new("rice", ""), Card::new("bread", "")] },
    ],
};

/// Hidden units of the agents for [`SOUP`].
const SOUP_HIDDEN: usize = 2;
type Soup = agent_for!(SOUP, SOUP_HIDDEN, 20);

/// In an input's first byte: its length and checksum are mended.
const MEND: u8 = 1 << 7;

/// Where a snapshot and a tape have their length.
const LEN: std::ops::Range<usize> = 8..12;

/// With the length and the CRC-32 that these bytes should have, so that what comes behind those checks is reached.
fn mended(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let len = bytes.len() as u32;
    if let Some(place) = bytes.get_mut(LEN) {
        place.copy_from_slice(&len.to_le_bytes());
    }
    if let Some((body, checksum)) = bytes.split_last_chunk_mut() {
        *checksum = crc32(body).to_le_bytes();
    }
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    Crc::<u32>::new(&CRC_32_ISO_HDLC).checksum(bytes)
}
