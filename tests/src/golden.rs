//! Reads and checks reference cases of the formats `ppo-update/1` and `gae/1`, which PyTorch
//! autograd made in f64.

use anyhow::{Context, Result, bail, ensure};
use lobule::{
    Activation, ActorCritic, Mlp, Params, PpoConfig, Sample, Samples, Stop, Trainer, gae,
};
use serde::Deserialize;

/// A final parameter may be this far off. The noise of PyTorch's own f32 run is 1e-7 to 8e-7.
pub const PARAMETER_TOLERANCE: f64 = 5e-6;
/// A statistic, a gradient of the first step, an advantage or a return may be this far off.
pub const STATISTIC_TOLERANCE: f64 = 2e-5;

/// The largest errors found in one file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Errors {
    /// Over all final parameters (0 for `gae/1`).
    pub parameters: f64,
    /// Over all statistics of all minibatches, or all advantages and returns.
    pub statistics: f64,
    /// Over the first step's gradients after clipping (0 for `gae/1`).
    pub gradients: f64,
    /// Optimiser steps of the case and of this run.
    pub steps: [usize; 2],
    /// Step before which the case and this run stopped.
    pub stop: [Option<usize>; 2],
}

impl Errors {
    /// Whether everything is within tolerance and the run took the same course.
    pub fn pass(&self) -> bool {
        self.parameters <= PARAMETER_TOLERANCE
            && self.statistics <= STATISTIC_TOLERANCE
            && self.gradients <= STATISTIC_TOLERANCE
            && self.steps[0] == self.steps[1]
            && self.stop[0] == self.stop[1]
    }
}

#[derive(Deserialize)]
struct Format {
    format: String,
}

#[derive(Deserialize)]
struct GaeCase {
    gamma: f32,
    lambda: f32,
    rewards: Vec<f32>,
    values: Vec<f32>,
    dones: Vec<bool>,
    last_value: f32,
    expected: GaeExpected,
}

#[derive(Deserialize)]
struct GaeExpected {
    advantages: Vec<f64>,
    returns: Vec<f64>,
}

#[derive(Deserialize)]
struct UpdateCase {
    shape: Shape,
    config: Config,
    params: Networks,
    batch: Batch,
    minibatches: Vec<Vec<Vec<usize>>>,
    expected: UpdateExpected,
}

#[derive(Deserialize)]
struct Shape {
    inputs: usize,
    actor_hidden: Vec<usize>,
    critic_hidden: Vec<usize>,
    actions: usize,
}

#[derive(Deserialize)]
struct Config {
    activation: String,
    clip_range: f32,
    #[serde(deserialize_with = "Option::deserialize")]
    value_clip_range: Option<f32>,
    entropy_coef: f32,
    value_coef: f32,
    learning_rate: f32,
    adam_beta1: f32,
    adam_beta2: f32,
    adam_epsilon: f32,
    #[serde(deserialize_with = "Option::deserialize")]
    max_grad_norm: Option<f32>,
    normalize_advantage: bool,
    #[serde(deserialize_with = "Option::deserialize")]
    target_kl: Option<f32>,
}

#[derive(Deserialize)]
struct Networks {
    actor: Vec<Layer>,
    critic: Vec<Layer>,
}

/// `weight` is `[out][in]`.
#[derive(Deserialize)]
struct Layer {
    weight: Vec<Vec<f64>>,
    bias: Vec<f64>,
}

#[derive(Deserialize)]
struct Batch {
    observations: Vec<Vec<f32>>,
    masks: Vec<Vec<bool>>,
    actions: Vec<usize>,
    log_probs: Vec<f32>,
    values: Vec<f32>,
    advantages: Vec<f32>,
    returns: Vec<f32>,
}

#[derive(Deserialize)]
struct UpdateExpected {
    minibatch_stats: Vec<Stats>,
    #[serde(deserialize_with = "Option::deserialize")]
    stopped_before_step: Option<usize>,
    optimizer_steps: usize,
    #[serde(deserialize_with = "Option::deserialize")]
    first_step_gradients_after_clipping: Option<Networks>,
    params: Networks,
}

