//! `cargo xtask board`: the Lights deck, live on an emulated board, with this terminal as its console.

pub mod given;
pub mod seed;
mod terminal;
pub mod uart;

use std::{
    fs,
    io::{ErrorKind, IsTerminal, Read, Write, stdin, stdout},
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{
    board::{Board, Emulator, M0, M4, RISCV},
    run::{root, stage},
    snapshot,
};
use terminal::RawMode;
use uart::{ENQ, Ears, Heard, Keys};

/// How the keys are explained.
pub const HELP: &str = "\
Keys, answered by the board:
  1 to 5  rate the light pattern on show; the board learns and shows the next one
  p       probabilities: what the policy would do, slot by slot
  s       save the session to the board's flash
  r       reset the chip; it goes on from what was saved
  h       hash of everything learnt: the same for the same keys on every board
  x       export the session to a file in target/board
Keys, answered by this program:
  q       quit (so does Ctrl-C)

When the input is no terminal it is worked through as a script of keys; its end counts as q:
  printf '345phq' | cargo xtask board --m4

What is saved outlives q on --riscv (in the file behind its flash chip) and on --m4 (in a file that stands in
for flash, which that machine has none of), but not on --m0, whose flash is in the emulator's memory.";

/// What a person can ask for.
#[derive(Args)]
pub struct Options {
    /// A micro:bit v1: Cortex-M0, 16 KB of RAM, no FPU (the default).
    #[arg(long, group = "board")]
    m0: bool,
    /// A Cortex-M4F with the memory of an nRF52840.
    #[arg(long, group = "board")]
    m4: bool,
    /// An RV32IMAC with the memory of an ESP32-C6.
    #[arg(long, group = "board")]
    riscv: bool,
    /// The seed of a session that begins anew.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Forgets what was saved in files.
    #[arg(long)]
    fresh: bool,
    /// Puts a snapshot or session, saved by the page or exported by a board, where the board goes on from it.
    #[arg(long, value_name = "FILE")]
    open: Option<PathBuf>,
}

/// Where boards keep what they save and export.
pub fn folder() -> PathBuf {
    root().join("target/board")
}

/// After so long without a word in the middle of a script something is wrong.
const PATIENCE: Duration = Duration::from_secs(120);
/// Ctrl-C, as a terminal in raw mode sends it.
const CTRL_C: u8 = 0x03;
/// What a program returns that Ctrl-C or SIGTERM has ended.
const INTERRUPTED: u8 = 130;
const TERMINATED: u8 = 143;

enum Event {
    Typed(Vec<u8>),
    /// The input has ended.
    TypedAll,
    Sent(Vec<u8>),
    /// The emulator has ended.
    Ended,
    /// A signal asks this program to leave.
    Stop,
}

/// Runs the board until somebody quits; what this program is to return.
///
/// # Errors
/// A tool is missing, a file cannot be read or written, the emulator ends by itself.
pub fn run(options: &Options) -> Result<u8> {
    let board = match options {
        Options { m4: true, .. } => &M4,
        Options { riscv: true, .. } => &RISCV,
        _ => &M0,
    };
    let folder = folder();
    fs::create_dir_all(&folder)?;
    let image = stage(&format!("Building Lights for a {}", board.name), || {
        let image = board.build("live", "release")?;
        seed::write(&image, options.seed, &folder.join(format!("{}.elf", board.machine)))
    })?;
    if options.fresh {
        forget(board, &folder)?;
    }
    let given = match &options.open {
        Some(file) => given::put(board, &folder, &snapshot::read(file)?)?,
        None => Vec::new(),
    };
    let (events, received) = mpsc::channel();
    let stop = events.clone();
    ctrlc::set_handler(move || drop(stop.send(Event::Stop)))?;
    let arguments: Vec<&str> = given.iter().map(String::as_str).collect();
    let mut emulator = board.start(&image, &folder, &arguments)?;
    listen(&mut emulator, events.clone())?;
    let raw = if stdin().is_terminal() {
        println!("q leaves; cargo xtask board --help tells more.");
        Some(RawMode::enter()?)
    } else {
        None
    };
    thread::spawn(move || read_keys(&events));
    let (keys, ears) = (Keys::new(), Ears::default());
    Session { board, folder, raw, emulator, keys, ears, leaving: false }.run(&received)
}

/// Removes the file that keeps what a board saves.
///
/// # Errors
/// It is there and cannot be removed.
pub fn forget(board: &Board, folder: &Path) -> Result<()> {
    let Some(file) = board.flash_file() else { return Ok(()) };
    match fs::remove_file(folder.join(&file)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).context(file),
        _ => Ok(()),
    }
}

