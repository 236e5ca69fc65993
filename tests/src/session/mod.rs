//! Recorded sessions: a deck, settings, a seed and a list of events, with the hash that they lead to. It is
//! what the page saves as a session.
//!
//! The format `lobule-session/3` is JSON: `{"format", "learning", "deck", "config", "seed", "events", "hash"}`.
//! `learning` is the version of the learning, [`LEARNING_VERSION`] of whoever wrote it: another version comes from
//! the same ratings to another hash. The deck is `"lights"` or an object as the page's API takes it; `config` has
//! all settings, by the names of that API; one that is left out is the default one. `hash` may be left out. An
//! event is `{"propose": context}`,
//! `{"rate": [id, stars]}`, `{"rerate": [id, stars]}` or `{"skip": id}`. All accepted ratings are learnt from
//! before the next propose and at the end; `hash` is `Agent::hash` after that, as 16 hexadecimal digits.
//! `page` has what the page keeps beside the session, such as favourites and branches; it changes no bit and is
//! passed over here.
//! A session of the page that goes on from a snapshot has that as base64url in `base`, in place of the seed; only the
//! page plays it.
//!
//! `lobule-session/2` is the same without `learning`, which was 1, and with those settings that are not the default
//! ones; `lobule-session/1` has no `config` either, and is for Lights only.

mod config;
mod deck;

use anyhow::{Context, Result, anyhow, ensure};
use lobule::{Agent, AgentConfig, Deck, LEARNING_VERSION, LIGHTS, Pcg32, Rating};
use lobule_tape::{Large, Small};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use serde_json::{Map, Value};

use crate::person::Person;
pub use deck::DeckFile;

/// The name of the format that is written.
pub const FORMAT: &str = "lobule-session/3";
/// Those of the ones before, which are read too, the first one last.
const FORMER: [&str; 2] = ["lobule-session/2", "lobule-session/1"];
/// The deck that needs no description.
const LIGHTS_NAME: &str = "lights";

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
#[derive(Clone, Debug)]
pub struct Session {
    /// `None`: Lights.
    pub deck: Option<DeckFile>,
    /// Of the learning that the hash is of.
    pub learning: u32,
    /// All settings.
    pub config: AgentConfig,
    /// Of the policy.
    pub seed: u64,
    /// In order.
    pub events: Vec<Event>,
    /// Of the agent at the end, if somebody has said so.
    pub hash: Option<String>,
}

/// What is in a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    #[serde(default = "first_version")]
    learning: u32,
    deck: Value,
    #[serde(default)]
    config: Map<String, Value>,
    #[serde(default, skip_serializing)]
    base: Option<IgnoredAny>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    events: Vec<Event>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    /// The page's own.
    #[serde(default, rename = "page", skip_serializing)]
    _page: IgnoredAny,
}

/// Files that name no version of the learning are of this one.
fn first_version() -> u32 {
    1
}

