//! Everything that must pass.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::{
    bench_board, bits,
    board::ALL,
    cross::Cross,
    footprint, fuzz, hal, no_panic, other_browsers, programs,
    run::{loud, root, stage},
    test_page, trials,
};

/// Runs every check, the quick ones first.
///
/// # Errors
/// The first that fails.
pub fn run() -> Result<()> {
    let root = root();
    cargo(&root, "Format", &["fmt", "--all", "--check"])?;
    cargo(&root, "Lints", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
    let features =
        ["clippy", "-p", "lobule", "--all-features", "--all-targets", "--", "-D", "warnings"];
    cargo(&root, "Lints with every feature", &features)?;
    cargo(&root, "Tests, as in the README", &["test"])?;
    cargo(&root, "Tests of the tools", &["test", "-p", "xtask", "-p", "lobule-e2e"])?;
    cargo(&root, "Tests with every feature", &["test", "-p", "lobule", "--all-features"])?;
    for seed in ["1", "2", "3", "4", "5"] {
        let train =
            ["run", "--profile", "checked", "-p", "lobule-tests", "--bin", "cartpole", "--"];
        let args = ["--seed", seed, "--steps", "500000", "--least-greedy", "500"];
        cargo(&root, &format!("CartPole, seed {seed}"), &[&train[..], &args[..]].concat())?;
    }
    for suite in ["public", "odd"] {
        let play = ["run", "--profile", "checked", "-p", "lobule-tests", "--bin", "raters", "--"];
        let folder = format!("tests/raters/{suite}");
        let recorded = format!("tests/raters/recorded/{suite}.csv");
        let args = [folder.as_str(), "--seeds", "4", "--recorded", recorded.as_str()];
        cargo(&root, &format!("Simulated raters, {suite}"), &[&play[..], &args[..]].concat())?;
    }
    let soak = ["run", "--profile", "checked", "-p", "lobule-tests", "--bin", "soak", "--"];
    let args = ["--ratings", "100000"];
    cargo(&root, "A hundred thousand ratings", &[&soak[..], &args[..]].concat())?;
    cargo(&root.join("fuzz"), "Format of the fuzz targets", &["fmt", "--check"])?;
    fuzz::run(&fuzz::Options::all(30))?;
    documentation(&root)?;
    let accuracy = ["run", "--profile", "checked", "-p", "lobule-tests", "--bin", "accuracy", "--"];
    cargo(&root, "Accuracy of the functions", &[&accuracy[..], &["--stride", "101"]].concat())?;
    let package = ["package", "-p", "lobule", "--allow-dirty"];
    cargo(&root, "Package of the core", &package)?;
    for board in ALL {
        let target = board.target;
        stage(&format!("Core for {target}"), || {
            let cross = Cross::find(target)?;
            loud(cross.cargo_build().args(["--release", "-p", "lobule"]))
        })?;
        stage(&format!("No panic is linked for {target}"), || no_panic::check(board))?;
    }
    programs::run()?;
    trials::run()?;
    stage("One libm for firmware and workspace", bits::one_libm)?;
    bits::run(None)?;
    bench_board::w1()?;
    bench_board::lights()?;
    footprint::run(false)?;
    let firmware = root.join("core/firmware");
    cargo(&firmware, "Format of the firmware", &["fmt", "--check"])?;
    hal::run()?;
    test_page::run()?;
    cargo(&root, "The page in a browser", &["run", "-p", "lobule-e2e"])?;
    other_browsers::run(None)
}

fn cargo(folder: &Path, what: &str, args: &[&str]) -> Result<()> {
    stage(what, || loud(Command::new(env!("CARGO")).args(args).current_dir(folder)))
}

fn documentation(folder: &Path) -> Result<()> {
    stage("Documentation", || {
        let mut command = Command::new(env!("CARGO"));
        command.args(["doc", "--workspace", "--no-deps", "--all-features"]);
        loud(command.env("RUSTDOCFLAGS", "-D warnings").current_dir(folder))
    })
}
