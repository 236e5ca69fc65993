//! A stretch of experience in fixed memory, and what an update reads of it.

use crate::{Error, categorical::is_legal, gae, policy::check_obs};

/// Whether the episode goes on after a transition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// The next transition belongs to the same episode.
    Continues,
    /// The episode ended; nothing after it is worth anything.
    Terminated,
    /// A time limit cut the episode; the state it was cut in is worth `next_value`
    /// (Pardo et al. 2018, "Time Limits in Reinforcement Learning").
    Truncated {
        /// The critic's estimate of the state after the transition.
        next_value: f32,
    },
}

/// One step of a policy in its world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transition<const OBS: usize> {
    /// What the policy saw.
    pub obs: [f32; OBS],
    /// What it was allowed to do, bit `k` for action `k`.
    pub mask: u64,
    /// What it did.
    pub action: usize,
    /// The logarithm of that action's probability then.
    pub log_prob: f32,
    /// What the critic expected then.
    pub value: f32,
    /// What came of it.
    pub reward: f32,
    /// Whether the episode goes on.
    pub end: End,
}

/// What an update needs to know of one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Legal actions, bit `k` for action `k`.
    pub mask: u64,
    /// The action that was taken.
    pub action: usize,
    /// The logarithm of its probability under the old policy.
    pub log_prob: f32,
    /// The old critic's estimate.
    pub value: f32,
    /// How much better the action was than the critic expected.
    pub advantage: f32,
    /// What the critic should have said.
    pub returns: f32,
    /// How much it counts in its minibatch, at least 0; 1 for a step as it was experienced.
    pub weight: f32,
}

/// Samples for an update, read by index. [`Rollout`] stores them; other sources may build each
/// observation when it is asked for.
pub trait Samples<const OBS: usize> {
    /// How many there are.
    fn len(&self) -> usize;

    /// Sample `index` without its observation; `None` from [`len`](Self::len) on.
    fn sample(&self, index: usize) -> Option<Sample>;

    /// The `choice`-th of several actions that were tried at the observation of `index`, `None`
    /// after the last. All of them cost one pass through the networks. Usually there is but the one
    /// of [`sample`](Self::sample); where there is none, the observation counts nothing.
    fn choice(&self, index: usize, choice: usize) -> Option<Sample> {
        if choice == 0 { self.sample(index) } else { None }
    }

    /// Writes what the policy saw in sample `index`; nothing from [`len`](Self::len) on.
    fn observe(&self, index: usize, obs: &mut [f32; OBS]);

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Up to `CAP` transitions of one environment, in order.
///
/// ```
/// use lobule::{End, Rollout, Transition};
///
/// let mut rollout = Rollout::<1, 8>::ZERO;
/// let step = Transition {
///     obs: [1.0], mask: 0b11, action: 0, log_prob: -0.7, value: 0.2, reward: 1.0, end: End::Terminated,
/// };
/// rollout.push(&step)?;
/// rollout.finish(0.0, 0.99, 0.95)?;
/// assert_eq!(rollout.advantages(), &[0.8]);
/// # Ok::<(), lobule::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Rollout<const OBS: usize, const CAP: usize> {
    obs: [[f32; OBS]; CAP],
    mask: [u64; CAP],
    action: [u8; CAP],
    log_prob: [f32; CAP],
    value: [f32; CAP],
    reward: [f32; CAP],
    done: [bool; CAP],
    next_value: [f32; CAP],
    advantage: [f32; CAP],
    returns: [f32; CAP],
    len: usize,
    finished: bool,
}

impl<const OBS: usize, const CAP: usize> Rollout<OBS, CAP> {
    /// Empty.
    pub const ZERO: Self = Rollout {
        obs: [[0.0; OBS]; CAP],
        mask: [0; CAP],
        action: [0; CAP],
        log_prob: [0.0; CAP],
        value: [0.0; CAP],
        reward: [0.0; CAP],
        done: [false; CAP],
        next_value: [0.0; CAP],
        advantage: [0.0; CAP],
        returns: [0.0; CAP],
        len: 0,
        finished: false,
    };

    /// Adds a transition.
    ///
    /// # Errors
    /// [`Error::RolloutFull`], [`Error::ObservationNotFinite`], [`Error::IllegalAction`],
    /// [`Error::NotFinite`].
    pub fn push(&mut self, transition: &Transition<OBS>) -> Result<(), Error> {
        let Transition { obs, mask, action, log_prob, value, reward, end } = *transition;
        if self.len >= CAP {
            return Err(Error::RolloutFull { capacity: CAP });
        }
        check_obs(&obs)?;
        if !is_legal(mask, action) {
            return Err(Error::IllegalAction { action, mask });
        }
        let (done, next_value) = match end {
            End::Continues => (false, 0.0),
            End::Terminated => (true, 0.0),
            End::Truncated { next_value } => (true, next_value),
        };
        for (what, number) in [
            ("log_prob", log_prob),
            ("value", value),
            ("reward", reward),
            ("next_value", next_value),
        ] {
            if !number.is_finite() {
                return Err(Error::NotFinite { what });
            }
        }
        put(&mut self.obs, self.len, obs);
        put(&mut self.mask, self.len, mask);
        put(&mut self.action, self.len, action as u8);
        put(&mut self.log_prob, self.len, log_prob);
        put(&mut self.value, self.len, value);
        put(&mut self.reward, self.len, reward);
        put(&mut self.done, self.len, done);
        put(&mut self.next_value, self.len, next_value);
        self.len += 1;
        self.finished = false;
        Ok(())
    }

