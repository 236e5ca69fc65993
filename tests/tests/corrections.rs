//! A corrected slip: after it the memory is that of a session that never slipped. What the slip's lesson did to the
//! weights and the taste model stays; the journal, its stale marks, the watch for drift and every count do not tell of it.

use lobule::{
    AgentConfig, Cards, Deck, LIGHTS, Output, Pcg32, Rating, TasteConfig, agent::PENDING,
    agent_for, roomy_agent,
};
use lobule_tests::{
    person::Person,
    session::{Player, Session},
};

type Lights = agent_for!(LIGHTS, 16);
/// Room for every deck that there can be.
type Roomy = roomy_agent!(8, 8, 8, 16, 100);

const SLOTS: usize = 8;

/// Settings that remember so many ratings.
fn remembering(ratings: u16) -> AgentConfig {
    let taste = Some(TasteConfig { ratings, ..TasteConfig::DEFAULT });
    AgentConfig { taste, ..AgentConfig::DEFAULT }
}

fn rating(stars: u8) -> Rating {
    Rating::new(stars).unwrap()
}

fn start(deck: &Deck, config: &AgentConfig, seed: u64) -> Box<Roomy> {
    let mut agent = Box::new(Roomy::new());
    agent.start(deck, config, seed).unwrap();
    agent
}

fn learn(agent: &mut Roomy) {
    while agent.learn().unwrap().is_some() {}
}

fn saved(agent: &Roomy) -> Vec<u8> {
    let mut buffer = vec![0; Roomy::SNAPSHOT_LEN];
    agent.save(&mut buffer).unwrap().to_vec()
}

/// Where the watch for drift stands in a snapshot (docs/snapshot.md).
const DRIFT: usize = 32 + (1 + 4 * 34) + 16 + 12 + 8;

/// What a snapshot has of the memory: all but settings, generator, Adam, and the numbers that learning moves.
fn memory(agent: &Roomy, deck: &Deck) -> Vec<u8> {
    let entries = agent.remembered().unwrap().count();
    let bytes = saved(agent);
    let after = 3 * agent.parameters() + taste_numbers(deck, &bytes);
    let end = bytes.len() - 4 - 4 * (entries + after);
    bytes[DRIFT - 8..end].to_vec()
}

/// Coefficients of the taste model, where there is one.
fn taste_numbers(deck: &Deck, bytes: &[u8]) -> usize {
    let cards: Vec<usize> = deck.slots.iter().map(|slot| slot.cards.len()).collect();
    let pairs: usize = cards.windows(2).map(|two| two[0] * two[1]).sum();
    let contexts = deck.contexts.len();
    let levels = if contexts == 1 { 1 } else { 1 + contexts };
    usize::from(bytes[32]) * levels * (1 + cards.iter().sum::<usize>() + pairs)
}

fn tea() -> Session {
    Session::parse(include_str!("../sessions/tea.json")).unwrap()
}

/// One step of a person who skips, rates late and in any order, and changes their mind for a while now and then;
/// nothing of it asks what the agent has learnt.
struct Rater {
    person: Person,
    chance: Pcg32,
    /// Outputs that can be rated, oldest first.
    waiting: Vec<Output<SLOTS>>,
    /// Ratings for which nothing is good enough.
    sour: u32,
}

impl Rater {
    fn new(deck: &Deck, seed: u64) -> Self {
        let (person, chance) = (Person::new(deck, seed), Pcg32::new(seed, 11));
        Rater { person, chance, waiting: Vec::new(), sour: 0 }
    }

