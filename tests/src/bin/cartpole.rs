//! Trains CartPole-v1 with CleanRL's default hyper-parameters: `cartpole --seed 1 --steps 500000`

use anyhow::{Result, ensure};
use clap::Parser;
use cpu_time::ProcessTime;
use indicatif::{ProgressBar, ProgressStyle};
use lobule_tests::cartpole::{ENVS, STEPS, Training, greedy_return};

/// Trains CartPole-v1 with CleanRL's default hyper-parameters.
#[derive(Parser)]
struct Args {
    /// Fixes every bit of the run.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Environment steps in all.
    #[arg(long, default_value_t = 500_000)]
    steps: u32,
    /// Fail unless the greedy return is at least this.
    #[arg(long)]
    least_greedy: Option<f32>,
}

const GREEDY_EPISODES: u32 = 100;

fn main() -> Result<()> {
    let Args { seed, steps, least_greedy } = Args::parse();
    let least = (ENVS * STEPS) as u32;
    ensure!(steps >= least, "--steps is {steps}, one update alone takes {least}");
    let start = ProcessTime::now();
    let mut training = Training::new(seed, steps);
    let style = "{bar:40} {pos}/{len} updates, {eta} left, return {msg}";
    let bar = ProgressBar::new(training.updates().into())
        .with_style(ProgressStyle::with_template(style)?);
    for _ in 0..training.updates() {
        training.update()?;
        bar.set_message(format!("{:.0}", training.recent_return()));
        bar.inc(1);
    }
    bar.finish_and_clear();
    let cpu = start.elapsed().as_secs_f64();
    let greedy = greedy_return(&training.policy, GREEDY_EPISODES, seed)?;
    println!(
        "seed {seed}: training return {:.1} (last 100 of {} episodes), greedy return {greedy:.1} \
         ({GREEDY_EPISODES} episodes), {cpu:.2} CPU-s",
        training.recent_return(),
        training.episodes.len(),
    );
    let least = least_greedy.unwrap_or(0.0);
    ensure!(greedy >= least, "the greedy return is {greedy}, below {least}");
    Ok(())
}
