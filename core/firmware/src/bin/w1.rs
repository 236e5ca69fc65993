//! The benchmark's work W1 on a Cortex-M4F: whether its bits are those of the host, and what it takes.
//!
//! Under `qemu-system-arm -M mps2-an386 -icount shift=0` every instruction takes one nanosecond, so
//! that the system timer counts instructions.
#![no_std]
#![no_main]

use core::{hint::black_box, ptr::addr_of_mut};

#[path = "../stack.rs"]
mod stack;

use cortex_m::peripheral::{SYST, syst::SystClkSource};
use cortex_m_rt::entry;
use cortex_m_semihosting::{debug, hprintln};
use lobule_work::{W1, W1_MINIBATCH};

/// The board's clock is 25 MHz, so a tick of the timer is 40 ns.
const INSTRUCTIONS_PER_TICK: u32 = 40;

static mut WORK: W1 = W1::ZERO;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    debug::exit(debug::EXIT_FAILURE);
    loop {}
}

#[entry]
fn main() -> ! {
    // SAFETY: the only borrow of the `static`, and the only owner of the timer.
    let (work, mut timer) =
        unsafe { (&mut *addr_of_mut!(WORK), cortex_m::Peripherals::steal().SYST) };
    timer.set_clock_source(SystClkSource::Core);
    timer.set_reload(0x00ff_ffff);
    timer.enable_counter();
    if work.prepare(W1_MINIBATCH).is_err() {
        debug::exit(debug::EXIT_FAILURE);
    }
    let bottom = stack::paint();
    let start = SYST::get_current();
    let learnt = work.update().is_ok();
    let update = start.wrapping_sub(SYST::get_current()) & 0x00ff_ffff;
    let stack = stack::deepest(bottom);
    const FORWARDS: u32 = 100;
    let start = SYST::get_current();
    for _ in 0..FORWARDS {
        black_box(work.forward());
    }
    let forward = start.wrapping_sub(SYST::get_current()) & 0x00ff_ffff;
    let hash = work.hash();
    hprintln!("hash {:08x}{:08x}", (hash >> 32) as u32, hash as u32);
    hprintln!("static bytes {}", size_of::<W1>());
    hprintln!("stack bytes {}", stack);
    hprintln!("update instructions {}", update * INSTRUCTIONS_PER_TICK);
    hprintln!("forward instructions {}", forward * INSTRUCTIONS_PER_TICK / FORWARDS);
    debug::exit(if learnt { debug::EXIT_SUCCESS } else { debug::EXIT_FAILURE });
    loop {}
}
