//! Proximal policy optimisation with the clipped surrogate objective (Schulman et al. 2017).

use crate::{
    ActorCritic, Categorical, Error, Params, Pcg32,
    kernel::{self, SquareSum},
    math,
    mlp::{BLOCK, Hidden},
    policy::check_obs,
    ppo_config::PpoConfig,
    rollout::Samples,
};

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

/// The optimiser of an [`ActorCritic`]: gradients and Adam's moments.
#[derive(Clone, Debug)]
pub struct Trainer<const OBS: usize, const HID: usize, const ACT: usize, const EXTRA: usize = 0> {
    grad: Params<OBS, HID, ACT, EXTRA>,
    m: Params<OBS, HID, ACT, EXTRA>,
    v: Params<OBS, HID, ACT, EXTRA>,
    steps: u32,
    /// `beta1^steps` and `beta2^steps`, of no meaning before the first step.
    beta_powers: [f32; 2],
}

impl<const OBS: usize, const HID: usize, const ACT: usize, const EXTRA: usize>
    Trainer<OBS, HID, ACT, EXTRA>
{
    /// Before the first step.
    pub const ZERO: Self = Trainer {
        grad: Params::ZERO,
        m: Params::ZERO,
        v: Params::ZERO,
        steps: 0,
        beta_powers: [0.0; 2],
    };

    /// Back to before the first step.
    pub fn reset(&mut self) {
        for moment in [&mut self.m, &mut self.v] {
            moment.tensors_mut().into_iter().for_each(|tensor| tensor.fill(0.0));
        }
        self.steps = 0;
        self.beta_powers = [0.0; 2];
    }

    /// The gradient of the last minibatch, before it was shortened.
    pub fn grad(&self) -> &Params<OBS, HID, ACT, EXTRA> {
        &self.grad
    }

    /// Adam's first and second moment.
    pub fn moments(&self) -> [&Params<OBS, HID, ACT, EXTRA>; 2] {
        [&self.m, &self.v]
    }

    /// How many steps of Adam have been applied.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    pub(crate) fn beta_powers(&self) -> [f32; 2] {
        self.beta_powers
    }

    /// One whole update: `update_epochs` passes over `samples` in minibatches, in an order drawn
    /// from `rng`. `order` is scratch with one entry for each sample.
    ///
    /// # Errors
    /// [`Error::ConfigOutOfRange`], [`Error::NothingToLearn`], [`Error::LengthMismatch`],
    /// and what is wrong with a sample; nothing has been applied then. A result that is not
    /// finite is no error: see [`Stop::NonFinite`].
    pub fn update<S: Samples<OBS> + ?Sized>(
        &mut self,
        policy: &mut ActorCritic<OBS, HID, ACT, EXTRA>,
        samples: &S,
        order: &mut [u16],
        rng: &mut Pcg32,
        config: &PpoConfig,
    ) -> Result<UpdateReport, Error> {
        config.check()?;
        let len = samples.len();
        if len == 0 {
            return Err(Error::NothingToLearn);
        }
        if order.len() != len {
            return Err(Error::LengthMismatch { what: "order", got: order.len(), expected: len });
        }
        if len > usize::from(u16::MAX) {
            let expected = u16::MAX.into();
            return Err(Error::LengthMismatch { what: "samples", got: len, expected });
        }
        for index in 0..len {
            check_sample::<OBS, ACT, S>(samples, index)?;
        }
        for (place, index) in order.iter_mut().zip(0..) {
            *place = index;
        }
        let mut report = UpdateReport {
            explained_variance: explained_variance(samples),
            samples: len as u32,
            ..UpdateReport::default()
        };
        let mut minibatches = 0u32;
        'epochs: for _ in 0..config.update_epochs {
            rng.shuffle(order);
            let mut outside = 0.0;
            let mut rest: &[u16] = order;
            while !rest.is_empty() {
                let size = rest.len().min(config.minibatch_size.into());
                let (minibatch, tail) = rest.split_at_checked(size).unwrap_or((rest, &[]));
                rest = tail;
                let (stats, stop) = self.checked_step(policy, samples, minibatch, config)?;
                if stop == Some(Stop::NonFinite) {
                    report.stopped = stop;
                    break 'epochs;
                }
                minibatches += 1;
                report.policy_loss += stats.policy_loss;
                report.value_loss += stats.value_loss;
                report.entropy += stats.entropy;
                report.approx_kl += stats.approx_kl;
                report.clip_fraction += stats.clip_fraction;
                report.grad_norm += stats.grad_norm;
                outside += stats.clip_fraction * size as f32;
                report.clipped = (outside + 0.5) as u32;
                if stop.is_some() {
                    report.stopped = stop;
                    break 'epochs;
                }
                report.steps += 1;
            }
        }
        if minibatches > 0 {
            let share = 1.0 / minibatches as f32;
            for mean in [
                &mut report.policy_loss,
                &mut report.value_loss,
                &mut report.entropy,
                &mut report.approx_kl,
                &mut report.clip_fraction,
                &mut report.grad_norm,
            ] {
                *mean *= share;
            }
        }
        Ok(report)
    }

    /// One step of Adam on the samples that `minibatch` names, or the reason why it was not
    /// applied. For an order of one's own; [`update`](Self::update) is the usual way.
    ///
    /// # Errors
    /// [`Error::ConfigOutOfRange`], [`Error::NothingToLearn`], [`Error::SampleOutOfRange`], and
    /// what is wrong with a sample; nothing has been applied then.
    pub fn step<S: Samples<OBS> + ?Sized>(
        &mut self,
        policy: &mut ActorCritic<OBS, HID, ACT, EXTRA>,
        samples: &S,
        minibatch: &[u16],
        config: &PpoConfig,
    ) -> Result<(StepStats, Option<Stop>), Error> {
        config.check()?;
        if minibatch.is_empty() {
            return Err(Error::NothingToLearn);
        }
        for &index in minibatch {
            check_sample::<OBS, ACT, S>(samples, index.into())?;
        }
        self.checked_step(policy, samples, minibatch, config)
    }

    /// [`step`](Self::step) after its checks.
    fn checked_step<S: Samples<OBS> + ?Sized>(
        &mut self,
        policy: &mut ActorCritic<OBS, HID, ACT, EXTRA>,
        samples: &S,
        minibatch: &[u16],
        config: &PpoConfig,
    ) -> Result<(StepStats, Option<Stop>), Error> {
        let stats = self.accumulate(policy, samples, minibatch, config)?;
        let finite = [stats.policy_loss, stats.value_loss, stats.entropy, stats.approx_kl]
            .iter()
            .all(|loss| loss.is_finite());
        if !finite || !stats.grad_norm.is_finite() {
            return Ok((stats, Some(Stop::NonFinite)));
        }
        if let Some(target_kl) = config.target_kl
            && stats.approx_kl > target_kl
        {
            return Ok((stats, Some(Stop::TargetKl { approx_kl: stats.approx_kl })));
        }
        self.apply(policy, stats.grad_scale, config);
        Ok((stats, None))
    }

    /// Fills `grad` with the gradient of the loss over the minibatch.
    fn accumulate<S: Samples<OBS> + ?Sized>(
        &mut self,
        policy: &ActorCritic<OBS, HID, ACT, EXTRA>,
        samples: &S,
        minibatch: &[u16],
        config: &PpoConfig,
    ) -> Result<StepStats, Error> {
        let advantages = AdvantageScale::of(samples, minibatch, config);
        self.grad.tensors_mut().into_iter().for_each(|tensor| tensor.fill(0.0));
        let share = 1.0 / minibatch.len() as f32;
        let mut stats = StepStats::default();
        let ActorCritic { params: Params { actor, critic }, activation } = policy;
        let mut obs = [[0.0; OBS]; BLOCK];
        let (mut actor_hidden, mut critic_hidden) =
            ([const { Hidden::ZERO }; BLOCK], [const { Hidden::ZERO }; BLOCK]);
        let mut rest = minibatch;
        while !rest.is_empty() {
            let (block, tail) = rest.split_at_checked(BLOCK).unwrap_or((rest, &[]));
            rest = tail;
            let (mut d_loss_d_logits, mut d_loss_d_value) = ([[0.0; ACT]; BLOCK], [[0.0]; BLOCK]);
            let gradients = d_loss_d_logits.iter_mut().zip(&mut d_loss_d_value);
            let hidden = actor_hidden.iter_mut().zip(&mut critic_hidden);
            let places = obs.iter_mut().zip(hidden).zip(gradients);
            for (&index, ((obs, hidden), (d_loss_d_logits, d_loss_d_value))) in
                block.iter().zip(places)
            {
                let Some(sample) = samples.sample(index.into(), obs) else {
                    return Err(Error::SampleOutOfRange {
                        index: index.into(),
                        len: samples.len(),
                    });
                };
                let logits = actor.forward_keeping(*activation, obs, hidden.0);
                let [value] = critic.forward_keeping(*activation, obs, hidden.1);

                let Ok(distribution) = Categorical::new(&logits, sample.mask) else {
                    // The samples were checked, so it is the network that has left the numbers.
                    stats.policy_loss = f32::NAN;
                    return Ok(stats);
                };
                let log_ratio = distribution.log_prob(sample.action)? - sample.log_prob;
                let ratio = math::exp(log_ratio);
                let entropy = distribution.entropy();
                stats.entropy += entropy;
                stats.approx_kl += (ratio - 1.0) - log_ratio;
                if math::abs(ratio - 1.0) > config.clip_coef {
                    stats.clip_fraction += 1.0;
                }

                // Equation 7: the worse of the plain and the clipped surrogate, as a loss.
                let advantage = advantages.scale(sample.advantage);
                let plain = -advantage * ratio;
                let nearest = math::clamp(ratio, 1.0 - config.clip_coef, 1.0 + config.clip_coef);
                let clipped = -advantage * nearest;
                // Where the clipped one is larger the ratio is out of range, and its slope is zero.
                let (policy_loss, d_loss_d_ratio) =
                    if clipped > plain { (clipped, 0.0) } else { (plain, -advantage) };
                stats.policy_loss += policy_loss;
                let d_loss_d_log_prob = d_loss_d_ratio * ratio;
                let d_loss_d_entropy = -config.ent_coef;
                *d_loss_d_logits = distribution.backward(
                    sample.action,
                    d_loss_d_log_prob * share,
                    d_loss_d_entropy * share,
                );

                let (value_loss, d_value_loss_d_value) = value_loss(value, &sample, config);
                stats.value_loss += value_loss;
                *d_loss_d_value = [config.vf_coef * d_value_loss_d_value * share];
            }
            let Params { actor: d_actor, critic: d_critic } = &mut self.grad;
            actor.backward(*activation, &obs, &actor_hidden, &d_loss_d_logits, d_actor);
            critic.backward(*activation, &obs, &critic_hidden, &d_loss_d_value, d_critic);
        }
        for mean in [
            &mut stats.policy_loss,
            &mut stats.value_loss,
            &mut stats.entropy,
            &mut stats.approx_kl,
            &mut stats.clip_fraction,
        ] {
            *mean *= share;
        }
        let mut squares = SquareSum::ZERO;
        self.grad.actor.add_squares(&mut squares);
        self.grad.critic.add_squares(&mut squares);
        stats.grad_norm = math::sqrt(squares.total());
        stats.grad_scale = match config.max_grad_norm {
            Some(longest) => math::min(1.0, longest / (stats.grad_norm + 1e-6)),
            None => 1.0,
        };
        Ok(stats)
    }

    /// One step of Adam with the gradient times `grad_scale`.
    fn apply(
        &mut self,
        policy: &mut ActorCritic<OBS, HID, ACT, EXTRA>,
        grad_scale: f32,
        config: &PpoConfig,
    ) {
        let [power1, power2] = if self.steps == 0 { [1.0; 2] } else { self.beta_powers };
        let [power1, power2] = [power1 * config.adam_beta1, power2 * config.adam_beta2];
        self.beta_powers = [power1, power2];
        self.steps = self.steps.saturating_add(1);
        let step = kernel::AdamStep {
            grad_scale,
            beta1: config.adam_beta1,
            beta2: config.adam_beta2,
            step_size: config.learning_rate / (1.0 - power1),
            second_correction: 1.0 / math::sqrt(1.0 - power2),
            epsilon: config.adam_eps,
        };
        let moments = self.m.tensors_mut().into_iter().zip(self.v.tensors_mut());
        let gradients = self.grad.tensors();
        for ((parameters, grads), (m, v)) in
            policy.params.tensors_mut().into_iter().zip(gradients).zip(moments)
        {
            kernel::adam(parameters, grads, m, v, &step);
        }
    }
}

