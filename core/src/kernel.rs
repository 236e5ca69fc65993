//! The loops that all arithmetic of the networks runs through. Every sum has one written order, lanes
//! and all: a vectorising compiler and a scalar core agree to the bit. Products are made for each
//! shape, as their tiles live in registers; the rest takes slices, so flash holds it once. Slices
//! that should be of one length are handled to the shorter one.

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

/// As a field, aligns a struct to the vectors of the target, so that none of them lies across two
/// lines of a cache. It takes no room itself, and a part without vectors loses none to it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(
    any(target_feature = "sse2", target_feature = "simd128", target_feature = "neon"),
    repr(align(16))
)]
#[cfg_attr(target_feature = "avx", repr(align(32)))]
pub struct VectorAligned;

/// How many columns, of two rows each, [`matmul`] sums side by side. Each sum has one order whatever
/// this is: it fits the registers of a target and changes no bit.
const TILE: usize = if cfg!(target_feature = "avx") {
    32
} else if cfg!(any(target_feature = "sse2", target_feature = "simd128", target_feature = "neon")) {
    16
} else {
    8
};

/// Whether rows are summed two at a time. The page's file, built without vectors, is to be small.
const PAIRS: bool = cfg!(any(not(target_arch = "wasm32"), target_feature = "simd128"));

/// `C = start + A·B`: row `r` of `C` becomes `start + Σ aᵣₖ·bₖ`, summed in the order of `k`; `A` has
/// as many rows as `C`. With `SPARSE`, terms of factors that are zero are left out, which pays where
/// most are.
#[inline]
pub fn matmul<const SPARSE: bool, const INNER: usize, const COLUMNS: usize>(
    start: &[f32; COLUMNS],
    a: &[[f32; INNER]],
    b: &[[f32; COLUMNS]; INNER],
    c: &mut [[f32; COLUMNS]],
) {
    let (pairs, last) = if PAIRS { c.as_chunks_mut::<2>() } else { (&mut [][..], c) };
    let (a_pairs, a_last) = if PAIRS { a.as_chunks::<2>() } else { (&[][..], a) };
    for (c, [x, y]) in pairs.iter_mut().zip(a_pairs) {
        rows::<SPARSE, 2, COLUMNS>(Some(start), |k| [at(x, k), at(y, k)], b, c.each_mut());
    }
    for (c, x) in last.iter_mut().zip(a_last) {
        rows::<SPARSE, 1, COLUMNS>(Some(start), |k| [at(x, k)], b, [c]);
    }
}

/// `C += Aᵀ·B`, summed as in [`matmul`]; `A` has as many rows as `B`.
#[inline]
pub fn matmul_transposed<const SPARSE: bool, const ROWS: usize, const COLUMNS: usize>(
    a: &[[f32; ROWS]],
    b: &[[f32; COLUMNS]],
    c: &mut [[f32; COLUMNS]; ROWS],
) {
    // Two rows half of them apart: the factors of neighbours would be loaded as one and then torn
    // apart, which costs more.
    let half = if PAIRS { ROWS / 2 } else { 0 };
    let (upper, lower) = c.split_at_mut(half);
    let (lower, last) = lower.split_at_mut(half);
    for (row, (upper, lower)) in upper.iter_mut().zip(lower).enumerate() {
        let factors = |k: usize| {
            let a = a.get(k).unwrap_or(&[0.0; ROWS]);
            [at(a, row), at(a, half + row)]
        };
        rows::<SPARSE, 2, COLUMNS>(None, factors, b, [upper, lower]);
    }
    for (c, row) in last.iter_mut().zip(2 * half..) {
        let factors = |k: usize| [at(a.get(k).unwrap_or(&[0.0; ROWS]), row)];
        rows::<SPARSE, 1, COLUMNS>(None, factors, b, [c]);
    }
}

#[inline(always)]
fn at(row: &[f32], k: usize) -> f32 {
    row.get(k).copied().unwrap_or(0.0)
}

