//! How much room an agent needs: the sizes that its type is made of.

use crate::choice;

/// Sizes of a deck, or of the largest deck that an agent is to have room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Slots.
    pub slots: usize,
    /// Cards in the fullest slot.
    pub widest: usize,
    /// Cards in all.
    pub cards: usize,
    /// Ways to put two cards into neighbouring slots.
    pub pairs: usize,
    /// Distinct observations in one context.
    pub inputs: usize,
    /// Contexts.
    pub contexts: usize,
}

/// How many of the last rated outputs direct PPO replays at most; the same in every build, because
/// it is part of the bits.
pub const REPLAY: usize = 16;

impl Room {
    /// Any deck of so many slots with so many cards each, and contexts.
    pub const fn any(slots: usize, widest: usize, contexts: usize) -> Self {
        let most = crate::Deck::MAX_CARDS_IN_ALL;
        let cards = if slots * widest < most { slots * widest } else { most };
        // No deck has more neighbours or observations than one of full slots.
        let before_last = slots.saturating_sub(1);
        let pairs = before_last * widest * widest;
        Room { slots, widest, cards, pairs, inputs: 1 + before_last * widest, contexts }
    }

    /// The start, and a state for each card.
    pub const fn states(&self) -> usize {
        1 + self.cards
    }

    /// The length of an observation.
    pub const fn observations(&self) -> usize {
        self.slots + self.widest + self.contexts
    }

    /// Parameters of the actor with so many hidden units.
    pub const fn actor(&self, hidden: usize) -> usize {
        actor_parameters(self.observations(), hidden, self.widest)
    }

    /// Parameters of actor and critic with so many hidden units.
    pub const fn parameters(&self, hidden: usize) -> usize {
        self.actor(hidden) + actor_parameters(self.observations(), hidden, 1)
    }

    /// How many ratings an agent built for `ratings` remembers: at least what direct PPO replays.
    pub const fn ratings(&self, ratings: usize) -> usize {
        if ratings > REPLAY { ratings } else { REPLAY }
    }

    /// Coefficients of the taste model that holds for every context, or for one of them.
    pub const fn level(&self) -> usize {
        1 + self.cards + self.pairs
    }

    /// Levels of the taste model: one for all contexts and, where there are several, one for each.
    pub const fn levels(&self) -> usize {
        if self.contexts == 1 { 1 } else { 1 + self.contexts }
    }

    /// Coefficients of the whole taste model; none where no rating is to be remembered for it.
    pub const fn taste(&self, ratings: usize) -> usize {
        if ratings == 0 { 0 } else { self.levels() * self.level() }
    }

    /// Numbers that learning from a rating, or choosing an output, needs while it lasts, with so many
    /// hidden units and ratings.
    pub const fn scratch(&self, hidden: usize, ratings: usize) -> usize {
        self.scratch_beside(self.actor(hidden), ratings)
    }

    /// The same beside an actor of so many parameters, which may have room for larger decks.
    pub(crate) const fn scratch_beside(&self, actor: usize, ratings: usize) -> usize {
        let replay = actor + REPLAY * (1 + 3 * self.slots);
        if ratings == 0 {
            return replay;
        }
        // In the table of a dream: for each observation and action the advantage, the logarithm of the
        // probability and the weight; for each observation value and return.
        let dreaming = actor + self.inputs * (3 * self.widest + 2);
        let fitting = ratings + 2 * self.widest * self.widest;
        let sampling = self.inputs * self.widest;
        let choosing = choice::MOST + larger(fitting, sampling);
        larger(replay, larger(dreaming, choosing))
    }
}

/// Parameters of a network with one hidden layer.
pub(crate) const fn actor_parameters(inputs: usize, hidden: usize, outputs: usize) -> usize {
    (inputs + 1) * hidden + (hidden + 1) * outputs
}

const fn larger(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}
