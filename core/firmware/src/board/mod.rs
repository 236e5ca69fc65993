//! The board an image is for, chosen by a feature.
//!
//! The devices are driven by their registers alone, named as in the reference manuals: what the usual HAL
//! crates do for them can panic, and no image here may.

use core::{hint, ops::Range, ptr};

use embedded_storage::nor_flash::{NorFlash, NorFlashErrorKind};

#[cfg(any(feature = "microbit", feature = "mps2-an386"))]
mod arm;
#[cfg(feature = "microbit")]
mod microbit;
#[cfg(feature = "mps2-an386")]
mod mps2_an386;
#[cfg(feature = "virt")]
mod virt;

/// The board that this image is for.
#[cfg(feature = "microbit")]
pub type Chip = microbit::Microbit;
#[cfg(feature = "mps2-an386")]
pub type Chip = mps2_an386::Mps2An386;
#[cfg(feature = "virt")]
pub type Chip = virt::Virt;

/// What a program can ask of a board. There is one of each thing, so no call needs a value.
pub trait Board {
    /// What people call it.
    const NAME: &'static str;
    /// Where what is saved really goes.
    const SAVES_TO: &'static str;
    /// The addresses of [`Flash`](Self::Flash) that a program may save to.
    const STORE: Range<u32>;
    /// Where a snapshot may lie that came with the program, laid out as the store is: what a session begins
    /// with while nothing has been saved.
    const GIVEN: Range<u32> = Self::STORE;
    /// The addresses where a recorded session may lie that came with the program.
    const TAPE: Range<usize>;
    /// The memory that outlives a reset.
    type Flash: NorFlash<Error = NorFlashErrorKind>;

    /// Sets up the UART and the counter of instructions. Comes before anything else.
    fn start();

    /// A byte that has come in over the UART, if there is one.
    fn read() -> Option<u8>;

    /// Sleeps until a byte comes in, or not at all if one is there.
    fn rest();

    /// Sends a byte over the UART, waiting until it can.
    fn write(byte: u8);

    /// The flash.
    fn flash() -> Self::Flash;

    /// Begins anew, as after power-on; only the flash stays as it is.
    fn reset() -> !;

    /// Ends the emulator, and tells it whether all went well.
    fn exit(success: bool) -> !;

    /// Does some work and counts its instructions, exactly under `-icount shift=0`. It must take less than
    /// 600 million.
    fn count<T>(work: impl FnOnce() -> T) -> (T, u32);
}

/// What lies in [`TAPE`](Board::TAPE).
pub fn tape() -> &'static [u8] {
    let Range { start, end } = Chip::TAPE;
    // SAFETY: a part of the flash that nothing writes to while a program that asks for this runs.
    unsafe { core::slice::from_raw_parts(ptr::with_exposed_provenance(start), end - start) }
}

/// Waits for a reset or an end that takes effect in a few instructions.
fn wait() -> ! {
    loop {
        hint::spin_loop();
    }
}

/// A device register.
struct Register<T = u32>(*mut T);

impl<T: Copy> Register<T> {
    /// Only for addresses that the board's manual says are registers of this width.
    const fn at(address: usize) -> Self {
        Register(ptr::without_provenance_mut(address))
    }

    fn read(&self) -> T {
        // SAFETY: a register may be read at any time.
        unsafe { self.0.read_volatile() }
    }

    fn write(&self, value: T) {
        // SAFETY: no register written here touches memory that Rust knows of.
        unsafe { self.0.write_volatile(value) }
    }
}
