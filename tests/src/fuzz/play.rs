//! Agents of any room, for targets that compare some of them.

use std::fmt::Write;

use lobule::{
    Agent, AgentConfig, Deck, Error, Output, Progress, Rating, Remembered, agent::PENDING,
};

/// What is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    pub id: u64,
    pub context: u8,
    pub cards: Vec<u8>,
}

/// What the targets do with an agent. What a call says comes as text, as numbers of it may be none.
pub trait Play: Clone {
    fn empty() -> Box<Self>;
    fn start(&mut self, deck: &Deck, config: &AgentConfig, seed: u64) -> Result<(), Error>;
    fn load(&mut self, deck: &Deck, bytes: &[u8]) -> Result<(), Error>;
    fn saved(&self) -> Result<Vec<u8>, Error>;
    fn saved_policy(&self) -> Result<Vec<u8>, Error>;
    fn make_some(&mut self, context: usize) -> Result<Option<Made>, Error>;
    fn learn_some(&mut self) -> Result<Progress, Error>;
    fn rate(&mut self, id: u64, stars: Rating) -> Result<(), Error>;
    fn rerate(&mut self, id: u64, stars: Rating) -> Result<(), Error>;
    fn skip(&mut self, id: u64) -> Result<(), Error>;
    fn hash(&self) -> u64;
    /// The id of the next output, from the refusal of one far ahead.
    fn next_id(&mut self) -> Option<u64>;
    /// All that it tells of itself.
    fn told(&self, deck: &Deck) -> String;
}

#[rustfmt::skip] // the sizes of an agent on two lines
impl<
    const SLOTS: usize, const STATES: usize, const CONTEXTS: usize, const OBS: usize, const ACT: usize,
    const HID: usize, const RATINGS: usize, const TASTE: usize, const SCRATCH: usize,
> Play for Agent<SLOTS, STATES, CONTEXTS, OBS, ACT, HID, RATINGS, TASTE, SCRATCH>
{
    fn empty() -> Box<Self> {
        Box::new(Self::new())
    }

    fn start(&mut self, deck: &Deck, config: &AgentConfig, seed: u64) -> Result<(), Error> {
        Self::start(self, deck, config, seed)
    }

    fn load(&mut self, deck: &Deck, bytes: &[u8]) -> Result<(), Error> {
        Self::load(self, deck, bytes)
    }

    fn saved(&self) -> Result<Vec<u8>, Error> {
        let mut buffer = vec![0; Self::SNAPSHOT_LEN];
        Self::save(self, &mut buffer).map(|saved| saved.to_vec())
    }

    fn saved_policy(&self) -> Result<Vec<u8>, Error> {
        let mut buffer = vec![0; Self::SNAPSHOT_LEN];
        Self::save_policy(self, &mut buffer).map(|saved| saved.to_vec())
    }

    fn make_some(&mut self, context: usize) -> Result<Option<Made>, Error> {
        let output = Self::propose_some(self, context)?;
        Ok(output.map(|Output { id, context, cards }| Made { id, context, cards: cards.to_vec() }))
    }

    fn learn_some(&mut self) -> Result<Progress, Error> {
        Self::learn_some(self)
    }

    fn rate(&mut self, id: u64, stars: Rating) -> Result<(), Error> {
        Self::rate(self, id, stars)
    }

    fn rerate(&mut self, id: u64, stars: Rating) -> Result<(), Error> {
        Self::rerate(self, id, stars)
    }

    fn skip(&mut self, id: u64) -> Result<(), Error> {
        Self::skip(self, id)
    }

    fn hash(&self) -> u64 {
        Self::hash(self)
    }

    fn next_id(&mut self) -> Option<u64> {
        match Self::skip(self, u64::MAX) {
            Err(Error::UnknownOutput { next, .. }) => Some(next),
            _ => None,
        }
    }

    fn told(&self, deck: &Deck) -> String {
        let mut told = format!("{:016x} {} {:?}", self.hash(), self.ratings(), self.config());
        let mut tell = |what: &dyn std::fmt::Debug| write!(told, " {what:?}").expect("a text takes all");
        for output in self.waiting_outputs().into_iter().flatten() {
            tell(&output);
        }
        for Remembered { context, cards, stars, stale } in self.remembered().into_iter().flatten() {
            tell(&(context, &cards, stars, stale));
        }
        // One context more than there are.
        for context in 0..=deck.contexts.len() {
            tell(&(self.best(context), self.greedy(context), self.critic_stars(context)));
            let first = vec![0; deck.slots.len()];
            tell(&self.expected_stars(context, &first));
            for slot in 0..=deck.slots.len() {
                for previous in [None, Some(0), Some(1)] {
                    let chances = self.distribution(context, slot, previous);
                    tell(&chances.map(|chances| chances.probs().iter().take(deck.widest()).copied().collect::<Vec<_>>()));
                }
            }
        }
        told
    }
}

/// Slices of work that an input may take; settings can ask for more than anybody waits for.
pub struct Patience(pub u32);

impl Patience {
    /// Whether there is some left for one slice more.
    pub fn is_left(&mut self) -> bool {
        let left = self.0.checked_sub(1);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }

    /// Learns from all that waits; what it said. `None`: it takes too long.
    pub fn learn(&mut self, agent: &mut impl Play) -> Option<String> {
        let mut said = String::new();
        while self.is_left() {
            match agent.learn_some() {
                Ok(Progress::Working) => {}
                Ok(Progress::Learnt(report)) => write!(said, "{report:?} ").ok()?,
                Ok(Progress::Idle) => return Some(said),
                Err(error) => return Some(format!("{said}{error:?}")),
            }
        }
        None
    }

    /// Makes an output; what it said. `None`: it takes too long.
    pub fn propose(
        &mut self,
        agent: &mut impl Play,
        context: usize,
    ) -> Option<Result<Made, Error>> {
        while self.is_left() {
            match agent.make_some(context) {
                Ok(None) => {}
                Ok(Some(made)) => return Some(Ok(made)),
                Err(error) => return Some(Err(error)),
            }
        }
        None
    }
}

/// Does with a session whatever people do; everything that it says. `None`: it takes too long.
pub fn go_on(agent: &mut impl Play, deck: &Deck, patience: &mut Patience) -> Option<String> {
    let mut said = String::new();
    let mut say = |what: &dyn std::fmt::Debug| write!(said, "{what:?} ").ok();
    for round in 0..4u64 {
        say(&patience.learn(agent)?)?;
        say(&patience.propose(agent, round as usize % deck.contexts.len())?)?;
        let last = agent.next_id()?.saturating_sub(1);
        let stars = Rating::new(1 + (round * 2 % 5) as u8).ok()?;
        say(&match round {
            2 => agent.skip(last),
            _ => agent.rate(last, stars),
        })?;
        // A late rating, or of one that is gone.
        say(&agent.rate(last.saturating_sub(round * PENDING as u64 / 3), stars))?;
        say(&agent.rerate(last, Rating::MAX))?;
    }
    say(&patience.learn(agent)?)?;
    Some(said)
}
