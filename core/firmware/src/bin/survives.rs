//! Lights learns, saves and resets the chip, then goes on: the bits are those of `learns`, which never stopped.
#![no_std]
#![no_main]

use core::ptr::addr_of_mut;

use embedded_storage::nor_flash::NorFlashErrorKind;
use lobule::{DeviceError, LIGHTS, Store};
use lobule_firmware::{Board, Chip, Hex, program, say};
use lobule_work::{Lights, RATINGS};

static mut WORK: Lights = Lights::ZERO;

program!(run);

fn run() -> Result<(), DeviceError<NorFlashErrorKind>> {
    // SAFETY: the only borrow of the `static`.
    let work = unsafe { &mut *addr_of_mut!(WORK) };
    let mut store = Store::new(Chip::flash(), Chip::STORE)?;
    let saved = store.load(&mut work.0, &LIGHTS)?;
    if saved {
        say!("restored {}\n", Hex(work.hash()));
    } else {
        say!("nothing saved yet\n");
        work.start()?;
    }
    for _ in 0..RATINGS / 2 {
        work.rate()?;
    }
    if !saved {
        store.save(&work.0)?;
        say!("saved {}\n", Hex(work.hash()));
        Chip::reset();
    }
    say!("hash after {}\n", Hex(work.hash()));
    Ok(())
}
