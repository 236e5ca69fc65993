//! Any bytes as a snapshot: refused without a change, or a session that goes on, is saved and goes on again.

use lobule::{AgentConfig, Deck, Error, LIGHTS, agent_for};
use lobule_tape::Large;

use super::{
    MEND, SOUP, Soup, mended,
    play::{Patience, Play, go_on},
};
use crate::tea::TEA;

type Lights = agent_for!(LIGHTS, 16);
type Tea = agent_for!(TEA, 16);

/// The first byte says for which agent, whether that has been started, and whether length and checksum are mended.
pub fn snapshot(input: &[u8]) {
    let Some((&how, bytes)) = input.split_first() else { return };
    let bytes = if how & MEND != 0 { mended(bytes) } else { bytes.to_vec() };
    match how & 3 {
        0 => check::<Soup>(&SOUP, &bytes, how & STARTED != 0),
        1 => check::<Lights>(&LIGHTS, &bytes, how & STARTED != 0),
        2 => check::<Large>(&LIGHTS, &bytes, how & STARTED != 0),
        _ => check::<Tea>(&TEA, &bytes, how & STARTED != 0),
    }
}

/// In the first byte: the agent has been started.
pub const STARTED: u8 = 1 << 6;

fn check<A: Play>(deck: &Deck, bytes: &[u8], started: bool) {
    let mut agent = A::empty();
    if started {
        agent.start(deck, &AgentConfig::DIRECT, 8).expect("a deck that fits");
    }
    let before = agent.clone();
    if let Err(error) = agent.load(deck, bytes) {
        assert!(agent.told(deck) == before.told(deck), "{error} has changed something");
        assert_eq!(agent.saved(), before.saved(), "{error} has changed something");
        return;
    }
    let saved = agent.saved().expect("what was loaded can be saved");
    let mut other = A::empty();
    other.load(deck, &saved).expect("what was saved can be loaded");
    assert_eq!(other.saved().as_deref(), Ok(&*saved), "saved, loaded and saved again");
    let mut patience = [Patience(SLICES), Patience(SLICES)];
    let [mine, its] = &mut patience;
    let said = go_on(&mut *agent, deck, mine);
    assert_eq!(said, go_on(&mut *other, deck, its), "the one saved before goes on otherwise");
    assert_eq!(agent.told(deck), other.told(deck));
    if said.is_some() {
        finish(&*agent, deck);
    }
}

/// Most slices of a session of these decks that goes on as usual are less than half of it.
const SLICES: u32 = 20_000;

/// The session once more from its bytes. What goes on from numbers near the largest can overflow, and saving says so.
fn finish<A: Play>(agent: &A, deck: &Deck) {
    let saved = match agent.saved() {
        Err(Error::NotFinite { .. } | Error::SnapshotNotFinite { .. }) => return,
        saved => saved.expect("a session can be saved"),
    };
    let mut again = A::empty();
    again.load(deck, &saved).expect("what was saved can be loaded");
    assert_eq!(again.told(deck), agent.told(deck));
}
