//! A policy that only acts does what the agent that saved it would do: to the bit, or with the feature
//! `micromath` nearly.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use lobule::{
    Activation, Actor, AgentConfig, Card, Deck, Error, Follow, LIGHTS, Pcg32, Rating, Slot,
    actor_for, agent_for,
};

const TEA: Deck = Deck {
    name: "Tea",
    contexts: &["morning", "evening"],
    first: Follow::Only(0b101),
    slots: &[
        Slot {
            name: "Leaf",
            cards: &[
                Card { next: Follow::Only(0b10), ..Card::new("green", "") },
                Card::new("white", ""),
                Card::new("black", ""),
            ],
        },
        Slot { name: "With", cards: &[Card::new("milk", ""), Card::new("nothing", "")] },
    ],
};

type Tea = actor_for!(TEA, 16);
type Teacher = agent_for!(TEA, 16);

/// The largest difference of a probability that acting may have from the policy that was learnt:
/// micromath's exponential function is off by up to a thousandth, and a hidden unit's tanh by half of that.
const TOLERANCE: f32 = if cfg!(feature = "micromath") { 1e-3 } else { 0.0 };
const OBSERVATIONS: usize = 10_000;

fn teacher(activation: Activation, seed: u64, ratings: u64) -> Box<Teacher> {
    let mut agent = Box::new(Teacher::new());
    agent.start(&TEA, &AgentConfig { activation, ..AgentConfig::DEFAULT }, seed).unwrap();
    for n in 0..ratings {
        let output = agent.propose(n as usize % 2).unwrap();
        let stars = 1 + (u64::from(output.cards[0]) * 3 + n * n + seed) % 5;
        agent.rate(output.id, Rating::new(stars as u8).unwrap()).unwrap();
        agent.learn().unwrap();
    }
    agent
}

fn policy(agent: &Teacher) -> Vec<u8> {
    let mut buffer = [0; 2048];
    agent.save_policy(&mut buffer).unwrap().to_vec()
}

#[test]
fn acting_is_what_was_learnt() {
    let (mut seen, mut largest) = (0, 0.0f32);
    for seed in 0.. {
        let activation = if seed % 4 == 3 { Activation::Relu } else { Activation::Tanh };
        let agent = teacher(activation, seed, seed % 40);
        let actor = Tea::parse(&TEA, &policy(&agent)).unwrap();
        for context in 0..2 {
            for (slot, previous) in [(0, None), (1, Some(0)), (1, Some(1)), (1, Some(2))] {
                let learnt = agent.distribution(context, slot, previous).unwrap();
                let acting = actor.distribution(context, slot, previous).unwrap();
                for (learnt, acting) in learnt.probs().iter().zip(acting.probs()) {
                    largest = largest.max((learnt - acting).abs());
                }
                if TOLERANCE == 0.0 {
                    assert_eq!(learnt, acting);
                }
                seen += 1;
            }
            let greedy = actor.greedy(context).unwrap();
            let second = |cards: &[u8]| agent.distribution(context, 1, Some(cards[0])).unwrap();
            if TOLERANCE == 0.0 {
                assert_eq!(greedy, agent.greedy(context).unwrap());
            }
            // Near ties may go either way; nothing that is clearly worse is chosen.
            let best = second(&greedy).probs().iter().copied().fold(0.0, f32::max);
            assert!(second(&greedy).probs()[usize::from(greedy[1])] >= best - 2.0 * TOLERANCE);
        }
        if seen >= OBSERVATIONS {
            break;
        }
    }
    println!("largest difference of a probability over {seen} observations: {largest:e}");
    assert!(largest <= TOLERANCE, "{largest}");
}

#[test]
fn samples_follow_the_rules_and_the_probabilities() {
    let agent = teacher(Activation::Tanh, 5, 20);
    let actor = Tea::parse(&TEA, &policy(&agent)).unwrap();
    let (mut rng, mut blacks) = (Pcg32::new(1, 1), 0);
    const DRAWS: i32 = 10_000;
    for _ in 0..DRAWS {
        let cards = actor.sample(1, &mut rng).unwrap();
        assert!(matches!(cards[..], [0, 1] | [2, 0..2]), "{cards:?}");
        blacks += i32::from(cards[0] == 2);
    }
    let prob = actor.distribution(1, 0, None).unwrap().probs()[2];
    // Five standard errors.
    assert!((blacks as f32 / DRAWS as f32 - prob).abs() < 0.025, "{blacks} for {prob}");
}

/// Parsed by the compiler: it can lie in flash.
#[test]
fn a_policy_can_be_a_static() {
    const BYTES: &[u8] = include_bytes!("tea.policy");
    static ACTOR: Tea = match Tea::parse(&TEA, BYTES) {
        Ok(actor) => actor,
        Err(_) => panic!("tea.policy is no policy for Tea"),
    };
    assert_eq!(ACTOR.greedy(0), teacher(Activation::Tanh, 2, 25).greedy(0));
    assert_eq!(BYTES, policy(&teacher(Activation::Tanh, 2, 25)));
}

#[test]
fn each_fault_has_an_error_of_its_own() {
    let bytes = policy(&teacher(Activation::Tanh, 1, 3));
    for bit in 0..8 * bytes.len() {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(Tea::parse(&TEA, &flipped).is_err(), "bit {bit}");
    }
    let refused = |bytes: &[u8]| Tea::parse(&TEA, bytes).unwrap_err();
    assert_eq!(refused(&[]), Error::SnapshotLength { got: 0, expected: 36 });
    let (got, expected) = (bytes.len() - 4, bytes.len());
    assert_eq!(refused(&bytes[..got]), Error::SnapshotLength { got, expected });
    let mut session = vec![0; Teacher::SNAPSHOT_LEN];
    let session = teacher(Activation::Tanh, 1, 3).save(&mut session).unwrap().to_vec();
    assert_eq!(refused(&session), Error::SnapshotKind { got: 1, expected: 2 });
    let other = Deck { name: "Coffee", ..TEA };
    let refused = Tea::parse(&other, &bytes).unwrap_err();
    assert!(matches!(refused, Error::SnapshotDeck { .. }), "{refused}");
    let refused = <actor_for!(TEA, 8)>::parse(&TEA, &bytes).unwrap_err();
    let what = "hidden units";
    assert_eq!(refused, Error::SnapshotShape { what, got: 16, expected: 8 });
    let refused = Actor::<2, 64, 40, 8, 16>::parse(&LIGHTS, &bytes).unwrap_err();
    let what = "slots";
    assert_eq!(refused, Error::DeckTooLarge { what, got: 5, capacity: 2 });
    let roomy = Actor::<8, 64, 40, 8, 16>::parse(&TEA, &bytes).unwrap();
    assert_eq!(
        roomy.greedy(1),
        Tea::parse(&TEA, &bytes)
            .unwrap()
            .greedy(1)
            .map(|cards| { cards.iter().copied().collect() })
    );
    let actor = Tea::parse(&TEA, &bytes).unwrap();
    assert_eq!(actor.greedy(2), Err(Error::ContextOutOfRange { got: 2, contexts: 2 }));
}
