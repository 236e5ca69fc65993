//! The real functions that learning uses. Each gives the same bits on every target: `libm` in its
//! one pinned version, or our own short list of correctly rounded operations without a branch, which
//! a compiler turns into vector code where a loop needs many. Comparisons are written out (the order
//! of ±0 and the treatment of NaN in `f32::min` and `f32::max` are left open by the language).

pub use libm::sqrtf as sqrt;

/// The natural logarithm.
#[inline(never)] // one copy of what libm has
pub fn ln(x: f32) -> f32 {
    libm::logf(x)
}

/// `eˣ`, at most one unit in the last place off; exactly 1 at ±0, 0 from −104 down, ∞ from 88.73
/// up, NaN for NaN.
///
/// `eˣ = 2ⁿ·eʳ` with `n` the integer nearest to `x/ln 2`; on the small rest `r` a polynomial of the
/// least largest relative error (3e-9).
// Without vectors nothing is gained from a copy in each loop.
#[cfg_attr(
    any(target_feature = "sse2", target_feature = "simd128", target_feature = "neon"),
    inline
)]
#[cfg_attr(
    not(any(target_feature = "sse2", target_feature = "simd128", target_feature = "neon")),
    inline(never)
)]
pub fn exp(x: f32) -> f32 {
    // Beyond these the result is 0 or ∞ anyway, and `n` would not fit its two scales.
    let x = clamp(x, -104.0, 89.0);
    // Adding 1.5·2²³ rounds to an integer, which is then in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    let shifted = x * core::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    // ln 2 in two parts, the first so short that its product with `n` is exact.
    const LN_2_HIGH: f32 = 355.0 / 512.0;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
    const Q: [f32; 5] = [0.499_999_94, 0.166_665_21, 4.166_839e-2, 8.368_717e-3, 1.381_459_9e-3];
    let q = (((Q[4] * r + Q[3]) * r + Q[2]) * r + Q[1]) * r + Q[0];
    let power = (q * r) * r + r + 1.0;
    // 2ⁿ in two factors, as it may be too large or too small for one.
    let n = (shifted.to_bits() as i32).wrapping_sub(ROUND.to_bits() as i32);
    let half = n >> 1;
    power * power_of_2(half) * power_of_2(n.wrapping_sub(half))
}

/// `2ⁿ` for the exponents of normal numbers.
#[inline]
fn power_of_2(n: i32) -> f32 {
    f32::from_bits((n.wrapping_add(127) as u32) << 23)
}

/// Hyperbolic tangent: odd, exactly 0 at ±0, exactly ±1 from ±9.02 on, NaN for NaN, and nowhere more
/// than 6 units in the last place off. A
/// quotient of two polynomials in `x²`, fitted to the least largest relative error (1e-9), without
/// a branch: a compiler turns a loop over it into vector code.
#[inline]
pub fn tanh(x: f32) -> f32 {
    const SATURATION: f32 = 9.02;
    const P: [f32; 5] = [1.0, 0.137_854_02, 4.008_556e-3, 3.159_007_2e-5, 5.076_558_2e-8];
    const Q: [f32; 6] =
        [1.0, 0.471_187_35, 2.773_768_5e-2, 4.207_492_5e-4, 1.617_560_7e-6, 7.375_118e-10];
    let x = clamp(x, -SATURATION, SATURATION);
    let s = x * x;
    let p = (((P[4] * s + P[3]) * s + P[2]) * s + P[1]) * s + P[0];
    let q = ((((Q[5] * s + Q[4]) * s + Q[3]) * s + Q[2]) * s + Q[1]) * s + Q[0];
    clamp(x * p / q, -1.0, 1.0)
}

