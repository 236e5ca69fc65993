//! The examples for real boards. They are built with their vendors' HALs, and not run: no emulator here has
//! their hardware. What can be wrong without it is tested in `boards/ring`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use lobule::{AgentConfig, Rating};
use lobule_ring::{DECK, Learner};
use object::{Object, ObjectSection, SectionFlags, elf::SHF_ALLOC};

use crate::{
    cross::Cross,
    run::{apt_install, exists, loud, quiet, root, stage},
};

/// Folders of `boards/`, and what their processors are called.
const EXAMPLES: [(&str, &str); 2] =
    [("nrf52840-ring", "thumbv7em-none-eabihf"), ("rp2040-ring", "thumbv6m-none-eabi")];

/// Checks the format of each, builds it plain and with a session to begin with, and prints how large it is.
///
/// # Errors
/// One does not compile, or takes a file for a session that is none; or the page draws another film than the
/// one that the ring is tested with.
pub fn run() -> Result<()> {
    stage("The ring is tested with the page's film", film)?;
    let taught = taught()?;
    for (example, target) in EXAMPLES {
        let folder = root().join("boards").join(example);
        let (flash, ram) = stage(&format!("{example} for {target}"), || {
            loud(Command::new(env!("CARGO")).args(["fmt", "--check"]).current_dir(&folder))?;
            let cross = Cross::find(target)?;
            let build = || {
                let mut build = cross.cargo_build();
                build.arg("--release").current_dir(&folder).env_remove(SESSION);
                build
            };
            let other = build().env(SESSION, folder.join("memory.x")).output()?;
            let said = String::from_utf8_lossy(&other.stderr);
            ensure!(said.contains("is no session"), "it takes its memory.x for a session\n{said}");
            quiet(build().env(SESSION, &taught))?;
            quiet(&mut build())?;
            sizes(&cross.output_dir("release").join(example))
        })?;
        println!("{example}: {flash} bytes of flash, {ram} of static RAM");
    }
    Ok(())
}

/// Names a session that an image begins with.
const SESSION: &str = "LOBULE_SESSION";

/// Whether `film.txt` is what the page's renderer paints today.
fn film() -> Result<()> {
    if !exists("node") {
        apt_install(&["nodejs"], "running the page's renderer")?;
    }
    let tests = root().join("boards/ring/tests");
    let painted = quiet(Command::new("node").arg(tests.join("film.mjs")))?;
    let kept = fs::read_to_string(tests.join("film.txt"))?;
    ensure!(
        painted == kept,
        "boards/ring/tests/film.txt is not what the page draws; film.mjs makes it"
    );
    Ok(())
}

/// A file with the session of somebody who has rated one output.
fn taught() -> Result<PathBuf> {
    let mut agent = Box::new(Learner::new());
    agent.start(&DECK, &AgentConfig::DEFAULT, 1)?;
    let output = agent.propose(0)?;
    agent.rate(output.id, Rating::MAX)?;
    agent.learn()?;
    let mut buffer = vec![0; Learner::SNAPSHOT_LEN];
    let (folder, bytes) = (root().join("target/hal"), agent.save(&mut buffer)?);
    fs::create_dir_all(&folder)?;
    let path = folder.join("lights.lobule");
    fs::write(&path, bytes)?;
    Ok(path)
}

/// Where the RAM of these processors begins; their flash is before it.
const RAM: u64 = 0x2000_0000;

/// Bytes of flash and of static RAM that an image takes.
fn sizes(image: &Path) -> Result<(u64, u64)> {
    let bytes = fs::read(image).with_context(|| format!("{}", image.display()))?;
    let file = object::File::parse(&*bytes)?;
    let (mut flash, mut ram) = (0, 0);
    for section in file.sections() {
        let SectionFlags::Elf { sh_flags } = section.flags() else { continue };
        if sh_flags & u64::from(SHF_ALLOC) == 0 {
            continue;
        }
        // What is in RAM when the program begins was copied there from flash.
        flash += section.file_range().map_or(0, |(_, size)| size);
        ram += if section.address() >= RAM { section.size() } else { 0 };
    }
    ensure!(flash > 0 && ram > 0, "{} has no sections", image.display());
    Ok((flash, ram))
}
