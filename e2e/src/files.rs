//! Saving from the page, opening in it, and the same bits on the way to a board and back.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use lobule::{AgentConfig, Deck, LIGHTS, Rating, Slot, agent_for};
use lobule_tests::session::Session;

use crate::page::{Page, Screen};

/// The agent of a board.
type Lights = agent_for!(LIGHTS, 16);

const HASH: &str = "document.documentElement.dataset.hash";
const REFUSED: &str = "document.getElementById('file-error').textContent";

/// What a person taught in the page goes on natively, and the other way round; what is no snapshot
/// changes nothing.
pub fn travel(url: &str) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("lobule-files-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let page = Page::open(url, Screen::PHONE)?;
    page.download_to(&folder)?;
    let travelled = saves(&page, &folder).and_then(|()| opens(&page, &folder));
    fs::remove_dir_all(&folder)?;
    travelled?;
    page.close()
}

fn saves(page: &Page, folder: &Path) -> Result<()> {
    for (n, key) in ["5", "1", "s", "4", "2", "3", "1", "5"].into_iter().enumerate() {
        let before = page.output_id()?;
        page.press(key)?;
        page.wait_for(&format!(
            "document.getElementById('output-text').dataset.outputId !== '{before}'"
        ))
        .with_context(|| format!("key {n}"))?;
    }
    let hash = page.evaluate(HASH)?;
    page.click("#save-snapshot")?;
    let mut agent = Box::new(Lights::new());
    agent.load(&LIGHTS, &fs::read(arrived(&folder.join("lobule-lights.lobule"))?)?)?;
    ensure!(hash == hex(&agent), "the saved snapshot has other bits");
    page.click("#save-session")?;
    let text = fs::read_to_string(arrived(&folder.join("lobule-lights.session.json"))?)?;
    let session = Session::parse(&text)?;
    let replayed = session.replay(agent.as_mut())?;
    ensure!(hash == replayed.as_str(), "the saved session leads to other bits: {replayed}");
    Ok(())
}

fn opens(page: &Page, folder: &Path) -> Result<()> {
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
    let before = page.evaluate(HASH)?;

    let mut flipped = bytes.clone();
    flipped[3000] ^= 8;
    let slots: Vec<Slot> = LIGHTS.slots.iter().rev().copied().collect();
    let mut other = Box::new(Lights::new());
    other.start(&Deck { slots: &slots, ..LIGHTS }, &AgentConfig::DEFAULT, 1)?;
    let mut other_bytes = vec![0; Lights::SNAPSHOT_LEN];
    let other_bytes = other.save(&mut other_bytes)?;
    for (name, bytes, says) in [
        (
            "picture.lobule",
            b"\x89PNG\r\n\x1a\n and so on, a picture of a cat".to_vec(),
            "no snapshot",
        ),
        ("empty.lobule", Vec::new(), "0 bytes"),
        ("cut.lobule", bytes[..bytes.len() / 2].to_vec(), "cut"),
        ("damaged.lobule", flipped, "damaged"),
        ("deck.lobule", other_bytes.to_vec(), "another deck"),
        ("large.lobule", vec![0; 2_000_000], "2000000 bytes"),
    ] {
        let file = folder.join(name);
        fs::write(&file, bytes)?;
        page.choose_file("#open-snapshot", &file)?;
        page.wait_for(&format!("{REFUSED}.includes('{name}')"))?;
        let message = page.evaluate(REFUSED)?;
        let message = message.as_str().unwrap_or_default();
        ensure!(message.contains(says), "{name}: {message}");
        ensure!(page.evaluate(HASH)? == before, "{name} changed the session");
    }

    let file = folder.join("board.lobule");
    fs::write(&file, &bytes)?;
    page.choose_file("#open-snapshot", &file)?;
    page.wait_for(&format!("{HASH} !== {before}"))?;
    agent.learn()?;
    agent.propose(0)?;
    ensure!(page.evaluate(HASH)? == hex(&agent), "the opened snapshot goes on with other bits");
    ensure!(page.evaluate(REFUSED)? == "", "an old message stays");
    let disabled = page.evaluate("document.getElementById('save-session').disabled")?;
    ensure!(disabled == true, "a session without its seed can be saved");
    page.press("4")?;
    page.wait_for("document.documentElement.dataset.ratings === '1'")
}

fn hex(agent: &Lights) -> String {
    format!("{:016x}", agent.hash())
}

/// Waits until a download is whole.
fn arrived(file: &Path) -> Result<PathBuf> {
    const PATIENCE: Duration = Duration::from_secs(20);
    let start = Instant::now();
    while !file.exists() {
        ensure!(start.elapsed() < PATIENCE, "{} never came", file.display());
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(file.to_owned())
}
