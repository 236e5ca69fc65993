//! Simulated raters: their files, how an agent is played against them, and what is measured.

mod file;
mod measure;
mod run;
mod settings;

pub use file::Rater;
pub use measure::{Estimate, Measures, NAMES, Summary, summarise};
pub use run::{Schedule, bytes, play};
pub use settings::{SETTINGS, Setting, setting};
