//! Every field of a snapshot of a small session: what can be there goes in and out, all else is refused at its
//! place. `tests/tests/snapshot.rs` has long sessions and devices.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

extern crate std;
use std::{vec, vec::Vec};

use super::{header::SESSION, *};
use crate::{
    Actor, AgentConfig, Card, Follow, Progress, Rating, Slot, TasteConfig, actor_for, agent_for,
    wire::CRC,
};

const TEA: Deck = Deck {
    name: "Tea",
    contexts: &["morning", "evening"],
    first: Follow::Any,
    slots: &[
        Slot {
            name: "Leaf",
            cards: &[
                Card { next: Follow::Only(0b011), ..Card::new("black", "") },
                Card::new("green", ""),
            ],
        },
        Slot {
            name: "With",
            cards: &[Card::new("milk", ""), Card::new("lemon", ""), Card::new("nothing", "")],
        },
    ],
};

type Tea = agent_for!(TEA, 2, 16);

const WITH_TASTE: AgentConfig = AgentConfig {
    taste: Some(TasteConfig { ratings: 16, ..TasteConfig::DEFAULT }),
    ..AgentConfig::DEFAULT
};

// Where the parts begin, by the sizes of docs/snapshot.md.
const RNG: usize = 32 + 1 + 4 * 34;
const STEPS: usize = RNG + 16;
const LEARNT: usize = STEPS + 4 + 8;
const DRIFT: usize = LEARNT + 8;
const EXPECTED: usize = DRIFT + 20;
const LAST_RATED: usize = EXPECTED + 8;
const BEST_BEFORE: usize = LAST_RATED + 13;
const NEXT_ID: usize = BEST_BEFORE + 13;
const SHOWN: usize = NEXT_ID + 8;
const WAITING: usize = SHOWN + 8 * 7;
const ENTRIES: usize = WAITING + 16 * 10;
const BEST: usize = ENTRIES + 2;
const JOURNAL: usize = BEST + 2 * 13;
const EFFECTS: usize = JOURNAL + 4 * 8;
/// One level for both contexts and one for each, and the actor's and the critic's parameters.
const COEFFICIENTS: usize = 3 * (1 + 5 + 6);
const PARAMETERS: usize = (7 + 1) * 2 + (2 + 1) * 3 + (7 + 1) * 2 + (2 + 1);

/// Four outputs that were learnt from, one that waits, one that was skipped, one whose rating waits.
fn session(config: &AgentConfig) -> Tea {
    let mut agent = Tea::new();
    agent.start(&TEA, config, 5).unwrap();
    for n in 0..4 {
        rate(&mut agent, n, 2 + n as u8);
        agent.learn().unwrap();
    }
    agent.propose(0).unwrap();
    let skipped = agent.propose(1).unwrap();
    agent.skip(skipped.id).unwrap();
    rate(&mut agent, 6, 1);
    agent
}

fn rate(agent: &mut Tea, id: u64, stars: u8) {
    let output = agent.propose(id as usize % 2).unwrap();
    assert_eq!(output.id, id);
    agent.rate(id, Rating::new(stars).unwrap()).unwrap();
}

fn bytes(agent: &Tea) -> Vec<u8> {
    let mut buffer = [0; Tea::SNAPSHOT_LEN];
    agent.save(&mut buffer).unwrap().to_vec()
}

fn load(bytes: &[u8]) -> Result<Tea, Error> {
    let mut agent = Tea::new();
    agent.load(&TEA, bytes).map(|()| agent)
}

/// The same with other bytes at a place, and the checksum of these.
fn changed(bytes: &[u8], at: usize, to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + to.len()].copy_from_slice(to);
    with_checksum(bytes)
}

fn with_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    let len = bytes.len();
    bytes[8..12].copy_from_slice(&(len as u32).to_le_bytes());
    let (body, checksum) = bytes.split_at_mut(len - 4);
    checksum.copy_from_slice(&CRC.checksum(body).to_le_bytes());
    bytes
}

