//! Imagined outputs, all of a context at once: what PPO learns from beside the few real ones.
//!
//! The machine of a deck is small and the taste model scores every move, so nothing need be sampled:
//! for each observation and action the table holds the advantage and how probable both are, which is
//! what infinitely many imagined outputs would come to (all-action policy gradients, Asadi et al.
//! 2017). That the environment is a learnt model is Dyna (Sutton 1991); that the model is a reward
//! model fitted to a person's ratings is RLHF (Christiano et al. 2017).

use crate::{
    ActorCritic, Categorical, Error, PpoConfig, Sample, Samples, categorical::is_legal,
    layout::Layout, loss::explained_variance, math, scratch::split, taste::Taste,
};

/// The decisions of one context. An input is one of its distinct observations.
struct Table<'a> {
    /// `[input][action]`: what the action is worth under the taste model, then its advantage.
    advantages: &'a mut [f32],
    /// `[input][action]`, of the policy that dreams.
    log_probs: &'a mut [f32],
    /// `[input][action]`: how often the policy comes there and does this, 1 on average over inputs.
    /// Until that is known, the first of an input says how often the policy comes there.
    weights: &'a mut [f32],
    /// `[input]`: what the critic expects.
    values: &'a mut [f32],
    /// `[input]`: what it should have expected.
    returns: &'a mut [f32],
    actions: usize,
}

impl<'a> Table<'a> {
    fn new<const SLOTS: usize, const STATES: usize>(
        numbers: &'a mut [f32],
        layout: &Layout<SLOTS, STATES>,
    ) -> Self {
        let (inputs, actions) = (layout.room().inputs, layout.widest());
        let (advantages, rest) = split(numbers, inputs * actions);
        let (log_probs, rest) = split(rest, inputs * actions);
        let (weights, rest) = split(rest, inputs * actions);
        let (values, rest) = split(rest, inputs);
        let (returns, _) = split(rest, inputs);
        Table { advantages, log_probs, weights, values, returns, actions }
    }

    fn at(&self, input: usize, action: usize) -> usize {
        input * self.actions + action
    }
}

/// How far the imagining has come.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Imagine {
    /// What the actions at this input are worth, and what the actor makes of it.
    Look(usize),
    /// What the critic makes of this input.
    Value(usize),
    /// Advantages, from the last input back to this one …
    Back(usize),
    /// … and weights, from the first on.
    Ahead(usize),
}

/// Everything that imagining reads.
pub(crate) struct Dreamer<
    'a,
    const SLOTS: usize,
    const STATES: usize,
    const OBS: usize,
    const ACT: usize,
    const HID: usize,
    const TASTE: usize,
    const RATINGS: usize,
> {
    pub layout: &'a Layout<SLOTS, STATES>,
    /// See [`TasteConfig::dream_breadth`](crate::TasteConfig::dream_breadth).
    pub breadth: f32,
    pub taste: &'a Taste<TASTE, RATINGS>,
    pub policy: &'a ActorCritic<OBS, HID, ACT>,
    pub context: u8,
}

impl<
    const SLOTS: usize,
    const STATES: usize,
    const OBS: usize,
    const ACT: usize,
    const HID: usize,
    const TASTE: usize,
    const RATINGS: usize,
