//! The Lights agent on a board without an FPU: whether its bits are those of the host, what memory
//! it takes, and how long each slice of a rating is.
#![no_std]
#![no_main]

use core::ptr::addr_of_mut;

use lobule::Error;
use lobule_firmware::{Board, Chip, Hex, program, say, stack};
use lobule_work::{Lights, RATINGS};

static mut WORK: Lights = Lights::ZERO;

program!(run);

fn run() -> Result<(), Error> {
    // SAFETY: the only borrow of the `static`.
    let work = unsafe { &mut *addr_of_mut!(WORK) };
    let bottom = stack::paint();
    let [slice, rating] = teach(work)?;
    let stack = stack::deepest(bottom);
    say!("hash {}\n", Hex(work.hash()));
    say!("static bytes {}\n", size_of::<Lights>());
    say!("stack bytes {}\n", stack);
    say!("slice instructions {}\n", slice);
    say!("rating instructions {}\n", rating);
    Ok(())
}

/// The most instructions of a slice, and of a rating from making the output to having learnt from it.
fn teach(work: &mut Lights) -> Result<[u32; 2], Error> {
    let [mut slice, mut rating] = [0; 2];
    work.start()?;
    for _ in 0..RATINGS {
        let mut sum = 0;
        loop {
            let (more, instructions) = Chip::count(|| work.rate_some());
            slice = instructions.max(slice);
            sum += instructions;
            if !more? {
                break;
            }
        }
        rating = sum.max(rating);
    }
    Ok([slice, rating])
}
