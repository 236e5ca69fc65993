//! What a store does to its flash, byte by byte; `tests/tests/store.rs` has agents on flashes of many kinds.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

extern crate std;
use core::ops::Range;
use std::{vec, vec::Vec};

use embedded_storage::nor_flash::{
    ErrorType, NorFlashErrorKind, ReadNorFlash, check_erase, check_read, check_write,
};

use super::*;
use crate::{AgentConfig, Card, Follow, Slot, agent_for};

const PAGE: u32 = 512;
/// Two slots of two pages each, behind a page of somebody else's; a fifth page is left over.
const RANGE: Range<u32> = PAGE..6 * PAGE;
const SLOTS: [u32; 2] = [PAGE, 3 * PAGE];
const CAPACITY: usize = 2 * PAGE as usize - 256;

/// A flash that reads words of 4 bytes and writes words of 8.
#[derive(Clone)]
struct Flash {
    bytes: Vec<u8>,
    /// Where it cannot be read.
    torn: Range<u32>,
    /// Reads until the bus fails for good.
    reads: usize,
    /// Operations until the power is cut in the middle of one.
    power: usize,
}

impl Flash {
    /// Full of what nobody knows.
    fn new() -> Self {
        let bytes = (0..7 * PAGE).map(|at| (at * at / 7) as u8).collect();
        Flash { bytes, torn: 0..0, reads: usize::MAX, power: usize::MAX }
    }

    fn at(&self, from: u32, len: usize) -> &[u8] {
        &self.bytes[from as usize..][..len]
    }

    /// Whether an operation is done; the one that the power fails in is done to its half.
    fn operate(&mut self, from: u32, bytes: &[u8]) -> Result<(), NorFlashErrorKind> {
        let done = bytes.len() / if self.power == 0 { 2 } else { 1 };
        self.bytes[from as usize..][..done].copy_from_slice(&bytes[..done]);
        self.power = self.power.checked_sub(1).ok_or(NorFlashErrorKind::Other)?;
        Ok(())
    }
}

impl ErrorType for Flash {
    type Error = NorFlashErrorKind;
}

impl ReadNorFlash for Flash {
    const READ_SIZE: usize = 4;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), NorFlashErrorKind> {
        check_read(self, offset, bytes.len())?;
        self.reads = self.reads.checked_sub(1).ok_or(NorFlashErrorKind::Other)?;
        if self.torn.start < offset + bytes.len() as u32 && offset < self.torn.end {
            return Err(NorFlashErrorKind::Other);
        }
        bytes.copy_from_slice(self.at(offset, bytes.len()));
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.bytes.len()
    }
}

impl NorFlash for Flash {
    const WRITE_SIZE: usize = 8;
    const ERASE_SIZE: usize = PAGE as usize;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), NorFlashErrorKind> {
        check_erase(self, from, to)?;
        self.operate(from, &vec![ERASED; (to - from) as usize])
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), NorFlashErrorKind> {
        check_write(self, offset, bytes.len())?;
        let blank = self.at(offset, bytes.len()).iter().all(|&byte| byte == ERASED);
        assert!(blank, "{offset} is written twice");
        self.operate(offset, bytes)
    }
}

fn store(flash: Flash) -> Store<Flash> {
    Store::new(flash, RANGE).unwrap()
}

/// Saves some bytes, as a writer that hands them over in parts.
fn save(store: &mut Store<Flash>, bytes: &[u8]) -> Result<(), DeviceError<NorFlashErrorKind>> {
    store.write(bytes.len(), |slot| {
        bytes.chunks(100).try_for_each(|part| slot.write_all(part)).map_err(DeviceError::Device)
    })
}

fn held(store: &mut Store<Flash>) -> Option<Vec<u8>> {
    let mut saved = store.newest().unwrap()?;
    let mut bytes = vec![0; saved.capacity()];
    saved.read(0, &mut bytes).unwrap();
    Some(bytes)
}

/// Bytes that differ from each other and from save to save.
fn some(len: usize, seed: u8) -> Vec<u8> {
    (0..len).map(|at| (at * 31 / 3) as u8 ^ seed).collect()
}

