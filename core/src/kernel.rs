//! The loops that all arithmetic of the networks runs through. Every sum has one written order, lanes
//! and all: a vectorising compiler and a scalar core agree to the bit. Products are made for each
//! shape, as their tiles live in registers; the rest takes slices, so flash holds it once. Slices
//! that should be of one length are handled to the shorter one.

use crate::math;

/// Products for parts without.
#[cfg(any(
    not(any(target_feature = "sse2", target_feature = "simd128", target_feature = "neon")),
    test
))]
mod rows;
/// Products for targets with vectors.
#[cfg(any(target_feature = "sse2", target_feature = "simd128", target_feature = "neon", test))]
mod tiles;

#[cfg(not(any(
    target_feature = "sse2",
    target_feature = "simd128",
    target_feature = "neon"
)))]
use rows as products;
#[cfg(any(target_feature = "sse2", target_feature = "simd128", target_feature = "neon"))]
use tiles as products;

pub use products::{Transpose, matmul, matmul_by_transpose, matmul_transposed};

/// Whether the target has vectors.
pub(crate) const VECTORS: bool =
    cfg!(any(target_feature = "sse2", target_feature = "simd128", target_feature = "neon"));

/// Partial sums of [`dot`] and [`SquareSum`]: lane `i` adds the terms `i, i + 8, i + 16, …`.
/// Zeros appended to the inputs change no sum, so bits depend on a deck and not on a capacity.
const LANES: usize = 8;

/// `((0+4)+(2+6)) + ((1+5)+(3+7))`, what halving a vector register gives.
#[inline]
fn reduce([a, b, c, d, e, f, g, h]: [f32; LANES]) -> f32 {
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// `sums[i] + x[i]·y[i]`. Written out, as it is to stay in registers even where a compiler is asked for
/// small code and unrolls no loop.
#[inline(always)]
fn multiply_add(sums: [f32; LANES], x: [f32; LANES], y: [f32; LANES]) -> [f32; LANES] {
    let ([a, b, c, d, e, f, g, h], [i, j, k, l, m, n, o, p]) = (x, y);
    let [s, t, u, v, w, q, r, z] = sums;
    [s + a * i, t + b * j, u + c * k, v + d * l, w + e * m, q + f * n, r + g * o, z + h * p]
}

/// `Σ xᵢ·yᵢ`
#[inline]
pub fn dot(x: &[f32], y: &[f32]) -> f32 {
    let mut lanes = [0.0; LANES];
    let (x_blocks, x_tail) = x.as_chunks();
    let (y_blocks, y_tail) = y.as_chunks();
    for (x, y) in x_blocks.iter().zip(y_blocks) {
        lanes = multiply_add(lanes, *x, *y);
    }
    for (lane, (x, y)) in lanes.iter_mut().zip(x_tail.iter().zip(y_tail)) {
        *lane += x * y;
    }
    reduce(lanes)
}

/// As a field, aligns a struct to the vectors of the target, so that none of them lies across two
/// lines of a cache. It takes no room itself, and a part without vectors loses none to it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(
    any(target_feature = "sse2", target_feature = "simd128", target_feature = "neon"),
    repr(align(16))
)]
#[cfg_attr(target_feature = "avx", repr(align(32)))]
pub struct VectorAligned;

/// `y += x`
#[inline]
pub fn add(y: &mut [f32], x: &[f32]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += x;
    }
}

/// A sum of squares over the rows of tensors: lane `j` adds columns `j, j + 8, …` of every row, so
/// that columns of zeros change nothing.
pub struct SquareSum([f32; LANES]);

impl SquareSum {
    /// Nothing yet.
    pub const ZERO: Self = SquareSum([0.0; LANES]);

