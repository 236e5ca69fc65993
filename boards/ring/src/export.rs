//! The session as text over a UART, in the form in which the emulated boards send it, too.

use embedded_io::{ErrorType, Write};
use lobule::{DeviceError, Error};

use crate::Learner;

/// Asks for it.
pub const KEY: u8 = b'x';

/// Bytes to a line.
const LINE: usize = 32;

/// Writes a snapshot as hexadecimal lines between one that begins and one that ends it. A terminal on a serial
/// line begins a new line at the left only where it is told to.
///
/// # Errors
/// In the middle of work, as [`save_to`](lobule::Agent::save_to), and nothing is written. What the writer says,
/// and [`Error::WriterFull`] where it takes nothing more; the line that ends it is missing then.
pub fn print<W: Write>(agent: &Learner, writer: &mut W) -> Result<(), DeviceError<W::Error>> {
    agent.snapshot_len()?;
    send(writer, b"\r\n-----BEGIN LOBULE SNAPSHOT-----")?;
    agent.save_to(&mut HexLines { writer, column: LINE }).map_err(|error| match error {
        DeviceError::Device(error) => error,
        DeviceError::Refused(error) => DeviceError::Refused(error),
    })?;
    send(writer, b"\r\n-----END LOBULE SNAPSHOT-----\r\n")?;
    writer.flush().map_err(DeviceError::Device)
}

/// Breaks the line before a byte that has no room in it.
struct HexLines<'a, W> {
    writer: &'a mut W,
    /// Bytes of the current line.
    column: usize,
}

impl<W: Write> ErrorType for HexLines<'_, W> {
    type Error = DeviceError<W::Error>;
}

impl<W: Write> Write for HexLines<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        for &byte in bytes {
            if self.column == LINE {
                send(self.writer, b"\r\n")?;
                self.column = 0;
            }
            self.column += 1;
            send(self.writer, &[byte >> 4, byte & 15].map(digit))?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        self.writer.flush().map_err(DeviceError::Device)
    }
}

/// Not `write_all`, which panics where a writer takes nothing.
fn send<W: Write>(writer: &mut W, mut bytes: &[u8]) -> Result<(), DeviceError<W::Error>> {
    while !bytes.is_empty() {
        match writer.write(bytes).map_err(DeviceError::Device)? {
            0 => return Err(Error::WriterFull.into()),
            taken => bytes = bytes.get(taken..).unwrap_or(&[]),
        }
    }
    Ok(())
}

fn digit(value: u8) -> u8 {
    match value {
        ..10 => b'0' + value,
        _ => b'a' - 10 + value,
    }
}
