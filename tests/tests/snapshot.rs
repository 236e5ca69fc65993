//! Snapshots: a session goes on from its bytes as if nothing had happened, and bytes that are not a
//! snapshot of it change nothing.

use crc::{CRC_32_ISO_HDLC, Crc};
use embedded_storage::ReadStorage;
use lobule::{
    AgentConfig, Deck, DeviceError, Error, LIGHTS, Pcg32, Progress, Rating, TasteConfig, agent_for,
    roomy_agent,
};
use lobule_tests::tea::TEA;

type Lights = agent_for!(LIGHTS, 16);
/// Room for every deck that there can be.
type Roomy = roomy_agent!(8, 8, 8, 16, 100);

/// A journal that wraps soon.
const FORGETFUL: AgentConfig = AgentConfig {
    taste: Some(TasteConfig { ratings: 12, ..TasteConfig::DEFAULT }),
    ..AgentConfig::DEFAULT
};

/// What the tests do with agents of any room.
trait Player {
    fn start(&mut self, deck: &Deck, config: &AgentConfig, seed: u64);
    /// A step of a session drawn from `chance`; what it says of the agent.
    fn step(&mut self, deck: &Deck, chance: &mut Pcg32) -> String;
    /// The id of the next output, from the refusal of one far ahead.
    fn next_id(&mut self) -> u64;
    fn bytes(&self) -> Vec<u8>;
    fn load(&mut self, deck: &Deck, bytes: &[u8]) -> Result<(), Error>;
    /// Learns, shows an output and rates it.
    fn rate_one(&mut self, context: usize, stars: u8);
    fn rerate_last(&mut self, stars: u8);
    /// After learning from all ratings.
    fn learnt_hash(&mut self) -> u64;
}

macro_rules! player {
    ($agent:ty) => {
        impl Player for $agent {
            fn start(&mut self, deck: &Deck, config: &AgentConfig, seed: u64) {
                Self::start(self, deck, config, seed).unwrap();
            }

            fn step(&mut self, deck: &Deck, chance: &mut Pcg32) -> String {
                // Most ids are of the last outputs, some too old, and one is yet to come.
                let done = match chance.below(8) {
                    0..3 => {
                        while self.learn().unwrap().is_some() {}
                        let context = chance.below(deck.contexts.len() as u32) as usize;
                        format!("{:?}", self.propose(context))
                    }
                    what => {
                        let id = self.next_id().saturating_sub(chance.below(12).into());
                        let stars = Rating::new(1 + chance.below(5) as u8).unwrap();
                        match what {
                            3 => format!("{:?}", self.skip(id)),
                            4 => format!("{:?}", self.rerate(id, stars)),
                            _ => format!("{:?}", self.rate(id, stars)),
                        }
                    }
                };
                let best = (0..deck.contexts.len()).map(|context| self.best(context).unwrap());
                format!(
                    "{done} {:016x} {:?} {:?}",
                    self.hash(),
                    best.map(|best| best.map(|(output, rating)| (output.id, rating)))
                        .collect::<Vec<_>>(),
                    self.remembered()
                        .unwrap()
                        .map(|r| (r.cards, r.stars, r.stale))
                        .collect::<Vec<_>>(),
                )
            }

            fn next_id(&mut self) -> u64 {
                match self.skip(u64::MAX) {
                    Err(Error::UnknownOutput { next, .. }) => next,
                    other => panic!("{other:?}"),
                }
            }

            fn bytes(&self) -> Vec<u8> {
                let mut buffer = vec![0; Self::SNAPSHOT_LEN];
                self.save(&mut buffer).unwrap().to_vec()
            }

            fn load(&mut self, deck: &Deck, bytes: &[u8]) -> Result<(), Error> {
                Self::load(self, deck, bytes)
            }

            fn rate_one(&mut self, context: usize, stars: u8) {
                while self.learn().unwrap().is_some() {}
                let output = self.propose(context).unwrap();
                self.rate(output.id, Rating::new(stars).unwrap()).unwrap();
            }

            fn rerate_last(&mut self, stars: u8) {
                let stars = Rating::new(stars).unwrap();
                let rerated = (0..self.next_id()).rev().find(|&id| self.rerate(id, stars).is_ok());
                assert!(rerated.is_some(), "nothing to correct");
            }

            fn learnt_hash(&mut self) -> u64 {
                while self.learn().unwrap().is_some() {}
                Self::hash(self)
            }
        }
    };
}

