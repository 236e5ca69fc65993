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
