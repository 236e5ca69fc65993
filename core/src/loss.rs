//! The loss of PPO (Schulman et al. 2017, equation 9), term by term, each with its derivative.

use crate::{
    Categorical, Error, math,
    ppo_config::PpoConfig,
    rollout::{Sample, Samples},
};

/// What the policy's part of the loss says of one sample.
pub struct PolicyLoss<const ACT: usize> {
    pub policy_loss: f32,
    pub entropy: f32,
    pub log_ratio: f32,
    pub ratio: f32,
    pub d_loss_d_logits: [f32; ACT],
}

impl<const ACT: usize> PolicyLoss<ACT> {
    /// Equation 7, the worse of the plain and the clipped surrogate, as a loss; minus the entropy
    /// bonus. The gradient is weighed by `share`, the sample's part in the minibatch.
    ///
    /// # Errors
    /// [`Error::IllegalAction`].
    pub fn of(
        distribution: &Categorical<ACT>,
        sample: &Sample,
        advantage: f32,
        share: f32,
        config: &PpoConfig,
    ) -> Result<Self, Error> {
        let log_ratio = distribution.log_prob(sample.action)? - sample.log_prob;
        let ratio = math::exp(log_ratio);
        let plain = -advantage * ratio;
        let nearest = math::clamp(ratio, 1.0 - config.clip_coef, 1.0 + config.clip_coef);
        let clipped = -advantage * nearest;
        // Where the clipped one is larger the ratio is out of range, and its slope is zero.
        let (policy_loss, d_loss_d_ratio) =
            if clipped > plain { (clipped, 0.0) } else { (plain, -advantage) };
        let d_loss_d_log_prob = d_loss_d_ratio * ratio;
        let d_loss_d_entropy = -config.ent_coef;
        let entropy = distribution.entropy();
        let d_loss_d_logits = distribution.backward(
            sample.action,
            d_loss_d_log_prob * share,
            d_loss_d_entropy * share,
        );
        Ok(PolicyLoss { policy_loss, entropy, log_ratio, ratio, d_loss_d_logits })
    }
}

/// The critic's loss for one sample, and its derivative.
pub fn value_loss(value: f32, sample: &Sample, config: &PpoConfig) -> (f32, f32) {
    let error = value - sample.returns;
    let plain = (0.5 * error * error, error);
    let Some(range) = config.value_clip else { return plain };
    let moved = value - sample.value;
    let clipped_error = sample.value + math::clamp(moved, -range, range) - sample.returns;
    let clipped = 0.5 * clipped_error * clipped_error;
    // Inside the range both are one number but for rounding, which must not decide.
    if math::abs(moved) > range && clipped > plain.0 { (clipped, 0.0) } else { plain }
}

/// The shift and scale that a minibatch's advantages get.
pub struct AdvantageScale {
    mean: f32,
    deviation: f32,
}

impl AdvantageScale {
    /// Mean and standard deviation (with N - 1) of the minibatch's advantages if they are to be
    /// normalised, else the identity.
    pub fn of<const OBS: usize, S: Samples<OBS> + ?Sized>(
        samples: &S,
        minibatch: &[u16],
        config: &PpoConfig,
    ) -> Self {
        if !config.normalize_advantage {
            return AdvantageScale { mean: 0.0, deviation: 1.0 };
        }
        let mut total = 0.0;
        let mut mean = 0.0;
        for_each(samples, minibatch.iter().copied(), |sample| {
            total += sample.weight;
            mean += sample.weight * sample.advantage;
        });
        mean /= total;
        let mut squares = 0.0;
        for_each(samples, minibatch.iter().copied(), |sample| {
            let rest = sample.advantage - mean;
            squares += sample.weight * (rest * rest);
        });
        // One sample alone has no deviation; it is its own mean, so its advantage becomes 0.
        let deviation = math::sqrt(squares / math::max(total - 1.0, 1.0));
        const EPSILON: f32 = 1e-8;
        AdvantageScale { mean, deviation: deviation + EPSILON }
    }

    pub fn scale(&self, advantage: f32) -> f32 {
        (advantage - self.mean) / self.deviation
    }
}

/// Of the old critic: `1 - var(returns - values) / var(returns)`, 0 where the returns do not vary.
pub fn explained_variance<const OBS: usize, S: Samples<OBS> + ?Sized>(samples: &S) -> f32 {
    let (mut total, mut mean_returns, mut mean_error) = (0.0, 0.0, 0.0);
    // An update has at most 65535 samples.
    let all = || 0..samples.len() as u16;
    for_each(samples, all(), |sample| {
        total += sample.weight;
        mean_returns += sample.weight * sample.returns;
        mean_error += sample.weight * (sample.returns - sample.value);
    });
    mean_returns /= total;
    mean_error /= total;
    let (mut var_returns, mut var_error) = (0.0, 0.0);
    for_each(samples, all(), |sample| {
        let (r, e) =
            (sample.returns - mean_returns, sample.returns - sample.value - mean_error);
        var_returns += sample.weight * (r * r);
        var_error += sample.weight * (e * e);
    });
    // Below this the returns differ by rounding only.
    const LEAST_VARIANCE: f32 = 1e-10;
    let explained = 1.0 - var_error / var_returns;
    if var_returns / total > LEAST_VARIANCE && explained.is_finite() { explained } else { 0.0 }
}

/// Calls `each` with every choice of the samples that `indices` names.
fn for_each<const OBS: usize, S: Samples<OBS> + ?Sized>(
    samples: &S,
    indices: impl Iterator<Item = u16>,
    mut each: impl FnMut(Sample),
) {
    for index in indices {
        let mut choice = 0;
        while let Some(sample) = samples.choice(index.into(), choice) {
            each(sample);
            choice += 1;
        }
    }
}
