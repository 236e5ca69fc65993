//! The blocks for any task: networks, machines, rollouts, updates.

use lobule::{
    Activation, ActorCritic, Categorical, End, Error, Mlp, Pcg32, PpoConfig, Rollout, Sample,
    Samples, Stop, Trainer, Transition,
};

/// Rounding of dot products of up to 64 terms of size 1, orthogonalised twice.
const ORTHOGONALITY_TOLERANCE: f32 = 2e-6;

/// Six units in the last place below 1.
const TANH_TOLERANCE: f32 = 6.0 * f32::EPSILON / 2.0;

/// Every product of two rows (or columns, where they are fewer) of a weight.
fn gram(weight: &[&[f32]], gain: f32) -> f32 {
    let (rows, columns) = (weight.len(), weight[0].len());
    let vectors: Vec<Vec<f32>> = if rows <= columns {
        weight.iter().map(|row| row.to_vec()).collect()
    } else {
        (0..columns).map(|j| weight.iter().map(|row| row[j]).collect()).collect()
    };
    let mut worst = 0.0f32;
    for (i, a) in vectors.iter().enumerate() {
        for (j, b) in vectors.iter().enumerate() {
            let product: f32 = a.iter().zip(b).map(|(x, y)| x * y / (gain * gain)).sum();
            worst = worst.max((product - f32::from(i == j)).abs());
        }
    }
    worst
}

#[test]
fn first_weights_are_orthogonal_with_the_usual_gains() {
    fn check<const IN: usize, const HID: usize, const OUT: usize>(seed: u64) {
        let mut net = Mlp::<IN, HID, OUT, 1>::ZERO;
        net.orthogonal(&mut Pcg32::new(seed, 0), 0.01);
        let rows = |weight: &[[f32; HID]]| -> f32 {
            let rows: Vec<&[f32]> = weight.iter().map(|row| row.as_slice()).collect();
            gram(&rows, core::f32::consts::SQRT_2)
        };
        assert!(rows(&net.input.weight) < ORTHOGONALITY_TOLERANCE);
        assert!(rows(&net.hidden[0].weight) < ORTHOGONALITY_TOLERANCE);
        let head: Vec<&[f32]> = net.head.weight.iter().map(|row| row.as_slice()).collect();
        assert!(gram(&head, 0.01) < ORTHOGONALITY_TOLERANCE);
        let biases = net.input.bias.iter().chain(&net.hidden[0].bias).chain(&net.head.bias);
        assert!(biases.into_iter().all(|&bias| bias == 0.0));
    }
    for seed in 0..10 {
        check::<16, 32, 8>(seed);
        check::<64, 64, 2>(seed);
        check::<3, 7, 7>(seed);
        check::<1, 1, 1>(seed);
    }
}

#[test]
fn an_actor_critic_has_the_gains_of_policy_and_value() {
    let mut policy = ActorCritic::<5, 8, 4>::ZERO;
    policy.init(&mut Pcg32::new(2, 0));
    let head: Vec<&[f32]> = policy.params.actor.head.weight.iter().map(|r| r.as_slice()).collect();
    assert!(gram(&head, 0.01) < ORTHOGONALITY_TOLERANCE);
    let value: Vec<&[f32]> =
        policy.params.critic.head.weight.iter().map(|r| r.as_slice()).collect();
    assert!(gram(&value, 1.0) < ORTHOGONALITY_TOLERANCE);
}

fn step(obs: [f32; 2], action: usize, reward: f32) -> Transition<2> {
    let end = End::Continues;
    Transition { obs, mask: 0b11, action, log_prob: -0.7, value: 0.0, reward, end }
}

#[test]
fn observations_that_are_not_numbers_are_refused() {
    let mut policy = ActorCritic::<2, 4, 2>::ZERO;
    policy.init(&mut Pcg32::new(1, 0));
    let mut rng = Pcg32::new(2, 0);
    let before = rng;
    let mut rollout = Rollout::<2, 4>::ZERO;
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let error = Error::ObservationNotFinite { index: 1 };
        assert_eq!(policy.act(&[0.0, bad], 0b11, &mut rng), Err(error));
        assert_eq!(policy.value(&[0.0, bad]), Err(error));
        assert_eq!(policy.distribution(&[0.0, bad], 0b11), Err(error));
        assert_eq!(rollout.push(&step([0.0, bad], 0, 1.0)), Err(error));
        assert_eq!(
            rollout.push(&step([0.0, 0.0], 0, bad)),
            Err(Error::NotFinite { what: "reward" })
        );
        assert_eq!(rollout.finish(bad, 0.9, 0.9), Err(Error::NotFinite { what: "last_value" }));
    }
    assert_eq!(rng, before);
    assert_eq!(policy.act(&[0.0; 2], 0b100, &mut rng), Err(Error::NoLegalAction { mask: 0b100 }));
    let refused = rollout.push(&step([0.0; 2], 2, 0.0));
    assert_eq!(refused, Err(Error::IllegalAction { action: 2, mask: 0b11 }));
    for _ in 0..4 {
        rollout.push(&step([0.0; 2], 0, 0.0)).unwrap();
    }
    assert_eq!(rollout.push(&step([0.0; 2], 0, 0.0)), Err(Error::RolloutFull { capacity: 4 }));
}

/// One sample more than an update takes.
struct TooMany;

impl Samples<2> for TooMany {
    fn len(&self) -> usize {
        65536
    }

    fn sample(&self, _: usize) -> Option<Sample> {
        None
    }

    fn observe(&self, _: usize, _: &mut [f32; 2]) {}
}

struct Task {
    policy: ActorCritic<2, 4, 2>,
    trainer: Trainer<2, 4, 2>,
    rollout: Rollout<2, 8>,
    rng: Pcg32,
}

