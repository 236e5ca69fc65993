//! The two-slot store on a simulated flash: whatever happens to the power, it holds the old snapshot or
//! the new one.

use embedded_storage::{ReadStorage, nor_flash::NorFlashErrorKind};
use lobule::{AgentConfig, Card, Deck, DeviceError, Error, LIGHTS, Rating, Slot, Store, agent_for};
use lobule_tests::nor_flash::{SimulatedFlash, Words};

type Lights = agent_for!(LIGHTS, 16);

/// The flash of an nRF51: words of 4 bytes, pages of 1 KiB.
type Flash = SimulatedFlash<1, 4, 1024>;
const FLASH: usize = 32 * 1024;
/// Two slots of seven pages for a Lights agent, at an odd place.
const RANGE: core::ops::Range<u32> = 3 * 1024..17 * 1024;

const SAVES: usize = 50;

/// A Lights agent after 0, 1, 2, … ratings.
fn history() -> Vec<Box<Lights>> {
    let mut agent = Box::new(Lights::new());
    agent.start(&LIGHTS, &AgentConfig::DEFAULT, 3).unwrap();
    (0..SAVES)
        .map(|n| {
            let now = agent.clone();
            let output = agent.propose(0).unwrap();
            agent.rate(output.id, Rating::new(1 + (n * 7 % 5) as u8).unwrap()).unwrap();
            agent.learn().unwrap();
            now
        })
        .collect()
}

fn bytes(agent: &Lights) -> Vec<u8> {
    let mut buffer = vec![0; Lights::SNAPSHOT_LEN];
    agent.save(&mut buffer).unwrap().to_vec()
}

/// What the store holds, byte for byte and as an agent.
fn held<const R: usize, const W: usize, const E: usize>(
    flash: &mut SimulatedFlash<R, W, E>,
    range: core::ops::Range<u32>,
) -> Option<Vec<u8>> {
    let mut store = Store::new(flash, range).unwrap();
    let mut agent = Box::new(Lights::new());
    let loaded = store.load(&mut agent, &LIGHTS).unwrap();
    let mut saved = store.newest().unwrap()?;
    assert!(loaded, "there is something, so it loads");
    let mut read = vec![0; saved.capacity()];
    saved.read(0, &mut read).unwrap();
    assert!(bytes(&agent) == read);
    Some(read)
}

/// Cuts the power in every operation of every save; returns how many cuts there were.
fn cut_everywhere<const R: usize, const W: usize, const E: usize>(
    mut flash: SimulatedFlash<R, W, E>,
    range: core::ops::Range<u32>,
    agents: &[Box<Lights>],
) -> u32 {
    let mut cuts = 0;
    let mut old = None;
    for (n, agent) in agents.iter().enumerate() {
        let new = Some(bytes(agent));
        for cut in 0.. {
            let mut torn = flash.clone();
            torn.cut(cut, u64::from(cut) * 1000 + n as u64);
            let done = Store::new(&mut torn, range.clone()).unwrap().save(agent);
            torn.power_on();
            let held_now = held(&mut torn, range.clone());
            if done.is_ok() {
                assert!(held_now == new, "save {n} says it is done");
                flash = torn;
                break;
            }
            cuts += 1;
            assert_eq!(done, Err(DeviceError::Device(NorFlashErrorKind::Other)));
            assert!(held_now == old || held_now == new, "save {n}, cut {cut}: neither");
            // And the next save works.
            Store::new(&mut torn, range.clone()).unwrap().save(agent).unwrap();
            assert!(held(&mut torn, range.clone()) == new, "save {n} after cut {cut}");
        }
        old = new;
    }
    cuts
}

#[test]
fn a_cut_in_any_operation_leaves_the_old_snapshot_or_the_new_one() {
    let agents = history();
    let cuts = cut_everywhere(Flash::new(FLASH), RANGE, &agents);
    // Seven erasures, the snapshot in pieces of 256 bytes, and the record.
    assert!(cuts > SAVES as u32 * 30, "{cuts}");
    // Parts that want other sizes: of an RP2040, of an STM32F4, of one that reads words.
    let few = &agents[..4];
    cut_everywhere(SimulatedFlash::<1, 256, 4096>::random(FLASH, 1), 0..32 * 1024, few);
    cut_everywhere(SimulatedFlash::<1, 1, 16384>::random(FLASH, 2), 0..32 * 1024, few);
    cut_everywhere(SimulatedFlash::<4, 8, 2048>::random(FLASH, 3), 0..32 * 1024, few);
}

