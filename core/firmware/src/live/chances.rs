//! What the policy would do now, slot by slot, as bars.

use lobule::{Error, LIGHTS};

use super::{CONTEXT, Lights, picture};
use crate::{Decimal, Padded, Ratings, tell};

/// Letters of a bar that stands for certainty.
const WIDTH: u32 = 32;
/// The last letter of a bar, in eighths.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
/// Of bars of cards that have no colour themselves.
const PLAIN: [u8; 3] = [150, 160, 190];

/// Prints how probable each card is, whatever comes before it, and the output that is most probable card by
/// card.
///
/// # Errors
/// What the agent refuses.
pub fn print(agent: &Lights) -> Result<(), Error> {
    let learning = if agent.waiting_lessons() > 0 { ", still learning" } else { "" };
    tell!("\nThe policy after ", Ratings(agent.ratings()), learning, ":\n");
    let mut before = None;
    for (slot, face) in LIGHTS.slots.iter().enumerate() {
        let mut chances = [0.0; LIGHTS.widest()];
        match &before {
            None => chances = *agent.distribution(CONTEXT, slot, None)?.probs(),
            Some(before) => {
                for (previous, reached) in (0..).zip(before) {
                    let follows = agent.distribution(CONTEXT, slot, Some(previous))?;
                    let each = chances.iter_mut().zip(follows.probs());
                    each.for_each(|(chance, follows)| *chance += reached * follows);
                }
            }
        }
        for (n, (card, chance)) in face.cards.iter().zip(chances).enumerate() {
            let name = if n == 0 { face.name } else { "" };
            tell!(" ", Padded(name, 8), Padded(card.label, 10));
            bar(chance, picture::colour(card.payload).unwrap_or(PLAIN));
        }
        before = Some(chances);
    }
    tell!("Its favourite:\n");
    picture::say_cards(&agent.greedy(CONTEXT)?);
    tell!("\n");
    Ok(())
}

fn bar(chance: f32, colour: [u8; 3]) {
    let eighths = (chance * (WIDTH * 8) as f32 + 0.5) as u32;
    picture::paint(38, colour);
    picture::paint(48, picture::PLATE);
    (0..eighths / 8).for_each(|_| tell!("█"));
    let last = EIGHTHS.get((eighths % 8) as usize).unwrap_or(&"");
    tell!(*last);
    let letters = eighths.div_ceil(8);
    (letters..WIDTH).for_each(|_| tell!(" "));
    let percent = (chance * 100.0 + 0.5) as u32;
    let pad = match percent {
        ..10 => "   ",
        10..100 => "  ",
        _ => " ",
    };
    tell!("\x1b[0m", pad, Decimal(percent), " %\n");
}
