//! A machine with cycles, learnt with the blocks: a drummer walks between *boom* and *tick* until
//! it rests or its bar is full. The listener wants boom-tick-tick, again and again, for twelve beats.
//!
//! `cargo run --release -p lobule --example cycle`

#![allow(clippy::indexing_slicing, clippy::panic, reason = "an example on a host may panic")]

use lobule::{
    ActorCritic, End, Error, Machine, Pcg32, PpoConfig, Rollout, Samples, Trainer, Transition,
};

const REST: usize = 0;
const BOOM: usize = 1;
const TICK: usize = 2;
const END: usize = 3;
const NAMES: [&str; 4] = ["rest", "boom", "tick", "end"];

/// Boom and tick may follow themselves and each other; `END` is terminal.
const DRUM: Machine<4> = {
    let edges = [
        (REST, BOOM),
        (REST, TICK),
        (BOOM, BOOM),
        (BOOM, TICK),
        (BOOM, END),
        (TICK, BOOM),
        (TICK, TICK),
        (TICK, END),
    ];
    match Machine::new(REST, &edges, &[END]) {
        Ok(machine) => machine,
        Err(_) => panic!("the drum's edges are wrong"),
    }
};

/// An output that has not ended by itself is cut here.
const BEATS: usize = 12;
/// The state before, the state, and the bar's place, all one-hot.
const OBS: usize = 4 + 4 + 1;
/// The largest number of moves out of a state.
const ACT: usize = 3;
const BATCH: usize = 16;

fn observe(before: usize, state: usize, beat: usize) -> [f32; OBS] {
    let mut obs = [0.0; OBS];
    obs[before] = 1.0;
    obs[4 + state] = 1.0;
    obs[8] = beat as f32 / BEATS as f32;
    obs
}

/// What the listener wanted on this beat is worth 1, a boom in its place 2.
fn reward(beat: usize, state: usize) -> f32 {
    match (beat.is_multiple_of(3), state) {
        (true, BOOM) => 2.0,
        (false, TICK) => 1.0,
        _ => 0.0,
    }
}

fn main() -> Result<(), Error> {
    let mut rng = Pcg32::new(1, 0);
    let mut policy = ActorCritic::<OBS, 16, ACT>::ZERO;
    policy.init(&mut rng);
    let mut trainer = Trainer::ZERO;
    let mut rollout = Rollout::<OBS, { BATCH * BEATS }>::ZERO;
    let mut order = [0; BATCH * BEATS];
    let config = PpoConfig {
        learning_rate: 3e-3,
        minibatch_size: 64,
        ent_coef: 0.05,
        value_clip: None,
        ..PpoConfig::DEFAULT
    };
    let mut mean = 0.0;
    for update in 0..=150 {
        rollout.clear();
        let mut total = 0.0;
        let mut last = Vec::new();
        for _ in 0..BATCH {
            last.clear();
            let (mut before, mut state) = (REST, DRUM.start());
            for beat in 0..BEATS {
                let (obs, mask) = (observe(before, state, beat), DRUM.action_mask(state)?);
                let decision = policy.act(&obs, mask, &mut rng)?;
                let next = DRUM.next(state, decision.action)?;
                let over = DRUM.is_terminal(next) || beat + 1 == BEATS;
                total += reward(beat, next);
                rollout.push(&Transition {
                    obs,
                    mask,
                    action: decision.action,
                    log_prob: decision.log_prob,
                    value: decision.value,
                    reward: reward(beat, next),
                    end: if over { End::Terminated } else { End::Continues },
                })?;
                last.push(NAMES[next]);
                (before, state) = (state, next);
                if over {
                    break;
                }
            }
        }
        rollout.finish(0.0, config.gamma, config.gae_lambda)?;
        let order = &mut order[..rollout.len()];
        let report = trainer.update(&mut policy, &rollout, order, &mut rng, &config)?;
        mean = total / BATCH as f32;
        if update % 25 == 0 {
            let moved = report.approx_kl;
            println!(
                "update {update:3}: {mean:4.1} of 16, approx_kl {moved:.4}: {}",
                last.join(" ")
            );
        }
    }
    assert!(mean > 14.0, "the drummer has not learnt: {mean}");
    Ok(())
}
