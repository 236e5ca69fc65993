//! Records and replays sessions: `session record --seed 5 > FILE`, `session replay FILE…`

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand};
use lobule_tape::Large;
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
        /// How many of them are remembered, if not as many as by default.
        #[arg(long)]
        journal: Option<u16>,
        /// A session file whose deck is taken; Lights if there is none.
        #[arg(long)]
        deck_of: Option<PathBuf>,
    },
    /// Plays recorded sessions and compares their hashes.
    Replay {
        /// Session files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

fn main() -> Result<()> {
    let mut agent = Box::new(Large::new());
    match Args::parse().command {
        Command::Record { seed, ratings, journal, deck_of } => {
            let deck = match deck_of {
                Some(file) => Session::parse(&fs::read_to_string(file)?)?.deck,
                None => None,
            };
            let settings = journal.map(|ratings| ("ratings".into(), ratings.into()));
            let settings = settings.into_iter().collect();
            let session = Session::record(deck, settings, seed, ratings, agent.as_mut())?;
            println!("{}", session.to_json()?);
        }
        Command::Replay { files } => {
            for file in files {
                let name = file.display();
                let session = Session::parse(&fs::read_to_string(&file)?)
                    .with_context(|| format!("{name}"))?;
                let hash = session.replay(agent.as_mut())?;
                println!("{hash}  {name}");
                if let Some(expected) = session.hash {
                    ensure!(hash == expected, "{name}: expected {expected}");
                }
            }
        }
    }
    Ok(())
}