/// Words of 8 bytes as an STM32L4's, and of 16.
#[test]
fn a_cut_leaves_the_old_snapshot_or_the_new_one_where_torn_or_blank_words_do_not_read() {
    let agents = history();
    type Corrected = SimulatedFlash<1, 8, 2048>;
    cut_everywhere(Corrected::new(FLASH).with_words(Words::Corrected), 0..32 * 1024, &agents[..20]);
    cut_everywhere(
        Corrected::random(FLASH, 4).with_words(Words::Corrected),
        0..32 * 1024,
        &agents[..4],
    );
    let mut blank = SimulatedFlash::<4, 16, 1024>::new(FLASH).with_words(Words::CorrectedOrBlank);
    Store::new(&mut blank, 0..32 * 1024).unwrap().format().unwrap();
    cut_everywhere(blank, 0..32 * 1024, &agents[..20]);
}

/// A part whose blank words do not read is one whose bus may have failed, until it is formatted.
#[test]
fn where_neither_slot_reads_nothing_is_erased_before_it_is_formatted() {
    type Blank = SimulatedFlash<4, 16, 1024>;
    const FAILED: DeviceError<NorFlashErrorKind> = DeviceError::Device(NorFlashErrorKind::Other);
    let agents = history();
    let (mut flash, mut agent) = (Blank::new(FLASH), agents[7].clone());
    flash = flash.with_words(Words::CorrectedOrBlank);
    let mut store = Store::new(&mut flash, RANGE).unwrap();
    assert_eq!(store.load(&mut agent, &LIGHTS), Err(FAILED));
    assert_eq!(store.save(&agents[0]), Err(FAILED));
    assert!(bytes(&agent) == bytes(&agents[7]));
    assert_eq!(flash.operations, 0);
    Store::new(&mut flash, RANGE).unwrap().format().unwrap();
    assert_eq!(held(&mut flash, RANGE), None);
    for agent in &agents[..3] {
        Store::new(&mut flash, RANGE).unwrap().save(agent).unwrap();
        assert!(held(&mut flash, RANGE) == Some(bytes(agent)));
    }
    // A bus that fails costs neither slot.
    let operations = flash.operations;
    flash.fail_reads(0..u32::MAX);
    let mut store = Store::new(&mut flash, RANGE).unwrap();
    assert_eq!(store.load(&mut agent, &LIGHTS), Err(FAILED));
    assert_eq!(store.save(&agents[3]), Err(FAILED));
    assert!(store.newest().is_err());
    assert_eq!(flash.operations, operations);
    flash.fail_reads(0..0);
    assert!(held(&mut flash, RANGE) == Some(bytes(&agents[2])));
    // Formatting works without reading, forgets everything, and can be cut and done again.
    flash.fail_reads(0..u32::MAX);
    for cut in 0.. {
        let mut torn = flash.clone();
        torn.cut(cut, cut.into());
        let done = Store::new(&mut torn, RANGE).unwrap().format();
        torn.power_on();
        if done.is_ok() {
            torn.fail_reads(0..0);
            assert_eq!(held(&mut torn, RANGE), None);
            break;
        }
        Store::new(&mut torn, RANGE).unwrap().format().unwrap();
        torn.fail_reads(0..0);
        assert_eq!(held(&mut torn, RANGE), None, "cut {cut}");
    }
}

/// Wherever it comes, when slots are looked at or what was written is read back.
#[test]
fn a_read_that_fails_once_leaves_the_old_snapshot_or_the_new_one() {
    let agents = history();
    let mut flash = Flash::new(FLASH);
    for agent in &agents[..3] {
        Store::new(&mut flash, RANGE).unwrap().save(agent).unwrap();
    }
    let (old, new) = (bytes(&agents[2]), bytes(&agents[3]));
    let mut refused = 0;
    // Two slots and the read-back, in pieces of 64 bytes.
    for read in 0..400 {
        let mut disturbed = flash.clone();
        disturbed.fail_reads(read..read + 1);
        let done = Store::new(&mut disturbed, RANGE).unwrap().save(&agents[3]);
        disturbed.fail_reads(0..0);
        refused += u32::from(done.is_err());
        let expected = if done.is_ok() { &new } else { &old };
        assert!(held(&mut disturbed, RANGE).as_ref() == Some(expected), "read {read}");
    }
    assert!(refused > 80, "{refused}");
}

