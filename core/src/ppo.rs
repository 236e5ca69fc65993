//! Proximal policy optimisation with the clipped surrogate objective (Schulman et al. 2017).

use crate::{
    ActorCritic, Categorical, Error, Params, Pcg32,
    adam::Adam,
    categorical::is_legal,
    float_environment,
    kernel::{AdamStep, SquareSum},
    loss::{AdvantageScale, PolicyLoss, each_choice, explained_variance, value_loss},
    math,
    mlp::{BLOCK, Backward, Hidden},
    policy::check_obs,
    ppo_config::PpoConfig,
    report::{StepStats, Stop, UpdateReport},
    rollout::Samples,
};

/// The optimiser of an [`ActorCritic`]: gradients and Adam's moments.
#[derive(Clone, Debug)]
pub struct Trainer<const OBS: usize, const HID: usize, const ACT: usize, const EXTRA: usize = 0> {
    grad: Params<OBS, HID, ACT, EXTRA>,
    adam: Adam<OBS, HID, ACT, EXTRA>,
}

/// Scratch for `N` samples on their way through one network after the other. How many they are
/// changes no bit, as samples add up in their order.
pub(crate) struct Block<const OBS: usize, const HID: usize, const EXTRA: usize, const N: usize> {
    obs: [[f32; OBS]; N],
    hidden: Hidden<HID, EXTRA, N>,
    backward: Backward<HID, EXTRA, N>,
}

impl<const OBS: usize, const HID: usize, const EXTRA: usize, const N: usize>
    Block<OBS, HID, EXTRA, N>
{
    pub(crate) const ZERO: Self =
        Block { obs: [[0.0; OBS]; N], hidden: Hidden::ZERO, backward: Backward::ZERO };
}

/// How much of an update is done at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slice {
    /// Samples that go through one of the networks.
    pub samples: usize,
    /// Parameters that Adam steps.
    pub parameters: usize,
}

impl Slice {
    /// A minibatch and a step at a time.
    const WHOLE: Self = Slice { samples: usize::MAX, parameters: usize::MAX };
}

/// An update on its way, between two slices of its work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Update {
    /// Sums until the end, then means.
    report: UpdateReport,
    /// Of the current minibatch.
    stats: StepStats,
    minibatches: u32,
    /// Samples of this epoch outside the clip range.
    outside: f32,
    epoch: u16,
    /// The current minibatch, as a range of the order.
    start: u16,
    end: u16,
    /// Of the current minibatch.
    advantages: AdvantageScale,
    next: Stage,
}

impl Update {
    /// The beginning of an update on so many samples, of which an order has been written down.
    pub fn new(samples: usize, explained_variance: f32) -> Self {
        let samples = samples as u32;
        Update {
            report: UpdateReport { explained_variance, samples, ..UpdateReport::default() },
            stats: StepStats::default(),
            minibatches: 0,
            outside: 0.0,
            epoch: 0,
            start: 0,
            end: 0,
            advantages: AdvantageScale::IDENTITY,
            next: Stage::Epoch,
        }
    }

    /// How many it is made of.
    pub fn samples(&self) -> usize {
        self.report.samples as usize
    }
}

/// What comes next in an update.
#[derive(Clone, Copy, Debug)]
enum Stage {
    Epoch,
    Minibatch,
    /// The mean of the advantages, from this sample of the minibatch on.
    Mean(u16),
    /// Their deviation, likewise.
    Deviation(u16),
    /// The actor's gradient, likewise.
    Actor(u16),
    /// The critic's gradient, likewise.
    Critic(u16),
    /// Whether the gradient is applied.
    Judge,
    /// Adam's step, from this parameter on.
    Adam(AdamStep, u32),
    Done,
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

    pub(crate) fn moments_mut(&mut self) -> [&mut Params<OBS, HID, ACT, EXTRA>; 2] {
        [&mut self.adam.m, &mut self.adam.v]
    }

