//! Any bytes as a policy: refused, or one that acts by the rules of its deck.

use lobule::{Actor, Deck, Error, LIGHTS, Pcg32, actor_for};

use super::{MEND, SOUP, SOUP_HIDDEN, deck::obeys, mended};

/// The first byte says for which deck, and whether length and checksum are mended.
pub fn policy(input: &[u8]) {
    let Some((&how, bytes)) = input.split_first() else { return };
    let bytes = if how & MEND != 0 { mended(bytes) } else { bytes.to_vec() };
    match how & 1 {
        0 => check(&SOUP, <actor_for!(SOUP, SOUP_HIDDEN)>::parse(&SOUP, &bytes)),
        _ => check(&LIGHTS, <actor_for!(LIGHTS, 16)>::parse(&LIGHTS, &bytes)),
    }
}

#[rustfmt::skip] // the sizes of an actor on one line
fn check<const SLOTS: usize, const STATES: usize, const OBS: usize, const ACT: usize, const HID: usize>(
    deck: &Deck,
    parsed: Result<Actor<SLOTS, STATES, OBS, ACT, HID>, Error>,
) {
    let Ok(actor) = parsed else { return };
    let mut rng = Pcg32::new(1, 2);
    for context in 0..deck.contexts.len() {
        for cards in [actor.greedy(context), actor.sample(context, &mut rng)] {
            match cards {
                Ok(cards) => assert!(obeys(deck, &cards), "{cards:?}"),
                Err(error) => assert!(is_of_numbers(&error), "{error}"),
            }
        }
        for (slot, previous) in (0..deck.slots.len()).flat_map(|slot| PREVIOUS.map(|card| (slot, card))) {
            match actor.distribution(context, slot, previous) {
                Ok(chances) => {
                    let total: f32 = chances.probs().iter().sum();
                    assert!((total - 1.0).abs() < SUM, "{chances:?}");
                }
                Err(Error::PreviousCard { .. } | Error::CardOutOfRange { .. }) => {}
                Err(error) => assert!(is_of_numbers(&error), "{error}"),
            }
        }
    }
    assert!(matches!(actor.greedy(deck.contexts.len()), Err(Error::ContextOutOfRange { .. })));
}

/// What may come before.
const PREVIOUS: [Option<u8>; 4] = [None, Some(0), Some(3), Some(u8::MAX)];

/// Eight quotients are each rounded once, and so is their sum seven times.
const SUM: f32 = 16.0 * f32::EPSILON;

/// Finite parameters can be so large that a sum of them is not.
fn is_of_numbers(error: &Error) -> bool {
    matches!(error, Error::LogitsNotFinite { .. })
}