#[derive(Deserialize)]
struct Stats {
    policy_loss: f64,
    value_loss: f64,
    entropy: f64,
    approx_kl: f64,
    clip_fraction: f64,
    grad_norm: f64,
}

/// Checks the text of one file.
///
/// # Errors
/// The file is broken, or its shape is not one that this was compiled for.
pub fn check(text: &str) -> Result<Errors> {
    let Format { format } = serde_json::from_str(text).context("not a reference case")?;
    match format.as_str() {
        "gae/1" => check_gae(&serde_json::from_str(text).context("not a gae/1 case")?),
        "ppo-update/1" => {
            check_update(&serde_json::from_str(text).context("not a ppo-update/1 case")?)
        }
        other => bail!("unknown format {other:?}, expected \"ppo-update/1\" or \"gae/1\""),
    }
}

fn check_gae(case: &GaeCase) -> Result<Errors> {
    let len = case.rewards.len();
    ensure!(len > 0, "no rewards");
    for (what, got) in
        [("advantages", &case.expected.advantages), ("returns", &case.expected.returns)]
    {
        ensure!(got.len() == len, "{len} rewards but {} expected {what}", got.len());
    }
    let numbers = case.rewards.iter().chain(&case.values);
    all_finite(numbers.chain([&case.last_value, &case.gamma, &case.lambda]), "an input")?;
    let (mut advantages, mut returns) = (vec![0.0; len], vec![0.0; len]);
    let GaeCase { rewards, values, dones, last_value, gamma, lambda, .. } = case;
    gae(rewards, values, dones, *last_value, *gamma, *lambda, &mut advantages, &mut returns)?;
    let advantage_error = largest_error(advantages.into_iter().zip(&case.expected.advantages))?;
    let return_error = largest_error(returns.into_iter().zip(&case.expected.returns))?;
    Ok(Errors { statistics: advantage_error.max(return_error), ..Errors::default() })
}

fn check_update(case: &UpdateCase) -> Result<Errors> {
    let Shape { inputs, actor_hidden, critic_hidden, actions } = &case.shape;
    ensure!(
        actor_hidden == critic_hidden,
        "actor {actor_hidden:?} and critic {critic_hidden:?} differ in hidden layers"
    );
    match (*inputs, actor_hidden.as_slice(), *actions) {
        (16, [32, 32], 8) => run::<16, 32, 8, 1>(case),
        (4, [64, 64], 2) => run::<4, 64, 2, 1>(case),
        (6, [8], 4) => run::<6, 8, 4, 0>(case),
        (9, [12], 5) => run::<9, 12, 5, 0>(case),
        (5, [8], 3) => run::<5, 8, 3, 0>(case),
        (7, [13, 13, 13], 6) => run::<7, 13, 6, 2>(case),
        (inputs, hidden, actions) => bail!(
            "shape {inputs}-{hidden:?}-{actions} was not compiled in; known are 16-[32, 32]-8, \
             4-[64, 64]-2, 6-[8]-4, 9-[12]-5, 5-[8]-3 and 7-[13, 13, 13]-6"
        ),
    }
}

