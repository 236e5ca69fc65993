//! Whether the core's tests notice when a line of it is wrong. `.cargo/mutants.toml` says which files, by which tests.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::tool;
use crate::run::{quiet, root};

/// Percent of the changes that the tests must notice.
const LEAST: usize = 85;

/// Tries what has not been tried yet or was missed, and prints what came of all.
///
/// # Errors
/// cargo-mutants cannot be installed or fails, or the tests notice less than [`LEAST`] percent.
pub fn run(files: &[String], anew: bool) -> Result<()> {
    let program = tool("cargo-mutants", "27.1.0")?;
    fs::create_dir_all(out())?;
    if anew {
        fs::remove_dir_all(folder())?;
        fs::create_dir_all(out())?;
    }
    let mut record = Record::read()?;
    record.collect()?;
    let mutants = list(&program, files)?;
    record.begin(&mutants)?;
    try_out(&program, &record, &mutants, files)?;
    record.collect()?;
    summary(&mutants, &record)
}

/// What cargo-mutants has found, in `mutants.out/outcomes.json`.
#[derive(Deserialize)]
struct Outcomes {
    outcomes: Vec<Outcome>,
}

#[derive(Deserialize)]
struct Outcome {
    scenario: Scenario,
    summary: Summary,
}

#[derive(Deserialize)]
enum Scenario {
    /// The tree as it is.
    Baseline,
    Mutant(Mutant),
}

/// One change.
#[derive(Deserialize)]
struct Mutant {
    /// With its file, line and column.
    name: String,
    file: String,
}

#[derive(Clone, Copy, Deserialize, Serialize, PartialEq)]
enum Summary {
    /// Of the baseline.
    Success,
    Failure,
    CaughtMutant,
    MissedMutant,
    /// The tests never ended, which nobody overlooks.
    Timeout,
    /// It does not compile.
    Unviable,
}

/// What was found so far: for each file a hash of it and what became of its mutants.
#[derive(Default, Deserialize, Serialize)]
struct Record(BTreeMap<String, (String, BTreeMap<String, Summary>)>);

impl Record {
    fn path() -> PathBuf {
        folder().join("record.json")
    }

    /// As it was left; a file that has changed since is begun anew.
    fn read() -> Result<Self> {
        let Ok(text) = fs::read_to_string(Self::path()) else { return Ok(Self::default()) };
        let mut record: Self = serde_json::from_str(&text)?;
        record.0.retain(|file, (hash, _)| hash_of(file).is_ok_and(|now| now == *hash));
        Ok(record)
    }

    /// Makes an entry for each file as it is now, before its mutants are tried.
    fn begin(&mut self, mutants: &[Mutant]) -> Result<()> {
        for Mutant { file, .. } in mutants {
            if !self.0.contains_key(file) {
                self.0.insert(file.clone(), (hash_of(file)?, BTreeMap::new()));
            }
        }
        self.write()
    }

    /// Takes over, once, what the last run of cargo-mutants has found, whole or broken off.
    fn collect(&mut self) -> Result<()> {
        let path = out().join("outcomes.json");
        let Ok(text) = fs::read_to_string(&path) else { return Ok(()) };
        let found: Outcomes = serde_json::from_str(&text)?;
        for Outcome { scenario, summary } in found.outcomes {
            let Scenario::Mutant(Mutant { name, file }) = scenario else { continue };
            // A file without an entry has changed since.
            if let Some((_, mutants)) = self.0.get_mut(&file) {
                mutants.insert(name, summary);
            }
        }
        self.write()?;
        Ok(fs::remove_file(path)?)
    }

    fn write(&self) -> Result<()> {
        Ok(fs::write(Self::path(), serde_json::to_string_pretty(self)?)?)
    }

    fn of(&self, mutant: &Mutant) -> Option<Summary> {
        self.0.get(&mutant.file)?.1.get(&mutant.name).copied()
    }

    /// Whether it is to be tried, for the first time or because a new test may catch it.
    fn is_open(&self, mutant: &Mutant) -> bool {
        self.of(mutant).is_none_or(|summary| summary == Summary::MissedMutant)
    }
}

fn hash_of(file: &str) -> Result<String> {
    let bytes = fs::read(root().join(file)).with_context(|| file.to_owned())?;
    Ok(format!("{:x}", Sha256::digest(bytes)))
}

