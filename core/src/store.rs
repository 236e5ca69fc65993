//! Two slots of a NOR flash that take turns, so that a cut of the power at any moment leaves what was
//! saved before or what is being saved, whole, and nothing else.
//!
//! A slot is a run of whole pages. Its first bytes are its record, the rest what is saved:
//!
//! | bytes | record, little-endian |
//! |---|---|
//! | 4 | sequence number: the slot with the higher one is newer |
//! | 4 | length of what is saved |
//! | 4 | CRC-32 of what is saved |
//! | 4 | CRC-32 of the twelve bytes before |
//!
//! Saving erases the slot that is not the newest, its record's page first; writes what is saved; reads it
//! back; and writes the record last. Until the last bits of the record are there the slot counts for
//! nothing and the other one is untouched. No word is written twice between two erasures.
//!
//! A part with error correction may refuse to read a word that was being written when the power was cut, or
//! even a blank one. So a slot that cannot be read counts for nothing and is the next to be erased; where
//! neither can, it may as well be the bus that fails, and nothing is erased but by [`Store::format`]. Before one
//! alone counts as unreadable both are looked at again.

use crc::{Digest, Table};
use embedded_io::{ErrorType, Write};
use embedded_storage::{
    ReadStorage,
    nor_flash::{self, NorFlash},
};

use crate::{
    Agent, Deck, DeviceError, Error,
    wire::{CRC, with_source},
};

/// Bytes of a record.
const RECORD: usize = 16;
/// Bytes that are written to the flash at once, a multiple of what any flash wants.
const PIECE: usize = 256;

/// Keeps the newest of what is saved to a part of a NOR flash, whenever the power fails.
///
/// ```
/// # use embedded_storage::nor_flash::{ErrorType, NorFlash, ReadNorFlash};
/// use lobule::{Agent, AgentConfig, LIGHTS, Store, agent_for};
///
/// fn boot(flash: impl NorFlash) -> Result<(), Box<dyn std::error::Error>> {
///     let mut agent = <agent_for!(LIGHTS, 16)>::new();
///     let mut store = Store::new(flash, 0x38_000..0x3c_000).map_err(|e| format!("{e}"))?;
///     if !store.load(&mut agent, &LIGHTS).map_err(|e| format!("{e}"))? {
///         agent.start(&LIGHTS, &AgentConfig::DEFAULT, 42)?; // nothing saved yet
///     }
///     // … propose, rate, learn …
///     store.save(&agent).map_err(|e| format!("{e}"))?;
///     Ok(())
/// }
/// ```
#[derive(Debug)]
pub struct Store<F> {
    flash: F,
    from: u32,
    /// Bytes of a slot.
    slot: u32,
}

/// What is known of a slot that holds something whole.
#[derive(Clone, Copy, Debug)]
struct Record {
    sequence: u32,
    len: u32,
    checksum: u32,
}

impl Record {
    fn bytes(&self) -> [u8; RECORD] {
        let mut bytes = [0; RECORD];
        let words = [self.sequence, self.len, self.checksum].map(u32::to_le_bytes);
        let checksum = CRC.checksum(words.as_flattened()).to_le_bytes();
        let all = words.into_iter().chain([checksum]).flatten();
        bytes.iter_mut().zip(all).for_each(|(byte, number)| *byte = number);
        bytes
    }

    fn parse(bytes: &[u8; RECORD]) -> Option<Self> {
        let mut words = bytes.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word));
        let mut next = || words.next().unwrap_or(0);
        let record = Record { sequence: next(), len: next(), checksum: next() };
        (record.bytes() == *bytes).then_some(record)
    }

    /// Whether it was written after `other`; sequence numbers may wrap.
    fn is_newer(&self, other: &Record) -> bool {
        (self.sequence.wrapping_sub(other.sequence) as i32) > 0
    }
}

/// What the slots hold.
struct Slots {
    /// Where the newest begins that is whole.
    newest: Option<(u32, Record)>,
    /// Where the one begins that is to be written next.
    next: u32,
}

/// What an erased byte reads.
const ERASED: u8 = 0xff;

type Failure<F> = DeviceError<<F as nor_flash::ErrorType>::Error>;

