//! The environment follows its equations, and the blocks learn it.

use lobule::Pcg32;
use lobule_tests::cartpole::{CartPole, Outcome, Training};

/// Observations are rounded to f32.
const ROUNDING: f32 = 1e-6;

#[test]
fn a_push_from_rest_moves_cart_and_pole_as_calculated_by_hand() {
    // From rest, upright: force/total mass = 10/1.1; pole -(10/1.1)/(0.5·(4/3 - 0.1/1.1)).
    let mut env = CartPole::at([0.0; 4]);
    assert_eq!(env.step(1), Outcome::Stands);
    let expected = [0.0, 0.195_121_95, 0.0, -0.292_682_93];
    for (got, expected) in env.observe().into_iter().zip(expected) {
        assert!((got - expected).abs() < ROUNDING, "{:?}", env.observe());
    }
    env.step(0);
    let expected = [0.003_902_439, 0.0, -0.005_853_658_6, 0.0];
    for (got, expected) in env.observe().into_iter().zip(expected) {
        assert!((got - expected).abs() < 2e-3, "{:?}", env.observe());
    }
}

#[test]
fn an_episode_ends_by_falling_by_leaving_or_by_the_clock() {
    assert_eq!(CartPole::at([0.0, 0.0, 0.2095, 1.0]).step(1), Outcome::Fell);
    assert_eq!(CartPole::at([2.399, 1.0, 0.0, 0.0]).step(1), Outcome::Fell);
    assert_eq!(CartPole::at([2.3, 0.0, 0.2, 0.0]).step(1), Outcome::Stands);
    let mut env = CartPole::reset(&mut Pcg32::new(1, 0));
    for _ in 1..CartPole::TIME_LIMIT {
        // Leans against the fall, which holds for 500 steps from this start.
        let [x, x_dot, theta, theta_dot] = env.observe();
        let lean = theta + 0.3 * theta_dot + 0.02 * x + 0.05 * x_dot;
        assert_eq!(env.step(usize::from(lean > 0.0)), Outcome::Stands);
    }
    assert_eq!(env.step(0), Outcome::TimeLimit);
}

#[test]
fn training_improves_and_is_the_same_twice() {
    let train = |seed| {
        let mut training = Training::new(seed, 500_000);
        for _ in 0..100 {
            training.update().unwrap();
        }
        training
    };
    let (first, second) = (train(1), train(1));
    assert_eq!(first.policy, second.policy);
    assert_eq!(first.episodes, second.episodes);
    assert_ne!(first.policy, train(2).policy);
    let early = first.episodes[..100].iter().sum::<f32>() / 100.0;
    assert!(first.recent_return() > 3.0 * early, "from {early} to {}", first.recent_return());
}
