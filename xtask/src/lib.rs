//! Builds, serves and checks Lobule. `cargo xtask help` lists the commands.

pub mod audit;
pub mod bench_board;
pub mod bench_wasm;
pub mod bits;
pub mod board;
pub mod bundle;
pub mod ci;
pub mod cross;
pub mod footprint;
pub mod fuzz;
pub mod hal;
pub mod image;
pub mod live;
pub mod llm_check;
pub mod no_panic;
pub mod other_browsers;
pub mod programs;
pub mod run;
pub mod serve;
pub mod size;
pub mod snapshot;
pub mod test_page;
pub mod tools;
pub mod trials;