impl<F: NorFlash> Store<F> {
    /// Where in a slot that begins what is saved: behind the record, on a border of what can be read and
    /// written at once.
    const DATA: usize = {
        assert!(PIECE.is_multiple_of(F::WRITE_SIZE), "writes of 1 to 256 bytes, a power of two");
        assert!(PIECE.is_multiple_of(F::READ_SIZE), "reads of 1 to 256 bytes, a power of two");
        assert!(F::ERASE_SIZE.is_multiple_of(PIECE), "pages of whole pieces of 256 bytes");
        PIECE
    };
    /// What is written is whole words of these bytes, so that reading it touches nothing blank.
    const WORD: usize = if F::READ_SIZE > F::WRITE_SIZE { F::READ_SIZE } else { F::WRITE_SIZE };

    /// A store in the bytes `range` of a flash, which is halved into two slots. It neither reads nor writes
    /// anything yet.
    ///
    /// # Errors
    /// [`Error::StoreNotAligned`], [`Error::StoreOutOfRange`].
    pub fn new(flash: F, range: core::ops::Range<u32>) -> Result<Self, Error> {
        let (from, to) = (range.start, range.end);
        let page = F::ERASE_SIZE as u32;
        for got in [from, to] {
            if !got.is_multiple_of(page) {
                return Err(Error::StoreNotAligned { got, page: F::ERASE_SIZE });
            }
        }
        let capacity = flash.capacity();
        let slot = to.saturating_sub(from) / page / 2 * page;
        if slot == 0 || to as usize > capacity {
            return Err(Error::StoreOutOfRange { from, to, capacity });
        }
        Ok(Store { flash, from, slot })
    }

    /// Bytes that can be saved at most.
    pub fn capacity(&self) -> usize {
        self.slot as usize - Self::DATA
    }

    /// Gives the flash back.
    pub fn into_flash(self) -> F {
        self.flash
    }

    /// Saves a snapshot of a session.
    ///
    /// # Errors
    /// As [`Agent::save_to`] and [`write`](Self::write); what was saved before is kept.
    #[rustfmt::skip] // the sizes of an agent on two lines
    pub fn save<
        const SLOTS: usize, const STATES: usize, const CONTEXTS: usize, const OBS: usize, const ACT: usize,
        const HID: usize, const RATINGS: usize, const TASTE: usize, const SCRATCH: usize,
    >(
        &mut self,
        agent: &Agent<SLOTS, STATES, CONTEXTS, OBS, ACT, HID, RATINGS, TASTE, SCRATCH>,
    ) -> Result<(), Failure<F>> {
        self.write(agent.snapshot_len()?, |slot| agent.save_to(slot))
    }

    /// Goes on from the newest snapshot; `false` where nothing has been saved yet, or nothing is left of
    /// it.
    ///
    /// # Errors
    /// As [`newest`](Self::newest) and [`Agent::load_from`], which leave the agent as it was.
    #[rustfmt::skip]
    pub fn load<
        const SLOTS: usize, const STATES: usize, const CONTEXTS: usize, const OBS: usize, const ACT: usize,
        const HID: usize, const RATINGS: usize, const TASTE: usize, const SCRATCH: usize,
    >(
        &mut self,
        agent: &mut Agent<SLOTS, STATES, CONTEXTS, OBS, ACT, HID, RATINGS, TASTE, SCRATCH>,
        deck: &Deck,
    ) -> Result<bool, Failure<F>> {
        match self.newest()? {
            Some(mut saved) => agent.load_from(deck, &mut saved).map(|()| true),
            None => Ok(false),
        }
    }

    /// Forgets everything that was saved, without reading. A part whose blank words cannot be read begins
    /// with this; another need not.
    ///
    /// # Errors
    /// What the flash says; to be tried again.
    pub fn format(&mut self) -> Result<(), Failure<F>> {
        self.erase(self.other(self.from))?;
        self.erase(self.from)?;
        // A slot that can be read and holds nothing.
        self.write_record(self.from, &Record { sequence: 0, len: 0, checksum: CRC.checksum(&[]) })
    }