#[test]
fn a_record_stands_before_what_is_saved() {
    let mut store = store(Flash::new());
    save(&mut store, b"hello").unwrap();
    let flash = store.into_flash();
    let words = [0, 5, CRC.checksum(b"hello")].map(u32::to_le_bytes);
    assert_eq!(flash.at(PAGE, 12), words.as_flattened());
    assert_eq!(flash.at(PAGE + 12, 4), CRC.checksum(words.as_flattened()).to_le_bytes());
    assert_eq!(flash.at(PAGE + 256, 8), b"hello\xff\xff\xff");
    // Nobody else's bytes were touched, and both pages of the slot were erased.
    let untouched = Flash::new();
    let rest = CAPACITY - 8;
    assert_eq!(flash.at(PAGE + 264, rest), vec![ERASED; rest]);
    assert_eq!(flash.at(0, PAGE as usize), untouched.at(0, PAGE as usize));
    assert_eq!(flash.at(3 * PAGE, 2048), untouched.at(3 * PAGE, 2048));
}

#[test]
fn it_takes_whole_pages_and_tells_how_much_fits() {
    assert_eq!(store(Flash::new()).capacity(), CAPACITY);
    let new = |range: Range<u32>| Store::new(Flash::new(), range).map(|store| store.capacity());
    assert_eq!(new(0..2 * PAGE), Ok(256));
    assert_eq!(new(5 * PAGE..7 * PAGE), Ok(256));
    let out = |from, to| Err(Error::StoreOutOfRange { from, to, capacity: 7 * PAGE as usize });
    assert_eq!(new(PAGE..2 * PAGE), out(PAGE, 2 * PAGE));
    assert_eq!(new(5 * PAGE..8 * PAGE), out(5 * PAGE, 8 * PAGE));
    let unaligned = |got| Err(Error::StoreNotAligned { got, page: PAGE as usize });
    assert_eq!(new(1..4 * PAGE), unaligned(1));
    assert_eq!(new(0..4 * PAGE + 8), unaligned(4 * PAGE + 8));
}

#[test]
fn everything_up_to_its_capacity_comes_back() {
    for len in [1, 7, 8, 9, 255, 256, 257, 511, 512, 513, CAPACITY - 1, CAPACITY] {
        let (mut store, bytes) = (store(Flash::new()), some(len, 1));
        save(&mut store, &bytes).unwrap();
        assert_eq!(held(&mut store), Some(bytes), "{len} bytes");
    }
    let (mut store, untouched) = (store(Flash::new()), Flash::new());
    let refused = save(&mut store, &some(CAPACITY + 1, 1));
    let error = Error::StoreTooSmall { needed: CAPACITY + 1, slot: CAPACITY };
    assert_eq!(refused, Err(DeviceError::Refused(error)));
    assert_eq!(store.into_flash().bytes, untouched.bytes);
}

/// Any stretch, though the flash reads whole words only.
#[test]
fn what_is_saved_is_read_from_anywhere() {
    let (mut store, bytes) = (store(Flash::new()), some(700, 2));
    save(&mut store, &bytes).unwrap();
    let mut saved = store.newest().unwrap().unwrap();
    assert_eq!(saved.capacity(), 700);
    for from in [0, 1, 2, 3, 4, 5, 250, 255, 256, 257, 399] {
        for len in [0, 1, 2, 3, 4, 5, 7, 252, 253, 256, 257, 301] {
            let mut read = vec![0; len];
            saved.read(from as u32, &mut read).unwrap();
            assert_eq!(read, bytes[from..from + len], "{len} bytes from {from}");
        }
    }
}

#[test]
fn slots_take_turns() {
    let mut store = store(Flash::new());
    assert_eq!(held(&mut store), None);
    for n in 0..5u32 {
        let bytes = some(300 + n as usize, n as u8);
        save(&mut store, &bytes).unwrap();
        assert_eq!(held(&mut store), Some(bytes.clone()));
        let [this, other] = [n, n + 1].map(|n| SLOTS[n as usize % 2]);
        assert_eq!(store.flash.at(this, 4), n.to_le_bytes());
        assert_eq!(store.flash.at(this + 256, bytes.len()), bytes);
        // The one before is still there.
        let before = some(299 + n as usize, n.wrapping_sub(1) as u8);
        assert!(n == 0 || store.flash.at(other + 256, before.len()) == before);
    }
}

