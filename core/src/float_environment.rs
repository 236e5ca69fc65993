//! Whether this thread computes as IEEE 754 has it where nobody has switched anything: equal bits rest on it.
//! A library built with `-ffast-math` may have subnormal numbers flushed to zero in the whole process, rounding
//! can be switched as well, and an x87 keeps more digits of what it has not stored yet.

use core::hint::black_box;

use crate::Error;

/// The least number above 0.
const LEAST: f32 = f32::from_bits(1);
/// What [`computed`] comes to, in [`LEAST`].
const EXPECTED: u32 = 5;

/// Notices it by two products. It can be switched at any time, so whatever learns asks again.
///
/// # Errors
/// [`Error::FloatEnvironment`].
#[inline(never)]
pub(crate) fn check() -> Result<(), Error> {
    // Hidden from the compiler, which computes as it should be.
    let got = computed(black_box(3.0 * LEAST), |a, b| a * b).to_bits();
    if got == EXPECTED { Ok(()) } else { Err(Error::FloatEnvironment { got, expected: EXPECTED }) }
}

/// In [`LEAST`]: 3·¾ is rounded down to 2, and 2·79/32 up to 5. Always up it would be 8, always down 4, with more
/// digits in between 6, and 0 where subnormal numbers are flushed when they are read or written.
#[inline]
fn computed(three: f32, times: impl Fn(f32, f32) -> f32) -> f32 {
    times(times(three, 0.75), 79.0 / 32.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math;

    /// The product of multiples of the least number, rounded by `round`.
    fn rounded(round: fn(f64) -> f64) -> f32 {
        computed(3.0 * LEAST, |a, b| {
            let least = f64::from(LEAST);
            (round(f64::from(a) * f64::from(b) / least) * least) as f32
        })
    }

    #[test]
    fn this_thread_computes_as_it_should_but_on_an_x87() {
        let x87 = cfg!(all(target_arch = "x86", not(target_feature = "sse2")));
        let refused = Err(Error::FloatEnvironment { got: 6, expected: EXPECTED });
        assert_eq!(check(), if x87 { refused } else { Ok(()) });
        assert_eq!(rounded(libm::rint).to_bits(), EXPECTED);
    }

    #[test]
    fn every_other_environment_is_noticed() {
        let flushed = |x: f32| if math::abs(x) < f32::MIN_POSITIVE { 0.0 } else { x };
        let environments = [
            (computed(3.0 * LEAST, |a, b| flushed(a * b)), 0),
            (computed(3.0 * LEAST, |a, b| flushed(a) * flushed(b)), 0),
            (rounded(libm::ceil), 8),
            (rounded(libm::floor), 4),
        ];
        for (got, expected) in environments {
            assert_eq!(got.to_bits(), expected);
        }
    }
}
