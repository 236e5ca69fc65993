//! The emulated boards: how to build an image for each, and how to run it.

use std::{
    fs::{self, File},
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    cross::Cross,
    run::{apt_install, exists, quiet, root},
};

/// An emulated board.
pub struct Board {
    /// What people call its processor.
    pub name: &'static str,
    /// What it is compiled for.
    pub target: &'static str,
    /// QEMU's name of it.
    pub machine: &'static str,
    /// Features of the firmware; the first is the board's, after which a folder of `boards/` is named.
    features: &'static str,
    /// Where the firmware looks for a recorded session.
    pub tape: usize,
    qemu: &'static str,
    /// What it is called in Debian.
    package: &'static str,
    arguments: &'static [&'static str],
}

/// The micro:bit v1.
pub const M0: Board = Board {
    name: "Cortex-M0",
    target: "thumbv6m-none-eabi",
    machine: "microbit",
    features: "microbit",
    tape: 208 << 10,
    qemu: "qemu-system-arm",
    package: "qemu-system-arm",
    arguments: &["-semihosting-config", "enable=on,target=native"],
};

/// One with 128 KB of RAM, which no such part has: for work that is to be compared with other processors'.
pub const M0_ROOMY: Board = Board {
    features: "microbit,roomy",
    arguments: &[
        "-semihosting-config",
        "enable=on,target=native",
        "-global",
        "nrf51-soc.sram-size=131072",
    ],
    ..M0
};

/// A Cortex-M0 that acts with approximations.
pub const M0_MICROMATH: Board = Board { features: "microbit,micromath", ..M0 };

/// A Cortex-M4F with the memory of an nRF52840.
pub const M4: Board = Board {
    name: "Cortex-M4F",
    target: "thumbv7em-none-eabihf",
    machine: "mps2-an386",
    features: "mps2-an386",
    tape: 768 << 10,
    ..M0
};

/// An RV32IMAC with the memory of an ESP32-C6.
pub const RISCV: Board = Board {
    name: "RISC-V",
    target: "riscv32imac-unknown-none-elf",
    machine: "virt",
    features: "virt",
    tape: 0x8020_0000,
    qemu: "qemu-system-riscv32",
    package: "qemu-system-misc",
    arguments: &["-bios", "none", "-drive", "if=pflash,unit=1,format=raw,file=virt.flash"],
};

/// All of them.
pub const ALL: [&Board; 3] = [&M0, &M4, &RISCV];

impl Board {
    /// Builds an image with a profile of the firmware's.
    ///
    /// # Errors
    /// No compiler, or it fails.
    pub fn build(&self, image: &str, profile: &str) -> Result<PathBuf> {
        let cross = Cross::find(self.target)?;
        let mut build = cross.cargo_build();
        build.args(["--profile", profile, "--bin", image, "--features", self.features]);
        quiet(build.current_dir(root().join("core/firmware")))?;
        Ok(cross.output_dir(profile).join(image))
    }

    /// The file in the emulator's folder that keeps what the board saves, if it is not in the emulator.
    pub fn flash_file(&self) -> Option<String> {
        (self.machine != M0.machine).then(|| format!("{}.flash", self.machine))
    }

    /// Makes the folder, and in it what the emulator wants to find there.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn prepare(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder)?;
        if self.machine == RISCV.machine {
            make_flash_chip(&folder.join("virt.flash"))?;
        }
        Ok(())
    }

    /// Starts an image. The emulator keeps the board's flash in `folder`, which is made where it is missing.
    ///
    /// # Errors
    /// The emulator can be neither found nor installed, or it does not start.
    pub fn start(&self, image: &Path, folder: &Path, arguments: &[&str]) -> Result<Emulator> {
        if !exists(self.qemu) {
            apt_install(&[self.package], "emulating boards")?;
        }
        self.prepare(folder)?;
        let mut qemu = Command::new(self.qemu);
        qemu.args(["-M", self.machine, "-display", "none", "-monitor", "none", "-serial", "stdio"]);
        // A kernel would be taken for a guest of what seems to be firmware in the flash chip of `virt`.
        qemu.args(self.arguments).args(arguments).args(["-device", &loader(image)]);
        Emulator::start(qemu.current_dir(folder))
    }
}

/// Has the emulator put a file into memory at each reset.
pub fn loader(file: &Path) -> String {
    // A comma in the path would end it.
    format!("loader,file={}", file.display().to_string().replace(',', ",,"))
}

/// Makes the file behind the flash chip of [`RISCV`] unless it is there. Only what may be saved to is erased,
/// so that the rest takes no room on a disk.
fn make_flash_chip(path: &Path) -> Result<()> {
    const CAPACITY: u64 = 32 << 20;
    const STORE: usize = 512 << 10;
    if path.exists() {
        return Ok(());
    }
    let mut file = File::create(path)?;
    file.write_all(&[0xff; STORE])?;
    file.set_len(CAPACITY)?;
    Ok(())
}

/// A running emulator, whose UART is a pair of pipes. It ends with this value.
pub struct Emulator {
    child: Child,
    /// What the board receives.
    pub uart: ChildStdin,
    /// What the board sends, piece by piece, until the emulator ends; `None` once somebody took it.
    pub sent: Option<Receiver<Vec<u8>>>,
}

impl Emulator {
    fn start(command: &mut Command) -> Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().context("the emulator cannot be started")?;
        let uart = child.stdin.take().context("the emulator has no input")?;
        let mut output = child.stdout.take().context("the emulator has no output")?;
        let (sender, sent) = mpsc::channel();
        thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(len @ 1..) = output.read(&mut piece) {
                if sender.send(piece[..len].to_vec()).is_err() {
                    break;
                }
            }
        });
        Ok(Emulator { child, uart, sent: Some(sent) })
    }

    /// Everything that the board sends until the emulator ends, and whether it ended well.
    ///
    /// # Errors
    /// It goes on for longer than `limit`.
    pub fn finish(mut self, limit: Duration) -> Result<(String, bool)> {
        let sent = self.sent.take().context("somebody else listens")?;
        let (end, mut printed) = (Instant::now() + limit, Vec::new());
        loop {
            match sent.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(piece) => printed.extend(piece),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    let printed = String::from_utf8_lossy(&printed);
                    bail!("no end after {} s; it printed\n{printed}", limit.as_secs());
                }
            }
        }
        let status = self.child.wait()?;
        let printed = String::from_utf8_lossy(&printed).replace("\r\n", "\n");
        Ok((printed, status.success()))
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // Either fails only where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
