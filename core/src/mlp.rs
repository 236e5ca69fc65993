//! A fully connected network with a hand-written backward pass.

use crate::{
    kernel::{self, SquareSum, Transpose, VectorAligned},
    layer::{Dense, Head, Layer},
    math,
    rng::Pcg32,
    scratch::split,
};

/// How many samples [`Trainer`](crate::Trainer) takes through a network together, so that weights
/// and gradients are read once for all of them. It changes no bit, as the samples are added in
/// their order.
pub const BLOCK: usize = if kernel::VECTORS { 8 } else { 1 };

/// What a hidden unit does with its weighted sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Activation {
    /// Hyperbolic tangent.
    #[default]
    Tanh,
    /// `max(0, z)`.
    Relu,
}

impl Activation {
    fn forward(self, units: &mut [f32]) {
        self.forward_with(units, math::tanh);
    }

    /// The same with a hyperbolic tangent of one's own.
    pub(crate) fn forward_with(self, units: &mut [f32], tanh: impl Fn(f32) -> f32) {
        match self {
            Activation::Tanh => units.iter_mut().for_each(|z| *z = tanh(*z)),
            Activation::Relu => units.iter_mut().for_each(|z| *z = math::max(*z, 0.0)),
        }
    }

    /// Turns the gradient with respect to `units` (already activated) into that with respect to
    /// the weighted sums.
    fn backward(self, units: &[f32], d_units: &mut [f32]) {
        match self {
            Activation::Tanh => {
                for (d, h) in d_units.iter_mut().zip(units) {
                    *d *= 1.0 - h * h;
                }
            }
            Activation::Relu => {
                for (d, &h) in d_units.iter_mut().zip(units) {
                    if h <= 0.0 {
                        *d = 0.0;
                    }
                }
            }
        }
    }
}

/// A network with `1 + EXTRA` hidden layers (at most 3), each `HID` wide, and a linear head.
///
/// The same type holds parameters, their gradient, or one of Adam's moments.
///
/// ```
/// use lobule::{Activation, Mlp, Pcg32};
///
/// let mut net = Mlp::<4, 16, 2>::ZERO;
/// net.orthogonal(&mut Pcg32::new(1, 0), 0.01);
/// let output: [f32; 2] = net.forward(Activation::Tanh, &[0.1, -0.2, 0.3, 0.4]);
/// assert!(output[0].abs() < 0.1);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Mlp<const IN: usize, const HID: usize, const OUT: usize, const EXTRA: usize = 0> {
    /// Observation to first hidden layer.
    pub input: Dense<IN, HID>,
    /// Hidden to hidden.
    pub hidden: [Dense<HID, HID>; EXTRA],
    /// Last hidden layer to output.
    pub head: Head<HID, OUT>,
}

/// The hidden units of a forward pass over up to `N` samples, which the backward pass needs.
#[derive(Clone, Debug)]
pub struct Hidden<const HID: usize, const EXTRA: usize, const N: usize> {
    first: [[f32; HID]; N],
    rest: [[[f32; HID]; N]; EXTRA],
    /// How many samples there were.
    samples: usize,
    _aligned: VectorAligned,
}

impl<const HID: usize, const EXTRA: usize, const N: usize> Hidden<HID, EXTRA, N> {
    /// Before any pass.
    pub const ZERO: Self = Hidden {
        first: [[0.0; HID]; N],
        rest: [[[0.0; HID]; N]; EXTRA],
        samples: 0,
        _aligned: VectorAligned,
    };

    fn last(&self) -> &[[f32; HID]] {
        rows(self.rest.last().unwrap_or(&self.first), self.samples)
    }

    /// The units below the layer `rest[k]`.
    fn below(&self, k: usize) -> &[[f32; HID]] {
        let below = k.checked_sub(1).and_then(|k| self.rest.get(k)).unwrap_or(&self.first);
        rows(below, self.samples)
    }
}

/// The first `count` rows.
fn rows<const COLUMNS: usize>(rows: &[[f32; COLUMNS]], count: usize) -> &[[f32; COLUMNS]] {
    rows.get(..count).unwrap_or(rows)
}

fn rows_mut<const COLUMNS: usize>(
    rows: &mut [[f32; COLUMNS]],
    count: usize,
) -> &mut [[f32; COLUMNS]] {
    let count = count.min(rows.len());
    rows.split_at_mut_checked(count).map_or(&mut [], |(rows, _)| rows)
}

/// What [`Mlp::backward`] needs beside the hidden units.
#[derive(Clone, Debug)]
pub struct Backward<const HID: usize, const EXTRA: usize, const N: usize> {
    /// The weights between hidden layers as `[out][in]`.
    transposed: [Transpose<HID>; EXTRA],
    /// Room for the gradients of two neighbouring layers' units.
    d_units: [[[f32; HID]; N]; 2],
    _aligned: VectorAligned,
}

