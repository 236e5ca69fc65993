//! The hand-written backward pass equals finite differences of the naive f64 oracle.

use lobule::{
    Activation, ActorCritic, Categorical, Pcg32, PpoConfig, Sample, Samples, Stop, Trainer,
};
use lobule_tests::oracle::{Oracle, entropy, log_softmax};
use proptest::prelude::*;

/// f32 arithmetic over a few dozen terms of size 1: a few hundred times 6e-8.
const GRADIENT_TOLERANCE: f64 = 2e-5;
/// The step of the differences, 1e-6, moves nothing by more than a hundred times itself. Nearer
/// than this to a kink of the loss they can straddle it.
const KINK_MARGIN: f64 = 1e-4;
/// As above, for single sums.
const DISTRIBUTION_TOLERANCE: f64 = 2e-6;

struct Batch<const OBS: usize>(Vec<([f32; OBS], Sample)>);

impl<const OBS: usize> Samples<OBS> for Batch<OBS> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn sample(&self, index: usize) -> Option<Sample> {
        self.0.get(index).map(|(_, sample)| *sample)
    }

    fn observe(&self, index: usize, obs: &mut [f32; OBS]) {
        *obs = self.0[index].0;
    }
}

fn random_batch<const OBS: usize, const ACT: usize>(len: usize, rng: &mut Pcg32) -> Batch<OBS> {
    let one = |_| {
        // One-hot in part, so that the path for zero inputs is taken too.
        let obs = core::array::from_fn(|_| if rng.below(3) == 0 { 0.0 } else { rng.normal() });
        let action = rng.below(ACT as u32) as usize;
        let mask = u64::from(rng.next_u32()) | 1 << action;
        let sample = Sample {
            weight: 1.0,
            mask,
            action,
            log_prob: -2.0 * rng.uniform() - 0.3,
            value: rng.normal(),
            advantage: rng.normal(),
            returns: rng.normal(),
        };
        (obs, sample)
    };
    Batch((0..len).map(one).collect())
}

fn compare<const OBS: usize, const HID: usize, const ACT: usize, const EXTRA: usize>(
    seed: u64,
    len: usize,
    config: &PpoConfig,
    activation: Activation,
) -> Result<(), TestCaseError> {
    let mut rng = Pcg32::new(seed, 1);
    let mut policy = ActorCritic::<OBS, HID, ACT, EXTRA>::ZERO;
    policy.init(&mut rng);
    policy.activation = activation;
    // Beyond the start, where the policy head is all but zero and the biases are.
    for parameter in policy.params.tensors_mut().into_iter().flatten() {
        *parameter += 0.2 * rng.normal();
    }
    let batch = random_batch::<OBS, ACT>(len, &mut rng);
    let minibatch: Vec<u16> = (0..len as u16).collect();
    let oracle = Oracle::of(&policy);
    prop_assume!(oracle.distance_from_kinks(&batch, &minibatch, config) > KINK_MARGIN);
    let expected = oracle.gradient(&batch, &minibatch, config);
    let mut trainer = Trainer::ZERO;
    let (stats, stop) = trainer.step(&mut policy, &batch, &minibatch, config).unwrap();
    assert_eq!(stop, None::<Stop>);
    let grads: Vec<f32> = trainer.grad().tensors().into_iter().flatten().copied().collect();
    assert_eq!(grads.len(), expected.len());
    for (index, (&grad, expected)) in grads.iter().zip(&expected).enumerate() {
        let error = (f64::from(grad) - expected).abs();
        assert!(
            error < GRADIENT_TOLERANCE * expected.abs().max(1.0),
            "parameter {index}: {grad} instead of {expected}"
        );
    }
    let norm = expected.iter().map(|g| g * g).sum::<f64>().sqrt();
    assert!((f64::from(stats.grad_norm) - norm).abs() < GRADIENT_TOLERANCE * norm.max(1.0));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn gradients_equal_finite_differences(
        seed: u64,
        len in 1usize..6,
        clip_coef in 0.05f32..0.5,
        value_clip in prop::option::of(0.1f32..1.0),
        ent_coef in 0.0f32..0.5,
        vf_coef in 0.0f32..1.0,
        normalize_advantage: bool,
        tanh: bool,
    ) {
        let config = PpoConfig {
            clip_coef, value_clip, ent_coef, vf_coef, normalize_advantage, ..PpoConfig::DEFAULT
        };
        let activation = if tanh { Activation::Tanh } else { Activation::Relu };
        compare::<1, 1, 1, 0>(seed, len, &config, activation)?;
        compare::<3, 5, 2, 0>(seed, len, &config, activation)?;
        compare::<10, 16, 4, 0>(seed, len, &config, activation)?;
        compare::<4, 9, 7, 1>(seed, len, &config, activation)?;
        compare::<6, 8, 11, 2>(seed, len, &config, activation)?;
    }

    #[test]
    fn distributions_equal_the_oracle(
        logits in prop::array::uniform9(-30.0f32..30.0),
        bits in 1u64..512,
    ) {
        let distribution = Categorical::<9>::new(&logits, bits).unwrap();
        let wide: Vec<f64> = logits.iter().map(|&x| f64::from(x)).collect();
        let expected = log_softmax(&wide, bits);
        for (k, &log_prob) in expected.iter().enumerate() {
            let prob = f64::from(distribution.probs()[k]);
            prop_assert!((prob - log_prob.exp()).abs() < DISTRIBUTION_TOLERANCE);
            match distribution.log_prob(k) {
                Ok(got) => prop_assert!(
                    (f64::from(got) - log_prob).abs() < DISTRIBUTION_TOLERANCE * (1.0 + log_prob.abs())
                ),
                Err(_) => prop_assert_eq!(bits >> k & 1, 0),
            }
        }
        let wanted = entropy(&expected);
        prop_assert!((f64::from(distribution.entropy()) - wanted).abs() < 1e-5);
        let best = distribution.argmax();
        prop_assert!(expected.iter().all(|&l| l <= expected[best] + DISTRIBUTION_TOLERANCE));
    }
}

#[test]
fn draws_follow_the_probabilities_and_the_mask() {
    const DRAWS: u32 = 100_000;
    let distribution = Categorical::<4>::new(&[0.0, 9.0, 1.0, 2.0], 0b1101).unwrap();
    let mut rng = Pcg32::new(11, 0);
    let mut counts = [0u32; 4];
    for _ in 0..DRAWS {
        counts[distribution.sample(&mut rng)] += 1;
    }
    assert_eq!(counts[1], 0);
    for (count, prob) in counts.into_iter().zip(distribution.probs()) {
        // Five standard errors of a share.
        let error = 5.0 * (f64::from(*prob) / f64::from(DRAWS)).sqrt();
        let share = f64::from(count) / f64::from(DRAWS);
        assert!((share - f64::from(*prob)).abs() <= error, "{counts:?} {:?}", distribution.probs());
    }
}
