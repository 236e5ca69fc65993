//! The terminal of the person.

use anyhow::Result;
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

/// Keys come one by one and unseen while this lives; then the terminal is as it was.
pub struct RawMode(());

impl RawMode {
    /// Begins it.
    ///
    /// # Errors
    /// The terminal refuses.
    pub fn enter() -> Result<Self> {
        enable_raw_mode()?;
        Ok(RawMode(()))
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        // There is no other way to give it back.
        let _ = disable_raw_mode();
    }
}