/// Where a session is played: agents of any room, or the page's class.
pub trait Player {
    /// Begins.
    fn start(&mut self, deck: &Deck, config: &AgentConfig, seed: u64) -> Result<()>;
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
    fn start(&mut self, deck: &Deck, config: &AgentConfig, seed: u64) -> Result<()> {
        Ok(Agent::start(self, deck, config, seed)?)
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
    /// It is not of this format; the message names the place.
    pub fn parse(text: &str) -> Result<Self> {
        let file: File = at_path("", &mut serde_json::Deserializer::from_str(text))?;
        let File { format, learning, deck, config: settings, base, seed, events, hash, _page } =
            file;
        let [former, first] = FORMER;
        ensure!(
            [FORMAT, former, first].contains(&format.as_str()),
            "format {format:?}, expected {FORMAT:?}, {former:?} or {first:?}"
        );
        let deck = match deck {
            Value::String(name) if name == LIGHTS_NAME => None,
            Value::Object(_) if format != first => Some(at_path::<DeckFile, _>("deck.", deck)?),
            other => return Err(anyhow!("deck is {other}, expected \"lights\" or an object")),
        };
        ensure!(format != first || settings.is_empty(), "{first:?} has no config");
        ensure!(
            base.is_none(),
            "the session goes on from a snapshot (base), which only the page plays: open it there and save a snapshot"
        );
        let seed = seed.context("missing field `seed`")?;
        let config = config::parse(&settings)?;
        let session = Session { deck, learning, config, seed, events, hash };
        session.with_deck(|deck| deck.check()).context("deck")?;
        Ok(session)
    }

    /// The session as a file.
    pub fn to_json(&self) -> Result<String> {
        let deck = match &self.deck {
            Some(deck) => serde_json::to_value(deck)?,
            None => LIGHTS_NAME.into(),
        };
        Ok(serde_json::to_string(&File {
            format: FORMAT.into(),
            learning: self.learning,
            deck,
            config: config::write(&self.config),
            base: None,
            seed: Some(self.seed),
            events: self.events.clone(),
            hash: self.hash.clone(),
            _page: IgnoredAny,
        })?)
    }

    /// Calls `with` with the deck.
    pub fn with_deck<T>(&self, with: impl FnOnce(&Deck) -> T) -> T {
        match &self.deck {
            Some(deck) => deck.with(with),
            None => with(&LIGHTS),
        }
    }

    /// Plays every event and returns the hash at the end.
    ///
    /// # Errors
    /// An event is refused.
    pub fn replay(&self, player: &mut impl Player) -> Result<String> {
        self.with_deck(|deck| player.start(deck, &self.config, self.seed))?;
        for (number, event) in self.events.iter().enumerate() {
            if matches!(event, Event::Propose(_)) {
                player.learn()?;
            }
            player.play(event).with_context(|| format!("events[{number}], {event:?}"))?;
        }
        player.learn()?;
        Ok(player.hash())
    }

    /// The bytes of the session for a board.
    ///
    /// # Errors
    /// A number is beyond what a tape holds, a text is too long.
    pub fn tape(&self) -> Result<Vec<u8>> {
        let id = |id: u64| u32::try_from(id).with_context(|| format!("output {id}"));
        let events = self.events.iter().map(|event| {
            Ok(match *event {
                Event::Propose(context) => lobule_tape::Event::Propose(context.try_into()?),
                Event::Rate(output, stars) => lobule_tape::Event::Rate(id(output)?, stars),
                Event::Rerate(output, stars) => lobule_tape::Event::Rerate(id(output)?, stars),
                Event::Skip(output) => lobule_tape::Event::Skip(id(output)?),
            })
        });
        let events: Vec<_> = events.collect::<Result<_>>()?;
        let mut tape = Vec::new();
        self.with_deck(|deck| {
            lobule_tape::write(deck, &self.config, self.seed, events.into_iter(), &mut tape)
        })?;
        Ok(tape)
    }

    /// Why a board with little memory has no room for it, if it has none.
    pub fn too_large_for_small(&self) -> Option<lobule::Error> {
        let mut agent = Box::new(Small::new());
        self.with_deck(|deck| Small::start(&mut agent, deck, &self.config, self.seed)).err()
    }

    /// The same for one with more, and for the page.
    pub fn too_large_for_large(&self) -> Option<lobule::Error> {
        let mut agent = Box::new(Large::new());
        self.with_deck(|deck| Large::start(&mut agent, deck, &self.config, self.seed)).err()
    }

    /// Records a simulated person who skips, rates late and out of order, and corrects.
    ///
    /// # Errors
    /// An event is refused.
    pub fn record(
        deck: Option<DeckFile>,
        settings: Map<String, Value>,
        seed: u64,
        ratings: usize,
        player: &mut impl Player,
    ) -> Result<Self> {
        let config = config::parse(&settings)?;
        let learning = LEARNING_VERSION;
        let mut session = Session { deck, learning, config, seed, events: Vec::new(), hash: None };
        let (person, contexts) = session.with_deck(|deck| {
            player.start(deck, &config, seed)?;
            anyhow::Ok((Person::new(deck, seed), deck.contexts.len()))
        })?;
        let mut chance = Pcg32::new(seed, 7);
        let mut events = Vec::new();
        let mut waiting: Vec<(u64, u8)> = Vec::new();
        let (mut id, mut rated) = (0, 0);
        while rated < ratings {
            player.learn()?;
            // One context needs no draw, so that sessions of such decks are what they ever were.
            let context = if contexts == 1 { 0 } else { chance.below(contexts as u32) as usize };
            let event = Event::Propose(context);
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
        session.events = events;
        session.hash = Some(player.hash());
        Ok(session)
    }
}

/// Reads a value, with the path to the place in the message where it is none.
fn at_path<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    prefix: &str,
    from: D,
) -> Result<T>
where
    D::Error: std::error::Error + Send + Sync + 'static,
{
    serde_path_to_error::deserialize(from)
        .map_err(|error| anyhow!("{prefix}{}: {}", error.path(), error.inner()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With what the page keeps, a session is the same one; any other member is refused by name.
    #[test]
    fn what_the_page_keeps_is_passed_over() {
        let recorded = include_str!("../../sessions/tea.json");
        let with = |member: &str| recorded.replacen('{', &format!("{{{member},"), 1);
        let kept =
            r#""page":{"auto":[1],"pins":[{"context":0,"cards":[2,0]}],"answers":[{"text":"}"}]}"#;
        let [plain, kept] = [recorded, &with(kept)].map(|text| Session::parse(text).unwrap());
        assert_eq!(kept.to_json().unwrap(), plain.to_json().unwrap());
        let refused = Session::parse(&with(r#""pages":{}"#)).unwrap_err();
        assert!(refused.to_string().contains("pages"), "{refused}");
    }

    /// Files of before and of now say the same; what is written has all settings and the version.
    #[test]
    fn files_of_every_format_are_read() {
        let recorded = include_str!("../../sessions/tea.json");
        let read = Session::parse(recorded).unwrap();
        assert_eq!(read.learning, 1);
        let written = read.to_json().unwrap();
        let value: Value = serde_json::from_str(&written).unwrap();
        assert_eq!((&value["format"], &value["learning"]), (&FORMAT.into(), &1.into()));
        let settings = value["config"].as_object().unwrap();
        assert_eq!(settings.len(), 1 + AgentConfig::NAMES.len());
        assert_eq!((&settings["clip_coef"], &settings["target_kl"]), (&0.2.into(), &Value::Null));
        let again = Session::parse(&written).unwrap();
        assert_eq!((again.config, &again.events), (read.config, &read.events));

        let based = written.replacen("\"seed\":12", "\"base\":\"TE9CTA\"", 1);
        let refused = Session::parse(&based).unwrap_err();
        assert!(refused.to_string().contains("only the page plays"), "{refused}");
        let direct = written.replacen("\"taste\":true", "\"taste\":false", 1);
        assert!(Session::parse(&direct).unwrap_err().to_string().contains("not a setting"));
    }
}
