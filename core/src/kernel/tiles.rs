//! Products for targets with vectors: made for each shape, as their sums live in registers.

use super::LANES;

/// How many columns, of two rows each, [`matmul`] sums side by side. Each sum has one order whatever
/// this is: it fits the registers of a target and changes no bit.
const TILE: usize = if cfg!(target_feature = "avx") { 32 } else { 16 };

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
    let (pairs, last) = c.as_chunks_mut::<2>();
    let (a_pairs, a_last) = a.as_chunks::<2>();
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
    let half = ROWS / 2;
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

/// A square matrix the other way round, for many products with it.
#[derive(Clone, Debug)]
pub struct Transpose<const N: usize>([[f32; N]; N]);

impl<const N: usize> Transpose<N> {
    /// Of nothing yet.
    pub const ZERO: Self = Transpose([[0.0; N]; N]);

    /// Makes it that of `b`.
    pub fn set(&mut self, b: &[[f32; N]; N]) {
        for (column, row) in self.0.iter_mut().enumerate() {
            for (to, b) in row.iter_mut().zip(b) {
                *to = at(b, column);
            }
        }
    }
}

/// `C = A·Bᵀ`, summed as in [`matmul`]; `transpose` is that of `B`.
#[inline]
pub fn matmul_by_transpose<const N: usize>(
    a: &[[f32; N]],
    _b: &[[f32; N]; N],
    transpose: &Transpose<N>,
    c: &mut [[f32; N]],
) {
    matmul::<false, N, N>(&[0.0; N], a, &transpose.0, c);
}
