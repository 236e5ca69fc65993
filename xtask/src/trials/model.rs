//! What a board should do with keys, on this machine.

use anyhow::{Context, Result};
use lobule::{AgentConfig, LIGHTS, Output, Rating, agent_for};

type Lights = agent_for!(LIGHTS, 16);
type Shown = Output<{ LIGHTS.slots.len() }>;

/// A board as far as it learns.
pub struct Model {
    agent: Box<Lights>,
    shown: Shown,
    saved: Option<Vec<u8>>,
}

impl Model {
    /// With nothing saved.
    pub fn new() -> Result<Self> {
        let (agent, shown) = begin(None)?;
        Ok(Model { agent, shown, saved: None })
    }

    /// That goes on from a snapshot.
    pub fn of(snapshot: &[u8]) -> Result<Self> {
        let (agent, shown) = begin(Some(snapshot))?;
        Ok(Model { agent, shown, saved: Some(snapshot.to_vec()) })
    }

    /// Loses what was saved.
    pub fn forget(&mut self) {
        self.saved = None;
    }

    /// Does what a key asks for.
    pub fn press(&mut self, key: u8) -> Result<()> {
        match key {
            b'1'..=b'5' => {
                self.agent.rate(self.shown.id, Rating::new(key - b'0')?)?;
                self.agent.learn()?;
                self.shown = self.agent.propose(0)?;
            }
            b's' => self.saved = Some(self.snapshot()?),
            b'r' => (self.agent, self.shown) = begin(self.saved.as_deref())?,
            _ => {}
        }
        Ok(())
    }

    pub fn snapshot(&self) -> Result<Vec<u8>> {
        let mut bytes = [0; Lights::SNAPSHOT_LEN];
        Ok(self.agent.save(&mut bytes)?.to_vec())
    }

    pub fn hash(&self) -> u64 {
        self.agent.hash()
    }
}

fn begin(snapshot: Option<&[u8]>) -> Result<(Box<Lights>, Shown)> {
    let mut agent = Box::new(Lights::new());
    let shown = match snapshot {
        Some(snapshot) => {
            agent.load(&LIGHTS, snapshot)?;
            agent.waiting_outputs()?.last().context("nothing is on show")?
        }
        None => {
            agent.start(&LIGHTS, &AgentConfig::DEFAULT, 1)?;
            agent.propose(0)?
        }
    };
    Ok((agent, shown))
}
