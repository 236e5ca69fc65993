//! Which of the actor's outputs is shown: the one that costs least for what it teaches.
//!
//! Information-directed sampling (Russo & Van Roy 2018, "Learning to optimize via information-directed
//! sampling", in the variance-based form of their section 6): each of some outputs is valued under
//! several draws of the taste model; shown is the one with the least expected shortfall from the best
//! for the variance of its value.

use crate::{
    Pcg32, TasteConfig,
    coefficients::Given,
    journal::{Entry, Packed},
    math,
    scratch::split,
    taste::{Fit, Taste},
};

/// Outputs that are valued in a slice.
const VALUED: usize = 8;

/// A choice on its way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    pub context: u8,
    /// Outputs that the actor has made for it.
    made: u8,
    /// Different ones among them.
    candidates: u8,
    /// Sum over draws of the best value.
    best: f32,
    /// The best value of the current draw.
    best_now: f32,
    fit: Fit,
    next: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// The model is swept once more.
    Sweep,
    /// The outputs from this one on are valued under the draw that came of it.
    Value(usize),
}

/// The numbers of a choice, and behind them the scratch of a fit.
struct Candidates<'a> {
    /// The cards of each, as a whole number.
    cards: &'a mut [f32],
    /// Of the values under all draws.
    sums: &'a mut [f32],
    squares: &'a mut [f32],
    rest: &'a mut [f32],
}

impl<'a> Candidates<'a> {
    /// Numbers that each takes.
    const EACH: usize = 3;

    fn new(numbers: &'a mut [f32], count: usize) -> Self {
        let (cards, rest) = split(numbers, count);
        let (sums, rest) = split(rest, count);
        let (squares, rest) = split(rest, count);
        Candidates { cards, sums, squares, rest }
    }

    fn output(&self, index: usize, context: u8) -> Packed {
        let cards = self.cards.get(index).copied().unwrap_or(0.0);
        Packed::from_number(context, cards as u32)
    }
}

/// Numbers that a choice takes at most before the scratch of a fit.
pub(crate) const MOST: usize = Candidates::EACH * TasteConfig::MOST_OF as usize;

impl Choice {
    /// Begins a choice for a context.
    pub fn new(context: u8, config: &TasteConfig) -> Self {
        Choice {
            context,
            made: 0,
            candidates: 0,
            best: 0.0,
            best_now: f32::NEG_INFINITY,
            fit: Fit::new(config.draws),
            next: Step::Sweep,
        }
    }

    /// How many more outputs are to be made for it.
    pub fn wanted(&self, config: &TasteConfig) -> usize {
        config.best_of.saturating_sub(self.made).into()
    }

    /// Takes one of the actor's outputs among the candidates, unless it is there.
    pub fn add(&mut self, output: Packed, config: &TasteConfig, numbers: &mut [f32]) {
        let candidates = Candidates::new(numbers, config.best_of.into());
        let count = usize::from(self.candidates);
        self.made = self.made.saturating_add(1);
        if (0..count).any(|index| candidates.output(index, self.context) == output) {
            return;
        }
        let Candidates { cards, sums, squares, .. } = candidates;
        if let (Some(cards), Some(sum), Some(square)) =
            (cards.get_mut(count), sums.get_mut(count), squares.get_mut(count))
        {
            // Eight cards are 24 bits, which a number holds exactly.
            (*cards, *sum, *square) = (output.number() as f32, 0.0, 0.0);
            self.candidates += 1;
        }
    }

