//! Rates for a very long time and checks that the agent stays sound: `soak --ratings 1000000`

use anyhow::{Context, Result, ensure};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use lobule::{AgentConfig, LIGHTS, Pcg32, Rating, agent_for};
use lobule_tests::person::Person;

/// Rates for a very long time and checks that the agent stays sound.
#[derive(Parser)]
struct Args {
    /// How many ratings.
    #[arg(long, default_value_t = 1_000_000)]
    ratings: u64,
    /// Of the policy and of the people.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Ratings between two checks of everything.
const CHECKED: u64 = 1000;
/// Ratings after which another person takes over.
const PERSON: u64 = 5000;

fn main() -> Result<()> {
    let Args { ratings, seed } = Args::parse();
    let mut agent = Box::new(<agent_for!(LIGHTS, 16)>::new());
    agent.start(&LIGHTS, &AgentConfig::DEFAULT, seed)?;
    let mut chance = Pcg32::new(seed, 3);
    let mut person = Person::new(&LIGHTS, seed);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} ratings, {eta} left")?;
    let bar = ProgressBar::new(ratings).with_style(style);
    let (mut stars, mut count) = (0, 0);
    for n in 0..ratings {
        if n % PERSON == 0 {
            person = Person::new(&LIGHTS, seed + n);
        }
        let output = agent.propose(0).with_context(|| format!("output {n}"))?;
        // One in ten is a slip.
        let slip = chance.below(10) == 0;
        let rating =
            if slip { Rating::new(1 + chance.below(5) as u8)? } else { person.rate(&output.cards) };
        agent.rate(output.id, rating)?;
        agent.learn()?;
        (stars, count) = (stars + u64::from(rating.stars()), count + 1);
        if n % CHECKED == CHECKED - 1 || n + 1 == ratings {
            let tensors = agent.policy().params.tensors();
            let finite = tensors.iter().copied().flatten().all(|number| number.is_finite());
            ensure!(finite, "a parameter is not finite after {n} ratings");
            let remembered: Vec<_> = agent.remembered()?.collect();
            ensure!(remembered.len() as u64 == (n + 1).min(64), "{} ratings", remembered.len());
            let newest = remembered.last().context("nothing is remembered")?;
            let right = newest.cards == output.cards && newest.stars == rating;
            ensure!(right, "the newest rating is not remembered after {n} ratings");
            let legal = |cards: &[u8]| cards.len() == 5 && cards.iter().all(|&card| card < 4);
            ensure!(remembered.iter().all(|rated| legal(&rated.cards)), "no output of the deck");
            bar.set_position(n + 1);
        }
    }
    bar.finish_and_clear();
    let mean = stars as f64 / f64::from(count);
    println!("{ratings} ratings, mean {mean:.2} stars, hash {:016x}", agent.hash());
    Ok(())
}