    /// Back to before the first step, but for the count of steps.
    pub(crate) fn resume(&mut self, steps: u32, beta_powers: [f32; 2]) {
        self.adam.reset();
        (self.adam.steps, self.adam.beta_powers) = (steps, beta_powers);
    }

    pub(crate) fn beta_powers(&self) -> [f32; 2] {
        self.adam.beta_powers
    }

    /// One whole update: `update_epochs` passes over `samples` in minibatches, in an order drawn
    /// from `rng`. `order` is scratch with one entry for each sample.
    ///
    /// # Errors
    /// [`Error::ConfigOutOfRange`], [`Error::NothingToLearn`], [`Error::TooManySamples`],
    /// [`Error::LengthMismatch`], [`Error::FloatEnvironment`], and what is wrong with a sample; nothing has been
    /// applied then. A result that is not finite is no error: see [`Stop::NonFinite`].
    pub fn update<S: Samples<OBS> + ?Sized>(
        &mut self,
        policy: &mut ActorCritic<OBS, HID, ACT, EXTRA>,
        samples: &S,
        order: &mut [u16],
        rng: &mut Pcg32,
        config: &PpoConfig,
    ) -> Result<UpdateReport, Error> {
        let mut update = Self::begin(samples, order, config)?;
        let mut scratch = Block::<OBS, HID, EXTRA, BLOCK>::ZERO;
        loop {
            let slice = Slice::WHOLE;
            if let Some(report) =
                self.advance(&mut update, policy, samples, order, rng, config, slice, &mut scratch)?
            {
                return Ok(report);
            }
        }
    }

    /// Checks everything that an update will read.
    ///
    /// # Errors
    /// As [`update`](Self::update).
    pub(crate) fn begin<S: Samples<OBS> + ?Sized>(
        samples: &S,
        order: &mut [u16],
        config: &PpoConfig,
    ) -> Result<Update, Error> {
        config.check()?;
        float_environment::check()?;
        let len = samples.len();
        if len == 0 {
            return Err(Error::NothingToLearn);
        }
        let capacity = u16::MAX.into();
        if len > capacity {
            return Err(Error::TooManySamples { got: len, capacity });
        }
        if order.len() != len {
            return Err(Error::LengthMismatch { what: "order", got: order.len(), expected: len });
        }
        for (place, index) in order.iter_mut().zip(0..) {
            check_sample::<OBS, ACT, S>(samples, index)?;
            *place = index;
        }
        let explained = explained_variance(&|each| {
            each_choice(samples, 0..len, |s| each([s.weight, s.value, s.returns]));
        });
        Ok(Update::new(len, explained))
    }

