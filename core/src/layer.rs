//! The layers of a network. The same type holds a layer's parameters, their gradient, or one of
//! Adam's moments.

use crate::{
    kernel::{self, SquareSum, VectorAligned},
    math,
    rng::Pcg32,
};

/// Weights and biases. Which way round the weights lie is up to the kind of layer: see [`Dense`] and
/// [`Head`].
#[derive(Clone, Debug, PartialEq)]
pub struct Layer<const ROWS: usize, const COLUMNS: usize, const OUT: usize> {
    /// `[ROWS][COLUMNS]`
    pub weight: [[f32; COLUMNS]; ROWS],
    /// `[OUT]`
    pub bias: [f32; OUT],
    _aligned: VectorAligned,
}

/// A layer below the last, `y = xW + b`.
///
/// `weight[i]` are the weights that leave input `i`, the transpose of PyTorch's `[out][in]`: each
/// output is summed over the inputs in order, all outputs side by side.
pub type Dense<const IN: usize, const OUT: usize> = Layer<IN, OUT, OUT>;

/// The last layer, `y = Wx + b`.
///
/// It has few outputs (the critic's has one), so they are what lies apart: `weight[o]` are the
/// weights that enter output `o`, PyTorch's `[out][in]`.
pub type Head<const IN: usize, const OUT: usize> = Layer<OUT, IN, OUT>;

impl<const ROWS: usize, const COLUMNS: usize, const OUT: usize> Layer<ROWS, COLUMNS, OUT> {
    pub(crate) const ZERO: Self =
        Layer { weight: [[0.0; COLUMNS]; ROWS], bias: [0.0; OUT], _aligned: VectorAligned };

    /// Orthogonal weights in the first `rows` rows and `columns` columns; everything else is zero.
    pub(crate) fn orthogonal(&mut self, rng: &mut Pcg32, gain: f32, rows: usize, columns: usize) {
        self.bias.fill(0.0);
        let shape = (rows.min(ROWS), columns.min(COLUMNS));
        orthogonal(self.weight.as_flattened_mut(), COLUMNS, rng, gain, shape);
    }

    /// Adds the square of everything in it to `sum`.
    pub(crate) fn add_squares(&self, sum: &mut SquareSum) {
        sum.add(self.weight.as_flattened(), COLUMNS);
        sum.add(&self.bias, OUT);
    }

    pub(crate) fn tensors(&self) -> [&[f32]; 2] {
        [self.weight.as_flattened(), &self.bias]
    }

    pub(crate) fn tensors_mut(&mut self) -> [&mut [f32]; 2] {
        [self.weight.as_flattened_mut(), &mut self.bias]
    }
}

impl<const IN: usize, const OUT: usize> Dense<IN, OUT> {
    /// With `SPARSE` an input of zero (most of a one-hot observation) costs nothing.
    pub(crate) fn dense_forward<const SPARSE: bool>(&self, x: &[[f32; IN]], y: &mut [[f32; OUT]]) {
        kernel::matmul::<SPARSE, IN, OUT>(&self.bias, x, &self.weight, y);
    }

    /// Adds the gradient of the parameters over some samples to `grad`.
    pub(crate) fn dense_backward<const SPARSE: bool>(
        x: &[[f32; IN]],
        d_y: &[[f32; OUT]],
        grad: &mut Self,
    ) {
        kernel::matmul_transposed::<SPARSE, IN, OUT>(x, d_y, &mut grad.weight);
        for d_y in d_y {
            kernel::add(&mut grad.bias, d_y);
        }
    }
}

impl<const IN: usize, const OUT: usize> Head<IN, OUT> {
    pub(crate) fn head_forward(&self, x: &[[f32; IN]], y: &mut [[f32; OUT]]) {
        for (x, y) in x.iter().zip(y) {
            for (y, (weight, bias)) in y.iter_mut().zip(self.weight.iter().zip(&self.bias)) {
                *y = bias + kernel::dot(weight, x);
            }
        }
    }

    /// Adds the gradient of the parameters over some samples to `grad` and writes that of each
    /// sample's input to `d_x`.
    pub(crate) fn head_backward(
        &self,
        x: &[[f32; IN]],
        d_y: &[[f32; OUT]],
        grad: &mut Self,
        d_x: &mut [[f32; IN]],
    ) {
        kernel::matmul_transposed::<false, OUT, IN>(d_y, x, &mut grad.weight);
        for d_y in d_y {
            kernel::add(&mut grad.bias, d_y);
        }
        kernel::matmul::<false, OUT, IN>(&[0.0; IN], d_y, &self.weight, d_x);
    }
}

/// An orthogonal matrix times `gain` (Saxe et al. 2014) in the first `rows` rows and `columns`
/// columns of a matrix whose rows are `stride` long, zeros elsewhere. Whichever of the two are fewer
/// become orthonormal, by Gram–Schmidt on normal draws.
fn orthogonal(
    weight: &mut [f32],
    stride: usize,
    rng: &mut Pcg32,
    gain: f32,
    (rows, columns): (usize, usize),
) {
    let get = |weight: &[f32], place: usize| weight.get(place).copied().unwrap_or(0.0);
    let set = |weight: &mut [f32], place: usize, value: f32| {
        if let Some(weight) = weight.get_mut(place) {
            *weight = value;
        }
    };
    weight.fill(0.0);
    let by_rows = rows <= columns;
    let (vectors, len) = if by_rows { (rows, columns) } else { (columns, rows) };
    let at = |k: usize, e: usize| if by_rows { k * stride + e } else { e * stride + k };
    for k in 0..vectors {
        for e in 0..len {
            set(weight, at(k, e), rng.normal());
        }
        // A second pass removes what rounding left of the first ("twice is enough").
        for _ in 0..2 {
            for earlier in 0..k {
                let mut overlap = 0.0;
                for e in 0..len {
                    overlap += get(weight, at(k, e)) * get(weight, at(earlier, e));
                }
                for e in 0..len {
                    let rest = get(weight, at(k, e)) - overlap * get(weight, at(earlier, e));
                    set(weight, at(k, e), rest);
                }
            }
            let mut squares = 0.0;
            for e in 0..len {
                squares += get(weight, at(k, e)) * get(weight, at(k, e));
            }
            let norm = math::sqrt(squares);
            if norm > 0.0 {
                for e in 0..len {
                    set(weight, at(k, e), get(weight, at(k, e)) / norm);
                }
            }
        }
    }
    weight.iter_mut().for_each(|w| *w *= gain);
}
