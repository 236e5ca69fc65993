//! The Lights agent on a Cortex-M0 without an FPU: whether its bits are those of the host, what memory
//! it takes, and how long each slice of a rating is.
//!
//! Under `qemu-system-arm -M microbit -icount shift=0` every instruction takes one nanosecond, so
//! that the system timer counts instructions.
#![no_std]
#![no_main]

use core::ptr::addr_of_mut;

#[path = "../stack.rs"]
mod stack;

use cortex_m::peripheral::{SYST, syst::SystClkSource};
use cortex_m_rt::entry;
use cortex_m_semihosting::{debug, hprintln};
use lobule::Error;
use lobule_work::{Lights, RATINGS};

/// The board's clock is 16 MHz, so two ticks of the timer are 125 ns.
const INSTRUCTIONS_IN_TWO_TICKS: u64 = 125;

static mut WORK: Lights = Lights::ZERO;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    debug::exit(debug::EXIT_FAILURE);
    loop {}
}

/// Instructions of a piece of work, which must take less than a second.
fn count<T>(work: impl FnOnce() -> T) -> (T, u64) {
    let start = SYST::get_current();
    let done = work();
    let ticks = start.wrapping_sub(SYST::get_current()) & 0x00ff_ffff;
    (done, u64::from(ticks) * INSTRUCTIONS_IN_TWO_TICKS / 2)
}

/// The most instructions of a slice, and of a rating from making the output to having learnt from it.
fn run(work: &mut Lights) -> Result<[u64; 2], Error> {
    let [mut slice, mut rating] = [0; 2];
    work.start()?;
    for _ in 0..RATINGS {
        let mut sum = 0;
        loop {
            let (more, instructions) = count(|| work.rate_some());
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

#[entry]
fn main() -> ! {
    // SAFETY: the only borrow of the `static`, and the only owner of the timer.
    let (work, mut timer) =
        unsafe { (&mut *addr_of_mut!(WORK), cortex_m::Peripherals::steal().SYST) };
    timer.set_clock_source(SystClkSource::Core);
    timer.set_reload(0x00ff_ffff);
    timer.enable_counter();
    let bottom = stack::paint();
    let Ok([slice, rating]) = run(work) else {
        debug::exit(debug::EXIT_FAILURE);
        loop {}
    };
    let stack = stack::deepest(bottom);
    let hash = work.hash();
    hprintln!("hash {:08x}{:08x}", (hash >> 32) as u32, hash as u32);
    hprintln!("static bytes {}", size_of::<Lights>());
    hprintln!("stack bytes {}", stack);
    hprintln!("slice instructions {}", slice);
    hprintln!("rating instructions {}", rating);
    debug::exit(debug::EXIT_SUCCESS);
    loop {}
}
