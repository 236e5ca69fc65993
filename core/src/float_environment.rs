//! Whether this thread computes as IEEE 754 has it where nobody has switched anything: equal bits rest on it.
//! A library built with `-ffast-math` may have subnormal numbers flushed to zero in the whole process, rounding
//! can be switched as well, and an x87 keeps more digits of what it has not stored yet.

use core::hint::black_box;

use crate::Error;

/// The least number above 0.
const LEAST: f32 = f32::from_bits(1);
/// What [`computed`] comes to: 8 and 3 times the least number.
const EXPECTED: u32 = 0x803;

/// Notices it by three products. It can be switched at any time, so whatever learns asks again.
///
/// # Errors
/// [`Error::FloatEnvironment`].
#[inline(never)]
pub(crate) fn check() -> Result<(), Error> {
    // Hidden from the compiler, which computes as it should be.
    let got = computed(black_box(3.0 * LEAST), |a, b| a * b);
    if got == EXPECTED { Ok(()) } else { Err(Error::FloatEnvironment { got, expected: EXPECTED }) }
}

/// Of three times the least number, `3·¾` goes to 2 and `3·⅞` to 3 by rounding to nearest. Where subnormal numbers
/// are flushed, read or written, both are 0; with more digits the first, four times as large, is 9.
#[inline]
fn computed(three: f32, times: impl Fn(f32, f32) -> f32) -> u32 {
    let (down, up) = (times(times(three, 0.75), 4.0), times(three, 0.875));
    down.to_bits() << 8 | up.to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math;

    /// The product of multiples of the least number, rounded by `round`.
    fn rounded(round: fn(f64) -> f64) -> u32 {
        computed(3.0 * LEAST, |a, b| {
            let least = f64::from(LEAST);
            (round(f64::from(a) * f64::from(b) / least) * least) as f32
        })
    }

    #[test]
    fn this_thread_computes_as_it_should_but_on_an_x87() {
        let x87 = cfg!(all(target_arch = "x86", not(target_feature = "sse2")));
        let refused = Err(Error::FloatEnvironment { got: 0x903, expected: EXPECTED });
        assert_eq!(check(), if x87 { refused } else { Ok(()) });
        assert_eq!(rounded(libm::rint), EXPECTED);
    }

    #[test]
    fn every_other_environment_is_noticed() {
        let flushed = |x: f32| if math::abs(x) < f32::MIN_POSITIVE { 0.0 } else { x };
        let environments = [
            ("written as zero", computed(3.0 * LEAST, |a, b| flushed(a * b))),
            ("read as zero", computed(3.0 * LEAST, |a, b| flushed(a) * flushed(b))),
            ("up", rounded(libm::ceil)),
            ("down, or to zero", rounded(libm::floor)),
        ];
        for (what, got) in environments {
            assert_ne!(got, EXPECTED, "{what}");
        }
    }
}
