//! The Lights agent: whether its bits are those of the host, what memory it takes, and how long each slice
//! of a rating is.
#![no_std]
#![no_main]

use core::{hint::black_box, ptr::addr_of_mut};

use lobule::Error;
use lobule_firmware::{Board, Chip, Decimal, Hex, program, stack, tell};
use lobule_work::{Lights, RATINGS};

static mut WORK: Lights = Lights::ZERO;

program!(run);

fn run() -> Result<(), Error> {
    // SAFETY: the only borrow of the `static`.
    let work = unsafe { &mut *addr_of_mut!(WORK) };
    let bottom = stack::paint();
    let most = teach(work)?;
    let stack = stack::deepest(bottom);
    let (chances, forward) = Chip::count(|| black_box(work.0.distribution(0, 1, Some(2))));
    chances?;
    tell!("hash ", Hex(work.hash()));
    for (what, figure) in [
        ("\nstatic bytes ", size_of::<Lights>() as u32),
        ("\nstack bytes ", stack as u32),
        ("\nslice instructions ", most.slice),
        ("\nrating instructions ", most.rating),
        ("\nupdate instructions ", most.learning),
        ("\nforward instructions ", forward),
    ] {
        tell!(what, Decimal(figure));
    }
    tell!("\n");
    Ok(())
}

/// The most instructions …
#[derive(Default)]
struct Most {
    /// … of a slice,
    slice: u32,
    /// of a rating, from making the output to having learnt from it,
    rating: u32,
    /// and of what is learnt from it.
    learning: u32,
}

fn teach(work: &mut Lights) -> Result<Most, Error> {
    let mut most = Most::default();
    work.start()?;
    for _ in 0..RATINGS {
        let (mut rating, mut learning) = (0, 0);
        loop {
            let learns = work.0.waiting_lessons() > 0;
            let (more, instructions) = Chip::count(|| work.rate_some());
            most.slice = instructions.max(most.slice);
            rating += instructions;
            learning += if learns { instructions } else { 0 };
            if !more? {
                break;
            }
        }
        most.rating = rating.max(most.rating);
        most.learning = learning.max(most.learning);
    }
    Ok(most)
}