#[test]
fn sequence_numbers_wrap() {
    for first in [u32::MAX - 1, u32::MAX, i32::MAX as u32] {
        let mut store = store(Flash::new());
        store.format().unwrap();
        store.erase(PAGE).unwrap();
        let record = Record { sequence: first, len: 0, checksum: CRC.checksum(&[]) };
        store.write_record(PAGE, &record).unwrap();
        for n in 1..4 {
            save(&mut store, &some(20, n)).unwrap();
            assert_eq!(held(&mut store), Some(some(20, n)), "save {n} after {first}");
            let slot = SLOTS[n as usize % 2];
            assert_eq!(store.flash.at(slot, 4), first.wrapping_add(n.into()).to_le_bytes());
        }
    }
}

/// A record that is whole and says what is not so.
#[test]
fn a_slot_that_is_not_what_its_record_says_counts_for_nothing() {
    let mut good = store(Flash::new());
    save(&mut good, &some(40, 1)).unwrap();
    save(&mut good, &some(40, 2)).unwrap();
    for (len, checksum) in [(40, 0), (39, CRC.checksum(&some(40, 2))), (CAPACITY as u32 + 1, 0)] {
        let mut store = store(good.flash.clone());
        let mut bytes = vec![ERASED; 16];
        bytes.copy_from_slice(&Record { sequence: 9, len, checksum }.bytes());
        store.flash.bytes[SLOTS[1] as usize..][..16].copy_from_slice(&bytes);
        assert_eq!(held(&mut store), Some(some(40, 1)), "{len} bytes");
    }
    // Every byte of the record counts.
    for at in 0..16 {
        let mut store = store(good.flash.clone());
        store.flash.bytes[SLOTS[1] as usize + at] ^= 1;
        assert_eq!(held(&mut store), Some(some(40, 1)), "byte {at}");
        // And the next save takes its place.
        save(&mut store, &some(40, 3)).unwrap();
        assert_eq!(held(&mut store), Some(some(40, 3)));
        assert_eq!(store.flash.at(SLOTS[0] + 256, 40), some(40, 1));
    }
}

#[test]
fn a_cut_of_the_power_leaves_what_was_saved_before() {
    for saves in 0..3 {
        let mut before = store(Flash::new());
        (0..saves).for_each(|n| save(&mut before, &some(500, n)).unwrap());
        let old = held(&mut before);
        let mut cuts = 0;
        loop {
            let mut store = store(before.flash.clone());
            store.flash.power = cuts;
            let done = save(&mut store, &some(500, 7));
            store.flash.power = usize::MAX;
            if done.is_ok() {
                break;
            }
            assert_eq!(done, Err(DeviceError::Device(NorFlashErrorKind::Other)));
            assert_eq!(held(&mut store), old, "cut {cuts}");
            save(&mut store, &some(500, 8)).unwrap();
            assert_eq!(held(&mut store), Some(some(500, 8)), "after cut {cuts}");
            cuts += 1;
        }
        // Two erasures, two pieces and the record.
        assert_eq!(cuts, 5);
    }
}

#[test]
fn a_writer_writes_what_it_announced() {
    let mut store = store(Flash::new());
    save(&mut store, &some(10, 1)).unwrap();
    // The last would come to what is behind the slot, which the flash here does not let be written.
    let full = (CAPACITY, CAPACITY + 32);
    for (expected, got) in [(300, 299), (300, 301), (600, 256), (8, 9), (1, 0), full] {
        let done = store.write(expected, |slot| {
            let bytes = some(got, 2);
            let mut parts = bytes.chunks(100);
            parts.try_for_each(|part| slot.write_all(part)).map_err(DeviceError::Device)?;
            slot.flush().map_err(DeviceError::Device)
        });
        let error = Error::LengthMismatch { what: "what is saved", got, expected };
        assert_eq!(done, Err(DeviceError::Refused(error)));
        assert_eq!(held(&mut store), Some(some(10, 1)));
    }
}

