//! Tries inputs that nobody thought of: libFuzzer, by cargo-fuzz, on the targets of `tests/src/fuzz`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use clap::{Args, builder::PossibleValuesParser};
use lobule_tests::fuzz::{Seed, TARGETS, seeds};

use crate::run::{apt_install, ask, exists, loud, quiet, root, stage};

/// Of cargo-fuzz.
const VERSION: &str = "0.13.2";
/// What every run gets: chance begins alike, inputs are no longer than a snapshot of Lights is, and no target takes
/// as much memory or as many seconds for one of them.
const LIMITS: [&str; 5] =
    ["-seed=1", "-max_len=8192", "-len_control=0", "-rss_limit_mb=1024", "-timeout=20"];
/// Inputs of a target that are kept.
const MOST_KEPT: usize = 24;
/// What libFuzzer says before the name of a file.
const WRITTEN: &str = "Test unit written to ";

/// What is to be tried.
#[derive(Args)]
pub struct Options {
    /// How long each target is tried.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
    /// Tries nothing, but makes fuzz/corpus anew: of what is there, and was found since, the few inputs that together
    /// reach most code.
    #[arg(long, conflicts_with = "seconds")]
    keep: bool,
    /// Some of the targets; else all.
    #[arg(value_parser = PossibleValuesParser::new(TARGETS.map(|(target, _)| target)))]
    targets: Vec<String>,
}

impl Options {
    /// Every target, for so long.
    pub fn all(seconds: u32) -> Self {
        Options { seconds, keep: false, targets: Vec::new() }
    }
}

/// Tries targets one after the other.
///
/// # Errors
/// An input breaks a promise, or takes too long; the targets cannot be built.
pub fn run(options: &Options) -> Result<()> {
    let program = install()?;
    stage("Building the targets for fuzzing", || quiet(&mut cargo_fuzz(&program, "build")))?;
    begin()?;
    let all = TARGETS.map(|(target, _)| target.to_owned());
    let targets = if options.targets.is_empty() { &all[..] } else { &options.targets };
    for target in targets {
        let mut command = cargo_fuzz(&program, "run");
        command.arg(target);
        if options.keep {
            stage(&format!("The inputs of {target} to be kept"), || keep(&mut command, target))?;
        } else {
            let seconds = options.seconds;
            let what = format!("Fuzzing {target} for {seconds} seconds");
            stage(&what, || try_out(&mut command, target, seconds))?;
        }
    }
    Ok(())
}

/// Where inputs are that have been found and not been kept.
fn found(target: &str) -> PathBuf {
    root().join("target/fuzz/corpus").join(target)
}

/// Where those are that are kept.
fn kept(target: &str) -> PathBuf {
    root().join("fuzz/corpus").join(target)
}

/// cargo-fuzz of the right version.
fn install() -> Result<PathBuf> {
    let tools = root().join("target/tools");
    let program = tools.join("bin/cargo-fuzz");
    if !exists("c++") {
        apt_install(&["g++"], "compiling libFuzzer")?;
    }
    let version = ask(Command::new(&program).arg("--version")).unwrap_or_default();
    if version.trim() != format!("cargo-fuzz {VERSION}") {
        let mut install = Command::new(env!("CARGO"));
        install.args(["install", "cargo-fuzz", "--locked", "--quiet", "--version", VERSION]);
        install.arg("--root").arg(tools);
        stage("Installing cargo-fuzz", || loud(&mut install))?;
    }
    Ok(program)
}

/// One of its commands. Without a sanitizer it does with stable Rust; the core has no unsafe code to watch.
fn cargo_fuzz(program: &Path, command: &str) -> Command {
    let mut fuzz = Command::new(program);
    fuzz.args(["fuzz", command, "--sanitizer", "none", "--target-dir"]);
    fuzz.arg(root().join("target/fuzz")).current_dir(root());
    fuzz
}

/// Lays out what fuzzing begins with.
fn begin() -> Result<()> {
    for (target, _) in TARGETS {
        fs::create_dir_all(found(target))?;
        fs::create_dir_all(kept(target))?;
    }
    for Seed { target, name, bytes } in seeds(&root().join("tests"))? {
        fs::write(found(target).join(name), bytes)?;
    }
    Ok(())
}

fn try_out(command: &mut Command, target: &str, seconds: u32) -> Result<()> {
    command.arg(found(target)).arg(kept(target)).arg("--").args(LIMITS);
    let output = command.arg(format!("-max_total_time={seconds}")).output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    // What comes before is how it went until then.
    let (_, fault) = said.split_at(said.find("thread '").unwrap_or(0));
    eprintln!("{fault}");
    let input = said.lines().find_map(|line| line.split_once(WRITTEN)).context("it did not run")?;
    bail!(
        "{target} breaks a promise with {0}; to play it again without a fuzzer, put it into {1} and run\n  \
         cargo test -p lobule-tests --test fuzz",
        input.1,
        kept(target).display()
    )
}

fn keep(command: &mut Command, target: &str) -> Result<()> {
    let (kept, fewest) = (kept(target), root().join("target/fuzz/kept").join(target));
    if fewest.exists() {
        fs::remove_dir_all(&fewest)?;
    }
    fs::create_dir_all(&fewest)?;
    command.arg(&fewest).arg(&kept).arg(found(target)).arg("--").args(LIMITS);
    // How often code is reached does not count, only whether it is.
    quiet(command.args(["-set_cover_merge=1", "-use_counters=0"]))?;
    let mut inputs = fs::read_dir(&fewest)?
        .map(|input| input.and_then(|input| Ok((input.metadata()?.modified()?, input.file_name()))))
        .collect::<Result<Vec<_>, _>>()?;
    // What reaches most that is new is written first.
    inputs.sort();
    fs::remove_dir_all(&kept)?;
    fs::create_dir_all(&kept)?;
    for (_, name) in inputs.iter().take(MOST_KEPT) {
        fs::copy(fewest.join(name), kept.join(name))?;
    }
    Ok(())
}
