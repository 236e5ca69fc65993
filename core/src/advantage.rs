//! Generalised advantage estimation (Schulman et al. 2016, equation 16).

use crate::Error;

/// Fills `advantages` and `returns` (`advantages + values`) from a stretch of experience.
///
/// `dones[t]` says that transition `t` ended its episode, so nothing after it counts;
/// `last_value` is the critic's estimate after the last transition. All slices have one length.
///
/// ```
/// let (mut advantages, mut returns) = ([0.0; 2], [0.0; 2]);
/// lobule::gae(&[0.0, 1.0], &[0.5, 0.5], &[false, true], 0.0, 1.0, 1.0, &mut advantages, &mut returns)?;
/// assert_eq!((advantages, returns), ([0.5, 0.5], [1.0, 1.0]));
/// # Ok::<(), lobule::Error>(())
/// ```
///
/// # Errors
/// [`Error::LengthMismatch`].
#[allow(clippy::too_many_arguments, reason = "the estimator's own variables, in their usual order")]
pub fn gae(
    rewards: &[f32],
    values: &[f32],
    dones: &[bool],
    last_value: f32,
    gamma: f32,
    gae_lambda: f32,
    advantages: &mut [f32],
    returns: &mut [f32],
) -> Result<(), Error> {
    let expected = rewards.len();
    for (what, got) in [
        ("values", values.len()),
        ("dones", dones.len()),
        ("advantages", advantages.len()),
        ("returns", returns.len()),
    ] {
        if got != expected {
            return Err(Error::LengthMismatch { what, got, expected });
        }
    }
    let (mut next_value, mut next_advantage) = (last_value, 0.0);
    let outcomes = rewards.iter().zip(values).zip(dones);
    let estimates = advantages.iter_mut().zip(returns);
    for (((reward, &value), &done), (advantage, ret)) in outcomes.zip(estimates).rev() {
        let continues = if done { 0.0 } else { 1.0 };
        let delta = reward + gamma * next_value * continues - value;
        next_advantage = delta + gamma * gae_lambda * continues * next_advantage;
        *advantage = next_advantage;
        *ret = next_advantage + value;
        next_value = value;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test may panic")]

    use super::*;

    const REWARDS: [f32; 4] = [1.0, -2.0, 4.0, 0.5];
    const VALUES: [f32; 4] = [0.5, 3.0, -1.0, 2.0];

    /// With a discount of a half and a lambda of a quarter all numbers are exact.
    fn estimates(dones: [bool; 4]) -> ([f32; 4], [f32; 4]) {
        let (mut advantages, mut returns) = ([0.0; 4], [0.0; 4]);
        let done = gae(&REWARDS, &VALUES, &dones, 8.0, 0.5, 0.25, &mut advantages, &mut returns);
        assert_eq!(done, Ok(()));
        (advantages, returns)
    }

    #[test]
    fn advantages_are_discounted_sums_of_surprises() {
        // Reward + half of the next value - value.
        let [a, b, c, d] = [1.0 + 1.5 - 0.5, -2.0 - 0.5 - 3.0, 4.0 + 1.0 + 1.0, 0.5 + 4.0 - 2.0];
        let (third, second) = (c + d / 8.0, b + (c + d / 8.0) / 8.0);
        let expected = [a + second / 8.0, second, third, d];
        let (advantages, returns) = estimates([false; 4]);
        assert_eq!(advantages, expected);
        assert_eq!(returns, [expected[0] + 0.5, second + 3.0, third - 1.0, d + 2.0]);
    }

    #[test]
    fn nothing_after_the_end_of_an_episode_counts() {
        let (advantages, _) = estimates([false, true, false, true]);
        assert_eq!(advantages, [2.0 - 5.0 / 8.0, -5.0, 6.0 - 1.5 / 8.0, -1.5]);
    }

    #[test]
    fn slices_of_different_lengths_are_refused() {
        for (wrong, what) in ["values", "dones", "advantages", "returns"].into_iter().enumerate() {
            let [values, dones, advantages, returns] =
                core::array::from_fn(|n| if n == wrong { 3 } else { 2 });
            let refused = gae(
                &[0.0; 2],
                &[0.0; 3][..values],
                &[false; 3][..dones],
                0.0,
                0.9,
                0.9,
                &mut [0.0; 3][..advantages],
                &mut [0.0; 3][..returns],
            );
            assert_eq!(refused, Err(Error::LengthMismatch { what, got: 3, expected: 2 }));
        }
    }
}