    /// Looks at an output for some context and skips some; the one to be rated now, with the honest stars.
    fn look(&mut self, agent: &mut Roomy, deck: &Deck) -> Option<(Output<SLOTS>, u8)> {
        learn(agent);
        let context = self.chance.below(deck.contexts.len() as u32) as usize;
        let newest = agent.propose(context).unwrap();
        self.waiting.retain(|output| output.id + PENDING as u64 > newest.id);
        self.waiting.push(newest);
        match self.chance.below(10) {
            0 => agent.skip(self.waiting.pop()?.id).unwrap(),
            1 => {}
            _ => {
                let newest = self.waiting.len() - 1;
                let late = self.chance.below(4) == 0;
                let chosen =
                    if late { self.chance.below(newest as u32 + 1) as usize } else { newest };
                let output = self.waiting.remove(chosen);
                if self.sour == 0 && self.chance.below(30) == 0 {
                    self.sour = 2 + self.chance.below(5);
                }
                let stars = if self.sour > 0 { 1 } else { self.person.rate(&output.cards).stars() };
                self.sour = self.sour.saturating_sub(1);
                return Some((output, stars));
            }
        }
        None
    }
}

/// How far the slip has been learnt from when it is corrected.
#[derive(Clone, Copy, Debug)]
enum Noticed {
    AtOnce,
    WhileLearning,
    AfterLearning,
    AfterASnapshot,
}

/// Rates an output wrong, and right after that right, perhaps not at the first attempt.
fn slip(
    agent: &mut Roomy,
    (id, stars): (u64, u8),
    noticed: Noticed,
    deck: &Deck,
    chance: &mut Pcg32,
) {
    let mut wrong = 1 + (stars - 1 + 1 + chance.below(4) as u8) % 5;
    agent.rate(id, rating(wrong)).unwrap();
    for attempt in 0.. {
        match noticed {
            Noticed::AtOnce => {}
            Noticed::WhileLearning => {
                (0..1 + chance.below(400)).for_each(|_| _ = agent.learn_some().unwrap());
            }
            Noticed::AfterLearning => learn(agent),
            Noticed::AfterASnapshot => {
                if chance.below(2) == 0 {
                    learn(agent);
                }
                let bytes = saved(agent);
                agent.load(deck, &bytes).unwrap();
            }
        }
        let right = attempt > 0 || chance.below(3) > 0;
        wrong = if right { stars } else { 1 + chance.below(5) as u8 };
        agent.rerate(id, rating(wrong)).unwrap();
        if wrong == stars {
            return;
        }
    }
}

/// Two sessions, equal up to a rating. One slips there, and corrects itself.
#[test]
fn the_first_corrected_slip_leaves_the_memory_of_a_session_that_never_slipped() {
    let tea = tea();
    let settings = [AgentConfig::DEFAULT, remembering(22), AgentConfig::DIRECT];
    let noticed =
        [Noticed::AtOnce, Noticed::WhileLearning, Noticed::AfterLearning, Noticed::AfterASnapshot];
    let check = |deck: &Deck, config: &AgentConfig, noticed, seed| {
        let mut agent = start(deck, config, seed);
        let mut rater = Rater::new(deck, seed);
        // Most slips come in a sour mood, when they can raise the alarm or hide it.
        let before = 1 + rater.chance.below(90);
        let mut rated = 0;
        let (output, stars) = loop {
            let Some((output, stars)) = rater.look(&mut agent, deck) else { continue };
            rated += 1;
            if rated > before && (rater.sour > 0 || rater.chance.below(8) == 0) {
                break (output, stars);
            }
            agent.rate(output.id, rating(stars)).unwrap();
        };
        let mut never = agent.clone();
        never.rate(output.id, rating(stars)).unwrap();
        slip(&mut agent, (output.id, stars), noticed, deck, &mut rater.chance);
        for agent in [&mut agent, &mut never] {
            learn(agent);
        }
        let what = format!("seed {seed}, {noticed:?}, {:?}", config.taste.map(|t| t.ratings));
        let remembered = |agent: &Roomy| agent.remembered().unwrap().collect::<Vec<_>>();
        assert_eq!(remembered(&agent), remembered(&never), "{what}");
        for context in 0..deck.contexts.len() {
            assert_eq!(agent.best(context), never.best(context), "{what}");
        }
        assert_eq!(agent.ratings(), never.ratings(), "{what}");
        assert!(memory(&agent, deck) == memory(&never, deck), "{what}: another memory");
        assert_ne!(agent.hash(), never.hash(), "{what}: the slip has taught nothing");
    };
    for (seed, noticed) in (0..40).zip(noticed.into_iter().cycle()) {
        for config in &settings {
            check(&LIGHTS, config, noticed, seed);
            tea.with_deck(|deck| check(deck, config, noticed, seed));
        }
    }
}

