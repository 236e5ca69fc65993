//! The fit against the exact posterior, by Gaussian elimination in f64.
#![allow(clippy::indexing_slicing, reason = "a test may panic")]

extern crate std;
use std::{vec, vec::Vec};

use super::*;
use crate::{
    Card, Deck, Follow, Slot,
    agent_config::TasteConfig,
    journal::{Age, Scale},
};

const CARDS: [Card; 3] = [Card::new("a", ""), Card::new("b", ""), Card::new("c", "")];
const SLOTS: [Slot; 3] = [Slot { name: "", cards: &CARDS }; 3];
const DECK: Deck =
    Deck { name: "", contexts: &["here", "there"], first: Follow::Any, slots: &SLOTS };
const RATINGS: usize = 24;
const TASTE: usize = DECK.room().taste(RATINGS);

type Small = Taste<TASTE, RATINGS>;
const SCRATCH: usize = DECK.room().scratch(1, RATINGS);

fn layout() -> Layout<3, 10> {
    Layout::new(&DECK).unwrap_or(Layout::ZERO)
}

/// Outputs of two contexts, some of them twice, one of them stale.
fn entries() -> Vec<Entry> {
    let mut rng = Pcg32::new(4, 0);
    let mut entries: Vec<Entry> = (0..RATINGS)
        .map(|_| {
            let cards = [rng.below(3) as u8, rng.below(3) as u8, rng.below(3) as u8];
            let output = Packed::new(rng.below(2) as u8, &cards);
            Entry { output, note: 0, stars: 1 + rng.below(5) as u8, age: Age::Fresh }
        })
        .collect();
    for (copy, of) in [(5, 2), (9, 2), (17, 4)] {
        entries[copy].output = entries[of].output;
    }
    entries[0].age = Age::Stale;
    entries
}

/// The mean of every coefficient and output effect, and the variance of what is expected of an
/// output, under the normal posterior.
struct Exact {
    /// Upper part of the precision matrix with the right-hand side as its last column.
    mean: Vec<f64>,
    covariance: Vec<Vec<f64>>,
    features: Vec<Vec<usize>>,
}

impl Exact {
    fn new(entries: &[Entry], given: &Given<3, 10>, y: &[f32]) -> Self {
        let outputs: Vec<Packed> = entries.iter().map(|entry| entry.output).collect();
        let first = |output: Packed| outputs.iter().position(|&other| other == output);
        let mut prior = vec![0.0; TASTE];
        let mut features = vec![Vec::new(); entries.len()];
        let mut number = 0;
        while let Some(group) = Group::new(number, given) {
            let places = group.first..group.first + group.len;
            prior[places].fill(f64::from(group.variance));
            for (features, output) in features.iter_mut().zip(&outputs) {
                features.extend(group.place(*output, given.layout).map(|at| group.first + at));
            }
            number += 1;
        }
        for (features, output) in features.iter_mut().zip(&outputs) {
            features.extend(first(*output).map(|at| TASTE + at));
        }
        prior.extend(vec![f64::from(given.config.output_variance); entries.len()]);
        let size = prior.len();
        let mut precision = vec![vec![0.0; size]; size];
        let mut right = vec![0.0; size];
        for (at, variance) in prior.iter().enumerate() {
            precision[at][at] = 1.0 / variance;
        }
        for ((entry, features), &y) in entries.iter().zip(&features).zip(y) {
            let weight = f64::from(weight(entry)) / f64::from(given.config.noise_variance);
            for &i in features {
                right[i] += weight * f64::from(y);
                features.iter().for_each(|&j| precision[i][j] += weight);
            }
        }
        let covariance = inverse(precision);
        let mean =
            covariance.iter().map(|row| row.iter().zip(&right).map(|(a, b)| a * b).sum()).collect();
        Exact { mean, covariance, features }
    }

    /// The variance of what is expected of an entry's output, its own effect included.
    fn variance(&self, entry: usize) -> f64 {
        let features = &self.features[entry];
        features.iter().flat_map(|&i| features.iter().map(move |&j| self.covariance[i][j])).sum()
    }

    fn expected(&self, entry: usize) -> f64 {
        self.features[entry].iter().map(|&feature| self.mean[feature]).sum()
    }
}

/// By Gauss & Jordan; precision matrices need no pivoting.
fn inverse(mut matrix: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let size = matrix.len();
    let mut inverse = vec![vec![0.0; size]; size];
    for (at, row) in inverse.iter_mut().enumerate() {
        row[at] = 1.0;
    }
    for pivot in 0..size {
        let scale = 1.0 / matrix[pivot][pivot];
        for column in 0..size {
            matrix[pivot][column] *= scale;
            inverse[pivot][column] *= scale;
        }
        for row in (0..size).filter(|&row| row != pivot) {
            let factor = matrix[row][pivot];
            for column in 0..size {
                matrix[row][column] -= factor * matrix[pivot][column];
                inverse[row][column] -= factor * inverse[pivot][column];
            }
        }
    }
    inverse
}

/// Sweeps on and on over stars that were read once; calls `each` after every sweep.
fn sweep(
    taste: &mut Small,
    entries: &mut [Entry],
    given: &Given<3, 10>,
    sweeps: usize,
    mut each: impl FnMut(&Small),
) -> Vec<f32> {
    let (mut scratch, mut rng) = ([0.0; SCRATCH], Pcg32::new(9, 0));
    let mut fit = Fit::new(1);
    while matches!(fit.next, Step::Expect(_)) {
        taste.advance(&mut fit, entries, given, &mut scratch, &mut rng);
    }
    // Nothing is explained yet.
    let y = scratch[..entries.len()].to_vec();
    for _ in 0..sweeps {
        fit = Fit { sweeps: 1, next: Step::Sum(0, 0) };
        while !taste.advance(&mut fit, entries, given, &mut scratch, &mut rng) {}
        each(taste);
    }
    y
}

