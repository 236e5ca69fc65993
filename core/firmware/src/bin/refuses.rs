//! What the agent refuses is told in a line and changes nothing, on a board as anywhere.
#![no_std]
#![no_main]

use core::ptr::addr_of_mut;

use lobule::{AgentConfig, Error, LIGHTS, Rating, agent::PENDING};
use lobule_firmware::{Hex, live::Lights, program, say};

static mut AGENT: Lights = Lights::new();

program!(run);

fn run() -> Result<(), Error> {
    // SAFETY: the only borrow of the `static`.
    let agent = unsafe { &mut *addr_of_mut!(AGENT) };
    refused(agent.propose(0));
    agent.start(&LIGHTS, &AgentConfig::DEFAULT, 1)?;
    for _ in 0..PENDING + 3 {
        agent.propose(0)?;
    }
    agent.rate(10, Rating::MAX)?;
    agent.learn()?;
    let hash = agent.hash();
    say!("hash {}\n", Hex(hash));
    refused(agent.rate(2, Rating::MIN));
    refused(agent.rate(10, Rating::MIN));
    refused(agent.rate(11, Rating::MIN));
    refused(agent.rerate(3, Rating::MIN));
    refused(agent.propose(1));
    refused(Rating::new(6));
    refused(Rating::try_from(2.5));
    refused(agent.expected_stars(0, &[0, 0, 4, 0, 0]));
    refused(agent.start(&LIGHTS, &AgentConfig { blend: 1.5, ..AgentConfig::DEFAULT }, 1));
    refused(agent.load(&LIGHTS, b"no snapshot"));
    say!("hash {}\n", Hex(agent.hash()));
    Ok(())
}

fn refused<T>(result: Result<T, Error>) {
    match result {
        Ok(_) => say!("accepted\n"),
        Err(error) => say!("{error}\n"),
    }
}
