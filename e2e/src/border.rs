//! The WASM module and the page's modules by themselves: bits, and what they must refuse.

use anyhow::{Context, Result, ensure};
use lobule_tests::session::{Event, Session};

use crate::page::{Page, Screen, Visit};

/// A document beside the page's sources that loads nothing and forbids nothing.
fn bare(sources: &str) -> Result<Page> {
    Visit::new(&format!("{sources}main.js"), Screen::DESKTOP).open_any()
}

/// A document that names no icon is asked for one by the browser.
fn close(page: Page) -> Result<()> {
    page.forgive("favicon.ico")?;
    page.close()
}

/// The same sessions, the same bits as natively.
pub fn equal_bits(sources: &str) -> Result<()> {
    const RECORDED: [&str; 5] = [
        include_str!("../../tests/sessions/lights.json"),
        include_str!("../../tests/sessions/long.json"),
        include_str!("../../tests/sessions/board.json"),
        include_str!("../../tests/sessions/slip.json"),
        include_str!("../../tests/sessions/tea.json"),
    ];
    let page = bare(sources)?;
    let (_, replay) = include_str!("../../wasm/replay.js").split_once('\n').context("a comment")?;
    let replay = |session: &str| {
        let replay = replay.trim_end();
        page.evaluate(&format!(
            "import('./pkg/lobule_wasm.js').then(async (api) => {{ await api.default({{ module_or_path: \
             new URL('./pkg/lobule_wasm_bg.wasm', location.href) }}); return {replay}(api, {session}); }})"
        ))
    };
    for recorded in RECORDED {
        let mut session = Session::parse(recorded)?;
        let expected = session.hash.take().context("a recorded session has its hash")?;
        let hash = replay(recorded)?;
        println!("recorded {expected}, browser {}", hash.as_str().unwrap_or("none"));
        ensure!(hash == expected.as_str(), "the browser has other bits");
        let rate = session.events.iter_mut().find_map(|event| match event {
            Event::Rate(_, stars) => Some(stars),
            _ => None,
        });
        rate.map(|stars| *stars = *stars % 5 + 1).context("nothing is rated")?;
        let other = replay(&session.to_json()?)?;
        ensure!(other != expected.as_str(), "changing one rating changes no bit");
    }
    close(page)
}

/// Everything that the wrapper must refuse.
pub fn refuses_bad_input(sources: &str) -> Result<()> {
    nothing_fails(sources, include_str!("border.js"), "")
}

/// One list of decks; the core gets it in `tests/tests/decks.rs`.
pub fn reads_decks(sources: &str) -> Result<()> {
    let list = concat!(
        "{\"bad\":",
        include_str!("../../tests/decks/bad.json"),
        ",\"good\":",
        include_str!("../../tests/decks/good.json"),
        ",\"examples\":[",
        include_str!("../../tests/decks/good/breakfast.json"),
        ",",
        include_str!("../../tests/decks/good/html.json"),
        "]}"
    );
    // As a text: `__proto__` in a script is no member.
    nothing_fails(sources, include_str!("decks.js"), &serde_json::to_string(list)?)
}

/// Runs a script that is a function after its comments, and which returns what does not hold.
fn nothing_fails(sources: &str, script: &str, argument: &str) -> Result<()> {
    let page = bare(sources)?;
    let (_, code) = script.split_once("(async").context("the script begins with comments")?;
    let code = code.trim_end().trim_end_matches("()");
    let failures = page.evaluate(&format!("(async{code}({argument})"))?;
    let failures = failures.as_array().context("the script returns a list")?;
    for failure in failures {
        eprintln!("  {}", failure.as_str().unwrap_or("?"));
    }
    ensure!(failures.is_empty(), "{} things do not hold", failures.len());
    close(page)
}
