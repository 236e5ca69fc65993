//! The benchmark's work `W1`: whether its bits are those of the host, and what it takes.
#![no_std]
#![no_main]

use core::{convert::Infallible, ptr::addr_of_mut};

use lobule_firmware::{measure, program};
use lobule_work::{W1, W1_MINIBATCH};

static mut WORK: W1 = W1::ZERO;

program!(run);

fn run() -> Result<(), Infallible> {
    // SAFETY: the only borrow of the `static`.
    measure::update(unsafe { &mut *addr_of_mut!(WORK) }, W1_MINIBATCH);
    Ok(())
}
