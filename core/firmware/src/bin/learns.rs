//! Lights learns from a person who rates seventy outputs: the same bits on every board.
#![no_std]
#![no_main]

use core::ptr::addr_of_mut;

use lobule::{Error, LIGHTS};
use lobule_firmware::{Hex, program, say};
use lobule_work::{Lights, RATINGS};

static mut WORK: Lights = Lights::ZERO;

program!(run);

fn run() -> Result<(), Error> {
    // SAFETY: the only borrow of the `static`.
    let work = unsafe { &mut *addr_of_mut!(WORK) };
    work.start()?;
    say!("hash before {}\n", Hex(work.hash()));
    for _ in 0..RATINGS {
        work.rate()?;
    }
    say!("hash after {}\n", Hex(work.hash()));
    for (slot, &card) in LIGHTS.slots.iter().zip(&work.greedy()?) {
        if let Some(card) = slot.cards.get(usize::from(card)) {
            say!("{}: {}\n", slot.name, card.label);
        }
    }
    Ok(())
}
