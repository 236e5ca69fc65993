//! What a person likes, as a model of their stars: the reward model that dreams are scored by.
//!
//! `stars ≈ bias + Σ card effects + Σ effects of neighbouring cards + effect of this very output`,
//! each for every context and, where a deck has several, once more for each of them. It is fitted by
//! Gibbs sampling (Geman & Geman 1984; for a linear model with normal priors, Gelfand & Smith 1990):
//! one group of effects after the other is drawn from what the ratings say of it when all others
//! are held. No matrix is needed, only what each rating still leaves unexplained.
//!
//! A draw is at the same time the exploration of Thompson sampling (1933): outputs that may be good
//! come out on top of some draws. Its spread is tempered.

use crate::{
    Pcg32,
    coefficients::{Given, Group, weight},
    journal::{Entry, Link, Packed, close_gap, each_linked},
    layout::Layout,
    math,
    scratch::split,
};

/// Ratings that a slice of a sweep reads.
const READ: usize = 64;
/// Coefficients that a slice draws.
const DRAWN: usize = 12;
/// Ratings that a slice reads anew, from the stars.
const EXPECTED: usize = 6;

/// The coefficients of the model, in the units of the person's own spread.
#[derive(Clone, Debug)]
pub(crate) struct Taste<const TASTE: usize, const RATINGS: usize> {
    /// One level for all contexts, then one for each: `[bias | cards | pairs]`, see [`Group`].
    coefficients: [f32; TASTE],
    /// Of the output of each entry of the journal; equal outputs have equal effects.
    effects: [f32; RATINGS],
}

/// How far a fit has come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fit {
    /// Still to be done.
    sweeps: u8,
    next: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// What the stars from this entry on leave unexplained.
    Expect(usize),
    /// A group's sums over the entries from this one on.
    Sum(usize, usize),
    /// A group's effects from this one on.
    Draw(usize, usize),
    /// What a group's new effects change for the entries from this one on.
    Apply(usize, usize),
    /// The effects of outputs, from this entry on.
    Outputs(usize),
}

impl Fit {
    /// Before a fit of so many sweeps.
    pub fn new(sweeps: u8) -> Self {
        Fit { sweeps, next: Step::Expect(0) }
    }

    /// How many sweeps are still to be done.
    pub fn sweeps(&self) -> u8 {
        self.sweeps
    }
}

/// The scratch of a fit.
struct Scratch<'a> {
    /// What the model leaves unexplained of each rating.
    residuals: &'a mut [f32],
    /// For each effect of a group: what the ratings that have it sum up to, then its change.
    sums: &'a mut [f32],
    /// How much those ratings weigh.
    weights: &'a mut [f32],
}

impl<'a> Scratch<'a> {
    fn new(numbers: &'a mut [f32], ratings: usize, largest: usize) -> Self {
        let (residuals, rest) = split(numbers, ratings);
        let (sums, rest) = split(rest, largest);
        let (weights, _) = split(rest, largest);
        Scratch { residuals, sums, weights }
    }
}

impl<const TASTE: usize, const RATINGS: usize> Taste<TASTE, RATINGS> {
    pub const ZERO: Self = Taste { coefficients: [0.0; TASTE], effects: [0.0; RATINGS] };

    pub fn reset(&mut self) {
        self.coefficients.fill(0.0);
        self.effects.fill(0.0);
    }

    /// The numbers that tell two models apart: those of the deck's own coefficients.
    pub fn numbers<const SLOTS: usize, const STATES: usize>(
        &self,
        layout: &Layout<SLOTS, STATES>,
    ) -> &[f32] {
        self.coefficients.get(..layout.room().taste(RATINGS)).unwrap_or(&[])
    }

    /// The first `count` coefficients, to change.
    pub fn numbers_mut(&mut self, count: usize) -> &mut [f32] {
        self.coefficients.get_mut(..count).unwrap_or(&mut [])
    }

    /// The effects of the outputs of the journal's first `count` entries.
    pub fn effects(&self, count: usize) -> &[f32] {
        self.effects.get(..count).unwrap_or(&[])
    }

    /// [`effects`](Self::effects), to change.
    pub fn effects_mut(&mut self, count: usize) -> &mut [f32] {
        self.effects.get_mut(..count).unwrap_or(&mut [])
    }

    /// The journal has a new entry at `place`; the one at `gone` may have made room for it, so that
    /// all after that have moved down.
    pub fn remember(&mut self, place: usize, gone: Option<usize>) {
        if let Some(gone) = gone
            && let Some(moved) = self.effects.get_mut(gone..=place)
        {
            close_gap(moved);
        }
        if let Some(effect) = self.effects.get_mut(place) {
            *effect = 0.0;
        }
    }

    /// The effect of an output that has been rated.
    pub fn effect(&self, entries: &[Entry], output: Packed) -> Option<f32> {
        let place = entries.iter().position(|entry| entry.output == output)?;
        self.effects.get(place).copied()
    }

