//! How deep the stack of the live program gets when every key is typed.
#![no_std]
#![no_main]

use core::ptr::addr_of_mut;

use lobule::Error;
use lobule_firmware::{
    live::{Keys, Lights, Live},
    program, say, stack,
};

static mut AGENT: Lights = Lights::new();

program!(run);

fn run() -> Result<(), Error> {
    // SAFETY: the only borrow of the `static`.
    let agent = unsafe { &mut *addr_of_mut!(AGENT) };
    let bottom = stack::paint();
    let mut live = Live::boot(agent, 1)?;
    let mut typed = b"5ps?h1x3s4p2h".iter();
    let mut keys = Keys::new(|| typed.next().copied());
    while live.turn(&mut keys)? {}
    say!("stack bytes {}\n", stack::deepest(bottom));
    Ok(())
}
