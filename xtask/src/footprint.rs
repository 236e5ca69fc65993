//! What Lobule takes of a board: the table in the README, measured anew and held to limits.

use std::{fs, time::Duration};

use anyhow::{Context, Result, bail, ensure};
use lobule_work::{Lights, SMALL_MINIBATCH, Small, W1, W1_MINIBATCH};

use crate::{
    board::{Board, M0, M0_MICROMATH, M0_ROOMY, M4, RISCV},
    image,
    run::{root, stage},
};

/// Far more than any of it takes.
const TIME_LIMIT: Duration = Duration::from_secs(300);
/// The profile of everything that the firmware is used with.
const PROFILE: &str = "release";
/// The table stands in the README between these.
const MARKERS: [&str; 2] = ["<!-- footprint -->\n", "<!-- /footprint -->\n"];

/// A program on a board, and the most that it may take: a few parts in a hundred more than it does with the
/// compilers that it was measured with.
struct Piece {
    board: &'static Board,
    image: &'static str,
    what: &'static str,
    flash: u64,
    /// Statics and deepest stack together.
    ram: u64,
    forward: u64,
    update: u64,
}

const LIGHTS: &str = "Lights, the whole agent";
const W1_NAME: &str = "W1: 16–32,32–8";
const SMALL: &str = "small: 8–8–4";

#[rustfmt::skip] // a piece a line
const PIECES: [Piece; 9] = [
    Piece { board: &M0, image: "lights", what: LIGHTS, flash: 47_300, ram: 16 << 10, forward: 85_500, update: 23_500_000 },
    Piece { board: &M4, image: "lights", what: LIGHTS, flash: 43_100, ram: 16 << 10, forward: 2_470, update: 1_550_000 },
    Piece { board: &RISCV, image: "lights", what: LIGHTS, flash: 59_100, ram: 16 << 10, forward: 46_800, update: 13_000_000 },
    Piece { board: &M0_ROOMY, image: "w1", what: W1_NAME, flash: 18_400, ram: 64 << 10, forward: 602_000, update: 497_000_000 },
    Piece { board: &M4, image: "w1", what: W1_NAME, flash: 14_600, ram: 64 << 10, forward: 9_700, update: 8_500_000 },
    Piece { board: &RISCV, image: "w1", what: W1_NAME, flash: 24_000, ram: 64 << 10, forward: 326_000, update: 262_000_000 },
    Piece { board: &M0, image: "small", what: SMALL, flash: 16_400, ram: 6_280, forward: 46_000, update: 15_300_000 },
    Piece { board: &M4, image: "small", what: SMALL, flash: 13_000, ram: 6_160, forward: 1_000, update: 413_000 },
    Piece { board: &RISCV, image: "small", what: SMALL, flash: 21_400, ram: 6_080, forward: 25_300, update: 8_240_000 },
];

/// Most instructions of a slice, and of a rating from making the output to having learnt from it, of Lights on
/// a Cortex-M0: what [`learn_some`](lobule::Agent::learn_some) promises, and two seconds at 16 MHz.
const SLICE_LIMIT: u64 = 160_000;
const RATING_LIMIT: u64 = 32_000_000;

