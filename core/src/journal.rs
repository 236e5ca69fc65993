//! The last rated outputs (the essay's hippocampus), and what an update replays of them.

use heapless::Deque;

use crate::{ActorCritic, Error, PpoConfig, Rating, Sample, Samples, gae, layout::Layout, math};

/// An output as the policy made it.
#[derive(Clone, Debug)]
pub(crate) struct Experience<const SLOTS: usize> {
    pub context: u8,
    /// The card in each slot of the deck.
    pub cards: [u8; SLOTS],
    /// The logarithm of each card's probability then.
    pub log_probs: [f32; SLOTS],
}

impl<const SLOTS: usize> Experience<SLOTS> {
    pub const ZERO: Self = Experience { context: 0, cards: [0; SLOTS], log_probs: [0.0; SLOTS] };
}

/// An output and what a person said of it.
#[derive(Clone, Debug)]
pub(crate) struct Judged<const SLOTS: usize> {
    pub experience: Experience<SLOTS>,
    pub stars: Rating,
}

/// How many rated outputs a journal holds; the same in every build, because it is part of the bits.
pub(crate) const JOURNAL: usize = 32;

/// The last [`JOURNAL`] rated outputs; the oldest goes first.
#[derive(Clone, Debug)]
pub(crate) struct Journal<const SLOTS: usize> {
    entries: Deque<Judged<SLOTS>, JOURNAL>,
}

impl<const SLOTS: usize> Journal<SLOTS> {
    pub const EMPTY: Self = Journal { entries: Deque::new() };

    pub fn clear(&mut self) {
        self.entries.clear();
    }

    pub fn push(&mut self, judged: Judged<SLOTS>) {
        if self.entries.is_full() {
            self.entries.pop_front();
        }
        // There is room now, so nothing comes back.
        let _ = self.entries.push_back(judged);
    }

    pub fn correct_newest(&mut self, stars: Rating) {
        if let Some(newest) = self.entries.back_mut() {
            newest.stars = stars;
        }
    }

    /// The newest `count` entries, oldest first.
    fn newest(&self, count: usize) -> impl Iterator<Item = &Judged<SLOTS>> {
        self.entries.iter().skip(self.entries.len().saturating_sub(count))
    }

    /// Mean and standard deviation of all stars and of two more, 2 and 4, which stand for what is
    /// known before the first rating. They are small whole numbers, so the sums are exact.
    fn mean_and_deviation(&self) -> (f32, f32) {
        let (mut count, mut sum, mut squares) = (2u32, 2 + 4, 2 * 2 + 4 * 4);
        for judged in &self.entries {
            let stars = u32::from(judged.stars.stars());
            count += 1;
            sum += stars;
            squares += stars * stars;
        }
        let count = count as f32;
        let mean = sum as f32 / count;
        (mean, math::sqrt(squares as f32 / count - mean * mean))
    }
}

/// What an update knows of one slot of a replayed output.
#[derive(Clone, Copy, Debug)]
struct Target {
    /// Of the card's probability under the policy before the update.
    log_prob: f32,
    value: f32,
    advantage: f32,
    returns: f32,
}

/// The scratch of an update on the newest entries of a journal.
#[derive(Clone, Debug)]
pub(crate) struct Replay<const SLOTS: usize> {
    /// `[output][slot]`
    targets: [[Target; SLOTS]; JOURNAL],
    /// Minibatch order, one entry for each slot of each output.
    order: [[u16; SLOTS]; JOURNAL],
    outputs: usize,
}

impl<const SLOTS: usize> Replay<SLOTS> {
    pub const ZERO: Self = Replay {
        targets: [[Target { log_prob: 0.0, value: 0.0, advantage: 0.0, returns: 0.0 }; SLOTS];
            JOURNAL],
        order: [[0; SLOTS]; JOURNAL],
        outputs: 0,
    };

