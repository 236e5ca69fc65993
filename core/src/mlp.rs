//! A fully connected network with a hand-written backward pass.

use crate::{
    kernel::{self, SquareSum, TERMS},
    math,
    rng::Pcg32,
};

/// How many samples the backward pass takes together: each gradient is then read and written once
/// for all of them. It changes no bit, as the samples are added in their order.
pub const BLOCK: usize = TERMS;

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
        match self {
            Activation::Tanh => units.iter_mut().for_each(|z| *z = math::tanh(*z)),
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

    fn backward_block<const HID: usize>(
        self,
        units: [&[f32; HID]; BLOCK],
        d_units: &mut [[f32; HID]; BLOCK],
    ) {
        for (units, d_units) in units.into_iter().zip(d_units) {
            self.backward(units, d_units);
        }
    }
}

/// One layer, `y = xW + b`. The same shape holds its gradient and Adam's moments.
///
/// `weight[i]` are the weights that leave input `i`, the transpose of PyTorch's `[out][in]`: each
/// output is summed over the inputs in order, all outputs side by side, and an input of zero
/// (most of a one-hot observation) costs nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Dense<const IN: usize, const OUT: usize> {
    /// `[IN][OUT]`
    pub weight: [[f32; OUT]; IN],
    /// `[OUT]`
    pub bias: [f32; OUT],
}

impl<const IN: usize, const OUT: usize> Dense<IN, OUT> {
    pub(crate) const ZERO: Self = Dense { weight: [[0.0; OUT]; IN], bias: [0.0; OUT] };

    fn forward(&self, x: &[f32; IN], y: &mut [f32; OUT]) {
        *y = self.bias;
        let (weights, tail) = self.weight.as_chunks::<TERMS>();
        let (xs, x_tail) = x.as_chunks::<TERMS>();
        for ([a, b, c, d], &x) in weights.iter().zip(xs) {
            if x != [0.0; TERMS] {
                kernel::axpy4(y, x, [a, b, c, d]);
            }
        }
        for (weights, &x) in tail.iter().zip(x_tail) {
            kernel::axpy4(y, [x, 0.0, 0.0, 0.0], [weights; TERMS]);
        }
    }

    /// Adds the gradient of the parameters over a block of samples to `grad`.
    fn backward(x: [&[f32; IN]; BLOCK], d_y: &[[f32; OUT]; BLOCK], grad: &mut Self) {
        let [p, q, r, s] = d_y;
        let [a, b, c, d] = x;
        let inputs = a.iter().zip(b).zip(c).zip(d);
        for (d_weights, (((&a, &b), &c), &d)) in grad.weight.iter_mut().zip(inputs) {
            if [a, b, c, d] != [0.0; BLOCK] {
                kernel::axpy4(d_weights, [a, b, c, d], [p, q, r, s]);
            }
        }
        kernel::axpy4(&mut grad.bias, [1.0; BLOCK], [p, q, r, s]);
    }

    /// The gradient with respect to the input, sample by sample.
    fn backward_input(&self, d_y: &[[f32; OUT]; BLOCK], d_x: &mut [[f32; IN]; BLOCK]) {
        for (d_y, d_x) in d_y.iter().zip(d_x) {
            for (weights, d_x) in self.weight.iter().zip(d_x) {
                *d_x = kernel::dot(weights, d_y);
            }
        }
    }

