//! Lights, live on a board: `cargo xtask board` runs it.
#![no_std]
#![no_main]

#[cfg(feature = "control")]
use core::hint::black_box as unknown;
use core::ptr::{addr_of, addr_of_mut};

use lobule::Error;
use lobule_firmware::{
    Board, Chip,
    live::{Keys, Lights, Live},
    program,
};

/// The seed of a session that begins. The host's tool overwrites it in the image.
#[unsafe(no_mangle)]
static SEED: u64 = 1;
static mut AGENT: Lights = Lights::new();

program!(run);

fn run() -> Result<(), Error> {
    // SAFETY: the only borrow of the `static`.
    let agent = unsafe { &mut *addr_of_mut!(AGENT) };
    // SAFETY: a `static` may be read; as volatile, for what the image says and not what the compiler knew.
    let seed = unsafe { addr_of!(SEED).read_volatile() };
    let mut live = Live::boot(agent, seed)?;
    let mut keys = Keys::new(Chip::read);
    loop {
        if !live.turn(&mut keys)? && keys.paused() {
            Chip::rest();
        }
        #[cfg(feature = "control")]
        unknown([1, 2, 3][unknown(0usize)]);
    }
}
