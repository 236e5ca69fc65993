//! What the images for boards have in common: the [`Board`] they run on, and how a program begins and ends.
//!
//! ```text
//! #![no_std]
//! #![no_main]
//! use lobule_firmware::{say, program};
//!
//! program!(run);
//!
//! fn run() -> Result<(), lobule::Error> {
//!     say!("hello\n");
//!     Ok(())
//! }
//! ```
#![no_std]

#[cfg(feature = "board")]
mod board;
#[cfg(feature = "board")]
pub mod live;
#[cfg(feature = "board")]
pub mod measure;
#[cfg(any(feature = "microbit", feature = "mps2-an386"))]
mod memory;
#[cfg(feature = "board")]
mod program;
#[cfg(feature = "board")]
pub mod stack;
#[cfg(feature = "board")]
mod text;

#[cfg(feature = "board")]
pub use {
    board::{Board, Chip, tape},
    program::run,
    text::{Decimal, Hex, Padded, Ratings, Text, Uart, digit},
};

/// What [`lobule::Ram`] tells is what the types take here.
#[cfg(feature = "board")]
const _: () = {
    use lobule::{ActorCritic, Ram, Rollout, Trainer};

    const fn check<
        const OBS: usize,
        const HID: usize,
        const ACT: usize,
        const EXTRA: usize,
        const N: usize,
    >() {
        let ram = Ram::of(OBS, HID, ACT, EXTRA, N);
        assert!(ram.policy == size_of::<ActorCritic<OBS, HID, ACT, EXTRA>>());
        assert!(ram.trainer == size_of::<Trainer<OBS, HID, ACT, EXTRA>>());
        assert!(ram.rollout == size_of::<Rollout<OBS, N>>());
        assert!(ram.order == size_of::<[u16; N]>());
    }
    check::<16, 32, 8, 1, 32>();
    check::<8, 8, 4, 0, 16>();
    check::<4, 64, 2, 2, 512>();
    check::<1, 1, 1, 0, 1>();
    check::<3, 7, 5, 1, 33>();
};