    /// Does a slice of an update that [`begin`](Self::begin) has checked; the report after the
    /// last one. Slices of any size lead to the same bits.
    ///
    /// # Errors
    /// [`Error::SampleOutOfRange`], where the samples are not those of the beginning.
    #[allow(clippy::too_many_arguments, reason = "an update keeps no hold of what it reads")]
    pub(crate) fn advance<S: Samples<OBS> + ?Sized, const N: usize>(
        &mut self,
        update: &mut Update,
        policy: &mut ActorCritic<OBS, HID, ACT, EXTRA>,
        samples: &S,
        order: &mut [u16],
        rng: &mut Pcg32,
        config: &PpoConfig,
        slice: Slice,
        scratch: &mut Block<OBS, HID, EXTRA, N>,
    ) -> Result<Option<UpdateReport>, Error> {
        let minibatch_end = usize::from(update.end);
        let Update { report, stats, start, end, advantages, .. } = update;
        let minibatch = order.get(usize::from(*start)..minibatch_end).unwrap_or(&[]);
        let share = 1.0 / minibatch.len() as f32;
        // The samples of this slice, and where the next one begins.
        let part = |from: u16| {
            let rest = minibatch.get(usize::from(from)..).unwrap_or(&[]);
            let size = rest.len().min(slice.samples);
            (rest.get(..size).unwrap_or(rest), from + size as u16, size == rest.len())
        };
        update.next = match update.next {
            Stage::Epoch if update.epoch >= config.update_epochs => Stage::Done,
            Stage::Epoch => {
                update.epoch += 1;
                rng.shuffle(order);
                update.outside = 0.0;
                *end = 0;
                Stage::Minibatch
            }
            Stage::Minibatch if minibatch_end >= order.len() => Stage::Epoch,
            Stage::Minibatch => {
                *start = *end;
                let size = order.len().saturating_sub(minibatch_end);
                *end += size.min(config.minibatch_size.into()) as u16;
                self.grad.clear();
                *stats = StepStats::default();
                if config.normalize_advantage {
                    *advantages = AdvantageScale::ZERO;
                    Stage::Mean(0)
                } else {
                    Stage::Actor(0)
                }
            }
            Stage::Mean(from) => {
                let (part, next, last) = part(from);
                advantages.add_to_mean(samples, part);
                if last {
                    advantages.end_mean();
                    Stage::Deviation(0)
                } else {
                    Stage::Mean(next)
                }
            }
            Stage::Deviation(from) => {
                let (part, next, last) = part(from);
                advantages.add_to_deviation(samples, part);
                if last {
                    advantages.end_deviation();
                    Stage::Actor(0)
                } else {
                    Stage::Deviation(next)
                }
            }
            Stage::Actor(from) => {
                let (part, next, last) = part(from);
                self.accumulate_actor(
                    policy, samples, part, share, advantages, config, scratch, stats,
                )?;
                if last { Stage::Critic(0) } else { Stage::Actor(next) }
            }
            Stage::Critic(from) => {
                let (part, next, last) = part(from);
                self.accumulate_critic(policy, samples, part, share, config, scratch, stats)?;
                if last { Stage::Judge } else { Stage::Critic(next) }
            }
            Stage::Judge => {
                self.measure(stats, share, config);
                let stop = judge(stats, config);
                if stop != Some(Stop::NonFinite) {
                    update.minibatches += 1;
                    report.policy_loss += stats.policy_loss;
                    report.value_loss += stats.value_loss;
                    report.entropy += stats.entropy;
                    report.approx_kl += stats.approx_kl;
                    report.clip_fraction += stats.clip_fraction;
                    report.grad_norm += stats.grad_norm;
                    update.outside += stats.clip_fraction * minibatch.len() as f32;
                    report.clipped = (update.outside + 0.5) as u32;
                }
                report.stopped = stop;
                if stop.is_some() {
                    Stage::Done
                } else {
                    report.steps += 1;
                    Stage::Adam(self.adam.begin(stats.grad_scale, config), 0)
                }
            }
            Stage::Adam(step, from) => {
                let first = from as usize;
                let after = first.saturating_add(slice.parameters);
                self.adam.apply(&mut policy.params, &self.grad, &step, first..after);
                let last = after >= Params::<OBS, HID, ACT, EXTRA>::COUNT;
                if last { Stage::Minibatch } else { Stage::Adam(step, after as u32) }
            }
            Stage::Done => {
                let share = 1.0 / update.minibatches.max(1) as f32;
                report.policy_loss *= share;
                report.value_loss *= share;
                report.entropy *= share;
                report.approx_kl *= share;
                report.clip_fraction *= share;
                report.grad_norm *= share;
                return Ok(Some(*report));
            }
        };
        Ok(None)
    }

