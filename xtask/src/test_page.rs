//! The page's JavaScript without a browser: `tests/page`, run by Node's own test runner.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Result, ensure};

use crate::{
    bundle,
    run::{apt_install, exists, quiet, root, stage},
    tools,
};

/// Builds what the tests load and runs them.
///
/// # Errors
/// A tool is missing and cannot be installed, a build fails, or a test does.
pub fn run() -> Result<()> {
    if !exists("node") {
        apt_install(&["nodejs"], "testing the page's JavaScript")?;
    }
    // The module, and the packages that the tests import.
    bundle::build()?;
    tools::npm(tools::FOR_WORK)?;
    tools::npm(tools::FOR_TESTS)?;
    let folder = root().join("tests/page");
    // Named one by one: what Node makes of a folder differs from version to version.
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .filter(|path| path.to_str().is_some_and(|name| name.ends_with(".test.js")))
        .collect();
    files.sort();
    ensure!(!files.is_empty(), "{} has no tests", folder.display());
    stage("Testing the page's JavaScript in Node", || {
        quiet(Command::new("node").arg("--test").args(&files).current_dir(&folder)).map(drop)
    })
}
