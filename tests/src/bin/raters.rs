//! Plays the agent against simulated raters: `raters DIR… [--seeds 30] [--csv FILE]`

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use lobule_tests::{
    files::json_files,
    raters::{
        Measures, NAMES, Rater, SETTINGS, Schedule, Setting, Summary, bytes, play, setting,
        summarise,
    },
};

/// Plays the agent against simulated raters and prints how well it serves them.
#[derive(Parser)]
struct Args {
    /// Folders of rater files, or files.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Chains shown in a run [default: 300, or as long as --contexts].
    #[arg(long)]
    ratings: Option<usize>,
    /// Runs of each rater.
    #[arg(long, default_value_t = 30)]
    seeds: u64,
    /// Which setting to play with; an unknown name lists them.
    #[arg(long, default_value = "default", value_parser = known)]
    config: &'static str,
    /// Writes each run's measures here.
    #[arg(long)]
    csv: Option<PathBuf>,
    /// Contexts in place of the raters' own: 0x100,1x100 shows 100 chains in 0, then 100 in 1.
    #[arg(long)]
    contexts: Option<Schedule>,
    /// Fail unless each run's measures are those that --csv has written there.
    #[arg(long, value_name = "CSV")]
    recorded: Option<PathBuf>,
}

fn known(name: &str) -> Result<&'static str> {
    let names = || SETTINGS.iter().map(|s| format!("\n  {:18} {}", s.name, s.what));
    let known = setting(name).with_context(|| format!("known are{}", names().collect::<String>()));
    Ok(known?.name)
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<()> {
    ensure!(args.seeds > 0, "--seeds must be at least 1");
    let ratings = match (args.ratings, &args.contexts) {
        (Some(ratings), _) => ratings,
        (None, Some(schedule)) => schedule.len(),
        (None, None) => 300,
    };
    ensure!(ratings > 0, "--ratings must be at least 1");
    let raters = read(&args.paths, args.contexts.as_ref())?;
    let setting = setting(args.config).context("no such setting")?;
    let (runs, time) = play_all(&raters, setting, args, ratings)?;
    if let Some(file) = &args.csv {
        fs::write(file, csv(&raters, &runs)).with_context(|| format!("{}", file.display()))?;
    }
    print(&raters, setting, &runs, time, ratings);
    args.recorded.as_ref().map_or(Ok(()), |file| compare(&csv(&raters, &runs), file))
}

/// # Errors
/// The first line in which the measures differ from those of a file.
fn compare(played: &str, recorded: &Path) -> Result<()> {
    let file = recorded.display();
    let recorded = fs::read_to_string(recorded).with_context(|| format!("{file}"))?;
    let (played, recorded) =
        (played.lines().collect::<Vec<_>>(), recorded.lines().collect::<Vec<_>>());
    for (number, (played, recorded)) in (1..).zip(played.iter().zip(&recorded)) {
        ensure!(
            played == recorded,
            "{file}, line {number}: {recorded:?} is recorded, got {played:?}"
        );
    }
    let (got, expected) = (played.len(), recorded.len());
    ensure!(got == expected, "{file} has {expected} lines, got {got}");
    Ok(())
}

/// Reads all raters; an error names every file that cannot be played.
fn read(paths: &[PathBuf], schedule: Option<&Schedule>) -> Result<Vec<Rater>> {
    let mut raters = Vec::new();
    let mut wrong = Vec::new();
    for path in paths {
        for file in json_files(path).with_context(|| format!("{}", path.display()))? {
            let rater = Rater::read(&file).and_then(|rater| {
                schedule.map_or(Ok(()), |schedule| schedule.check(&rater))?;
                Ok(rater)
            });
            match rater {
                Ok(rater) => raters.push(rater),
                Err(error) => wrong.push(format!("{}: {error:#}", file.display())),
            }
        }
    }
    if wrong.is_empty() { Ok(raters) } else { bail!("{}", wrong.join("\nerror: ")) }
}