    /// One step of Adam on the samples that `minibatch` names, or the reason why it was not
    /// applied. For an order of one's own; [`update`](Self::update) is the usual way.
    ///
    /// # Errors
    /// [`Error::ConfigOutOfRange`], [`Error::NothingToLearn`], [`Error::SampleOutOfRange`],
    /// [`Error::FloatEnvironment`], and what is wrong with a sample; nothing has been applied then.
    pub fn step<S: Samples<OBS> + ?Sized>(
        &mut self,
        policy: &mut ActorCritic<OBS, HID, ACT, EXTRA>,
        samples: &S,
        minibatch: &[u16],
        config: &PpoConfig,
    ) -> Result<(StepStats, Option<Stop>), Error> {
        config.check()?;
        float_environment::check()?;
        if minibatch.is_empty() {
            return Err(Error::NothingToLearn);
        }
        for &index in minibatch {
            check_sample::<OBS, ACT, S>(samples, index)?;
        }
        let mut scratch = Block::<OBS, HID, EXTRA, BLOCK>::ZERO;
        self.grad.clear();
        let mut stats = StepStats::default();
        let share = 1.0 / minibatch.len() as f32;
        let advantages = AdvantageScale::of(samples, minibatch, config);
        self.accumulate_actor(
            policy,
            samples,
            minibatch,
            share,
            &advantages,
            config,
            &mut scratch,
            &mut stats,
        )?;
        self.accumulate_critic(
            policy,
            samples,
            minibatch,
            share,
            config,
            &mut scratch,
            &mut stats,
        )?;
        self.measure(&mut stats, share, config);
        let stop = judge(&stats, config);
        if stop.is_none() {
            let step = self.adam.begin(stats.grad_scale, config);
            self.adam.apply(&mut policy.params, &self.grad, &step, 0..usize::MAX);
        }
        Ok((stats, stop))
    }

    /// Turns the sums over a minibatch into means and measures the gradient.
    fn measure(&self, stats: &mut StepStats, share: f32, config: &PpoConfig) {
        stats.policy_loss *= share;
        stats.value_loss *= share;
        stats.entropy *= share;
        stats.approx_kl *= share;
        stats.clip_fraction *= share;
        let mut squares = SquareSum::ZERO;
        self.grad.actor.add_squares(&mut squares);
        self.grad.critic.add_squares(&mut squares);
        stats.grad_norm = math::sqrt(squares.total());
        stats.grad_scale = match config.max_grad_norm {
            Some(longest) => math::min(1.0, longest / (stats.grad_norm + 1e-6)),
            None => 1.0,
        };
    }

    /// Adds the actor's gradient and measures over the samples of `part`, whose loss is weighed by
    /// `share`. Measures are summed, not averaged.
    #[allow(clippy::too_many_arguments, reason = "an update keeps no hold of what it reads")]
    fn accumulate_actor<S: Samples<OBS> + ?Sized, const N: usize>(
        &mut self,
        ActorCritic { params, activation }: &ActorCritic<OBS, HID, ACT, EXTRA>,
        samples: &S,
        part: &[u16],
        share: f32,
        advantages: &AdvantageScale,
        config: &PpoConfig,
        scratch: &mut Block<OBS, HID, EXTRA, N>,
        stats: &mut StepStats,
    ) -> Result<(), Error> {
        let Block { obs, hidden, backward } = scratch;
        params.actor.prepare_backward(backward);
        let mut logits = [[0.0; ACT]; N];
        for block in part.chunks(N.max(1)) {
            let obs = observe(samples, block, obs);
            params.actor.forward_keeping(*activation, obs, hidden, &mut logits);
            let mut d_loss_d_logits = [[0.0; ACT]; N];
            for ((&index, logits), d_loss_d_logits) in
                block.iter().zip(&logits).zip(&mut d_loss_d_logits)
            {
                let Some(mut sample) = samples.choice(index.into(), 0) else { continue };
                let Ok(distribution) = Categorical::new(logits, sample.mask) else {
                    // The samples were checked, so it is the network that has left the numbers.
                    stats.policy_loss = f32::NAN;
                    return Ok(());
                };
                let entropy = distribution.entropy();
                let (mut d_loss_d_log_probs, mut weight) = ([0.0; ACT], 0.0);
                for choice in 1.. {
                    let log_prob = distribution.log_prob(sample.action)?;
                    let advantage = advantages.scale(sample.advantage);
                    let loss = PolicyLoss::of(log_prob, &sample, advantage, config);
                    weight += sample.weight;
                    stats.policy_loss += sample.weight * loss.policy_loss;
                    stats.approx_kl += sample.weight * ((loss.ratio - 1.0) - loss.log_ratio);
                    if math::abs(loss.ratio - 1.0) > config.clip_coef {
                        stats.clip_fraction += sample.weight;
                    }
                    if let Some(d_loss) = d_loss_d_log_probs.get_mut(sample.action) {
                        *d_loss += loss.d_loss_d_log_prob * (sample.weight * share);
                    }
                    match samples.choice(index.into(), choice) {
                        Some(another) => sample = another,
                        None => break,
                    }
                }
                stats.entropy += weight * entropy;
                let d_loss_d_entropy = -config.ent_coef * (weight * share);
                *d_loss_d_logits = distribution.backward(&d_loss_d_log_probs, d_loss_d_entropy);
            }
            let grad = &mut self.grad.actor;
            let actor = &params.actor;
            actor.backward(*activation, backward, obs, hidden, &d_loss_d_logits, grad);
        }
        Ok(())
    }

