//! Records and replays sessions: `session record --seed 5 > FILE`, `session replay FILE…`

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand};
use lobule::{LIGHTS, agent_for};
use lobule_tests::session::Session;

/// Records and replays sessions on this machine.
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Plays a simulated person and prints the session.
    Record {
        /// Of the policy and of the person.
        #[arg(long, default_value_t = 5)]
        seed: u64,
        /// How many ratings.
        #[arg(long, default_value_t = 120)]
        ratings: usize,
    },
    /// Plays recorded sessions and compares their hashes.
    Replay {
        /// Session files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

fn main() -> Result<()> {
    let mut agent = Box::new(<agent_for!(LIGHTS, 16)>::new());
    match Args::parse().command {
        Command::Record { seed, ratings } => {
            let session = Session::record(seed, ratings, agent.as_mut())?;
            println!("{}", serde_json::to_string(&session)?);
        }
        Command::Replay { files } => {
            for file in files {
                let name = file.display();
                let session = Session::parse(&fs::read_to_string(&file)?)
                    .with_context(|| format!("{name}"))?;
                let hash = session.replay(agent.as_mut())?;
                println!("{hash}  {name}");
                ensure!(hash == session.hash, "{name}: expected {}", session.hash);
            }
        }
    }
    Ok(())
}
