//! The BBC micro:bit v1: an nRF51822, a Cortex-M0 with 16 KB of RAM (nRF51 Series Reference Manual 3.0).

use core::{ops::Range, ptr};

use cortex_m_rt as _; // Start-up code.
use embedded_storage::nor_flash::{
    ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash, check_erase, check_read, check_write,
};

use super::{Board, Register, arm};

/// UART0.
const STARTRX: Register = Register::at(0x4000_2000);
const STARTTX: Register = Register::at(0x4000_2008);
const RXDRDY: Register = Register::at(0x4000_2108);
const TXDRDY: Register = Register::at(0x4000_211C);
const INTENSET: Register = Register::at(0x4000_2304);
const UART_ENABLE: Register = Register::at(0x4000_2500);
const PSELTXD: Register = Register::at(0x4000_250C);
const PSELRXD: Register = Register::at(0x4000_2514);
const RXD: Register = Register::at(0x4000_2518);
const TXD: Register = Register::at(0x4000_251C);
const BAUDRATE: Register = Register::at(0x4000_2524);

const UART_INTERRUPT: u32 = 2;
const ON_RXDRDY: u32 = 1 << 2;
const UART_ENABLED: u32 = 4;
const BAUD_115200: u32 = 0x01D7_E000;
/// The pins that lead to the board's USB connector.
const TX_PIN: u32 = 24;
const RX_PIN: u32 = 25;

/// The controller of the flash, NVMC.
const NVMC_READY: Register = Register::at(0x4001_E400);
const NVMC_CONFIG: Register = Register::at(0x4001_E504);
const ERASEPAGE: Register = Register::at(0x4001_E508);

const READ_ONLY: u32 = 0;
const WRITE_ENABLED: u32 = 1;
const ERASE_ENABLED: u32 = 2;

/// The clock is 16 MHz and an instruction takes the emulator a nanosecond: two ticks are 125 of them.
const INSTRUCTIONS_IN_TWO_TICKS: u32 = 125;

pub struct Microbit;

impl Board for Microbit {
    const NAME: &'static str = "micro:bit v1, Cortex-M0, 16 KB RAM";
    const SAVES_TO: &'static str = "its own flash";
    /// Behind the program: `boards/microbit/memory.x` leaves it free.
    const STORE: Range<u32> = 192 * 1024..208 * 1024;
    /// QEMU lays what its user gives it anew at each reset, so it must not lie in the store.
    const GIVEN: Range<u32> = 208 * 1024..224 * 1024;
    const TAPE: Range<usize> = 208 * 1024..256 * 1024;
    type Flash = Nvmc;

    fn start() {
        PSELTXD.write(TX_PIN);
        PSELRXD.write(RX_PIN);
        BAUDRATE.write(BAUD_115200);
        UART_ENABLE.write(UART_ENABLED);
        STARTTX.write(1);
        STARTRX.write(1);
        INTENSET.write(ON_RXDRDY);
        arm::let_wake(UART_INTERRUPT);
        arm::start_timer();
    }

    fn read() -> Option<u8> {
        if RXDRDY.read() == 0 {
            return None;
        }
        RXDRDY.write(0);
        Some(RXD.read() as u8)
    }

    fn rest() {
        arm::sleep(UART_INTERRUPT);
    }

    fn write(byte: u8) {
        TXDRDY.write(0);
        TXD.write(byte.into());
        while TXDRDY.read() == 0 {}
    }

    fn flash() -> Nvmc {
        Nvmc
    }

    fn reset() -> ! {
        arm::reset()
    }

    fn exit(success: bool) -> ! {
        arm::exit(success)
    }

    fn count<T>(work: impl FnOnce() -> T) -> (T, u32) {
        let (done, ticks) = arm::ticks(work);
        (done, ticks * INSTRUCTIONS_IN_TWO_TICKS / 2)
    }
}

/// The flash of the part; addresses are those of the processor.
pub struct Nvmc;

impl Nvmc {
    /// Does something with the flash that only this setting allows.
    fn with(setting: u32, work: impl FnOnce()) {
        NVMC_CONFIG.write(setting);
        work();
        while NVMC_READY.read() == 0 {}
        NVMC_CONFIG.write(READ_ONLY);
    }
}

impl ErrorType for Nvmc {
    type Error = NorFlashErrorKind;
}

impl ReadNorFlash for Nvmc {
    const READ_SIZE: usize = 1;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), NorFlashErrorKind> {
        check_read(self, offset, bytes.len())?;
        let from = ptr::with_exposed_provenance::<u8>(offset as usize);
        for (n, byte) in bytes.iter_mut().enumerate() {
            // SAFETY: within the flash; it changes under the compiler's eyes, hence volatile.
            *byte = unsafe { from.wrapping_add(n).read_volatile() };
        }
        Ok(())
    }

    fn capacity(&self) -> usize {
        256 * 1024
    }
}

impl NorFlash for Nvmc {
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = 1024;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), NorFlashErrorKind> {
        check_erase(self, from, to)?;
        for page in (from..to).step_by(Self::ERASE_SIZE) {
            Self::with(ERASE_ENABLED, || ERASEPAGE.write(page));
        }
        Ok(())
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), NorFlashErrorKind> {
        check_write(self, offset, bytes.len())?;
        for (n, &word) in bytes.as_chunks().0.iter().enumerate() {
            let place = Register::at(offset as usize + n * Self::WRITE_SIZE);
            Self::with(WRITE_ENABLED, || place.write(u32::from_le_bytes(word)));
        }
        Ok(())
    }
}
