//! A NOR flash whose power fails: bits only go from 1 to 0 until a page is erased, and the operation
//! during which the power is cut is left half done.

use embedded_storage::nor_flash::{
    ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash, check_erase, check_read, check_write,
};
use lobule::Pcg32;

/// A flash in memory that reads `READ`, writes `WRITE` and erases `ERASE` bytes at once.
#[derive(Clone, Debug)]
pub struct SimulatedFlash<const READ: usize, const WRITE: usize, const ERASE: usize> {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Whether a unit of `WRITE` bytes has been written since its page was erased.
    written: Vec<bool>,
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
        if self.power == Some(u32::MAX) {
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
        }
        if whole { Ok(()) } else { Err(NorFlashErrorKind::Other) }
    }
}
