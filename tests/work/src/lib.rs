//! Fixed pieces of work to measure: whole PPO updates (GAE, epochs × minibatches, Adam) of two sizes,
//! and one rating of the Lights agent. The same on the host, in WASM and on a board: all of it
//! is `const` before it is prepared.

#![no_std]

use lobule::{
    ActorCritic, Agent, AgentConfig, Cards, Categorical, End, Error, LIGHTS, Pcg32, PpoConfig,
    Progress, Rating, Rollout, Trainer, Transition, agent_for,
};

/// A policy, its optimiser and a filled rollout of `N` transitions.
pub struct Update<
    const OBS: usize,
    const HID: usize,
    const ACT: usize,
    const N: usize,
    const EXTRA: usize = 1,
> {
    policy: ActorCritic<OBS, HID, ACT, EXTRA>,
    trainer: Trainer<OBS, HID, ACT, EXTRA>,
    rollout: Rollout<OBS, N>,
    order: [u16; N],
    /// The generator's state. It has no zero of its own, and a `static` is to live in `.bss`.
    rng: [u64; 2],
    minibatch_size: u16,
}

/// Obs 16, actor 32-32 tanh → 8, critic 32-32 → 1; 32 transitions, 4 epochs, minibatches of
/// [`W1_MINIBATCH`].
pub type W1 = Update<16, 32, 8, 32>;
/// Obs 4, actor 64-64 tanh → 2, critic 64-64 → 1; 512 transitions, 4 epochs, minibatches of
/// [`W2_MINIBATCH`].
pub type W2 = Update<4, 64, 2, 512>;
/// Obs 8, actor 8 tanh → 4, critic 8 → 1; 16 transitions, 4 epochs, minibatches of
/// [`SMALL_MINIBATCH`].
pub type Small = Update<8, 8, 4, 16, 0>;
/// See [`W1`].
pub const W1_MINIBATCH: u16 = 8;
/// See [`W2`].
pub const W2_MINIBATCH: u16 = 128;
/// See [`Small`].
pub const SMALL_MINIBATCH: u16 = 8;

impl<const OBS: usize, const HID: usize, const ACT: usize, const N: usize, const EXTRA: usize>
    Update<OBS, HID, ACT, N, EXTRA>
{
    /// All zero.
    pub const ZERO: Self = Update {
        policy: ActorCritic::ZERO,
        trainer: Trainer::ZERO,
        rollout: Rollout::ZERO,
        order: [0; N],
        rng: [0; 2],
        minibatch_size: 0,
    };

    /// Draws weights and experience.
    ///
    /// # Errors
    /// What the blocks refuse.
    pub fn prepare(&mut self, minibatch_size: u16) -> Result<(), Error> {
        let Update { policy, trainer, rollout, .. } = self;
        let mut rng = Pcg32::new(1, 0);
        policy.init(&mut rng);
        trainer.reset();
        rollout.clear();
        for n in 0..N {
            let obs = core::array::from_fn(|_| rng.normal());
            let decision = policy.act(&obs, Categorical::<ACT>::ALL, &mut rng)?;
            rollout.push(&Transition {
                obs,
                mask: Categorical::<ACT>::ALL,
                action: decision.action,
                log_prob: decision.log_prob,
                value: decision.value,
                reward: rng.normal(),
                end: if n % 50 == 49 { End::Terminated } else { End::Continues },
            })?;
        }
        self.rng = rng.state();
        self.minibatch_size = minibatch_size;
        Ok(())
    }

    /// One whole update.
    ///
    /// # Errors
    /// What the blocks refuse.
    pub fn update(&mut self) -> Result<(), Error> {
        let Update { policy, trainer, rollout, order, .. } = self;
        let config = PpoConfig { minibatch_size: self.minibatch_size, ..PpoConfig::DEFAULT };
        let mut rng = Pcg32::from_state(self.rng);
        rollout.finish(0.0, config.gamma, config.gae_lambda)?;
        trainer.update(policy, rollout, order, &mut rng, &config)?;
        self.rng = rng.state();
        Ok(())
    }

    /// FNV-1a (64 bits) over all parameters: after the same updates it is the same everywhere.
    pub fn hash(&self) -> u64 {
        let params = self.policy.params.tensors();
        let bytes = params.into_iter().flatten().flat_map(|p| p.to_bits().to_le_bytes());
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
    }

    /// One forward pass of the actor.
    pub fn forward(&self) -> [f32; ACT] {
        let obs = core::hint::black_box([0.5; OBS]);
        self.policy.params.actor.forward(self.policy.activation, &obs)
    }
}

/// Ratings until the journal of [`Lights`] is full and has begun to make room.
pub const RATINGS: u32 = 70;

/// The Lights agent and a person who likes some cards.
pub struct Lights(pub agent_for!(LIGHTS, 16));

impl Lights {
    /// All zero.
    pub const ZERO: Self = Lights(Agent::new());

    /// Begins.
    ///
    /// # Errors
    /// What the agent refuses.
    pub fn start(&mut self) -> Result<(), Error> {
        self.0.start(&LIGHTS, &AgentConfig::DEFAULT, 1)
    }

    /// Rates until the journal is full.
    ///
    /// # Errors
    /// What the agent refuses.
    pub fn prepare(&mut self) -> Result<(), Error> {
        self.start()?;
        (0..RATINGS).try_for_each(|_| self.rate())
    }

    /// A slice of making an output, rating it, and learning from that; whether there is more.
    ///
    /// # Errors
    /// What the agent refuses.
    pub fn rate_some(&mut self) -> Result<bool, Error> {
        if self.0.waiting_lessons() > 0 {
            return Ok(self.0.learn_some()? == Progress::Working);
        }
        let Some(output) = self.0.propose_some(0)? else { return Ok(true) };
        let liked = output.cards.iter().zip([3, 1, 2, 0, 2]).filter(|(card, like)| *card == like);
        let stars = liked.count() as u8 + (output.id % 3 == 0) as u8;
        self.0.rate(output.id, Rating::new(stars.clamp(1, 5))?)?;
        Ok(true)
    }

    /// One whole rating.
    ///
    /// # Errors
    /// What the agent refuses.
    pub fn rate(&mut self) -> Result<(), Error> {
        while self.rate_some()? {}
        Ok(())
    }

    /// What the policy would make now: a card for each slot.
    ///
    /// # Errors
    /// What the agent refuses.
    pub fn greedy(&self) -> Result<Cards<{ LIGHTS.slots.len() }>, Error> {
        self.0.greedy(0)
    }

    /// See [`Agent::hash`].
    pub fn hash(&self) -> u64 {
        self.0.hash()
    }
}
