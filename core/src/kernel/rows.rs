//! Products for parts without vectors: row by row over slices, so that flash holds each once.

use super::LANES;

/// `C = start + A·B`: row `r` of `C` becomes `start + Σ aᵣₖ·bₖ`, summed in the order of `k`; `A` has
/// as many rows as `C`. With `SPARSE`, terms of factors that are zero are left out, which pays where
/// most are.
pub fn matmul<const SPARSE: bool, const INNER: usize, const COLUMNS: usize>(
    start: &[f32; COLUMNS],
    a: &[[f32; INNER]],
    b: &[[f32; COLUMNS]; INNER],
    c: &mut [[f32; COLUMNS]],
) {
    for (c, a) in c.iter_mut().zip(a) {
        *c = *start;
        combine(SPARSE, c, a, b.as_flattened());
    }
}

/// `C += Aᵀ·B`, summed as in [`matmul`]; `A` has as many rows as `B`.
pub fn matmul_transposed<const SPARSE: bool, const ROWS: usize, const COLUMNS: usize>(
    a: &[[f32; ROWS]],
    b: &[[f32; COLUMNS]],
    c: &mut [[f32; COLUMNS]; ROWS],
) {
    for (a, b) in a.iter().zip(b) {
        spread(SPARSE, c.as_flattened_mut(), a, b);
    }
}

/// Nothing: [`matmul_by_transpose`] reads its matrix the way it lies.
#[derive(Clone, Debug)]
pub struct Transpose<const N: usize>;

impl<const N: usize> Transpose<N> {
    /// See [`Transpose`].
    pub const ZERO: Self = Transpose;

    /// Does nothing.
    pub fn set(&mut self, _b: &[[f32; N]; N]) {}
}

/// `C = A·Bᵀ`, summed as in [`matmul`].
pub fn matmul_by_transpose<const N: usize>(
    a: &[[f32; N]],
    b: &[[f32; N]; N],
    _transpose: &Transpose<N>,
    c: &mut [[f32; N]],
) {
    for (c, a) in c.iter_mut().zip(a) {
        fold(c, a, b.as_flattened());
    }
}

/// `y += Σ xₖ·bₖ`, the rows of `b` as long as `y`.
#[inline(never)]
fn combine(sparse: bool, y: &mut [f32], x: &[f32], b: &[f32]) {
    let columns = y.len().max(1);
    let (tiles, rest) = y.as_chunks_mut();
    for (number, y) in tiles.iter_mut().enumerate() {
        let mut sums = *y;
        for (&x, b) in x.iter().zip(b.chunks_exact(columns)) {
            if !(sparse && x == 0.0)
                && let Some(b) = b.as_chunks().0.get(number)
            {
                sums = add_scaled(sums, x, b);
            }
        }
        *y = sums;
    }
    for (x, b) in x.iter().zip(b.chunks_exact(columns)) {
        for (y, b) in rest.iter_mut().zip(b.as_chunks::<LANES>().1) {
            *y += x * b;
        }
    }
}

/// `cₖ += xₖ·y`, the rows of `c` as long as `y`.
#[inline(never)]
fn spread(sparse: bool, c: &mut [f32], x: &[f32], y: &[f32]) {
    let columns = y.len().max(1);
    let (tiles, rest) = y.as_chunks();
    for (number, &y) in tiles.iter().enumerate() {
        for (&x, c) in x.iter().zip(c.chunks_exact_mut(columns)) {
            if !(sparse && x == 0.0)
                && let Some(c) = c.as_chunks_mut().0.get_mut(number)
            {
                *c = add_scaled(*c, x, &y);
            }
        }
    }
    for (x, c) in x.iter().zip(c.chunks_exact_mut(columns)) {
        for (y, c) in rest.iter().zip(c.as_chunks_mut::<LANES>().1) {
            *c += x * y;
        }
    }
}

/// `yₖ = Σ xᵢ·bₖᵢ`, the rows of `b` as long as `x`.
#[inline(never)]
fn fold(y: &mut [f32], x: &[f32], b: &[f32]) {
    let columns = x.len().max(1);
    y.fill(0.0);
    let (tiles, rest) = x.as_chunks::<LANES>();
    for (number, x) in tiles.iter().enumerate() {
        let [i, j, k, l, m, n, o, p] = *x;
        for (y, b) in y.iter_mut().zip(b.chunks_exact(columns)) {
            if let Some(&[a, b, c, d, e, f, g, h]) = b.as_chunks::<LANES>().0.get(number) {
                *y = *y + a * i + b * j + c * k + d * l + e * m + f * n + g * o + h * p;
            }
        }
    }
    for (y, b) in y.iter_mut().zip(b.chunks_exact(columns)) {
        for (x, b) in rest.iter().zip(b.as_chunks::<LANES>().1) {
            *y += x * b;
        }
    }
}

#[inline(always)]
fn add_scaled(sums: [f32; LANES], x: f32, y: &[f32; LANES]) -> [f32; LANES] {
    let ([a, b, c, d, e, f, g, h], [i, j, k, l, m, n, o, p]) = (sums, *y);
    [a + x * i, b + x * j, c + x * k, d + x * l, e + x * m, f + x * n, g + x * o, h + x * p]
}
