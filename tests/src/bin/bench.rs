//! Measures fixed pieces of work: `bench [w1|w2|forward|lights|all] [--runs N] [--json]`
//!
//! For instruction counts: `valgrind --tool=callgrind bench w1 --once`, and again with `--none`,
//! which only sets up; the difference is one update.

use std::time::Instant;

use anyhow::Result;
use clap::{Parser, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use lobule_work::{Lights, W1, W1_MINIBATCH, W2, W2_MINIBATCH};
use serde::Serialize;

/// Measures whole PPO updates, a forward pass, and a rating of the Lights agent.
#[derive(Parser)]
struct Args {
    /// What to measure.
    #[arg(value_enum, default_value_t = Work::All)]
    work: Work,
    /// Measurements of each.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Prints JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// Does the work exactly once after set-up and measures nothing.
    #[arg(long, conflicts_with = "none")]
    once: bool,
    /// Only sets up and measures nothing.
    #[arg(long)]
    none: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Work {
    /// Obs 16, 32-32 → 8; 32 transitions, 4 epochs, minibatches of 8.
    W1,
    /// Obs 4, 64-64 → 2; 512 transitions, 4 epochs, minibatches of 128.
    W2,
    /// One forward pass of W1's actor.
    Forward,
    /// One propose, rate and learn of the Lights agent.
    Lights,
    All,
}

#[derive(Serialize)]
struct Timing {
    work: &'static str,
    runs: u32,
    median_ms: f64,
    minimum_ms: f64,
    /// From the first to the third quartile.
    spread_ms: f64,
}

/// A forward pass is too short for the clock; this many are timed together.
const FORWARDS: u32 = 1000;

fn main() -> Result<()> {
    let args = Args::parse();
    let wanted = |work| args.work == work || args.work == Work::All;
    let mut timings = Vec::new();
    if wanted(Work::W1) {
        let mut work = Box::new(W1::ZERO);
        work.prepare(W1_MINIBATCH)?;
        timings.extend(measure(&args, "W1 update", 1, || Ok(work.update()?))?);
    }
    if wanted(Work::W2) {
        let mut work = Box::new(W2::ZERO);
        work.prepare(W2_MINIBATCH)?;
        timings.extend(measure(&args, "W2 update", 1, || Ok(work.update()?))?);
    }
    if wanted(Work::Forward) {
        let mut work = Box::new(W1::ZERO);
        work.prepare(W1_MINIBATCH)?;
        let forward = || {
            std::hint::black_box(work.forward());
            Ok(())
        };
        timings.extend(measure(&args, "W1 forward", FORWARDS, forward)?);
    }
    if wanted(Work::Lights) {
        let mut work = Box::new(Lights::ZERO);
        work.prepare()?;
        timings.extend(measure(&args, "Lights rating", 1, || Ok(work.rate()?))?);
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&timings)?);
    } else if !timings.is_empty() {
        println!("{:<14} {:>10} {:>10} {:>10}  runs", "", "median ms", "min ms", "spread ms");
        for Timing { work, runs, median_ms, minimum_ms, spread_ms } in timings {
            println!("{work:<14} {median_ms:>10.5} {minimum_ms:>10.5} {spread_ms:>10.5}  {runs}");
        }
    }
    Ok(())
}

/// Times `work`, `together` calls at a time.
fn measure(
    args: &Args,
    name: &'static str,
    together: u32,
    mut work: impl FnMut() -> Result<()>,
) -> Result<Option<Timing>> {
    if args.none {
        return Ok(None);
    }
    if args.once {
        return work().map(|()| None);
    }
    let style = ProgressStyle::with_template("{msg:14} {bar:40} {pos}/{len}")?;
    let bar = ProgressBar::new(args.runs.into()).with_style(style).with_message(name);
    // The first runs find cold caches and a sleeping clock.
    const WARM_UP: u32 = 10;
    let mut times = Vec::new();
    for run in 0..args.runs + WARM_UP {
        let start = Instant::now();
        for _ in 0..together {
            work()?;
        }
        if run >= WARM_UP {
            times.push(start.elapsed().as_secs_f64() * 1e3 / f64::from(together));
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    times.sort_by(f64::total_cmp);
    let quantile = |q: f64| times[((times.len() - 1) as f64 * q).round() as usize];
    Ok(Some(Timing {
        work: name,
        runs: args.runs,
        median_ms: quantile(0.5),
        minimum_ms: quantile(0.0),
        spread_ms: quantile(0.75) - quantile(0.25),
    }))
}
