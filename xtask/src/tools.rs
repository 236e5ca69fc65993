//! Tools from npm, of the versions that `e2e/package.json` and its lock file name.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::run::{apt_install, exists, quiet, root, stage};

/// Installs them into `target/npm` unless they are there, and returns its `node_modules`.
///
/// # Errors
/// npm is missing and cannot be installed, or it fails.
pub fn npm() -> Result<PathBuf> {
    let folder = root().join("target/npm");
    let wanted = ["package.json", "package-lock.json"].map(|name| root().join("e2e").join(name));
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
        apt_install(&["nodejs", "npm"], "bundling and testing the page, by esbuild and axe,")?;
    }
    stage("Installing tools from npm", || {
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