type Tea = agent_for!(TEA, 16);
player!(Lights);
player!(Roomy);
player!(Tea);

fn new<A>(make: fn() -> A) -> Box<A> {
    Box::new(make())
}

fn with_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = bytes.len() - 4;
    let checksum = Crc::<u32>::new(&CRC_32_ISO_HDLC).checksum(&bytes[..body]);
    bytes[body..].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

/// A Lights agent with ratings, one of which waits to be learnt from.
fn taught() -> Box<Lights> {
    taught_with(&AgentConfig::DEFAULT)
}

fn taught_with(config: &AgentConfig) -> Box<Lights> {
    let mut agent = new(Lights::new);
    Player::start(&mut *agent, &LIGHTS, config, 3);
    for n in 0..30 {
        while agent.learn().unwrap().is_some() {}
        let output = agent.propose(0).unwrap();
        agent.rate(output.id, Rating::new(1 + (n * 7 % 5) as u8).unwrap()).unwrap();
    }
    agent
}

/// Saved anywhere, opened in an agent of other room: the same bits ever after, and the same bytes.
#[test]
fn a_session_goes_on_as_if_it_had_never_been_saved() {
    fn check<A: Player, B: Player>(
        first: fn() -> A,
        second: fn() -> B,
        deck: &Deck,
        config: &AgentConfig,
        seed: u64,
    ) {
        let (mut agent, mut chance) = (new(first), Pcg32::new(seed, 1));
        agent.start(deck, config, seed);
        for _ in 0..chance.below(120) {
            agent.step(deck, &mut chance);
        }
        let bytes = agent.bytes();
        let mut other = new(second);
        other.load(deck, &bytes).unwrap();
        assert!(other.bytes() == bytes, "seed {seed}: other bytes after loading");
        let mut again = chance;
        for step in 0..60 {
            let said = agent.step(deck, &mut chance);
            assert_eq!(said, other.step(deck, &mut again), "seed {seed}, step {step}");
        }
        assert!(other.bytes() == agent.bytes(), "seed {seed}: other bytes in the end");
    }
    for seed in 0..12 {
        for config in [AgentConfig::DEFAULT, FORGETFUL, AgentConfig::DIRECT] {
            check(Lights::new, Roomy::new, &LIGHTS, &config, seed);
            check(Roomy::new, Lights::new, &LIGHTS, &config, seed);
            check(Roomy::new, Tea::new, &TEA, &config, seed);
            check(Tea::new, Tea::new, &TEA, &config, seed);
        }
    }
}

#[test]
fn every_flipped_bit_is_refused_and_changes_nothing() {
    let bytes = taught().bytes();
    let mut agent = new(Lights::new);
    Player::start(&mut *agent, &LIGHTS, &AgentConfig::DEFAULT, 8);
    let before = agent.bytes();
    for bit in 0..8 * bytes.len() {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(Player::load(&mut *agent, &LIGHTS, &flipped).is_err(), "bit {bit}");
    }
    assert!(agent.bytes() == before);
    Player::load(&mut *agent, &LIGHTS, &bytes).unwrap();
    assert!(agent.bytes() == bytes);
}

