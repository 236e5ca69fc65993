//! `cargo xtask …`

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask::{
    audit, bench_board, bench_wasm, bits, bundle, ci, footprint, fuzz, hal, live, llm_check,
    other_browsers, programs, serve, size, test_page, trials,
};

/// Builds, serves and checks Lobule.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds the page from its sources as they are and serves it on this machine, installing what that needs.
    Demo {
        /// The port to serve on; 0 takes any free one.
        #[arg(long, default_value_t = 8737)]
        port: u16,
        /// Only prints the address.
        #[arg(long)]
        no_open: bool,
    },
    /// Builds what is published: target/lobule.html, one file that opens by double click, and target/site
    /// for any static host, which works offline after the first visit.
    Bundle,
    /// Measures PPO updates in WASM, with and without simd128.
    BenchWasm {
        /// Measurements of each.
        #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(1..))]
        runs: u32,
    },
    /// Measures a PPO update on an emulated Cortex-M4F and ratings of Lights on a Cortex-M0: memory,
    /// instructions, and whether the bits are this machine's.
    BenchBoard,
    /// Measures flash, RAM and instructions on the emulated boards and holds them to limits.
    Footprint {
        /// Writes the table into the README.
        #[arg(long)]
        write: bool,
    },
    /// Tells how much memory a network of one's own takes on a board.
    Size(size::Shape),
    /// Turns a session that the page has saved into a snapshot to be flashed, or into a policy to act with.
    Convert {
        /// The session.
        session: PathBuf,
        /// Where the snapshot goes.
        snapshot: PathBuf,
        /// Only the parameters that acting needs, for `Actor`.
        #[arg(long)]
        policy: bool,
    },
    /// Replays a recorded session on this machine, in WASM and on the emulated boards, and compares the bits.
    Bits {
        /// A session that the page has saved; else a recorded one of 60 ratings.
        #[arg(long, value_name = "FILE")]
        session: Option<PathBuf>,
    },
    /// The Lights deck, live on an emulated board: rate light patterns and watch the policy learn.
    #[command(after_help = live::HELP)]
    Board(live::Options),
    /// Tests the firmware on every emulated board: its programs against their output, and the live one
    /// against people, garbage and failing flash.
    TestBoards,
    /// Tests the page's JavaScript without a browser, in Node.
    TestPage,
    /// Tests the page in Firefox and WebKit, installing both.
    TestBrowsers {
        /// Only tests with this in their names, which may be a regular expression.
        #[arg(long, value_name = "TEXT")]
        only: Option<String>,
    },
    /// Tries inputs that nobody thought of: snapshots, policies, stores, tapes, decks and sessions.
    Fuzz(fuzz::Options),
    /// Builds the examples for real boards, in boards, and prints how large they are.
    Hal,
    /// Asks a real language-model server, over HTTP and through the page: llama.cpp's, compiled from PyPI
    /// into target/llm-check, with a tiny model made on the spot.
    LlmCheck(llm_check::Options),
    /// What is looked at now and then: dependencies, the public interface, and whether tests notice faults.
    Audit(audit::Options),
    /// Everything that must pass: format, lints, tests, documentation, boards, page.
    Ci,
}

fn main() -> ExitCode {
    match run(Args::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Board(options) => return live::run(&options).map(ExitCode::from),
        Command::Demo { port, no_open } => {
            // A busy port is told before minutes of building.
            let server = serve::Server::bind(port)?;
            let folder = bundle::build()?;
            let url = server.url();
            println!("Lobule is at {url} (Ctrl-C ends it)");
            if !no_open && has_display() && webbrowser::open(&url).is_err() {
                println!("No browser could be opened; open the address yourself.");
            }
            server.run(&folder)
        }
        // An older compiler makes a larger module; holding the limits is for our own checks.
        Command::Bundle => bundle::bundle().map(|bundle| println!("{bundle}")),
        Command::BenchWasm { runs } => bench_wasm::run(runs),
        Command::BenchBoard => bench_board::w1().and_then(|()| bench_board::lights()),
        Command::Footprint { write } => footprint::run(write),
        Command::Size(shape) => size::print(&shape),
        Command::Convert { session, snapshot, policy } => {
            xtask::snapshot::convert(&session, &snapshot, policy)
        }
        Command::Bits { session } => bits::run(session.as_deref()),
        Command::TestBoards => programs::run().and_then(|()| trials::run()),
        Command::TestPage => test_page::run(),
        Command::TestBrowsers { only } => other_browsers::run(only.as_deref()),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::Hal => hal::run(),
        Command::LlmCheck(options) => llm_check::run(&options),
        Command::Audit(options) => audit::run(&options),
        Command::Ci => ci::run(),
    }?;
    Ok(ExitCode::SUCCESS)
}

/// Whether a browser window could be seen.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
