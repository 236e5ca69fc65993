//! Puts the page together: the files of `www/` and the WASM module with its JavaScript glue. The
//! module with its TypeScript declarations is left in `target/lobule-wasm` for pages of one's own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    cross::{Cross, WASM},
    run::{apt_install, exists, quiet, root, stage},
};

const PROFILE: &str = "wasm";
const NAME: &str = "lobule_wasm";

/// Builds `target/www` and returns it.
///
/// # Errors
/// A tool is missing and cannot be installed, or a build fails.
pub fn build() -> Result<PathBuf> {
    let cross = Cross::find(WASM)?;
    stage("Building the WASM module (a minute or two the first time)", || {
        quiet(cross.cargo_build().args(["--profile", PROFILE, "-p", "lobule-wasm"]))
    })
    .context("the WASM module could not be built")?;
    let folder = root().join("target/www");
    stage("Putting the page together", || {
        remove(&folder)?;
        copy(&root().join("www"), &folder)?;
        let package = root().join("target/lobule-wasm");
        bind(&cross.output_dir(PROFILE).join("lobule_wasm.wasm"), true, &package)?;
        // The declarations are for those who build their own page; a browser does not load them.
        copy(&package.join("snippets"), &folder.join("pkg/snippets"))?;
        for file in ["lobule_wasm.js", "lobule_wasm_bg.wasm"] {
            fs::copy(package.join(file), folder.join("pkg").join(file))?;
        }
        Ok(())
    })
    .context("the page could not be put together")?;
    Ok(folder)
}

/// Makes a package of a module: with its JavaScript glue, for a browser or [`node`], and on demand with
/// its TypeScript declarations.
pub(crate) fn bind(module: &Path, typescript: bool, package: &Path) -> Result<()> {
    remove(package)?;
    Bindgen::new()
        .input_path(module)
        .out_name(NAME)
        .web(true)?
        .typescript(typescript)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(package)?;
    // So that Node takes it for what it is.
    Ok(fs::write(package.join("package.json"), "{ \"type\": \"module\" }\n")?)
}

/// Has Node, whose engine is Chromium's, call the function that a script of this workspace is,
/// with a package's namespace and some arguments. Returns what
/// it prints of the result.
pub(crate) fn node(package: &Path, script: &str, arguments: &str) -> Result<String> {
    if !exists("node") {
        apt_install(&["nodejs"], "running WASM")?;
    }
    let script = fs::read_to_string(root().join(script))?;
    let script = format!(
        "import {{ readFileSync }} from 'node:fs';
         import * as api from './{NAME}.js';
         await api.default({{ module_or_path: readFileSync('{NAME}_bg.wasm') }});
         const call =\n{};\nconsole.log(call(api, {arguments}));",
        script.trim_end()
    );
    let mut node = Command::new("node");
    node.args(["--input-type=module", "--eval", &script]).current_dir(package);
    Ok(quiet(&mut node)?.trim().to_owned())
}

/// Removes a folder if it is there.
fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Bytes of the WASM file, and of the whole page.
///
/// # Errors
/// The folder cannot be read.
pub fn sizes(folder: &Path) -> Result<(u64, u64)> {
    let (mut wasm, mut all) = (0, 0);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            let (inner_wasm, inner_all) = sizes(&path)?;
            wasm += inner_wasm;
            all += inner_all;
        } else {
            let bytes = entry.metadata()?.len();
            all += bytes;
            if path.extension().is_some_and(|extension| extension == "wasm") {
                wasm += bytes;
            }
        }
    }
    Ok((wasm, all))
}