/// From any read on, until the power is off: a slot is not taken for a torn one because the bus fails.
#[test]
fn a_bus_that_begins_to_fail_leaves_the_old_snapshot_or_the_new_one() {
    let agents = history();
    let mut flash = Flash::new(FLASH);
    for (saves, agent) in agents[..4].iter().enumerate() {
        let (old, new) = (held(&mut flash, RANGE), bytes(agent));
        let (mut read, mut done) = (0, false);
        while !done {
            let mut disturbed = flash.clone();
            disturbed.fail_reads(read..u32::MAX);
            done = Store::new(&mut disturbed, RANGE).unwrap().save(agent).is_ok();
            disturbed.fail_reads(0..0);
            let held = held(&mut disturbed, RANGE);
            assert!(held.as_ref() == Some(&new) || held == old, "save {saves}, read {read}");
            read += 1;
        }
        assert!(read > 90, "{read}");
        Store::new(&mut flash, RANGE).unwrap().save(agent).unwrap();
    }
}

/// A word that does not read costs its slot only, and the next save uses that slot anew.
#[test]
fn where_one_slot_does_not_read_the_other_counts() {
    let agents = history();
    let slot = (RANGE.end - RANGE.start) as usize / 2;
    let starts = [RANGE.start as usize, RANGE.start as usize + slot];
    for saves in 1..4 {
        let mut flash = SimulatedFlash::<4, 8, 1024>::new(FLASH).with_words(Words::Corrected);
        for agent in &agents[..saves] {
            Store::new(&mut flash, RANGE).unwrap().save(agent).unwrap();
        }
        for (place, start) in starts.into_iter().enumerate() {
            // In the record, what is saved, and behind it.
            for at in [start, start + 8, start + 256, start + 3000, start + slot - 8] {
                let mut torn = flash.clone();
                torn.tear(at);
                let in_newest = (saves - 1) % 2 == place;
                let harms = at < start + 4000;
                let left = if in_newest && harms { saves.checked_sub(2) } else { Some(saves - 1) };
                let case = format!("{saves} saves, slot {place}, byte {at}");
                assert!(held(&mut torn, RANGE) == left.map(|n| bytes(&agents[n])), "{case}");
                // The next save uses it, and the one after that the other.
                for agent in &agents[10..12] {
                    Store::new(&mut torn, RANGE).unwrap().save(agent).unwrap();
                    assert!(held(&mut torn, RANGE) == Some(bytes(agent)), "{case}");
                }
                torn.tear(starts[0]);
                torn.tear(starts[1]);
                assert!(Store::new(&mut torn, RANGE).unwrap().newest().is_err());
            }
        }
    }
}

#[test]
fn erased_and_random_flash_hold_nothing() {
    assert_eq!(held(&mut Flash::new(FLASH), RANGE), None);
    let mut zeros = Flash::new(FLASH);
    zeros.bytes.fill(0);
    assert_eq!(held(&mut zeros, RANGE), None);
    for seed in 0..100 {
        assert_eq!(held(&mut Flash::random(FLASH, seed), RANGE), None);
    }
}

/// A bit that rots in the newer slot brings back the older one; in both, nothing.
#[test]
fn what_has_rotted_is_not_loaded() {
    let agents = history();
    let mut flash = Flash::new(FLASH);
    for agent in &agents[..2] {
        Store::new(&mut flash, RANGE).unwrap().save(agent).unwrap();
    }
    let slot = (RANGE.end - RANGE.start) as usize / 2;
    let newer = RANGE.start as usize + slot;
    for at in [newer, newer + 9, newer + 256, newer + 2000] {
        let mut rotten = flash.clone();
        rotten.bytes[at] ^= 0x10;
        assert!(held(&mut rotten, RANGE) == Some(bytes(&agents[0])), "byte {at}");
        rotten.bytes[at - slot] ^= 0x10;
        assert_eq!(held(&mut rotten, RANGE), None, "byte {at}");
    }
}

