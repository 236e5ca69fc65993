//! Tries the live program on every board: what people do, what they should not, and what happens to flash.

mod console;
mod model;
mod terminal;

use std::{
    fs::{self, File},
    io::Write,
    path::PathBuf,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use lobule::{AgentConfig, Card, Deck, Follow, Pcg32, Slot, agent_for};

use crate::{
    board::{ALL, Board, M0, M4, loader},
    image,
    live::{forget, given},
    run::{root, stage},
};
use console::Console;
use model::Model;

/// Far more than any program takes.
const TIME_LIMIT: Duration = Duration::from_secs(120);
/// A chip is tried with so many random bytes.
const GARBAGE: usize = 10_000;
/// Bytes from the beginning of a board's store that are filled with random ones; on the micro:bit what may
/// come with the program lies right behind it, and is as large.
const NOISE: usize = 32 << 10;
/// Where the store of the micro:bit begins.
const M0_STORE: u32 = 192 << 10;

/// How a line ends that answers a rating.
const STARS: [&str; 2] = ["★\x1b[0m", "☆\x1b[0m"];
/// What the board says that begins anew.
const FRESH: &str = "Nothing is saved: a fresh start";

/// All trials on all boards.
///
/// # Errors
/// The first that fails.
pub fn run() -> Result<()> {
    for board in ALL {
        let image = stage(&format!("Building Lights for a {}", board.name), || {
            board.build("live", "release")
        })?;
        let folder = root().join("target/board/trials").join(board.machine);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let trial = Trial { board, image, folder };
        if board.machine == M0.machine {
            stage("Room on a micro:bit", || trial.fits())?;
        }
        let try_it = |what: &str, trial: &dyn Fn() -> Result<()>| {
            stage(&format!("{what} on a {}", board.name), trial)
        };
        try_it("A session that is saved", &|| trial.saves())?;
        try_it("Ten thousand random bytes", &|| trial.survives_garbage())?;
        try_it("A flash full of random bytes", &|| trial.survives_noise())?;
        try_it("A session of another deck", &|| trial.refuses_another_deck())?;
        if board.machine == M4.machine {
            try_it("A flash that fails", &|| trial.survives_failing_flash())?;
        }
        try_it("The terminal", &|| terminal::is_left_as_it_was(board))?;
    }
    Ok(())
}

/// A board with the live program.
struct Trial {
    board: &'static Board,
    image: PathBuf,
    folder: PathBuf,
}

impl Trial {
    /// Starts the board and hears how it begins.
    fn boot(&self, arguments: &[String], greeting: &str) -> Result<Console> {
        let (console, said) = Console::boot(self.board, &self.image, &self.folder, arguments)?;
        says(&said, greeting)?;
        Ok(console)
    }

    /// In the flash that a program of a 16 KB part should take at most, and in its RAM with the stack.
    fn fits(&self) -> Result<()> {
        const FLASH_LIMIT: u64 = 64 << 10;
        const RAM_LIMIT: u64 = 16 << 10;
        let size = image::size(&self.image)?;
        let program = self.board.build("live_stack", "release")?;
        let (said, _) = self.board.start(&program, &self.folder, &[])?.finish(TIME_LIMIT)?;
        let stack =
            said.lines().find_map(|line| line.split_once("stack bytes ")).context("no depth")?;
        let ram = size.ram + stack.1.parse::<u64>()?;
        println!("live: flash {} of {FLASH_LIMIT}, RAM {ram} of {RAM_LIMIT} bytes", size.flash);
        ensure!(size.flash <= FLASH_LIMIT && ram <= RAM_LIMIT, "the live program is too large");
        Ok(())
    }

    /// With nothing saved.
    fn boot_fresh(&self) -> Result<Console> {
        forget(self.board, &self.folder)?;
        self.boot(&[], FRESH)
    }

    /// Over a reset and, where a file keeps it, over the end of the emulator; and as an exported file.
    fn saves(&self) -> Result<()> {
        let mut model = Model::new()?;
        let mut console = self.boot_fresh()?;
        agree(&mut console, &mut model, b"15342s")?;
        let restored = format!("Restored, with 5 ratings, hash {:016x}.", model.hash());
        agree(&mut console, &mut model, b"5544")?;
        says(&agree(&mut console, &mut model, b"r")?, &restored)?;
        console.type_keys(b"x")?;
        let exported = console.exported()?;
        ensure!(exported == model.snapshot()?, "the export is not what this machine would save");
        agree(&mut console, &mut model, b"3")?;
        drop(console);

        let kept = self.board.flash_file().is_some();
        drop(self.boot(&[], if kept { &restored } else { FRESH })?);
        forget(self.board, &self.folder)?;
        let mut model = Model::of(&exported)?;
        let mut console =
            self.boot(&given::put(self.board, &self.folder, &exported)?, &restored)?;
        // What is saved later counts, wherever the other came from.
        agree(&mut console, &mut model, b"r24s5r")?;
        Ok(())
    }

    /// What happens to be a key counts as one, and the rest changes nothing, to the bit.
    fn survives_garbage(&self) -> Result<()> {
        let mut rng = Pcg32::new(10, 0);
        let garbage: Vec<u8> = (0..GARBAGE).map(|_| rng.next_u32() as u8).collect();
        let mut model = Model::new()?;
        let mut console = self.boot_fresh()?;
        let said = agree(&mut console, &mut model, &garbage)?;
        let answered =
            said.lines().filter(|line| STARS.iter().any(|end| line.ends_with(end))).count();
        let typed = garbage.iter().filter(|byte| (b'1'..=b'5').contains(byte)).count();
        ensure!(answered == typed, "{typed} ratings were typed, {answered} were answered");
        agree(&mut console, &mut model, b"5")?;
        Ok(())
    }

    fn survives_noise(&self) -> Result<()> {
        let mut rng = Pcg32::new(11, 0);
        let noise: Vec<u8> = (0..NOISE).map(|_| rng.next_u32() as u8).collect();
        forget(self.board, &self.folder)?;
        self.board.prepare(&self.folder)?;
        let kept = self.board.flash_file();
        let file = self.folder.join(kept.as_deref().unwrap_or("noise"));
        let arguments = match kept {
            Some(_) => Vec::new(),
            None => {
                vec!["-device".into(), format!("{},addr={M0_STORE:#x},force-raw=on", loader(&file))]
            }
        };
        let mut flash = File::options().create(true).truncate(false).write(true).open(&file)?;
        flash.write_all(&noise)?;
        let mut model = Model::new()?;
        let mut console = self.boot(&arguments, FRESH)?;
        agree(&mut console, &mut model, b"4s5")?;
        if self.board.flash_file().is_none() {
            // The emulator puts the noise there again at a reset.
            model.forget();
        }
        agree(&mut console, &mut model, b"r2")?;
        Ok(())
    }

    fn refuses_another_deck(&self) -> Result<()> {
        forget(self.board, &self.folder)?;
        let arguments = given::put(self.board, &self.folder, &session_of_another_deck()?)?;
        let mut model = Model::new()?;
        let mut console = self.boot(&arguments, "Not restored: ")?;
        agree(&mut console, &mut model, b"4s5r2")?;
        Ok(())
    }

    /// The file that stands in for flash cannot be opened.
    fn survives_failing_flash(&self) -> Result<()> {
        forget(self.board, &self.folder)?;
        let file = self.folder.join(self.board.flash_file().unwrap_or_default());
        fs::create_dir_all(&file)?;
        let mut model = Model::new()?;
        let mut console = self.boot(&[], "Not restored: ")?;
        agree(&mut console, &mut model, b"45")?;
        says(&console.type_keys(b"s")?, "Not saved: ")?;
        agree(&mut console, &mut model, b"32r1")?;
        fs::remove_dir(&file)?;
        Ok(())
    }
}

/// Types keys on the board and on this machine: their hashes are equal then. What the board says.
fn agree(console: &mut Console, model: &mut Model, keys: &[u8]) -> Result<String> {
    let said = console.type_keys(keys)?;
    keys.iter().try_for_each(|&key| model.press(key))?;
    says(&console.type_keys(b"h")?, &format!("\nhash {:016x}\n", model.hash()))?;
    Ok(said)
}

fn says(said: &str, what: &str) -> Result<()> {
    ensure!(said.contains(what), "the board was to say {what:?}, but it says {said}");
    Ok(())
}

fn session_of_another_deck() -> Result<Vec<u8>> {
    const LEAVES: [Card; 2] = [Card::new("black", ""), Card::new("green", "")];
    const SLOTS: [Slot; 1] = [Slot { name: "Leaf", cards: &LEAVES }];
    const TEA: Deck = Deck { name: "Tea", contexts: &["any"], first: Follow::Any, slots: &SLOTS };
    type Tea = agent_for!(TEA, 16);
    let mut agent = Box::new(Tea::new());
    agent.start(&TEA, &AgentConfig::DEFAULT, 1)?;
    let mut bytes = [0; Tea::SNAPSHOT_LEN];
    Ok(agent.save(&mut bytes)?.to_vec())
}
