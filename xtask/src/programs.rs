//! Boards as tests: programs that stand beside the output that each board must print.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    board::{ALL, Board},
    run::{root, stage},
};

/// Far more than any of them takes.
const TIME_LIMIT: Duration = Duration::from_secs(120);

/// Runs each program `core/firmware/src/bin/x.rs` that stands beside an `x.out` on every board.
///
/// # Errors
/// A board prints another line than that, a program panics, fails or does not end.
pub fn run() -> Result<()> {
    let folder = root().join("core/firmware/src/bin");
    let files = fs::read_dir(&folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut outputs: Vec<PathBuf> = files.iter().map(|file| file.path()).collect();
    outputs.retain(|path| path.extension().is_some_and(|kind| kind == "out"));
    outputs.sort();
    ensure!(!outputs.is_empty(), "no outputs in {}", folder.display());
    for board in ALL {
        for output in &outputs {
            let program = output.file_stem().and_then(|stem| stem.to_str()).context("no name")?;
            stage(&format!("{program} on a {}", board.name), || check(board, program, output))?;
        }
    }
    Ok(())
}

fn check(board: &Board, program: &str, output: &Path) -> Result<()> {
    let expected = fs::read_to_string(output)?;
    let folder = root().join("target/board/programs");
    if let Some(file) = board.flash_file() {
        // Nothing is kept from one run to the next.
        match fs::remove_file(folder.join(file)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    let emulator = board.start(&board.build(program, "release")?, &folder, &[])?;
    let (printed, well) = emulator.finish(TIME_LIMIT)?;
    let printed = text(&printed);
    let mut lines = expected.lines();
    for (n, line) in printed.lines().enumerate() {
        let expected = lines.next().unwrap_or("nothing");
        ensure!(line == expected, "{printed}line {} should be: {expected}", n + 1);
    }
    if let Some(line) = lines.next() {
        bail!("{printed}it ended before the line: {line}");
    }
    ensure!(well, "it printed what it should, but says that it failed");
    Ok(())
}

/// What can be read of what a board printed: without colours and ACKs, and blanks at the ends of lines.
fn text(printed: &str) -> String {
    let mut pieces = printed.split("\x1b[");
    let first = pieces.next().unwrap_or_default().to_owned();
    let text =
        pieces.fold(first, |text, piece| text + piece.split_once('m').map_or("", |(_, rest)| rest));
    text.replace('\x06', "").lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}