/// Some rows of [`matmul`], in tiles of columns; `factors` gives their factors of term `k`. Without
/// `start` the sums begin with what `c` is.
#[inline(always)]
fn rows<const SPARSE: bool, const ROWS: usize, const COLUMNS: usize>(
    start: Option<&[f32; COLUMNS]>,
    factors: impl Fn(usize) -> [f32; ROWS],
    b: &[[f32; COLUMNS]],
    mut c: [&mut [f32; COLUMNS]; ROWS],
) {
    let mut first = 0;
    while first + TILE <= COLUMNS {
        tile::<SPARSE, TILE, ROWS, COLUMNS>(first, start, &factors, b, &mut c);
        first += TILE;
    }
    while first + LANES <= COLUMNS {
        tile::<SPARSE, LANES, ROWS, COLUMNS>(first, start, &factors, b, &mut c);
        first += LANES;
    }
    while first < COLUMNS {
        tile::<SPARSE, 1, ROWS, COLUMNS>(first, start, &factors, b, &mut c);
        first += 1;
    }
}

/// `WIDTH` columns of some rows, whose sums stay in registers.
#[inline(always)]
fn tile<const SPARSE: bool, const WIDTH: usize, const ROWS: usize, const COLUMNS: usize>(
    first: usize,
    start: Option<&[f32; COLUMNS]>,
    factors: &impl Fn(usize) -> [f32; ROWS],
    b: &[[f32; COLUMNS]],
    c: &mut [&mut [f32; COLUMNS]; ROWS],
) {
    let mut sums = [[0.0; WIDTH]; ROWS];
    for (sums, c) in sums.iter_mut().zip(c.iter()) {
        let start = start.unwrap_or(c);
        if let Some(start) = start.get(first..).and_then(|start| start.first_chunk()) {
            *sums = *start;
        }
    }
    for (k, b) in b.iter().enumerate() {
        let factors = factors(k);
        if SPARSE && factors == [0.0; ROWS] {
            continue;
        }
        if let Some(b) = b.get(first..).and_then(|b| b.first_chunk::<WIDTH>()) {
            for (sums, factor) in sums.iter_mut().zip(factors) {
                for (sum, b) in sums.iter_mut().zip(b) {
                    *sum += factor * b;
                }
            }
        }
    }
    for (sums, c) in sums.iter().zip(c.iter_mut()) {
        if let Some(c) = c.get_mut(first..).and_then(|c| c.first_chunk_mut()) {
            *c = *sums;
        }
    }
}

/// `y += x`
#[inline]
pub fn add(y: &mut [f32], x: &[f32]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += x;
    }
}

/// `b = aᵀ`
#[inline]
pub fn transpose<const ROWS: usize, const COLUMNS: usize>(
    a: &[[f32; COLUMNS]; ROWS],
    b: &mut [[f32; ROWS]; COLUMNS],
) {
    for (column, b) in b.iter_mut().enumerate() {
        for (b, a) in b.iter_mut().zip(a) {
            *b = at(a, column);
        }
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

    /// Every tile and every rest of [`matmul`], against one sum after the other.
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
            let mut transposed = [[0.0; ROWS]; INNER];
            transpose(&a, &mut transposed);
            let mut c = [[0.0; COLUMNS]; ROWS];
            matmul::<false, INNER, COLUMNS>(&start, &a, &b, &mut c);
            assert_eq!(c, expected);
            matmul::<true, INNER, COLUMNS>(&start, &a, &b, &mut c);
            assert_eq!(c, expected);
            c = [start; ROWS];
            matmul_transposed::<false, ROWS, COLUMNS>(&transposed, &b, &mut c);
            assert_eq!(c, expected);
            c = [start; ROWS];
            matmul_transposed::<true, ROWS, COLUMNS>(&transposed, &b, &mut c);
            assert_eq!(c, expected);
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