    /// The critic's part, as [`accumulate_actor`](Self::accumulate_actor).
    #[allow(clippy::too_many_arguments, reason = "an update keeps no hold of what it reads")]
    fn accumulate_critic<S: Samples<OBS> + ?Sized, const N: usize>(
        &mut self,
        ActorCritic { params, activation }: &ActorCritic<OBS, HID, ACT, EXTRA>,
        samples: &S,
        part: &[u16],
        share: f32,
        config: &PpoConfig,
        scratch: &mut Block<OBS, HID, EXTRA, N>,
        stats: &mut StepStats,
    ) -> Result<(), Error> {
        let Block { obs, hidden, backward } = scratch;
        params.critic.prepare_backward(backward);
        let mut values = [[0.0]; N];
        for block in part.chunks(N.max(1)) {
            let obs = observe(samples, block, obs);
            params.critic.forward_keeping(*activation, obs, hidden, &mut values);
            let mut d_loss_d_value = [[0.0]; N];
            for ((&index, &[value]), [d_loss_d_value]) in
                block.iter().zip(&values).zip(&mut d_loss_d_value)
            {
                let mut choice = 0;
                while let Some(sample) = samples.choice(index.into(), choice) {
                    let (loss, slope) = value_loss(value, &sample, config);
                    stats.value_loss += sample.weight * loss;
                    *d_loss_d_value += config.vf_coef * slope * (sample.weight * share);
                    choice += 1;
                }
            }
            let grad = &mut self.grad.critic;
            let critic = &params.critic;
            critic.backward(*activation, backward, obs, hidden, &d_loss_d_value, grad);
        }
        Ok(())
    }
}

/// Why a minibatch's gradient is not applied, if so.
fn judge(stats: &StepStats, config: &PpoConfig) -> Option<Stop> {
    let StepStats { policy_loss, value_loss, entropy, approx_kl, grad_norm, .. } = *stats;
    let measures = [policy_loss, value_loss, entropy, approx_kl, grad_norm];
    if !measures.iter().all(|measure| measure.is_finite()) {
        return Some(Stop::NonFinite);
    }
    match config.target_kl {
        Some(target_kl) if approx_kl > target_kl => Some(Stop::TargetKl { approx_kl }),
        _ => None,
    }
}

/// Fills the first rows of `obs` with what the policy saw in the samples of a block.
fn observe<'a, const OBS: usize, const N: usize, S: Samples<OBS> + ?Sized>(
    samples: &S,
    block: &[u16],
    obs: &'a mut [[f32; OBS]; N],
) -> &'a [[f32; OBS]] {
    for (&index, obs) in block.iter().zip(obs.iter_mut()) {
        samples.observe(index.into(), obs);
    }
    obs.get(..block.len()).unwrap_or(obs)
}

