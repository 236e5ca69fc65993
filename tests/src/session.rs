//! Recorded sessions: a deck, a seed and a list of events, with the hash that they must lead to.
//!
//! The format `lobule-session/1` is JSON: `{"format", "deck": "lights", "seed", "events", "hash"}`;
//! an event is `{"propose": context}`, `{"rate": [id, stars]}`, `{"rerate": [id, stars]}` or
//! `{"skip": id}`. All accepted ratings are learnt from before the next propose and at the end;
//! `hash` is `Agent::hash` after that, as 16 hexadecimal digits. The settings are the default.

use anyhow::{Context, Result, ensure};
use lobule::{Agent, AgentConfig, LIGHTS, Pcg32, Rating};
use serde::{Deserialize, Serialize};

use crate::person::Person;

/// The name of the format.
pub const FORMAT: &str = "lobule-session/1";

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Event {
    /// An output was drawn for a context.
    Propose(usize),
    /// An output got stars.
    Rate(u64, u8),
    /// The last rating was corrected.
    Rerate(u64, u8),
    /// An output was put aside.
    Skip(u64),
}

/// A recorded session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// Always [`FORMAT`].
    pub format: String,
    /// Always `lights`.
    pub deck: String,
    /// Of the policy.
    pub seed: u64,
    /// In order.
    pub events: Vec<Event>,
    /// Of the agent at the end.
    pub hash: String,
}

/// Where a session is played: agents of any room, or the page's class.
pub trait Player {
    /// Begins.
    fn start(&mut self, seed: u64) -> Result<()>;
    /// Does one event; returns the cards of a proposed output.
    fn play(&mut self, event: &Event) -> Result<Option<Vec<u8>>>;
    /// Learns from every accepted rating.
    fn learn(&mut self) -> Result<()>;
    /// What the parameters, the optimiser and the generator come to.
    fn hash(&self) -> String;
}

impl<
    const SLOTS: usize,
    const STATES: usize,
    const CONTEXTS: usize,
    const OBS: usize,
    const ACT: usize,
    const HID: usize,
    const RATINGS: usize,
    const TASTE: usize,
    const SCRATCH: usize,
> Player for Agent<SLOTS, STATES, CONTEXTS, OBS, ACT, HID, RATINGS, TASTE, SCRATCH>
{
    fn start(&mut self, seed: u64) -> Result<()> {
        Ok(Agent::start(self, &LIGHTS, &AgentConfig::DEFAULT, seed)?)
    }

    fn play(&mut self, event: &Event) -> Result<Option<Vec<u8>>> {
        match *event {
            Event::Propose(context) => return Ok(Some(self.propose(context)?.cards.to_vec())),
            Event::Rate(id, stars) => self.rate(id, Rating::new(stars)?)?,
            Event::Rerate(id, stars) => self.rerate(id, Rating::new(stars)?)?,
            Event::Skip(id) => self.skip(id)?,
        }
        Ok(None)
    }

    fn learn(&mut self) -> Result<()> {
        while Agent::learn(self)?.is_some() {}
        Ok(())
    }

    fn hash(&self) -> String {
        format!("{:016x}", Agent::hash(self))
    }
}

impl Session {
    /// Reads a session.
    ///
    /// # Errors
    /// It is not of this format.
    pub fn parse(text: &str) -> Result<Self> {
        let session: Session = serde_json::from_str(text).context("not a session")?;
        ensure!(session.format == FORMAT, "format {:?}, expected {FORMAT:?}", session.format);
        ensure!(session.deck == "lights", "unknown deck {:?}, expected \"lights\"", session.deck);
        Ok(session)
    }

    /// Plays every event and returns the hash at the end.
    ///
    /// # Errors
    /// An event is refused.
    pub fn replay(&self, player: &mut impl Player) -> Result<String> {
        player.start(self.seed)?;
        for (number, event) in self.events.iter().enumerate() {
            if matches!(event, Event::Propose(_)) {
                player.learn()?;
            }
            player.play(event).with_context(|| format!("event {number}, {event:?}"))?;
        }
        player.learn()?;
        Ok(player.hash())
    }

    /// Records a simulated person who skips, rates late and out of order, and corrects.
    ///
    /// # Errors
    /// An event is refused.
    pub fn record(seed: u64, ratings: usize, player: &mut impl Player) -> Result<Self> {
        let person = Person::new(&LIGHTS, seed);
        let mut chance = Pcg32::new(seed, 7);
        let mut events = Vec::new();
        let mut waiting: Vec<(u64, u8)> = Vec::new();
        let (mut id, mut rated) = (0, 0);
        player.start(seed)?;
        while rated < ratings {
            player.learn()?;
            let event = Event::Propose(0);
            let cards = player.play(&event)?.context("a proposal has cards")?;
            events.push(event);
            waiting.push((id, person.rate(&cards).stars()));
            id += 1;
            let mut doing = Vec::new();
            match chance.below(10) {
                0 => doing.push(Event::Skip(waiting.pop().map_or(0, |(id, _)| id))),
                // Not now; at most six wait, so that none falls out of the ring.
                1..4 if waiting.len() < 6 => {}
                _ => {
                    for _ in 0..=chance.below(waiting.len() as u32) {
                        let chosen = chance.below(waiting.len() as u32) as usize;
                        let (id, stars) = waiting.remove(chosen);
                        doing.push(Event::Rate(id, stars));
                        rated += 1;
                        if chance.below(12) == 0 {
                            doing.push(Event::Rerate(id, stars % 5 + 1));
                        }
                    }
                }
            }
            // The oldest is about to fall out of the ring: rate it while it can be.
            if let Some(&(oldest, stars)) = waiting.iter().min()
                && oldest + 6 < id
            {
                waiting.retain(|&(id, _)| id != oldest);
                doing.push(Event::Rate(oldest, stars));
                rated += 1;
            }
            for event in doing {
                player.play(&event)?;
                events.push(event);
            }
        }
        player.learn()?;
        let hash = player.hash();
        Ok(Session { format: FORMAT.into(), deck: "lights".into(), seed, events, hash })
    }
}
