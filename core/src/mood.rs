//! How a person takes what they are shown: how content they are, which says how far to explore, and
//! whether they surprise the taste model time and again, which says that their taste has changed.

use crate::{
    journal::{Age, Entry, Journal},
    math,
};

/// 0 where the last ratings are as good as this person's ratings get, 1 where they are a star or
/// more below that.
pub(crate) fn discontent<const RATINGS: usize>(journal: &Journal<RATINGS>) -> f32 {
    /// Ratings that tell how content they are now.
    const RECENT: usize = 10;
    /// Ratings that tell how good their ratings get …
    const LONG: usize = 60;
    /// … which is this many stars at least.
    const LEAST_BEST: u8 = 3;
    let recent = journal.newest(RECENT);
    if recent.is_empty() {
        return 1.0;
    }
    let sum: u32 = recent.iter().map(|entry| u32::from(entry.stars)).sum();
    let best = journal.newest(LONG).iter().map(|entry| entry.stars).fold(LEAST_BEST, u8::max);
    math::clamp(f32::from(best) - sum as f32 / recent.len() as f32, 0.0, 1.0)
}

/// Watches for ratings that fall short of what was expected, by a cumulative sum of the shortfall
/// (Page 1954, "Continuous Inspection Schemes").
#[derive(Clone, Copy, Debug)]
pub(crate) struct Drift {
    now: State,
    /// Before the last rating, in case it is corrected …
    before: State,
    /// … with what was expected of it.
    expected: Expected,
}

/// What is expected of an output before it is rated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected {
    /// From 1 to 5; 0 where it is not known.
    pub stars: f32,
    /// The variance of stars that are no surprise; above 0 where they are known.
    pub variance: f32,
}

impl Expected {
    const UNKNOWN: Self = Expected { stars: 0.0, variance: 0.0 };

    pub fn new(stars: f32, variance: f32) -> Self {
        Expected { stars: math::clamp(stars, 1.0, 5.0), variance }
    }

    pub fn is_known(&self) -> bool {
        self.stars > 0.0
    }

    /// Whether an agent can have expected this.
    pub fn can_be(&self) -> bool {
        if self.is_known() {
            self.variance > 0.0 && (1.0..=5.0).contains(&self.stars)
        } else {
            self.variance == 0.0 && self.stars == 0.0
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct State {
    /// Running mean of the squared difference between stars and what was expected.
    pub mean_square: f32,
    /// Shortfall, in standard deviations, summed up since it last was none.
    pub shortfall: f32,
    /// Ratings since then.
    pub since: u16,
}

impl State {
    const ZERO: Self = State { mean_square: 0.0, shortfall: 0.0, since: 0 };
}

impl Drift {
    pub const ZERO: Self =
        Drift { now: State::ZERO, before: State::ZERO, expected: Expected::UNKNOWN };

    /// Takes a rating of an output; `true` where the taste seems to have changed. `ratings` are those
    /// remembered before it.
    pub fn watch(&mut self, stars: f32, expected: Expected, ratings: usize) -> bool {
        /// Above this the taste has changed.
        const ALARM: f32 = 8.0;
        /// A shortfall that is no surprise.
        const EXPECTED: f32 = 0.7;
        /// The most that one rating can say.
        const MOST: f32 = 3.0;
        /// Before so many ratings the model is too young to be surprised.
        const YOUNG: usize = 20;
        /// Weight of a new difference in the running mean.
        const MEMORY: f32 = 0.03;
        self.before = self.now;
        self.expected = expected;
        let State { mean_square, shortfall, since } = &mut self.now;
        let short = expected.stars - stars;
        let usual = math::max(*mean_square, expected.variance);
        let surprise = math::min(short / math::sqrt(usual), MOST);
        *shortfall = math::max(*shortfall + surprise - EXPECTED, 0.0);
        *since = if *shortfall > 0.0 { since.saturating_add(1) } else { 0 };
        // One outlier says little of what is usual.
        let square = math::min(short * short, 4.0 * usual);
        let weight = math::max(MEMORY, 1.0 / (ratings as f32 + 1.0));
        *mean_square += weight * (square - *mean_square);
        let alarm = ratings >= YOUNG && *shortfall > ALARM;
        if alarm {
            *shortfall = 0.0;
        }
        alarm
    }

    /// Now, before the last rating, and what was expected of it.
    pub fn parts(&mut self) -> ([&mut State; 2], &mut Expected) {
        ([&mut self.now, &mut self.before], &mut self.expected)
    }

    /// Takes the last rating back and tells what was expected of its output.
    pub fn undo(&mut self) -> Expected {
        self.now = self.before;
        self.expected
    }

    /// After an alarm in a context: all its ratings but those of the surprise are stale, unless the last
    /// one is corrected.
    pub fn mark(&mut self, entries: &mut [Entry], context: u8) {
        let fresh = usize::from(self.now.since);
        self.now.since = 0;
        let old = entries.len().saturating_sub(fresh);
        entries
            .iter_mut()
            .take(old)
            .filter(|entry| entry.output.context() == context && entry.age == Age::Fresh)
            .for_each(|entry| entry.age = Age::StaleByLast);
    }
}
