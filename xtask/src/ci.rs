//! Everything that must pass.

use anyhow::Result;

/// Runs every check.
///
/// # Errors
/// The first that fails.
pub fn run() -> Result<()> {
    Ok(())
}
