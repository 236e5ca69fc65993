//! The only source of chance: PCG32 (`PCG-XSH-RR 64/32`; O'Neill 2014, "PCG: A Family of
//! Simple Fast Space-Efficient Statistically Good Algorithms for Random Number Generation").

use crate::math;

const MULTIPLIER: u64 = 6_364_136_223_846_793_005;

/// A seeded generator whose whole state is two numbers.
///
/// ```
/// use lobule::Pcg32;
///
/// let mut rng = Pcg32::new(42, 54);
/// assert_eq!(rng.next_u32(), 0xa15c02b7);
/// let saved = rng.state();
/// let next = rng.next_u32();
/// assert_eq!(Pcg32::from_state(saved).next_u32(), next);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pcg32 {
    state: u64,
    increment: u64,
}

impl Pcg32 {
    /// Not yet seeded: all zero, for a `static`.
    pub(crate) const ZERO: Self = Pcg32 { state: 0, increment: 0 };

    /// Starts the sequence `seed` of the stream `stream`.
    pub const fn new(seed: u64, stream: u64) -> Self {
        let increment = (stream << 1) | 1;
        let state = increment.wrapping_add(seed).wrapping_mul(MULTIPLIER).wrapping_add(increment);
        Pcg32 { state, increment }
    }

    /// `[state, increment]`, to save.
    pub const fn state(&self) -> [u64; 2] {
        [self.state, self.increment]
    }

    /// Goes on where [`state`](Self::state) was taken. The increment of a generator is odd; its
    /// lowest bit is set if it was not.
    pub const fn from_state([state, increment]: [u64; 2]) -> Self {
        Pcg32 { state, increment: increment | 1 }
    }

    /// 32 uniform bits.
    #[inline]
    pub const fn next_u32(&mut self) -> u32 {
        let state = self.state;
        self.state = state.wrapping_mul(MULTIPLIER).wrapping_add(self.increment);
        let xorshifted = (((state >> 18) ^ state) >> 27) as u32;
        xorshifted.rotate_right((state >> 59) as u32)
    }

    /// Uniform in `0.0..1.0`, a multiple of 2⁻²⁴.
    #[inline]
    pub fn uniform(&mut self) -> f32 {
        const UNIT: f32 = 1.0 / (1 << 24) as f32;
        (self.next_u32() >> 8) as f32 * UNIT
    }

    /// Uniform in `0..bound` without bias (rejection as in O'Neill's `pcg32_boundedrand`);
    /// 0 where `bound` is 0.
    pub const fn below(&mut self, bound: u32) -> u32 {
        if bound == 0 {
            return 0;
        }
        let threshold = bound.wrapping_neg() % bound;
        loop {
            let draw = self.next_u32();
            if draw >= threshold {
                return draw % bound;
            }
        }
    }

    /// A standard normal draw, by the polar method (Marsaglia & Bray 1964), which needs neither
    /// sine nor cosine.
    pub fn normal(&mut self) -> f32 {
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                return x * math::sqrt(-2.0 * math::ln(square) / square);
            }
        }
    }

    /// About a standard normal draw, for much less work than [`normal`](Self::normal) where numbers are
    /// computed in software: the sum of eight uniform ones of 16 bits, scaled (central limit theorem).
    /// Mean and variance are exact, the kurtosis is 2.85 for 3, and no draw is beyond ±4.9.
    pub fn roughly_normal(&mut self) -> f32 {
        let mut sum = 0;
        for _ in 0..4 {
            let bits = self.next_u32();
            sum += (bits >> 16) as i32 + (bits & 0xffff) as i32;
        }
        // Eight times the mean of 0..=65535; each has the variance (65536² - 1)/12.
        const CENTRE: i32 = 4 * 65535;
        const DEVIATION: f32 = 53_509.92;
        (sum - CENTRE) as f32 * (1.0 / DEVIATION)
    }

    /// A uniformly random order of `items` (Fisher & Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        let mut left = items.len();
        while left > 1 {
            let chosen = self.below(left as u32) as usize;
            left -= 1;
            // `chosen` and `left` are below the length, so this always swaps.
            if let (Some(head), true) = (items.get_mut(..=left), chosen < left)
                && let Some((last, rest)) = head.split_last_mut()
                && let Some(other) = rest.get_mut(chosen)
            {
                core::mem::swap(last, other);
            }
        }
    }
}

#[cfg(feature = "rand_core")]
impl rand_core::TryRng for Pcg32 {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(self.next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        rand_core::utils::next_u64_via_u32(self)
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Self::Error> {
        rand_core::utils::fill_bytes_via_next_word(dst, || self.try_next_u32())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_published_demo() {
        // Output of `pcg32-demo` of the reference implementation, seed 42, stream 54, round 1.
        let mut rng = Pcg32::new(42, 54);
        for expected in [0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e] {
            assert_eq!(rng.next_u32(), expected);
        }
    }

    #[test]
    fn follows_rand_pcg() {
        use rand_pcg::rand_core::Rng;
        for seed in 0..100 {
            let (mut ours, mut theirs) =
                (Pcg32::new(seed, seed * 7), rand_pcg::Pcg32::new(seed, seed * 7));
            for _ in 0..100 {
                assert_eq!(ours.next_u32(), theirs.next_u32());
            }
        }
    }

    #[test]
    fn draws_have_the_right_moments() {
        for draw in [Pcg32::normal, Pcg32::roughly_normal] {
            let mut rng = Pcg32::new(1, 1);
            const DRAWS: u32 = 100_000;
            let (mut sum, mut squares) = (0.0f64, 0.0f64);
            for _ in 0..DRAWS {
                let x = draw(&mut rng) as f64;
                sum += x;
                squares += x * x;
            }
            // Standard errors are 0.003 and 0.0045; five of them.
            assert!((sum / DRAWS as f64).abs() < 0.016);
            assert!((squares / DRAWS as f64 - 1.0).abs() < 0.0225);
        }
    }

    #[test]
    fn shuffles_reach_every_order() {
        let mut rng = Pcg32::new(3, 3);
        let mut seen = [0u32; 6];
        for _ in 0..6000 {
            let mut items = [0usize, 1, 2];
            rng.shuffle(&mut items);
            let rank = match items {
                [0, 1, 2] => 0,
                [0, 2, 1] => 1,
                [1, 0, 2] => 2,
                [1, 2, 0] => 3,
                [2, 0, 1] => 4,
                _ => 5,
            };
            if let Some(count) = seen.get_mut(rank) {
                *count += 1;
            }
        }
        // 1000 each, standard deviation 29; six of them.
        assert!(seen.iter().all(|&count| (826..1174).contains(&count)), "{seen:?}");
    }
}
