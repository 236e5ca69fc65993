//! The policy and its critic: two separate networks, as CleanRL and Stable-Baselines3 lay them out.

use crate::{Activation, Categorical, Error, Mlp, Pcg32};

/// One number for every parameter of an [`ActorCritic`]: the parameters themselves, their
/// gradient, or one of Adam's moments.
#[derive(Clone, Debug, PartialEq)]
pub struct Params<const OBS: usize, const HID: usize, const ACT: usize, const EXTRA: usize = 0> {
    /// Observation to logits.
    pub actor: Mlp<OBS, HID, ACT, EXTRA>,
    /// Observation to value.
    pub critic: Mlp<OBS, HID, 1, EXTRA>,
}

impl<const OBS: usize, const HID: usize, const ACT: usize, const EXTRA: usize>
    Params<OBS, HID, ACT, EXTRA>
{
    /// All zero.
    pub const ZERO: Self = Params { actor: Mlp::ZERO, critic: Mlp::ZERO };

    /// How many there are.
    pub const COUNT: usize =
        Mlp::<OBS, HID, ACT, EXTRA>::PARAMETERS + Mlp::<OBS, HID, 1, EXTRA>::PARAMETERS;

    /// Every tensor as a flat slice: the actor's, then the critic's.
    pub fn tensors(&self) -> [&[f32]; 16] {
        let [a, b, c, d, e, f, g, h] = self.actor.tensors();
        let [i, j, k, l, m, n, o, p] = self.critic.tensors();
        [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]
    }

    /// [`tensors`](Self::tensors), to change.
    pub fn tensors_mut(&mut self) -> [&mut [f32]; 16] {
        let [a, b, c, d, e, f, g, h] = self.actor.tensors_mut();
        let [i, j, k, l, m, n, o, p] = self.critic.tensors_mut();
        [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]
    }

    /// Back to zero.
    #[inline(never)] // one copy for gradient, moments and parameters
    pub(crate) fn clear(&mut self) {
        self.tensors_mut().iter_mut().for_each(|tensor| tensor.fill(0.0));
    }

    /// The part of [`tensors`](Self::tensors) between the first `inputs` inputs and `actions` actions.
    #[inline(never)] // one copy for hashing and saving
    pub(crate) fn used(&self, inputs: usize, actions: usize) -> [&[f32]; 16] {
        let [a, b, c, d, e, f, g, h] = self.actor.used(inputs, actions);
        let [i, j, k, l, m, n, o, p] = self.critic.used(inputs, 1);
        [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]
    }

    /// [`used`](Self::used), to change.
    pub(crate) fn used_mut(&mut self, inputs: usize, actions: usize) -> [&mut [f32]; 16] {
        let [a, b, c, d, e, f, g, h] = self.actor.used_mut(inputs, actions);
        let [i, j, k, l, m, n, o, p] = self.critic.used_mut(inputs, 1);
        [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]
    }
}

/// An actor (observation to a distribution over actions) and a critic (observation to value).
///
/// ```
/// use lobule::{ActorCritic, Categorical, Pcg32};
///
/// let mut rng = Pcg32::new(7, 0);
/// let mut policy = ActorCritic::<4, 16, 2>::ZERO;
/// policy.init(&mut rng);
/// let decision = policy.act(&[0.0, 0.1, 0.2, 0.3], Categorical::<2>::ALL, &mut rng)?;
/// assert!(decision.action < 2);
/// # Ok::<(), lobule::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ActorCritic<const OBS: usize, const HID: usize, const ACT: usize, const EXTRA: usize = 0>
{
    /// Both networks' weights and biases.
    pub params: Params<OBS, HID, ACT, EXTRA>,
    /// What the hidden units of both do.
    pub activation: Activation,
}

/// One step of acting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decision {
    /// The drawn action.
    pub action: usize,
    /// The natural logarithm of its probability.
    pub log_prob: f32,
    /// What the critic expects from here.
    pub value: f32,
}

impl<const OBS: usize, const HID: usize, const ACT: usize, const EXTRA: usize>
    ActorCritic<OBS, HID, ACT, EXTRA>
{
    /// Every parameter zero, hidden units tanh.
    pub const ZERO: Self = ActorCritic { params: Params::ZERO, activation: Activation::Tanh };

    /// Orthogonal weights: √2 in the hidden layers, 0.01 in the policy head, 1 in the value head
    /// (Huang et al. 2022, "The 37 Implementation Details of PPO", detail 2).
    pub fn init(&mut self, rng: &mut Pcg32) {
        self.init_within(rng, OBS, ACT);
    }

    pub(crate) fn init_within(&mut self, rng: &mut Pcg32, inputs: usize, actions: usize) {
        const POLICY_HEAD_GAIN: f32 = 0.01;
        const VALUE_HEAD_GAIN: f32 = 1.0;
        self.params.actor.orthogonal_within(rng, POLICY_HEAD_GAIN, inputs, actions);
        self.params.critic.orthogonal_within(rng, VALUE_HEAD_GAIN, inputs, 1);
    }

    /// The distribution over the actions that `mask` allows (bit `k` for action `k`).
    ///
    /// # Errors
    /// [`Error::ObservationNotFinite`], [`Error::NoLegalAction`], [`Error::LogitsNotFinite`].
    pub fn distribution(&self, obs: &[f32; OBS], mask: u64) -> Result<Categorical<ACT>, Error> {
        check_obs(obs)?;
        Categorical::new(&self.params.actor.forward(self.activation, obs), mask)
    }

    /// What the critic expects.
    ///
    /// # Errors
    /// [`Error::ObservationNotFinite`].
    pub fn value(&self, obs: &[f32; OBS]) -> Result<f32, Error> {
        check_obs(obs)?;
        let [value] = self.params.critic.forward(self.activation, obs);
        Ok(value)
    }

    /// Draws an action.
    ///
    /// # Errors
    /// As [`distribution`](Self::distribution); `rng` is then where it was.
    pub fn act(&self, obs: &[f32; OBS], mask: u64, rng: &mut Pcg32) -> Result<Decision, Error> {
        let distribution = self.distribution(obs, mask)?;
        let value = self.value(obs)?;
        let action = distribution.sample(rng);
        Ok(Decision { action, log_prob: distribution.log_prob(action)?, value })
    }
}

/// # Errors
/// [`Error::ObservationNotFinite`] with the first index that is.
pub(crate) fn check_obs(obs: &[f32]) -> Result<(), Error> {
    match obs.iter().position(|x| !x.is_finite()) {
        Some(index) => Err(Error::ObservationNotFinite { index }),
        None => Ok(()),
    }
}