    /// Scores the newest `outputs` entries under the policy as it is.
    ///
    /// The reward is the rating relative to the rater's mean and spread and comes with the last
    /// card. Advantages are weighed by how probable a card still is beside then, at most 1
    /// (truncated importance sampling, Ionides 2008).
    ///
    /// # Errors
    /// [`Error::LogitsNotFinite`].
    pub fn prepare<const STATES: usize, const OBS: usize, const HID: usize, const ACT: usize>(
        &mut self,
        journal: &Journal<SLOTS>,
        layout: &Layout<SLOTS, STATES>,
        policy: &ActorCritic<OBS, HID, ACT>,
        outputs: usize,
        config: &PpoConfig,
    ) -> Result<(), Error> {
        let (mean, deviation) = journal.mean_and_deviation();
        let slots = layout.slots();
        self.outputs = 0;
        for (judged, targets) in journal.newest(outputs).zip(&mut self.targets) {
            let Experience { context, cards, log_probs } = &judged.experience;
            let (mut rewards, mut values, mut dones) = ([0.0; SLOTS], [0.0; SLOTS], [false; SLOTS]);
            let mut now = [0.0; SLOTS];
            let mut obs = [0.0; OBS];
            let mut previous = None;
            let steps = values.iter_mut().zip(&mut now).zip(cards).take(slots).enumerate();
            for (slot, ((value, log_prob), &card)) in steps {
                layout.observe(*context, slot, previous, &mut obs);
                *value = policy.value(&obs)?;
                let mask = layout.mask(slot, previous)?;
                *log_prob = policy.distribution(&obs, mask)?.log_prob(card.into())?;
                previous = Some(card);
            }
            if let (Some(reward), Some(done)) =
                (rewards.get_mut(slots - 1), dones.get_mut(slots - 1))
            {
                *reward = (f32::from(judged.stars.stars()) - mean) / deviation;
                *done = true;
            }
            let (mut advantages, mut returns) = ([0.0; SLOTS], [0.0; SLOTS]);
            let (gamma, lambda) = (config.gamma, config.gae_lambda);
            gae(&rewards, &values, &dones, 0.0, gamma, lambda, &mut advantages, &mut returns)?;
            let estimates = values.iter().zip(&advantages).zip(&returns);
            let chances = now.iter().zip(log_probs);
            for ((target, (&log_prob, &then)), ((&value, &advantage), &returns)) in
                targets.iter_mut().zip(chances).zip(estimates)
            {
                let weight = math::min(1.0, math::exp(log_prob - then));
                *target = Target { log_prob, value, advantage: advantage * weight, returns };
            }
            self.outputs += 1;
        }
        Ok(())
    }
}

impl<const SLOTS: usize> Replay<SLOTS> {
    /// The samples of a prepared replay, and the scratch for their order.
    pub fn samples<'a, const STATES: usize>(
        &'a mut self,
        journal: &'a Journal<SLOTS>,
        layout: &'a Layout<SLOTS, STATES>,
    ) -> (ReplaySamples<'a, SLOTS, STATES>, &'a mut [u16]) {
        let len = self.outputs * layout.slots();
        let oldest = journal.entries.len().saturating_sub(self.outputs);
        let order = self.order.as_flattened_mut().get_mut(..len).unwrap_or(&mut []);
        (ReplaySamples { targets: &self.targets, journal, layout, oldest, len }, order)
    }
}

/// Every slot of every replayed output as a sample; observations are built when asked for.
pub(crate) struct ReplaySamples<'a, const SLOTS: usize, const STATES: usize> {
    targets: &'a [[Target; SLOTS]; JOURNAL],
    journal: &'a Journal<SLOTS>,
    layout: &'a Layout<SLOTS, STATES>,
    /// The journal's index of the first replayed output.
    oldest: usize,
    len: usize,
}

impl<const SLOTS: usize, const STATES: usize, const OBS: usize> Samples<OBS>
    for ReplaySamples<'_, SLOTS, STATES>
{
    fn len(&self) -> usize {
        self.len
    }

    fn sample(&self, index: usize) -> Option<Sample> {
        let (output, slot) = self.place(index)?;
        let Experience { cards, .. } = self.experience(output)?;
        let Target { log_prob, value, advantage, returns } =
            *self.targets.get(output)?.get(slot)?;
        let action = usize::from(*cards.get(slot)?);
        let mask = self.layout.mask(slot, before(cards, slot)).ok()?;
        Some(Sample { mask, action, log_prob, value, advantage, returns, weight: 1.0 })
    }

    fn observe(&self, index: usize, obs: &mut [f32; OBS]) {
        if let Some((output, slot)) = self.place(index)
            && let Some(Experience { context, cards, .. }) = self.experience(output)
        {
            self.layout.observe(*context, slot, before(cards, slot), obs);
        }
    }
}

impl<const SLOTS: usize, const STATES: usize> ReplaySamples<'_, SLOTS, STATES> {
    /// Which replayed output and which of its slots a sample is.
    fn place(&self, index: usize) -> Option<(usize, usize)> {
        let slots = self.layout.slots();
        (index < self.len).then_some((index.checked_div(slots)?, index.checked_rem(slots)?))
    }

    fn experience(&self, output: usize) -> Option<&Experience<SLOTS>> {
        self.journal.entries.get(self.oldest + output).map(|judged| &judged.experience)
    }
}

/// The card of the slot before.
fn before(cards: &[u8], slot: usize) -> Option<u8> {
    slot.checked_sub(1).and_then(|before| cards.get(before)).copied()
}