#[test]
fn a_session_goes_on_from_its_bytes() {
    for config in [WITH_TASTE, AgentConfig::DIRECT] {
        let mut agent = session(&config);
        let saved = bytes(&agent);
        let mut other = load(&saved).unwrap();
        assert!(bytes(&other) == saved);
        assert_eq!(agent.snapshot_len(), Ok(saved.len()));
        // Once more into an agent that has another session behind it.
        for _ in 0..2 {
            for n in 7..30 {
                for agent in [&mut agent, &mut other] {
                    while agent.learn().unwrap().is_some() {}
                    rate(agent, n, 1 + (n * 3 % 5) as u8);
                }
                assert_eq!(agent.hash(), other.hash(), "rating {n}");
            }
            assert!(bytes(&agent) == bytes(&other));
            assert_eq!(agent.best(1), other.best(1));
            agent = session(&config);
            other.load(&TEA, &saved).unwrap();
            assert!(bytes(&other) == saved);
        }
    }
}

#[test]
fn its_length_is_that_of_its_parts() {
    let numbers = 3 * PARAMETERS;
    let direct = EFFECTS + 4 * (4 + numbers) + 4;
    assert_eq!(bytes(&session(&AgentConfig::DIRECT)).len(), direct);
    assert_eq!(bytes(&session(&WITH_TASTE)).len(), direct + 4 * COEFFICIENTS);
    // A full journal takes all that is ever needed.
    let mut agent = Tea::new();
    agent.start(&TEA, &WITH_TASTE, 5).unwrap();
    for n in 0..17 {
        rate(&mut agent, n, 3);
        agent.learn().unwrap();
    }
    assert_eq!(bytes(&agent).len(), Tea::SNAPSHOT_LEN);
    assert_eq!(Tea::SNAPSHOT_LEN, direct + 4 * COEFFICIENTS + 12 * (8 + 4));
}

/// The shortest snapshot that there is: no rating, no taste model.
#[test]
fn a_session_that_has_just_begun_is_saved_too() {
    let mut agent = Tea::new();
    agent.start(&TEA, &AgentConfig::DIRECT, 5).unwrap();
    let saved = bytes(&agent);
    assert!(bytes(&load(&saved).unwrap()) == saved);
}

/// A device that holds the snapshot and nothing behind it, and fails after so many reads.
struct Failing<'a>(&'a [u8], usize);

impl ReadStorage for Failing<'_> {
    type Error = ();

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), ()> {
        self.1 = self.1.checked_sub(1).ok_or(())?;
        bytes.copy_from_slice(&self.0[offset as usize..][..bytes.len()]);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.0.len()
    }
}

#[test]
fn a_device_that_fails_leaves_the_agent_as_it_was_or_not_started() {
    let (saved, before) = (bytes(&session(&WITH_TASTE)), bytes(&session(&AgentConfig::DIRECT)));
    let (mut reads, mut not_started) = (0, 0);
    loop {
        let mut agent = load(&before).unwrap();
        match agent.load_from(&TEA, &mut Failing(&saved, reads)) {
            Ok(()) => {
                assert!(bytes(&agent) == saved);
                break;
            }
            Err(error) => assert_eq!(error, DeviceError::Device(())),
        }
        match agent.snapshot_len() {
            Ok(_) => assert!(not_started == 0 && bytes(&agent) == before, "{reads} reads"),
            Err(error) => {
                assert_eq!(error, Error::NotStarted);
                not_started += 1;
            }
        }
        reads += 1;
    }
    // The last of three times, in pieces of 64 bytes.
    assert_eq!(not_started, (saved.len() - 36).div_ceil(64));
}