    /// Orthogonal weights times `gain` (Saxe et al. 2014) between the first `inputs` inputs and
    /// the first `outputs` outputs; everything else is zero. Whichever of rows and columns are
    /// fewer become orthonormal, by Gram–Schmidt on normal draws.
    fn orthogonal(&mut self, rng: &mut Pcg32, gain: f32, inputs: usize, outputs: usize) {
        self.weight.as_flattened_mut().fill(0.0);
        self.bias.fill(0.0);
        let (inputs, outputs) = (inputs.min(IN), outputs.min(OUT));
        // Vector `k` is a row of the weights where inputs are fewer, else a column.
        let by_rows = inputs <= outputs;
        let (vectors, len) = if by_rows { (inputs, outputs) } else { (outputs, inputs) };
        let at = |k: usize, e: usize| if by_rows { (k, e) } else { (e, k) };
        for k in 0..vectors {
            for e in 0..len {
                self.set(at(k, e), rng.normal());
            }
            // A second pass removes what rounding left of the first ("twice is enough").
            for _ in 0..2 {
                for earlier in 0..k {
                    let mut overlap = 0.0;
                    for e in 0..len {
                        overlap += self.get(at(k, e)) * self.get(at(earlier, e));
                    }
                    for e in 0..len {
                        let rest = self.get(at(k, e)) - overlap * self.get(at(earlier, e));
                        self.set(at(k, e), rest);
                    }
                }
                let mut squares = 0.0;
                for e in 0..len {
                    squares += self.get(at(k, e)) * self.get(at(k, e));
                }
                let norm = math::sqrt(squares);
                if norm > 0.0 {
                    for e in 0..len {
                        self.set(at(k, e), self.get(at(k, e)) / norm);
                    }
                }
            }
        }
        self.weight.as_flattened_mut().iter_mut().for_each(|w| *w *= gain);
    }

