//! Times against their limits. They are always measured and printed; as a busy machine can miss any limit,
//! they bind only with `--strict`, for a machine that does nothing else.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, ensure};

static STRICT: AtomicBool = AtomicBool::new(false);

/// From now on a missed limit is a failure.
pub fn be_strict() {
    STRICT.store(true, Ordering::Relaxed);
}

/// Prints the best of some measurements beside its limit, all in milliseconds.
pub fn tell(what: &str, measured: &[f64], limit: f64) -> Result<()> {
    let best = best(measured);
    let verdict = if best <= limit { "within" } else { "MISSED:" };
    let figure =
        format!("{what}: {best:.1} ms, {verdict} the limit of {limit} ms; measured {measured:.1?}");
    println!("{figure}");
    ensure!(best <= limit || !STRICT.load(Ordering::Relaxed), "{figure}");
    Ok(())
}

/// The least of some measurements; infinite where there is none.
pub fn best(measured: &[f64]) -> f64 {
    measured.iter().copied().fold(f64::INFINITY, f64::min)
}