/// The memory anew, in the plainest way: a correction is the rating itself, in the memory as it was before it.
#[derive(Clone, Debug)]
struct Plain {
    limit: usize,
    /// Context, cards, stars, and whether it is stale; oldest first.
    journal: Vec<(u8, Cards<SLOTS>, u8, bool)>,
    mean_square: f32,
    shortfall: f32,
    since: u16,
    ratings: u64,
    /// For each context.
    best: Vec<Option<(u64, u8)>>,
}

/// What came of a rating.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Came {
    alarm: bool,
    marked: usize,
    forgot: bool,
}

/// What was expected of an output before it was rated.
#[derive(Clone, Copy, Debug)]
struct Expected {
    stars: f32,
    noise: f32,
}

impl Plain {
    fn new(limit: usize, contexts: usize) -> Self {
        let best = vec![None; contexts];
        let (mean_square, shortfall) = (0.0, 0.0);
        Plain { limit, journal: Vec::new(), mean_square, shortfall, since: 0, ratings: 0, best }
    }

    /// The mean of the squared difference that is usual for a person, by the spread of their stars.
    fn noise(&self) -> f32 {
        let all =
            || self.journal.iter().map(|entry| f32::from(entry.2)).chain([2.0, 2.0, 4.0, 4.0]);
        let count = all().count() as f32;
        let mean = all().sum::<f32>() / count;
        let deviation =
            (all().map(|stars| stars * stars).sum::<f32>() / count - mean * mean).sqrt();
        deviation * deviation * TasteConfig::DEFAULT.noise_variance
    }

    fn rate(&mut self, output: &Output<SLOTS>, stars: u8, expected: Expected) -> Came {
        self.ratings += 1;
        let best = &mut self.best[usize::from(output.context)];
        if best.is_none_or(|(_, most)| stars >= most) {
            *best = Some((output.id, stars));
        }
        let before = self.journal.len();
        let short = expected.stars - f32::from(stars);
        let usual = self.mean_square.max(expected.noise);
        self.shortfall = (self.shortfall + (short / usual.sqrt()).min(3.0) - 0.7).max(0.0);
        self.since = if self.shortfall > 0.0 { self.since + 1 } else { 0 };
        let weight = (1.0 / (before as f32 + 1.0)).max(0.03);
        self.mean_square += weight * ((short * short).min(4.0 * usual) - self.mean_square);
        let forgot = before == self.limit;
        if forgot {
            self.forget();
        }
        self.journal.push((output.context, output.cards.clone(), stars, false));
        let alarm = before >= 20 && self.shortfall > 8.0;
        let mut marked = 0;
        if alarm {
            let old = self.journal.len() - usize::from(self.since).min(self.journal.len());
            for entry in self.journal[..old].iter_mut().filter(|entry| entry.0 == output.context) {
                marked += usize::from(!entry.3);
                entry.3 = true;
            }
            (self.shortfall, self.since) = (0.0, 0);
        }
        Came { alarm, marked, forgot }
    }

    fn forget(&mut self) {
        let same = |n: usize| {
            let (context, cards, ..) = &self.journal[n];
            self.journal.iter().filter(|entry| (&entry.0, &entry.1) == (context, cards)).count()
        };
        let stale = self.journal.iter().position(|entry| entry.3);
        let most = (0..self.journal.len()).map(same).max().unwrap();
        let often = (0..self.journal.len()).find(|&n| most > 4 && same(n) == most);
        self.journal.remove(stale.or(often).unwrap_or(0));
    }