#[test]
fn bad_input_is_refused_and_keeps_what_was_saved() {
    let agents = history();
    let mut flash = Flash::new(FLASH);
    let refused = |range, flash: &mut Flash| Store::new(flash, range).unwrap_err();
    assert_eq!(refused(100..2048, &mut flash), Error::StoreNotAligned { got: 100, page: 1024 });
    assert_eq!(refused(0..2000, &mut flash), Error::StoreNotAligned { got: 2000, page: 1024 });
    let out = |from, to| Error::StoreOutOfRange { from, to, capacity: FLASH };
    assert_eq!(refused(0..1024, &mut flash), out(0, 1024));
    #[allow(clippy::reversed_empty_ranges, reason = "that is what is refused")]
    let reversed = 2048..1024;
    assert_eq!(refused(reversed, &mut flash), out(2048, 1024));
    assert_eq!(refused(30 * 1024..40 * 1024, &mut flash), out(30 * 1024, 40 * 1024));

    let mut store = Store::new(&mut flash, RANGE).unwrap();
    store.save(&agents[5]).unwrap();
    // Twelve pages hold too little for a full journal, and are not touched.
    let mut small = Store::new(Flash::new(FLASH), 0..12 * 1024).unwrap();
    let needed = agents[SAVES - 1].snapshot_len().unwrap();
    let too_small = Error::StoreTooSmall { needed, slot: 6 * 1024 - 256 };
    assert_eq!(small.save(&agents[SAVES - 1]), Err(DeviceError::Refused(too_small)));
    assert_eq!(small.into_flash().operations, 0);
    // Another deck: the agent stays as it was, and so does the store.
    const CARDS: [Card; 2] = [Card::new("a", ""), Card::new("b", "")];
    let slots = [Slot { name: "one", cards: &CARDS }];
    let deck = Deck { slots: &slots, ..LIGHTS };
    let mut agent = agents[9].clone();
    let refused = store.load(&mut agent, &deck).unwrap_err();
    let what = "slots";
    let shape = Error::SnapshotShape { what, got: 5, expected: 1 };
    assert_eq!(refused, DeviceError::Refused(shape));
    assert!(bytes(&agent) == bytes(&agents[9]));
    // In the middle of work nothing is erased.
    agent.propose_some(0).unwrap();
    let pending = Error::ProposalPending { context: 0 };
    assert_eq!(store.save(&agent), Err(DeviceError::Refused(pending)));
    assert!(held(&mut flash, RANGE) == Some(bytes(&agents[5])));
}

/// Whoever reads what is saved may ask for anything.
#[test]
fn nothing_is_read_beyond_the_flash() {
    let mut flash = Flash::new(FLASH);
    let mut store = Store::new(&mut flash, RANGE).unwrap();
    store.save(&history()[0]).unwrap();
    let mut saved = store.newest().unwrap().unwrap();
    for offset in [FLASH as u32, u32::MAX - 300, u32::MAX - 1, u32::MAX] {
        assert_eq!(saved.read(offset, &mut [0; 300]), Err(NorFlashErrorKind::OutOfBounds));
    }
}

#[test]
fn a_writer_that_writes_other_than_it_announced_is_refused() {
    use embedded_io::Write;
    let agents = history();
    let mut flash = Flash::new(FLASH);
    Store::new(&mut flash, RANGE).unwrap().save(&agents[0]).unwrap();
    let mut write = |announced, written: &[u8]| {
        let mut store = Store::new(&mut flash, RANGE).unwrap();
        let done =
            store.write(announced, |slot| slot.write_all(written).map_err(DeviceError::Device));
        assert!(held(&mut flash, RANGE) == Some(bytes(&agents[0])));
        done.unwrap_err()
    };
    for (expected, got) in [(100, 99), (100, 101), (1000, 0), (1000, 768), (1000, 1001)] {
        let mismatch = Error::LengthMismatch { what: "what is saved", got, expected };
        assert_eq!(write(expected, &vec![7; got]), DeviceError::Refused(mismatch));
    }
}
