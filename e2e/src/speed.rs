//! How fast the page is, in figures. As other programs may be busy beside a browser, each is the best of a few
//! attempts.

use anyhow::{Context, Result, ensure};

use crate::{
    access::script,
    figures::{self, best},
    page::{Page, Screen, Visit},
};

/// Milliseconds from the address to the first output on the screen, on a processor four times slower.
const FIRST_OUTPUT: f64 = 300.0;
/// Milliseconds from a rating to the next output.
const ANSWER: f64 = 50.0;
/// Milliseconds between frames: 60 a second, and what a clock may differ by.
const FRAME: f64 = 17.5;
/// Milliseconds that a task may take.
const TASK: f64 = 50.0;
/// Milliseconds for 300 ratings by the auto-rater.
const THREE_HUNDRED: f64 = 3000.0;
/// How often something is tried.
const ATTEMPTS: usize = 4;
/// First loads of the page.
const LOADS: usize = 6;

/// From the address to the first output, with nothing kept of the page, each time in a browser of its own: what
/// another tab draws would take time from it.
pub fn first_output(site: &str) -> Result<()> {
    let visit = Visit { slower: 4.0, ..Visit::new(site, Screen::DESKTOP) };
    let mut times = Vec::new();
    for _ in 0..LOADS {
        let page = visit.open()?;
        let time = page.evaluate("performance.getEntriesByName('first-output')[0].startTime")?;
        times.push(time.as_f64().context("a time")?);
        page.close()?;
    }
    figures::tell("first output, a processor four times slower", &times, FIRST_OUTPUT)
}

/// Ratings, the auto-rater, time travel and decks, at full speed.
pub fn keeps_up(site: &str) -> Result<()> {
    let page = Page::open(site, Screen::DESKTOP)?;
    page.evaluate(&format!("(globalThis.ask = {}, true)", script(include_str!("speed.js"))))?;
    let least = |what: &str, limit: f64, question: &str| -> Result<()> {
        let mut figures = Vec::new();
        while figures.len() < ATTEMPTS && best(&figures) > limit {
            let figure = page.evaluate(&format!("ask.{question}"))?;
            figures.push(figure.as_f64().with_context(|| format!("{question} gives {figure}"))?);
        }
        figures::tell(what, &figures, limit)
    };
    least("from a rating to the text of the next output, at most", ANSWER, "answers('text')")?;
    least("from a rating to the next output on the screen, at most", ANSWER, "answers('shown')")?;
    for deck in ["lights", "melody"] {
        least(&format!("between frames of {deck}"), FRAME, &format!("frames('{deck}')"))?;
    }
    least("300 ratings by the auto-rater", THREE_HUNDRED, "turbo()")?;
    for what in ["rate", "turbo", "travel", "decks"] {
        least(&format!("longest task of {what}"), TASK, &format!("longest('{what}')"))?;
    }
    let hidden = page.evaluate("ask.hidden()")?;
    ensure!(hidden[0] == 0, "the auto-rater gives {hidden} ratings in a hidden tab and afterwards");
    ensure!(
        hidden[1].as_u64() > Some(0),
        "the auto-rater does not go on when the tab is seen again"
    );
    page.close()
}
