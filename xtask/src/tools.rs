//! Packages from npm, of the versions that a folder's `package.json` and its lock file name.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::run::{apt_install, exists, quiet, root, stage};

/// What the page itself loads: nothing but idb, a thin layer around the browser's own database.
pub const OF_THE_PAGE: &str = "www";
/// What bundles and tests it.
pub const FOR_WORK: &str = "e2e";
/// What drives it in other browsers than Chromium.
pub const FOR_BROWSERS: &str = "e2e/browsers";
/// What only tests of its JavaScript need.
pub const FOR_TESTS: &str = "tests/page";

/// Installs the packages of a folder into `target/npm` unless they are there, and returns their
/// `node_modules`.
///
/// # Errors
/// npm is missing and cannot be installed, or it fails.
pub fn npm(of: &str) -> Result<PathBuf> {
    let folder = root().join("target/npm").join(of);
    let wanted = ["package.json", "package-lock.json"].map(|name| root().join(of).join(name));
    let mut list = String::new();
    for file in &wanted {
        list += &fs::read_to_string(file).with_context(|| format!("{}", file.display()))?;
    }
    // Written last, so that what broke off is done again.
    let installed = folder.join("installed");
    if fs::read_to_string(&installed).is_ok_and(|there| there == list) {
        return Ok(folder.join("node_modules"));
    }
    if !exists("npm") {
        apt_install(&["nodejs", "npm"], "the page's packages from npm,")?;
    }
    stage(&format!("Installing the packages of {of} from npm"), || {
        fs::create_dir_all(&folder)?;
        for file in &wanted {
            fs::copy(file, folder.join(file.file_name().unwrap_or_default()))?;
        }
        // No package's script runs: esbuild's program is a package of its own.
        let ci = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        quiet(Command::new("npm").args(ci).current_dir(&folder))?;
        Ok(fs::write(&installed, &list)?)
    })?;
    Ok(folder.join("node_modules"))
}
