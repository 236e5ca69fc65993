//! What the two Arm boards share: the processor's own devices, and calls to the emulator.

use core::arch::asm;

use super::{Register, wait};

/// SysTick control and status: whether it counts, and the processor's clock rather than another.
const SYST_CSR: Register = Register::at(0xE000_E010);
/// SysTick reload value.
const SYST_RVR: Register = Register::at(0xE000_E014);
/// SysTick current value; counts down.
const SYST_CVR: Register = Register::at(0xE000_E018);
/// Interrupt set-enable and clear-pending, for the first 32 interrupts.
const NVIC_ISER: Register = Register::at(0xE000_E100);
const NVIC_ICPR: Register = Register::at(0xE000_E280);
/// Application interrupt and reset control.
const AIRCR: Register = Register::at(0xE000_ED0C);

const ENABLE_WITH_PROCESSOR_CLOCK: u32 = 0b101;
/// SysTick has 24 bits.
const LARGEST: u32 = 0x00ff_ffff;
/// Without this key a write to AIRCR is ignored.
const VECTKEY: u32 = 0x05FA << 16;
const SYSRESETREQ: u32 = 1 << 2;

/// The part of the vector table that belongs to devices. No program here enables an interrupt, so it is as
/// short as the linker script allows, not a kilobyte of default handlers.
#[used]
#[unsafe(no_mangle)]
#[unsafe(link_section = ".vector_table.interrupts")]
static __INTERRUPTS: [usize; 1] = [0];

pub fn start_timer() {
    SYST_RVR.write(LARGEST);
    SYST_CVR.write(0);
    SYST_CSR.write(ENABLE_WITH_PROCESSOR_CLOCK);
}

/// How many times the timer ticks while the work is done.
pub fn ticks<T>(work: impl FnOnce() -> T) -> (T, u32) {
    let start = SYST_CVR.read();
    let done = work();
    (done, start.wrapping_sub(SYST_CVR.read()) & LARGEST)
}

/// Lets an interrupt wake the processor, but not interrupt it.
pub fn let_wake(interrupt: u32) {
    // SAFETY: masks interrupts, which nothing here relies on.
    unsafe { asm!("cpsid i", options(nomem, nostack)) };
    NVIC_ISER.write(1 << interrupt);
}

/// Sleeps until the interrupt's device wants something, or not at all if it does already.
pub fn sleep(interrupt: u32) {
    NVIC_ICPR.write(1 << interrupt);
    // SAFETY: waits for an interrupt that is pending; it is masked.
    unsafe { asm!("wfi", options(nomem, nostack)) };
}

pub fn reset() -> ! {
    AIRCR.write(VECTKEY | SYSRESETREQ);
    wait()
}

/// Ends the emulator.
pub fn exit(success: bool) -> ! {
    const SYS_EXIT: usize = 0x18;
    const APPLICATION_EXIT: usize = 0x2_0026;
    const RUN_TIME_ERROR: usize = 0x2_0023;
    semihosting(SYS_EXIT, if success { APPLICATION_EXIT } else { RUN_TIME_ERROR });
    wait()
}

/// A call to the debugger or emulator (Arm, "Semihosting for AArch32 and AArch64").
pub fn semihosting(operation: usize, argument: usize) -> usize {
    let result;
    // SAFETY: the emulator sees to the call; it may read and write what the argument points to.
    unsafe {
        asm!("bkpt 0xAB", inlateout("r0") operation => result, in("r1") argument, options(nostack));
    }
    result
}
