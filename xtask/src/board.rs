//! Runs pieces of work on emulated boards and compares their bits with this machine's.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use lobule_work::{Lights, W1, W1_MINIBATCH};

use crate::{
    cross::Cross,
    run::{apt_install, exists, quiet, root, stage},
};

/// An emulated board and the image for it.
struct Board {
    what: &'static str,
    target: &'static str,
    machine: &'static str,
    image: &'static str,
}

const M4: Board = Board {
    what: "W1 on a Cortex-M4F",
    target: "thumbv7em-none-eabihf",
    machine: "mps2-an386",
    image: "w1",
};

const M0: Board = Board {
    what: "Lights on a Cortex-M0",
    target: "thumbv6m-none-eabi",
    machine: "microbit",
    image: "lights",
};

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
        M4.run(profile, expected.hash())?.at_most("RAM bytes", RAM_LIMIT)?;
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
    let measured = M0.run("fast", expected.hash())?;
    measured.at_most("RAM bytes", RAM_LIMIT)?;
    measured.at_most("slice instructions", SLICE_LIMIT)?;
    measured.at_most("rating instructions", RATING_LIMIT)
}

impl Board {
    /// Builds the image with a profile, runs it, and prints what it prints.
    fn run(&self, profile: &str, hash: u64) -> Result<Measured> {
        let Board { what, target, machine, image } = *self;
        let cross = Cross::find(target)?;
        if !exists("qemu-system-arm") {
            apt_install(&["qemu-system-arm"], "emulating boards")?;
        }
        let printed = stage(&format!("{what}, profile {profile}"), || {
            let firmware = root().join("core/firmware");
            // Where the start-up code's linker script finds `memory.x`.
            let search =
                format!("-Clink-arg=-L{}", firmware.join("boards").join(machine).display());
            let mut build = cross.cargo_build();
            build.args(["--profile", profile, "--bin", image, "--features", "board"]);
            // Encoded, as a path may have spaces.
            let flags = [&search, "-Clink-arg=-Tlink.x"].join("\x1f");
            quiet(build.env("CARGO_ENCODED_RUSTFLAGS", flags).current_dir(&firmware))?;
            let mut qemu = Command::new("qemu-system-arm");
            qemu.args(["-M", machine, "-nographic", "-icount", "shift=0"]);
            qemu.args(["-semihosting-config", "enable=on,target=native", "-kernel"]);
            quiet(qemu.arg(cross.output_dir(profile).join(image)))
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