#[test]
fn each_fault_has_an_error_of_its_own() {
    let bytes = taught().bytes();
    let mut agent = new(Lights::new);
    let mut refused = |bytes: &[u8]| Player::load(&mut *agent, &LIGHTS, bytes).unwrap_err();
    let changed = |at: usize, to: &[u8]| {
        let mut bytes = bytes.clone();
        bytes[at..at + to.len()].copy_from_slice(to);
        with_checksum(bytes)
    };
    assert_eq!(refused(b""), Error::SnapshotLength { got: 0, expected: 36 });
    assert_eq!(refused(&[0xff; 5000]), Error::SnapshotMagic { got: u32::MAX });
    assert_eq!(refused(&changed(0, b"PNG!")), Error::SnapshotMagic { got: 0x2147_4e50 });
    for got in [0, 3] {
        assert_eq!(refused(&changed(4, &[got as u8])), Error::SnapshotVersion { got, known: 2 });
    }
    // A policy's first version is its newest.
    let policy = |version| changed(4, &[version, 0, 2]);
    assert_eq!(refused(&policy(2)), Error::SnapshotVersion { got: 2, known: 1 });
    for len in [40, bytes.len() - 1] {
        let expected = Error::SnapshotLength { got: len, expected: bytes.len() };
        assert_eq!(refused(&bytes[..len]), expected);
    }
    let longer = [&bytes[..], b"!"].concat();
    let (got, expected) = (longer.len(), bytes.len());
    assert_eq!(refused(&longer), Error::SnapshotLength { got, expected });
    // One that owns up to its length and is of another than its sizes and counts make.
    let owns_up = |mut bytes: Vec<u8>| {
        let len = bytes.len() as u32;
        bytes[8..12].copy_from_slice(&len.to_le_bytes());
        with_checksum(bytes)
    };
    for got in [expected - 40, expected - 4, expected + 4] {
        let mut forged = bytes.clone();
        forged.resize(got, 0);
        assert_eq!(refused(&owns_up(forged)), Error::SnapshotLength { got, expected });
    }
    // Without counts it is told the least.
    let expected =
        32 + (1 + 4 * 34) + 16 + 12 + 8 + 28 + 26 + 8 + 56 + 160 + 2 + 13 + 4 * 3 * 437 + 4;
    for got in [36, 37, 400] {
        assert_eq!(
            refused(&owns_up(bytes[..got].to_vec())),
            Error::SnapshotLength { got, expected }
        );
    }
    let mut damaged = bytes.clone();
    damaged[1000] ^= 1;
    assert!(matches!(refused(&damaged), Error::SnapshotChecksum { .. }));
    assert_eq!(refused(&policy(1)), Error::SnapshotKind { got: 2, expected: 1 });
    let shape = |what, got, expected| Error::SnapshotShape { what, got, expected };
    assert_eq!(refused(&changed(20, &[8])), shape("hidden units", 8, 16));
    assert_eq!(refused(&changed(22, &[2])), shape("contexts", 2, 1));
    assert_eq!(refused(&changed(23, &[6])), shape("slots", 6, 5));
    assert_eq!(refused(&changed(24, &[3])), shape("cards in a slot", 3, 4));
    assert!(matches!(refused(&changed(12, &[9])), Error::SnapshotDeck { .. }));
    let last = bytes.len() - 8;
    for number in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let refused = refused(&changed(last, &number.to_le_bytes()));
        assert_eq!(refused, Error::SnapshotNotFinite { at: last });
    }
    let negative = refused(&changed(last, &(-1f32).to_le_bytes()));
    assert_eq!(negative, Error::SnapshotValue { what: "second moment", at: last + 4 });
    // Settings follow the header and a byte for whether there is a taste model.
    let rate = refused(&changed(33, &(-1f32).to_le_bytes()));
    assert!(matches!(rate, Error::ConfigOutOfRange { field: "learning_rate", .. }), "{rate}");
    let kind = Error::SnapshotValue { what: "kind of settings", at: 33 };
    assert_eq!(refused(&changed(32, &[0xff])), kind);
    let half = Error::SnapshotValue { what: "setting", at: 33 + 4 * 4 };
    assert_eq!(refused(&changed(33 + 3 * 4, &2.5f32.to_le_bytes())), half);
    // What was expected of the last rated output: stars, and a variance above 0.
    let expected = 32 + (1 + 4 * 34) + 16 + 12 + 8 + 20;
    for (stars, variance) in
        [(0.5, 1.0), (5.5, 1.0), (-3.0, 1.0), (3.0, 0.0), (3.0, -1.0), (0.0, 1.0)]
    {
        let [stars, variance] = [stars, variance].map(f32::to_le_bytes);
        let refused = refused(&changed(expected, &[stars, variance].concat()));
        let at = expected + 8;
        assert_eq!(refused, Error::SnapshotValue { what: "expectation", at });
    }
    // What the deck does not have, at its own place: the last rated output, one that was shown, one that waits.
    let value = |what, at| Error::SnapshotValue { what, at };
    assert_eq!(refused(&changed(7, &[1])), value("activation", 8));
    let [rated, shown, lessons] = [8, 8 + 26 + 8, 8 + 26 + 8 + 56].map(|after| expected + after);
    assert_eq!(refused(&changed(rated + 11, &[9])), value("last rated output", rated + 13));
    assert_eq!(refused(&changed(rated + 24, &[9])), value("best output", rated + 26));
    assert_eq!(refused(&changed(shown + 14 + 3, &[9])), value("output", shown + 14 + 4));
    assert_eq!(refused(&changed(lessons + 1, &[9])), value("id of a rating", lessons + 8));
    assert_eq!(
        refused(&changed(lessons + 161, &[9])),
        value("number of remembered ratings", lessons + 162)
    );
    let age = expected + 8 + 26 + 8 + 56 + 160 + 2 + 13 + 7;
    let old = |at| Error::SnapshotValue { what: "age of a rating", at };
    assert_eq!(refused(&changed(age, &[3])), old(age + 1));
}

