//! How many instructions a policy in flash takes for a choice, and what memory.
#![no_std]
#![no_main]

use core::hint::black_box;

use lobule::{Error, LIGHTS, actor_for};
use lobule_firmware::{Board, Chip, program, say, stack};

static ACTOR: actor_for!(LIGHTS, 16) =
    match <actor_for!(LIGHTS, 16)>::parse(&LIGHTS, include_bytes!("lights.policy")) {
        Ok(actor) => actor,
        Err(_) => panic!("lights.policy is no policy for Lights"),
    };

program!(run);

fn run() -> Result<(), Error> {
    const CHOICES: u32 = 16;
    let bottom = stack::paint();
    let (done, instructions) = Chip::count(|| {
        (0..CHOICES).try_for_each(|n| {
            black_box(ACTOR.distribution(0, 1 + n as usize / 4, Some(n as u8 % 4))?);
            Ok(())
        })
    });
    let stack = stack::deepest(bottom);
    done?;
    say!("choice instructions {}\n", instructions / CHOICES);
    say!("stack bytes {}\n", stack);
    Ok(())
}
