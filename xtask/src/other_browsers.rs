//! The page in other browsers than Chromium: `e2e/browsers`, run by Node's own test runner in Firefox and WebKit.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::{
    bundle,
    run::{apt_install, exists, loud, quiet, root, stage},
    serve::Server,
    tools,
};

/// What the tests start, and the package that has it.
const PROGRAMS: [(&str, &str); 4] = [
    ("node", "nodejs"),
    ("firefox-esr", "firefox-esr"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("Xvfb", "xvfb"),
];

/// Builds what the tests open, serves it, and runs them: all, or those with a text in their names.
///
/// # Errors
/// A tool is missing and cannot be installed, a build fails, or a test does.
pub fn run(only: Option<&str>) -> Result<()> {
    let missing: Vec<&str> = PROGRAMS
        .iter()
        .filter_map(|&(program, package)| (!exists(program)).then_some(package))
        .collect();
    if !missing.is_empty() {
        apt_install(&missing, "testing the page in Firefox and WebKit")?;
    }
    tools::npm(tools::FOR_BROWSERS)?;
    let bundle = bundle::bundle()?;
    let (site, sources) = (serve(&bundle.site)?, serve(&bundle::build()?)?);
    let folder = root().join(tools::FOR_BROWSERS);
    let mut command = Command::new("node");
    command
        .args(["--test", "--test-reporter=spec"])
        .args(only.map(|text| format!("--test-name-pattern={text}")))
        .args(tests(&folder)?)
        .current_dir(&folder)
        .env("LOBULE_SITE", site)
        .env("LOBULE_SOURCES", sources)
        .env("LOBULE_FILE", format!("file://{}", bundle.file.display()))
        .env("LOBULE_MODEL_SERVER", model_server()?);
    stage("Using the page in Firefox and WebKit", || loud(&mut command))
}

/// The files of tests, named one by one: what Node makes of a folder differs from version to version.
fn tests(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut files = entries.collect::<Result<Vec<_>>>()?;
    files.retain(|path| path.to_str().is_some_and(|name| name.ends_with(".test.js")));
    files.sort();
    ensure!(!files.is_empty(), "{} has no tests", folder.display());
    Ok(files)
}

/// Builds the program that has the tests' language-model server. Cargo puts it beside this one.
fn model_server() -> Result<PathBuf> {
    stage("Building the tests' language-model server", || {
        let mut cargo = Command::new(env!("CARGO"));
        quiet(cargo.args(["build", "-p", "lobule-e2e"]).current_dir(root())).map(drop)
    })?;
    let program =
        env::current_exe()?.with_file_name(format!("lobule-e2e{}", env::consts::EXE_SUFFIX));
    ensure!(program.exists(), "{} was built but is not there", program.display());
    Ok(program)
}

/// Serves a folder for as long as this runs.
fn serve(folder: &Path) -> Result<String> {
    let server = Server::bind(0).context("serving the page")?;
    let (url, folder) = (server.url(), folder.to_owned());
    std::thread::spawn(move || server.run(&folder));
    Ok(url)
}
