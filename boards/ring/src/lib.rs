//! A ring of eight lamps that learns how a person likes it to shine: what the examples for real boards
//! have in common. A board adds its hardware, behind the trait [`Board`] and a NOR flash.
#![no_std]

pub mod buttons;
mod deck;
pub mod export;
mod io06;
pub mod ring;
pub mod scene;
mod session;

pub use deck::{DECK, Learner};
pub use io06::{Io06, Io06Error};
pub use session::{Board, Session};
pub use smart_leds::RGB8;