fn run<const OBS: usize, const HID: usize, const ACT: usize, const EXTRA: usize>(
    case: &UpdateCase,
) -> Result<Errors> {
    let UpdateExpected { minibatch_stats, stopped_before_step, optimizer_steps, .. } =
        &case.expected;
    let evaluated = optimizer_steps + usize::from(stopped_before_step.is_some());
    ensure!(
        minibatch_stats.len() == evaluated,
        "{} minibatch statistics, but {optimizer_steps} steps and {} stop",
        minibatch_stats.len(),
        usize::from(stopped_before_step.is_some())
    );
    ensure!(
        *optimizer_steps == 0 || case.expected.first_step_gradients_after_clipping.is_some(),
        "no gradients of the first step"
    );
    ensure!(case.minibatches.iter().flatten().next().is_some(), "no minibatches");
    let config = case.config.to_ppo();
    config.check()?;
    let batch = case.batch.check::<OBS, ACT>()?;
    let mut policy = ActorCritic::<OBS, HID, ACT, EXTRA>::ZERO;
    policy.activation = match case.config.activation.as_str() {
        "tanh" => Activation::Tanh,
        "relu" => Activation::Relu,
        other => bail!("unknown activation {other:?}, expected \"tanh\" or \"relu\""),
    };
    let start = flat::<OBS, HID, ACT, EXTRA>(&case.params).context("params")?;
    let end = flat::<OBS, HID, ACT, EXTRA>(&case.expected.params).context("expected params")?;
    for (parameter, &value) in parameters_mut(&mut policy.params).zip(&start) {
        *parameter = value as f32;
    }

    let mut errors = Errors {
        steps: [case.expected.optimizer_steps, 0],
        stop: [case.expected.stopped_before_step, None],
        ..Errors::default()
    };
    let mut trainer = Box::new(Trainer::<OBS, HID, ACT, EXTRA>::ZERO);
    let mut expected_stats = minibatch_stats.iter();
    for (number, minibatch) in case.minibatches.iter().flatten().enumerate() {
        let indices: Vec<u16> = minibatch
            .iter()
            .map(|&index| u16::try_from(index).context("more than 65535 samples"))
            .collect::<Result<_>>()?;
        let (stats, stop) = trainer
            .step(&mut policy, &batch, &indices, &config)
            .with_context(|| format!("minibatch {number}"))?;
        // The case may have stopped earlier; `steps` and `stop` differ then.
        if let Some(expected) = expected_stats.next() {
            let pairs = [
                (stats.policy_loss, &expected.policy_loss),
                (stats.value_loss, &expected.value_loss),
                (stats.entropy, &expected.entropy),
                (stats.approx_kl, &expected.approx_kl),
                (stats.clip_fraction, &expected.clip_fraction),
                (stats.grad_norm, &expected.grad_norm),
            ];
            errors.statistics = errors.statistics.max(largest_error(pairs.into_iter())?);
        }
        match stop {
            Some(Stop::TargetKl { .. }) => {
                errors.stop[1] = Some(number);
                break;
            }
            Some(Stop::NonFinite) => bail!("minibatch {number} turned non-finite"),
            None => errors.steps[1] += 1,
        }
        if number == 0
            && let Some(expected) = &case.expected.first_step_gradients_after_clipping
        {
            let expected = flat::<OBS, HID, ACT, EXTRA>(expected).context("gradients")?;
            let grads =
                trainer.grad().tensors().into_iter().flatten().map(|grad| grad * stats.grad_scale);
            errors.gradients = largest_error(grads.zip(&expected))?;
        }
    }
    let ours = policy.params.tensors().into_iter().flatten().copied();
    errors.parameters = largest_error(ours.zip(&end))?;
    Ok(errors)
}

impl Config {
    fn to_ppo(&self) -> PpoConfig {
        PpoConfig {
            learning_rate: self.learning_rate,
            clip_coef: self.clip_range,
            value_clip: self.value_clip_range,
            ent_coef: self.entropy_coef,
            vf_coef: self.value_coef,
            max_grad_norm: self.max_grad_norm,
            normalize_advantage: self.normalize_advantage,
            target_kl: self.target_kl,
            adam_beta1: self.adam_beta1,
            adam_beta2: self.adam_beta2,
            adam_eps: self.adam_epsilon,
            ..PpoConfig::DEFAULT
        }
    }
}

/// A batch whose lengths and numbers have been checked.
struct CheckedBatch<'a, const OBS: usize> {
    batch: &'a Batch,
    observations: Vec<[f32; OBS]>,
    masks: Vec<u64>,
}