const SCALE: Scale = Scale { mean: 3.1, deviation: 1.2 };

/// Gibbs sampling without noise is coordinate descent, which reaches single precision.
const MEAN_TOLERANCE: f64 = 1e-5;

#[test]
fn without_noise_it_comes_to_the_posterior_mean() {
    let (layout, config) = (layout(), TasteConfig::DEFAULT);
    let given = Given { layout: &layout, config: &config, scale: SCALE, temperature: 0.0 };
    let (mut taste, mut entries) = (Small::ZERO, entries());
    let y = sweep(&mut taste, &mut entries, &given, 2000, |_| {});
    let exact = Exact::new(&entries, &given, &y);
    let effects = exact.mean[..TASTE].iter().zip(&taste.coefficients);
    for (at, (exact, got)) in effects.enumerate() {
        let error = (exact - f64::from(*got)).abs();
        assert!(error < MEAN_TOLERANCE, "coefficient {at}: {got}, exactly {exact}");
    }
    for (at, entry) in entries.iter().enumerate() {
        let effect = taste.effect(&entries, entry.output).unwrap_or(f32::NAN);
        let got = f64::from(taste.predict(entry.output, &layout) + effect);
        assert!((exact.expected(at) - got).abs() < MEAN_TOLERANCE, "output {at}");
    }
}

#[test]
fn draws_have_the_mean_and_the_tempered_variance_of_the_posterior() {
    // Of 40,000 correlated sweeps: three standard errors at an autocorrelation time of 20.
    const MEAN_TOLERANCE: f64 = 0.05;
    const VARIANCE_TOLERANCE: f64 = 0.1;
    for temperature in [1.0, 0.4] {
        let (layout, config) = (layout(), TasteConfig::DEFAULT);
        let given = Given { layout: &layout, config: &config, scale: SCALE, temperature };
        let (mut taste, mut entries) = (Small::ZERO, entries());
        let outputs: Vec<Packed> = entries.iter().map(|entry| entry.output).collect();
        let mut sums = vec![[0.0; 2]; outputs.len()];
        const SWEEPS: usize = 40_000;
        let journal = entries.clone();
        let y = sweep(&mut taste, &mut entries, &given, SWEEPS, |taste| {
            for (sums, &output) in sums.iter_mut().zip(&outputs) {
                let effect = taste.effect(&journal, output).unwrap_or(f32::NAN);
                let x = f64::from(taste.predict(output, &layout) + effect);
                *sums = [sums[0] + x, sums[1] + x * x];
            }
        });
        let exact = Exact::new(&entries, &given, &y);
        for (at, [sum, squares]) in sums.into_iter().enumerate() {
            let mean = sum / SWEEPS as f64;
            let variance = squares / SWEEPS as f64 - mean * mean;
            let tempered = exact.variance(at) * f64::from(temperature * temperature);
            let error = (mean - exact.expected(at)).abs() / tempered.sqrt();
            assert!(error < MEAN_TOLERANCE, "output {at}: mean off by {error} deviations");
            let ratio = variance / tempered;
            assert!((ratio - 1.0).abs() < VARIANCE_TOLERANCE, "output {at}: variance × {ratio}");
        }
    }
}

#[test]
fn stars_are_read_as_intervals_open_at_the_ends() {
    let (layout, config) = (layout(), TasteConfig::DEFAULT);
    let given = Given { layout: &layout, config: &config, scale: SCALE, temperature: 0.0 };
    let mut entries: Vec<Entry> = (1..=5)
        .map(|stars| {
            let output = Packed::new(0, &[0, 0, stars % 3]);
            Entry { output, note: 0, stars, age: Age::Fresh }
        })
        .collect();
    let mut taste = Small::ZERO;
    let y = sweep(&mut taste, &mut entries, &given, 0, |_| {});
    let felt: Vec<f32> = y.iter().map(|&y| given.scale.stars(y)).collect();
    for (stars, felt) in (1..=5).map(|stars| stars as f32).zip(&felt) {
        assert!(*felt < stars + 0.5 || stars == 5.0, "{felt} for {stars} stars");
        assert!(*felt > stars - 0.5 || stars == 1.0, "{felt} for {stars} stars");
    }
    // An open end lets in what lies beyond half a star of it.
    let sigma = math::sqrt(config.noise_variance);
    let edge = |stars: f32| given.scale.relative(stars) / sigma;
    let closed = sigma * math::truncated_normal_mean(edge(0.5), edge(1.5));
    assert!(y[0] < closed - 1e-3, "{} beside {closed}", y[0]);
    let closed = sigma * math::truncated_normal_mean(edge(4.5), edge(5.5));
    assert!(y[4] > closed + 1e-3, "{} beside {closed}", y[4]);
    assert!((felt[2] - 3.0).abs() < 0.1, "{felt:?}");
}

#[test]
fn effects_of_outputs_follow_their_entries() {
    let mut taste = Small::ZERO;
    (0..4).for_each(|n| taste.effects[n] = n as f32);
    taste.remember(3, Some(1));
    assert_eq!(taste.effects[..5], [0.0, 2.0, 3.0, 0.0, 0.0]);
    taste.effects[3] = 7.0;
    taste.remember(4, None);
    assert_eq!(taste.effects[..5], [0.0, 2.0, 3.0, 7.0, 0.0]);
}
