//! Where the coefficients of the taste model stand and what is known of each before the first rating.

use crate::{
    agent_config::TasteConfig,
    journal::{Entry, Packed, Scale},
    layout::Layout,
    math,
};

/// How much a stale rating counts beside a fresh one.
const STALE_WEIGHT: f32 = 0.1;

/// What all fitting and scoring reads.
pub(crate) struct Given<'a, const SLOTS: usize, const STATES: usize> {
    pub layout: &'a Layout<SLOTS, STATES>,
    pub config: &'a TasteConfig,
    pub scale: Scale,
    /// Of the draws, from [`TasteConfig::temperature`] down.
    pub temperature: f32,
}

impl<'a, const SLOTS: usize, const STATES: usize> Given<'a, SLOTS, STATES> {
    /// `discontent`: 0 for a person who is content, 1 for one who is not.
    pub fn new(
        layout: &'a Layout<SLOTS, STATES>,
        config: &'a TasteConfig,
        scale: Scale,
        discontent: f32,
    ) -> Self {
        let (content, not) = (config.content_temperature, config.temperature);
        Given { layout, config, scale, temperature: content + (not - content) * discontent }
    }

    /// Of the own effect of an output that was never shown, which may be any. It is drawn as wide as the prior has
    /// it, not tempered: people whose taste is not of the model's form are served better so (docs/taste.md). At the
    /// temperature 0 nothing is drawn.
    pub fn unseen_deviation(&self) -> f32 {
        if self.temperature > 0.0 { math::sqrt(self.config.output_variance) } else { 0.0 }
    }
}

/// Effects of which each output has at most one, so that they are independent given all others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Group {
    /// 0 for all contexts, else one more than the only context it is for.
    pub level: usize,
    part: Part,
    pub first: usize,
    pub len: usize,
    /// Of the prior.
    pub variance: f32,
}

#[derive(Clone, Copy, Debug)]
enum Part {
    Bias,
    /// Of the cards of a slot.
    Card(usize),
    /// Of a slot and the one after it, `[card][next card]`.
    Pair(usize),
}

impl Group {
    /// The `number`-th group: level by level, first the bias, then the cards, then the pairs.
    pub fn new<const SLOTS: usize, const STATES: usize>(
        number: usize,
        given: &Given<SLOTS, STATES>,
    ) -> Option<Self> {
        let Given { layout, config, .. } = given;
        let (slots, room) = (layout.slots(), layout.room());
        let groups = 2 * slots.max(1);
        let (level, rest) = (number / groups, number % groups);
        if level >= room.levels() {
            return None;
        }
        let (part, first, len, variance) = if rest == 0 {
            (Part::Bias, 0, 1, config.bias_variance)
        } else if rest <= slots {
            let slot = rest - 1;
            let first = 1 + layout.cards_before(slot);
            (Part::Card(slot), first, layout.cards_in(slot), config.card_variance)
        } else {
            let slot = rest - 1 - slots;
            let first = 1 + room.cards + layout.pairs_before(slot);
            let len = layout.cards_in(slot) * layout.cards_in(slot + 1);
            (Part::Pair(slot), first, len, config.pair_variance)
        };
        let share = if level == 0 { 1.0 } else { config.context_share };
        let first = level * room.level() + first;
        Some(Group { level, part, first, len, variance: variance * share })
    }

    /// Which of its effects an output has.
    pub fn place<const SLOTS: usize, const STATES: usize>(
        &self,
        output: Packed,
        layout: &Layout<SLOTS, STATES>,
    ) -> Option<usize> {
        if self.level > 0 && usize::from(output.context()) + 1 != self.level {
            return None;
        }
        Some(match self.part {
            Part::Bias => 0,
            Part::Card(slot) => output.card(slot).into(),
            Part::Pair(slot) => {
                let next = slot + 1;
                usize::from(output.card(slot)) * layout.cards_in(next)
                    + usize::from(output.card(next))
            }
        })
    }
}

/// How much a rating counts.
pub(crate) fn weight(entry: &Entry) -> f32 {
    if entry.is_stale() { STALE_WEIGHT } else { 1.0 }
}