/// Each beside the largest or smallest value that can be.
#[test]
fn what_cannot_be_is_refused_at_its_place() {
    let saved = bytes(&session(&WITH_TASTE));
    let cases: &[(&str, usize, &[u8], &[u8])] = &[
        ("kind of settings", 32, &[1], &[2]),
        (
            "increment of the generator",
            RNG + 8,
            &[7, 0, 0, 0, 0, 0, 0, 0],
            &[6, 0, 0, 0, 0, 0, 0, 0],
        ),
        ("power of Adam's beta", STEPS + 4, &0f32.to_le_bytes(), &1f32.to_le_bytes()),
        ("power of Adam's beta", STEPS + 8, &0.999f32.to_le_bytes(), &(-0.001f32).to_le_bytes()),
        ("mean square", DRIFT, &0f32.to_le_bytes(), &(-1f32).to_le_bytes()),
        ("mean square", DRIFT + 10, &9f32.to_le_bytes(), &(-1e-9f32).to_le_bytes()),
        (
            "id of the next output",
            NEXT_ID,
            &(1u64 << 53).to_le_bytes(),
            &((1u64 << 53) + 1).to_le_bytes(),
        ),
        ("fate of an output", SHOWN + 6, &[2], &[3]),
        ("fate of an output", SHOWN + 6 * 7 + 6, &[1], &[255]),
        ("rating that waits", WAITING + 8, &[5], &[6]),
        ("kind of a rating that waits", WAITING + 9, &[1], &[2]),
        ("rating", LAST_RATED + 12, &[5], &[6]),
        ("rating", BEST_BEFORE + 12, &[0], &[200]),
        ("rating", BEST + 13 + 12, &[1], &[6]),
        ("age of a rating", JOURNAL + 8 + 7, &[1], &[255]),
        ("age of a rating", JOURNAL + 7, &[2], &[3]),
        ("remembered rating", JOURNAL + 6, &[1], &[0]),
        ("remembered rating", JOURNAL + 3 * 8 + 6, &[5], &[6]),
    ];
    for &(what, at, good, bad) in cases {
        let good = changed(&saved, at, good);
        let loaded = load(&good).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(bytes(&loaded) == good, "{what}");
        // A remembered rating is looked at with its age.
        let end = if what == "remembered rating" { at + 2 } else { at + bad.len() };
        let refused = Error::SnapshotValue { what, at: end };
        assert_eq!(load(&changed(&saved, at, bad)).err(), Some(refused));
    }
}

/// Outputs that the deck does not allow, ids that were not given yet.
#[test]
fn what_the_session_cannot_have_is_refused_at_its_place() {
    let saved = bytes(&session(&WITH_TASTE));
    let refused = |at: usize, to: &[u8]| match load(&changed(&saved, at, to)) {
        Err(Error::SnapshotValue { what, at }) => Some((what, at)),
        Err(other) => panic!("{other}"),
        Ok(_) => None,
    };
    // Black with nothing; green with nothing; a third slot; a third context.
    let [forbidden, allowed, beyond, third] =
        [[0o20, 0, 0, 1], [0o21, 0, 0, 1], [0o121, 0, 0, 1], [0o21, 0, 0, 2]];
    let (seven, six) = (7u64.to_le_bytes(), 6u64.to_le_bytes());
    for (what, at, end) in [
        ("last rated output", LAST_RATED + 8, LAST_RATED + 13),
        ("best output", BEST_BEFORE + 8, BEST_BEFORE + 13),
        ("best output", BEST + 8, BEST + 13),
        ("best output", BEST + 13 + 8, BEST + 26),
        ("output", SHOWN, SHOWN + 4),
        ("output", SHOWN + 6 * 7, SHOWN + 6 * 7 + 4),
        ("remembered output", JOURNAL, JOURNAL + 8),
        ("remembered output", JOURNAL + 3 * 8, JOURNAL + 4 * 8),
    ] {
        // Where there is none, nothing is said of it.
        let is_some = what == "output" || what == "remembered output" || saved[end - 1] > 0;
        for output in [forbidden, beyond, third] {
            assert_eq!(refused(at, &output), is_some.then_some((what, end)), "{output:?}");
        }
        assert_eq!(refused(at, &allowed), None, "{what}");
    }
    // The eighth place has not been used.
    assert_eq!(refused(SHOWN + 7 * 7, &forbidden), None);
    for (what, at) in [("last rated output", LAST_RATED), ("best output", BEST)] {
        assert_eq!(refused(at, &seven), Some((what, at + 13)));
        assert_eq!(refused(at, &six), None);
    }
    assert_eq!(refused(WAITING, &seven), Some(("id of a rating", WAITING + 8)));
    assert_eq!(refused(WAITING, &six), None);
    // There is no second one, until it has stars.
    assert_eq!(refused(WAITING + 10, &seven), None);
    let second = [&seven[..], &[5]].concat();
    assert_eq!(refused(WAITING + 10, &second), Some(("id of a rating", WAITING + 18)));
    // Of seven outputs one can still be rated, and the rating of one waits.
    assert_eq!(refused(LEARNT, &5u64.to_le_bytes()), None);
    assert_eq!(refused(LEARNT, &6u64.to_le_bytes()), Some(("number of ratings", NEXT_ID + 8)));
    assert_eq!(refused(7, &[1]), Some(("activation", 8)));
}

