//! Numbers as little-endian bytes, one after the other: what a snapshot is written and read with.
//!
//! Devices come in as closures behind a pointer, so that all of it is compiled once, whatever the devices
//! of a program are.

use crc::{CRC_32_ISO_HDLC, Crc, Digest, Table};
use embedded_io::Write;
use embedded_storage::ReadStorage;

use crate::{Error, error::DeviceError};

/// The CRC-32 of Ethernet and zip, bit by bit: a table would take flash, and a snapshot is short.
pub(crate) static CRC: Crc<u32, Table<0>> = Crc::<u32, Table<0>>::new(&CRC_32_ISO_HDLC);

/// A failure of a device whose own words are kept elsewhere.
pub(crate) type Failure = DeviceError<()>;

/// Fills bytes with those of a device from a place on.
type ReadAt<'a> = dyn FnMut(usize, &mut [u8]) -> Result<(), Failure> + 'a;

/// Has `work` write to a writer, which then gets the CRC-32 of all of it.
pub(crate) fn with_writer<W: Write>(
    writer: &mut W,
    work: impl FnOnce(&mut Writer),
) -> Result<(), DeviceError<W::Error>> {
    let mut cause = None;
    let mut write = |mut bytes: &[u8]| {
        // Not `write_all`, which panics where a writer takes nothing.
        while !bytes.is_empty() {
            match writer.write(bytes) {
                Ok(0) => return Err(DeviceError::Refused(Error::WriterFull)),
                Ok(taken) => bytes = bytes.get(taken..).unwrap_or(&[]),
                Err(error) => {
                    cause = Some(error);
                    return Err(DeviceError::Device(()));
                }
            }
        }
        Ok(())
    };
    let mut to = Writer { write: &mut write, crc: CRC.digest(), position: 0, fault: None };
    work(&mut to);
    let done = to.finish();
    because(done, cause)
}

/// Has `work` read from a source.
pub(crate) fn with_source<S: ReadStorage, T>(
    source: &mut S,
    work: impl FnOnce(&mut Source) -> Result<T, Failure>,
) -> Result<T, DeviceError<S::Error>> {
    let (mut cause, capacity) = (None, source.capacity());
    let mut read = |offset: usize, bytes: &mut [u8]| {
        source.read(offset as u32, bytes).map_err(|error| {
            cause = Some(error);
            DeviceError::Device(())
        })
    };
    let done = work(&mut Source { read: &mut read, capacity });
    because(done, cause)
}

/// With a device's own words.
fn because<T, E>(done: Result<T, Failure>, cause: Option<E>) -> Result<T, DeviceError<E>> {
    match (done, cause) {
        (Ok(value), _) => Ok(value),
        (Err(_), Some(cause)) => Err(DeviceError::Device(cause)),
        (Err(DeviceError::Refused(error)), None) => Err(DeviceError::Refused(error)),
        // Where a device fails there is a cause.
        (Err(DeviceError::Device(())), None) => Err(DeviceError::Refused(Error::WriterFull)),
    }
}

/// Writes. After a fault it does nothing more, so that only the end need be asked how it went.
pub(crate) struct Writer<'a> {
    write: &'a mut dyn FnMut(&[u8]) -> Result<(), Failure>,
    crc: Digest<'static, u32, Table<0>>,
    position: usize,
    fault: Option<Failure>,
}

impl Writer<'_> {
    #[inline(never)]
    fn bytes(&mut self, bytes: &[u8]) {
        if self.fault.is_none() {
            self.position += bytes.len();
            self.crc.update(bytes);
            self.fault = (self.write)(bytes).err();
        }
    }

    /// A number that is not finite is a fault, as nobody could read it again.
    #[inline(never)]
    pub fn floats(&mut self, numbers: &[f32]) {
        for number in numbers {
            if !number.is_finite() {
                self.refuse(Error::NotFinite { what: "a number of the agent" });
            }
            self.bytes(&number.to_le_bytes());
        }
    }

    fn finish(mut self) -> Result<(), Failure> {
        self.bytes(&self.crc.clone().finalize().to_le_bytes());
        self.fault.map_or(Ok(()), Err)
    }
}

/// A device to read from.
pub(crate) struct Source<'a> {
    read: &'a mut ReadAt<'a>,
    pub capacity: usize,
}

/// Bytes that are asked of a source at once.
const PIECE: usize = 64;

impl Source<'_> {
    /// Reads the bytes from `from` up to `to`.
    pub fn reader(&mut self, from: usize, to: usize) -> Reader<'_> {
        let (piece, fault) = ([0; PIECE], None);
        Reader { read: &mut *self.read, position: from, end: to, piece, left: 0, fault }
    }

    /// The CRC-32 of the first `len` bytes.
    pub fn checksum(&mut self, len: usize) -> Result<u32, Failure> {
        let (mut reader, mut crc) = (self.reader(0, len), CRC.digest());
        while reader.position < len && reader.fault.is_none() {
            let mut byte = 0;
            reader.bytes(core::slice::from_mut(&mut byte));
            crc.update(&[byte]);
        }
        reader.finish().map(|_| crc.finalize())
    }
}

