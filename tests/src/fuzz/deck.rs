//! Any decks: refused everywhere alike, or one with which a session goes on by the deck's own rules.

use arbitrary::{Arbitrary, Unstructured};
use lobule::{AgentConfig, Card, Deck, Error, Follow, Rating, Slot, TasteConfig};
use lobule_tape::Large;

use super::play::{Patience, Play};
use crate::session::DeckFile;

/// After a first byte of 0 a deck file, else a deck made of the bytes.
pub fn deck(input: &[u8]) {
    match input.split_first() {
        Some((0, text)) => {
            let Ok(file) = serde_json::from_slice::<DeckFile>(text) else { return };
            let again = serde_json::to_vec(&file).expect("a deck can be written");
            let read = serde_json::from_slice::<DeckFile>(&again);
            assert_eq!(read.ok().as_ref(), Some(&file), "written and read again");
            file.with(|deck| check(deck, true));
        }
        Some((&how, bytes)) => {
            let Ok(sketch) = Sketch::arbitrary(&mut Unstructured::new(bytes)) else { return };
            sketch.with(|deck| check(deck, how & 2 == 0));
        }
        None => {}
    }
}

/// A deck of few bytes, which may be far too large.
#[derive(Debug, Arbitrary)]
pub struct Sketch {
    contexts: u16,
    first: Option<u8>,
    slots: Vec<SlotSketch>,
}

#[derive(Debug, Arbitrary)]
struct SlotSketch {
    /// Of any rule.
    cards: Vec<Option<u8>>,
    /// So many more that anything may follow.
    more: u8,
    /// Whether there are as many more as it says, or at most three.
    many: bool,
}

impl Sketch {
    fn with(&self, with: impl FnOnce(&Deck)) {
        let follow = |rule: Option<u8>| rule.map_or(Follow::Any, Follow::Only);
        let cards = |slot: &SlotSketch| -> Vec<Card> {
            let rules =
                slot.cards.iter().map(|&rule| Card { next: follow(rule), ..Card::new("card", "") });
            let more = if slot.many { slot.more } else { slot.more % 4 };
            rules.chain((0..more).map(|_| Card::new("more", ""))).collect()
        };
        let all: Vec<Vec<Card>> = self.slots.iter().map(cards).collect();
        let slots: Vec<Slot> = all.iter().map(|cards| Slot { name: "slot", cards }).collect();
        let contexts = vec!["context"; (self.contexts % 300).into()];
        with(&Deck { name: "deck", contexts: &contexts, first: follow(self.first), slots: &slots });
    }
}

/// Room of [`Large`], which is for every deck with so many contexts.
const CONTEXTS: usize = 8;

fn check(deck: &Deck, with_taste: bool) {
    // What can be asked before anybody has checked the deck.
    let identity = deck.identity();
    let _ = (deck.room(), deck.observations(), deck.inputs(), deck.pairs());
    let checked = deck.check();
    assert_eq!(deck.machine::<64>().err(), checked.err());
    let mut agent = Large::empty();
    let config = if with_taste { QUICK } else { AgentConfig::DIRECT };
    let started = agent.start(deck, &config, identity);
    match checked {
        Err(_) => assert_eq!(started, checked),
        Ok(()) if deck.contexts.len() > CONTEXTS => {
            assert!(matches!(started, Err(Error::DeckTooLarge { what: "contexts", .. })));
        }
        Ok(()) => {
            started.expect("there is room for every deck");
            play(&mut agent, deck);
        }
    }
}

/// The default with the least work.
const QUICK: AgentConfig = {
    let mut config = AgentConfig::DEFAULT;
    config.ppo.update_epochs = 1;
    config.taste = Some(TasteConfig { sweeps: 1, best_of: 4, draws: 2, ..TasteConfig::DEFAULT });
    config
};

/// Rates an output for the first and for the last context, and goes back to before it.
fn play(agent: &mut Large, deck: &Deck) {
    let mut patience = Patience(u32::MAX);
    for context in [0, deck.contexts.len() - 1] {
        let before = agent.saved().expect("a session can be saved");
        let mut rate = |agent: &mut Large| {
            let made = patience.propose(agent, context).expect("it ends").expect("an output");
            assert!(obeys(deck, &made.cards), "{made:?}");
            agent.rate(made.id, Rating::MAX).expect("it waits for a rating");
            agent.rerate(made.id, Rating::MIN).expect("it was rated last");
            let learnt = patience.learn(agent).expect("it ends");
            (made, learnt, agent.saved().expect("a session can be saved"))
        };
        let rated = rate(agent);
        agent.load(deck, &before).expect("what was saved can be loaded");
        assert_eq!(agent.saved().as_deref(), Ok(&*before));
        assert!(rate(agent) == rated, "undone and rated again it is another session");
    }
    // The rules as the agent sees them.
    for slot in 0..deck.slots.len() {
        let before = slot.checked_sub(1).map_or(1, |slot| deck.slots[slot].cards.len());
        for previous in (0..before as u8).map(|card| (slot > 0).then_some(card)) {
            let allowed = allowed(deck, slot, previous);
            match agent.distribution(0, slot, previous) {
                Ok(chances) => {
                    let legal = (0..8).filter(|&card| chances.log_prob(card).is_ok());
                    assert_eq!(legal.fold(0, |mask, card| mask | 1 << card), allowed);
                }
                Err(Error::NoLegalAction { .. }) => assert_eq!(allowed, 0),
                Err(error) => panic!("{error}"),
            }
        }
    }
}

/// Whether these are the cards of an output, by the plainest reading of a deck.
pub fn obeys(deck: &Deck, cards: &[u8]) -> bool {
    let previous = std::iter::once(None).chain(cards.iter().copied().map(Some));
    let allowed = |(slot, (&card, previous))| allowed(deck, slot, previous) >> card & 1 == 1;
    cards.len() == deck.slots.len() && cards.iter().zip(previous).enumerate().all(allowed)
}

/// The cards of a slot that a deck allows after another one, a bit each.
fn allowed(deck: &Deck, slot: usize, previous: Option<u8>) -> u32 {
    let rule =
        previous.map_or(deck.first, |card| deck.slots[slot - 1].cards[usize::from(card)].next);
    let all = (1 << deck.slots[slot].cards.len()) - 1;
    match rule {
        Follow::Any => all,
        Follow::Only(mask) => u32::from(mask) & all,
    }
}