/// `1/√x` for positive finite `x` to 8e-7 (relative), by a first guess in the exponent and two
/// Newton steps whose constants spread the error evenly (Moroz et al. 2018, "Fast calculation of
/// inverse square root with the use of magic constant"); some large finite number for 0. It serves
/// where a square root in software would take most of the time.
#[inline]
pub fn reciprocal_sqrt(x: f32) -> f32 {
    let half = 0.5 * x;
    let mut y = f32::from_bits(0x5f37_6908 - (x.to_bits() >> 1));
    y *= 1.500_878_9 - half * y * y;
    y *= 1.500_000_6 - half * y * y;
    y
}

/// The mean of a standard normal variable that is known to lie in `low..=high`, `(φ(low) - φ(high)) /
/// (Φ(high) - Φ(low))`; the end nearer to 0 where that is so unlikely that the quotient would be
/// noise. `Φ` is accurate to 7.5e-8 (Abramowitz & Stegun 1964, formula 26.2.17).
pub fn truncated_normal_mean(low: f32, high: f32) -> f32 {
    /// Beyond this both functions are 0 or 1 in single precision.
    const FAR: f32 = 6.0;
    const LEAST: f32 = 1e-3;
    let (density_low, below_low) = normal(clamp(low, -FAR, FAR));
    let (density_high, below_high) = normal(clamp(high, -FAR, FAR));
    let within = below_high - below_low;
    if within >= LEAST {
        clamp((density_low - density_high) / within, low, high)
    } else if high < 0.0 {
        high
    } else {
        max(low, 0.0)
    }
}

/// The density and the distribution function of the standard normal distribution.
fn normal(x: f32) -> (f32, f32) {
    const ROOT: f32 = 0.398_942_3; // 1/√(2π)
    const B: [f32; 5] = [0.319_381_54, -0.356_563_78, 1.781_478, -1.821_256, 1.330_274_5];
    let density = ROOT * exp(-0.5 * x * x);
    let t = 1.0 / (1.0 + 0.231_641_9 * abs(x));
    let tail = density * t * ((((B[4] * t + B[3]) * t + B[2]) * t + B[1]) * t + B[0]);
    (density, if x < 0.0 { tail } else { 1.0 - tail })
}

/// The smaller of two numbers; `a` where they are equal or one is NaN.
#[inline]
pub fn min(a: f32, b: f32) -> f32 {
    if b < a { b } else { a }
}

