//! Text to the UART.

use core::fmt::{self, Display, Formatter, Write};

use crate::{Board, Chip};

/// Prints to the UART as `write!` does.
#[macro_export]
macro_rules! say {
    ($($text:tt)*) => {{
        let _ = core::fmt::Write::write_fmt(&mut $crate::Uart, format_args!($($text)*));
    }};
}

/// The board's UART as text.
pub struct Uart;

impl Write for Uart {
    /// A terminal on a serial line begins a new line at the left only where it is told to.
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            if byte == b'\n' {
                Chip::write(b'\r');
            }
            Chip::write(byte);
        }
        Ok(())
    }
}

/// Sixteen hexadecimal digits, without the formatters of `core`, which hold panic paths.
pub struct Hex(pub u64);

impl Display for Hex {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (0..16).rev().try_for_each(|place| {
            let digit = (self.0 >> (4 * place)) as u8 & 15;
            f.write_char(char::from(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }))
        })
    }
}
