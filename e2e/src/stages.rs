//! The parts of the run, all of them or those that are asked for.

use std::sync::{
    OnceLock,
    atomic::{AtomicUsize, Ordering},
};

use anyhow::{Result, ensure};

static ONLY: OnceLock<String> = OnceLock::new();
static RUN: AtomicUsize = AtomicUsize::new(0);

/// From now on only stages with this in their names are run, and of their tests, where it goes on with
/// `/TEXT`, those with that in theirs.
pub fn keep_only(part: String) {
    ONLY.get_or_init(|| part);
}

/// What the names of stages and of their tests must have.
fn parts() -> (&'static str, &'static str) {
    let only = ONLY.get().map_or("", String::as_str);
    only.split_once('/').unwrap_or((only, ""))
}

/// Whether one of several tests of a stage is wanted.
pub fn wanted(test: &str) -> bool {
    test.contains(parts().1)
}

/// Runs a stage, if it is wanted, and shows a line for it.
pub fn stage(name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    if !name.contains(parts().0) {
        return Ok(());
    }
    RUN.fetch_add(1, Ordering::Relaxed);
    xtask::run::stage(name, work)
}

/// Whether there was anything to run.
pub fn at_least_one() -> Result<()> {
    let (part, _) = parts();
    ensure!(RUN.load(Ordering::Relaxed) > 0, "no stage has {part:?} in its name");
    Ok(())
}
