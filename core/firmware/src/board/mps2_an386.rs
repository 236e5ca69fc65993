//! QEMU's mps2-an386: a Cortex-M4F with an FPU, whose memory is laid out as that of an nRF52840 (Arm, AN386).
//!
//! The machine has no flash that a program could write. A file on the host stands in, through the
//! emulator's semihosting.

use core::{ffi::CStr, ops::Range};

use cortex_m_rt as _; // Start-up code.
use embedded_storage::nor_flash::{
    ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash, check_erase, check_read, check_write,
};

use super::{
    Board, Register,
    arm::{self, semihosting},
};

/// The first CMSDK APB UART.
const DATA: Register = Register::at(0x4000_4000);
const STATE: Register = Register::at(0x4000_4004);
const CTRL: Register = Register::at(0x4000_4008);
const INTCLEAR: Register = Register::at(0x4000_400C);
const BAUDDIV: Register = Register::at(0x4000_4010);

const TX_FULL: u32 = 1 << 0;
const RX_FULL: u32 = 1 << 1;
const TX_AND_RX_ENABLED: u32 = 0b11;
const RX_INTERRUPTS: u32 = 1 << 3;
/// The number of the receiver's interrupt, and its bit in the UART.
const RX_INTERRUPT: u32 = 0;
const RX: u32 = 1 << 1;
/// The clock is 25 MHz.
const BAUD_115200: u32 = 25_000_000 / 115_200;

/// A tick of 40 ns, of which an instruction takes the emulator one.
const INSTRUCTIONS_PER_TICK: u32 = 40;

pub struct Mps2An386;

impl Board for Mps2An386 {
    const NAME: &'static str = "mps2-an386, Cortex-M4F, 256 KB RAM";
    const SAVES_TO: &'static str = "a file of the host, as this machine has no flash controller";
    const STORE: Range<u32> = 0..16 * 1024;
    const TAPE: Range<usize> = 768 * 1024..1024 * 1024;
    type Flash = HostFile;

    fn start() {
        BAUDDIV.write(BAUD_115200);
        CTRL.write(TX_AND_RX_ENABLED | RX_INTERRUPTS);
        arm::let_wake(RX_INTERRUPT);
        arm::start_timer();
    }

    fn read() -> Option<u8> {
        (STATE.read() & RX_FULL != 0).then(|| {
            INTCLEAR.write(RX);
            DATA.read() as u8
        })
    }

    fn rest() {
        arm::sleep(RX_INTERRUPT);
    }

    fn write(byte: u8) {
        while STATE.read() & TX_FULL != 0 {}
        DATA.write(byte.into());
    }

    fn flash() -> HostFile {
        HostFile::open()
    }

    fn reset() -> ! {
        arm::reset()
    }

    fn exit(success: bool) -> ! {
        arm::exit(success)
    }

    fn count<T>(work: impl FnOnce() -> T) -> (T, u32) {
        let (done, ticks) = arm::ticks(work);
        (done, ticks * INSTRUCTIONS_PER_TICK)
    }
}

/// A file in the emulator's working folder that behaves as NOR flash with the pages of an nRF52840.
pub struct HostFile {
    /// `None`: it could be neither opened nor made.
    handle: Option<usize>,
}

impl HostFile {
    const NAME: &CStr = c"mps2-an386.flash";

    fn open() -> Self {
        const SYS_OPEN: usize = 0x01;
        /// The modes `r+b` and `w+b` of C's `fopen`.
        const UPDATE: usize = 3;
        const CREATE: usize = 7;
        let open = |mode| {
            let name = Self::NAME;
            let arguments = [name.as_ptr() as usize, mode, name.count_bytes()];
            let handle = semihosting(SYS_OPEN, arguments.as_ptr() as usize);
            (handle != usize::MAX).then_some(handle)
        };
        if let Some(handle) = open(UPDATE) {
            return HostFile { handle: Some(handle) };
        }
        let mut made = HostFile { handle: open(CREATE) };
        // A read that follows tells a failure.
        let _ = made.erase(Mps2An386::STORE.start, Mps2An386::STORE.end);
        made
    }

    /// Reads or writes at a place; the emulator says how many bytes it left.
    fn transfer(
        &mut self,
        operation: usize,
        offset: u32,
        bytes: [usize; 2],
    ) -> Result<(), NorFlashErrorKind> {
        const SYS_SEEK: usize = 0x0A;
        let handle = self.handle.ok_or(NorFlashErrorKind::Other)?;
        let sought = semihosting(SYS_SEEK, [handle, offset as usize].as_ptr() as usize);
        let [place, len] = bytes;
        if sought == 0 && semihosting(operation, [handle, place, len].as_ptr() as usize) == 0 {
            Ok(())
        } else {
            Err(NorFlashErrorKind::Other)
        }
    }

    fn put(&mut self, offset: u32, bytes: &[u8]) -> Result<(), NorFlashErrorKind> {
        const SYS_WRITE: usize = 0x05;
        self.transfer(SYS_WRITE, offset, [bytes.as_ptr() as usize, bytes.len()])
    }
}

impl Drop for HostFile {
    fn drop(&mut self) {
        const SYS_CLOSE: usize = 0x02;
        if let Some(handle) = self.handle {
            semihosting(SYS_CLOSE, [handle].as_ptr() as usize);
        }
    }
}

impl ErrorType for HostFile {
    type Error = NorFlashErrorKind;
}

impl ReadNorFlash for HostFile {
    const READ_SIZE: usize = 1;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), NorFlashErrorKind> {
        const SYS_READ: usize = 0x06;
        check_read(self, offset, bytes.len())?;
        self.transfer(SYS_READ, offset, [bytes.as_mut_ptr() as usize, bytes.len()])
    }

    fn capacity(&self) -> usize {
        Mps2An386::STORE.end as usize
    }
}

impl NorFlash for HostFile {
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = 4096;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), NorFlashErrorKind> {
        const ERASED: [u8; 64] = [0xff; 64];
        check_erase(self, from, to)?;
        (from..to).step_by(ERASED.len()).try_for_each(|place| self.put(place, &ERASED))
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), NorFlashErrorKind> {
        check_write(self, offset, bytes.len())?;
        for (place, &word) in (offset..).step_by(Self::WRITE_SIZE).zip(bytes.as_chunks().0) {
            let mut old = [0; Self::WRITE_SIZE];
            self.read(place, &mut old)?;
            // Bits of NOR flash go from 1 to 0 only.
            let new = u32::from_le_bytes(old) & u32::from_le_bytes(word);
            self.put(place, &new.to_le_bytes())?;
        }
        Ok(())
    }
}