    fn check(&self, agent: &Roomy, what: &str) {
        let remembered: Vec<_> = agent
            .remembered()
            .unwrap()
            .map(|entry| (entry.context, entry.cards, entry.stars.stars(), entry.stale))
            .collect();
        assert_eq!(remembered, self.journal, "{what}");
        let bytes = saved(agent);
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
        let since = u16::from_le_bytes([bytes[DRIFT + 8], bytes[DRIFT + 9]]);
        assert_eq!(
            (f32::from_bits(word(DRIFT)), f32::from_bits(word(DRIFT + 4)), since),
            (self.mean_square, self.shortfall, self.since),
            "{what}"
        );
        assert_eq!(agent.ratings(), self.ratings, "{what}");
        for (context, best) in self.best.iter().enumerate() {
            let got =
                agent.best(context).unwrap().map(|(output, stars)| (output.id, stars.stars()));
            assert_eq!(got, *best, "{what}");
        }
    }
}

/// Slips all through a session: its memory is that of the right stars alone, whatever the model expected meanwhile.
#[test]
fn a_session_full_of_corrected_slips_remembers_the_right_stars_alone() {
    /// What the sessions must have had, so that they try what they are to try: false alarms taken back, true ones that
    /// a slip had hidden, true ones that a slip had raised too, and slips that made a rating leave the journal.
    const LEAST: [(&str, usize); 4] =
        [("false alarms", 20), ("hidden alarms", 20), ("true alarms", 15), ("left", 400)];
    let tea = tea();
    let mut seen = [0; 4];
    let mut check = |deck: &Deck, limit: u16, seed: u64| {
        let mut agent = start(deck, &remembering(limit), seed);
        let mut rater = Rater::new(deck, seed);
        let mut plain = Plain::new(limit.into(), deck.contexts.len());
        for step in 0..250 {
            let Some((output, stars)) = rater.look(&mut agent, deck) else { continue };
            let expected = Expected {
                stars: agent.expected_stars(output.context.into(), &output.cards).unwrap().unwrap(),
                noise: plain.noise(),
            };
            let what = format!("{}, {limit}, seed {seed}, step {step}", deck.name);
            if rater.chance.below(3) > 0 {
                agent.rate(output.id, rating(stars)).unwrap();
                learn(&mut agent);
                plain.rate(&output, stars, expected);
            } else {
                // Up in a sour mood, else down: a slip hides an alarm or raises one.
                let wrong = match stars {
                    1 => 2 + rater.chance.below(4) as u8,
                    stars => stars - 1 - rater.chance.below(u32::from(stars) - 1) as u8,
                };
                let mut slipped = plain.clone();
                let by_slip = slipped.rate(&output, wrong, expected);
                let by_right = plain.rate(&output, stars, expected);
                agent.rate(output.id, rating(wrong)).unwrap();
                let noticed = rater.chance.below(3);
                if noticed > 0 {
                    learn(&mut agent);
                    slipped.check(&agent, &format!("{what}, slipped"));
                }
                if noticed > 1 {
                    let bytes = saved(&agent);
                    *agent = Roomy::new();
                    agent.load(deck, &bytes).unwrap();
                }
                agent.rerate(output.id, rating(stars)).unwrap();
                learn(&mut agent);
                let came = [
                    by_slip.alarm && by_slip.marked > 0 && !by_right.alarm,
                    !by_slip.alarm && by_right.alarm,
                    by_slip.alarm && by_right.alarm,
                    by_slip.forgot,
                ];
                seen.iter_mut().zip(came).for_each(|(seen, came)| *seen += usize::from(came));
            }
            plain.check(&agent, &what);
        }
    };
    for seed in 0..16 {
        for limit in [64, 24] {
            check(&LIGHTS, limit, seed);
            tea.with_deck(|deck| check(deck, limit, seed));
        }
    }
    println!("{LEAST:?}: {seen:?}");
    for ((what, least), seen) in LEAST.into_iter().zip(seen) {
        assert!(seen >= least, "{seen} {what}");
    }
}

