//! A store on a part of any words and contents, whose power and bus fail at any time: what it holds is what was saved
//! last or what was being saved.

use std::{ops::Range, sync::LazyLock};

use arbitrary::{Arbitrary, Unstructured};
use embedded_io::Write;
use embedded_storage::{ReadStorage, nor_flash::NorFlashErrorKind};
use lobule::{AgentConfig, DeviceError, Error, Store};

use super::{
    SOUP, Soup, crc32,
    play::{Patience, Play, go_on},
};
use crate::nor_flash::{SimulatedFlash, Words};

/// A part, and what happens to it.
#[derive(Debug, Arbitrary)]
struct Life {
    part: Part,
    words: Kind,
    /// Whether it was erased, or holds what nobody knows.
    blank: bool,
    events: Vec<Event>,
}

/// Sizes of what is read, written and erased at once.
#[derive(Debug, Arbitrary)]
enum Part {
    Words4,
    Words8,
    Words16,
    Bytes,
    Pages256,
}

#[derive(Debug, Arbitrary)]
enum Kind {
    Plain,
    Corrected,
    CorrectedOrBlank,
}

#[derive(Debug, Arbitrary)]
enum Event {
    /// A session of so many ratings is saved.
    Save {
        ratings: u8,
        mishap: Mishap,
    },
    /// So many bytes are saved, which announce so many more or less.
    Write {
        len: u16,
        byte: u8,
        more: i8,
        mishap: Mishap,
    },
    Format(Mishap),
    Load {
        failing_reads: Option<(u8, u8)>,
    },
    /// A word becomes unreadable.
    Tear(u16),
    /// A byte becomes another one.
    Flip {
        at: u16,
        bits: u8,
    },
    /// A record that is right in itself, over zeros.
    Forge {
        second: bool,
        sequence: u32,
        len: u32,
    },
}

/// What goes wrong meanwhile.
#[derive(Debug, Arbitrary)]
enum Mishap {
    None,
    /// The power is cut in the operation after so many.
    Cut {
        after: u8,
        seed: u8,
    },
    /// So many reads fail, after so many.
    Bus {
        after: u8,
        reads: u8,
    },
}

/// Plays what the bytes say.
pub fn store(input: &[u8]) {
    let Ok(life) = Life::arbitrary(&mut Unstructured::new(input)) else { return };
    match life.part {
        Part::Words4 => live::<1, 4, 1024>(&life),
        Part::Words8 => live::<4, 8, 2048>(&life),
        Part::Words16 => live::<4, 16, 1024>(&life),
        Part::Bytes => live::<1, 1, 512>(&life),
        Part::Pages256 => live::<1, 256, 4096>(&life),
    }
}

type Failure = DeviceError<NorFlashErrorKind>;

/// What a store holds; an error where no slot can be read.
type Held = Result<Option<Vec<u8>>, Failure>;

/// Sessions after 0, 1, 2, … ratings.
static SESSIONS: LazyLock<Vec<Soup>> = LazyLock::new(|| {
    let mut agent = Soup::empty();
    agent.start(&SOUP, &AgentConfig::DIRECT, 3).expect("a deck that fits");
    let rated = || {
        let now = Soup::clone(&agent);
        go_on(&mut *agent, &SOUP, &mut Patience(u32::MAX));
        now
    };
    std::iter::repeat_with(rated).take(8).collect()
});

const EVENTS: usize = 24;

fn live<const R: usize, const W: usize, const E: usize>(life: &Life) {
    // Two slots of six pages, a page that is left over, and others before and behind.
    let (len, range) = (16 * E, E as u32..14 * E as u32);
    let flash = if life.blank {
        SimulatedFlash::new(len)
    } else {
        SimulatedFlash::random(len, life.events.len() as u64)
    };
    let words = match life.words {
        Kind::Plain => Words::Plain,
        Kind::Corrected => Words::Corrected,
        Kind::CorrectedOrBlank => Words::CorrectedOrBlank,
    };
    let mut world = World::<R, W, E> { flash: flash.with_words(words), range };
    let mut held = world.held();
    for event in life.events.iter().take(EVENTS) {
        held = world.happen(event, held);
    }
}

struct World<const READ: usize, const WRITE: usize, const ERASE: usize> {
    flash: SimulatedFlash<READ, WRITE, ERASE>,
    range: Range<u32>,
}

impl<const READ: usize, const WRITE: usize, const ERASE: usize> World<READ, WRITE, ERASE> {
    fn store(&mut self) -> Store<&mut SimulatedFlash<READ, WRITE, ERASE>> {
        Store::new(&mut self.flash, self.range.clone()).expect("whole pages of the flash")
    }

    /// What is there when nothing disturbs.
    fn held(&mut self) -> Held {
        let operations = self.flash.operations;
        let mut store = self.store();
        let held = store.newest().map(|saved| {
            saved.map(|mut saved| {
                let mut bytes = vec![0; saved.capacity()];
                saved.read(0, &mut bytes).expect("what counts can be read");
                bytes
            })
        });
        assert_eq!(self.flash.operations, operations, "reading has changed the flash");
        held
    }

