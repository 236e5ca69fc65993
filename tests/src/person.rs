//! A simulated person: consistent, with a taste that the policy cannot see.

use lobule::{Deck, Pcg32, Rating};

/// Likes every card of a deck more or less, and gives stars for the sum.
#[derive(Clone, Debug)]
pub struct Person {
    /// `[slot][card]`
    liking: Vec<Vec<f32>>,
    mean: f32,
    best: f32,
}

/// Stars of an average output, about what the shared raters give to a random one.
const AVERAGE_STARS: f32 = 2.75;
/// Stars of the best output.
const BEST_STARS: f32 = 5.0;

impl Person {
    /// Draws a taste. Seeds are apart from those of policies.
    pub fn new(deck: &Deck, seed: u64) -> Self {
        const STREAM: u64 = 99;
        let mut rng = Pcg32::new(seed, STREAM);
        let liking: Vec<Vec<f32>> = deck
            .slots
            .iter()
            .map(|slot| slot.cards.iter().map(|_| rng.normal()).collect())
            .collect();
        let mean = liking.iter().map(|cards| cards.iter().sum::<f32>() / cards.len() as f32).sum();
        let best = liking.iter().map(|cards| cards.iter().copied().fold(f32::MIN, f32::max)).sum();
        Person { liking, mean, best }
    }

    /// What this person says of an output.
    pub fn rate(&self, cards: &[u8]) -> Rating {
        let sum: f32 =
            cards.iter().zip(&self.liking).map(|(&card, liking)| liking[usize::from(card)]).sum();
        let above_average = (sum - self.mean) / (self.best - self.mean);
        let stars = AVERAGE_STARS + (BEST_STARS - AVERAGE_STARS) * above_average;
        Rating::new(stars.round().clamp(1.0, 5.0) as u8).expect("clamped to 1..=5")
    }
}
