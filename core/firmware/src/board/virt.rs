//! QEMU's RISC-V machine `virt` with one RV32IMAC core, and what is saved in a flash chip of its own.

use core::{arch::asm, ops::Range};

use embedded_storage::nor_flash::{
    ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash, check_erase, check_read, check_write,
};
use riscv_rt as _; // Start-up code.

use super::{Board, Register, wait};

/// An NS16550A: receiver and transmitter share an address.
const RBR_THR: Register<u8> = Register::at(0x1000_0000);
/// Interrupt enable.
const IER: Register<u8> = Register::at(0x1000_0001);
/// FIFO control.
const FCR: Register<u8> = Register::at(0x1000_0002);
/// Line control.
const LCR: Register<u8> = Register::at(0x1000_0003);
/// Line status.
const LSR: Register<u8> = Register::at(0x1000_0005);

const ON_DATA: u8 = 1;
const FIFO_ENABLED: u8 = 1;
const EIGHT_BITS: u8 = 0b11;
const DATA_READY: u8 = 1 << 0;
const TRANSMITTER_EMPTY: u8 = 1 << 5;

/// The interrupt controller, PLIC: the priority of the UART's interrupt, what the processor is told of, and how
/// it says that it has seen to it.
const PRIORITY: Register = Register::at(0x0C00_0000 + 4 * UART_INTERRUPT as usize);
const ENABLE: Register = Register::at(0x0C00_2000);
const THRESHOLD: Register = Register::at(0x0C20_0000);
const CLAIM_COMPLETE: Register = Register::at(0x0C20_0004);

const UART_INTERRUPT: u32 = 10;
/// The bit of external interrupts in `mie`.
const EXTERNAL: u32 = 1 << 11;

/// The test finisher of SiFive's machines.
const FINISHER: Register = Register::at(0x10_0000);

const PASS: u32 = 0x5555;
const FAIL: u32 = 1 << 16 | 0x3333;
const RESET: u32 = 0x7777;

pub struct Virt;

impl Board for Virt {
    const NAME: &'static str = "RISC-V virt, RV32IMAC, 512 KB RAM";
    const SAVES_TO: &'static str = "its flash chip";
    const STORE: Range<u32> = 0..2 * Pflash::ERASE_SIZE as u32;
    const TAPE: Range<usize> = 0x8020_0000..0x8040_0000;
    type Flash = Pflash;

    fn start() {
        LCR.write(EIGHT_BITS);
        FCR.write(FIFO_ENABLED);
        IER.write(ON_DATA);
        PRIORITY.write(1);
        THRESHOLD.write(0);
        ENABLE.write(1 << UART_INTERRUPT);
        // SAFETY: lets external interrupts wake the processor; `mstatus` keeps them from interrupting it.
        unsafe { asm!("csrs mie, {}", in(reg) EXTERNAL, options(nomem, nostack)) };
    }

    fn read() -> Option<u8> {
        (LSR.read() & DATA_READY != 0).then(|| RBR_THR.read())
    }

    fn rest() {
        CLAIM_COMPLETE.write(CLAIM_COMPLETE.read());
        // What came in before would not wake it any more.
        if LSR.read() & DATA_READY != 0 {
            return;
        }
        // SAFETY: waits for an interrupt that is pending; it is masked.
        unsafe { asm!("wfi", options(nomem, nostack)) };
    }

    fn write(byte: u8) {
        while LSR.read() & TRANSMITTER_EMPTY == 0 {}
        RBR_THR.write(byte);
    }

    fn flash() -> Pflash {
        Pflash
    }

    fn reset() -> ! {
        FINISHER.write(RESET);
        wait()
    }

    fn exit(success: bool) -> ! {
        FINISHER.write(if success { PASS } else { FAIL });
        wait()
    }

    fn count<T>(work: impl FnOnce() -> T) -> (T, u32) {
        let start = minstret();
        let done = work();
        (done, minstret().wrapping_sub(start))
    }
}

/// Instructions since power-on, the lower half.
fn minstret() -> u32 {
    let count;
    // SAFETY: reads a counter. Memory must be seen as of now, so it is no `nomem`.
    unsafe { asm!("csrr {}, minstret", out(reg) count, options(nostack)) };
    count
}

/// The second bank of flash: two 16-bit chips side by side, so that each command is given twice in a word
/// (Intel, Common Flash Interface, command set 0x0001). Addresses count from its start.
pub struct Pflash;

const BASE: usize = 0x2200_0000;

const READ_ARRAY: u32 = 0x00FF_00FF;
const PROGRAM: u32 = 0x0040_0040;
const ERASE: u32 = 0x0020_0020;
const CONFIRM: u32 = 0x00D0_00D0;
const CLEAR_STATUS: u32 = 0x0050_0050;

const READY: u32 = 0x0080_0080;
/// Erase, program, voltage and lock errors.
const FAILED: u32 = 0x003A_003A;

impl Pflash {
    /// Gives a command of two words and waits until it is done.
    fn command(offset: u32, first: u32, second: u32) -> Result<(), NorFlashErrorKind> {
        let place = Register::at(BASE + offset as usize);
        place.write(CLEAR_STATUS);
        place.write(first);
        place.write(second);
        let mut status = 0;
        while status & READY != READY {
            status = place.read();
        }
        place.write(READ_ARRAY);
        if status & FAILED == 0 { Ok(()) } else { Err(NorFlashErrorKind::Other) }
    }
}

impl ErrorType for Pflash {
    type Error = NorFlashErrorKind;
}

impl ReadNorFlash for Pflash {
    const READ_SIZE: usize = 1;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), NorFlashErrorKind> {
        check_read(self, offset, bytes.len())?;
        for (n, byte) in bytes.iter_mut().enumerate() {
            *byte = Register::at(BASE + offset as usize + n).read();
        }
        Ok(())
    }

    fn capacity(&self) -> usize {
        32 * 1024 * 1024
    }
}

impl NorFlash for Pflash {
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = 256 * 1024;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), NorFlashErrorKind> {
        check_erase(self, from, to)?;
        let mut sectors = (from..to).step_by(Self::ERASE_SIZE);
        sectors.try_for_each(|sector| Self::command(sector, ERASE, CONFIRM))
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), NorFlashErrorKind> {
        check_write(self, offset, bytes.len())?;
        let mut words = (offset..).step_by(Self::WRITE_SIZE).zip(bytes.as_chunks().0);
        words.try_for_each(|(place, &word)| Self::command(place, PROGRAM, u32::from_le_bytes(word)))
    }
}
