//! A policy in flash acts: nothing to learn with is linked, and its choices are those of the agent that learnt it.
#![no_std]
#![no_main]

use lobule::{Error, LIGHTS, actor_for};
use lobule_firmware::{program, say};

/// Parsed by the compiler; see `cargo xtask convert`.
static ACTOR: actor_for!(LIGHTS, 16) =
    match <actor_for!(LIGHTS, 16)>::parse(&LIGHTS, include_bytes!("lights.policy")) {
        Ok(actor) => actor,
        Err(_) => panic!("lights.policy is no policy for Lights"),
    };

program!(run);

fn run() -> Result<(), Error> {
    for (slot, &card) in LIGHTS.slots.iter().zip(&ACTOR.greedy(0)?) {
        if let Some(card) = slot.cards.get(usize::from(card)) {
            say!("{}: {}\n", slot.name, card.label);
        }
    }
    Ok(())
}