    /// The stars that the model expects of an output, in deviations from the mean; without the
    /// effect of this very output.
    pub fn predict<const SLOTS: usize, const STATES: usize>(
        &self,
        output: Packed,
        layout: &Layout<SLOTS, STATES>,
    ) -> f32 {
        let room = layout.room();
        let level = room.level();
        let own = usize::from(output.context()) + 1;
        let mut sum = 0.0;
        for first in [0, own * level].into_iter().take(room.levels().min(2)) {
            let at = |index: usize| self.coefficients.get(index).copied().unwrap_or(0.0);
            sum += at(first);
            let mut place = first + 1;
            for slot in 0..layout.slots() {
                sum += at(place + usize::from(output.card(slot)));
                place += layout.cards_in(slot);
            }
            for next in 1..layout.slots() {
                let (card, cards) = (output.card(next - 1), layout.cards_in(next));
                let pair = usize::from(card) * cards + usize::from(output.card(next));
                sum += at(place + pair);
                place += layout.cards_in(next - 1) * cards;
            }
        }
        sum
    }

    /// What `card` in `slot` after `previous` adds to what is expected in a context.
    pub fn worth<const SLOTS: usize, const STATES: usize>(
        &self,
        layout: &Layout<SLOTS, STATES>,
        context: u8,
        (slot, previous): (usize, Option<u8>),
        card: usize,
    ) -> f32 {
        let room = layout.room();
        let pair = match (slot.checked_sub(1), previous) {
            (Some(before), Some(previous)) => {
                let pair = usize::from(previous) * layout.cards_in(slot) + card;
                Some(1 + room.cards + layout.pairs_before(before) + pair)
            }
            _ => None,
        };
        let card = 1 + layout.cards_before(slot) + card;
        let own = usize::from(context) + 1;
        let mut sum = 0.0;
        for level in [0, own].into_iter().take(room.levels().min(2)) {
            let first = level * room.level();
            let at = |index: usize| self.coefficients.get(first + index).copied().unwrap_or(0.0);
            sum += at(card);
            if let Some(pair) = pair {
                sum += at(pair);
            }
        }
        sum
    }

    /// Does a slice of a fit to the journal; `true` after the last one.
    pub fn advance<const SLOTS: usize, const STATES: usize>(
        &mut self,
        fit: &mut Fit,
        entries: &mut [Entry],
        given: &Given<SLOTS, STATES>,
        numbers: &mut [f32],
        rng: &mut Pcg32,
    ) -> bool {
        let widest = given.layout.widest();
        let mut scratch = Scratch::new(numbers, entries.len(), widest * widest);
        fit.next = match fit.next {
            Step::Expect(from) => {
                self.unexplained(from, entries, given, &mut scratch);
                let after = from + EXPECTED;
                if after < entries.len() { Step::Expect(after) } else { Step::Sum(0, 0) }
            }
            Step::Sum(number, from) => match Group::new(number, given) {
                Some(group) => {
                    self.sum(&group, from, entries, given, &mut scratch);
                    let after = from + READ;
                    let more = after < entries.len();
                    if more { Step::Sum(number, after) } else { Step::Draw(number, 0) }
                }
                None => Step::Outputs(0),
            },
            Step::Draw(number, from) => match Group::new(number, given) {
                Some(group) => {
                    self.draw(&group, from, given, &mut scratch, rng);
                    let after = from + DRAWN;
                    let more = after < group.len;
                    if more { Step::Draw(number, after) } else { Step::Apply(number, 0) }
                }
                None => Step::Outputs(0),
            },
            Step::Apply(number, from) => {
                if let Some(group) = Group::new(number, given) {
                    apply(&group, from, entries, given, &mut scratch);
                }
                let after = from + READ;
                let more = after < entries.len();
                if more { Step::Apply(number, after) } else { Step::Sum(number + 1, 0) }
            }
            Step::Outputs(from) => {
                self.draw_outputs(from, entries, given, &mut scratch, rng);
                let after = from + DRAWN;
                if after < entries.len() {
                    Step::Outputs(after)
                } else {
                    fit.sweeps = fit.sweeps.saturating_sub(1);
                    if fit.sweeps == 0 {
                        return true;
                    }
                    Step::Sum(0, 0)
                }
            }
        };
        false
    }

    /// Reads stars as intervals: a rating of `s` says that what the person felt lies within half a
    /// star of it, that of 1 or 5 that it lies beyond the scale's end or near it. What the model
    /// expects within that interval is then fitted (the E step of Dempster et al. 1977). Links the
    /// ratings of the same output on the way.
    fn unexplained<const SLOTS: usize, const STATES: usize>(
        &mut self,
        from: usize,
        entries: &mut [Entry],
        given: &Given<SLOTS, STATES>,
        scratch: &mut Scratch,
    ) {
        let sigma = math::sqrt(given.config.noise_variance);
        for place in from..(from + EXPECTED).min(entries.len()) {
            let Some((before, [entry, ..])) = entries.split_at_mut_checked(place) else { return };
            let earlier = before.iter().rposition(|other| other.output == entry.output);
            entry.note = Link { first: earlier.is_none(), next: None }.pack();
            if let Some(earlier) = earlier {
                let effect = self.effects.get(earlier).copied().unwrap_or(0.0);
                if let Some(own) = self.effects.get_mut(place) {
                    *own = effect;
                }
                if let Some(other) = before.get_mut(earlier) {
                    let Link { first, .. } = Link::unpack(other.note);
                    other.note = Link { first, next: Some(place) }.pack();
                }
            }
            let effect = self.effects.get(place).copied().unwrap_or(0.0);
            let expected = self.predict(entry.output, given.layout) + effect;
            let stars = f32::from(entry.stars);
            let beyond = |end: bool, edge: f32, limit: f32| {
                if end { limit } else { (given.scale.relative(edge) - expected) / sigma }
            };
            let low = beyond(entry.stars <= 1, stars - 0.5, f32::NEG_INFINITY);
            let high = beyond(entry.stars >= 5, stars + 0.5, f32::INFINITY);
            if let Some(residual) = scratch.residuals.get_mut(place) {
                *residual = sigma * math::truncated_normal_mean(low, high);
            }
        }
    }

