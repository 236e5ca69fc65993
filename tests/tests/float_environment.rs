//! A thread that somebody has had flush subnormal numbers: nothing is learnt in it, nothing is changed, and all goes on
//! as if nothing had been when it computes as it should again.
#![cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]

use lobule::{
    ActorCritic, AgentConfig, End, Error, LIGHTS, Pcg32, PpoConfig, Rating, Rollout, Trainer,
    Transition, agent_for,
};

type Lights = agent_for!(LIGHTS, 16);

const REFUSED: Error = Error::FloatEnvironment { got: 0, expected: 5 };

/// What a library built with `-ffast-math` does to the process that loads it.
#[allow(unsafe_code, reason = "the compiler is told nothing of a switched environment")]
fn flushing<T>(then: impl FnOnce() -> T) -> T {
    // Safety: the mode is back when this returns; until then nothing runs but the core and comparisons.
    unsafe { no_denormals::no_denormals(then) }
}

fn rating(stars: u8) -> Rating {
    Rating::new(stars).unwrap()
}

fn started() -> Box<Lights> {
    let mut agent = Box::new(Lights::new());
    agent.start(&LIGHTS, &AgentConfig::DEFAULT, 3).unwrap();
    agent
}

fn bytes(agent: &Lights) -> Vec<u8> {
    agent.save(&mut vec![0; Lights::SNAPSHOT_LEN]).unwrap().to_vec()
}

#[test]
fn nothing_is_begun() {
    let mut agent = Box::new(Lights::new());
    let refused = flushing(|| agent.start(&LIGHTS, &AgentConfig::DEFAULT, 3));
    assert_eq!((refused, agent.propose(0)), (Err(REFUSED), Err(Error::NotStarted)));

    let mut agent = started();
    let (before, other) = (bytes(&agent), bytes(&rated(8)));
    assert_eq!(flushing(|| agent.start(&LIGHTS, &AgentConfig::DIRECT, 4)), Err(REFUSED));
    assert_eq!(flushing(|| agent.load(&LIGHTS, &other)), Err(REFUSED));
    assert_eq!(bytes(&agent), before);
    assert_eq!(agent.load(&LIGHTS, &other), Ok(()));
}

fn rated(ratings: u64) -> Box<Lights> {
    let mut agent = started();
    for id in 0..ratings {
        agent.propose(0).unwrap();
        agent.rate(id, rating(1 + (id % 5) as u8)).unwrap();
        agent.learn().unwrap();
    }
    agent
}

#[test]
fn every_proposal_and_lesson_waits_for_the_environment() {
    let (mut agent, mut undisturbed) = (rated(5), rated(5));
    let before = bytes(&agent);
    assert_eq!(flushing(|| agent.propose(0)), Err(REFUSED));
    assert_eq!(bytes(&agent), before);
    assert_eq!(agent.propose(0), undisturbed.propose(0));
    for agent in [&mut agent, &mut undisturbed] {
        agent.rate(5, rating(4)).unwrap();
    }
    let before = bytes(&agent);
    assert_eq!(flushing(|| agent.learn()), Err(REFUSED));
    assert_eq!(bytes(&agent), before);
    assert_eq!(agent.learn(), undisturbed.learn());
    assert_eq!(agent.hash(), undisturbed.hash());
}

/// It is switched between any two slices, and back.
#[test]
fn slices_wait_for_it_too() {
    let (mut agent, mut undisturbed) = (rated(5), rated(5));
    let (mut slices, mut output) = (0, None);
    while output.is_none() {
        assert_eq!(flushing(|| agent.propose_some(0)), Err(REFUSED));
        output = agent.propose_some(0).unwrap();
        slices += 1;
    }
    assert_eq!(output, undisturbed.propose(0).ok());
    for agent in [&mut agent, &mut undisturbed] {
        agent.rate(5, rating(2)).unwrap();
    }
    while agent.waiting_lessons() > 0 {
        assert_eq!(flushing(|| agent.learn_some()), Err(REFUSED));
        agent.learn_some().unwrap();
        slices += 1;
    }
    undisturbed.learn().unwrap();
    assert_eq!(bytes(&agent), bytes(&undisturbed));
    assert!(slices > 400, "{slices}");
}

#[test]
fn an_update_of_the_blocks_waits_for_it() {
    const STEP: Transition<2> = Transition {
        obs: [0.5, -0.5],
        mask: 0b111,
        action: 1,
        log_prob: -1.1,
        value: 0.2,
        reward: 1.0,
        end: End::Terminated,
    };
    let config = PpoConfig::DEFAULT;
    let (mut rng, mut policy) = (Pcg32::new(1, 1), ActorCritic::<2, 4, 3>::ZERO);
    policy.init(&mut rng);
    let mut rollout = Rollout::<2, 4>::ZERO;
    (0..4).for_each(|_| rollout.push(&STEP).unwrap());
    rollout.finish(0.0, config.gamma, config.gae_lambda).unwrap();
    let mut trainer = Trainer::ZERO;
    let before = policy.clone();
    let mut order = [0; 4];
    let refused = flushing(|| trainer.update(&mut policy, &rollout, &mut order, &mut rng, &config));
    assert_eq!(refused, Err(REFUSED));
    let refused = flushing(|| trainer.step(&mut policy, &rollout, &[0, 1, 2, 3], &config));
    assert_eq!(refused.err(), Some(REFUSED));
    assert_eq!((policy, trainer.steps()), (before, 0));
}
