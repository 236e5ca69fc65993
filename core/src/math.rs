//! The real functions that learning uses. Each gives the same bits on every target: either
//! `libm` in its one pinned version, or comparisons written out (the order of ±0 and the
//! treatment of NaN in `f32::min` and `f32::max` are left open by the language).

pub use libm::{expf as exp, logf as ln, sqrtf as sqrt, tanhf as tanh};

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
    if x < low {
        low
    } else if x > high {
        high
    } else {
        x
    }
}

/// `|x|`, by clearing the sign bit.
#[inline]
pub fn abs(x: f32) -> f32 {
    f32::from_bits(x.to_bits() & 0x7fff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

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