impl<const HID: usize, const EXTRA: usize, const N: usize> Backward<HID, EXTRA, N> {
    /// Before [`Mlp::prepare_backward`].
    pub const ZERO: Self = Backward {
        transposed: [Transpose::ZERO; EXTRA],
        d_units: [[[0.0; HID]; N]; 2],
        _aligned: VectorAligned,
    };
}

impl<const IN: usize, const HID: usize, const OUT: usize, const EXTRA: usize>
    Mlp<IN, HID, OUT, EXTRA>
{
    /// Every parameter zero.
    pub const ZERO: Self = {
        assert!(IN > 0 && HID > 0 && OUT > 0, "a network needs inputs, hidden units and outputs");
        assert!(EXTRA <= 2, "a network has 1 to 3 hidden layers");
        Mlp { input: Layer::ZERO, hidden: [Layer::ZERO; EXTRA], head: Layer::ZERO }
    };

    /// How many parameters there are.
    pub const PARAMETERS: usize = (IN + 1) * HID + EXTRA * (HID + 1) * HID + (HID + 1) * OUT;

    /// Orthogonal weights, gain √2 in the hidden layers and `head_gain` in the head (0.01 for a
    /// policy, 1 for a value; Andrychowicz et al. 2021, Engstrom et al. 2020); zero biases.
    pub fn orthogonal(&mut self, rng: &mut Pcg32, head_gain: f32) {
        self.orthogonal_within(rng, head_gain, IN, OUT);
    }

    /// [`orthogonal`](Self::orthogonal) for a network of which only the first `inputs` inputs and
    /// `outputs` outputs are used; the rest is zero and stays so.
    pub(crate) fn orthogonal_within(
        &mut self,
        rng: &mut Pcg32,
        head_gain: f32,
        inputs: usize,
        outputs: usize,
    ) {
        self.input.orthogonal(rng, core::f32::consts::SQRT_2, inputs, HID);
        for layer in &mut self.hidden {
            layer.orthogonal(rng, core::f32::consts::SQRT_2, HID, HID);
        }
        self.head.orthogonal(rng, head_gain, outputs, HID);
    }

    /// The output for `x`.
    pub fn forward(&self, activation: Activation, x: &[f32; IN]) -> [f32; OUT] {
        let (mut hidden, mut output) = (Hidden::<HID, EXTRA, 1>::ZERO, [[0.0; OUT]]);
        self.forward_keeping(activation, core::array::from_ref(x), &mut hidden, &mut output);
        let [output] = output;
        output
    }

    /// The outputs for up to `N` samples; their hidden units are kept for
    /// [`backward`](Self::backward).
    pub fn forward_keeping<const N: usize>(
        &self,
        activation: Activation,
        x: &[[f32; IN]],
        hidden: &mut Hidden<HID, EXTRA, N>,
        output: &mut [[f32; OUT]],
    ) {
        let Hidden { first, rest, samples, .. } = hidden;
        *samples = x.len().min(N);
        let first = rows_mut(first, *samples);
        self.input.dense_forward::<true>(x, first);
        activation.forward(first.as_flattened_mut());
        let mut below = &*first;
        for (layer, units) in self.hidden.iter().zip(rest) {
            let units = rows_mut(units, *samples);
            layer.dense_forward::<false>(below, units);
            activation.forward(units.as_flattened_mut());
            below = units;
        }
        self.head.head_forward(below, output);
    }

    /// Readies `backward` for the [`backward`](Self::backward) passes of many blocks of samples,
    /// until a weight changes.
    pub fn prepare_backward<const N: usize>(&self, backward: &mut Backward<HID, EXTRA, N>) {
        for (layer, transposed) in self.hidden.iter().zip(&mut backward.transposed) {
            transposed.set(&layer.weight);
        }
    }

    /// Adds to `grad` the gradient of the parameters over the samples of the pass that left
    /// `hidden`, given that of their outputs.
    pub fn backward<const N: usize>(
        &self,
        activation: Activation,
        Backward { transposed, d_units: [above, here], .. }: &mut Backward<HID, EXTRA, N>,
        x: &[[f32; IN]],
        hidden: &Hidden<HID, EXTRA, N>,
        d_output: &[[f32; OUT]],
        grad: &mut Self,
    ) {
        let (x, d_output) = (rows(x, hidden.samples), rows(d_output, hidden.samples));
        let last = hidden.last();
        let mut d_units = rows_mut(above, hidden.samples);
        let mut d_below = rows_mut(here, hidden.samples);
        self.head.head_backward(last, d_output, &mut grad.head, d_units);
        activation.backward(last.as_flattened(), d_units.as_flattened_mut());
        let layers = self.hidden.iter().zip(transposed.iter()).zip(&mut grad.hidden).enumerate();
        for (k, ((layer, transposed), grad)) in layers.rev() {
            let below = hidden.below(k);
            Dense::dense_backward::<false>(below, d_units, grad);
            kernel::matmul_by_transpose(d_units, &layer.weight, transposed, d_below);
            activation.backward(below.as_flattened(), d_below.as_flattened_mut());
            core::mem::swap(&mut d_units, &mut d_below);
        }
        Dense::dense_backward::<true>(x, d_units, &mut grad.input);
    }

    /// Moves the acting policy only part of the way from `old` (all parameters in the order of
    /// [`tensors`](Self::tensors)) to what it is now, `acting = old + rate·(new - old)`, the essay's
    /// limit on a new policy's influence. A rate of 1 leaves every bit as it is.
    pub fn blend(&mut self, old: &[f32], rate: f32) {
        if rate == 1.0 {
            return;
        }
        for (new, old) in self.tensors_mut().into_iter().flatten().zip(old) {
            *new = old + rate * (*new - old);
        }
    }

    /// Multiplies all outputs by `factor`.
    pub(crate) fn scale_outputs(&mut self, factor: f32) {
        self.head.tensors_mut().into_iter().flatten().for_each(|weight| *weight *= factor);
    }

    /// Every tensor as a flat slice, in one fixed order: weights, then bias, layer by layer; empty
    /// ones for the hidden layers that there are not.
    pub fn tensors(&self) -> [&[f32]; 8] {
        let mut layers = self.hidden.iter().map(Layer::tensors);
        let mut hidden = || layers.next().unwrap_or_default();
        let ([a, b], [c, d], [e, f]) = (self.input.tensors(), hidden(), hidden());
        let [g, h] = self.head.tensors();
        [a, b, c, d, e, f, g, h]
    }

    /// [`tensors`](Self::tensors), to change.
    pub fn tensors_mut(&mut self) -> [&mut [f32]; 8] {
        let mut layers = self.hidden.iter_mut().map(Layer::tensors_mut);
        let mut hidden = || layers.next().unwrap_or_default();
        let ([a, b], [c, d], [e, f]) = (self.input.tensors_mut(), hidden(), hidden());
        let [g, h] = self.head.tensors_mut();
        [a, b, c, d, e, f, g, h]
    }

    /// Adds the square of everything in it to `sum`.
    pub(crate) fn add_squares(&self, sum: &mut SquareSum) {
        self.input.add_squares(sum);
        self.hidden.iter().for_each(|layer| layer.add_squares(sum));
        self.head.add_squares(sum);
    }

    /// The part of [`tensors`](Self::tensors) between the first `inputs` inputs and `outputs` outputs.
    pub(crate) fn used(&self, inputs: usize, outputs: usize) -> [&[f32]; 8] {
        let [a, b, c, d, e, f, g, h] = self.tensors();
        [first(a, inputs * HID), b, c, d, e, f, first(g, outputs * HID), first(h, outputs)]
    }

    /// [`used`](Self::used), to change.
    pub(crate) fn used_mut(&mut self, inputs: usize, outputs: usize) -> [&mut [f32]; 8] {
        let [a, b, c, d, e, f, g, h] = self.tensors_mut();
        let g = split(g, outputs * HID).0;
        [split(a, inputs * HID).0, b, c, d, e, f, g, split(h, outputs).0]
    }
}

