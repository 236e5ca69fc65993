//! Whether `cargo xtask board` gives the terminal back as it was, in a terminal of its own.

use std::{
    env, fs,
    io::{Read, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    board::{Board, M0, M4},
    run::quiet,
};

/// Far more than one start takes.
const TIME_LIMIT: Duration = Duration::from_secs(120);

/// Leaves in every way: by q, by Ctrl-C, by SIGTERM, and by the end of the emulator.
///
/// # Errors
/// The terminal is not as it was, the emulator is left behind, or it returns another number.
pub fn is_left_as_it_was(board: &Board) -> Result<()> {
    let flag = match board.machine {
        machine if machine == M0.machine => "--m0",
        machine if machine == M4.machine => "--m4",
        _ => "--riscv",
    };
    leave(flag, 0, |keyboard, _| keyboard.write_all(b"3pq").context("q"))?;
    leave(flag, 130, |keyboard, _| keyboard.write_all(b"4\x03").context("Ctrl-C"))?;
    leave(flag, 143, |_, program| signal("TERM", program))?;
    leave(flag, 1, |_, program| signal("KILL", child_of(program)?))
}

/// Runs the program in a terminal of its own until it asks for stars, has it left, and compares what `stty`
/// says before and after.
fn leave(
    flag: &str,
    code: u32,
    how: impl FnOnce(&mut ChildStdin, u32) -> Result<()>,
) -> Result<()> {
    let script = "stty -g; sh -c 'echo process $$; exec \"$PROGRAM\" board $FLAG'; code=$?; \
                  echo; echo code $code; stty -g";
    let mut terminal = Command::new("script");
    terminal.args(["--quiet", "--flush", "--command", script, "/dev/null"]);
    terminal.env("PROGRAM", env::current_exe()?).env("FLAG", flag).env("SHELL", "/bin/sh");
    let mut terminal = Closed(terminal.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?);
    let mut keyboard = terminal.0.stdin.take().context("no keyboard")?;
    let mut screen = Screen::new(terminal.0.stdout.take().context("no screen")?);
    screen.wait_for("how many stars")?;
    let program = screen.number("process")?;
    let emulator = child_of(program)?;
    how(&mut keyboard, program)?;
    screen.wait_for("code ")?;
    screen.wait_for_end()?;
    let got = screen.number("code")?;
    ensure!(got == code, "it returned {got} instead of {code}: {}", screen.text);
    let mut lines = screen.text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (before, after) = (lines.next(), lines.next_back());
    ensure!(before == after, "the terminal was {before:?} and is {after:?}");
    ensure!(!Path::new(&format!("/proc/{emulator}")).exists(), "the emulator is left behind");
    Ok(())
}

/// A terminal that is closed when this value goes; what runs in it is told by SIGHUP.
struct Closed(Child);

impl Drop for Closed {
    fn drop(&mut self) {
        // Either fails only where it is closed already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a terminal shows.
struct Screen {
    pieces: Receiver<Vec<u8>>,
    text: String,
    end: Instant,
}

impl Screen {
    fn new(mut output: ChildStdout) -> Self {
        let (sender, pieces) = mpsc::channel();
        thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(len @ 1..) = output.read(&mut piece)
                && sender.send(piece[..len].to_vec()).is_ok()
            {}
        });
        Screen { pieces, text: String::new(), end: Instant::now() + TIME_LIMIT }
    }

    /// Reads on; whether there is more to come.
    fn read(&mut self) -> Result<bool> {
        match self.pieces.recv_timeout(self.end.saturating_duration_since(Instant::now())) {
            Ok(piece) => self.text += &String::from_utf8_lossy(&piece),
            Err(RecvTimeoutError::Disconnected) => return Ok(false),
            Err(RecvTimeoutError::Timeout) => bail!("no end; it shows {}", self.text),
        }
        Ok(true)
    }

    fn wait_for(&mut self, what: &str) -> Result<()> {
        while !self.text.contains(what) {
            ensure!(self.read()?, "no {what:?} in {}", self.text);
        }
        Ok(())
    }

    fn wait_for_end(&mut self) -> Result<()> {
        while self.read()? {}
        Ok(())
    }

    /// The number on the line that begins with `what`.
    fn number(&self, what: &str) -> Result<u32> {
        let line = self.text.lines().find_map(|line| line.strip_prefix(what));
        Ok(line.with_context(|| format!("no {what} in {}", self.text))?.trim().parse()?)
    }
}

fn signal(name: &str, process: u32) -> Result<()> {
    quiet(Command::new("kill").args(["-s", name, &process.to_string()])).map(drop)
}

/// The only process that another one has started.
fn child_of(process: u32) -> Result<u32> {
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children"))?;
    Ok(children.trim().parse()?)
}
