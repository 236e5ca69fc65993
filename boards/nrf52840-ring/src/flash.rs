//! The end of the flash, which memory.x keeps free for what is saved.

use core::slice;

use nrf52840_hal::{nvmc::Nvmc, pac::NVMC};

unsafe extern "C" {
    // From memory.x: only their addresses mean anything.
    static mut _store_start: u8;
    static mut _store_end: u8;
}

/// A page is erased in 85 ms and a word written in 41 µs, and the processor stands still meanwhile, as it
/// runs from this flash.
pub fn new(nvmc: NVMC) -> Nvmc<NVMC> {
    let (start, end) = (&raw mut _store_start, &raw mut _store_end);
    // SAFETY: they are the ends of a part of the flash in which nothing is linked, and as there is one NVMC
    // nothing else can borrow it.
    let storage = unsafe { slice::from_raw_parts_mut(start, end.offset_from_unsigned(start)) };
    Nvmc::new(nvmc, storage)
}
