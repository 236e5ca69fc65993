//! A stage whose line also shows what its command says.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, pipe},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use indicatif::{HumanDuration, ProgressBar, ProgressStyle};

/// Where there is no terminal, one line in this time is enough.
const BEAT: Duration = Duration::from_secs(20);
/// Lines shown if the command fails.
const KEPT: usize = 40;

/// Runs a command to its end and shows its last line meanwhile.
///
/// # Errors
/// It cannot be started, or it fails; then its last lines are shown.
pub fn watch(what: &str, command: &mut Command) -> Result<()> {
    let bar = ProgressBar::new_spinner();
    bar.set_style(ProgressStyle::with_template("{spinner} {prefix} {elapsed}\n  {wide_msg}")?);
    bar.set_prefix(what.to_owned());
    if bar.is_hidden() {
        eprintln!("… {what}");
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    let result = follow(command, &bar);
    bar.finish_and_clear();
    let mark = if result.is_ok() { '✓' } else { '✗' };
    eprintln!("{mark} {what} ({})", HumanDuration(bar.elapsed()));
    result
}

fn follow(command: &mut Command, bar: &ProgressBar) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let (said, out) = pipe()?;
    command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out);
    let mut child = command.spawn().with_context(|| format!("{program} cannot be started"))?;
    // The pipe ends when its last writer goes, and the command would keep two.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut last = VecDeque::new();
    let mut told = Instant::now();
    for line in BufReader::new(said).lines().map_while(Result::ok) {
        bar.set_message(line.clone());
        if bar.is_hidden() && told.elapsed() > BEAT {
            eprintln!("  {line}");
            told = Instant::now();
        }
        last.push_back(line);
        if last.len() > KEPT {
            last.pop_front();
        }
    }
    let status = child.wait()?;
    if !status.success() {
        for line in last {
            eprintln!("  {line}");
        }
        bail!("{program} failed ({status})");
    }
    Ok(())
}