> Dreamer<'_, SLOTS, STATES, OBS, ACT, HID, TASTE, RATINGS>
{
    /// Does a slice of imagining; the explained variance of the critic after the last one.
    ///
    /// # Errors
    /// [`Error::LogitsNotFinite`].
    pub fn imagine(
        &self,
        at: &mut Imagine,
        numbers: &mut [f32],
        config: &PpoConfig,
    ) -> Result<Option<f32>, Error> {
        let layout = self.layout;
        let inputs = layout.room().inputs;
        *at = match *at {
            Imagine::Look(input) => {
                let table = Table::new(numbers, layout);
                let place = layout.place(input);
                let row = table.advantages.iter_mut().skip(input * table.actions);
                for (card, worth) in row.take(layout.cards_in(place.0)).enumerate() {
                    *worth = self.taste.worth(layout, self.context, place, card);
                }
                if let Some(distribution) = self.distribution(input)? {
                    for action in 0..table.actions {
                        let at = table.at(input, action);
                        if let (Some(place), Ok(log_prob)) =
                            (table.log_probs.get_mut(at), distribution.log_prob(action))
                        {
                            *place = log_prob;
                        }
                    }
                }
                if input + 1 < inputs { Imagine::Look(input + 1) } else { Imagine::Value(0) }
            }
            Imagine::Value(input) => {
                let table = Table::new(numbers, layout);
                let (slot, previous) = layout.place(input);
                let mut obs = [0.0; OBS];
                layout.observe(self.context, slot, previous, &mut obs);
                set(table.values, input, self.policy.value(&obs)?);
                if input + 1 < inputs {
                    Imagine::Value(input + 1)
                } else {
                    table.weights.fill(0.0);
                    set(table.weights, 0, 1.0);
                    Imagine::Back(inputs - 1)
                }
            }
            Imagine::Back(input) => {
                self.back(input, &mut Table::new(numbers, layout), config);
                input.checked_sub(1).map_or(Imagine::Ahead(0), Imagine::Back)
            }
            Imagine::Ahead(input) => {
                let mut table = Table::new(numbers, layout);
                self.ahead(input, &mut table);
                if input + 1 == inputs {
                    return Ok(Some(explained_variance(&|each| {
                        let values = table.values.iter().zip(table.returns.iter());
                        let weights = table.weights.chunks(table.actions.max(1));
                        for (weights, (&value, &returns)) in weights.zip(values) {
                            each([weights.iter().sum(), value, returns]);
                        }
                    })));
                }
                Imagine::Ahead(input + 1)
            }
        };
        Ok(None)
    }

    fn mask(&self, input: usize) -> u64 {
        let (slot, previous) = self.layout.place(input);
        self.layout.mask(slot, previous).unwrap_or(0)
    }

    /// What the actor would do; `None` after a card that nothing may follow.
    fn distribution(&self, input: usize) -> Result<Option<Categorical<ACT>>, Error> {
        let (slot, previous) = self.layout.place(input);
        let mask = self.mask(input);
        if mask == 0 {
            return Ok(None);
        }
        let mut obs = [0.0; OBS];
        self.layout.observe(self.context, slot, previous, &mut obs);
        self.policy.distribution(&obs, mask).map(Some)
    }

    /// Generalised advantage estimation (Schulman et al. 2016, equation 16) in expectation over what
    /// the policy does next: `A(s, a) = r + γ·V(s') - V(s) + γλ·E[A(s', ·)]`.
    fn back(&self, input: usize, table: &mut Table, config: &PpoConfig) {
        let layout = self.layout;
        let (slot, _) = layout.place(input);
        let value = get(table.values, input);
        let mut expected = 0.0;
        for action in actions(self.mask(input)) {
            let at = table.at(input, action);
            let mut advantage = get(table.advantages, at) - value;
            if slot + 1 < layout.slots() {
                let next = layout.input(slot + 1, Some(action as u8));
                let (value, returns) = (get(table.values, next), get(table.returns, next));
                advantage += config.gamma * (value + config.gae_lambda * (returns - value));
            }
            set(table.advantages, at, advantage);
            expected += math::exp(get(table.log_probs, at)) * advantage;
        }
        set(table.returns, input, value + expected);
    }

    /// How often the policy comes to the inputs after this one; this one's own weight is final then.
    fn ahead(&self, input: usize, table: &mut Table) {
        let layout = self.layout;
        let (slot, _) = layout.place(input);
        let visits = get(table.weights, table.at(input, 0));
        let alike = slot.checked_sub(1).map_or(1, |before| layout.cards_in(before).max(1));
        let average = layout.slots() as f32 / layout.room().inputs as f32;
        let here = ((1.0 - self.breadth) * visits + self.breadth / alike as f32) / average;
        set(table.weights, table.at(input, 0), 0.0);
        for action in actions(self.mask(input)) {
            let at = table.at(input, action);
            let prob = math::exp(get(table.log_probs, at));
            set(table.weights, at, here * prob);
            if slot + 1 < layout.slots() {
                let next = table.at(layout.input(slot + 1, Some(action as u8)), 0);
                set(table.weights, next, get(table.weights, next) + visits * prob);
            }
        }
    }
}

fn get(numbers: &[f32], index: usize) -> f32 {
    numbers.get(index).copied().unwrap_or(0.0)
}

fn set(numbers: &mut [f32], index: usize, number: f32) {
    if let Some(place) = numbers.get_mut(index) {
        *place = number;
    }
}

/// The actions whose bit is set.
fn actions(mask: u64) -> impl Iterator<Item = usize> {
    (0..8).filter(move |&action| is_legal(mask, action))
}

/// A finished table as samples: an input each, all its legal actions with it.
pub(crate) struct DreamSamples<'a, const SLOTS: usize, const STATES: usize> {
    table: Table<'a>,
    layout: &'a Layout<SLOTS, STATES>,
    context: u8,
}

impl<'a, const SLOTS: usize, const STATES: usize> DreamSamples<'a, SLOTS, STATES> {
    pub fn new(numbers: &'a mut [f32], layout: &'a Layout<SLOTS, STATES>, context: u8) -> Self {
        DreamSamples { table: Table::new(numbers, layout), layout, context }
    }
}

impl<const SLOTS: usize, const STATES: usize, const OBS: usize> Samples<OBS>
    for DreamSamples<'_, SLOTS, STATES>
{
    fn len(&self) -> usize {
        self.layout.room().inputs
    }

    fn sample(&self, index: usize) -> Option<Sample> {
        Samples::<OBS>::choice(self, index, 0)
    }

    fn choice(&self, index: usize, choice: usize) -> Option<Sample> {
        let (slot, previous) = self.layout.place(index);
        let mask = self.layout.mask(slot, previous).ok()?;
        let action = actions(mask).nth(choice)?;
        let at = self.table.at(index, action);
        Some(Sample {
            mask,
            action,
            log_prob: *self.table.log_probs.get(at)?,
            value: *self.table.values.get(index)?,
            advantage: *self.table.advantages.get(at)?,
            returns: *self.table.returns.get(index)?,
            weight: *self.table.weights.get(at)?,
        })
    }

    fn observe(&self, index: usize, obs: &mut [f32; OBS]) {
        let (slot, previous) = self.layout.place(index);
        self.layout.observe(self.context, slot, previous, obs);
    }
}
