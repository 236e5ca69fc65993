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