    /// Saves the `len` bytes that `write` writes.
    ///
    /// # Errors
    /// [`Error::StoreTooSmall`], and what the flash says where neither slot can be read, before anything is
    /// erased; what `write` or the flash says; [`Error::LengthMismatch`] where `write` writes more or less;
    /// [`Error::StoreNotWritten`]. What was saved before is kept.
    pub fn write(
        &mut self,
        len: usize,
        write: impl FnOnce(&mut SlotWriter<F>) -> Result<(), DeviceError<Failure<F>>>,
    ) -> Result<(), Failure<F>> {
        if len > self.capacity() {
            return Err(Error::StoreTooSmall { needed: len, slot: self.capacity() }.into());
        }
        let Slots { newest, next: start } = self.slots()?;
        let sequence = newest.map_or(0, |(_, record)| record.sequence.wrapping_add(1));
        self.erase(start)?;
        let data = start + Self::DATA as u32;
        let mut slot = SlotWriter {
            flash: &mut self.flash,
            from: data,
            at: data,
            end: data + len as u32,
            piece: [ERASED; PIECE],
            filled: 0,
            crc: CRC.digest(),
        };
        write(&mut slot).map_err(|failure| match failure {
            DeviceError::Device(failure) => failure,
            DeviceError::Refused(error) => DeviceError::Refused(error),
        })?;
        slot.write_piece()?;
        if slot.at != slot.end {
            return Err(slot.other_than_announced(0));
        }
        let record = Record { sequence, len: len as u32, checksum: slot.crc.finalize() };
        if !self.holds(start, &record)? {
            return Err(Error::StoreNotWritten.into());
        }
        self.write_record(start, &record)
    }

    /// What was saved last.
    ///
    /// # Errors
    /// What the flash says where neither slot can be read: to be tried again, or [`format`](Self::format)ted.
    pub fn newest(&mut self) -> Result<Option<Saved<'_, F>>, Failure<F>> {
        let saved = self.slots()?.newest.filter(|(_, record)| record.len > 0);
        Ok(saved.map(|(start, record)| self.saved(start, &record)))
    }

    /// # Errors
    /// What the flash says where neither slot can be read.
    fn slots(&mut self) -> Result<Slots, Failure<F>> {
        let (first, second) = (self.from, self.other(self.from));
        let mut records = (self.record(first), self.record(second));
        if records.0.is_err() != records.1.is_err() {
            // Where the bus has only just begun to fail, neither can be read now.
            records = (self.record(first), self.record(second));
        }
        let (newest, next) = match records {
            (Err(failure), Err(_)) => return Err(failure),
            (Ok(Some(one)), Ok(Some(other))) if other.is_newer(&one) => {
                (Some((second, other)), first)
            }
            (Ok(Some(record)), _) => (Some((first, record)), second),
            (_, Ok(Some(record))) => (Some((second, record)), first),
            (Ok(None), Err(_)) => (None, second),
            _ => (None, first),
        };
        Ok(Slots { newest, next })
    }

    /// The record of a slot that is whole.
    #[inline(never)]
    fn record(&mut self, start: u32) -> Result<Option<Record>, Failure<F>> {
        let mut bytes = [0; RECORD];
        read(&mut self.flash, start, &mut bytes).map_err(DeviceError::Device)?;
        let record = Record::parse(&bytes).filter(|record| record.len as usize <= self.capacity());
        let Some(record) = record else { return Ok(None) };
        Ok(self.holds(start, &record)?.then_some(record))
    }

    fn erase(&mut self, start: u32) -> Result<(), Failure<F>> {
        for page in (start..start + self.slot).step_by(F::ERASE_SIZE) {
            self.flash.erase(page, page + F::ERASE_SIZE as u32).map_err(DeviceError::Device)?;
        }
        Ok(())
    }

    fn write_record(&mut self, start: u32, record: &Record) -> Result<(), Failure<F>> {
        let mut bytes = [ERASED; PIECE];
        bytes.iter_mut().zip(record.bytes()).for_each(|(byte, record)| *byte = record);
        let bytes = bytes.get(..RECORD.next_multiple_of(Self::WORD)).unwrap_or(&bytes);
        self.flash.write(start, bytes).map_err(DeviceError::Device)
    }

    /// Where the slot begins that does not begin at `start`.
    fn other(&self, start: u32) -> u32 {
        if start == self.from { self.from + self.slot } else { self.from }
    }

    fn saved(&mut self, start: u32, record: &Record) -> Saved<'_, F> {
        let len = record.len as usize;
        Saved { flash: &mut self.flash, start: start + Self::DATA as u32, len }
    }

    /// Whether a slot holds what its record says.
    fn holds(&mut self, start: u32, record: &Record) -> Result<bool, Failure<F>> {
        let len = record.len as usize;
        let checksum = with_source(&mut self.saved(start, record), |source| source.checksum(len))?;
        Ok(checksum == record.checksum)
    }
}

