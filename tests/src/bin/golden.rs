//! Checks reference cases: `golden FILE|DIR…`

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::Parser;
use lobule_tests::{
    files::json_files,
    golden::{self, Errors},
};

/// Checks reference cases of the formats ppo-update/1 and gae/1.
#[derive(Parser)]
struct Args {
    /// Files, or folders whose .json files are checked.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let mut good = true;
    for path in Args::parse().paths {
        match json_files(&path) {
            Ok(files) => files.iter().for_each(|file| good &= report(file)),
            Err(error) => {
                println!("FAIL  {}: {error:#}", path.display());
                good = false;
            }
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn report(file: &Path) -> bool {
    let checked =
        fs::read_to_string(file).context("cannot be read").and_then(|t| golden::check(&t));
    match checked {
        Ok(errors) => {
            let Errors { parameters, statistics, gradients, steps, stop } = errors;
            let verdict = if errors.pass() { "ok  " } else { "FAIL" };
            println!(
                "{verdict}  {}: largest error in parameters {parameters:.1e}, statistics \
                 {statistics:.1e}, first-step gradients {gradients:.1e}; {}",
                file.display(),
                course(steps, stop)
            );
            errors.pass()
        }
        Err(error) => {
            println!("FAIL  {}: {error:#}", file.display());
            false
        }
    }
}

fn course([steps, ours]: [usize; 2], stop: [Option<usize>; 2]) -> String {
    let place = |stop: Option<usize>| stop.map_or("no stop".into(), |n| format!("stop before {n}"));
    if steps == ours && stop[0] == stop[1] {
        format!("{steps} steps, {}", place(stop[0]))
    } else {
        format!("{ours} steps, {}, expected {steps} steps, {}", place(stop[1]), place(stop[0]))
    }
}