/// The larger of two numbers; `a` where they are equal or one is NaN.
#[inline]
pub fn max(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

/// `x` limited to `low..=high`; NaN stays NaN.
#[inline]
pub fn clamp(x: f32, low: f32, high: f32) -> f32 {
    max(min(x, high), low)
}

/// `|x|`, by clearing the sign bit.
#[inline]
pub fn abs(x: f32) -> f32 {
    f32::from_bits(x.to_bits() & 0x7fff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;

    /// Of [`tanh`] in units in the last place; docs/performance.md has the measured ones.
    const TANH_TOLERANCE: f64 = 6.0;
    /// Of [`exp`], likewise.
    const EXP_TOLERANCE: f64 = 1.0;
    /// Of [`reciprocal_sqrt`], relative. It scales Adam's step, which is itself far below a
    /// parameter.
    const RECIPROCAL_SQRT_TOLERANCE: f64 = 8e-7;

    /// `got` in units in the last place of `exact`.
    fn ulps(got: f32, exact: f64) -> f64 {
        let nearest = exact as f32;
        let next = f32::from_bits(nearest.to_bits() + 1);
        (f64::from(got) - exact).abs() / (f64::from(next) - f64::from(nearest)).abs()
    }

    /// A prime stride over the bits visits every exponent about 8000 times.
    const STRIDE: usize = 1021;

    #[test]
    fn tanh_is_odd_saturates_and_is_within_its_tolerance() {
        for bits in (0..0x4140_0000).step_by(STRIDE) {
            let x = f32::from_bits(bits);
            let y = tanh(x);
            assert_eq!(tanh(-x).to_bits(), (-y).to_bits());
            assert!((0.0..=1.0).contains(&y));
            let error = ulps(y, f64::from(x).tanh());
            assert!(error < TANH_TOLERANCE, "{x}: {error}");
        }
        assert_eq!(tanh(0.0).to_bits(), 0);
        assert_eq!(tanh(-0.0).to_bits(), (-0.0f32).to_bits());
        assert_eq!((tanh(9.02), tanh(f32::INFINITY), tanh(-1e30)), (1.0, 1.0, -1.0));
        assert!(tanh(f32::NAN).is_nan());
    }

    #[test]
    fn exp_is_within_its_tolerance_and_ends_well() {
        for bits in (0..0x42b1_0000).step_by(STRIDE) {
            for x in [f32::from_bits(bits), -f32::from_bits(bits)] {
                // Subnormal results have fewer bits; they are checked for order below.
                if x > -87.3 {
                    let error = ulps(exp(x), f64::from(x).exp());
                    assert!(error < EXP_TOLERANCE, "{x}: {error}");
                }
            }
        }
        assert_eq!((exp(0.0), exp(-0.0)), (1.0, 1.0));
        assert_eq!((exp(88.73), exp(f32::INFINITY)), (f32::INFINITY, f32::INFINITY));
        assert_eq!((exp(-104.0), exp(f32::MIN), exp(f32::NEG_INFINITY)), (0.0, 0.0, 0.0));
        assert!(exp(88.72).is_finite() && exp(-103.0) > 0.0 && exp(-95.0) > exp(-96.0));
        assert!(exp(f32::NAN).is_nan());
    }

    #[test]
    fn reciprocal_roots_are_within_their_tolerance() {
        for bits in (0x0080_0000..0x7f7f_ffff).step_by(STRIDE) {
            let x = f32::from_bits(bits);
            let exact = 1.0 / f64::from(x).sqrt();
            let error = (f64::from(reciprocal_sqrt(x)) - exact).abs() / exact;
            assert!(error < RECIPROCAL_SQRT_TOLERANCE, "{x}: {error}");
        }
        assert_eq!(0.0 * reciprocal_sqrt(0.0), 0.0);
    }

    /// Of [`truncated_normal_mean`], absolute: the errors of two values of the distribution function
    /// over the least probability that they are divided by, three deviations out.
    const TRUNCATED_TOLERANCE: f64 = 4.5e-4;

    #[test]
    fn truncated_means_are_those_of_the_integral() {
        for low in (-80..80).map(|n| f64::from(n) * 0.1) {
            for width in [0.3, 1.0, 4.0, 100.0] {
                let got = f64::from(truncated_normal_mean(low as f32, (low + width) as f32));
                let steps = 20_000;
                let (mut mass, mut moment) = (0.0, 0.0);
                for step in 0..steps {
                    let x = low + width.min(12.0) * (f64::from(step) + 0.5) / f64::from(steps);
                    let density = (-0.5 * x * x).exp();
                    mass += density;
                    moment += density * x;
                }
                let probability = mass * width.min(12.0) / f64::from(steps) * 0.398_942_3;
                if probability > 1.1e-3 {
                    let error = (got - moment / mass).abs();
                    assert!(error < TRUNCATED_TOLERANCE, "{low} + {width}: {got}, {error}");
                } else {
                    assert!(got >= low - 1e-6 && got <= low + width + 1e-6, "{low}: {got}");
                }
            }
        }
        assert_eq!(truncated_normal_mean(9.0, f32::INFINITY), 9.0);
        assert_eq!(truncated_normal_mean(f32::NEG_INFINITY, -9.0), -9.0);
    }

    #[test]
    fn comparisons_are_defined_for_zeros_and_nan() {
        assert_eq!(min(0.0, -0.0).to_bits(), 0.0f32.to_bits());
        assert_eq!(max(-0.0, 0.0).to_bits(), (-0.0f32).to_bits());
        assert_eq!(min(1.0, f32::NAN), 1.0);
        assert!(clamp(f32::NAN, 0.0, 1.0).is_nan());
        assert_eq!(clamp(3.0, -1.0, 1.0), 1.0);
        assert_eq!(abs(-2.5), 2.5);
    }
}