/// What a store holds, to be read as often as one likes.
#[derive(Debug)]
pub struct Saved<'a, F> {
    flash: &'a mut F,
    start: u32,
    len: usize,
}

impl<F: NorFlash> ReadStorage for Saved<'_, F> {
    type Error = F::Error;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), F::Error> {
        // What is beyond every flash is for the flash to refuse.
        read(self.flash, self.start.saturating_add(offset), bytes)
    }

    fn capacity(&self) -> usize {
        self.len
    }
}

/// Reads any bytes of a flash, which may itself only read several at once.
fn read<F: NorFlash>(flash: &mut F, from: u32, bytes: &mut [u8]) -> Result<(), F::Error> {
    let mut piece = [0; PIECE];
    let (mut from, mut rest) = (from, bytes);
    while !rest.is_empty() {
        let before = from as usize % F::READ_SIZE;
        let len = (before + rest.len()).next_multiple_of(F::READ_SIZE).min(PIECE);
        let piece = piece.get_mut(..len).unwrap_or(&mut []);
        flash.read(from - before as u32, piece)?;
        let found = piece.get(before..).unwrap_or(&[]);
        rest.iter_mut().zip(found).for_each(|(byte, found)| *byte = *found);
        let count = found.len().min(rest.len());
        from += count as u32;
        rest = rest.split_at_mut_checked(count).map_or(&mut [], |(_, rest)| rest);
    }
    Ok(())
}

/// The slot that is being written.
pub struct SlotWriter<'a, F: NorFlash> {
    flash: &'a mut F,
    /// Where what is saved begins.
    from: u32,
    /// Where the next piece goes.
    at: u32,
    /// Where what is saved ends.
    end: u32,
    piece: [u8; PIECE],
    filled: usize,
    crc: Digest<'static, u32, Table<0>>,
}

impl<F: NorFlash> SlotWriter<'_, F> {
    /// Why so many bytes more cannot be the last.
    fn other_than_announced(&self, more: usize) -> Failure<F> {
        let got = (self.at - self.from) as usize + self.filled + more;
        let expected = (self.end - self.from) as usize;
        Error::LengthMismatch { what: "what is saved", got, expected }.into()
    }

    /// Writes the bytes that have been collected.
    fn write_piece(&mut self) -> Result<(), Failure<F>> {
        let len = self.filled.next_multiple_of(Store::<F>::WORD);
        let piece = self.piece.get(..len).unwrap_or(&self.piece);
        if !piece.is_empty() {
            self.flash.write(self.at, piece).map_err(DeviceError::Device)?;
        }
        self.at += self.filled as u32;
        self.filled = 0;
        self.piece.fill(ERASED);
        Ok(())
    }
}

impl<F: NorFlash> ErrorType for SlotWriter<'_, F> {
    type Error = Failure<F>;
}

impl<F: NorFlash> Write for SlotWriter<'_, F> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        let room = (self.end - self.at) as usize - self.filled;
        if bytes.len() > room {
            return Err(self.other_than_announced(bytes.len()));
        }
        let places = self.piece.get_mut(self.filled..).unwrap_or(&mut []);
        let count = bytes.len().min(places.len());
        let taken = bytes.get(..count).unwrap_or(bytes);
        places.iter_mut().zip(taken).for_each(|(place, byte)| *place = *byte);
        self.crc.update(taken);
        self.filled += count;
        if self.filled == PIECE {
            self.write_piece()?;
        }
        Ok(count)
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        // Pieces are written when they are full, as no word may be written twice.
        Ok(())
    }
}

#[cfg(test)]
mod tests;