impl Task {
    fn new() -> Self {
        let mut rng = Pcg32::new(3, 0);
        let mut policy = ActorCritic::ZERO;
        policy.init(&mut rng);
        let mut rollout = Rollout::ZERO;
        for n in 0..8 {
            let reward = (n % 2) as f32;
            rollout.push(&step([rng.normal(), rng.normal()], n % 2, reward)).unwrap();
        }
        rollout.finish(0.0, 0.9, 0.9).unwrap();
        Task { policy, trainer: Trainer::ZERO, rollout, rng }
    }

    fn update(&mut self, config: &PpoConfig) -> Result<lobule::UpdateReport, Error> {
        let Task { policy, trainer, rollout, rng } = self;
        trainer.update(policy, rollout, &mut [0; 8], rng, config)
    }
}

#[test]
fn updates_refuse_what_they_cannot_use() {
    let mut task = Task::new();
    let before = task.policy.clone();
    let config = PpoConfig { clip_coef: f32::NAN, ..PpoConfig::DEFAULT };
    assert!(matches!(
        task.update(&config),
        Err(Error::ConfigOutOfRange { field: "clip_coef", .. })
    ));
    let Task { policy, trainer, rollout, rng } = &mut task;
    let (config, state) = (PpoConfig::DEFAULT, rng.state());
    let error = Error::TooManySamples { got: 65536, capacity: 65535 };
    assert_eq!(trainer.update(policy, &TooMany, &mut [0; 65536], rng, &config), Err(error));
    let error = Error::LengthMismatch { what: "order", got: 7, expected: 8 };
    assert_eq!(trainer.update(policy, rollout, &mut [0; 7], rng, &config), Err(error));
    let error = Error::SampleOutOfRange { index: 8, len: 8 };
    assert_eq!(trainer.step(policy, rollout, &[1, 8], &config), Err(error));
    assert_eq!(trainer.step(policy, rollout, &[], &config), Err(Error::NothingToLearn));
    rollout.push(&step([0.0; 2], 0, 0.0)).unwrap_err();
    rollout.clear();
    rollout.push(&step([0.0; 2], 0, 0.0)).unwrap();
    assert!(rollout.is_empty(), "samples exist once advantages do");
    let refused = trainer.update(policy, rollout, &mut [0; 1], rng, &config);
    assert_eq!(refused, Err(Error::NothingToLearn));
    assert_eq!((task.policy, task.rng.state()), (before, state));
}

#[test]
fn target_kl_skips_the_rest_of_the_round() {
    let mut task = Task::new();
    let config = PpoConfig {
        learning_rate: 0.1,
        target_kl: Some(0.01),
        minibatch_size: 4,
        update_epochs: 50,
        ..PpoConfig::DEFAULT
    };
    let report = task.update(&config).unwrap();
    assert!(matches!(report.stopped, Some(Stop::TargetKl { approx_kl }) if approx_kl > 0.01));
    assert!(report.steps < 100, "{report:?}");
    assert_eq!(task.trainer.steps(), report.steps);
}

#[test]
fn a_non_finite_step_is_not_applied() {
    let mut task = Task::new();
    // A value so far off that its squared error leaves the numbers.
    task.policy.params.critic.head.bias[0] = 1e30;
    let (policy, config) =
        (task.policy.clone(), PpoConfig { value_clip: None, ..PpoConfig::DEFAULT });
    let report = task.update(&config).unwrap();
    assert_eq!((report.stopped, report.steps), (Some(Stop::NonFinite), 0));
    assert_eq!(task.policy, policy);
    task.policy.params.actor.head.bias[0] = f32::NAN;
    let report = task.update(&config).unwrap();
    assert_eq!((report.stopped, task.trainer.steps()), (Some(Stop::NonFinite), 0));
}

#[test]
fn the_report_counts_what_the_clip_held_back() {
    let mut task = Task::new();
    // No ratio stays within 1 ± 0.
    let config = PpoConfig { clip_coef: 0.0, learning_rate: 0.01, ..PpoConfig::DEFAULT };
    let report = task.update(&config).unwrap();
    assert_eq!((report.clipped, report.samples), (8, 8));
    let report = Task::new().update(&PpoConfig { clip_coef: 100.0, ..config }).unwrap();
    assert_eq!((report.clipped, report.clip_fraction), (0, 0.0));
    assert!(report.entropy > 0.0 && report.entropy <= core::f32::consts::LN_2 + 1e-6);
    assert!(report.explained_variance <= 1.0 && report.grad_norm > 0.0);
}

#[test]
fn logits_of_any_finite_size_make_a_distribution() {
    let distribution = Categorical::<2>::new(&[f32::MAX, -f32::MAX], 0b11).unwrap();
    assert_eq!(distribution.probs(), &[1.0, 0.0]);
    assert!(distribution.entropy() == 0.0 && !distribution.log_prob(0).unwrap().is_nan());
    let error = Error::LogitsNotFinite { action: 1 };
    assert_eq!(Categorical::<2>::new(&[0.0, f32::NAN], 0b11), Err(error));
    assert!(Categorical::<2>::new(&[0.0, f32::NAN], 0b01).is_ok(), "illegal logits do not matter");
}

#[test]
fn hidden_units_do_as_told() {
    let mut net = Mlp::<1, 1, 1>::ZERO;
    net.input.weight[0][0] = 1.0;
    net.head.weight[0][0] = 1.0;
    assert_eq!(net.forward(Activation::Relu, &[-2.0]), [0.0]);
    assert_eq!(net.forward(Activation::Relu, &[2.0]), [2.0]);
    let [tanh] = net.forward(Activation::Tanh, &[2.0]);
    assert!((tanh - 2.0f32.tanh()).abs() < TANH_TOLERANCE);
}
