//! The benchmark's work W1 on a Cortex-M4F: whether its bits are those of the host, and what it takes.
#![no_std]
#![no_main]

use core::{convert::Infallible, hint::black_box, ptr::addr_of_mut};

use lobule::Error;
use lobule_firmware::{Board, Chip, Decimal, Hex, program, stack, tell};
use lobule_work::{W1, W1_MINIBATCH};

static mut WORK: W1 = W1::ZERO;

program!(run);

fn run() -> Result<(), Infallible> {
    // The message would link the formatters of `core`, and what is measured here is learning.
    measure().or_else(|_| Chip::exit(false))
}

fn measure() -> Result<(), Error> {
    const FORWARDS: u32 = 100;
    // SAFETY: the only borrow of the `static`.
    let work = unsafe { &mut *addr_of_mut!(WORK) };
    work.prepare(W1_MINIBATCH)?;
    let bottom = stack::paint();
    let (learnt, update) = Chip::count(|| work.update());
    let stack = stack::deepest(bottom);
    learnt?;
    let ((), forwards) = Chip::count(|| {
        (0..FORWARDS).for_each(|_| {
            black_box(work.forward());
        });
    });
    tell!("hash ", Hex(work.hash()));
    for (what, figure) in [
        ("\nstatic bytes ", size_of::<W1>() as u32),
        ("\nstack bytes ", stack as u32),
        ("\nupdate instructions ", update),
        ("\nforward instructions ", forwards / FORWARDS),
    ] {
        tell!(what, Decimal(figure));
    }
    tell!("\n");
    Ok(())
}