    /// Computes advantages and returns; `last_value` is the critic's estimate after the last
    /// transition (of no weight where that one ended its episode).
    ///
    /// # Errors
    /// [`Error::NotFinite`].
    pub fn finish(&mut self, last_value: f32, gamma: f32, gae_lambda: f32) -> Result<(), Error> {
        for (what, number) in
            [("last_value", last_value), ("gamma", gamma), ("gae_lambda", gae_lambda)]
        {
            if !number.is_finite() {
                return Err(Error::NotFinite { what });
            }
        }
        // A cut episode ends with the worth of the state it was cut in as an extra reward.
        let outcomes = self.reward.iter_mut().zip(&mut self.next_value).take(self.len);
        for (reward, next_value) in outcomes {
            *reward += gamma * *next_value;
            *next_value = 0.0;
        }
        let filled = ..self.len;
        gae(
            self.reward.get(filled).unwrap_or(&[]),
            self.value.get(filled).unwrap_or(&[]),
            self.done.get(filled).unwrap_or(&[]),
            last_value,
            gamma,
            gae_lambda,
            self.advantage.get_mut(filled).unwrap_or(&mut []),
            self.returns.get_mut(filled).unwrap_or(&mut []),
        )?;
        self.finished = true;
        Ok(())
    }

    /// Empties it.
    pub fn clear(&mut self) {
        self.len = 0;
        self.finished = false;
    }

    /// Whether the advantages belong to the transitions.
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    /// The advantages, after [`finish`](Self::finish).
    pub fn advantages(&self) -> &[f32] {
        self.advantage.get(..self.len).unwrap_or(&[])
    }

    /// The returns, after [`finish`](Self::finish).
    pub fn returns(&self) -> &[f32] {
        self.returns.get(..self.len).unwrap_or(&[])
    }
}

fn put<T>(array: &mut [T], index: usize, value: T) {
    if let Some(place) = array.get_mut(index) {
        *place = value;
    }
}

impl<const OBS: usize, const CAP: usize> Samples<OBS> for Rollout<OBS, CAP> {
    /// Transitions whose advantages are known.
    fn len(&self) -> usize {
        if self.finished { self.len } else { 0 }
    }

    fn observe(&self, index: usize, obs: &mut [f32; OBS]) {
        if let (true, Some(seen)) = (index < self.len(), self.obs.get(index)) {
            *obs = *seen;
        }
    }

    fn sample(&self, index: usize) -> Option<Sample> {
        if index >= self.len() {
            return None;
        }
        Some(Sample {
            mask: *self.mask.get(index)?,
            action: (*self.action.get(index)?).into(),
            log_prob: *self.log_prob.get(index)?,
            value: *self.value.get(index)?,
            advantage: *self.advantage.get(index)?,
            returns: *self.returns.get(index)?,
            weight: 1.0,
        })
    }
}

/// The rollouts of several environments, one after the other.
impl<const OBS: usize, const CAP: usize, const ENVS: usize> Samples<OBS>
    for [Rollout<OBS, CAP>; ENVS]
{
    fn len(&self) -> usize {
        self.iter().map(Samples::len).sum()
    }

    fn sample(&self, index: usize) -> Option<Sample> {
        let (rollout, index) = find(self, index)?;
        rollout.sample(index)
    }

    fn observe(&self, index: usize, obs: &mut [f32; OBS]) {
        if let Some((rollout, index)) = find(self, index) {
            rollout.observe(index, obs);
        }
    }
}

