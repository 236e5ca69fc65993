//! Compiles for targets other than this machine: with rustup's toolchain where it has, or can
//! fetch, the target, else with Debian's Rust, which brings the standard library as source.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::run::{apt_install, ask, exists, root, stage};

/// The browser.
pub const WASM: &str = "wasm32-unknown-unknown";
/// Flags that cargo takes from the environment.
const HOST_FLAGS: [&str; 3] = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"];
/// Rust 1.88, the `rust-version` of the workspace.
const OLDEST_MINOR: u32 = 88;

/// A compiler for one target.
pub struct Cross {
    target: &'static str,
    by: By,
}

enum By {
    /// The toolchain that runs this.
    Rustup,
    /// Debian's compiler and cargo; the standard library is built along.
    Debian { cargo: PathBuf, rustc: PathBuf, linker: PathBuf },
}

impl Cross {
    /// Finds a compiler for `target`, or installs one.
    ///
    /// # Errors
    /// There is none and none can be installed; the message says what to do.
    pub fn find(target: &'static str) -> Result<Self> {
        if rustup_has(target) {
            return Ok(Cross { target, by: By::Rustup });
        }
        let debian = || -> Result<Option<Self>> {
            let Some((cargo, rustc)) = debian_rust() else { return Ok(None) };
            Ok(Some(Cross { target, by: By::Debian { cargo, rustc, linker: linker()? } }))
        };
        if let Some(cross) = debian()? {
            return Ok(cross);
        }
        if exists("rustup") {
            let what = format!("Asking rustup for the target {target}");
            let mut add = Command::new("rustup");
            add.args(["target", "add", target]);
            // It may have no way to its servers; then there is the other compiler.
            if stage(&what, || Ok(ask(&mut add).is_some()))? && rustup_has(target) {
                return Ok(Cross { target, by: By::Rustup });
            }
        }
        let why = format!("building for {target} (rustup cannot fetch it here)");
        // Debian 12 keeps a recent Rust under the names that its browsers are built with.
        let web = ["rustc-web", "cargo-web", "rust-web-src"];
        if let Err(error) = apt_install(&web, &why) {
            apt_install(&["rustc", "cargo", "rust-src"], &why).map_err(|_| error)?;
        }
        debian()?.with_context(|| format!("{why}: Debian's Rust was installed but is not found"))
    }

    /// `cargo build` for this target.
    pub fn cargo_build(&self) -> Command {
        let mut command;
        match &self.by {
            By::Rustup => {
                command = Command::new(env!("CARGO"));
                command.arg("build");
            }
            By::Debian { cargo, rustc, linker } => {
                command = Command::new(cargo);
                let std = if self.target == WASM { "std,panic_abort" } else { "core" };
                // rustup's settings mean nothing to Debian's cargo; RUSTC_BOOTSTRAP lets a
                // stable compiler build the standard library.
                command
                    .env("RUSTC", rustc)
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env_remove("RUSTUP_TOOLCHAIN");
                command.arg("build").arg(format!("-Zbuild-std={std}")).arg("--config");
                command.arg(format!("target.{}.linker={:?}", self.target, linker));
                // What rustup ships is compiled for speed: floats in software, above all.
                command.arg("--config");
                command.arg("profile.release.package.compiler_builtins.opt-level=3");
            }
        }
        // Where they are set, they are for this machine: its processor, its linker.
        for flags in HOST_FLAGS {
            command.env_remove(flags);
        }
        command.args(["--target", self.target]).current_dir(root());
        command.arg("--target-dir").arg(self.target_dir());
        command
    }

    /// Where builds for this target go. The two toolchains do not share a folder, and boards
    /// share one apart from the browser's.
    pub fn target_dir(&self) -> PathBuf {
        let by = match self.by {
            By::Rustup => "rustup",
            By::Debian { .. } => "debian",
        };
        root().join("target/cross").join(by)
    }

    /// Where `cargo_build` with `--profile profile` leaves its files.
    pub fn output_dir(&self, profile: &str) -> PathBuf {
        self.target_dir().join(self.target).join(profile)
    }
}

/// Whether rustup's toolchain has the standard library of `target`.
fn rustup_has(target: &str) -> bool {
    let mut question = Command::new("rustc");
    question.args(["--print", "target-libdir", "--target", target]);
    let Some(folder) = ask(&mut question) else { return false };
    let mut files = std::fs::read_dir(folder.trim()).into_iter().flatten().flatten();
    files.any(|file| file.file_name().to_string_lossy().starts_with("libcore-"))
}

/// Debian's cargo and rustc, if its library sources are there.
fn debian_rust() -> Option<(PathBuf, PathBuf)> {
    let (cargo, rustc) = (PathBuf::from("/usr/bin/cargo"), PathBuf::from("/usr/bin/rustc"));
    let version = ask(Command::new(&rustc).arg("--version"))?;
    let minor: u32 = version.split('.').nth(1)?.parse().ok()?;
    if minor < OLDEST_MINOR {
        return None;
    }
    let sysroot = ask(Command::new(&rustc).args(["--print", "sysroot"]))?;
    let source = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/core");
    (cargo.exists() && source.exists()).then_some((cargo, rustc))
}

/// `rust-lld` of rustup's toolchain, or Debian's lld under a name that says which format it links.
fn linker() -> Result<PathBuf> {
    if let Some(sysroot) = ask(Command::new("rustc").args(["--print", "sysroot"])) {
        let libraries = Path::new(sysroot.trim()).join("lib/rustlib");
        for host in std::fs::read_dir(libraries).into_iter().flatten().flatten() {
            let lld = host.path().join("bin/rust-lld");
            if lld.exists() {
                return Ok(lld);
            }
        }
    }
    if !exists("ld.lld") {
        apt_install(&["lld"], "linking")?;
    }
    if !exists("ld.lld") {
        bail!("no linker found: neither rust-lld in rustup's toolchain nor ld.lld");
    }
    Ok("ld.lld".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_of_this_machine_stay_here() {
        for by in [By::Rustup, debian()] {
            let command = Cross { target: WASM, by }.cargo_build();
            for flags in HOST_FLAGS {
                let removed = (std::ffi::OsStr::new(flags), None);
                assert!(command.get_envs().any(|one| one == removed), "{flags} is handed on");
            }
        }
    }

    fn debian() -> By {
        By::Debian { cargo: "cargo".into(), rustc: "rustc".into(), linker: "lld".into() }
    }
}
