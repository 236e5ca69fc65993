//! Replays the recorded session that came with the program, and prints the hash that it leads to.
#![no_std]
#![no_main]

use core::ptr::addr_of_mut;

use lobule_firmware::{Hex, program, say, tape};
use lobule_tape::{TapeError, replay};

/// As much as fits the part.
#[cfg(feature = "microbit")]
type Agent = lobule_tape::Small;
#[cfg(not(feature = "microbit"))]
type Agent = lobule_tape::Large;

/// Cards in all.
const CARDS: usize = if cfg!(feature = "microbit") { 20 } else { 63 };

static mut AGENT: Agent = Agent::new();

program!(run);

fn run() -> Result<(), TapeError> {
    // SAFETY: the only borrow of the `static`.
    let agent = unsafe { &mut *addr_of_mut!(AGENT) };
    say!("hash {}\n", Hex(replay::<CARDS>(tape(), agent)?));
    Ok(())
}