/// The measures of every run of every rater, and the time that all took on one core.
fn play_all(
    raters: &[Rater],
    setting: &Setting,
    args: &Args,
    ratings: usize,
) -> Result<(Vec<Vec<Measures>>, Duration)> {
    let seeds = args.seeds as usize;
    let total = raters.len() * seeds;
    let bar = ProgressBar::new(total as u64)
        .with_style(ProgressStyle::with_template("{bar:40} {pos}/{len} runs, {eta} left")?);
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(total)));
    let work = || -> Result<Duration> {
        let start = Instant::now();
        loop {
            let task = next.fetch_add(1, Ordering::Relaxed);
            if task >= total {
                return Ok(start.elapsed());
            }
            let (rater, seed) = (task / seeds, task % seeds);
            let schedule = args.contexts.as_ref();
            let run = play(&raters[rater], &setting.config, seed as u64, ratings, schedule)
                .with_context(|| format!("{}, seed {seed}", raters[rater].id))?;
            done.lock().map_err(|_| anyhow!("a run panicked"))?.push((task, run));
            bar.inc(1);
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let time = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let joined = workers.into_iter().map(|worker| worker.join());
        joined.map(|time| time.map_err(|_| anyhow!("a run panicked"))?).sum::<Result<Duration>>()
    })?;
    bar.finish_and_clear();
    let mut done = done.into_inner().map_err(|_| anyhow!("a run panicked"))?;
    done.sort_by_key(|(task, _)| *task);
    let runs: Vec<Measures> = done.into_iter().map(|(_, run)| run).collect();
    Ok((runs.chunks(seeds).map(<[_]>::to_vec).collect(), time))
}

fn csv(raters: &[Rater], runs: &[Vec<Measures>]) -> String {
    let mut csv = format!("rater,kind,seed,{}\n", NAMES.join(","));
    for (rater, runs) in raters.iter().zip(runs) {
        for (seed, Measures(run)) in runs.iter().enumerate() {
            // A part that the run does not reach stays empty.
            let shown = run.map(|x| if x.is_nan() { String::new() } else { x.to_string() });
            csv += &format!("{},{},{seed},{}\n", rater.id, rater.kind, shown.join(","));
        }
    }
    csv
}

fn print(
    raters: &[Rater],
    setting: &Setting,
    runs: &[Vec<Measures>],
    time: Duration,
    ratings: usize,
) {
    let width = raters.iter().map(|rater| rater.id.len()).max().unwrap_or(0).max(8);
    println!(
        "{:width$} {:>9} {:>9} {:>9} {:>9} {:>10} {:>10} {:>11} {:>9} {:>9} {:>7}",
        "rater",
        "1–50",
        "51–100",
        "101–200",
        "201–300",
        "regret@50",
        "@100",
        "@300",
        "to 0.8",
        "reached",
        "bytes"
    );
    let row = |name: &str, summary: &Summary, bytes: usize| {
        print!("{name:width$}");
        let digits = [2, 2, 2, 2, 1, 1, 1, 0, 2];
        let widths = [9, 9, 9, 9, 10, 10, 11, 9, 9];
        for ((estimate, digits), width) in summary.iter().zip(digits).zip(widths) {
            let text = if estimate.mean.is_nan() {
                "–".into()
            } else {
                let error = format!("{:.1$}", estimate.error, digits);
                format!("{:.digits$}±{}", estimate.mean, error.trim_start_matches('0'))
            };
            print!(" {text:>width$}");
        }
        println!(" {bytes:>7}");
    };
    let (each, all) = summarise(runs);
    for (rater, summary) in raters.iter().zip(&each) {
        row(&rater.id, summary, bytes(rater));
    }
    row("all", &all, raters.iter().map(bytes).max().unwrap_or(0));
    let count = runs.iter().map(Vec::len).sum::<usize>() * ratings;
    println!(
        "{} raters × {} seeds × {ratings} ratings, setting {} ({}), {:.3} ms a rating",
        raters.len(),
        runs.first().map_or(0, Vec::len),
        setting.name,
        setting.what,
        time.as_secs_f64() * 1e3 / count as f64,
    );
}