fn first(numbers: &[f32], count: usize) -> &[f32] {
    numbers.get(..count).unwrap_or(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block of any size gives the bits of one sample at a time.
    #[test]
    fn samples_add_up_in_their_order_whatever_the_block() {
        let mut rng = Pcg32::new(3, 0);
        let mut net = Mlp::<5, 9, 3, 2>::ZERO;
        net.orthogonal(&mut rng, 1.0);
        let x: [[f32; 5]; BLOCK] = core::array::from_fn(|_| core::array::from_fn(|_| rng.normal()));
        let d_output: [[f32; 3]; BLOCK] =
            core::array::from_fn(|_| core::array::from_fn(|_| rng.normal()));
        let (mut one, mut many) = (Mlp::ZERO, Mlp::ZERO);
        for len in 0..=BLOCK {
            let mut hidden = Hidden::<9, 2, BLOCK>::ZERO;
            let mut output = [[0.0; 3]; BLOCK];
            let x = rows(&x, len);
            net.forward_keeping(Activation::Tanh, x, &mut hidden, &mut output);
            let mut backward = Backward::ZERO;
            net.prepare_backward(&mut backward);
            net.backward(Activation::Tanh, &mut backward, x, &hidden, &d_output, &mut many);
            for ((x, output), d_output) in x.iter().zip(&output).zip(&d_output) {
                assert_eq!(net.forward(Activation::Tanh, x), *output);
                let (mut hidden, mut output) = (Hidden::<9, 2, 1>::ZERO, [[0.0; 3]]);
                let mut backward = Backward::ZERO;
                net.prepare_backward(&mut backward);
                net.forward_keeping(Activation::Tanh, &[*x], &mut hidden, &mut output);
                let d_output = &[*d_output];
                net.backward(Activation::Tanh, &mut backward, &[*x], &hidden, d_output, &mut one);
            }
            assert_eq!(one, many, "{len} samples");
        }
    }
}