/// Recorded: an alarm that a slip raises and its correction takes back, a slip that is corrected in two steps, and an
/// alarm that a slip hides and its correction raises.
#[test]
fn the_recorded_slips_lead_to_the_recorded_hash() {
    let session = Session::parse(include_str!("../sessions/slip.json")).unwrap();
    let (mut agent, mut stale) = (Box::new(Lights::new()), vec![0]);
    agent.start(&LIGHTS, &session.config, session.seed).unwrap();
    for event in &session.events {
        Player::play(&mut *agent, event).unwrap();
        Player::learn(&mut *agent).unwrap();
        let now = agent.remembered().unwrap().filter(|rated| rated.stale).count();
        if stale.last() != Some(&now) {
            stale.push(now);
        }
    }
    assert_eq!(stale, [0, 32, 0, 50]);
    for hash in [Player::hash(&*agent), session.replay(&mut *Box::new(Roomy::new())).unwrap()] {
        assert_eq!(Some(hash), session.hash);
    }
}

/// A person who likes one card of each slot gives 32 ratings, three of 1 star to what they honestly cannot stand that day, and
/// one more by a slip, which they correct at once. The ratings before are none the less worth for it.
#[test]
fn a_corrected_slip_costs_next_to_nothing() {
    const SEEDS: u64 = 200;
    /// Of the 150 cards of 30 outputs, how many more may be missed than without the slip: 2.4 are, for the slip's
    /// lesson stays; 52 were while the alarm that the slip had raised stayed too.
    const MORE_MISSED: f64 = 4.0;
    let (mut stale, mut missed) = ([0; 2], [0; 2]);
    for seed in 0..SEEDS {
        let mut chance = Pcg32::new(seed, 12);
        let liked: [u8; 5] = [0; 5].map(|_| chance.below(4) as u8);
        let hits =
            |cards: &[u8]| cards.iter().zip(liked).filter(|(card, like)| *card == like).count();
        let stars = |cards: &[u8]| rating(hits(cards).max(1) as u8);
        let mut honest = Box::new(Lights::new());
        honest.start(&LIGHTS, &AgentConfig::DEFAULT, seed).unwrap();
        for n in 0..35 {
            let output = honest.propose(0).unwrap();
            let given = if n < 32 { stars(&output.cards) } else { Rating::MIN };
            honest.rate(output.id, given).unwrap();
            honest.learn().unwrap();
        }
        let output = honest.propose(0).unwrap();
        let mut slips = honest.clone();
        honest.rate(output.id, stars(&output.cards)).unwrap();
        slips.rate(output.id, Rating::MIN).unwrap();
        slips.learn().unwrap();
        slips.rerate(output.id, stars(&output.cards)).unwrap();
        for (agent, (stale, missed)) in
            [honest, slips].iter_mut().zip(stale.iter_mut().zip(&mut missed))
        {
            agent.learn().unwrap();
            let marked = agent.remembered().unwrap().filter(|rated| rated.stale).count();
            *stale += usize::from(marked >= 32);
            for _ in 0..30 {
                let output = agent.propose(0).unwrap();
                *missed += 5 - hits(&output.cards);
                agent.rate(output.id, stars(&output.cards)).unwrap();
                agent.learn().unwrap();
            }
        }
    }
    let mean = missed.map(|missed| missed as f64 / SEEDS as f64);
    println!("32 ratings stale: never slipped {} of {SEEDS} seeds, slipped {}", stale[0], stale[1]);
    println!(
        "liked cards missed in 30 outputs: never slipped {:.1}, slipped {:.1}",
        mean[0], mean[1]
    );
    assert_eq!(stale[1], stale[0]);
    assert!(mean[1] - mean[0] <= MORE_MISSED, "{mean:?}");
}