/// # Errors
/// What of sample `index` cannot be learnt from.
fn check_sample<const OBS: usize, const ACT: usize, S: Samples<OBS> + ?Sized>(
    samples: &S,
    index: usize,
) -> Result<(), Error> {
    let mut obs = [0.0; OBS];
    let Some(sample) = samples.sample(index, &mut obs) else {
        return Err(Error::SampleOutOfRange { index, len: samples.len() });
    };
    check_obs(&obs)?;
    let legal = sample.mask & Categorical::<ACT>::ALL;
    if !crate::categorical::is_legal(legal, sample.action) {
        return Err(Error::IllegalAction { action: sample.action, mask: sample.mask });
    }
    for (what, number) in [
        ("log_prob", sample.log_prob),
        ("value", sample.value),
        ("advantage", sample.advantage),
        ("returns", sample.returns),
    ] {
        if !number.is_finite() {
            return Err(Error::NotFinite { what });
        }
    }
    Ok(())
}

/// The critic's loss for one sample, and its derivative.
fn value_loss(value: f32, sample: &crate::Sample, config: &PpoConfig) -> (f32, f32) {
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
struct AdvantageScale {
    mean: f32,
    deviation: f32,
}

impl AdvantageScale {
    /// Mean and standard deviation (with N - 1) of the minibatch's advantages if they are to be
    /// normalised, else the identity.
    fn of<const OBS: usize, S: Samples<OBS> + ?Sized>(
        samples: &S,
        minibatch: &[u16],
        config: &PpoConfig,
    ) -> Self {
        if !config.normalize_advantage {
            return AdvantageScale { mean: 0.0, deviation: 1.0 };
        }
        let mut obs = [0.0; OBS];
        let mut advantage =
            |&index: &u16| samples.sample(index.into(), &mut obs).map_or(0.0, |s| s.advantage);
        let len = minibatch.len();
        let mut mean = 0.0;
        for index in minibatch {
            mean += advantage(index);
        }
        mean /= len as f32;
        let mut squares = 0.0;
        for index in minibatch {
            let rest = advantage(index) - mean;
            squares += rest * rest;
        }
        // One sample alone has no deviation; it is its own mean, so its advantage becomes 0.
        let deviation = math::sqrt(squares / len.saturating_sub(1).max(1) as f32);
        const EPSILON: f32 = 1e-8;
        AdvantageScale { mean, deviation: deviation + EPSILON }
    }

    fn scale(&self, advantage: f32) -> f32 {
        (advantage - self.mean) / self.deviation
    }
}

fn explained_variance<const OBS: usize, S: Samples<OBS> + ?Sized>(samples: &S) -> f32 {
    let len = samples.len() as f32;
    let mut obs = [0.0; OBS];
    let (mut mean_returns, mut mean_error) = (0.0, 0.0);
    for index in 0..samples.len() {
        if let Some(sample) = samples.sample(index, &mut obs) {
            mean_returns += sample.returns;
            mean_error += sample.returns - sample.value;
        }
    }
    mean_returns /= len;
    mean_error /= len;
    let (mut var_returns, mut var_error) = (0.0, 0.0);
    for index in 0..samples.len() {
        if let Some(sample) = samples.sample(index, &mut obs) {
            let (r, e) =
                (sample.returns - mean_returns, sample.returns - sample.value - mean_error);
            var_returns += r * r;
            var_error += e * e;
        }
    }
    // Below this the returns differ by rounding only.
    const LEAST_VARIANCE: f32 = 1e-10;
    let explained = 1.0 - var_error / var_returns;
    if var_returns / len > LEAST_VARIANCE && explained.is_finite() { explained } else { 0.0 }
}
