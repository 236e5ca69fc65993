//! Text to the UART.

use core::fmt::{self, Display, Formatter, Write};

use lobule::DeviceError;

use crate::{Board, Chip};

/// Prints to the UART as `write!` does.
#[macro_export]
macro_rules! say {
    ($($text:tt)*) => {{
        let _ = core::fmt::Write::write_fmt(&mut $crate::Uart, format_args!($($text)*));
    }};
}

/// Prints pieces of [`Text`] to the UART, one after the other. Takes less flash than [`say!`].
#[macro_export]
macro_rules! tell {
    ($($piece:expr),+ $(,)?) => {{
        $($crate::Text::tell(&$piece);)+
    }};
}

/// The board's UART as text.
pub struct Uart;

impl Write for Uart {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.tell();
        Ok(())
    }
}

/// What can be printed without the formatter.
pub trait Text {
    /// Prints it to the UART.
    fn tell(&self);
}

impl Text for str {
    /// A terminal on a serial line begins a new line at the left only where it is told to.
    #[inline(never)]
    fn tell(&self) {
        for byte in self.bytes() {
            if byte == b'\n' {
                Chip::write(b'\r');
            }
            Chip::write(byte);
        }
    }
}

impl Text for &str {
    fn tell(&self) {
        str::tell(self);
    }
}

impl<E: fmt::Debug> Text for DeviceError<E> {
    fn tell(&self) {
        say!("{self}");
    }
}

/// Sixteen hexadecimal digits, without the formatters of `core`, which hold panic paths.
pub struct Hex(pub u64);

impl Hex {
    fn digits(&self) -> impl Iterator<Item = u8> {
        (0..16).rev().map(|place| digit((self.0 >> (4 * place)) as u8))
    }
}

/// The hexadecimal digit of the lower half of a byte.
pub fn digit(byte: u8) -> u8 {
    match byte & 15 {
        low @ ..10 => b'0' + low,
        high => b'a' - 10 + high,
    }
}

impl Display for Hex {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.digits().try_for_each(|digit| f.write_char(digit.into()))
    }
}

impl Text for Hex {
    fn tell(&self) {
        self.digits().for_each(Chip::write);
    }
}

/// A whole number.
pub struct Decimal(pub u32);

impl Text for Decimal {
    #[inline(never)]
    fn tell(&self) {
        let (mut digits, mut rest) = ([b'0'; 10], self.0);
        for digit in digits.iter_mut().rev() {
            *digit += (rest % 10) as u8;
            rest /= 10;
        }
        let zeros = digits.iter().take(9).take_while(|digit| **digit == b'0').count();
        digits.iter().skip(zeros).for_each(|&digit| Chip::write(digit));
    }
}

/// So many ratings, in words.
pub struct Ratings(pub u64);

impl Text for Ratings {
    fn tell(&self) {
        Decimal(self.0 as u32).tell();
        str::tell(if self.0 == 1 { " rating" } else { " ratings" });
    }
}

/// ASCII text with blanks behind it, to so many letters in all.
pub struct Padded<'a>(pub &'a str, pub usize);

impl Text for Padded<'_> {
    #[inline(never)]
    fn tell(&self) {
        self.0.tell();
        (self.0.len()..self.1).for_each(|_| Chip::write(b' '));
    }
}
