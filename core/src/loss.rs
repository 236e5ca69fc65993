//! The loss of PPO (Schulman et al. 2017, equation 9), term by term, each with its derivative.

use crate::{
    math,
    ppo_config::PpoConfig,
    rollout::{Sample, Samples},
};

/// What the clipped surrogate says of one sample.
pub struct PolicyLoss {
    pub policy_loss: f32,
    pub log_ratio: f32,
    pub ratio: f32,
    pub d_loss_d_log_prob: f32,
}

impl PolicyLoss {
    /// Equation 7, the worse of the plain and the clipped surrogate, as a loss. `log_prob` is that of
    /// the sample's action now.
    pub fn of(log_prob: f32, sample: &Sample, advantage: f32, config: &PpoConfig) -> Self {
        let log_ratio = log_prob - sample.log_prob;
        let ratio = math::exp(log_ratio);
        let plain = -advantage * ratio;
        let nearest = math::clamp(ratio, 1.0 - config.clip_coef, 1.0 + config.clip_coef);
        let clipped = -advantage * nearest;
        // Where the clipped one is larger the ratio is out of range, and its slope is zero.
        let (policy_loss, d_loss_d_ratio) =
            if clipped > plain { (clipped, 0.0) } else { (plain, -advantage) };
        PolicyLoss { policy_loss, log_ratio, ratio, d_loss_d_log_prob: d_loss_d_ratio * ratio }
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

/// The shift and scale that a minibatch's advantages get: their mean and standard deviation (with N - 1). Found in
/// two passes over the samples, each in parts of any size.
#[derive(Clone, Copy, Debug)]
pub struct AdvantageScale {
    /// Weights of the samples.
    total: f32,
    /// The sum until the first pass ends.
    mean: f32,
    /// The sum of squares until the second one does.
    deviation: f32,
}

impl AdvantageScale {
    /// Advantages stay as they are.
    pub const IDENTITY: Self = AdvantageScale { total: 0.0, mean: 0.0, deviation: 1.0 };
    /// Before the first pass.
    pub const ZERO: Self = AdvantageScale { total: 0.0, mean: 0.0, deviation: 0.0 };

    /// Of a minibatch at once.
    pub fn of<const OBS: usize, S: Samples<OBS> + ?Sized>(
        samples: &S,
        minibatch: &[u16],
        config: &PpoConfig,
    ) -> Self {
        if !config.normalize_advantage {
            return Self::IDENTITY;
        }
        let mut scale = Self::ZERO;
        scale.add_to_mean(samples, minibatch);
        scale.end_mean();
        scale.add_to_deviation(samples, minibatch);
        scale.end_deviation();
        scale
    }

    pub fn add_to_mean<const OBS: usize, S: Samples<OBS> + ?Sized>(
        &mut self,
        samples: &S,
        part: &[u16],
    ) {
        each_choice(samples, part.iter().map(|&index| index.into()), |sample| {
            self.total += sample.weight;
            self.mean += sample.weight * sample.advantage;
        });
    }

    pub fn end_mean(&mut self) {
        self.mean /= self.total;
    }

    pub fn add_to_deviation<const OBS: usize, S: Samples<OBS> + ?Sized>(
        &mut self,
        samples: &S,
        part: &[u16],
    ) {
        each_choice(samples, part.iter().map(|&index| index.into()), |sample| {
            let rest = sample.advantage - self.mean;
            self.deviation += sample.weight * (rest * rest);
        });
    }

    pub fn end_deviation(&mut self) {
        // One sample alone has no deviation; it is its own mean, so its advantage becomes 0.
        const EPSILON: f32 = 1e-8;
        let variance = self.deviation / math::max(self.total - 1.0, 1.0);
        self.deviation = math::sqrt(variance) + EPSILON;
    }

    pub fn scale(&self, advantage: f32) -> f32 {
        (advantage - self.mean) / self.deviation
    }
}

/// What each sample is given to.
type Each<'a> = dyn FnMut([f32; 3]) + 'a;

/// Of the old critic: `1 - var(returns - values) / var(returns)`, 0 where the returns do not vary.
/// `samples` gives `[weight, value, returns]` of each sample to what it is called with.
#[inline(never)] // one copy for dreams and replayed outputs
pub fn explained_variance(samples: &dyn Fn(&mut Each)) -> f32 {
    let (mut total, mut mean_returns, mut mean_error) = (0.0, 0.0, 0.0);
    samples(&mut |[weight, value, returns]| {
        total += weight;
        mean_returns += weight * returns;
        mean_error += weight * (returns - value);
    });
    mean_returns /= total;
    mean_error /= total;
    let (mut var_returns, mut var_error) = (0.0, 0.0);
    samples(&mut |[weight, value, returns]| {
        let (r, e) = (returns - mean_returns, returns - value - mean_error);
        var_returns += weight * (r * r);
        var_error += weight * (e * e);
    });
    // Below this the returns differ by rounding only.
    const LEAST_VARIANCE: f32 = 1e-10;
    let explained = 1.0 - var_error / var_returns;
    if var_returns / total > LEAST_VARIANCE && explained.is_finite() { explained } else { 0.0 }
}

/// Calls `each` with every choice of the samples that `indices` names.
pub fn each_choice<const OBS: usize, S: Samples<OBS> + ?Sized>(
    samples: &S,
    indices: impl Iterator<Item = usize>,
    mut each: impl FnMut(Sample),
) {
    for index in indices {
        let mut choice = 0;
        while let Some(sample) = samples.choice(index, choice) {
            each(sample);
            choice += 1;
        }
    }
}
