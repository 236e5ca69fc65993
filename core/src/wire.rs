//! Numbers as little-endian bytes, one after the other: what a snapshot is written and read with.

use crc::{CRC_32_ISO_HDLC, Crc, Digest, Table};
use embedded_io::Write;
use embedded_storage::ReadStorage;

use crate::{Error, error::DeviceError};

/// The CRC-32 of Ethernet and zip, bit by bit: a table would take flash, and a snapshot is short.
pub(crate) static CRC: Crc<u32, Table<0>> = Crc::<u32, Table<0>>::new(&CRC_32_ISO_HDLC);

/// Goes through the numbers of something in the order of its bytes, and writes each or replaces it by
/// the one that is read. So the order is written down once for both.
pub(crate) trait Wire {
    type Error: From<Error>;

    /// How many bytes there have been.
    fn position(&self) -> usize;

    /// Writes the bytes or fills them.
    fn bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error>;

    fn u8(&mut self, number: &mut u8) -> Result<(), Self::Error> {
        self.bytes(core::slice::from_mut(number))
    }

    fn u16(&mut self, number: &mut u16) -> Result<(), Self::Error> {
        let mut bytes = number.to_le_bytes();
        self.bytes(&mut bytes)?;
        *number = u16::from_le_bytes(bytes);
        Ok(())
    }

    fn u32(&mut self, number: &mut u32) -> Result<(), Self::Error> {
        let mut bytes = number.to_le_bytes();
        self.bytes(&mut bytes)?;
        *number = u32::from_le_bytes(bytes);
        Ok(())
    }

    fn u64(&mut self, number: &mut u64) -> Result<(), Self::Error> {
        let mut bytes = number.to_le_bytes();
        self.bytes(&mut bytes)?;
        *number = u64::from_le_bytes(bytes);
        Ok(())
    }

    /// # Errors
    /// [`Error::SnapshotNotFinite`], either way.
    fn float(&mut self, number: &mut f32) -> Result<(), Self::Error> {
        let at = self.position();
        let mut bits = number.to_bits();
        self.u32(&mut bits)?;
        *number = f32::from_bits(bits);
        if number.is_finite() { Ok(()) } else { Err(Error::SnapshotNotFinite { at }.into()) }
    }

    /// # Errors
    /// [`Error::SnapshotValue`] for what has just been read, unless it can be.
    fn check(&self, can_be: bool, what: &'static str) -> Result<(), Self::Error> {
        let at = self.position();
        if can_be { Ok(()) } else { Err(Error::SnapshotValue { what, at }.into()) }
    }
}

/// Writes, and ends with the CRC-32 of everything written.
pub(crate) struct Writer<'a, W> {
    to: &'a mut W,
    position: usize,
    crc: Digest<'static, u32, Table<0>>,
}

impl<'a, W: Write> Writer<'a, W> {
    pub fn new(to: &'a mut W) -> Self {
        Writer { to, position: 0, crc: CRC.digest() }
    }

    pub fn finish(mut self) -> Result<(), DeviceError<W::Error>> {
        let mut checksum = self.crc.clone().finalize();
        self.u32(&mut checksum)
    }
}

impl<W: Write> Wire for Writer<'_, W> {
    type Error = DeviceError<W::Error>;

    fn position(&self) -> usize {
        self.position
    }

    fn bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        self.crc.update(bytes);
        let mut rest = &*bytes;
        // Not `write_all`, which panics where a writer takes nothing.
        while !rest.is_empty() {
            let taken = self.to.write(rest).map_err(DeviceError::Device)?;
            if taken == 0 {
                return Err(Error::WriterFull { at: self.position }.into());
            }
            self.position += taken;
            rest = rest.get(taken..).unwrap_or(&[]);
        }
        Ok(())
    }
}

/// Reads the first `len` bytes of a source, a piece at a time.
pub(crate) struct Reader<'a, S> {
    from: &'a mut S,
    position: usize,
    len: usize,
    /// Its last bytes are the next ones of the source …
    piece: [u8; PIECE],
    /// … and so many.
    left: usize,
}

/// Bytes that are asked of a source at once.
const PIECE: usize = 64;

impl<'a, S: ReadStorage> Reader<'a, S> {
    pub fn new(from: &'a mut S, len: usize) -> Self {
        Self::at(from, 0, len)
    }

    /// From `position` on.
    pub fn at(from: &'a mut S, position: usize, len: usize) -> Self {
        Reader { from, position, len, piece: [0; PIECE], left: 0 }
    }

    /// The CRC-32 of the bytes up to the end.
    pub fn checksum(mut self) -> Result<u32, DeviceError<S::Error>> {
        let mut crc = CRC.digest();
        while self.position < self.len {
            crc.update(&[self.next()?]);
        }
        Ok(crc.finalize())
    }

    fn next(&mut self) -> Result<u8, DeviceError<S::Error>> {
        if self.left == 0 {
            self.left = (self.len - self.position).min(PIECE);
            // At the end of the room, so that `left` tells where the next byte is.
            let piece = self.piece.get_mut(PIECE - self.left..).unwrap_or(&mut []);
            self.from.read(self.position as u32, piece).map_err(DeviceError::Device)?;
        }
        let byte = self.piece.get(PIECE - self.left).copied().unwrap_or(0);
        self.left -= 1;
        self.position += 1;
        Ok(byte)
    }
}

impl<S: ReadStorage> Wire for Reader<'_, S> {
    type Error = DeviceError<S::Error>;

    fn position(&self) -> usize {
        self.position
    }

    fn bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        let end = self.position + bytes.len();
        if end > self.len {
            return Err(Error::SnapshotLength { got: self.len, expected: end }.into());
        }
        for byte in bytes {
            *byte = self.next()?;
        }
        Ok(())
    }
}
