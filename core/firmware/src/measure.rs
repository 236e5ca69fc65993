//! What a piece of work takes on a board: memory and instructions.

use core::hint::black_box;

use lobule::Error;
use lobule_work::Update;

use crate::{Board, Chip, Decimal, Hex, stack, tell};

/// Does one whole PPO update and prints its hash, its memory, and the instructions of it and of a forward
/// pass of the actor. Fails without a message, which would link the formatters of `core`: what is measured
/// here is learning.
pub fn update<
    const OBS: usize,
    const HID: usize,
    const ACT: usize,
    const N: usize,
    const EXTRA: usize,
>(
    work: &mut Update<OBS, HID, ACT, N, EXTRA>,
    minibatch_size: u16,
) {
    if try_update(work, minibatch_size).is_err() {
        Chip::exit(false);
    }
}

fn try_update<
    const OBS: usize,
    const HID: usize,
    const ACT: usize,
    const N: usize,
    const EXTRA: usize,
>(
    work: &mut Update<OBS, HID, ACT, N, EXTRA>,
    minibatch_size: u16,
) -> Result<(), Error> {
    const FORWARDS: u32 = 10;
    work.prepare(minibatch_size)?;
    let bottom = stack::paint();
    let (learnt, instructions) = Chip::count(|| work.update());
    let stack = stack::deepest(bottom);
    learnt?;
    let ((), forwards) = Chip::count(|| {
        (0..FORWARDS).for_each(|_| {
            black_box(work.forward());
        });
    });
    tell!("hash ", Hex(work.hash()));
    for (what, figure) in [
        ("\nstatic bytes ", size_of_val(work) as u32),
        ("\nstack bytes ", stack as u32),
        ("\nupdate instructions ", instructions),
        ("\nforward instructions ", forwards / FORWARDS),
    ] {
        tell!(what, Decimal(figure));
    }
    tell!("\n");
    Ok(())
}
