//! The settings of a PPO update, with their ranges.

use crate::Error;

/// The settings of an update; the names and meanings are CleanRL's.
///
/// ```
/// use lobule::PpoConfig;
///
/// let config = PpoConfig { learning_rate: 1e-3, target_kl: Some(0.02), ..PpoConfig::DEFAULT };
/// assert!(config.check().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PpoConfig {
    /// Adam's step size, `0..=1`.
    pub learning_rate: f32,
    /// How much a later reward counts, `0..=1`.
    pub gamma: f32,
    /// GAE's mix of short and long returns, `0..=1`.
    pub gae_lambda: f32,
    /// Passes over the samples in one update, `1..=1000`.
    pub update_epochs: u16,
    /// Samples in one gradient step, `1..=65535`; the last minibatch of an epoch may be smaller.
    pub minibatch_size: u16,
    /// `ε`: a probability ratio outside `1 ± ε` earns nothing more, `0..=100`
    /// (Schulman et al. 2017, equation 7).
    pub clip_coef: f32,
    /// The critic may move this far from its old estimate, `0..=1e6`; `None`: without a limit.
    pub value_clip: Option<f32>,
    /// Weight of the entropy bonus, `0..=100`.
    pub ent_coef: f32,
    /// Weight of the value loss, `0..=100`.
    pub vf_coef: f32,
    /// The gradient of both networks together is shortened to this norm, `1e-6..=1e6`;
    /// `None`: never.
    pub max_grad_norm: Option<f32>,
    /// Whether the advantages of a minibatch are shifted to mean 0 and scaled to deviation 1.
    pub normalize_advantage: bool,
    /// An update stops before the first step whose `approx_kl` is above this, `0..=1e6`;
    /// `None`: never.
    pub target_kl: Option<f32>,
    /// Decay of Adam's first moment, `0..=0.9999`.
    pub adam_beta1: f32,
    /// Decay of Adam's second moment, `0..=0.99999`.
    pub adam_beta2: f32,
    /// Added to Adam's denominator, `1e-12..=1`.
    pub adam_eps: f32,
}

impl PpoConfig {
    /// CleanRL's defaults (Huang et al. 2022).
    pub const DEFAULT: Self = PpoConfig {
        learning_rate: 2.5e-4,
        gamma: 0.99,
        gae_lambda: 0.95,
        update_epochs: 4,
        minibatch_size: 128,
        clip_coef: 0.2,
        value_clip: Some(0.2),
        ent_coef: 0.01,
        vf_coef: 0.5,
        max_grad_norm: Some(0.5),
        normalize_advantage: true,
        target_kl: None,
        adam_beta1: 0.9,
        adam_beta2: 0.999,
        adam_eps: 1e-5,
    };

    /// For a `static` in `.bss`; not a setting to learn with.
    pub(crate) const ZERO: Self = PpoConfig {
        learning_rate: 0.0,
        gamma: 0.0,
        gae_lambda: 0.0,
        update_epochs: 0,
        minibatch_size: 0,
        clip_coef: 0.0,
        value_clip: None,
        ent_coef: 0.0,
        vf_coef: 0.0,
        max_grad_norm: None,
        normalize_advantage: false,
        target_kl: None,
        adam_beta1: 0.0,
        adam_beta2: 0.0,
        adam_eps: 0.0,
    };

    /// Whether every field is in its range.
    ///
    /// # Errors
    /// [`Error::ConfigOutOfRange`] for the first field outside its range; NaN is outside.
    pub const fn check(&self) -> Result<(), Error> {
        const RANGES: [Range; 14] = [
            ("learning_rate", 0.0, 1.0),
            ("gamma", 0.0, 1.0),
            ("gae_lambda", 0.0, 1.0),
            ("update_epochs", 1.0, 1000.0),
            ("minibatch_size", 1.0, 65535.0),
            ("clip_coef", 0.0, 100.0),
            ("value_clip", 0.0, 1e6),
            ("ent_coef", 0.0, 100.0),
            ("vf_coef", 0.0, 100.0),
            ("max_grad_norm", 1e-6, 1e6),
            ("target_kl", 0.0, 1e6),
            ("adam_beta1", 0.0, 0.9999),
            ("adam_beta2", 0.0, 0.99999),
            ("adam_eps", 1e-12, 1.0),
        ];
        let settings = [
            self.learning_rate,
            self.gamma,
            self.gae_lambda,
            self.update_epochs as f32,
            self.minibatch_size as f32,
            self.clip_coef,
            or(self.value_clip, 0.0),
            self.ent_coef,
            self.vf_coef,
            or(self.max_grad_norm, 1.0),
            or(self.target_kl, 0.0),
            self.adam_beta1,
            self.adam_beta2,
            self.adam_eps,
        ];
        check_ranges(&RANGES, &settings)
    }
}

const fn or(setting: Option<f32>, unset: f32) -> f32 {
    match setting {
        Some(value) => value,
        None => unset,
    }
}

/// A setting, the least and the largest that it may be.
pub(crate) type Range = (&'static str, f32, f32);

/// # Errors
/// [`Error::ConfigOutOfRange`] for the first of the settings that is outside its range.
pub(crate) const fn check_ranges(ranges: &[Range], settings: &[f32]) -> Result<(), Error> {
    let (mut ranges, mut settings) = (ranges, settings);
    while let ([(field, min, max), more_ranges @ ..], [got, more @ ..]) = (ranges, settings) {
        // Written so that NaN is refused.
        if !(*got >= *min && *got <= *max) {
            return Err(Error::ConfigOutOfRange { field, got: *got, min: *min, max: *max });
        }
        (ranges, settings) = (more_ranges, more);
    }
    Ok(())
}
