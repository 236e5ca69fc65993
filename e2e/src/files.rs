//! Saving from the page, opening in it, and the same bits on the way to a board and back.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use lobule::{AgentConfig, Deck, LIGHTS, Rating, Slot, agent_for};
use lobule_tests::session::Session;

use crate::{
    page::{Page, Screen, State, Visit},
    sessions::{DECKS, native, press_button, record},
};

/// The agent of a board.
type Lights = agent_for!(LIGHTS, 16);

/// A deck with two contexts and rules.
pub const BREAKFAST: &str = include_str!("../../tests/decks/good/breakfast.json");
/// The button that saves a session.
pub const SESSION: &str = "save-session";
const REFUSED: &str = "document.getElementById('file-error').textContent";
const PINNED: &str = "[...document.querySelectorAll('.pinned li')].map((item) => item.textContent)";

/// What a person taught in the page goes on natively and in another browser, and the other way round; what is
/// no snapshot changes nothing.
pub fn travel(site: &str) -> Result<()> {
    in_folder("travel", |folder| {
        let page = Page::open(site, Screen::PHONE)?;
        let other = page.elsewhere(&Visit::new(site, Screen::DESKTOP))?;
        page.to_front()?;
        for deck in DECKS {
            saves(&page, deck, folder).with_context(|| deck.to_owned())?;
        }
        saves_the_past(&page, folder)?;
        for deck in DECKS {
            reopens(&other, &page, deck, folder).with_context(|| deck.to_owned())?;
        }
        snapshots(&other, folder)?;
        page.close()?;
        other.close()
    })
}

