//! The page's JavaScript without a browser: its types, slips, and `tests/page`, run by Node's own test runner.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Result, ensure};

use crate::{
    bundle,
    run::{apt_install, exists, loud, quiet, root, stage},
    tools,
};

/// Where JavaScript of this project's own is.
const SOURCES: [&str; 5] = ["www", "tests", "e2e", "wasm", "boards"];

/// Builds what the tests load, checks types, looks for slips and runs the tests.
///
/// # Errors
/// A tool is missing and cannot be installed, a build fails, or a check or a test does.
pub fn run() -> Result<()> {
    if !exists("node") {
        apt_install(&["nodejs"], "testing the page's JavaScript")?;
    }
    // The module, and the packages that the tests import.
    bundle::build()?;
    tools::npm(tools::FOR_WORK)?;
    let tools = tools::npm(tools::FOR_TESTS)?;
    stage("Types of the page's JavaScript", || {
        for project in ["www/tsconfig.json", "www/tsconfig.worker.json"] {
            let tsc = tools.join("typescript/bin/tsc");
            loud(Command::new("node").arg(tsc).args(["--project", project]).current_dir(root()))?;
        }
        Ok(())
    })?;
    stage("Slips in JavaScript", || {
        let eslint = tools.join("eslint/bin/eslint.js");
        let config = ["--no-config-lookup", "--config", "tests/page/eslint.config.js"];
        let mut command = Command::new("node");
        loud(command.arg(eslint).args(config).args(SOURCES).current_dir(root()))
    })?;
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