#[test]
fn no_more_ratings_are_remembered_than_the_settings_say() {
    for config in [WITH_TASTE, AgentConfig::DIRECT] {
        let saved = bytes(&session(&config));
        let refused = |entries: u8| load(&changed(&saved, ENTRIES, &[entries])).err();
        let what = "number of remembered ratings";
        assert_eq!(refused(17), Some(Error::SnapshotValue { what, at: ENTRIES + 2 }));
        let expected = saved.len() + 12 * (8 + 4);
        assert_eq!(refused(16), Some(Error::SnapshotLength { got: saved.len(), expected }));
    }
}

#[test]
fn numbers_that_are_not_finite_are_refused_at_their_place() {
    let saved = bytes(&session(&WITH_TASTE));
    let end = saved.len() - 4;
    let second_moments = end - 4 * PARAMETERS;
    for at in
        [33, STEPS + 4, DRIFT + 4, EXPECTED, EFFECTS, EFFECTS + 4 * 5, second_moments, end - 4]
    {
        let refused = load(&changed(&saved, at, &f32::NAN.to_le_bytes())).err();
        assert_eq!(refused, Some(Error::SnapshotNotFinite { at }));
    }
    // Second moments are means of squares, all numbers before them are anything.
    let negative = (-0.5f32).to_le_bytes();
    let what = "second moment";
    for at in [second_moments, end - 4] {
        let refused = load(&changed(&saved, at, &negative)).err();
        assert_eq!(refused, Some(Error::SnapshotValue { what, at: at + 4 }));
    }
    for at in [EFFECTS, EFFECTS + 4 * 5, second_moments - 4, second_moments - 4 * PARAMETERS - 4] {
        let good = changed(&saved, at, &negative);
        assert!(bytes(&load(&good).unwrap()) == good);
    }
}

/// Version 1 had no expectation of the last rating, and ratings were fresh or stale.
#[test]
fn what_version_1_wrote_is_read() {
    let saved = bytes(&session(&WITH_TASTE));
    let expectation = EXPECTED..EXPECTED + 8;
    let unknown = changed(&saved, EXPECTED, &[0; 8]);
    let mut old = unknown.clone();
    old.drain(expectation);
    old[4] = 1;
    let old = with_checksum(old);
    assert!(bytes(&load(&old).unwrap()) == unknown);
    let age = JOURNAL - 8 + 7;
    assert!(load(&changed(&old, age, &[1])).is_ok());
    let refused = load(&changed(&old, age, &[2])).err();
    assert_eq!(refused, Some(Error::SnapshotValue { what: "age of a rating", at: age + 1 }));
    // Places after the expectation are told where they are in this version.
    let refused = load(&changed(&old, WAITING - 8, &[7])).err();
    assert_eq!(refused, Some(Error::SnapshotValue { what: "id of a rating", at: WAITING }));
}