/// The rollout that has sample `index` of them all, and which of its own samples it is.
fn find<const OBS: usize, const CAP: usize>(
    rollouts: &[Rollout<OBS, CAP>],
    mut index: usize,
) -> Option<(&Rollout<OBS, CAP>, usize)> {
    for rollout in rollouts {
        match index.checked_sub(Samples::len(rollout)) {
            Some(rest) => index = rest,
            None => return Some((rollout, index)),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    /// Steps that differ in everything.
    fn step(n: u8) -> Transition<2> {
        let x = f32::from(n);
        Transition {
            obs: [x, -x],
            mask: 0b11 << n,
            action: n.into(),
            log_prob: -x / 8.0,
            value: x / 2.0,
            reward: 1.0 - x,
            end: End::Continues,
        }
    }

    fn rollout(steps: core::ops::Range<u8>) -> Rollout<2, 4> {
        let mut rollout = Rollout::ZERO;
        steps.for_each(|n| rollout.push(&step(n)).unwrap());
        rollout
    }

    #[test]
    fn samples_are_the_steps_with_what_they_were_worth() {
        let mut rollout = rollout(0..3);
        assert!(rollout.is_empty() && !rollout.is_finished(), "nothing is known of their worth");
        assert_eq!((rollout.sample(0), rollout.len()), (None, 0));
        rollout.finish(4.0, 0.5, 1.0).unwrap();
        assert!(!rollout.is_empty() && rollout.is_finished());
        assert_eq!(rollout.returns(), [1.25, 0.5, 1.0]);
        assert_eq!(rollout.advantages(), [1.25, 0.0, 0.0]);
        for (n, (advantage, returns)) in
            [(1.25, 1.25), (0.0, 0.5), (0.0, 1.0)].into_iter().enumerate()
        {
            let Transition { obs, mask, action, log_prob, value, .. } = step(n as u8);
            let sample = Sample { mask, action, log_prob, value, advantage, returns, weight: 1.0 };
            assert_eq!((rollout.sample(n), rollout.choice(n, 0)), (Some(sample), Some(sample)));
            assert_eq!(rollout.choice(n, 1), None);
            let mut seen = [9.0; 2];
            rollout.observe(n, &mut seen);
            assert_eq!(seen, obs);
        }
        let mut seen = [9.0; 2];
        rollout.observe(3, &mut seen);
        assert_eq!((rollout.sample(3), seen), (None, [9.0; 2]));
        // One more, and the worth of all is to be found anew.
        rollout.push(&step(3)).unwrap();
        assert!(!rollout.is_finished() && rollout.is_empty());
        rollout.clear();
        assert_eq!((rollout.advantages(), rollout.returns()), (&[][..], &[][..]));
    }

    #[test]
    fn rollouts_of_several_environments_are_read_one_after_the_other() {
        let mut both = [rollout(0..3), rollout(1..2)];
        both.iter_mut().for_each(|rollout| rollout.finish(0.0, 0.5, 0.5).unwrap());
        assert_eq!(both.len(), 4);
        let [first, second] = &both;
        for (index, (rollout, own)) in
            [(first, 0), (first, 1), (first, 2), (second, 0)].into_iter().enumerate()
        {
            assert_eq!(both.sample(index), rollout.sample(own));
            assert!(both.sample(index).is_some());
            let mut seen = [[9.0; 2]; 2];
            let [of_both, of_own] = &mut seen;
            both.observe(index, of_both);
            rollout.observe(own, of_own);
            assert_eq!(of_both, of_own);
        }
        assert_eq!(both.sample(4), None);
    }

    #[test]
    fn a_time_limit_bootstraps_and_an_end_does_not() {
        let advantage = |end| {
            let mut rollout = Rollout::<2, 4>::ZERO;
            rollout.push(&Transition { end, value: 0.0, ..step(0) }).unwrap();
            rollout.push(&Transition { value: 0.0, ..step(0) }).unwrap();
            rollout.finish(8.0, 0.5, 1.0).unwrap();
            rollout.finish(8.0, 0.5, 1.0).unwrap(); // twice is as once
            *rollout.advantages().first().unwrap()
        };
        assert_eq!(advantage(End::Terminated), 1.0);
        assert_eq!(advantage(End::Truncated { next_value: 4.0 }), 3.0);
        assert_eq!(advantage(End::Continues), 1.0 + 0.5 * (1.0 + 0.5 * 8.0));
    }

    #[test]
    fn steps_that_cannot_be_are_refused() {
        let mut rollout = rollout(0..3);
        let mut refused = |transition: Transition<2>| rollout.push(&transition).unwrap_err();
        let (plain, nan) = (step(0), f32::NAN);
        assert_eq!(
            refused(Transition { obs: [0.0, nan], ..plain }),
            Error::ObservationNotFinite { index: 1 }
        );
        assert_eq!(
            refused(Transition { action: 2, ..plain }),
            Error::IllegalAction { action: 2, mask: 0b11 }
        );
        for (what, transition) in [
            ("log_prob", Transition { log_prob: nan, ..plain }),
            ("value", Transition { value: f32::INFINITY, ..plain }),
            ("reward", Transition { reward: nan, ..plain }),
            ("next_value", Transition { end: End::Truncated { next_value: nan }, ..plain }),
        ] {
            assert_eq!(refused(transition), Error::NotFinite { what });
        }
        rollout.push(&plain).unwrap();
        assert_eq!(rollout.push(&plain), Err(Error::RolloutFull { capacity: 4 }));
        for (what, [last_value, gamma, gae_lambda]) in [
            ("last_value", [nan, 0.9, 0.9]),
            ("gamma", [0.0, f32::INFINITY, 0.9]),
            ("gae_lambda", [0.0, 0.9, nan]),
        ] {
            let refused = rollout.finish(last_value, gamma, gae_lambda);
            assert_eq!(refused, Err(Error::NotFinite { what }));
        }
        assert!(!rollout.is_finished());
    }
}
