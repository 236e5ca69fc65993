//! Runs the benchmark's work W1 on an emulated Cortex-M4F and compares its bits with this machine's.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use lobule_work::{W1, W1_MINIBATCH};

use crate::{
    cross::Cross,
    run::{apt_install, exists, quiet, root, stage},
};

const TARGET: &str = "thumbv7em-none-eabihf";

/// Static bytes and stack together that learning W1 may take.
const RAM_LIMIT: usize = 70 * 1024;

/// Prints memory and instructions of one update, built smallest and fastest.
///
/// # Errors
/// A tool is missing, the bits differ, or it takes more than 70 KiB.
pub fn w1() -> Result<()> {
    let cross = Cross::find(TARGET)?;
    if !exists("qemu-system-arm") {
        apt_install(&["qemu-system-arm"], "emulating a Cortex-M4F")?;
    }
    let mut expected = Box::new(W1::ZERO);
    expected.prepare(W1_MINIBATCH)?;
    expected.update()?;
    let expected = format!("hash {:016x}", expected.hash());
    let mut most = 0;
    for (profile, level) in [("release", "s"), ("fast", "3")] {
        let printed = stage(&format!("W1 on a Cortex-M4F, opt-level {level}"), || {
            let firmware = root().join("core/firmware");
            // Where the start-up code's linker script finds `memory.x`.
            let search = format!("-Clink-arg=-L{}", firmware.join("boards/mps2-an386").display());
            let mut build = cross.cargo_build();
            build.args(["--profile", profile, "--bin", "w1", "--features", "m4"]);
            // Encoded, as a path may have spaces.
            let flags = [&search, "-Clink-arg=-Tlink.x"].join("\x1f");
            quiet(build.env("CARGO_ENCODED_RUSTFLAGS", flags).current_dir(&firmware))?;
            let mut qemu = Command::new("qemu-system-arm");
            qemu.args(["-M", "mps2-an386", "-nographic", "-icount", "shift=0"]);
            qemu.args(["-semihosting-config", "enable=on,target=native", "-kernel"]);
            quiet(qemu.arg(cross.output_dir(profile).join("w1")))
        })?;
        print!("{printed}");
        ensure!(printed.contains(&expected), "this machine has {expected}");
        let bytes = |what: &str| -> Result<usize> {
            let line = printed.lines().find_map(|line| line.strip_prefix(what));
            Ok(line.with_context(|| format!("no {what}"))?.trim().parse()?)
        };
        let ram = bytes("static bytes")? + bytes("stack bytes")?;
        println!("RAM bytes {ram}");
        most = most.max(ram);
    }
    ensure!(most <= RAM_LIMIT, "W1 takes {most} bytes of RAM, the limit is {RAM_LIMIT}");
    Ok(())
}
