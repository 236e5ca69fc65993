//! Somebody types ahead, valid keys among others: all of them are answered in order, the others together by
//! one line.
#![no_std]
#![no_main]

use core::ptr::addr_of_mut;

use lobule::{AgentConfig, Error, LIGHTS};
use lobule_firmware::{
    live::{Keys, Lights, Live},
    program,
};

static mut AGENT: Lights = Lights::new();

program!(run);

fn run() -> Result<(), Error> {
    // SAFETY: the only borrow of the `static`.
    let agent = unsafe { &mut *addr_of_mut!(AGENT) };
    agent.start(&LIGHTS, &AgentConfig::DEFAULT, 3)?;
    let mut live = Live::new(agent)?;
    let mut typed = b"\x00\xff!h\x1b[A60h5qq\r\n\x80\xe2p1\x05h".iter();
    let mut keys = Keys::new(|| typed.next().copied());
    while live.turn(&mut keys)? {}
    Ok(())
}
