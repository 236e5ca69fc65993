//! Proximal policy optimisation with the clipped surrogate objective (Schulman et al. 2017).

use crate::{
    ActorCritic, Categorical, Error, Params, Pcg32,
    adam::Adam,
    categorical::is_legal,
    kernel::SquareSum,
    loss::{AdvantageScale, PolicyLoss, explained_variance, value_loss},
    math,
    mlp::{BLOCK, Backward, Hidden},
    policy::check_obs,
    ppo_config::PpoConfig,
    rollout::{Sample, Samples},
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
    adam: Adam<OBS, HID, ACT, EXTRA>,
}

/// A block of samples on its way through one network after the other.
struct Block<const OBS: usize, const HID: usize, const EXTRA: usize> {
    obs: [[f32; OBS]; BLOCK],
    hidden: Hidden<HID, EXTRA, BLOCK>,
    backward: Backward<HID, EXTRA, BLOCK>,
}

impl<const OBS: usize, const HID: usize, const EXTRA: usize> Block<OBS, HID, EXTRA> {
    const ZERO: Self =
        Block { obs: [[0.0; OBS]; BLOCK], hidden: Hidden::ZERO, backward: Backward::ZERO };
}

impl<const OBS: usize, const HID: usize, const ACT: usize, const EXTRA: usize>
    Trainer<OBS, HID, ACT, EXTRA>
{
    /// Before the first step.
    pub const ZERO: Self = Trainer { grad: Params::ZERO, adam: Adam::ZERO };

    /// Back to before the first step.
    pub fn reset(&mut self) {
        self.adam.reset();
    }

    /// The gradient of the last minibatch, before it was shortened.
    pub fn grad(&self) -> &Params<OBS, HID, ACT, EXTRA> {
        &self.grad
    }

    /// Adam's first and second moment.
    pub fn moments(&self) -> [&Params<OBS, HID, ACT, EXTRA>; 2] {
        [&self.adam.m, &self.adam.v]
    }

    /// How many steps of Adam have been applied.
    pub fn steps(&self) -> u32 {
        self.adam.steps
    }

    pub(crate) fn beta_powers(&self) -> [f32; 2] {
        self.adam.beta_powers
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
        for (place, index) in order.iter_mut().zip(0..) {
            check_sample::<OBS, ACT, S>(samples, index)?;
            *place = index;
        }
        let mut report = UpdateReport {
            explained_variance: explained_variance(samples),
            samples: len as u32,
            ..UpdateReport::default()
        };
        let mut minibatches = 0u32;
        let mut scratch = Block::ZERO;
        'epochs: for _ in 0..config.update_epochs {
            rng.shuffle(order);
            let mut outside = 0.0;
            let mut rest: &[u16] = order;
            while !rest.is_empty() {
                let size = rest.len().min(config.minibatch_size.into());
                let (minibatch, tail) = rest.split_at_checked(size).unwrap_or((rest, &[]));
                rest = tail;
                let (stats, stop) =
                    self.checked_step(policy, samples, minibatch, config, &mut scratch)?;
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
            check_sample::<OBS, ACT, S>(samples, index)?;
        }
        let mut scratch = Block::ZERO;
        self.checked_step(policy, samples, minibatch, config, &mut scratch)
    }

    /// [`step`](Self::step) after its checks.
    fn checked_step<S: Samples<OBS> + ?Sized>(
        &mut self,
        policy: &mut ActorCritic<OBS, HID, ACT, EXTRA>,
        samples: &S,
        minibatch: &[u16],
        config: &PpoConfig,
        scratch: &mut Block<OBS, HID, EXTRA>,
    ) -> Result<(StepStats, Option<Stop>), Error> {
        let stats = self.accumulate(policy, samples, minibatch, config, scratch)?;
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
        self.adam.step(&mut policy.params, &self.grad, stats.grad_scale, config);
        Ok((stats, None))
    }

    /// Fills `grad` with the gradient of the loss over the minibatch.
    fn accumulate<S: Samples<OBS> + ?Sized>(
        &mut self,
        policy: &ActorCritic<OBS, HID, ACT, EXTRA>,
        samples: &S,
        minibatch: &[u16],
        config: &PpoConfig,
        scratch: &mut Block<OBS, HID, EXTRA>,
    ) -> Result<StepStats, Error> {
        self.grad.tensors_mut().into_iter().for_each(|tensor| tensor.fill(0.0));
        let mut stats = StepStats::default();
        self.accumulate_actor(policy, samples, minibatch, config, scratch, &mut stats)?;
        self.accumulate_critic(policy, samples, minibatch, config, scratch, &mut stats)?;
        let share = 1.0 / minibatch.len() as f32;
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

    /// The actor's part of [`accumulate`](Self::accumulate); measures are summed, not averaged.
    fn accumulate_actor<S: Samples<OBS> + ?Sized>(
        &mut self,
        ActorCritic { params, activation }: &ActorCritic<OBS, HID, ACT, EXTRA>,
        samples: &S,
        minibatch: &[u16],
        config: &PpoConfig,
        scratch: &mut Block<OBS, HID, EXTRA>,
        stats: &mut StepStats,
    ) -> Result<(), Error> {
        let advantages = AdvantageScale::of(samples, minibatch, config);
        let share = 1.0 / minibatch.len() as f32;
        let Block { obs, hidden, backward } = scratch;
        params.actor.prepare_backward(backward);
        let mut logits = [[0.0; ACT]; BLOCK];
        for block in minibatch.chunks(BLOCK) {
            let obs = observe(samples, block, obs);
            params.actor.forward_keeping(*activation, obs, hidden, &mut logits);
            let mut d_loss_d_logits = [[0.0; ACT]; BLOCK];
            for ((&index, logits), d_loss_d_logits) in
                block.iter().zip(&logits).zip(&mut d_loss_d_logits)
            {
                let sample = sample_at(samples, index)?;
                let advantage = advantages.scale(sample.advantage);
                let Ok(loss) = PolicyLoss::of(logits, &sample, advantage, share, config) else {
                    // The samples were checked, so it is the network that has left the numbers.
                    stats.policy_loss = f32::NAN;
                    return Ok(());
                };
                stats.policy_loss += loss.policy_loss;
                stats.entropy += loss.entropy;
                stats.approx_kl += (loss.ratio - 1.0) - loss.log_ratio;
                if math::abs(loss.ratio - 1.0) > config.clip_coef {
                    stats.clip_fraction += 1.0;
                }
                *d_loss_d_logits = loss.d_loss_d_logits;
            }
            let grad = &mut self.grad.actor;
            let actor = &params.actor;
            actor.backward(*activation, backward, obs, hidden, &d_loss_d_logits, grad);
        }
        Ok(())
    }

    /// The critic's part of [`accumulate`](Self::accumulate).
    fn accumulate_critic<S: Samples<OBS> + ?Sized>(
        &mut self,
        ActorCritic { params, activation }: &ActorCritic<OBS, HID, ACT, EXTRA>,
        samples: &S,
        minibatch: &[u16],
        config: &PpoConfig,
        scratch: &mut Block<OBS, HID, EXTRA>,
        stats: &mut StepStats,
    ) -> Result<(), Error> {
        let share = 1.0 / minibatch.len() as f32;
        let Block { obs, hidden, backward } = scratch;
        params.critic.prepare_backward(backward);
        let mut values = [[0.0]; BLOCK];
        for block in minibatch.chunks(BLOCK) {
            let obs = observe(samples, block, obs);
            params.critic.forward_keeping(*activation, obs, hidden, &mut values);
            let mut d_loss_d_value = [[0.0]; BLOCK];
            for ((&index, &[value]), d_loss_d_value) in
                block.iter().zip(&values).zip(&mut d_loss_d_value)
            {
                let (loss, slope) = value_loss(value, &sample_at(samples, index)?, config);
                stats.value_loss += loss;
                *d_loss_d_value = [config.vf_coef * slope * share];
            }
            let grad = &mut self.grad.critic;
            let critic = &params.critic;
            critic.backward(*activation, backward, obs, hidden, &d_loss_d_value, grad);
        }
        Ok(())
    }
}

/// Fills the first rows of `obs` with what the policy saw in the samples of a block.
fn observe<'a, const OBS: usize, S: Samples<OBS> + ?Sized>(
    samples: &S,
    block: &[u16],
    obs: &'a mut [[f32; OBS]; BLOCK],
) -> &'a [[f32; OBS]] {
    for (&index, obs) in block.iter().zip(obs.iter_mut()) {
        samples.observe(index.into(), obs);
    }
    obs.get(..block.len()).unwrap_or(obs)
}

/// # Errors
/// [`Error::SampleOutOfRange`].
fn sample_at<const OBS: usize, S: Samples<OBS> + ?Sized>(
    samples: &S,
    index: u16,
) -> Result<Sample, Error> {
    let index = usize::from(index);
    samples.sample(index).ok_or(Error::SampleOutOfRange { index, len: samples.len() })
}

/// # Errors
/// What of sample `index` cannot be learnt from.
fn check_sample<const OBS: usize, const ACT: usize, S: Samples<OBS> + ?Sized>(
    samples: &S,
    index: u16,
) -> Result<(), Error> {
    let sample = sample_at(samples, index)?;
    let mut obs = [0.0; OBS];
    samples.observe(index.into(), &mut obs);
    check_obs(&obs)?;
    if !is_legal(sample.mask & Categorical::<ACT>::ALL, sample.action) {
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
