//! Any bytes as a tape: refused, or played to the same hash in agents of other room.

use lobule::{AgentConfig, Deck, Error, Rating};
use lobule_tape::{Event, Large, Replay, Small, TapeError, replay};

use super::{
    MEND, mended,
    play::{Patience, Play},
};

/// The first byte says whether length and checksum are mended.
pub fn tape(input: &[u8]) {
    let Some((&how, bytes)) = input.split_first() else { return };
    let bytes = if how & MEND != 0 { mended(bytes) } else { bytes.to_vec() };
    let large = play::<63, Large>(&bytes);
    let small = play::<20, Small>(&bytes);
    if let (Ok(large), Ok(small)) = (large, small) {
        assert_eq!(large, small, "another hash in another room");
    }
}

fn play<const CARDS: usize, A: Play>(bytes: &[u8]) -> Result<u64, TapeError> {
    replay::<CARDS>(bytes, &mut Patient { agent: A::empty(), patience: Patience(SLICES) })
}

/// Some dozens of ratings of Lights.
const SLICES: u32 = 20_000;

/// An agent that gives up where a tape asks for more work than anybody waits for.
struct Patient<A> {
    agent: Box<A>,
    patience: Patience,
}

/// What it says then; no settings come to it.
const GIVES_UP: Error = Error::NothingToLearn;

impl<A: Play> Replay for Patient<A> {
    fn begin(&mut self, deck: &Deck, config: &AgentConfig, seed: u64) -> Result<(), Error> {
        self.agent.start(deck, config, seed)
    }

    fn play(&mut self, event: Event) -> Result<(), Error> {
        match event {
            Event::Propose(context) => {
                self.learn_all()?;
                let made = self.patience.propose(&mut *self.agent, context.into());
                made.ok_or(GIVES_UP)?.map(|_| ())
            }
            Event::Rate(id, stars) => self.agent.rate(id.into(), Rating::new(stars)?),
            Event::Rerate(id, stars) => self.agent.rerate(id.into(), Rating::new(stars)?),
            Event::Skip(id) => self.agent.skip(id.into()),
        }
    }

    fn learn_all(&mut self) -> Result<(), Error> {
        self.patience.learn(&mut *self.agent).map(|_| ()).ok_or(GIVES_UP)
    }

    fn hash(&self) -> u64 {
        self.agent.hash()
    }
}
