//! What the fuzzers begin with: whole snapshots, policies, tapes and decks, which no chance would find.

use std::{fs, path::Path};

use anyhow::Result;
use lobule::{AgentConfig, LIGHTS, agent_for};

use super::{
    MEND, SOUP, Soup,
    play::{Patience, Play, go_on},
    snapshot::STARTED,
};
use crate::{files::json_files, session::Session};

/// An input of a target.
#[derive(Clone, Debug)]
pub struct Seed {
    /// The target's name.
    pub target: &'static str,
    /// The file's name.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// All of them, from the files of a folder like `tests`.
///
/// # Errors
/// A file is not there, or is not what it should be.
pub fn seeds(tests: &Path) -> Result<Vec<Seed>> {
    let mut seeds = Vec::new();
    let mut add = |target, name: String, first: u8, bytes: &[u8]| {
        let bytes = [&[first], bytes].concat();
        seeds.push(Seed { target, name, bytes });
    };
    for (name, config) in [("dreaming", AgentConfig::DEFAULT), ("direct", AgentConfig::DIRECT)] {
        let mut soup = Soup::empty();
        let taste = config.taste.map(|taste| lobule::TasteConfig { ratings: 20, ..taste });
        soup.start(&SOUP, &AgentConfig { taste, ..config }, 1)?;
        let mut lights = <agent_for!(LIGHTS, 16)>::empty();
        lights.start(&LIGHTS, &config, 1)?;
        go_on(&mut *soup, &SOUP, &mut Patience(u32::MAX));
        go_on(&mut *lights, &LIGHTS, &mut Patience(u32::MAX));
        add("snapshot", format!("soup-{name}"), MEND | STARTED, &soup.saved()?);
        add("policy", format!("soup-{name}"), MEND, &soup.saved_policy()?);
        add("policy", format!("lights-{name}"), MEND | 1, &lights.saved_policy()?);
    }
    for (name, how) in [("lights-1.lobule", 1), ("lights-1.lobule", 2), ("tea-1.lobule", 3)] {
        let bytes = fs::read(tests.join("snapshots").join(name))?;
        add("snapshot", format!("{name}-{how}"), MEND | how, &bytes);
    }
    for file in json_files(&tests.join("sessions"))? {
        let session = Session::parse(&fs::read_to_string(&file)?)?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        add("tape", name, MEND, &session.tape()?);
    }
    for file in json_files(&tests.join("decks/good"))? {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        add("deck", name, 0, &fs::read(&file)?);
    }
    Ok(seeds)
}
