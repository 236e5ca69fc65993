//! The format of simulated raters: how a person would score any chain, as data.
//!
//! A chain is one card from each of `T` slots with `K` cards each, shown under one of `C` contexts.
//! Its score is `base + Σ main + Σ pair` of the phase that holds then, plus the `delta` of each of
//! the `gotchas` that it has all cards of, limited to 1..=5. Noise, contexts and lost ratings
//! come from splitmix64, so that every method in every language meets the same person.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use lobule::{Card, Deck, Follow, Slot, agent::PENDING};
use serde::Deserialize;

/// The largest sizes that a build plays.
pub const MOST_SLOTS: usize = Deck::MAX_SLOTS;
/// See [`MOST_SLOTS`].
pub const MOST_CARDS: usize = Deck::MAX_CARDS;
/// See [`MOST_SLOTS`].
pub const MOST_CONTEXTS: usize = 8;

/// A simulated rater. Field names are those of the format.
#[derive(Clone, Debug, Deserialize)]
pub struct Rater {
    /// Its name.
    pub id: String,
    /// What kind of person.
    pub kind: String,
    /// Slots.
    #[serde(rename = "T")]
    pub slots: usize,
    /// Cards in each slot.
    #[serde(rename = "K")]
    pub cards: usize,
    /// Contexts.
    #[serde(rename = "C")]
    pub contexts: usize,
    first_mask: Vec<u8>,
    mask: Vec<Vec<Vec<u8>>>,
    sigma: f64,
    scale: f64,
    shift: f64,
    star_min: u8,
    star_max: u8,
    skip_p: f64,
    /// How many further chains are shown before a rating is reported.
    pub delay: usize,
    noise_seed: u64,
    phases: Vec<Phase>,
    stats: Vec<Vec<Stats>>,
}

/// A taste that holds from chain `from` on.
#[derive(Clone, Debug, Deserialize)]
struct Phase {
    from: usize,
    /// `[context]`
    base: Vec<f64>,
    /// `[context][slot][card]`
    main: Vec<Vec<Vec<f64>>>,
    /// `[context][slot][card][next card]`
    pair: Vec<Vec<Vec<Vec<f64>>>>,
    gotchas: Vec<Gotcha>,
}

/// Cards that, all together, please or displease.
#[derive(Clone, Debug, Deserialize)]
struct Gotcha {
    stages: Vec<usize>,
    options: Vec<usize>,
    delta: f64,
}

/// Scores of a phase and context, by enumeration.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Stats {
    random: f64,
    best: f64,
}