#[test]
fn a_header_says_what_it_is_of() {
    let saved = bytes(&session(&WITH_TASTE));
    let header = Header::parse(saved[..32].try_into().unwrap()).unwrap();
    assert!(header.check_len(saved.len()).is_ok());
    let expected = saved.len();
    for got in [expected - 1, expected + 1] {
        assert_eq!(header.check_len(got), Err(Error::SnapshotLength { got, expected }));
    }
    let layout = Layout::<2, 6>::new(&TEA).unwrap();
    let of = |kind, hidden| Header::new(kind, &layout, hidden, Activation::Tanh, 0);
    assert!(header.check_is(&of(SESSION, 2)).is_ok());
    let kind = Error::SnapshotKind { got: 1, expected: 2 };
    assert_eq!(header.check_is(&of(POLICY, 2)), Err(kind));
    let shape = |what, got, expected| Err(Error::SnapshotShape { what, got, expected });
    assert_eq!(header.check_is(&of(SESSION, 300)), shape("hidden units", 2, 300));
    let read = |at: usize, to: &[u8]| {
        let mut bytes: [u8; 32] = saved[..32].try_into().unwrap();
        bytes[at..at + to.len()].copy_from_slice(to);
        Header::parse(&bytes)
    };
    let changed = |at: usize, to: &[u8]| read(at, to).unwrap().check_is(&of(SESSION, 2));
    assert_eq!(changed(20, &[2, 1]), shape("hidden units", 258, 2));
    assert_eq!(changed(22, &[3]), shape("contexts", 3, 2));
    assert_eq!(changed(23, &[1]), shape("slots", 1, 2));
    assert_eq!(changed(25, &[2]), shape("cards in a slot", 2, 3));
    assert_eq!(changed(31, &[1]), shape("cards in a slot", 1, 0));
    let (got, expected) = (TEA.identity() ^ 1 << 63, TEA.identity());
    assert_eq!(changed(12, &got.to_le_bytes()), Err(Error::SnapshotDeck { got, expected }));
    // Versions: two of a session, one of a policy.
    for (kind, version, known) in [(1, 0, 2), (1, 3, 2), (1, 256, 2), (2, 0, 1), (2, 2, 1)] {
        let [low, high] = u16::to_le_bytes(version);
        let refused = read(4, &[low, high, kind]).err();
        assert_eq!(refused, Some(Error::SnapshotVersion { got: version, known }));
    }
    for (kind, version) in [(1, 1), (1, 2), (2, 1)] {
        assert!(read(4, &[version, 0, kind]).is_ok());
    }
    // Nothing is shorter than a header and a checksum.
    let with_len = |len: u32| read(8, &len.to_le_bytes()).unwrap().check_len(len as usize);
    assert_eq!(with_len(35), Err(Error::SnapshotLength { got: 35, expected: 35 }));
    assert_eq!(with_len(36), Ok(()));
    let magic = Error::SnapshotMagic { got: u32::from_le_bytes(*b"LOBE") };
    assert_eq!(read(0, b"LOBE").err(), Some(magic));
    let activation = |number| read(7, &[number]).unwrap().activation();
    let unknown = Error::SnapshotValue { what: "activation", at: 8 };
    assert_eq!(
        [activation(0), activation(1), activation(2)],
        [Ok(Activation::Tanh), Ok(Activation::Relu), Err(unknown)]
    );
}