fn folder() -> PathBuf {
    root().join("target/mutants")
}

fn out() -> PathBuf {
    folder().join("mutants.out")
}

fn cargo_mutants(program: &Path, files: &[String]) -> Command {
    let mut command = Command::new(program);
    command.arg("mutants").current_dir(root());
    if !files.is_empty() {
        command.arg("--re").arg(format!("^core/src/({})\\.rs:", files.join("|")));
    }
    command
}

/// All changes of these files.
fn list(program: &Path, files: &[String]) -> Result<Vec<Mutant>> {
    let said = quiet(cargo_mutants(program, files).args(["--list", "--json"]))?;
    let mutants: Vec<Mutant> = serde_json::from_str(&said)?;
    for file in files {
        let path = path_of(file);
        let is_there = mutants.iter().any(|mutant| mutant.file == path);
        ensure!(is_there, ".cargo/mutants.toml has no {path}");
    }
    Ok(mutants)
}

fn path_of(file: &str) -> String {
    format!("core/src/{file}.rs")
}

fn try_out(program: &Path, record: &Record, mutants: &[Mutant], files: &[String]) -> Result<()> {
    let (open, done): (Vec<_>, Vec<_>) = mutants.iter().partition(|mutant| record.is_open(mutant));
    if open.is_empty() {
        return Ok(());
    }
    // What it is to leave out it reads where it would have left it itself.
    for name in ["caught.txt", "unviable.txt"] {
        let _ = fs::remove_file(out().join(name));
    }
    let done: String = done.iter().map(|mutant| format!("{}\n", mutant.name)).collect();
    fs::write(out().join("previously_caught.txt"), done)?;
    // Each job compiles and tests on one processor most of the time.
    let jobs = thread::available_parallelism()?.to_string();
    let mut command = cargo_mutants(program, files);
    command.args(["--iterate", "--jobs", &jobs, "--output"]).arg(folder());
    let status = command.status().context("cargo-mutants cannot be started")?;
    match status.code() {
        // None was missed, some were, some never ended.
        Some(0 | 2 | 3) => Ok(()),
        Some(4) => {
            bail!("the tests fail on the tree as it is; cargo test -p lobule --lib says why")
        }
        _ => bail!("cargo-mutants failed ({status})"),
    }
}

/// Prints what was missed and a line for each file.
fn summary(mutants: &[Mutant], record: &Record) -> Result<()> {
    let files: BTreeSet<&str> = mutants.iter().map(|mutant| mutant.file.as_str()).collect();
    println!("| file | viable | caught | missed | timeouts | percent |");
    println!("|---|---|---|---|---|---|");
    let mut all = Counts::default();
    for file in files {
        let mut counts = Counts::default();
        for mutant in mutants.iter().filter(|mutant| mutant.file == file) {
            counts.add(record.of(mutant));
            all.add(record.of(mutant));
        }
        println!("| {file} {}", counts.row());
    }
    println!("| all {}", all.row());
    for mutant in mutants {
        if record.of(mutant) == Some(Summary::MissedMutant) {
            println!("missed: {}", mutant.name);
        }
    }
    ensure!(all.untried == 0, "{} changes were not tried", all.untried);
    let percent = all.percent();
    ensure!(percent >= LEAST, "the tests notice {percent} % of the changes; {LEAST} is the least");
    Ok(())
}

#[derive(Default)]
struct Counts {
    caught: usize,
    missed: usize,
    timeouts: usize,
    untried: usize,
}

impl Counts {
    fn add(&mut self, summary: Option<Summary>) {
        match summary {
            Some(Summary::CaughtMutant) => self.caught += 1,
            Some(Summary::MissedMutant) => self.missed += 1,
            Some(Summary::Timeout) => self.timeouts += 1,
            Some(Summary::Unviable) => {}
            Some(Summary::Success | Summary::Failure) | None => self.untried += 1,
        }
    }

    fn viable(&self) -> usize {
        self.caught + self.missed + self.timeouts
    }

    /// Rounded down, so that nothing is said to be reached before it is.
    fn percent(&self) -> usize {
        (100 * (self.caught + self.timeouts)).checked_div(self.viable()).unwrap_or(100)
    }

    fn row(&self) -> String {
        let Counts { caught, missed, timeouts, .. } = self;
        format!("| {} | {caught} | {missed} | {timeouts} | {} |", self.viable(), self.percent())
    }
}
