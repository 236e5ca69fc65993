//! A session as bytes (a *tape*) for boards: a deck, settings, a seed and events, from which a board plays what
//! the host played.
//!
//! All numbers are little-endian, a text is its length in one byte and then its UTF-8.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `LOBT` |
//! | 4 | version, 1 |
//! | 4 | length of the whole |
//! | 8 | seed |
//! | 1 | 1 with a taste model, 0 without |
//! | 4 each | all settings in the order of [`AgentConfig::NAMES`](lobule::AgentConfig::NAMES), as [`Setting::number`](lobule::Setting::number) gives them |
//! | | the deck's name; one byte for how many contexts, and their names; what may come [first](#follow) |
//! | | one byte for how many slots; of each: its name, one byte for how many cards; of each: its label, and what may follow |
//! | 4 | how many events |
//! | each | one byte for what it is: 0 propose, 1 rate, 2 rerate, 3 skip; one byte: the context or the stars; 4: the output's id |
//! | 4 | CRC-32 (ISO-HDLC) of everything before |
//!
//! # Follow
//! Two bytes: 0 and 0 for any card, 1 and a bit for each card that is allowed.
//!
//! All accepted ratings are learnt from before the next output is proposed, and at the end.

#![no_std]

mod read;
mod replay;
mod write;

use core::fmt;

use crc::{CRC_32_ISO_HDLC, Crc, Table};
use lobule::{LIGHTS, agent_for, roomy_agent};

pub use read::{DeckRoom, Events, Tape};
pub use replay::{Replay, replay};
pub use write::write;

/// Room for Lights alone, as in 16 KB of RAM.
pub type Small = agent_for!(LIGHTS, 16);
/// Room for every deck, 8 contexts and 300 ratings, as in the page.
pub type Large = roomy_agent!(8, 8, 8, 16, 300);

const MAGIC: u32 = u32::from_le_bytes(*b"LOBT");
const VERSION: u32 = 1;
/// Bytes up to the seed.
const HEADER: usize = 12;
const CRC: Crc<u32, Table<0>> = Crc::<u32, Table<0>>::new(&CRC_32_ISO_HDLC);

/// One thing that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// An output was made for a context.
    Propose(u8),
    /// An output got stars.
    Rate(u32, u8),
    /// The last rating was corrected.
    Rerate(u32, u8),
    /// An output was put aside.
    Skip(u32),
}

/// Why bytes are no tape, or a tape cannot be played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TapeError {
    /// They do not begin with `LOBT`.
    Magic,
    /// They are of another version.
    Version(u32),
    /// There are fewer bytes than they say, or than they need.
    Cut,
    /// A byte has changed.
    Checksum,
    /// A text that is no UTF-8, a setting that cannot be, or an event of no kind.
    Value(&'static str),
    /// More contexts or cards than there is room for.
    TooLarge(&'static str),
    /// The agent refuses.
    Refused(lobule::Error),
}

impl From<lobule::Error> for TapeError {
    fn from(error: lobule::Error) -> Self {
        TapeError::Refused(error)
    }
}

impl fmt::Display for TapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            TapeError::Magic => "there is no tape",
            TapeError::Version(_) => "the tape is of another version",
            TapeError::Cut => "the tape is cut",
            TapeError::Checksum => "the tape is damaged",
            TapeError::Value(what) | TapeError::TooLarge(what) => what,
            TapeError::Refused(error) => return error.fmt(f),
        };
        f.write_str(text)
    }
}

impl core::error::Error for TapeError {}