/// On a device something may follow.
#[test]
fn a_snapshot_is_as_long_as_it_says() {
    let saved = bytes(&session(&WITH_TASTE));
    let longer = [&saved[..], &[9; 50]].concat();
    let (got, expected) = (longer.len(), saved.len());
    assert_eq!(load(&longer).err(), Some(Error::SnapshotLength { got, expected }));
    let mut agent = Tea::new();
    agent.load_from(&TEA, &mut Bytes(&longer)).unwrap();
    assert!(bytes(&agent) == saved);
    for got in [0, 35, 36, 200, expected - 1] {
        let refused = agent.load_from(&TEA, &mut Bytes(&saved[..got])).unwrap_err();
        let expected = if got < 36 { 36 } else { expected };
        assert_eq!(refused, DeviceError::Refused(Error::SnapshotLength { got, expected }));
    }
    // Of a length that it owns up to, but not of its parts.
    for (got, expected) in [(36, EFFECTS - 32 + 12 * PARAMETERS + 4), (expected - 4, expected)] {
        let refused = load(&with_checksum(saved[..got].to_vec())).err();
        assert_eq!(refused, Some(Error::SnapshotLength { got, expected }));
    }
    let mut damaged = saved.clone();
    damaged[100] ^= 4;
    assert!(matches!(load(&damaged), Err(Error::SnapshotChecksum { .. })));
    assert!(bytes(&agent) == saved, "refused calls have changed nothing");
}

#[test]
fn a_buffer_is_large_enough_or_refused() {
    let agent = session(&WITH_TASTE);
    let (needed, mut buffer) = (bytes(&agent).len(), vec![0; 4096]);
    let got = needed - 1;
    let refused = agent.save(&mut buffer[..got]).err();
    assert_eq!(refused, Some(Error::BufferTooSmall { got, needed }));
    assert_eq!(agent.save(&mut buffer[..needed]).map(|used| used.len()), Ok(needed));
    let mut rest = &mut buffer[..];
    agent.save_to(&mut rest).unwrap();
    assert_eq!(rest.len(), 4096 - needed);
    assert_eq!(buffer[..needed], bytes(&agent));
}

#[test]
fn a_policy_acts_as_its_agent() {
    let agent = session(&WITH_TASTE);
    let mut buffer = [0; 256];
    let saved = agent.save_policy(&mut buffer).unwrap();
    assert_eq!(saved.len(), 32 + 4 * ((7 + 1) * 2 + (2 + 1) * 3) + 4);
    let actor: actor_for!(TEA, 2) = Actor::parse(&TEA, saved).unwrap();
    for context in 0..2 {
        assert_eq!(actor.greedy(context), agent.greedy(context));
    }
    let (saved, mut written) = (saved.to_vec(), [0; 256]);
    agent.save_policy_to(&mut &mut written[..]).unwrap();
    assert_eq!(written[..saved.len()], saved);
    let (got, needed) = (saved.len() - 1, saved.len());
    let refused = agent.save_policy(&mut buffer[..got]).err();
    assert_eq!(refused, Some(Error::BufferTooSmall { got, needed }));
}

#[test]
fn there_is_no_snapshot_before_the_start_nor_in_the_middle_of_work() {
    let refused = |agent: &Tea, error: Error| {
        let mut buffer = [0; Tea::SNAPSHOT_LEN];
        assert_eq!(agent.snapshot_len(), Err(error));
        assert_eq!(agent.save(&mut buffer).err(), Some(error));
        assert_eq!(agent.save_policy(&mut buffer).err(), Some(error));
        assert_eq!(agent.save_to(&mut &mut buffer[..]), Err(DeviceError::Refused(error)));
        assert_eq!(agent.save_policy_to(&mut &mut buffer[..]), Err(DeviceError::Refused(error)));
    };
    refused(&Tea::new(), Error::NotStarted);
    let mut agent = session(&WITH_TASTE);
    assert_eq!(agent.learn_some(), Ok(Progress::Working));
    refused(&agent, Error::LearningPending { waiting: 1 });
    agent.learn().unwrap();
    assert_eq!(agent.propose_some(1), Ok(None));
    refused(&agent, Error::ProposalPending { context: 1 });
}
