//! What is looked at now and then, apart from `cargo xtask ci`: the dependencies, the public interface of the crate,
//! and whether its tests notice when a line of it is wrong.

mod mutants;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};

use crate::run::{loud, quiet, root, stage};

/// What to look at; all of it where nothing is said.
#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    part: Option<Part>,
}

#[derive(Subcommand)]
enum Part {
    /// Licences, duplicates, sources and known faults of all dependencies, by cargo-deny and deny.toml.
    Deny,
    /// The public interface of the crate against docs/public-api.txt, by cargo-public-api.
    Api {
        /// Writes it there.
        #[arg(long)]
        record: bool,
    },
    /// Changes the core line by line and counts which changes its tests notice, by cargo-mutants. What was
    /// found is kept in target/mutants: whoever breaks it off goes on there, and only what was missed is
    /// tried again.
    Mutants {
        /// Only these files of core/src, such as `layout` or `snapshot/header`.
        files: Vec<String>,
        /// Forgets what was found before.
        #[arg(long)]
        anew: bool,
    },
}

/// Runs one part or all.
///
/// # Errors
/// A tool cannot be installed, or it finds something.
pub fn run(options: &Options) -> Result<()> {
    match &options.part {
        Some(Part::Deny) => deny(),
        Some(Part::Api { record }) => api(*record),
        Some(Part::Mutants { files, anew }) => mutants::run(files, *anew),
        None => deny().and_then(|()| api(false)).and_then(|()| mutants::run(&[], false)),
    }
}

/// A cargo subcommand of this version, which is installed into `target/tools` where it is missing.
fn tool(name: &str, version: &str) -> Result<PathBuf> {
    let folder = root().join("target/tools");
    let program = folder.join("bin").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    // What cargo has installed there, by its own list.
    let list = fs::read_to_string(folder.join(".crates.toml")).unwrap_or_default();
    let is_there = program.exists() && list.contains(&format!("\"{name} {version} ("));
    if !is_there {
        stage(&format!("Installing {name} {version} into target/tools; it takes minutes"), || {
            let mut install = Command::new(env!("CARGO"));
            install.args(["install", "--locked", "--root"]).arg(&folder);
            install.arg("--target-dir").arg(folder.join("build"));
            quiet(install.arg(format!("{name}@{version}"))).map(drop)
        })?;
    }
    Ok(program)
}

/// The folders of all workspaces: wherever a lock file is kept.
fn workspaces() -> Result<Vec<PathBuf>> {
    let list = quiet(Command::new("git").args(["ls-files", "*Cargo.lock"]).current_dir(root()))?;
    let folders = list.lines().filter_map(|lock| Path::new(lock).parent().map(Path::to_owned));
    Ok(folders.collect())
}

fn deny() -> Result<()> {
    let program = tool("cargo-deny", "0.20.2")?;
    let check = |folder: &Path, what: &[&str]| {
        let mut command = Command::new(&program);
        command.arg("--manifest-path").arg(root().join(folder).join("Cargo.toml"));
        command.arg("--all-features").arg("--config").arg(root().join("deny.toml"));
        command.args(["check", "--hide-inclusion-graph"]).args(what);
        loud(command.current_dir(root()))
    };
    let name = |folder: &Path| format!("dependencies of /{}", folder.display());
    let folders = workspaces()?;
    for folder in &folders {
        stage(&format!("Licences, bans and sources of the {}", name(folder)), || {
            check(folder, &["licenses", "bans", "sources"])
        })?;
    }
    // Its database is fetched from a git host, which not every machine can reach.
    let fetch = stage("Fetching the database of known faults", || {
        let mut command = Command::new(&program);
        quiet(command.arg("--config").arg(root().join("deny.toml")).args(["fetch", "db"]))
    });
    if let Err(error) = fetch {
        eprintln!("WARNING: known faults (advisories) were NOT checked: no database, {error:#}");
        return Ok(());
    }
    for folder in &folders {
        stage(&format!("Known faults of the {}", name(folder)), || check(folder, &["advisories"]))?;
    }
    Ok(())
}

/// What the public interface was when it was last looked at.
const INTERFACE: &str = "docs/public-api.txt";

fn api(record: bool) -> Result<()> {
    let program = tool("cargo-public-api", "0.52.0")?;
    let now = stage("The public interface of lobule", || {
        let mut command = Command::new(&program);
        command.args(["public-api", "--package", "lobule", "--all-features"]);
        // Neither what every type has nor what follows from its fields, nor the bodies of derives.
        command.args(["--omit", "blanket-impls,auto-trait-impls"]).arg("--target-dir");
        command.arg(root().join("target/public-api"));
        quiet(command.current_dir(root().join("core"))).context(
            "it needs a nightly toolchain: rustup toolchain install nightly --profile minimal",
        )
    })?;
    if record {
        return Ok(fs::write(root().join(INTERFACE), now)?);
    }
    let found = "target/public-api/public-api.txt";
    fs::write(root().join(found), now)?;
    let diff = ["--no-pager", "diff", "--no-index", "--unified=1", INTERFACE, found];
    loud(Command::new("git").args(diff).current_dir(root())).with_context(|| {
        format!(
            "the public interface is not that of {INTERFACE}; if it is meant, cargo xtask audit api --record"
        )
    })
}