/// docs/snapshot.md, by its own numbers.
#[test]
fn the_bytes_are_where_the_document_says() {
    let mut agent = taught();
    while agent.learn().unwrap().is_some() {}
    let bytes = agent.bytes();
    let float = |at: usize| f32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    let fixed = 32 + (1 + 4 * 34) + 16 + 12 + 8 + 28 + 26;
    assert_eq!(&bytes[..8], b"LOBL\x02\x00\x01\x00");
    assert_eq!(bytes[20..32], [16, 0, 1, 5, 4, 4, 4, 4, 4, 0, 0, 0]);
    assert_eq!(float(33), AgentConfig::DEFAULT.ppo.learning_rate);
    assert_eq!(float(33 + 4 * 20), 64.0, "ratings to remember");
    assert_eq!(bytes[fixed - 62..fixed - 54], 30u64.to_le_bytes(), "ratings learnt from");
    assert_eq!(bytes[fixed..fixed + 8], 30u64.to_le_bytes(), "the next id");
    let entries = fixed + 8 + 56 + 160;
    assert_eq!(bytes[entries..entries + 2], [30, 0]);
    let journal = entries + 2 + 13;
    assert_eq!(bytes[journal + 6], 1, "the first rating was one star");
    let (effects, coefficients, parameters) = (30, 1 + 20 + 64, 244 + 193);
    let tensors = journal + 8 * 30 + 4 * (effects + coefficients);
    let policy = &agent.policy().params;
    assert_eq!(float(tensors), policy.actor.input.weight[0][0]);
    assert_eq!(float(tensors + 4 * 160), policy.actor.input.bias[0]);
    assert_eq!(float(tensors + 4 * 176), policy.actor.head.weight[0][0]);
    assert_eq!(float(tensors + 4 * 244), policy.critic.input.weight[0][0]);
    assert_eq!(float(tensors + 4 * 436), policy.critic.head.bias[0]);
    assert_eq!(bytes.len(), tensors + 4 * 3 * parameters + 4);
}

/// What version 1 had saved opens, and goes on as it did then: recorded by the code that wrote that version. It did
/// not tell what was expected of the last rating, so a correction right after loading does what it did then.
#[test]
fn snapshots_of_version_1_go_on_as_they_did() {
    fn check<A: Player>(make: fn() -> A, deck: &Deck, saved: &[u8], correct: bool, hash: u64) {
        let mut agent = new(make);
        agent.load(deck, saved).unwrap();
        assert_eq!(saved[4], 1);
        let bytes = agent.bytes();
        assert_eq!((bytes[4], bytes.len()), (2, saved.len() + 8));
        agent.load(deck, &bytes).unwrap();
        assert!(agent.bytes() == bytes);
        if correct {
            agent.rerate_last(5);
        }
        for n in 0..40 {
            agent.rate_one(n % deck.contexts.len(), 1 + (n * 7 % 5) as u8);
        }
        assert_eq!(format!("{:016x}", agent.learnt_hash()), format!("{hash:016x}"));
    }
    const SAVED: [&[u8]; 2] = [
        include_bytes!("../snapshots/lights-1.lobule"),
        include_bytes!("../snapshots/tea-1.lobule"),
    ];
    let [lights, tea] = SAVED;
    check(Lights::new, &LIGHTS, lights, false, 0x4efe_e170_cc06_b536);
    check(Lights::new, &LIGHTS, lights, true, 0xdf60_e7e7_fc44_fb66);
    check(Roomy::new, &LIGHTS, lights, false, 0x4efe_e170_cc06_b536);
    check(Tea::new, &TEA, tea, false, 0x2a49_b9e1_2c33_6641);
    // An age that only version 2 knows.
    let mut forged = lights.to_vec();
    let age = 32 + (1 + 4 * 34) + 16 + 12 + 8 + 20 + 26 + 8 + 56 + 160 + 2 + 13 + 7;
    assert_eq!(forged[age], 1, "the oldest rating is stale");
    forged[age] = 2;
    let refused = Player::load(&mut *new(Lights::new), &LIGHTS, &with_checksum(forged));
    assert_eq!(refused, Err(Error::SnapshotValue { what: "age of a rating", at: age + 1 }));
}

