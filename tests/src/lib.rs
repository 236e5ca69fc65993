//! What decides whether Lobule is right: reference cases, a naive f64 oracle, an environment with
//! published equations, simulated people, recorded sessions, and what fuzzers try.

pub mod cartpole;
pub mod files;
pub mod fuzz;
pub mod golden;
pub mod nor_flash;
pub mod oracle;
pub mod person;
pub mod raters;
pub mod session;
pub mod tea;
