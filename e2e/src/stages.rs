//! The parts of the run, all of them or those that are asked for.

use std::sync::{
    OnceLock,
    atomic::{AtomicUsize, Ordering},
};

use anyhow::{Result, ensure};

static ONLY: OnceLock<String> = OnceLock::new();
static RUN: AtomicUsize = AtomicUsize::new(0);

/// From now on only stages with this in their names are run.
pub fn keep_only(part: String) {
    ONLY.get_or_init(|| part);
}

/// Runs a stage, if it is wanted, and shows a line for it.
pub fn stage(name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    if !ONLY.get().is_none_or(|part| name.contains(part.as_str())) {
        return Ok(());
    }
    RUN.fetch_add(1, Ordering::Relaxed);
    xtask::run::stage(name, work)
}

/// Whether there was anything to run.
pub fn at_least_one() -> Result<()> {
    let part = ONLY.get().map_or("", String::as_str);
    ensure!(RUN.load(Ordering::Relaxed) > 0, "no stage has {part:?} in its name");
    Ok(())
}
