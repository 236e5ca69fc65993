//! Files that a command line names.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, ensure};

/// The file itself, or the .json files of a folder in the order of their names.
///
/// # Errors
/// The folder cannot be read or has none.
pub fn json_files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let json = |file: &PathBuf| file.extension().is_some_and(|extension| extension == "json");
    let mut files: Vec<_> = entries.into_iter().filter(json).collect();
    ensure!(!files.is_empty(), "no .json file in this folder");
    files.sort();
    Ok(files)
}
