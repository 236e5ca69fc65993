//! Runs pieces of work on emulated boards and compares their bits with this machine's.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use lobule_work::{Lights, W1, W1_MINIBATCH};

use crate::{
    board::{Board, M0, M4},
    run::{root, stage},
};

/// Far more than any of it takes.
const TIME_LIMIT: Duration = Duration::from_secs(300);

/// Prints memory and instructions of one update of W1 on a Cortex-M4F, built smallest and fastest.
///
/// # Errors
/// A tool is missing, the bits differ, or it takes more than 70 KiB.
pub fn w1() -> Result<()> {
    /// Static bytes and stack together that learning W1 may take.
    const RAM_LIMIT: usize = 70 * 1024;
    let mut expected = Box::new(W1::ZERO);
    expected.prepare(W1_MINIBATCH)?;
    expected.update()?;
    for profile in ["release", "fast"] {
        measure(&M4, "w1", profile, expected.hash())?.at_most("RAM bytes", RAM_LIMIT)?;
    }
    Ok(())
}

/// Prints memory and instructions of ratings of Lights on a Cortex-M0, built fastest.
///
/// # Errors
/// A tool is missing, the bits differ, or something takes more than it may.
pub fn lights() -> Result<()> {
    /// A micro:bit has 16 KiB in all.
    const RAM_LIMIT: usize = 16 * 1024;
    /// What [`Agent::learn_some`](lobule::Agent::learn_some) promises.
    const SLICE_LIMIT: usize = 160_000;
    /// Two seconds at 16 MHz.
    const RATING_LIMIT: usize = 32_000_000;
    let mut expected = Box::new(Lights::ZERO);
    expected.prepare()?;
    let measured = measure(&M0, "lights", "fast", expected.hash())?;
    measured.at_most("RAM bytes", RAM_LIMIT)?;
    measured.at_most("slice instructions", SLICE_LIMIT)?;
    measured.at_most("rating instructions", RATING_LIMIT)
}

/// Builds an image with a profile, runs it, and prints what it prints.
fn measure(board: &Board, image: &str, profile: &str, hash: u64) -> Result<Measured> {
    let what = format!("{image} on a {}, profile {profile}", board.name);
    let printed = stage(&what, || {
        let image = board.build(image, profile)?;
        let folder = root().join("target/board/bench");
        let emulator = board.start(&image, &folder, &["-icount", "shift=0"])?;
        let (printed, well) = emulator.finish(TIME_LIMIT)?;
        ensure!(well, "it failed:\n{printed}");
        Ok(printed)
    })?;
    print!("{printed}");
    let expected = format!("hash {hash:016x}");
    ensure!(printed.contains(&expected), "{what}: this machine has {expected}");
    let mut measured = Measured(printed);
    let ram = measured.get("static bytes")? + measured.get("stack bytes")?;
    println!("RAM bytes {ram}");
    measured.0 += &format!("RAM bytes {ram}\n");
    Ok(measured)
}

/// Lines of a name and a number.
struct Measured(String);

impl Measured {
    fn get(&self, what: &str) -> Result<usize> {
        let line = self.0.lines().find_map(|line| line.strip_prefix(what));
        Ok(line.with_context(|| format!("no {what}"))?.trim().parse()?)
    }

    fn at_most(&self, what: &str, limit: usize) -> Result<()> {
        let got = self.get(what)?;
        ensure!(got <= limit, "{got} {what}, the limit is {limit}");
        Ok(())
    }
}
