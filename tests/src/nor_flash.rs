//! A NOR flash whose power fails: bits only go from 1 to 0 until a page is erased, and the operation
//! during which the power is cut is left half done. Parts differ in which words can be read.

use embedded_storage::nor_flash::{
    ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash, check_erase, check_read, check_write,
};
use lobule::Pcg32;

/// Which words of a part cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// All can: a torn word reads as anything.
    Plain,
    /// With error correction a torn word reads as an error.
    Corrected,
    /// So does a blank one, whose check bits are no sum of it.
    CorrectedOrBlank,
}

/// A flash in memory that reads `READ`, writes `WRITE` and erases `ERASE` bytes at once.
#[derive(Clone, Debug)]
pub struct SimulatedFlash<const READ: usize, const WRITE: usize, const ERASE: usize> {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Whether a unit of `WRITE` bytes has been written since its page was erased.
    written: Vec<bool>,
    /// Whether the power was cut while one was being written or erased, and it is neither.
    torn: Vec<bool>,
    words: Words,
    /// Which of the next reads fail.
    failing: core::ops::Range<u32>,
    /// Operations until the power is cut in the middle of one.
    power: Option<u32>,
    /// How an operation is torn.
    chance: Pcg32,
    /// Writes and erasures that have begun.
    pub operations: u32,
}

impl<const READ: usize, const WRITE: usize, const ERASE: usize> SimulatedFlash<READ, WRITE, ERASE> {
    /// An erased one.
    pub fn new(len: usize) -> Self {
        SimulatedFlash {
            bytes: vec![0xff; len],
            written: vec![false; len / WRITE],
            torn: vec![false; len / WRITE],
            words: Words::Plain,
            failing: 0..0,
            power: None,
            chance: Pcg32::new(0, 0),
            operations: 0,
        }
    }

    /// Full of random bytes, as nobody knows what was there before.
    pub fn random(len: usize, seed: u64) -> Self {
        let mut chance = Pcg32::new(seed, 1);
        let bytes = (0..len).map(|_| chance.next_u32() as u8).collect();
        SimulatedFlash { bytes, written: vec![true; len / WRITE], ..Self::new(len) }
    }

    /// The same of a part of other words.
    pub fn with_words(self, words: Words) -> Self {
        SimulatedFlash { words, ..self }
    }

    /// Has some of the reads from now on fail, as on a bus that is disturbed.
    pub fn fail_reads(&mut self, reads: core::ops::Range<u32>) {
        self.failing = reads;
    }

    /// Tears the word at an address.
    pub fn tear(&mut self, at: usize) {
        self.torn[at / WRITE] = true;
    }

    /// Whether the words from one address up to another can be read.
    fn reads(&self, from: usize, to: usize) -> bool {
        (from / WRITE..to.div_ceil(WRITE)).all(|word| match self.words {
            Words::Plain => true,
            Words::Corrected => !self.torn[word],
            Words::CorrectedOrBlank => !self.torn[word] && self.written[word],
        })
    }

    /// Cuts the power in the middle of the operation after the next `after`.
    pub fn cut(&mut self, after: u32, seed: u64) {
        (self.power, self.chance) = (Some(after), Pcg32::new(seed, 2));
    }

    /// Switches the power on again.
    pub fn power_on(&mut self) {
        self.power = None;
    }

    /// Whether there is power for one more operation; the last but for one is torn.
    fn begin(&mut self) -> Result<bool, NorFlashErrorKind> {
        self.operations += 1;
        match &mut self.power {
            None => Ok(true),
            Some(0) => {
                // Off for good, until it is switched on.
                self.power = Some(u32::MAX);
                Ok(false)
            }
            Some(u32::MAX) => Err(NorFlashErrorKind::Other),
            Some(left) => {
                *left -= 1;
                Ok(true)
            }
        }
    }

    /// A byte on its way to `to`: some of its bits have got there. How many differs from cut to cut.
    fn torn(&mut self, from: u8, to: u8, density: u32) -> u8 {
        let arrived =
            (0..8).fold(0, |bits, bit| bits | u8::from(self.chance.below(16) < density) << bit);
        from ^ ((from ^ to) & arrived)
    }
}

impl<const READ: usize, const WRITE: usize, const ERASE: usize> ErrorType
    for SimulatedFlash<READ, WRITE, ERASE>
{
    type Error = NorFlashErrorKind;
}

impl<const READ: usize, const WRITE: usize, const ERASE: usize> ReadNorFlash
    for SimulatedFlash<READ, WRITE, ERASE>
{
    const READ_SIZE: usize = READ;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Self::Error> {
        check_read(self, offset, bytes.len())?;
        let failing = self.failing.contains(&0);
        let core::ops::Range { start, end } = self.failing;
        self.failing = start.saturating_sub(1)..end.saturating_sub(1);
        let (from, to) = (offset as usize, offset as usize + bytes.len());
        if failing || self.power == Some(u32::MAX) || !self.reads(from, to) {
            return Err(NorFlashErrorKind::Other);
        }
        bytes.copy_from_slice(&self.bytes[offset as usize..][..bytes.len()]);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.bytes.len()
    }
}

impl<const READ: usize, const WRITE: usize, const ERASE: usize> NorFlash
    for SimulatedFlash<READ, WRITE, ERASE>
{
    const WRITE_SIZE: usize = WRITE;
    const ERASE_SIZE: usize = ERASE;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), Self::Error> {
        check_erase(self, from, to)?;
        let whole = self.begin()?;
        let density = self.chance.below(17);
        for at in from as usize..to as usize {
            let byte = self.bytes[at];
            self.bytes[at] = if whole { 0xff } else { self.torn(byte, 0xff, density) };
            self.written[at / WRITE] = !whole;
            self.torn[at / WRITE] = !whole;
        }
        if whole { Ok(()) } else { Err(NorFlashErrorKind::Other) }
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), Self::Error> {
        check_write(self, offset, bytes.len())?;
        let whole = self.begin()?;
        let density = self.chance.below(17);
        for (at, &new) in (offset as usize..).zip(bytes) {
            if at.is_multiple_of(WRITE) {
                assert!(!self.written[at / WRITE], "{at} is written twice without an erasure");
                self.written[at / WRITE] = true;
            }
            let byte = self.bytes[at];
            let after = byte & new;
            self.bytes[at] = if whole { after } else { self.torn(byte, after, density) };
            // A word that has all its bits is no less written than any other.
            self.torn[at / WRITE] |= self.bytes[at] != after;
        }
        if whole { Ok(()) } else { Err(NorFlashErrorKind::Other) }
    }
}