#[test]
fn another_deck_of_the_same_sizes_is_refused() {
    let bytes = taught().bytes();
    let mut slots = LIGHTS.slots.to_vec();
    slots[4].name = "Sound";
    let deck = Deck { slots: &slots, ..LIGHTS };
    let mut agent = new(Lights::new);
    let refused = agent.load(&deck, &bytes).unwrap_err();
    let (got, expected) = (LIGHTS.identity(), deck.identity());
    assert_eq!(refused, Error::SnapshotDeck { got, expected });
    // It has not been started, so nothing was changed.
    assert_eq!(agent.propose(0), Err(Error::NotStarted));
    // A payload is the renderer's business.
    let mut cards = LIGHTS.slots[0].cards.to_vec();
    cards[0].payload = "#ff0000";
    slots = LIGHTS.slots.to_vec();
    slots[0].cards = &cards;
    agent.load(&Deck { slots: &slots, ..LIGHTS }, &bytes).unwrap();
}

#[test]
fn a_session_that_needs_more_room_is_refused() {
    let taste = Some(TasteConfig { ratings: 100, ..TasteConfig::DEFAULT });
    let mut agent = new(Roomy::new);
    Player::start(&mut *agent, &LIGHTS, &AgentConfig { taste, ..AgentConfig::DEFAULT }, 1);
    let refused = Player::load(&mut *new(Lights::new), &LIGHTS, &agent.bytes()).unwrap_err();
    let what = "ratings to remember";
    assert_eq!(refused, Error::DeckTooLarge { what, got: 100, capacity: 64 });
}

/// Bytes that pass the checksum and are still wrong: refused without a change, or good enough to go on.
#[test]
fn forged_snapshots_do_no_harm() {
    let bytes = taught().bytes();
    let mut chance = Pcg32::new(1, 2);
    let (mut accepted, mut agent) = (0, new(Lights::new));
    Player::start(&mut *agent, &LIGHTS, &AgentConfig::DEFAULT, 8);
    const FORGED: u32 = 4000;
    for _ in 0..FORGED {
        let mut forged = bytes.clone();
        for _ in 0..=chance.below(3) {
            // Mostly among what is no weight.
            let end = if chance.below(4) == 0 { bytes.len() } else { 1300 };
            forged[32 + chance.below(end as u32 - 36) as usize] = chance.next_u32() as u8;
        }
        let before = agent.bytes();
        match Player::load(&mut *agent, &LIGHTS, &with_checksum(forged)) {
            Err(_) => assert!(agent.bytes() == before),
            Ok(()) => {
                accepted += 1;
                go_on(&mut agent);
                agent = new(Lights::new);
                Player::start(&mut *agent, &LIGHTS, &AgentConfig::DEFAULT, 8);
            }
        }
    }
    assert!(accepted > FORGED / 20 && accepted < FORGED, "{accepted} of {FORGED} accepted");
}

/// Does with an agent whatever can be done.
fn go_on(agent: &mut Lights) {
    for n in 0..4 {
        let _ = (agent.learn(), agent.propose(0), agent.best(0), agent.greedy(0));
        let _ = (agent.expected_stars(0, &[0; 5]), agent.critic_stars(0), agent.hash());
        let last = agent.next_id().saturating_sub(1);
        let _ = if n == 2 { agent.skip(last) } else { agent.rate(last, Rating::MAX) };
        let _ = (agent.rerate(last, Rating::MIN), agent.save(&mut [0; Lights::SNAPSHOT_LEN]));
        let _ = agent.waiting_outputs().map(Iterator::count);
    }
}

