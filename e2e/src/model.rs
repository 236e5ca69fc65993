//! The prompt deck with a real language model behind it.

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;

use crate::page::{Page, Screen};

/// How many answers are rated, and with which stars.
const STARS: [u8; 3] = [4, 2, 5];

/// Connects the page to a server as a person would, rates some answers, and prints them.
pub fn real(page: &str, server: &str, model: &str) -> Result<()> {
    let page = Page::open(page, Screen::DESKTOP)?;
    page.click("[data-deck='prompt']")?;
    page.click("[name='model-kind'][value='endpoint']")?;
    for (field, value) in [("model-address", server), ("model-name", model)] {
        page.evaluate(&format!("document.getElementById('{field}').value = {}", json!(value)))?;
    }
    page.click("#model-connect")?;
    page.wait_for(&format!("{CONNECTED} || {}", text("model-error")))?;
    ensure!(
        page.evaluate(CONNECTED)? == true,
        "the page says {}",
        page.evaluate(&text("model-error"))?
    );
    for (n, stars) in STARS.into_iter().enumerate() {
        let complete = text("answer-status");
        page.wait_for(&format!("{complete} || {}", text("answer-error")))?;
        if page.evaluate(&complete)? == "" {
            bail!(
                "instead of answer {} the page says {}",
                n + 1,
                page.evaluate(&text("answer-error"))?
            );
        }
        let answer = page.evaluate(&text("answer-text"))?;
        let answer = answer.as_str().context("an answer without a text")?.trim();
        ensure!(!answer.is_empty(), "answer {} is empty", n + 1);
        println!("The page shows, and gives {stars} stars: {answer:?}");
        let shown = page.output_id()?;
        page.press(&stars.to_string())?;
        page.wait_for(&format!(
            "document.getElementById('output-text').dataset.outputId !== '{shown}'"
        ))?;
    }
    let rated = page.evaluate(&text("answers-save"))?;
    let rated = rated.as_str().unwrap_or_default();
    ensure!(
        rated.contains(&STARS.len().to_string()),
        "{} answers were rated, but {rated:?}",
        STARS.len()
    );
    page.click("#model-disconnect")?;
    page.wait_for(&format!("!({CONNECTED})"))?;
    page.close()
}

/// While a model is connected one can leave it.
const CONNECTED: &str = "(!document.getElementById('model-disconnect').hidden && \
    document.getElementById('model-state').textContent.includes('Connected to'))";

/// The text of an element.
fn text(id: &str) -> String {
    format!("document.getElementById('{id}').textContent")
}