/// It may be the bus that fails: nothing is erased where nothing can be read.
#[test]
fn a_slot_that_cannot_be_read_is_the_next_to_be_written() {
    for saves in 0..4u8 {
        for (place, torn) in SLOTS.into_iter().enumerate() {
            let mut store = store(Flash::new());
            store.format().unwrap();
            (0..saves).for_each(|n| save(&mut store, &some(30, n)).unwrap());
            store.flash.torn = torn..torn + 8;
            // Formatting makes the first slot the newest, so saves begin with the second.
            let newest_is_torn = saves % 2 == place as u8;
            let left = saves.checked_sub(1 + u8::from(newest_is_torn)).map(|n| some(30, n));
            assert_eq!(held(&mut store), left, "{saves} saves, slot {place}");
            assert_eq!(store.slots().map(|slots| slots.next).ok(), Some(torn));
            let bytes = store.flash.bytes.clone();
            store.flash.torn = 0..u32::MAX;
            assert!(store.newest().is_err() && save(&mut store, &some(30, 9)).is_err());
            assert_eq!(store.flash.bytes, bytes);
        }
    }
}

/// A slot that could be read a moment ago is not taken for a torn one.
#[test]
fn a_bus_that_begins_to_fail_costs_nothing() {
    for saves in 1..4u8 {
        let mut store = store(Flash::new());
        (0..saves).for_each(|n| save(&mut store, &some(30, n)).unwrap());
        let whole = store.flash.clone();
        let begins_to_fail = |reads: &usize| {
            store.flash = Flash { reads: *reads, ..whole.clone() };
            let refused = save(&mut store, &some(30, 9)).is_err();
            store.flash.reads = usize::MAX;
            let left = if refused { saves - 1 } else { 9 };
            assert_eq!(held(&mut store), Some(some(30, left)), "{saves} saves, {reads} reads");
            refused
        };
        assert!((0..).take_while(begins_to_fail).count() > 3);
    }
}

/// One of the two holds nothing, and the other cannot tell whether it does.
#[test]
fn a_slot_that_cannot_be_read_is_written_before_one_that_is_empty() {
    for torn in SLOTS {
        let mut store = store(Flash::new());
        store.flash.torn = torn..torn + 8;
        assert_eq!(store.slots().map(|slots| slots.next).ok(), Some(torn));
        assert_eq!(held(&mut store), None);
    }
}

#[test]
fn an_agent_goes_on_from_what_it_saved() {
    const CARDS: [Card; 2] = [Card::new("a", ""), Card::new("b", "")];
    const DECK: Deck = Deck {
        name: "",
        contexts: &["any"],
        first: Follow::Any,
        slots: &[Slot { name: "", cards: &CARDS }],
    };
    type Small = agent_for!(DECK, 1, 0);
    let (mut agent, mut other) = (Small::new(), Small::new());
    let mut store = Store::new(Flash::new(), 0..7 * PAGE).unwrap();
    assert_eq!(store.load(&mut other, &DECK), Ok(false));
    for seed in 0..3 {
        agent.start(&DECK, &AgentConfig::DIRECT, seed).unwrap();
        store.save(&agent).unwrap();
        assert_eq!(store.load(&mut other, &DECK), Ok(true));
        assert_eq!(other.hash(), agent.hash());
    }
}

#[test]
fn formatting_forgets_everything_without_reading() {
    let mut store = store(Flash::new());
    (0..3).for_each(|n| save(&mut store, &some(700, n)).unwrap());
    store.flash.torn = 0..u32::MAX;
    store.format().unwrap();
    store.flash.torn = 0..0;
    assert_eq!(held(&mut store), None);
    let blank =
        store.flash.at(PAGE + 256, 4 * PAGE as usize - 256).iter().all(|&byte| byte == ERASED);
    assert!(blank, "both slots are erased");
    assert_eq!(store.slots().map(|slots| slots.next).ok(), Some(SLOTS[1]));
    save(&mut store, &some(700, 5)).unwrap();
    assert_eq!(held(&mut store), Some(some(700, 5)));
}