impl Batch {
    fn check<const OBS: usize, const ACT: usize>(&self) -> Result<CheckedBatch<'_, OBS>> {
        let len = self.observations.len();
        for (what, got) in [
            ("masks", self.masks.len()),
            ("actions", self.actions.len()),
            ("log_probs", self.log_probs.len()),
            ("values", self.values.len()),
            ("advantages", self.advantages.len()),
            ("returns", self.returns.len()),
        ] {
            ensure!(got == len, "{len} observations but {got} {what}");
        }
        let observations = self.observations.iter().enumerate().map(|(n, row)| {
            <[f32; OBS]>::try_from(row.as_slice()).map_err(|_| {
                anyhow::anyhow!("observation {n} has {} numbers, expected {OBS}", row.len())
            })
        });
        let masks = self.masks.iter().enumerate().map(|(n, mask)| {
            ensure!(mask.len() == ACT, "mask {n} has {} entries, expected {ACT}", mask.len());
            Ok((0..).zip(mask).map(|(k, &legal)| u64::from(legal) << k).sum())
        });
        Ok(CheckedBatch {
            batch: self,
            observations: observations.collect::<Result<_>>()?,
            masks: masks.collect::<Result<_>>()?,
        })
    }
}

impl<const OBS: usize> Samples<OBS> for CheckedBatch<'_, OBS> {
    fn len(&self) -> usize {
        self.observations.len()
    }

    fn observe(&self, index: usize, obs: &mut [f32; OBS]) {
        *obs = self.observations[index];
    }

    fn sample(&self, index: usize) -> Option<Sample> {
        Some(Sample {
            mask: *self.masks.get(index)?,
            action: self.batch.actions[index],
            log_prob: self.batch.log_probs[index],
            value: self.batch.values[index],
            advantage: self.batch.advantages[index],
            returns: self.batch.returns[index],
            weight: 1.0,
        })
    }
}

fn parameters_mut<const OBS: usize, const HID: usize, const ACT: usize, const EXTRA: usize>(
    params: &mut Params<OBS, HID, ACT, EXTRA>,
) -> impl Iterator<Item = &mut f32> {
    params.tensors_mut().into_iter().flatten()
}

/// The numbers of a case in the order of [`Params::tensors`].
fn flat<const OBS: usize, const HID: usize, const ACT: usize, const EXTRA: usize>(
    networks: &Networks,
) -> Result<Vec<f64>> {
    let mut numbers = flat_layers(&networks.actor, OBS, HID, EXTRA, ACT).context("actor")?;
    numbers.extend(flat_layers(&networks.critic, OBS, HID, EXTRA, 1).context("critic")?);
    let expected = Mlp::<OBS, HID, ACT, EXTRA>::PARAMETERS + Mlp::<OBS, HID, 1, EXTRA>::PARAMETERS;
    ensure!(numbers.len() == expected, "{} parameters, expected {expected}", numbers.len());
    Ok(numbers)
}

fn flat_layers(
    layers: &[Layer],
    inputs: usize,
    hidden: usize,
    extra: usize,
    outputs: usize,
) -> Result<Vec<f64>> {
    ensure!(layers.len() == extra + 2, "{} layers, expected {}", layers.len(), extra + 2);
    let mut numbers = Vec::new();
    for (k, Layer { weight, bias }) in layers.iter().enumerate() {
        let ins = if k == 0 { inputs } else { hidden };
        let outs = if k + 1 == layers.len() { outputs } else { hidden };
        ensure!(
            weight.len() == outs && bias.len() == outs && weight.iter().all(|w| w.len() == ins),
            "layer {k} is not [{outs}][{ins}] with {outs} biases"
        );
        if k + 1 == layers.len() {
            numbers.extend(weight.iter().flatten());
        } else {
            numbers.extend((0..ins).flat_map(|i| weight.iter().map(move |row| row[i])));
        }
        numbers.extend(bias);
    }
    ensure!(numbers.iter().all(|x| x.is_finite()), "a number is not finite");
    Ok(numbers)
}

fn all_finite<'a>(mut numbers: impl Iterator<Item = &'a f32>, what: &str) -> Result<()> {
    ensure!(numbers.all(|x| x.is_finite()), "{what} is not finite");
    Ok(())
}

/// The largest absolute difference; NaN anywhere is an error, never a pass.
fn largest_error<'a>(pairs: impl Iterator<Item = (f32, &'a f64)>) -> Result<f64> {
    let mut largest: f64 = 0.0;
    for (got, expected) in pairs {
        let error = (f64::from(got) - expected).abs();
        ensure!(error.is_finite(), "got {got}, expected {expected}");
        largest = largest.max(error);
    }
    Ok(largest)
}
