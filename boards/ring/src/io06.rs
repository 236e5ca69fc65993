//! Writers of `embedded-io` 0.6, which many HALs still implement, for what takes those of 0.7.

use core::{
    error::Error,
    fmt::{self, Debug, Display, Formatter},
};

use embedded_io::{ErrorKind, ErrorType, Write};
use embedded_io_06 as io06;

/// A writer of 0.6 as one of 0.7; `Io06(&mut uart)` only borrows it.
#[derive(Debug)]
pub struct Io06<W>(pub W);

impl<W: io06::ErrorType> ErrorType for Io06<W> {
    type Error = Io06Error<W::Error>;
}

impl<W: io06::Write> Write for Io06<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        self.0.write(bytes).map_err(Io06Error)
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        self.0.flush().map_err(Io06Error)
    }
}

/// What the writer said. Errors of 0.6 need not be errors of `core`, as those of 0.7 must.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Io06Error<E>(pub E);

impl<E: Debug> Display for Io06Error<E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<E: Debug> Error for Io06Error<E> {}

impl<E: Debug> embedded_io::Error for Io06Error<E> {
    /// No kind is translated: whoever wants it asks the error within.
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}