/// Gives a folder that is gone afterwards.
pub fn in_folder(name: &str, test: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("lobule-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let tested = test(&folder);
    fs::remove_dir_all(&folder)?;
    tested
}

/// Opens a file and waits until the page has said something of it, which is returned where it refuses.
pub fn open_file(page: &Page, file: &Path) -> Result<String> {
    let name = file.file_name().and_then(|name| name.to_str()).context("a file has a name")?;
    page.choose_file("#open-snapshot", file)?;
    let done = "document.getElementById('file-done').textContent";
    page.wait_for(&format!("({REFUSED} + {done}).includes('{name}') && !lobule.busy"))?;
    Ok(page.evaluate(REFUSED)?.as_str().unwrap_or_default().to_owned())
}

/// Puts a deck of one's own in place.
pub fn use_deck(page: &Page, json: &str) -> Result<()> {
    page.choose_deck("own")?;
    page.evaluate(&format!(
        "(document.getElementById('own-text').value = {}, document.getElementById('own-use').click())",
        serde_json::to_string(json)?
    ))?;
    Ok(())
}

fn session_file(folder: &Path, deck: &str) -> PathBuf {
    folder.join(format!("{deck}.json"))
}

/// Saves a session with everything that can happen, as `{deck}.json`.
fn saves(page: &Page, deck: &str, folder: &Path) -> Result<()> {
    page.choose_deck(deck)?;
    if deck == "own" {
        use_deck(page, BREAKFAST)?;
    }
    page.rate("51s4")?;
    page.evaluate("document.querySelectorAll('#task .kinds button')[1]?.click()")?;
    page.rate("2")?;
    page.click("#correct")?;
    page.rate("13s")?;
    page.click("#pin")?;
    page.wait_for(&format!("{PINNED}.length === 1"))?;
    let State { hash, .. } = page.rate("4")?;
    let text = save(page, SESSION, folder)?;
    ensure!(native(&text)? == hash, "the saved session leads to other bits than {hash}");
    let session = Session::parse(&text)?;
    ensure!(session.hash == Some(hash), "the file names another hash: {:?}", session.hash);
    if deck == "lights" {
        let mut agent = Box::new(Lights::new());
        agent.load(&LIGHTS, &download(page, "save-snapshot", folder)?)?;
        ensure!(session.hash == Some(hex(&agent)), "the saved snapshot has other bits");
    }
    Ok(fs::write(session_file(folder, deck), text)?)
}

/// What is looked at is what is saved.
fn saves_the_past(page: &Page, folder: &Path) -> Result<()> {
    page.evaluate(include_str!("long_tasks.js"))?;
    page.evaluate("travelTo(2)")?;
    let State { hash, ratings, .. } = page.state()?;
    ensure!(ratings == 2, "the slider leads to {ratings} ratings");
    let text = save(page, SESSION, folder)?;
    ensure!(native(&text)? == hash, "the file of the past is another session");
    press_button(page, "#travel .actions button", "Back to now")?;
    page.state().map(drop)
}

/// Presses a button and reads the session that it saves.
pub fn save(page: &Page, button: &str, folder: &Path) -> Result<String> {
    Ok(String::from_utf8(download(page, button, folder)?)?)
}

fn download(page: &Page, button: &str, folder: &Path) -> Result<Vec<u8>> {
    let folder = folder.join("saved");
    fs::create_dir_all(&folder)?;
    page.download_to(&folder)?;
    page.evaluate(&format!("document.getElementById('{button}').click()"))?;
    let bytes = fs::read(arrived(&folder)?)?;
    fs::remove_dir_all(&folder)?;
    Ok(bytes)
}

/// Another browser goes on from the file: with the same bits, and what is kept beside them.
fn reopens(other: &Page, page: &Page, deck: &str, folder: &Path) -> Result<()> {
    let file = session_file(folder, deck);
    let refused = open_file(other, &file)?;
    ensure!(refused.is_empty(), "refused: {refused}");
    page.choose_deck(deck)?;
    other.state()?.is_that_of(&page.state()?)?;
    ensure!(record(other)? == record(page)?, "it has other events");
    ensure!(other.evaluate(PINNED)? == page.evaluate(PINNED)?, "it has other favourites");
    let given = "lobule.ratings.map(({ id, stars, by }) => [id, stars, by])";
    ensure!(other.evaluate(given)? == page.evaluate(given)?, "it has other ratings");
    let (one, two) = (other.rate("5z3")?, page.rate("5z3")?);
    one.is_that_of(&two).context("going on")
}

/// Snapshots of a board, and what is none.
fn snapshots(page: &Page, folder: &Path) -> Result<()> {
    let mut agent = Box::new(Lights::new());
    agent.start(&LIGHTS, &AgentConfig::DEFAULT, 77)?;
    for n in 0..80 {
        agent.learn()?;
        let output = agent.propose(0)?;
        agent.rate(output.id, Rating::new(1 + (n % 5))?)?;
    }
    // One rating has been accepted and not learnt from.
    let mut buffer = vec![0; Lights::SNAPSHOT_LEN];
    let bytes = agent.save(&mut buffer)?.to_vec();
    page.choose_deck("lights")?;
    let before = page.state()?;

    let mut flipped = bytes.clone();
    flipped[3000] ^= 8;
    let slots: Vec<Slot> = LIGHTS.slots.iter().rev().copied().collect();
    let mut other = Box::new(Lights::new());
    other.start(&Deck { slots: &slots, ..LIGHTS }, &AgentConfig::DEFAULT, 1)?;
    let mut other_bytes = vec![0; Lights::SNAPSHOT_LEN];
    let other_bytes = other.save(&mut other_bytes)?;
    for (name, bytes, says) in [
        ("cut.lobule", bytes[..bytes.len() / 2].to_vec(), "cut"),
        ("begun.lobule", b"LOBL".to_vec(), "4 bytes"),
        ("damaged.lobule", flipped, "damaged"),
        ("deck.lobule", other_bytes.to_vec(), "another deck"),
    ] {
        let file = folder.join(name);
        fs::write(&file, bytes)?;
        let message = open_file(page, &file)?;
        ensure!(message.contains(says), "{name}: {message}");
        ensure!(page.state()? == before, "{name} changed the session");
    }

    let file = folder.join("board.lobule");
    fs::write(&file, &bytes)?;
    let message = open_file(page, &file)?;
    ensure!(message.is_empty(), "a board's snapshot is refused: {message}");
    agent.learn()?;
    agent.propose(0)?;
    let opened = page.state()?;
    ensure!(opened.hash == hex(&agent), "the opened snapshot goes on with other bits");
    let disabled = page.evaluate("document.getElementById('save-session').disabled")?;
    ensure!(disabled == true, "a session without its seed can be saved");
    page.evaluate("document.getElementById('make-link').click()")?;
    page.wait_for("document.getElementById('link-note').textContent.includes('snapshot')")?;
    ensure!(page.rate("4z")?.hash == opened.hash, "undo does not lead back to the snapshot");
    // What it is kept as has the snapshot in it.
    let rated = page.rate("2")?;
    page.reload()?;
    page.state()?.is_that_of(&rated).context("a snapshot and its ratings, loaded again")
}

fn hex(agent: &Lights) -> String {
    format!("{:016x}", agent.hash())
}

/// Waits until a download is whole.
fn arrived(folder: &Path) -> Result<PathBuf> {
    const PATIENCE: Duration = Duration::from_secs(20);
    let start = Instant::now();
    loop {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            // Until then it has another name, or nothing in it.
            let path = entry.path();
            let is_ours = path.extension().is_some_and(|end| end == "json" || end == "lobule");
            if is_ours && entry.metadata()?.len() > 0 {
                return Ok(path);
            }
        }
        ensure!(start.elapsed() < PATIENCE, "nothing was saved");
        std::thread::sleep(Duration::from_millis(20));
    }
}
