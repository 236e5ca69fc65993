//! Adam (Kingma & Ba 2015, algorithm 1) over the parameters of an actor-critic.

use core::ops::Range;

use crate::{kernel, math, policy::Params, ppo_config::PpoConfig};

/// The optimiser's state.
#[derive(Clone, Debug)]
pub(crate) struct Adam<const OBS: usize, const HID: usize, const ACT: usize, const EXTRA: usize> {
    pub m: Params<OBS, HID, ACT, EXTRA>,
    pub v: Params<OBS, HID, ACT, EXTRA>,
    pub steps: u32,
    /// `beta1^steps` and `beta2^steps`, of no meaning before the first step.
    pub beta_powers: [f32; 2],
}

impl<const OBS: usize, const HID: usize, const ACT: usize, const EXTRA: usize>
    Adam<OBS, HID, ACT, EXTRA>
{
    /// Before the first step; all zero, so that it lives in `.bss`.
    pub const ZERO: Self =
        Adam { m: Params::ZERO, v: Params::ZERO, steps: 0, beta_powers: [0.0; 2] };

    /// Back to before the first step.
    pub fn reset(&mut self) {
        self.m.clear();
        self.v.clear();
        self.steps = 0;
        self.beta_powers = [0.0; 2];
    }

    /// Begins a step against the gradient times `grad_scale`; [`apply`](Self::apply) does it.
    pub fn begin(&mut self, grad_scale: f32, config: &PpoConfig) -> kernel::AdamStep {
        let [power1, power2] = if self.steps == 0 { [1.0; 2] } else { self.beta_powers };
        let [power1, power2] = [power1 * config.adam_beta1, power2 * config.adam_beta2];
        self.beta_powers = [power1, power2];
        self.steps = self.steps.saturating_add(1);
        let second_correction = math::sqrt(1.0 - power2);
        kernel::AdamStep {
            grad_scale,
            beta1: config.adam_beta1,
            beta2: config.adam_beta2,
            step_size: config.learning_rate * second_correction / (1.0 - power1),
            epsilon: config.adam_eps * second_correction,
        }
    }

    /// The step for the parameters `range`, counted through all tensors.
    pub fn apply(
        &mut self,
        params: &mut Params<OBS, HID, ACT, EXTRA>,
        grad: &Params<OBS, HID, ACT, EXTRA>,
        step: &kernel::AdamStep,
        range: Range<usize>,
    ) {
        let (mut m, mut v) = (self.m.tensors_mut(), self.v.tensors_mut());
        let moments = m.iter_mut().zip(&mut v);
        let mut first = 0;
        for ((params, grad), (m, v)) in
            params.tensors_mut().iter_mut().zip(&grad.tensors()).zip(moments)
        {
            let here = range.start.saturating_sub(first)..range.end.saturating_sub(first);
            let here = here.start.min(params.len())..here.end.min(params.len());
            first += params.len();
            if let (Some(params), Some(grad), Some(m), Some(v)) = (
                params.get_mut(here.clone()),
                grad.get(here.clone()),
                m.get_mut(here.clone()),
                v.get_mut(here),
            ) {
                kernel::adam(params, grad, m, v, step);
            }
        }
    }
}
