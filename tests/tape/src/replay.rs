//! Playing a tape.

use lobule::{Agent, AgentConfig, Deck, Error, Rating};

use crate::{DeckRoom, Event, Tape, TapeError};

/// Agents of any room.
pub trait Replay {
    /// Begins.
    ///
    /// # Errors
    /// What the agent refuses; a deck or settings that it has no room for.
    fn begin(&mut self, deck: &Deck, config: &AgentConfig, seed: u64) -> Result<(), Error>;

    /// Does one event.
    ///
    /// # Errors
    /// What the agent refuses.
    fn play(&mut self, event: Event) -> Result<(), Error>;

    /// Learns from all accepted ratings.
    ///
    /// # Errors
    /// What the agent refuses.
    fn learn_all(&mut self) -> Result<(), Error>;

    /// See [`Agent::hash`].
    fn hash(&self) -> u64;
}

#[rustfmt::skip] // the sizes of an agent on two lines
impl<
    const SLOTS: usize, const STATES: usize, const CONTEXTS: usize, const OBS: usize, const ACT: usize,
    const HID: usize, const RATINGS: usize, const TASTE: usize, const SCRATCH: usize,
> Replay for Agent<SLOTS, STATES, CONTEXTS, OBS, ACT, HID, RATINGS, TASTE, SCRATCH>
{
    fn begin(&mut self, deck: &Deck, config: &AgentConfig, seed: u64) -> Result<(), Error> {
        self.start(deck, config, seed)
    }

    fn play(&mut self, event: Event) -> Result<(), Error> {
        match event {
            Event::Propose(context) => {
                self.learn_all()?;
                self.propose(context.into()).map(|_| ())
            }
            Event::Rate(id, stars) => self.rate(id.into(), Rating::new(stars)?),
            Event::Rerate(id, stars) => self.rerate(id.into(), Rating::new(stars)?),
            Event::Skip(id) => self.skip(id.into()),
        }
    }

    fn learn_all(&mut self) -> Result<(), Error> {
        while self.learn()?.is_some() {}
        Ok(())
    }

    fn hash(&self) -> u64 {
        Agent::hash(self)
    }
}

/// Plays a tape and returns the hash that it leads to; the deck has at most `CARDS` cards in all.
///
/// # Errors
/// It is no tape, or the agent refuses what is on it.
pub fn replay<const CARDS: usize>(bytes: &[u8], agent: &mut impl Replay) -> Result<u64, TapeError> {
    let tape = Tape::parse(bytes)?;
    let mut room = DeckRoom::<CARDS>::new();
    let events = tape.deck(&mut room)?;
    room.with(|deck| agent.begin(deck, &tape.config, tape.seed))?;
    for event in events {
        agent.play(event?)?;
    }
    agent.learn_all()?;
    Ok(agent.hash())
}
