//! Runs other programs, and shows what is going on meanwhile.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use indicatif::{HumanDuration, ProgressBar, ProgressStyle};

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().map_or(xtask.clone(), PathBuf::from)
}

/// Shows a line for `stage` while `work` is done, and how long it took.
///
/// # Errors
/// Those of `work`.
pub fn stage<T>(stage: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        bar.set_style(style);
    }
    if bar.is_hidden() {
        eprintln!("… {stage}");
    }
    bar.set_message(stage.to_owned());
    bar.enable_steady_tick(Duration::from_millis(100));
    let result = work();
    let elapsed = HumanDuration(bar.elapsed());
    bar.finish_and_clear();
    match &result {
        Ok(_) => eprintln!("✓ {stage} ({elapsed})"),
        Err(_) => eprintln!("✗ {stage} ({elapsed})"),
    }
    result
}

/// Runs a command to its end; what it said is shown only if it fails.
///
/// # Errors
/// It could not be started, or it failed.
pub fn quiet(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{} cannot be started", name(command)))?;
    if !output.status.success() {
        for said in [&output.stdout, &output.stderr] {
            eprint!("{}", String::from_utf8_lossy(said));
        }
        bail!("{} failed ({})", name(command), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a command prints, or `None` if it cannot be started or fails; it is only asked.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a command to its end, its output going where this one's goes.
///
/// # Errors
/// It could not be started, or it failed.
pub fn loud(command: &mut Command) -> Result<()> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("{} cannot be started", name(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", name(command));
    }
    Ok(())
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

/// Whether the program can be started.
pub fn exists(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}

/// Installs Debian packages, saying which and why.
///
/// # Errors
/// No apt-get or no right to use it, with the command that would do it; or it failed.
pub fn apt_install(packages: &[&str], why: &str) -> Result<()> {
    let list = packages.join(" ");
    let by_hand = format!("apt-get update && apt-get install -y --no-install-recommends {list}");
    if !exists("apt-get") {
        bail!("{why} needs {list}, and this system has no apt-get; install what it calls them");
    }
    if ask(Command::new("id").arg("-u")).is_none_or(|user| user.trim() != "0") {
        bail!("{why} needs {list}; only root can install them, so run\n  sudo sh -c '{by_hand}'");
    }
    stage(&format!("Installing {list}, for {why}"), || {
        quiet(Command::new("apt-get").args(["update", "-qq"]))?;
        let install = ["install", "-y", "-qq", "--no-install-recommends"];
        let mut command = Command::new("apt-get");
        quiet(command.env("DEBIAN_FRONTEND", "noninteractive").args(install).args(packages))?;
        Ok(())
    })
}