    fn get(&self, (i, j): (usize, usize)) -> f32 {
        self.weight.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0.0)
    }

    fn set(&mut self, (i, j): (usize, usize), value: f32) {
        if let Some(weight) = self.weight.get_mut(i).and_then(|row| row.get_mut(j)) {
            *weight = value;
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
    pub head: Dense<HID, OUT>,
}

/// The hidden units of one forward pass, which the backward pass needs.
#[derive(Clone, Debug)]
pub struct Hidden<const HID: usize, const EXTRA: usize> {
    first: [f32; HID],
    rest: [[f32; HID]; EXTRA],
}

impl<const HID: usize, const EXTRA: usize> Hidden<HID, EXTRA> {
    /// Before any pass.
    pub const ZERO: Self = Hidden { first: [0.0; HID], rest: [[0.0; HID]; EXTRA] };

    fn last(&self) -> &[f32; HID] {
        self.rest.last().unwrap_or(&self.first)
    }

    /// The units below the layer `rest[k]`.
    fn below(&self, k: usize) -> &[f32; HID] {
        k.checked_sub(1).and_then(|k| self.rest.get(k)).unwrap_or(&self.first)
    }
}

impl<const IN: usize, const HID: usize, const OUT: usize, const EXTRA: usize>
    Mlp<IN, HID, OUT, EXTRA>
{
    /// Every parameter zero.
    pub const ZERO: Self = {
        assert!(IN > 0 && HID > 0 && OUT > 0, "a network needs inputs, hidden units and outputs");
        assert!(EXTRA <= 2, "a network has 1 to 3 hidden layers");
        Mlp { input: Dense::ZERO, hidden: [Dense::ZERO; EXTRA], head: Dense::ZERO }
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
        self.head.orthogonal(rng, head_gain, HID, outputs);
    }

    /// The output for `x`.
    pub fn forward(&self, activation: Activation, x: &[f32; IN]) -> [f32; OUT] {
        let mut hidden = Hidden::ZERO;
        self.forward_keeping(activation, x, &mut hidden)
    }

    /// The output for `x`; the hidden units are kept for [`backward`](Self::backward).
    pub fn forward_keeping(
        &self,
        activation: Activation,
        x: &[f32; IN],
        hidden: &mut Hidden<HID, EXTRA>,
    ) -> [f32; OUT] {
        self.input.forward(x, &mut hidden.first);
        activation.forward(&mut hidden.first);
        let mut below = &hidden.first;
        for (layer, units) in self.hidden.iter().zip(&mut hidden.rest) {
            layer.forward(below, units);
            activation.forward(units);
            below = units;
        }
        let mut output = [0.0; OUT];
        self.head.forward(below, &mut output);
        output
    }

    /// Adds to `grad` the gradient of the parameters over a block of samples, given that of their
    /// outputs, for the passes that left `hidden`. An output's gradient of zero adds nothing, so a
    /// block need not be full.
    pub fn backward(
        &self,
        activation: Activation,
        x: &[[f32; IN]; BLOCK],
        hidden: &[Hidden<HID, EXTRA>; BLOCK],
        d_output: &[[f32; OUT]; BLOCK],
        grad: &mut Self,
    ) {
        let mut d_units = [[0.0; HID]; BLOCK];
        let last = hidden.each_ref().map(Hidden::last);
        Dense::backward(last, d_output, &mut grad.head);
        self.head.backward_input(d_output, &mut d_units);
        activation.backward_block(last, &mut d_units);
        let layers = self.hidden.iter().zip(&mut grad.hidden).enumerate();
        for (k, (layer, grad)) in layers.rev() {
            let below = hidden.each_ref().map(|units| units.below(k));
            Dense::backward(below, &d_units, grad);
            let mut d_below = [[0.0; HID]; BLOCK];
            layer.backward_input(&d_units, &mut d_below);
            activation.backward_block(below, &mut d_below);
            d_units = d_below;
        }
        Dense::backward(x.each_ref(), &d_units, &mut grad.input);
    }

    /// Moves the acting policy only part of the way from `old` to what it is now,
    /// `acting = old + rate·(new - old)`, the essay's limit on a new policy's influence.
    /// A rate of 1 leaves every bit as it is.
    pub fn blend(&mut self, old: &Self, rate: f32) {
        if rate == 1.0 {
            return;
        }
        for (news, olds) in self.tensors_mut().into_iter().zip(old.tensors()) {
            for (new, old) in news.iter_mut().zip(olds) {
                *new = old + rate * (*new - old);
            }
        }
    }

    /// Every tensor as a flat slice, in one fixed order: weights, then bias, layer by layer; empty
    /// ones for the hidden layers that there are not.
    pub fn tensors(&self) -> [&[f32]; 8] {
        let mut layers = self.hidden.iter().map(Dense::tensors);
        let mut hidden = || layers.next().unwrap_or_default();
        let ([a, b], [c, d], [e, f]) = (self.input.tensors(), hidden(), hidden());
        let [g, h] = self.head.tensors();
        [a, b, c, d, e, f, g, h]
    }

    /// [`tensors`](Self::tensors), to change.
    pub fn tensors_mut(&mut self) -> [&mut [f32]; 8] {
        let mut layers = self.hidden.iter_mut().map(Dense::tensors_mut);
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

    /// Calls `each` with every parameter between the first `inputs` inputs and `outputs` outputs,
    /// in the order of [`tensors`](Self::tensors).
    pub(crate) fn for_each_within(
        &self,
        inputs: usize,
        outputs: usize,
        each: &mut impl FnMut(f32),
    ) {
        let hidden = self.hidden.iter().flat_map(|layer| layer.tensors()).flatten();
        let weights = self.input.weight.iter().take(inputs).flatten();
        weights.chain(&self.input.bias).chain(hidden).for_each(|&p| each(p));
        let head = self.head.weight.iter().flat_map(|row| row.iter().take(outputs));
        head.chain(self.head.bias.iter().take(outputs)).for_each(|&p| each(p));
    }
}

impl<const IN: usize, const OUT: usize> Dense<IN, OUT> {
    fn add_squares(&self, sum: &mut SquareSum) {
        self.weight.iter().for_each(|row| sum.add(row));
        sum.add(&self.bias);
    }

    fn tensors(&self) -> [&[f32]; 2] {
        [self.weight.as_flattened(), &self.bias]
    }

    fn tensors_mut(&mut self) -> [&mut [f32]; 2] {
        [self.weight.as_flattened_mut(), &mut self.bias]
    }
}
