//! Replays a recorded session wherever Lobule runs and compares the hashes.

use std::{fs, path::Path, time::Duration};

use anyhow::{Context, Result, ensure};
use lobule_tape::{Large, Small};
use lobule_tests::session::Session;

use crate::{
    board::{ALL, Board, M0, loader},
    bundle,
    run::{root, stage},
};

/// The sessions that are replayed where none is named: one with skips, late and corrected ratings, and a journal
/// that wraps; one whose corrections take an alarm back and raise another; and one so long that it would differ
/// where subnormal numbers are flushed to zero.
const RECORDED: [&str; 3] =
    ["tests/sessions/board.json", "tests/sessions/slip.json", "tests/sessions/long.json"];
/// Sixty ratings take a Cortex-M0 in the emulator about ten seconds; a session may be much longer.
const TIME_LIMIT: Duration = Duration::from_secs(600);

/// Replays a session, or those that are recorded, on this machine, in WASM and on the emulated boards, and prints what
/// each comes to.
///
/// # Errors
/// The file is no session, a tool is missing, or the hashes differ.
pub fn run(file: Option<&Path>) -> Result<()> {
    match file {
        Some(file) => replay(file),
        None => RECORDED.iter().try_for_each(|file| replay(&root().join(file))),
    }
}

fn replay(file: &Path) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let session = Session::parse(&text).with_context(|| file.display().to_string())?;
    let mut hashes = Vec::new();
    let mut say = |place: &str, hash: String| {
        println!("{place:<12} {hash}");
        hashes.push((place.to_owned(), hash));
    };
    if let Some(hash) = &session.hash {
        say("as recorded", hash.clone());
    }
    if let Some(reason) = session.too_large_for_large() {
        // Nothing that is built here has more room than the page.
        return Err(reason).with_context(|| file.display().to_string());
    }
    say("host", session.replay(Box::new(Large::new()).as_mut())?);
    if session.too_large_for_small().is_none() {
        say("host, small", session.replay(Box::new(Small::new()).as_mut())?);
    }
    say("WASM", in_wasm(&text)?);
    for board in ALL {
        let small = board.machine == M0.machine;
        match session.too_large_for_small().filter(|_| small) {
            Some(reason) => println!("{:<12} left out: {reason}", board.name),
            None => say(board.name, on_board(board, &session)?),
        }
    }
    let (_, first) = hashes.first().context("nothing was replayed")?;
    for (place, hash) in &hashes {
        ensure!(hash == first, "{place} has other bits: {hash}, expected {first}");
    }
    println!("equal bits in {} places", hashes.len());
    Ok(())
}

/// Replays it in Node, whose engine is Chromium's, through the page's module.
fn in_wasm(session: &str) -> Result<String> {
    bundle::build()?;
    let package = root().join("target/lobule-wasm");
    stage("Replaying in WASM", || bundle::node(&package, "wasm/replay.js", session))
}

fn on_board(board: &Board, session: &Session) -> Result<String> {
    stage(&format!("Replaying on a {}", board.name), || {
        let folder = root().join("target/board/bits");
        fs::create_dir_all(&folder)?;
        let tape = folder.join(format!("{}.tape", board.machine));
        fs::write(&tape, session.tape()?)?;
        let image = board.build("bits", "release")?;
        let device = format!("{},addr={:#x},force-raw=on", loader(&tape), board.tape);
        let emulator = board.start(&image, &folder, &["-device", &device])?;
        let (printed, well) = emulator.finish(TIME_LIMIT)?;
        ensure!(well, "it failed:\n{printed}");
        let hash = printed.lines().find_map(|line| line.strip_prefix("hash "));
        Ok(hash.with_context(|| format!("it printed no hash:\n{printed}"))?.to_owned())
    })
}

/// Firmware and workspace must agree on what the bits come from.
///
/// # Errors
/// A lock file has several versions of `libm`, or another than the other lock file.
pub fn one_libm() -> Result<()> {
    let versions = |lock: &str| -> Result<Vec<String>> {
        let text = fs::read_to_string(root().join(lock))?;
        let packages = text.split("[[package]]");
        let libm = packages.filter(|package| package.contains("name = \"libm\"\n"));
        let version = libm.filter_map(|package| package.split("version = ").nth(1)?.lines().next());
        Ok(version.map(str::to_owned).collect())
    };
    let workspace = versions("Cargo.lock")?;
    let firmware = versions("core/firmware/Cargo.lock")?;
    ensure!(workspace.len() == 1, "Cargo.lock has libm {workspace:?}, it must have one");
    ensure!(workspace == firmware, "libm {workspace:?}, but the firmware has {firmware:?}");
    Ok(())
}
