//! The benchmark's work `Small`: whether its bits are those of the host, and what it takes.
#![no_std]
#![no_main]

use core::{convert::Infallible, ptr::addr_of_mut};

use lobule_firmware::{measure, program};
use lobule_work::{SMALL_MINIBATCH, Small};

static mut WORK: Small = Small::ZERO;

program!(run);

fn run() -> Result<(), Infallible> {
    // SAFETY: the only borrow of the `static`.
    measure::update(unsafe { &mut *addr_of_mut!(WORK) }, SMALL_MINIBATCH);
    Ok(())
}
