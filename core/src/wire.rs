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

/// Does work with something to write to.
pub(crate) fn with_writer<W: Write>(
    writer: &mut W,
    work: impl FnOnce(&mut Writer) -> Result<(), Failure>,
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
    let done = work(&mut Writer { write: &mut write, crc: CRC.digest() });
    because(done, cause)
}

/// Does work with something to read from.
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

fn because<T, E>(done: Result<T, Failure>, cause: Option<E>) -> Result<T, DeviceError<E>> {
    match (done, cause) {
        (Ok(value), _) => Ok(value),
        (Err(_), Some(cause)) => Err(DeviceError::Device(cause)),
        (Err(DeviceError::Refused(error)), None) => Err(DeviceError::Refused(error)),
        // Where a device fails there is a cause.
        (Err(DeviceError::Device(())), None) => Err(DeviceError::Refused(Error::WriterFull)),
    }
}

/// Writes, and ends with the CRC-32 of everything written.
pub(crate) struct Writer<'a> {
    write: &'a mut dyn FnMut(&[u8]) -> Result<(), Failure>,
    crc: Digest<'static, u32, Table<0>>,
}

impl Writer<'_> {
    #[inline(never)]
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.crc.update(bytes);
        (self.write)(bytes)
    }

    /// # Errors
    /// [`Error::NotFinite`], as nobody could read that again.
    #[inline(never)]
    pub fn floats(&mut self, numbers: &[f32]) -> Result<(), Failure> {
        for number in numbers {
            if !number.is_finite() {
                return Err(Error::NotFinite { what: "a number of the agent" }.into());
            }
            self.bytes(&number.to_le_bytes())?;
        }
        Ok(())
    }

    pub fn finish(&mut self) -> Result<(), Failure> {
        let checksum = self.crc.clone().finalize();
        (self.write)(&checksum.to_le_bytes())
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
        Reader { read: &mut *self.read, position: from, end: to, piece: [0; PIECE], left: 0 }
    }
}

/// Reads a part of a source, a piece at a time.
pub(crate) struct Reader<'a> {
    read: &'a mut ReadAt<'a>,
    pub position: usize,
    end: usize,
    /// Its last bytes are the next ones of the source …
    piece: [u8; PIECE],
    /// … and so many.
    left: usize,
}

impl Reader<'_> {
    /// # Errors
    /// [`Error::SnapshotLength`] where there are fewer.
    #[inline(never)]
    pub fn bytes(&mut self, bytes: &mut [u8]) -> Result<(), Failure> {
        for byte in bytes {
            if self.left == 0 {
                self.left = (self.end - self.position).min(PIECE);
                if self.left == 0 {
                    let (got, expected) = (self.end, self.end + 1);
                    return Err(Error::SnapshotLength { got, expected }.into());
                }
                // At the end of the room, so that `left` tells where the next byte is.
                let piece = self.piece.get_mut(PIECE - self.left..).unwrap_or(&mut []);
                (self.read)(self.position, piece)?;
            }
            *byte = self.piece.get(PIECE - self.left).copied().unwrap_or(0);
            self.left -= 1;
            self.position += 1;
        }
        Ok(())
    }

    /// Reads numbers that must be finite and at least `least`; `keep`: into their places.
    #[inline(never)]
    pub fn floats(&mut self, places: &mut [f32], least: f32, keep: bool) -> Result<(), Failure> {
        for place in places {
            let (at, mut bytes) = (self.position, [0; 4]);
            self.bytes(&mut bytes)?;
            let number = f32::from_le_bytes(bytes);
            if !number.is_finite() {
                return Err(Error::SnapshotNotFinite { at }.into());
            }
            if number < least {
                let what = "second moment";
                return Err(Error::SnapshotValue { what, at: self.position }.into());
            }
            if keep {
                *place = number;
            }
        }
        Ok(())
    }

    /// The CRC-32 of the bytes up to the end.
    pub fn checksum(mut self) -> Result<u32, Failure> {
        let mut crc = CRC.digest();
        while self.position < self.end {
            let mut byte = 0;
            self.bytes(core::slice::from_mut(&mut byte))?;
            crc.update(&[byte]);
        }
        Ok(crc.finalize())
    }
}

/// Goes through the fields of something in the order of their bytes, and puts each into the bytes or takes
/// it from there. So the order is written down once for both.
pub(crate) struct Fields<'a> {
    bytes: &'a mut [u8],
    at: usize,
    /// Where in the whole the bytes begin.
    base: usize,
    taking: bool,
    fault: Option<Error>,
}

impl<'a> Fields<'a> {
    /// Puts fields into bytes.
    pub fn put(bytes: &'a mut [u8]) -> Self {
        Fields { bytes, at: 0, base: 0, taking: false, fault: None }
    }

    /// Takes fields from bytes, which begin at `base` in the whole.
    pub fn take(bytes: &'a mut [u8], base: usize) -> Self {
        Fields { bytes, at: 0, base, taking: true, fault: None }
    }

    /// # Errors
    /// The first thing that could not be.
    pub fn finish(self) -> Result<(), Error> {
        self.fault.map_or(Ok(()), Err)
    }

    #[inline(never)]
    fn raw(&mut self, field: &mut [u8]) {
        let after = self.at + field.len();
        for (byte, field) in
            self.bytes.get_mut(self.at..after).unwrap_or(&mut []).iter_mut().zip(field)
        {
            if self.taking {
                *field = *byte;
            } else {
                *byte = *field;
            }
        }
        self.at = after;
    }

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
        let at = self.base + self.at;
        let mut bits = number.to_bits();
        self.u32(&mut bits);
        *number = f32::from_bits(bits);
        if !number.is_finite() {
            self.fault = self.fault.or(Some(Error::SnapshotNotFinite { at }));
        }
    }

    /// Notes that what was taken last cannot be, unless it can.
    #[inline(never)]
    pub fn check(&mut self, can_be: bool, what: &'static str) {
        if !can_be {
            let at = self.base + self.at;
            self.fault = self.fault.or(Some(Error::SnapshotValue { what, at }));
        }
    }
}