/// Measures everything, prints the table, and writes it into the README if asked to.
///
/// # Errors
/// A tool is missing, the bits are not this machine's, or something takes more than it may.
pub fn run(write: bool) -> Result<()> {
    let mut table = String::from(
        "| instructions in an emulator, not cycles | flash | static RAM | deepest stack | forward pass | PPO update |\n\
         |---|---|---|---|---|---|\n",
    );
    let (mut slice, mut rating) = (0, 0);
    for piece in &PIECES {
        let measured = measure(piece.board, piece.image)?;
        let Measured { flash, .. } = measured;
        measured.expect_hash(host_hash(piece.image)?)?;
        let [ram, stack, forward, update] =
            ["static bytes", "stack bytes", "forward instructions", "update instructions"]
                .map(|what| measured.get(what));
        let (ram, stack, forward, update) = (ram?, stack?, forward?, update?);
        let what = format!("{} on a {}", piece.what, piece.board.name);
        for (name, got, limit) in [
            ("bytes of flash", flash, piece.flash),
            ("bytes of RAM", ram + stack, piece.ram),
            ("instructions of a forward pass", forward, piece.forward),
            ("instructions of an update", update, piece.update),
        ] {
            ensure!(got <= limit, "{what}: {got} {name}, the limit is {limit}");
        }
        if piece.image == "lights" && piece.board.name == M0.name {
            (slice, rating) =
                (measured.get("slice instructions")?, measured.get("rating instructions")?);
            ensure!(
                slice <= SLICE_LIMIT,
                "{what}: {slice} instructions of a slice of {SLICE_LIMIT}"
            );
            ensure!(
                rating <= RATING_LIMIT,
                "{what}: {rating} instructions a rating of {RATING_LIMIT}"
            );
        }
        table += &format!(
            "| {what} | {} | {} | {} | {} | {} |\n",
            grouped(flash),
            grouped(ram),
            grouped(stack),
            grouped(forward),
            grouped(update)
        );
    }
    for (board, how) in [(&M0, ""), (&M0_MICROMATH, ", with `micromath`")] {
        let measured = measure(board, "acting")?;
        let (stack, choice) = (measured.get("stack bytes")?, measured.get("choice instructions")?);
        table += &format!(
            "| Lights acting from flash on a {}{how} | {} | 0 | {} | {} | – |\n",
            board.name,
            grouped(measured.flash),
            grouped(stack),
            grouped(choice)
        );
    }
    table += &format!(
        "\nOne rating of Lights on the Cortex-M0, from making the output to having learnt from it, is at most {} \
         instructions (2 s at 16 MHz are 32,000,000), in slices of at most {}. Its flash there is that of the \
         agent with a program that measures it; the live one with console, flash driver and snapshots is below 64 KB. \
         W1 does not fit a micro:bit's 16 KB: it was measured with more RAM than such a part has. Learning W1 takes RLtools 14.8 KB \
         of flash, 83 KB of RAM, 11.2 k and 11.8 M instructions on a Cortex-M4F, the best of three builds each.\n",
        grouped(rating),
        grouped(slice)
    );
    println!("{table}");
    if write {
        let path = root().join("README.md");
        let readme = fs::read_to_string(&path)?;
        let [begin, end] = MARKERS;
        let (before, rest) = readme.split_once(begin).context("the README has no place for it")?;
        let (_, after) = rest.split_once(end).context("the README's place for it has no end")?;
        fs::write(&path, format!("{before}{begin}{table}{end}{after}"))?;
    }
    Ok(())
}

/// What an image printed, and its size.
struct Measured {
    what: String,
    flash: u64,
    printed: String,
}

fn measure(board: &Board, image: &str) -> Result<Measured> {
    let what = format!("{image} on a {}", board.name);
    let (flash, printed) = stage(&format!("Measuring {what}"), || {
        let path = board.build(image, PROFILE)?;
        let folder = root().join("target/board/footprint");
        let emulator = board.start(&path, &folder, &["-icount", "shift=0"])?;
        let (printed, well) = emulator.finish(TIME_LIMIT)?;
        ensure!(well, "it failed:\n{printed}");
        Ok((image::size(&path)?.flash, printed))
    })?;
    Ok(Measured { what, flash, printed })
}

impl Measured {
    fn get(&self, what: &str) -> Result<u64> {
        let line = self.printed.lines().find_map(|line| line.strip_prefix(what));
        Ok(line.with_context(|| format!("{}: no {what}", self.what))?.trim().parse()?)
    }

    fn expect_hash(&self, hash: u64) -> Result<()> {
        let expected = format!("hash {hash:016x}");
        ensure!(self.printed.contains(&expected), "{}: this machine has {expected}", self.what);
        Ok(())
    }
}

/// What the same work comes to here.
fn host_hash(image: &str) -> Result<u64> {
    Ok(match image {
        "lights" => {
            let mut work = Box::new(Lights::ZERO);
            work.prepare()?;
            work.hash()
        }
        "w1" => {
            let mut work = Box::new(W1::ZERO);
            work.prepare(W1_MINIBATCH)?;
            work.update()?;
            work.hash()
        }
        "small" => {
            let mut work = Box::new(Small::ZERO);
            work.prepare(SMALL_MINIBATCH)?;
            work.update()?;
            work.hash()
        }
        other => bail!("no such work: {other}"),
    })
}

/// With a comma after every three digits from the right.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