/// Reads a part of a source, a piece at a time. After a fault all it gives is zeros, so that only the end
/// need be asked how it went.
pub(crate) struct Reader<'a> {
    read: &'a mut ReadAt<'a>,
    pub position: usize,
    end: usize,
    /// Its last bytes are the next ones of the source …
    piece: [u8; PIECE],
    /// … and so many.
    left: usize,
    fault: Option<Failure>,
}

impl Reader<'_> {
    #[inline(never)]
    pub fn bytes(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            if self.left == 0 && self.fault.is_none() {
                self.left = (self.end - self.position).min(PIECE);
                if self.left == 0 {
                    // Lengths are seen to be right before, so this never is.
                    let (got, expected) = (self.end, self.end + 1);
                    self.fault = Some(Error::SnapshotLength { got, expected }.into());
                }
                // At the end of the room, so that `left` tells where the next byte is.
                let piece = self.piece.get_mut(PIECE - self.left..).unwrap_or(&mut []);
                self.fault = self.fault.or((self.read)(self.position, piece).err());
            }
            *byte = 0;
            if self.fault.is_none() {
                *byte = self.piece.get(PIECE - self.left).copied().unwrap_or(0);
                self.left -= 1;
                self.position += 1;
            }
        }
    }

    /// Reads numbers that must be finite and at least `least`; `keep`: into their places.
    #[inline(never)]
    pub fn floats(&mut self, places: &mut [f32], least: f32, keep: bool) {
        for place in places {
            let (at, mut bytes) = (self.position, [0; 4]);
            self.bytes(&mut bytes);
            let number = f32::from_le_bytes(bytes);
            if !number.is_finite() {
                self.refuse(Error::SnapshotNotFinite { at });
            }
            if number < least {
                self.refuse(Error::SnapshotValue { what: "second moment", at: at + 4 });
            }
            if keep {
                *place = number;
            }
        }
    }

    /// Whether there has been no fault.
    pub fn is_well(&self) -> bool {
        self.fault.is_none()
    }

    /// # Errors
    /// The first fault.
    pub fn finish(self) -> Result<usize, Failure> {
        self.fault.map_or(Ok(self.position), Err)
    }
}

impl Fields for Writer<'_> {
    fn raw(&mut self, field: &mut [u8]) {
        self.bytes(field);
    }

    fn position(&self) -> usize {
        self.position
    }

    #[inline(never)]
    fn refuse(&mut self, error: Error) {
        self.fault = self.fault.or(Some(error.into()));
    }
}

impl Fields for Reader<'_> {
    fn raw(&mut self, field: &mut [u8]) {
        self.bytes(field);
    }

    fn position(&self) -> usize {
        self.position
    }

    #[inline(never)]
    fn refuse(&mut self, error: Error) {
        self.fault = self.fault.or(Some(error.into()));
    }
}

/// Goes through the fields of something in the order of their bytes, and writes each or reads it. So the
/// order is written down once for both.
pub(crate) trait Fields {
    /// Writes these bytes or fills them.
    fn raw(&mut self, field: &mut [u8]);

    /// Bytes so far.
    fn position(&self) -> usize;

    /// Notes what cannot be.
    fn refuse(&mut self, error: Error);

    /// Notes that what comes last cannot be, unless it can.
    fn check(&mut self, can_be: bool, what: &'static str) {
        self.check_at(can_be, what, self.position());
    }

    /// The same of what ends at some byte.
    #[inline(never)]
    fn check_at(&mut self, can_be: bool, what: &'static str, at: usize) {
        if !can_be {
            self.refuse(Error::SnapshotValue { what, at });
        }
    }
}

impl dyn Fields + '_ {
    pub fn u8(&mut self, number: &mut u8) {
        self.raw(core::slice::from_mut(number));
    }

    #[inline(never)]
    pub fn u16(&mut self, number: &mut u16) {
        let mut bytes = number.to_le_bytes();
        self.raw(&mut bytes);
        *number = u16::from_le_bytes(bytes);
    }

    #[inline(never)]
    pub fn u32(&mut self, number: &mut u32) {
        let mut bytes = number.to_le_bytes();
        self.raw(&mut bytes);
        *number = u32::from_le_bytes(bytes);
    }

    #[inline(never)]
    pub fn u64(&mut self, number: &mut u64) {
        let mut bytes = number.to_le_bytes();
        self.raw(&mut bytes);
        *number = u64::from_le_bytes(bytes);
    }

    #[inline(never)]
    pub fn float(&mut self, number: &mut f32) {
        let at = self.position();
        let mut bits = number.to_bits();
        self.u32(&mut bits);
        *number = f32::from_bits(bits);
        if !number.is_finite() {
            self.refuse(Error::SnapshotNotFinite { at });
        }
    }
}