    fn sum<const SLOTS: usize, const STATES: usize>(
        &self,
        group: &Group,
        from: usize,
        entries: &[Entry],
        given: &Given<SLOTS, STATES>,
        scratch: &mut Scratch,
    ) {
        if from == 0 {
            scratch.sums.fill(0.0);
            scratch.weights.fill(0.0);
        }
        let effects = self.coefficients.get(group.first..).unwrap_or(&[]);
        let rated = entries.iter().zip(scratch.residuals.iter());
        for (entry, residual) in rated.skip(from).take(READ) {
            if let Some(place) = group.place(entry.output, given.layout)
                && let Some(effect) = effects.get(place)
                && let Some(sum) = scratch.sums.get_mut(place)
                && let Some(weights) = scratch.weights.get_mut(place)
            {
                let rest = residual + effect;
                // Most entries are fresh; a product with 1 would change no bit.
                *sum += if entry.is_stale() { weight(entry) * rest } else { rest };
                *weights += weight(entry);
            }
        }
    }

    /// Draws effects and leaves in `sums` how far each has moved.
    fn draw<const SLOTS: usize, const STATES: usize>(
        &mut self,
        group: &Group,
        from: usize,
        given: &Given<SLOTS, STATES>,
        scratch: &mut Scratch,
        rng: &mut Pcg32,
    ) {
        let effects = self.coefficients.get_mut(group.first..).unwrap_or(&mut []);
        let sums = scratch.sums.iter_mut().zip(scratch.weights.iter());
        for (effect, (sum, weight)) in
            effects.iter_mut().take(group.len).zip(sums).skip(from).take(DRAWN)
        {
            let drawn = posterior(*sum, *weight, group.variance, given, rng);
            *sum = drawn - *effect;
            *effect = drawn;
        }
    }

    /// Draws the effects of the outputs whose first rating is one of the entries from `from` on.
    fn draw_outputs<const SLOTS: usize, const STATES: usize>(
        &mut self,
        from: usize,
        entries: &[Entry],
        given: &Given<SLOTS, STATES>,
        scratch: &mut Scratch,
        rng: &mut Pcg32,
    ) {
        for (place, entry) in entries.iter().enumerate().skip(from).take(DRAWN) {
            let Link { first: true, .. } = Link::unpack(entry.note) else { continue };
            let old = self.effects.get(place).copied().unwrap_or(0.0);
            let (mut sum, mut total) = (0.0, 0.0);
            each_linked(entries, place, |place, entry| {
                let residual = scratch.residuals.get(place).copied().unwrap_or(0.0);
                sum += weight(entry) * (residual + old);
                total += weight(entry);
            });
            let drawn = posterior(sum, total, given.config.output_variance, given, rng);
            each_linked(entries, place, |place, _| {
                if let Some(effect) = self.effects.get_mut(place) {
                    *effect = drawn;
                }
                if let Some(residual) = scratch.residuals.get_mut(place) {
                    *residual -= drawn - old;
                }
            });
        }
    }
}

/// Takes what a group's effects have moved out of what the entries leave unexplained.
fn apply<const SLOTS: usize, const STATES: usize>(
    group: &Group,
    from: usize,
    entries: &[Entry],
    given: &Given<SLOTS, STATES>,
    scratch: &mut Scratch,
) {
    let rated = entries.iter().zip(scratch.residuals.iter_mut());
    for (entry, residual) in rated.skip(from).take(READ) {
        if let Some(place) = group.place(entry.output, given.layout) {
            *residual -= scratch.sums.get(place).copied().unwrap_or(0.0);
        }
    }
}

/// A tempered draw from the posterior of an effect with a normal prior, of which ratings of the weight
/// `weight` say `sum` together: of the mean `sum·r` and the variance `noise·r` with
/// `r = variance / (noise + weight·variance)`.
fn posterior<const SLOTS: usize, const STATES: usize>(
    sum: f32,
    weight: f32,
    variance: f32,
    given: &Given<SLOTS, STATES>,
    rng: &mut Pcg32,
) -> f32 {
    let noise = given.config.noise_variance;
    let r = variance / (noise + weight * variance);
    sum * r + given.temperature * math::sqrt(noise * r) * rng.roughly_normal()
}

#[cfg(test)]
mod tests;