    /// Does a slice of the choice; the output that is shown after the last one.
    pub fn advance<
        const SLOTS: usize,
        const STATES: usize,
        const TASTE: usize,
        const RATINGS: usize,
    >(
        &mut self,
        taste: &mut Taste<TASTE, RATINGS>,
        entries: &mut [Entry],
        given: &Given<SLOTS, STATES>,
        numbers: &mut [f32],
        rng: &mut Pcg32,
    ) -> Option<Packed> {
        let candidates = Candidates::new(numbers, given.config.best_of.into());
        match self.next {
            Step::Sweep => {
                let before = self.fit.sweeps();
                let done = taste.advance(&mut self.fit, entries, given, candidates.rest, rng);
                if done || self.fit.sweeps() < before {
                    self.next = Step::Value(0);
                }
            }
            Step::Value(from) => {
                let count = usize::from(self.candidates);
                let spread = given.unseen_deviation();
                for index in from..count.min(from + VALUED) {
                    let output = candidates.output(index, self.context);
                    // An output that was never shown may have any effect of its own.
                    let effect = taste.effect(entries, output);
                    let effect = effect.unwrap_or_else(|| spread * rng.roughly_normal());
                    let value = taste.predict(output, given.layout) + effect;
                    self.best_now = math::max(self.best_now, value);
                    if let (Some(sum), Some(squares)) =
                        (candidates.sums.get_mut(index), candidates.squares.get_mut(index))
                    {
                        *sum += value;
                        *squares += value * value;
                    }
                }
                if from + VALUED < count {
                    self.next = Step::Value(from + VALUED);
                    return None;
                }
                self.best += self.best_now;
                self.best_now = f32::NEG_INFINITY;
                if self.fit.sweeps() == 0 {
                    return Some(candidates.output(self.decide(&candidates, given), self.context));
                }
                self.next = Step::Sweep;
            }
        }
        None
    }

    /// The candidate with the least ratio of expected shortfall, to a power, to variance.
    fn decide<const SLOTS: usize, const STATES: usize>(
        &self,
        candidates: &Candidates,
        given: &Given<SLOTS, STATES>,
    ) -> usize {
        /// Of a deviation: below it a shortfall or a variance is rounding.
        const LEAST: f32 = 1e-4;
        let draws = f32::from(given.config.draws);
        let best = self.best / draws;
        let (mut chosen, mut least) = (0, f32::INFINITY);
        let values = candidates.sums.iter().zip(candidates.squares.iter());
        for (index, (sum, squares)) in values.enumerate().take(self.candidates.into()) {
            let mean = sum / draws;
            let variance = math::max(squares / draws - mean * mean, LEAST * LEAST);
            let shortfall = math::max(best - mean, LEAST);
            // To the power of 5/4, which was better on other people than the square of the paper.
            let ratio = shortfall * math::sqrt(math::sqrt(shortfall)) / variance;
            if ratio < least {
                (chosen, least) = (index, ratio);
            }
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Card, Deck, Follow, Slot, journal::Journal, layout::Layout};

    const CARDS: [Card; 4] = [const { Card::new("", "") }; 4];
    const DECK: Deck = Deck {
        name: "",
        contexts: &[""],
        first: Follow::Any,
        slots: &[Slot { name: "", cards: &CARDS }; 2],
    };
    const RATINGS: usize = 8;
    const TASTE: usize = DECK.room().taste(RATINGS);
    const SCRATCH: usize = MOST + DECK.room().scratch(1, RATINGS);

    /// The choice among all outputs with the first card 1 or 2, none of which was ever shown.
    fn chosen(temperature: f32, seed: u64) -> Packed {
        let layout: Layout<2, 9> = Layout::new(&DECK).unwrap_or(Layout::ZERO);
        let config = TasteConfig {
            temperature,
            content_temperature: temperature,
            bias_variance: 1e-4,
            card_variance: 1e-4,
            pair_variance: 1e-4,
            draws: 1,
            ..TasteConfig::DEFAULT
        };
        let given = Given::new(&layout, &config, Journal::<0>::EMPTY.scale(), 1.0);
        let mut taste = Taste::<TASTE, RATINGS>::ZERO;
        let (mut numbers, mut rng) = ([0.0; SCRATCH], Pcg32::new(seed, 0));
        let mut choice = Choice::new(0, &config);
        for first in 1..3 {
            for second in 0..4 {
                choice.add(Packed::new(0, &[first, second]), &config, &mut numbers);
            }
        }
        loop {
            let entries = &mut [];
            if let Some(output) =
                choice.advance(&mut taste, entries, &given, &mut numbers, &mut rng)
            {
                return output;
            }
        }
    }

    /// Where all that is known is alike, the own effects of outputs decide, which are drawn; without draws the first
    /// of equals is chosen.
    #[test]
    fn without_a_temperature_nothing_is_drawn_for_outputs_never_shown() {
        let first = chosen(0.0, 0);
        assert!((1..20).all(|seed| chosen(0.0, seed) == first));
        assert!((1..20).any(|seed| chosen(0.35, seed) != first));
    }
}
