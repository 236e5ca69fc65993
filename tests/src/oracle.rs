//! The same mathematics written naively in f64: no kernels, no lanes, no backward pass. Gradients
//! come from finite differences.

use lobule::{Activation, ActorCritic, Mlp, PpoConfig, Sample, Samples};

/// A layer as nested vectors, in the layout of `lobule`'s: weight and bias.
type Layer = (Vec<Vec<f64>>, Vec<f64>);

/// A network as nested vectors.
#[derive(Clone, Debug)]
pub struct Network {
    /// Weights `[in][out]`.
    hidden: Vec<Layer>,
    /// Weight `[out][in]`.
    head: Layer,
}

impl Network {
    /// The f32 parameters, exactly.
    pub fn of<const IN: usize, const HID: usize, const OUT: usize, const EXTRA: usize>(
        mlp: &Mlp<IN, HID, OUT, EXTRA>,
    ) -> Self {
        fn wide<const N: usize>(weight: &[[f32; N]], bias: &[f32]) -> Layer {
            let wide = |row: &[f32]| row.iter().map(|&x| f64::from(x)).collect();
            (weight.iter().map(|row| wide(row)).collect(), wide(bias))
        }
        let mut hidden = vec![wide(&mlp.input.weight, &mlp.input.bias)];
        hidden.extend(mlp.hidden.iter().map(|layer| wide(&layer.weight, &layer.bias)));
        Network { hidden, head: wide(&mlp.head.weight, &mlp.head.bias) }
    }

    /// The output for `x`.
    pub fn forward(&self, activation: Activation, x: &[f64]) -> Vec<f64> {
        self.forward_from_kinks(activation, x).0
    }

    /// The output for `x`, and how far the nearest hidden unit is from where it has no slope.
    fn forward_from_kinks(&self, activation: Activation, x: &[f64]) -> (Vec<f64>, f64) {
        let mut units = x.to_vec();
        let mut nearest = f64::INFINITY;
        for (weight, bias) in &self.hidden {
            let mut next = bias.clone();
            for (x, row) in units.iter().zip(weight) {
                for (y, w) in next.iter_mut().zip(row) {
                    *y += x * w;
                }
            }
            for y in &mut next {
                *y = match activation {
                    Activation::Tanh => y.tanh(),
                    Activation::Relu => {
                        nearest = nearest.min(y.abs());
                        y.max(0.0)
                    }
                };
            }
            units = next;
        }
        let (weight, bias) = &self.head;
        let dot = |row: &[f64]| row.iter().zip(&units).map(|(w, x)| w * x).sum::<f64>();
        (weight.iter().zip(bias).map(|(row, bias)| bias + dot(row)).collect(), nearest)
    }

    /// Every parameter in the order of [`Mlp::tensors`].
    pub fn parameters_mut(&mut self) -> impl Iterator<Item = &mut f64> {
        let layers = self.hidden.iter_mut().chain([&mut self.head]);
        layers.flat_map(|(weight, bias)| weight.iter_mut().flatten().chain(bias))
    }
}

/// Logarithms of the probabilities, −∞ where illegal.
pub fn log_softmax(logits: &[f64], mask: u64) -> Vec<f64> {
    let legal = |k: usize| mask >> k & 1 == 1;
    let largest = (0..logits.len())
        .filter(|&k| legal(k))
        .map(|k| logits[k])
        .fold(f64::NEG_INFINITY, f64::max);
    let total: f64 =
        (0..logits.len()).filter(|&k| legal(k)).map(|k| (logits[k] - largest).exp()).sum();
    (0..logits.len())
        .map(|k| if legal(k) { logits[k] - largest - total.ln() } else { f64::NEG_INFINITY })
        .collect()
}

/// Entropy of a distribution given by logarithms.
pub fn entropy(log_probs: &[f64]) -> f64 {
    log_probs.iter().filter(|l| l.is_finite()).map(|l| -l.exp() * l).sum()
}

/// Actor and critic in f64.
#[derive(Clone, Debug)]
pub struct Oracle {
    /// Observation to logits.
    pub actor: Network,
    /// Observation to value.
    pub critic: Network,
    activation: Activation,
}

impl Oracle {
    /// The same networks in f64.
    pub fn of<const OBS: usize, const HID: usize, const ACT: usize, const EXTRA: usize>(
        policy: &ActorCritic<OBS, HID, ACT, EXTRA>,
    ) -> Self {
        Oracle {
            actor: Network::of(&policy.params.actor),
            critic: Network::of(&policy.params.critic),
            activation: policy.activation,
        }
    }

