//! The end of the flash chip, which memory.x keeps free for what is saved.
//!
//! The program runs from this chip, which cannot be read while it erases or writes: `rp2040-flash` calls the
//! ROM from a function in RAM, interrupts are off, and what is written is copied to RAM first.

use core::{hint, ptr};

use cortex_m::interrupt;
use embedded_storage::nor_flash::{
    ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash, check_erase, check_read, check_write,
};
use rp2040_flash::flash::{flash_range_erase, flash_range_program};
use rp2040_hal::pac::XIP_SSI;

unsafe extern "C" {
    // From memory.x: only their addresses mean anything.
    static _store_start: u8;
    static _store_end: u8;
}

/// Where the processor sees the chip.
const XIP: u32 = 0x1000_0000;
/// What the chip writes at once, and erases at once.
const PAGE: usize = 256;
const SECTOR: usize = 4096;

/// The part of the chip that is saved to.
pub struct Flash {
    /// Nobody else drives the chip.
    _chip: XIP_SSI,
    /// Of the chip's bytes.
    start: u32,
    len: usize,
}

impl Flash {
    /// All that memory.x gives the store.
    pub fn new(chip: XIP_SSI) -> Self {
        let [start, end] =
            [&raw const _store_start, &raw const _store_end].map(|end| end.addr() as u32);
        Flash { _chip: chip, start: start - XIP, len: (end - start) as usize }
    }
}

impl ErrorType for Flash {
    type Error = NorFlashErrorKind;
}

impl ReadNorFlash for Flash {
    const READ_SIZE: usize = 1;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Self::Error> {
        check_read(self, offset, bytes.len())?;
        let from = ptr::with_exposed_provenance::<u8>((XIP + self.start + offset) as usize);
        // SAFETY: the chip is mapped there, and these bytes are within the store.
        unsafe { ptr::copy_nonoverlapping(from, bytes.as_mut_ptr(), bytes.len()) };
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.len
    }
}

impl NorFlash for Flash {
    const WRITE_SIZE: usize = PAGE;
    const ERASE_SIZE: usize = SECTOR;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), Self::Error> {
        check_erase(self, from, to)?;
        // SAFETY: whole sectors of the store. Nothing reads the chip meanwhile: this core only runs the ROM and
        // a function in RAM, and neither the other core nor DMA is ever started.
        interrupt::free(|_| unsafe { flash_range_erase(self.start + from, to - from, true) });
        Ok(())
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), Self::Error> {
        check_write(self, offset, bytes.len())?;
        for (at, page) in (self.start + offset..).step_by(PAGE).zip(bytes.as_chunks::<PAGE>().0) {
            // The copy is to be made, however needless it looks.
            let page = hint::black_box(*page);
            // SAFETY: as above, and whole pages.
            interrupt::free(|_| unsafe { flash_range_program(at, &page, true) });
        }
        Ok(())
    }
}