impl Rater {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// It is not of this format, contradicts itself, or is larger than this build has room for.
    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file).context("cannot be read")?;
        let rater: Rater = serde_json::from_str(&text).context("is no rater")?;
        rater.check()?;
        Ok(rater)
    }

    fn check(&self) -> Result<()> {
        let Rater { slots, cards, contexts, .. } = *self;
        ensure!(slots > 0 && cards > 0 && contexts > 0, "T, K and C must be at least 1");
        for (what, got, most) in [
            ("T", slots, MOST_SLOTS),
            ("K", cards, MOST_CARDS),
            ("T·K", slots.saturating_mul(cards), Deck::MAX_CARDS_IN_ALL),
            ("C", contexts, MOST_CONTEXTS),
            ("delay", self.delay, PENDING - 1),
        ] {
            ensure!(got <= most, "{what} is {got}, this build has room for {most}");
        }
        let bits = |what: &str, mask: &[u8]| -> Result<()> {
            length(what, mask.len(), cards)?;
            ensure!(mask.iter().all(|&bit| bit <= 1), "{what} must hold 0 and 1 only");
            Ok(())
        };
        bits("first_mask", &self.first_mask)?;
        length("mask", self.mask.len(), slots - 1)?;
        for (slot, rows) in self.mask.iter().enumerate() {
            length(&format!("mask[{slot}]"), rows.len(), cards)?;
            for (card, row) in rows.iter().enumerate() {
                bits(&format!("mask[{slot}][{card}]"), row)?;
            }
        }
        for (what, number) in [
            ("sigma", self.sigma),
            ("scale", self.scale),
            ("shift", self.shift),
            ("skip_p", self.skip_p),
        ] {
            ensure!(number.is_finite(), "{what} is {number}");
        }
        ensure!(self.sigma >= 0.0, "sigma is {}, below 0", self.sigma);
        ensure!((0.0..=1.0).contains(&self.skip_p), "skip_p is {}, outside 0..=1", self.skip_p);
        let (least, most) = (self.star_min, self.star_max);
        let stars = 1 <= least && least <= most && most <= 5;
        ensure!(stars, "star_min {least} and star_max {most} are no part of 1..=5");
        let first = self.phases.first().context("phases is empty")?;
        ensure!(first.from == 0, "phases[0].from is {}, must be 0", first.from);
        ensure!(self.phases.is_sorted_by_key(|phase| phase.from), "phases are out of order");
        length("stats", self.stats.len(), self.phases.len())?;
        for (number, (phase, stats)) in self.phases.iter().zip(&self.stats).enumerate() {
            phase.check(self).with_context(|| format!("phases[{number}]"))?;
            length(&format!("stats[{number}]"), stats.len(), contexts)?;
            for (context, &Stats { random, best }) in stats.iter().enumerate() {
                let place = format!("stats[{number}][{context}]");
                ensure!(random.is_finite() && best.is_finite(), "{place} is not finite");
                let why = "so a score cannot be normalised";
                ensure!(best > random, "{place}: best {best} is not above random {random}, {why}");
            }
        }
        self.with_deck(|deck| Ok(deck.check()?))
    }

    /// The deck that a learner sees: sizes and masks.
    ///
    /// # Errors
    /// Those of `with`.
    pub fn with_deck<T>(&self, with: impl FnOnce(&Deck) -> Result<T>) -> Result<T> {
        let follow = |mask: &Vec<u8>| {
            let bits = mask.iter().enumerate().map(|(card, &bit)| bit << card);
            Follow::Only(bits.fold(0, |all, bit| all | bit))
        };
        let faces: Vec<Vec<Card>> = (0..self.slots)
            .map(|slot| {
                let next = |card| match self.mask.get(slot) {
                    Some(rows) => follow(&rows[card]),
                    None => Follow::Any,
                };
                (0..self.cards).map(|card| Card { next: next(card), ..Card::new("", "") }).collect()
            })
            .collect();
        let slots: Vec<Slot> = faces.iter().map(|cards| Slot { name: "", cards }).collect();
        let first = follow(&self.first_mask);
        let contexts = vec![""; self.contexts];
        with(&Deck { name: &self.id, contexts: &contexts, first, slots: &slots })
    }

    fn phase(&self, t: usize) -> usize {
        self.phases.iter().rposition(|phase| phase.from <= t).unwrap_or(0)
    }

    /// The true score of a chain that is shown as the `t`-th.
    pub fn score(&self, t: usize, context: usize, chain: &[u8]) -> f64 {
        let phase = &self.phases[self.phase(t)];
        let card = |slot: usize| usize::from(chain[slot]);
        let mut raw = phase.base[context];
        raw += (0..self.slots).map(|slot| phase.main[context][slot][card(slot)]).sum::<f64>();
        let pairs =
            (1..self.slots).map(|slot| phase.pair[context][slot - 1][card(slot - 1)][card(slot)]);
        raw += pairs.sum::<f64>();
        for gotcha in &phase.gotchas {
            let mut cards = gotcha.stages.iter().zip(&gotcha.options);
            if cards.all(|(&slot, &option)| card(slot) == option) {
                raw += gotcha.delta;
            }
        }
        raw.clamp(1.0, 5.0)
    }

    /// A score between that of a random chain (0) and the best (1).
    pub fn normalised(&self, t: usize, context: usize, score: f64) -> f64 {
        let Stats { random, best } = self.stats[self.phase(t)][context];
        (score - random) / (best - random)
    }

    /// The stars for a true score, shown as the `t`-th in a run.
    pub fn stars(&self, run: u64, t: usize, score: f64) -> u8 {
        let eps = (2..14).map(|j| self.uniform(run, t, j)).sum::<f64>() - 6.0;
        let felt = self.scale * score + self.shift + self.sigma * eps;
        (felt + 0.5).floor().clamp(self.star_min.into(), self.star_max.into()) as u8
    }

    /// The context of the `t`-th chain of a run.
    pub fn context(&self, run: u64, t: usize) -> usize {
        (self.uniform(run, t, 0) * self.contexts as f64) as usize
    }

    /// Whether the rating of the `t`-th chain is lost.
    pub fn is_lost(&self, run: u64, t: usize) -> bool {
        self.uniform(run, t, 1) < self.skip_p
    }

    /// The `j`-th uniform number of the `t`-th chain of a run.
    fn uniform(&self, run: u64, t: usize, j: u64) -> f64 {
        let draw = splitmix64(splitmix64(self.noise_seed) ^ run);
        let draw = splitmix64(draw ^ ((t as u64).wrapping_mul(16).wrapping_add(j)));
        (draw >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }
}

impl Phase {
    fn check(&self, Rater { slots, cards, contexts, .. }: &Rater) -> Result<()> {
        let numbers = |what: &str, list: &[f64], expected: usize| -> Result<()> {
            length(what, list.len(), expected)?;
            ensure!(list.iter().all(|number| number.is_finite()), "{what} is not finite");
            Ok(())
        };
        numbers("base", &self.base, *contexts)?;
        length("main", self.main.len(), *contexts)?;
        length("pair", self.pair.len(), *contexts)?;
        for (context, (main, pair)) in self.main.iter().zip(&self.pair).enumerate() {
            length(&format!("main[{context}]"), main.len(), *slots)?;
            for (slot, row) in main.iter().enumerate() {
                numbers(&format!("main[{context}][{slot}]"), row, *cards)?;
            }
            length(&format!("pair[{context}]"), pair.len(), slots - 1)?;
            for (slot, rows) in pair.iter().enumerate() {
                length(&format!("pair[{context}][{slot}]"), rows.len(), *cards)?;
                for (card, row) in rows.iter().enumerate() {
                    numbers(&format!("pair[{context}][{slot}][{card}]"), row, *cards)?;
                }
            }
        }
        for (number, Gotcha { stages, options, delta }) in self.gotchas.iter().enumerate() {
            length(&format!("gotchas[{number}].options"), options.len(), stages.len())?;
            ensure!(!stages.is_empty(), "gotchas[{number}] names no card");
            let inside =
                stages.iter().all(|slot| slot < slots) && options.iter().all(|o| o < cards);
            ensure!(inside, "gotchas[{number}] names a card that there is not");
            ensure!(delta.is_finite(), "gotchas[{number}].delta is {delta}");
        }
        Ok(())
    }
}

fn length(what: &str, got: usize, expected: usize) -> Result<()> {
    ensure!(got == expected, "{what} has {got} entries, expected {expected}");
    Ok(())
}

/// Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators".
fn splitmix64(z: u64) -> u64 {
    let z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
