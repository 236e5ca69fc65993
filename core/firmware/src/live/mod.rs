//! Lights, live: the board shows a light pattern, a person types 1 to 5, and the policy on the board learns.

mod chances;
mod export;
mod keys;
mod picture;

use core::ops::Range;

use embedded_storage::nor_flash::NorFlashErrorKind;
use lobule::{AgentConfig, DeviceError, Error, LIGHTS, Output, Progress, Rating, Store, agent_for};

pub use keys::Keys;

use crate::{Board, Chip, Decimal, Hex, Ratings, tell};

/// The agent that all of it is about.
pub type Lights = agent_for!(LIGHTS, 16);

/// The only context of the deck.
const CONTEXT: usize = 0;

/// Asks whether everything typed before is done.
const ENQ: u8 = 0x05;
/// Says that it is.
const ACK: &str = "\x06";

const KEYS: &str = "Keys: 1 to 5 rate · p probabilities · s save · r reset · h hash · x export\n";

/// A session with the person at the other end of the UART.
pub struct Live<'a> {
    agent: &'a mut Lights,
    /// What is on show; `None` while the board learns or makes the next output.
    shown: Option<Output<{ LIGHTS.slots.len() }>>,
    /// Whether a byte that is no key has been answered since the last pause.
    told: bool,
}

impl<'a> Live<'a> {
    /// Goes on from what was saved, else from what came with the program; else begins with `seed`.
    ///
    /// # Errors
    /// What [`start`](lobule::Agent::start) refuses.
    #[inline(never)] // Elsewhere the compiler makes two copies of what it is built from.
    pub fn boot(agent: &'a mut Lights, seed: u64) -> Result<Self, Error> {
        tell!("\n\x1b[1mLobule\x1b[0m learns which lights you like, on ", Chip::NAME, ".\n");
        tell!("It saves to ", Chip::SAVES_TO, ".\n");
        let restored = match load(agent, Chip::STORE) {
            Ok(false) if Chip::GIVEN != Chip::STORE => load(agent, Chip::GIVEN),
            restored => restored,
        };
        match &restored {
            Ok(true) => tell!("Restored, with ", Ratings(agent.ratings())),
            Ok(false) => tell!("Nothing is saved: a fresh start"),
            Err(error) => tell!("Not restored: ", *error, ". A fresh start"),
        }
        if !matches!(restored, Ok(true)) {
            agent.start(&LIGHTS, &AgentConfig::DEFAULT, seed)?;
        }
        tell!(", hash ", Hex(agent.hash()), ".\n");
        Live::new(agent)
    }

    /// Goes on with an agent that has been started.
    ///
    /// # Errors
    /// It has not been.
    pub fn new(agent: &'a mut Lights) -> Result<Self, Error> {
        tell!(KEYS);
        let waiting = agent.waiting_outputs()?.last();
        let mut live = Live { agent, shown: None, told: false };
        if let Some(output) = waiting {
            live.show(output);
        }
        Ok(live)
    }

    /// Answers a key, or does a slice of the work in hand; whether there is more to do.
    ///
    /// # Errors
    /// What the agent refuses.
    #[inline(never)]
    pub fn turn(&mut self, keys: &mut Keys<impl FnMut() -> Option<u8>>) -> Result<bool, Error> {
        keys.poll();
        if self.shown.is_some() {
            let Some(key) = keys.take() else {
                self.told &= !keys.paused();
                return Ok(false);
            };
            self.answer(key)?;
        } else if keys.take_if(b'p') {
            chances::print(self.agent)?;
        } else if self.agent.learn_some()? == Progress::Idle
            && let Some(output) = self.agent.propose_some(CONTEXT)?
        {
            self.show(output);
        }
        Ok(true)
    }

    fn show(&mut self, output: Output<{ LIGHTS.slots.len() }>) {
        tell!("\n");
        picture::draw(&output);
        self.shown = Some(output);
        self.prompt();
    }

    /// Does what a key asks for, when nothing else is in hand.
    fn answer(&mut self, key: u8) -> Result<(), Error> {
        match key {
            b'1'..=b'5' => return self.rate(Rating::new(key - b'0')?),
            ENQ => {
                tell!(ACK);
                return Ok(());
            }
            b'p' => chances::print(self.agent)?,
            b'h' => tell!("\nhash ", Hex(self.agent.hash()), "\n"),
            b's' => match save(self.agent) {
                Ok(()) => tell!("\nSaved, with ", Ratings(self.agent.ratings()), ".\n"),
                Err(error) => tell!("\nNot saved: ", error, ".\n"),
            },
            b'r' => {
                tell!("\nReset.\n");
                Chip::reset();
            }
            b'x' => export::print(self.agent)?,
            _ if self.told => return Ok(()),
            _ => {
                self.told = true;
                tell!("\n", KEYS);
            }
        }
        self.prompt();
        Ok(())
    }

    fn prompt(&self) {
        if let Some(output) = &self.shown {
            tell!("Output ", Decimal(output.id as u32), ": how many stars, 1 to 5? ");
        }
    }

    fn rate(&mut self, stars: Rating) -> Result<(), Error> {
        let Some(output) = self.shown.take() else { return Ok(()) };
        self.agent.rate(output.id, stars)?;
        tell!("\x1b[38;2;225;150;0m");
        (1..=5).for_each(|star| tell!(if star <= stars.stars() { "★" } else { "☆" }));
        tell!("\x1b[0m\n");
        Ok(())
    }
}

fn load(agent: &mut Lights, range: Range<u32>) -> Result<bool, DeviceError<NorFlashErrorKind>> {
    Store::new(Chip::flash(), range)?.load(agent, &LIGHTS)
}

fn save(agent: &Lights) -> Result<(), DeviceError<NorFlashErrorKind>> {
    Store::new(Chip::flash(), Chip::STORE)?.save(agent)
}
