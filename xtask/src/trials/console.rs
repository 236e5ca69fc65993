//! The UART of a board, with a program at the other end.

use std::{
    io::Write,
    mem,
    path::Path,
    sync::mpsc::Receiver,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    board::{Board, Emulator},
    live::uart::{ENQ, Ears, Heard, Keys},
};

/// Far more than all keys of a trial take.
const TIME_LIMIT: Duration = Duration::from_secs(300);

/// A board that runs the live program.
pub struct Console {
    emulator: Emulator,
    sent: Receiver<Vec<u8>>,
    keys: Keys,
    ears: Ears,
    /// What was said since somebody asked last.
    said: String,
    exported: Option<Vec<u8>>,
}

impl Console {
    /// Starts the board and waits until it is ready; also what it says.
    pub fn boot(
        board: &Board,
        image: &Path,
        folder: &Path,
        arguments: &[String],
    ) -> Result<(Self, String)> {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut emulator = board.start(image, folder, &arguments)?;
        let sent = emulator.sent.take().context("somebody else listens")?;
        let (keys, ears, said) = (Keys::new(), Ears::default(), String::new());
        let mut console = Console { emulator, sent, keys, ears, said, exported: None };
        let said = console.wait()?;
        Ok((console, said))
    }

    /// Types keys and waits until they have all been answered; the answer.
    pub fn type_keys(&mut self, keys: &[u8]) -> Result<String> {
        keys.iter().chain(&[ENQ]).for_each(|&key| self.keys.push(key));
        self.wait()
    }

    fn wait(&mut self) -> Result<String> {
        let end = Instant::now() + TIME_LIMIT;
        while !self.keys.all_answered() {
            let due = self.keys.due();
            self.emulator.uart.write_all(&due).context("the emulator has ended")?;
            let piece = self.sent.recv_timeout(end.saturating_duration_since(Instant::now()));
            let piece = piece.with_context(|| format!("no answer after {}", self.said))?;
            for heard in self.ears.hear(&piece) {
                match heard {
                    Heard::Text(text) => self.said += &text.replace('\r', ""),
                    Heard::Ack => {
                        self.keys.acknowledged();
                    }
                    Heard::Snapshot(bytes) => self.exported = Some(bytes),
                    Heard::Garbled => bail!("the export is no hexadecimal text"),
                }
            }
        }
        Ok(mem::take(&mut self.said))
    }

    /// The session that was exported last.
    pub fn exported(&self) -> Result<Vec<u8>> {
        self.exported.clone().context("nothing was exported")
    }
}