    /// What is held after an event, and may be, if `before` was held.
    fn happen(&mut self, event: &Event, before: Held) -> Held {
        match *event {
            Event::Save { ratings, ref mishap } => {
                let agent = &SESSIONS[usize::from(ratings) % SESSIONS.len()];
                let bytes = agent.saved().expect("a session can be saved");
                self.save(bytes.len(), Some(bytes), before, mishap, |store| store.save(agent))
            }
            Event::Write { len, byte, more, ref mishap } => {
                let (len, more) = (usize::from(len) % LONGEST, more % 4);
                let bytes = vec![byte; len.saturating_add_signed(more.into())];
                let right = bytes.len() == len;
                // A bus that fails and a wrong length at once may cost what was saved before.
                let mishap = if right { mishap } else { &Mishap::None };
                self.save(len, right.then(|| bytes.clone()), before, mishap, |store| {
                    store.write(len, |slot| slot.write_all(&bytes).map_err(DeviceError::Device))
                })
            }
            Event::Format(ref mishap) => self.format(mishap),
            Event::Load { failing_reads } => {
                self.load(&before, failing_reads);
                before
            }
            // From here on it is no flash that obeys; what is there now is where the next event begins.
            Event::Tear(at) => {
                let at = usize::from(at) % self.flash.bytes.len();
                self.flash.tear(at);
                self.held()
            }
            Event::Flip { at, bits } => {
                let at = usize::from(at) % self.flash.bytes.len();
                self.flash.bytes[at] ^= bits;
                self.held()
            }
            Event::Forge { second, sequence, len } => {
                self.forge(second, sequence, len);
                self.held()
            }
        }
    }

    /// Saves `len` bytes: `new`, or such that must be refused.
    fn save(
        &mut self,
        len: usize,
        new: Option<Vec<u8>>,
        before: Held,
        mishap: &Mishap,
        save: impl FnOnce(&mut Store<&mut SimulatedFlash<READ, WRITE, ERASE>>) -> Result<(), Failure>,
    ) -> Held {
        let operations = self.flash.operations;
        self.befall(mishap);
        let mut store = self.store();
        let capacity = store.capacity();
        let done = save(&mut store);
        self.recover();
        let after = self.held();
        if len > capacity {
            let refused = Error::StoreTooSmall { needed: len, slot: capacity };
            assert_eq!(done, Err(DeviceError::Refused(refused)));
        }
        if len > capacity || before.is_err() {
            assert!(done.is_err(), "saved where nothing can be read, or too much");
            assert_eq!(self.flash.operations, operations, "something was erased");
        }
        // What is empty counts as nothing.
        let new = new.map(|new| Some(new).filter(|new| !new.is_empty()));
        match (&done, &new) {
            (Ok(()), Some(new)) => assert_eq!(after.as_ref(), Ok(new), "it said that it was saved"),
            (Ok(()), None) => panic!("a wrong length was saved"),
            (Err(error), _) => {
                let whole = matches!(mishap, Mishap::None) && before.is_ok() && len <= capacity;
                assert!(new.is_none() || !whole, "nothing disturbed, and it said {error}");
                let is_new = new.is_some_and(|new| after == Ok(new));
                assert!(after == before || is_new, "{error}: neither the old nor the new");
            }
        }
        after
    }

    fn format(&mut self, mishap: &Mishap) -> Held {
        self.befall(mishap);
        let done = self.store().format();
        self.recover();
        if done.is_err() {
            assert!(matches!(mishap, Mishap::Cut { .. }), "{done:?}");
            self.store().format().expect("formatted at the second time");
        }
        let held = self.held();
        assert_eq!(held, Ok(None));
        held
    }

    fn load(&mut self, held: &Held, failing_reads: Option<(u8, u8)>) {
        let mut agent = Soup::empty();
        agent.start(&SOUP, &AgentConfig::DIRECT, 8).expect("a deck that fits");
        let (before, operations) = (agent.saved(), self.flash.operations);
        if let Some((after, reads)) = failing_reads {
            self.befall(&Mishap::Bus { after, reads });
        }
        let loaded = self.store().load(&mut agent, &SOUP);
        self.recover();
        assert_eq!(self.flash.operations, operations, "loading has changed the flash");
        match (&loaded, failing_reads, held) {
            (Err(DeviceError::Device(_)), Some(_), _) => {
                assert!(agent.saved() == before || agent.saved() == Err(Error::NotStarted));
            }
            (Err(_) | Ok(false), ..) => {
                assert!(agent.saved() == before, "{loaded:?} changed something")
            }
            (Ok(true), None, Ok(Some(bytes))) => assert_eq!(agent.saved().as_ref(), Ok(bytes)),
            (Ok(true), Some(_), _) => assert!(agent.saved().is_ok()),
            (Ok(true), None, _) => panic!("there was nothing to load"),
        }
        if let (Ok(false), None) = (&loaded, failing_reads) {
            assert_eq!(held, &Ok(None));
        }
    }

    fn befall(&mut self, mishap: &Mishap) {
        match *mishap {
            Mishap::None => {}
            Mishap::Cut { after, seed } => self.flash.cut(after.into(), seed.into()),
            Mishap::Bus { after, reads } => {
                self.flash.fail_reads(after.into()..u32::from(after) + u32::from(reads));
            }
        }
    }

    fn recover(&mut self) {
        self.flash.power_on();
        self.flash.fail_reads(0..0);
    }

    fn forge(&mut self, second: bool, sequence: u32, len: u32) {
        let start = self.range.start as usize + usize::from(second) * 6 * ERASE;
        let most = self.store().capacity();
        let zeros = vec![0; most.min(len as usize)];
        let words = [sequence, len, crc32(&zeros)].map(u32::to_le_bytes);
        let record = [words.as_flattened(), &crc32(words.as_flattened()).to_le_bytes()].concat();
        self.flash.bytes[start..start + record.len()].copy_from_slice(&record);
        self.flash.bytes[start + 256..start + 256 + zeros.len()].fill(0);
    }
}

/// More than the smallest of the stores has room for.
const LONGEST: usize = 3000;
