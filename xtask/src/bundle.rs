//! Puts the page together: the files of `www/` and the WASM module with its JavaScript glue, as they
//! are ([`build`]) or as they are published ([`bundle`]). The module with its TypeScript declarations
//! is left in `target/lobule-wasm` for pages of one's own.

mod esbuild;
mod file;
mod html;
mod site;

use std::{
    fmt, fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    cross::{Cross, WASM},
    run::{apt_install, exists, quiet, root, stage},
    tools,
};

const PROFILE: &str = "wasm";
const NAME: &str = "lobule_wasm";
/// Where the module is in the page's folder.
const MODULE: &str = "pkg/lobule_wasm_bg.wasm";
/// A style sheet of all style sheets, written for the bundler.
const STYLES: &str = "styles.all.css";

/// What is published.
pub struct Bundle {
    /// The folder for static hosting.
    pub site: PathBuf,
    /// The single file.
    pub file: PathBuf,
    /// Size of the WASM module, in bytes.
    pub wasm_bytes: usize,
    /// Size of the single file, in bytes.
    pub file_bytes: usize,
    /// File and module, gzipped.
    gzipped: (usize, usize),
}

impl Bundle {
    /// What the single file may take.
    pub const FILE_LIMIT: usize = 240_000;
    /// What the WASM module may take.
    pub const WASM_LIMIT: usize = 90_000;

    /// Holds the sizes to their limits.
    ///
    /// # Errors
    /// One is exceeded.
    pub fn check_sizes(&self) -> Result<()> {
        let sizes = [
            ("lobule.html", self.file_bytes, Self::FILE_LIMIT),
            ("the WASM module", self.wasm_bytes, Self::WASM_LIMIT),
        ];
        for (what, bytes, limit) in sizes {
            ensure!(bytes <= limit, "{what} has {bytes} bytes, {} above its limit", bytes - limit);
        }
        Ok(())
    }
}

impl fmt::Display for Bundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, wasm) = self.gzipped;
        writeln!(f, "{}", self.file.display())?;
        writeln!(f, "  {} of {} bytes, {file} gzipped", self.file_bytes, Self::FILE_LIMIT)?;
        writeln!(f, "{}", self.site.display())?;
        write!(f, "  WASM {} of {} bytes, {wasm} gzipped", self.wasm_bytes, Self::WASM_LIMIT)
    }
}

/// Builds what is published: `target/site` and `target/lobule.html`.
///
/// # Errors
/// A tool is missing and cannot be installed, or a build fails.
pub fn bundle() -> Result<Bundle> {
    let page = build()?;
    let esbuild = esbuild::Esbuild::find()?;
    stage("Bundling the site and the single file", || {
        publish(&esbuild, &page, &root().join("target"))
    })
    .context("the page could not be bundled")
}

/// Bundles the page in a folder.
fn publish(esbuild: &esbuild::Esbuild, page: &Path, target: &Path) -> Result<Bundle> {
    let sources = target.join("bundle");
    remove(&sources)?;
    copy(page, &sources)?;
    let html = html::Html::new(&fs::read_to_string(sources.join("index.html"))?)?;
    let import = |sheet: &String| format!("@import {sheet:?};\n");
    fs::write(sources.join(STYLES), html.styles.iter().map(import).collect::<String>())?;
    let (site, file) = (target.join("site"), target.join("lobule.html"));
    site::make(esbuild, &sources, &site)?;
    file::make(esbuild, &sources, &file)?;
    let [whole, wasm] = [&file, &page.join(MODULE)].map(fs::read);
    let (whole, wasm) = (whole?, wasm?);
    Ok(Bundle {
        site,
        file,
        wasm_bytes: wasm.len(),
        file_bytes: whole.len(),
        gzipped: (gzip(&whole)?.len(), gzip(&wasm)?.len()),
    })
}

/// As small as gzip makes it.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

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
    let packages = tools::npm(tools::OF_THE_PAGE)?;
    let folder = root().join("target/www");
    stage("Putting the page together", || {
        remove(&folder)?;
        copy(&root().join("www"), &folder)?;
        let package = root().join("target/lobule-wasm");
        bind(&cross.output_dir(PROFILE).join("lobule_wasm.wasm"), true, &package)?;
        // The declarations are for those who build their own page; a browser does not load them.
        fs::create_dir(folder.join("pkg"))?;
        for file in ["border.js", "lobule_wasm.js", "lobule_wasm_bg.wasm"] {
            fs::copy(package.join(file), folder.join("pkg").join(file))?;
        }
        fs::create_dir(folder.join("vendor"))?;
        fs::copy(packages.join("idb/build/index.js"), folder.join("vendor/idb.js"))?;
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
    fs::copy(root().join("wasm/src/border.js"), package.join("border.js"))?;
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
