//! What an update did, in the field's measures.

/// Why an update ended before its last minibatch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stop {
    /// The policy had moved further than `target_kl`; the rest of the round is skipped.
    TargetKl {
        /// `approx_kl` of the minibatch that was not applied.
        approx_kl: f32,
    },
    /// A loss or a gradient of this minibatch was NaN or infinite; it was not applied.
    NonFinite,
}

/// The measures of one minibatch.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StepStats {
    /// Clipped surrogate loss.
    pub policy_loss: f32,
    /// Half the mean squared error of the critic (of the clipped one, where that is larger).
    pub value_loss: f32,
    /// Mean entropy of the policy, in nats.
    pub entropy: f32,
    /// Estimate of the KL divergence from the old policy, `mean((ratio - 1) - ln ratio)`
    /// (Schulman 2020, "Approximating KL Divergence", k3).
    pub approx_kl: f32,
    /// Share of samples whose ratio is outside `1 ± clip_coef`.
    pub clip_fraction: f32,
    /// Norm of the gradient of both networks before it is shortened.
    pub grad_norm: f32,
    /// What the gradient is multiplied by to be shortened.
    pub grad_scale: f32,
}

/// What an update did. The measures are means over its minibatches, the one it stopped before
/// included.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct UpdateReport {
    /// See [`StepStats::policy_loss`].
    pub policy_loss: f32,
    /// See [`StepStats::value_loss`].
    pub value_loss: f32,
    /// See [`StepStats::entropy`].
    pub entropy: f32,
    /// See [`StepStats::approx_kl`].
    pub approx_kl: f32,
    /// See [`StepStats::clip_fraction`].
    pub clip_fraction: f32,
    /// `1 - var(returns - values) / var(returns)` of the critic before the update: 1 is perfect,
    /// 0 no better than a constant; 0 too where the returns do not vary.
    pub explained_variance: f32,
    /// See [`StepStats::grad_norm`].
    pub grad_norm: f32,
    /// Samples in the update.
    pub samples: u32,
    /// How many of them were outside the clip range in the last epoch.
    pub clipped: u32,
    /// Steps of Adam that were applied.
    pub steps: u32,
    /// Why it ended early, if it did.
    pub stopped: Option<Stop>,
}
