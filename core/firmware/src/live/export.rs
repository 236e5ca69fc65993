//! The session as text over the UART, for a program at the other end to write to a file.

use core::convert::Infallible;

use embedded_io::{ErrorType, Write};
use lobule::{DeviceError, Error};

use super::Lights;
use crate::{Board, Chip, digit, tell};

/// Bytes to a line.
const LINE: usize = 32;

/// Prints a snapshot as hexadecimal lines between one that begins and one that ends it.
///
/// # Errors
/// In the middle of work, as [`save_to`](lobule::Agent::save_to).
pub fn print(agent: &Lights) -> Result<(), Error> {
    // Refused before the first line.
    agent.snapshot_len()?;
    tell!("\n-----BEGIN LOBULE SNAPSHOT-----\n");
    let saved = agent.save_to(&mut HexLines(0));
    tell!("\n-----END LOBULE SNAPSHOT-----\n");
    saved.map_err(|error| match error {
        DeviceError::Refused(error) => error,
        DeviceError::Device(never) => match never {},
    })
}

/// Counts the bytes of the current line.
struct HexLines(usize);

impl ErrorType for HexLines {
    type Error = Infallible;
}

impl Write for HexLines {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        for &byte in bytes {
            if self.0 == LINE {
                tell!("\n");
                self.0 = 0;
            }
            self.0 += 1;
            [byte >> 4, byte].map(digit).into_iter().for_each(Chip::write);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