    /// Adds the squares of rows of so many columns each, which lie one after the other.
    pub fn add(&mut self, rows: &[f32], columns: usize) {
        for row in rows.chunks_exact(columns.max(1)) {
            let (blocks, tail) = row.as_chunks();
            for block in blocks {
                self.0 = multiply_add(self.0, *block, *block);
            }
            for (lane, x) in self.0.iter_mut().zip(tail) {
                *lane += x * x;
            }
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
    /// `learning_rate·sqrt(1 - beta2^t) / (1 - beta1^t)`
    pub step_size: f32,
    /// `epsilon·sqrt(1 - beta2^t)`, added to the root of the second moment.
    pub epsilon: f32,
}

/// One step of Adam (Kingma & Ba 2015, algorithm 1 in the order of computation of their section 2)
/// on every parameter. Finite gradients whose squares are finite leave everything finite; a
/// parameter stops at the largest number.
#[inline(never)] // one copy for all tensors; within a large function it is compiled badly for WASM
pub fn adam(parameters: &mut [f32], grads: &[f32], m: &mut [f32], v: &mut [f32], step: &AdamStep) {
    let moments = m.iter_mut().zip(v);
    for ((parameter, grad), (m, v)) in parameters.iter_mut().zip(grads).zip(moments) {
        let grad = grad * step.grad_scale;
        *m = step.beta1 * *m + (1.0 - step.beta1) * grad;
        *v = step.beta2 * *v + (1.0 - step.beta2) * (grad * grad);
        let root = *v * math::reciprocal_sqrt(*v);
        let moved = *parameter - step.step_size * *m / (root + step.epsilon);
        *parameter = math::clamp(moved, f32::MIN, f32::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every tile and every rest of the products, with vectors and without, against one sum after the
    /// other.
    #[test]
    fn products_of_any_shape_are_sums_in_order() {
        fn check<const ROWS: usize, const INNER: usize, const COLUMNS: usize>() {
            let mut rng = crate::Pcg32::new(7, 0);
            // A third of the factors are zero, for the sparse path.
            let mut draw = || if rng.below(3) == 0 { 0.0 } else { rng.normal() };
            let a: [[f32; INNER]; ROWS] =
                core::array::from_fn(|_| core::array::from_fn(|_| draw()));
            let b: [[f32; COLUMNS]; INNER] =
                core::array::from_fn(|_| core::array::from_fn(|_| draw()));
            let start: [f32; COLUMNS] = core::array::from_fn(|_| draw());
            let mut expected = [start; ROWS];
            for (c, a) in expected.iter_mut().zip(&a) {
                for (b, x) in b.iter().zip(a) {
                    for (c, b) in c.iter_mut().zip(b) {
                        *c += x * b;
                    }
                }
            }
            let transposed: [[f32; ROWS]; INNER] =
                core::array::from_fn(|k| a.map(|row| row.into_iter().nth(k).unwrap_or(0.0)));
            let bits = |c: [[f32; COLUMNS]; ROWS]| c.map(|row| row.map(f32::to_bits));
            let expected = bits(expected);
            let mut c = [[0.0; COLUMNS]; ROWS];
            macro_rules! check_variant {
                ($variant:ident) => {
                    $variant::matmul::<false, INNER, COLUMNS>(&start, &a, &b, &mut c);
                    assert_eq!(bits(c), expected);
                    $variant::matmul::<true, INNER, COLUMNS>(&start, &a, &b, &mut c);
                    assert_eq!(bits(c), expected);
                    c = [start; ROWS];
                    $variant::matmul_transposed::<false, ROWS, COLUMNS>(&transposed, &b, &mut c);
                    assert_eq!(bits(c), expected);
                    c = [start; ROWS];
                    $variant::matmul_transposed::<true, ROWS, COLUMNS>(&transposed, &b, &mut c);
                    assert_eq!(bits(c), expected);
                    // By the transpose of a square matrix, which is taken from the rows of `start`.
                    let square = start.map(|x| start.map(|y| x - y));
                    let mut transpose = $variant::Transpose::ZERO;
                    transpose.set(&square);
                    let mut y = [[0.0; COLUMNS]];
                    $variant::matmul_by_transpose(&[start], &square, &transpose, &mut y);
                    let sums = square.map(|row| {
                        row.iter().zip(&start).fold(0.0f32, |sum, (b, x)| sum + x * b).to_bits()
                    });
                    assert_eq!(y.map(|row| row.map(f32::to_bits)), [sums]);
                };
            }
            check_variant!(rows);
            check_variant!(tiles);
        }
        check::<1, 1, 1>();
        check::<2, 3, 7>();
        check::<3, 5, 8>();
        check::<5, 2, 17>();
        check::<4, 9, 32>();
        check::<7, 8, 43>();
        check::<8, 16, 64>();
    }

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
