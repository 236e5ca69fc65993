//! How much RAM a shape of one's own takes on a board, before anything is flashed.

/// Bytes of RAM that the blocks take on a 32-bit part without vector units, which every microcontroller here
/// is. A program learns with all of them; one that only acts on parameters in flash needs none.
///
/// On the part itself `size_of` tells the same of the types; an agent's own is
/// `size_of::<agent_for!(DECK, HIDDEN, RATINGS)>()` at compile time, on any machine nearly.
///
/// ```
/// use lobule::Ram;
///
/// // Observation 16, two hidden layers of 32 units, 8 actions, 32 transitions.
/// const W1: Ram = Ram::of(16, 32, 8, 1, 32);
/// assert_eq!(W1.parameters, 3497);
/// const { assert!(W1.learning() < 64 * 1024, "it fits a part with 64 KiB") };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ram {
    /// Of actor and critic.
    pub parameters: usize,
    /// Parameters of the actor alone: what acting reads, from RAM or from flash.
    pub actor_parameters: usize,
    /// An [`ActorCritic`](crate::ActorCritic).
    pub policy: usize,
    /// A [`Trainer`](crate::Trainer): gradient, both of Adam's moments.
    pub trainer: usize,
    /// A [`Rollout`](crate::Rollout).
    pub rollout: usize,
    /// The order of the samples that an update needs.
    pub order: usize,
}

impl Ram {
    /// For so many inputs, hidden units, actions and hidden layers beside the first, and a rollout of so many
    /// transitions.
    pub const fn of(obs: usize, hid: usize, act: usize, extra: usize, transitions: usize) -> Self {
        /// Bytes of a number, or of a count.
        const WORD: usize = 4;
        let below = (obs + 1) * hid + extra * (hid + 1) * hid;
        let actor_parameters = below + (hid + 1) * act;
        let parameters = actor_parameters + below + hid + 1;
        // An observation, six numbers, a mask of eight bytes, an action and whether it ended.
        let transition = (obs + 6) * WORD + 8 + 1 + 1;
        Ram {
            parameters,
            actor_parameters,
            // With what the hidden units do.
            policy: parameters * WORD + WORD,
            // With the count of steps and two powers.
            trainer: 3 * parameters * WORD + 3 * WORD,
            // With its length and whether it is finished; the masks are aligned to eight bytes.
            rollout: (transitions * transition + WORD + 1).next_multiple_of(8),
            order: transitions * 2,
        }
    }

    /// Everything that learning keeps; its deepest stack comes on top.
    pub const fn learning(&self) -> usize {
        self.policy + self.trainer + self.rollout + self.order
    }
}
