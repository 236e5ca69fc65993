//! The benchmark's work W1 on a Cortex-M4F: whether its bits are those of the host, and what it takes.
#![no_std]
#![no_main]

use core::{hint::black_box, ptr::addr_of_mut};

use lobule::Error;
use lobule_firmware::{Board, Chip, Hex, program, say, stack};
use lobule_work::{W1, W1_MINIBATCH};

static mut WORK: W1 = W1::ZERO;

program!(run);

fn run() -> Result<(), Error> {
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
    say!("hash {}\n", Hex(work.hash()));
    say!("static bytes {}\n", size_of::<W1>());
    say!("stack bytes {}\n", stack);
    say!("update instructions {}\n", update);
    say!("forward instructions {}\n", forwards / FORWARDS);
    Ok(())
}