fn listen(emulator: &mut Emulator, events: Sender<Event>) -> Result<()> {
    let sent = emulator.sent.take().context("somebody else listens")?;
    thread::spawn(move || {
        for piece in sent {
            if events.send(Event::Sent(piece)).is_err() {
                return;
            }
        }
        // Nobody is there any more to be told.
        let _ = events.send(Event::Ended);
    });
    Ok(())
}

fn read_keys(events: &Sender<Event>) {
    let mut piece = [0; 1024];
    while let Ok(len @ 1..) = stdin().read(&mut piece) {
        if events.send(Event::Typed(piece[..len].to_vec())).is_err() {
            return;
        }
    }
    let _ = events.send(Event::TypedAll);
}

/// A person, or a script, at the console of a board.
struct Session<'a> {
    board: &'a Board,
    folder: PathBuf,
    /// `None` for a script.
    raw: Option<RawMode>,
    emulator: Emulator,
    keys: Keys,
    ears: Ears,
    /// Whether a script has been typed to its end.
    leaving: bool,
}

impl Session<'_> {
    fn run(mut self, events: &Receiver<Event>) -> Result<u8> {
        loop {
            let event = match events.recv_timeout(PATIENCE) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) if self.raw.is_some() => continue,
                Err(_) => bail!("the board has not said anything for {} s", PATIENCE.as_secs()),
            };
            let left = match event {
                Event::Typed(keys) => self.typed(&keys),
                Event::TypedAll => self.leave(),
                Event::Sent(bytes) => self.hear(&bytes)?,
                Event::Ended => bail!("the emulator has ended"),
                Event::Stop => Some(TERMINATED),
            };
            if let Some(code) = left {
                self.say("\x1b[0m\r\n")?;
                return Ok(code);
            }
            let due = self.keys.due();
            self.emulator.uart.write_all(&due).context("the emulator has ended")?;
        }
    }

    /// Takes keys; what to leave with, if one of them says so.
    fn typed(&mut self, keys: &[u8]) -> Option<u8> {
        for &key in keys {
            match key {
                _ if self.leaving => break,
                b'q' => return self.leave(),
                CTRL_C if self.raw.is_some() => return Some(INTERRUPTED),
                key => self.keys.push(key),
            }
        }
        None
    }

    /// A person leaves at once, a script when all of it has been answered.
    fn leave(&mut self) -> Option<u8> {
        if self.raw.is_some() {
            return Some(0);
        }
        if !self.leaving {
            self.leaving = true;
            self.keys.push(ENQ);
        }
        None
    }

    fn hear(&mut self, bytes: &[u8]) -> Result<Option<u8>> {
        for heard in self.ears.hear(bytes) {
            match heard {
                Heard::Text(text) => self.say(&text)?,
                Heard::Ack => {
                    if self.keys.acknowledged() && self.leaving && self.keys.all_answered() {
                        return Ok(Some(0));
                    }
                }
                Heard::Snapshot(bytes) => {
                    let file = self.folder.join(format!("{}.lobule", self.board.machine));
                    fs::write(&file, &bytes).with_context(|| file.display().to_string())?;
                    let shown = file.strip_prefix(root()).unwrap_or(&file).display();
                    self.say(&format!("Exported {} bytes to {shown}.\r\n", bytes.len()))?;
                }
                Heard::Garbled => bail!("the board's export is no hexadecimal text"),
            }
        }
        Ok(None)
    }

    /// Prints text as the board sends it: only a terminal in raw mode is to return at the end of a line.
    fn say(&self, text: &str) -> Result<()> {
        let text = if self.raw.is_some() { text.into() } else { text.replace('\r', "") };
        let mut out = stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("nobody reads the output")
    }
}