/// Every number that is no weight at the ends of its range: refused, or good enough to go on.
#[test]
fn snapshots_of_extreme_numbers_do_no_harm() {
    // Settings to the number of remembered ratings; as little-endian numbers the largest and the one before, the
    // largest with a sign, and none.
    let fixed = 32..32 + (1 + 4 * 34) + 16 + 12 + 8 + 28 + 26 + 8 + 56 + 160 + 2;
    let extremes = |len: usize| {
        let mut extremes = [vec![0xff; len], vec![0xff; len], vec![0xff; len], vec![0; len]];
        extremes[1][0] = 0xfe;
        extremes[2][len - 1] = 0x7f;
        extremes
    };
    for config in [AgentConfig::DEFAULT, AgentConfig::DIRECT] {
        let bytes = taught_with(&config).bytes();
        for (at, len) in fixed.clone().flat_map(|at| [1, 2, 4, 8].map(|len| (at, len))) {
            for extreme in extremes(len) {
                let mut forged = bytes.clone();
                forged[at..at + len].copy_from_slice(&extreme);
                let mut agent = new(Lights::new);
                if Player::load(&mut *agent, &LIGHTS, &with_checksum(forged)).is_ok() {
                    go_on(&mut agent);
                }
            }
        }
    }
    // No session comes to such counts, from which counting on would overflow.
    let bytes = taught().bytes();
    let (ratings, next_id) = (32 + (1 + 4 * 34) + 16 + 12, fixed.end - 2 - 160 - 56 - 8);
    let refused = |changes: &[(usize, u64)]| {
        let mut forged = bytes.clone();
        for &(at, number) in changes {
            forged[at..at + 8].copy_from_slice(&number.to_le_bytes());
        }
        Player::load(&mut *new(Lights::new), &LIGHTS, &with_checksum(forged)).err()
    };
    const MOST: u64 = 1 << 53;
    let value = |what, at| Some(Error::SnapshotValue { what, at: at + 8 });
    for many in [MOST + 1, u64::MAX - 1, u64::MAX] {
        let counted = refused(&[(next_id, many), (ratings, many)]);
        assert_eq!(counted, value("id of the next output", next_id));
    }
    assert_eq!(refused(&[(next_id, MOST), (ratings, MOST - 1)]), None);
    // Each output is rated once, and the last of thirty ratings waits.
    assert_eq!(refused(&[(ratings, 29)]), None);
    assert_eq!(refused(&[(ratings, 30)]), value("number of ratings", next_id));
}

#[test]
fn there_is_no_snapshot_in_the_middle_of_work() {
    let mut agent = new(Lights::new);
    let mut buffer = vec![0; Lights::SNAPSHOT_LEN];
    assert_eq!(agent.save(&mut buffer), Err(Error::NotStarted));
    Player::start(&mut *agent, &LIGHTS, &AgentConfig::DEFAULT, 3);
    assert_eq!(agent.propose_some(0), Ok(None));
    assert_eq!(agent.save(&mut buffer), Err(Error::ProposalPending { context: 0 }));
    let output = agent.propose(0).unwrap();
    agent.rate(output.id, Rating::MAX).unwrap();
    // Accepted and not begun is part of the snapshot.
    let bytes = agent.bytes();
    assert_eq!(agent.learn_some(), Ok(Progress::Working));
    assert_eq!(agent.save(&mut buffer), Err(Error::LearningPending { waiting: 1 }));
    agent.learn().unwrap();
    let mut other = new(Lights::new);
    Player::load(&mut *other, &LIGHTS, &bytes).unwrap();
    assert_eq!(other.waiting_lessons(), 1);
    other.learn().unwrap();
    assert_eq!(other.hash(), agent.hash());
    let needed = agent.snapshot_len().unwrap();
    let refused = agent.save(&mut buffer[..needed - 1]);
    assert_eq!(refused, Err(Error::BufferTooSmall { got: needed - 1, needed }));
}

/// A source whose reads fail after so many.
struct Failing<'a>(&'a [u8], usize);

impl ReadStorage for Failing<'_> {
    type Error = &'static str;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Self::Error> {
        self.1 = self.1.checked_sub(1).ok_or("no more")?;
        bytes.copy_from_slice(&self.0[offset as usize..][..bytes.len()]);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.0.len()
    }
}

#[test]
fn a_device_that_fails_leaves_the_agent_as_it_was_or_not_started() {
    // Something may follow the snapshot on a device.
    let bytes = [taught().bytes(), vec![0xff; 100]].concat();
    let mut agent = new(Lights::new);
    Player::start(&mut *agent, &LIGHTS, &AgentConfig::DEFAULT, 8);
    let before = agent.bytes();
    let mut reads = 0;
    while let Err(error) = agent.load_from(&LIGHTS, &mut Failing(&bytes, reads)) {
        assert_eq!(error, DeviceError::Device("no more"));
        if agent.propose(0) == Err(Error::NotStarted) {
            Player::start(&mut *agent, &LIGHTS, &AgentConfig::DEFAULT, 8);
        } else {
            Player::load(&mut *agent, &LIGHTS, &before).unwrap();
        }
        assert!(agent.bytes() == before);
        reads += 1;
    }
    assert!(reads > 300, "{reads}");
    assert!(agent.bytes() == taught().bytes());
}
