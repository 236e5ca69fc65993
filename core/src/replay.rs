//! Direct PPO: what an update replays of the last rated outputs.

use crate::{
    ActorCritic, Error, PpoConfig, Sample, Samples, gae,
    journal::{Entry, Scale},
    layout::Layout,
    loss::explained_variance,
    math,
    room::REPLAY,
    scratch::split,
};

/// What an update knows of the replayed outputs.
struct Targets<'a> {
    /// `[output][slot]`: the logarithm of each card's probability under the policy before the update.
    log_probs: &'a mut [f32],
    /// `[output][slot]`; until the last slot is known, what the critic expects there.
    advantages: &'a mut [f32],
    /// `[output][slot]`
    returns: &'a mut [f32],
    /// `[output]`: how much an output still counts.
    weights: &'a mut [f32],
}

impl<'a> Targets<'a> {
    fn new(numbers: &'a mut [f32], slots: usize) -> Self {
        let (log_probs, rest) = split(numbers, REPLAY * slots);
        let (advantages, rest) = split(rest, REPLAY * slots);
        let (returns, rest) = split(rest, REPLAY * slots);
        let (weights, _) = split(rest, REPLAY);
        Targets { log_probs, advantages, returns, weights }
    }
}

/// How an output's probability is noted in its [`Entry`]: the logarithm times −1024, which is exact to
/// a thousandth and never overflows for eight cards that the policy does choose.
const NOTE: f32 = 1024.0;

/// The note of an output of that probability.
pub(crate) fn note(log_prob: f32) -> u16 {
    math::clamp(-log_prob * NOTE + 0.5, 0.0, f32::from(u16::MAX)) as u16
}

/// What scoring a slot of a replayed output reads.
pub(crate) struct Memory<'a, const SLOTS: usize, const STATES: usize> {
    /// The replayed outputs, oldest first.
    pub entries: &'a [Entry],
    pub layout: &'a Layout<SLOTS, STATES>,
    pub scale: Scale,
}

impl<const SLOTS: usize, const STATES: usize> Memory<'_, SLOTS, STATES> {
    /// Scores sample `index` (slot by slot, output by output) under the policy as it is.
    ///
    /// The reward is the rating relative to the rater's mean and spread and comes with the last
    /// card. An output weighs by how probable it still is beside then, at most 1 (truncated
    /// importance sampling, Ionides 2008).
    ///
    /// # Errors
    /// [`Error::LogitsNotFinite`].
    pub fn score<const OBS: usize, const HID: usize, const ACT: usize>(
        &self,
        index: usize,
        policy: &ActorCritic<OBS, HID, ACT>,
        config: &PpoConfig,
        numbers: &mut [f32],
    ) -> Result<(), Error> {
        let slots = self.layout.slots().max(1);
        let (number, slot) = (index / slots, index % slots);
        let Some(entry) = self.entries.get(number) else { return Ok(()) };
        let targets = Targets::new(numbers, slots);
        let previous = entry.output.before(slot);
        let mut obs = [0.0; OBS];
        self.layout.observe(entry.output.context(), slot, previous, &mut obs);
        let distribution = policy.distribution(&obs, self.layout.mask(slot, previous)?)?;
        let log_prob = distribution.log_prob(entry.output.card(slot).into())?;
        let value = policy.value(&obs)?;
        if let (Some(log_prob_place), Some(value_place)) =
            (targets.log_probs.get_mut(index), targets.advantages.get_mut(index))
        {
            (*log_prob_place, *value_place) = (log_prob, value);
        }
        if slot + 1 < slots {
            return Ok(());
        }
        let here = number * slots..(number + 1) * slots;
        let (mut rewards, mut values, mut dones) = ([0.0; SLOTS], [0.0; SLOTS], [false; SLOTS]);
        if let (Some(reward), Some(done)) = (rewards.get_mut(slot), dones.get_mut(slot)) {
            *reward = self.scale.relative(entry.stars.into());
            *done = true;
        }
        let advantages = targets.advantages.get_mut(here.clone()).unwrap_or(&mut []);
        let returns = targets.returns.get_mut(here.clone()).unwrap_or(&mut []);
        values.iter_mut().zip(advantages.iter()).for_each(|(to, &value)| *to = value);
        let whole = ..slots;
        gae(
            rewards.get(whole).unwrap_or(&[]),
            values.get(whole).unwrap_or(&[]),
            dones.get(whole).unwrap_or(&[]),
            0.0,
            config.gamma,
            config.gae_lambda,
            advantages,
            returns,
        )?;
        let now: f32 = targets.log_probs.get(here).unwrap_or(&[]).iter().sum();
        let then = -f32::from(entry.note) / NOTE;
        if let Some(weight) = targets.weights.get_mut(number) {
            *weight = math::min(1.0, math::exp(now - then));
        }
        Ok(())
    }
}

/// Every slot of every replayed output as a sample; observations are built when asked for.
pub(crate) struct ReplaySamples<'a, const SLOTS: usize, const STATES: usize> {
    targets: Targets<'a>,
    entries: &'a [Entry],
    layout: &'a Layout<SLOTS, STATES>,
}

impl<'a, const SLOTS: usize, const STATES: usize> ReplaySamples<'a, SLOTS, STATES> {
    pub fn new(
        numbers: &'a mut [f32],
        entries: &'a [Entry],
        layout: &'a Layout<SLOTS, STATES>,
    ) -> Self {
        ReplaySamples { targets: Targets::new(numbers, layout.slots()), entries, layout }
    }

    /// Of the critic, over all samples.
    pub fn explained_variance(&self) -> f32 {
        let targets = &self.targets;
        let slots = self.layout.slots();
        explained_variance(&|each| {
            let all = targets.advantages.iter().zip(targets.returns.iter());
            for (index, (advantage, returns)) in all.take(self.entries.len() * slots).enumerate() {
                let output = index.checked_div(slots).unwrap_or(0);
                let weight = targets.weights.get(output).copied().unwrap_or(0.0);
                each([weight, returns - advantage, *returns]);
            }
        })
    }

    /// Which output and slot a sample is.
    fn place(&self, index: usize) -> Option<(&Entry, usize)> {
        let slots = self.layout.slots();
        Some((self.entries.get(index.checked_div(slots)?)?, index.checked_rem(slots)?))
    }
}

impl<const SLOTS: usize, const STATES: usize, const OBS: usize> Samples<OBS>
    for ReplaySamples<'_, SLOTS, STATES>
{
    fn len(&self) -> usize {
        self.entries.len() * self.layout.slots()
    }

    fn sample(&self, index: usize) -> Option<Sample> {
        let (entry, slot) = self.place(index)?;
        let advantage = *self.targets.advantages.get(index)?;
        let returns = *self.targets.returns.get(index)?;
        Some(Sample {
            mask: self.layout.mask(slot, entry.output.before(slot)).ok()?,
            action: entry.output.card(slot).into(),
            log_prob: *self.targets.log_probs.get(index)?,
            value: returns - advantage,
            advantage,
            returns,
            weight: *self.targets.weights.get(index.checked_div(self.layout.slots())?)?,
        })
    }

    fn observe(&self, index: usize, obs: &mut [f32; OBS]) {
        if let Some((entry, slot)) = self.place(index) {
            let output = entry.output;
            self.layout.observe(output.context(), slot, output.before(slot), obs);
        }
    }
}