/// # Errors
/// [`Error::SampleOutOfRange`], or what of sample `index` cannot be learnt from.
fn check_sample<const OBS: usize, const ACT: usize, S: Samples<OBS> + ?Sized>(
    samples: &S,
    index: u16,
) -> Result<(), Error> {
    let (index, len) = (usize::from(index), samples.len());
    if index >= len {
        return Err(Error::SampleOutOfRange { index, len });
    }
    let mut obs = [0.0; OBS];
    samples.observe(index, &mut obs);
    check_obs(&obs)?;
    let mut choice = 0;
    while let Some(sample) = samples.choice(index, choice) {
        if !is_legal(sample.mask & Categorical::<ACT>::ALL, sample.action) {
            return Err(Error::IllegalAction { action: sample.action, mask: sample.mask });
        }
        for (what, number) in [
            ("log_prob", sample.log_prob),
            ("value", sample.value),
            ("advantage", sample.advantage),
            ("returns", sample.returns),
            ("weight", sample.weight),
        ] {
            if !number.is_finite() {
                return Err(Error::NotFinite { what });
            }
        }
        choice += 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use core::cell::Cell;

    use super::*;
    use crate::{Decision, End, Rollout, Sample, Transition};

    /// Counts how many samples are read.
    struct Counted {
        rollout: Rollout<1, 60>,
        read: Cell<usize>,
    }

    impl Samples<1> for Counted {
        fn len(&self) -> usize {
            Samples::<1>::len(&self.rollout)
        }

        fn sample(&self, index: usize) -> Option<Sample> {
            self.read.set(self.read.get() + 1);
            self.rollout.sample(index)
        }

        fn observe(&self, index: usize, obs: &mut [f32; 1]) {
            self.rollout.observe(index, obs);
        }
    }

    /// However large the minibatch: a slice reads the samples that it is for, and all slices together come to the
    /// bits of the whole.
    #[test]
    fn a_slice_reads_its_own_samples_only() {
        let config = PpoConfig { minibatch_size: 60, ..PpoConfig::DEFAULT };
        assert!(config.normalize_advantage);
        let (mut rng, mut policy) = (Pcg32::new(1, 1), ActorCritic::<1, 3, 2>::ZERO);
        policy.init(&mut rng);
        let mut rollout = Rollout::ZERO;
        for n in 0..60 {
            let obs = [n as f32 / 60.0];
            let Decision { action, log_prob, value } = policy.act(&obs, 0b11, &mut rng).unwrap();
            let (end, reward) = (End::Terminated, (n % 7) as f32);
            let step = Transition { obs, mask: 0b11, action, log_prob, value, reward, end };
            rollout.push(&step).unwrap();
        }
        rollout.finish(0.0, 1.0, 1.0).unwrap();
        let samples = Counted { rollout, read: Cell::new(0) };
        let mut whole = (Trainer::ZERO, policy.clone(), [0; 60], rng);
        let report = {
            let (trainer, policy, order, rng) = &mut whole;
            trainer.update(policy, &samples, order, rng, &config).unwrap()
        };
        let (mut trainer, mut order) = (Trainer::ZERO, [0; 60]);
        let mut update = Trainer::<1, 3, 2>::begin(&samples, &mut order, &config).unwrap();
        let mut scratch = Block::<1, 3, 0, 1>::ZERO;
        for samples_in in (1..=4).cycle() {
            samples.read.set(0);
            let slice = Slice { samples: samples_in, parameters: 5 };
            let sliced = trainer.advance(
                &mut update,
                &mut policy,
                &samples,
                &mut order,
                &mut rng,
                &config,
                slice,
                &mut scratch,
            );
            assert!(
                samples.read.get() <= samples_in,
                "{} in {:?}",
                samples.read.get(),
                update.next
            );
            if let Some(sliced) = sliced.unwrap() {
                assert_eq!(sliced, report);
                break;
            }
        }
        assert_eq!((policy, order, rng), (whole.1, whole.2, whole.3));
    }
}