    /// The loss of a minibatch, `policy - ent_coef·entropy + vf_coef·value`.
    pub fn loss<const OBS: usize>(
        &self,
        samples: &impl Samples<OBS>,
        minibatch: &[u16],
        config: &PpoConfig,
    ) -> f64 {
        let batch: Vec<([f32; OBS], Sample)> = minibatch
            .iter()
            .map(|&index| {
                let mut obs = [0.0; OBS];
                samples.observe(index.into(), &mut obs);
                let sample = samples.sample(index.into()).expect("index in range");
                (obs, sample)
            })
            .collect();
        let count = batch.len() as f64;
        let advantages: Vec<f64> = batch.iter().map(|(_, s)| f64::from(s.advantage)).collect();
        let (mean, deviation) = if config.normalize_advantage {
            let mean = advantages.iter().sum::<f64>() / count;
            let squares: f64 = advantages.iter().map(|a| (a - mean) * (a - mean)).sum();
            (mean, (squares / (count - 1.0).max(1.0)).sqrt() + 1e-8)
        } else {
            (0.0, 1.0)
        };
        let clip = f64::from(config.clip_coef);
        let mut loss = 0.0;
        for ((obs, sample), advantage) in batch.iter().zip(advantages) {
            let x: Vec<f64> = obs.iter().map(|&x| f64::from(x)).collect();
            let log_probs = log_softmax(&self.actor.forward(self.activation, &x), sample.mask);
            let ratio = (log_probs[sample.action] - f64::from(sample.log_prob)).exp();
            let advantage = (advantage - mean) / deviation;
            let policy_loss =
                (-advantage * ratio).max(-advantage * ratio.clamp(1.0 - clip, 1.0 + clip));
            let value = self.critic.forward(self.activation, &x)[0];
            let (old, target) = (f64::from(sample.value), f64::from(sample.returns));
            let mut value_loss = (value - target).powi(2);
            if let Some(range) = config.value_clip {
                let range = f64::from(range);
                let clipped = old + (value - old).clamp(-range, range);
                value_loss = value_loss.max((clipped - target).powi(2));
            }
            loss += policy_loss - f64::from(config.ent_coef) * entropy(&log_probs)
                + f64::from(config.vf_coef) * 0.5 * value_loss;
        }
        loss / count
    }

    /// How far the nearest ratio, value or hidden unit is from a point where [`loss`](Self::loss)
    /// has no slope. There a finite difference is no derivative.
    pub fn distance_from_kinks<const OBS: usize>(
        &self,
        samples: &impl Samples<OBS>,
        minibatch: &[u16],
        config: &PpoConfig,
    ) -> f64 {
        let mut nearest = f64::INFINITY;
        for &index in minibatch {
            let mut obs = [0.0; OBS];
            samples.observe(index.into(), &mut obs);
            let sample = samples.sample(index.into()).expect("index in range");
            let x: Vec<f64> = obs.iter().map(|&x| f64::from(x)).collect();
            let (logits, actor) = self.actor.forward_from_kinks(self.activation, &x);
            let (value, critic) = self.critic.forward_from_kinks(self.activation, &x);
            let log_prob = log_softmax(&logits, sample.mask)[sample.action];
            let ratio = (log_prob - f64::from(sample.log_prob)).exp();
            let clip = f64::from(config.clip_coef);
            nearest = nearest.min(actor).min(critic).min(((ratio - 1.0).abs() - clip).abs());
            if let Some(range) = config.value_clip.map(f64::from) {
                let (old, target) = (f64::from(sample.value), f64::from(sample.returns));
                let moved = value[0] - old;
                // Outside the range the larger of the two errors counts.
                let clipped = old + moved.clamp(-range, range) - target;
                let errors = ((value[0] - target).abs() - clipped.abs()).abs();
                let outside = if moved.abs() > range { errors } else { f64::INFINITY };
                nearest = nearest.min((moved.abs() - range).abs()).min(outside);
            }
        }
        nearest
    }

    /// The gradient of [`loss`](Self::loss) by central differences, actor first.
    pub fn gradient<const OBS: usize>(
        &self,
        samples: &impl Samples<OBS>,
        minibatch: &[u16],
        config: &PpoConfig,
    ) -> Vec<f64> {
        // Truncation error h² and rounding error 1e-16/h are both far below any tolerance here.
        const STEP: f64 = 1e-6;
        let mut moved = self.clone();
        let count = moved.actor.parameters_mut().count() + moved.critic.parameters_mut().count();
        (0..count)
            .map(|index| {
                let mut at = |by: f64| {
                    let actor = moved.actor.parameters_mut();
                    let parameter = actor.chain(moved.critic.parameters_mut()).nth(index);
                    *parameter.expect("counted above") += by;
                    moved.loss(samples, minibatch, config)
                };
                let above = at(STEP);
                let below = at(-2.0 * STEP);
                at(STEP);
                (above - below) / (2.0 * STEP)
            })
            .collect()
    }
}
