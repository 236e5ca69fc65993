//! The slice kernels that all arithmetic of the networks runs through. They are not generic over
//! shapes, so flash holds each once. Every sum has one written order, lanes and all: a
//! vectorising compiler and a scalar core agree to the bit. Slices that should be of one length
//! are handled to the shorter one.

use crate::math;

/// Partial sums of [`dot`] and [`SquareSum`]: lane `i` adds the terms `i, i + 8, i + 16, …`.
/// Zeros appended to the inputs change no sum, so bits depend on a deck and not on a capacity.
const LANES: usize = 8;

/// `((0+4)+(2+6)) + ((1+5)+(3+7))`, what halving a vector register gives.
#[inline]
fn reduce([a, b, c, d, e, f, g, h]: [f32; LANES]) -> f32 {
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// `Σ xᵢ·yᵢ`
#[inline]
pub fn dot(x: &[f32], y: &[f32]) -> f32 {
    let mut lanes = [0.0; LANES];
    let (x_blocks, y_blocks) = (x.chunks_exact(LANES), y.chunks_exact(LANES));
    let (x_tail, y_tail) = (x_blocks.remainder(), y_blocks.remainder());
    for (x, y) in x_blocks.zip(y_blocks) {
        for (lane, (x, y)) in lanes.iter_mut().zip(x.iter().zip(y)) {
            *lane += x * y;
        }
    }
    for (lane, (x, y)) in lanes.iter_mut().zip(x_tail.iter().zip(y_tail)) {
        *lane += x * y;
    }
    reduce(lanes)
}

/// How many terms [`axpy4`] adds at once.
pub const TERMS: usize = 4;

/// `y = (((y + a₀·x₀) + a₁·x₁) + a₂·x₂) + a₃·x₃`: four steps of the sum in one pass over `y`, which
/// is then read and written once. A term whose factor is zero changes nothing.
#[cfg_attr(not(target_arch = "wasm32"), inline)]
#[cfg_attr(target_arch = "wasm32", inline(never))] // the page's file is to be small
pub fn axpy4(y: &mut [f32], [a, b, c, d]: [f32; TERMS], [u, v, w, x]: [&[f32]; TERMS]) {
    for ((((y, u), v), w), x) in y.iter_mut().zip(u).zip(v).zip(w).zip(x) {
        *y = (((*y + a * u) + b * v) + c * w) + d * x;
    }
}

/// A sum of squares over the rows of tensors: lane `j` adds columns `j, j + 8, …` of every row, so
/// that columns of zeros change nothing.
pub struct SquareSum([f32; LANES]);

impl SquareSum {
    /// Nothing yet.
    pub const ZERO: Self = SquareSum([0.0; LANES]);

    /// Adds the squares of a row.
    #[inline]
    pub fn add(&mut self, row: &[f32]) {
        let blocks = row.chunks_exact(LANES);
        let tail = blocks.remainder();
        for block in blocks {
            for (lane, x) in self.0.iter_mut().zip(block) {
                *lane += x * x;
            }
        }
        for (lane, x) in self.0.iter_mut().zip(tail) {
            *lane += x * x;
        }
    }

    /// The sum.
    pub fn total(self) -> f32 {
        reduce(self.0)
    }
}

/// What one step of [`adam`] needs beside its slices.
#[derive(Clone, Copy, Debug)]
pub struct AdamStep {
    /// The gradient is multiplied by this first (norm clipping).
    pub grad_scale: f32,
    /// Decay of the first moment.
    pub beta1: f32,
    /// Decay of the second moment.
    pub beta2: f32,
    /// `learning_rate / (1 - beta1^t)`
    pub step_size: f32,
    /// `1 / sqrt(1 - beta2^t)`
    pub second_correction: f32,
    /// Added to the root of the second moment.
    pub epsilon: f32,
}

/// One step of Adam (Kingma & Ba 2015, algorithm 1) on every parameter. Finite gradients whose
/// squares are finite leave everything finite.
#[inline]
pub fn adam(parameters: &mut [f32], grads: &[f32], m: &mut [f32], v: &mut [f32], step: &AdamStep) {
    let moments = m.iter_mut().zip(v.iter_mut());
    for ((parameter, grad), (m, v)) in parameters.iter_mut().zip(grads).zip(moments) {
        let grad = grad * step.grad_scale;
        *m = step.beta1 * *m + (1.0 - step.beta1) * grad;
        *v = step.beta2 * *v + (1.0 - step.beta2) * (grad * grad);
        let root = *v * math::reciprocal_sqrt(*v);
        let denominator = root * step.second_correction + step.epsilon;
        let moved = *parameter - step.step_size * *m / denominator;
        // A vanishing denominator can throw a parameter out of the numbers; it stays, then.
        *parameter = if moved.is_finite() { moved } else { *parameter };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appended_zeros_change_no_bit() {
        let mut rng = crate::Pcg32::new(5, 0);
        let mut x = [0.0f32; 40];
        let mut y = [0.0f32; 40];
        for len in 0..=24 {
            x.fill(0.0);
            y.fill(0.0);
            for (x, y) in x.iter_mut().zip(&mut y).take(len) {
                (*x, *y) = (rng.normal(), rng.normal());
            }
            let exact = dot(x.get(..len).unwrap_or(&[]), y.get(..len).unwrap_or(&[]));
            assert_eq!(exact.to_bits(), dot(&x, &y).to_bits());
        }
    }
}
