//! The prompt deck with a language model behind it: the tests' own server, a stub in the browser, or a real one.

mod answers;
mod builtin;
mod failures;
mod gate;
mod key;
mod learnt;

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::{
    Places,
    model_server::{ModelServer, Request},
    page::{Page, Screen, Visit},
    stages::stage,
};

/// How many answers of a real model are rated, and with which stars.
const STARS: [u8; 3] = [4, 2, 5];

/// What a model is to the page, and what never comes of it.
pub fn try_all(places: &Places) -> Result<()> {
    let site = &places.site;
    stage("Rating a model's answers", || answers::come_ahead(site))?;
    stage("Holding the auto-rater off a model", || answers::rest_of_the_auto_rater(site))?;
    stage("Connecting in vain", || failures::at_connect(site))?;
    stage("Asking a model that fails", || failures::later(site))?;
    stage("Asking http from https", || failures::mixed(&places.sources))?;
    stage("Asking in Korean", || answers::in_korean(site))?;
    stage("Learning two kinds of task", || learnt::by_kind(site))?;
    stage("Saving rated answers", || learnt::as_lines(site))?;
    stage("Asking the model of the browser", || builtin::is_used(site))?;
    stage("Keeping a key secret", || key::stays_here(site))?;
    stage("Shutting the page in", || gate::is_shut(places))
}

/// Connects the page to a server as a person would, rates some answers, and prints them.
pub fn real(page: &str, server: &str, model: &str) -> Result<()> {
    let page = open(&Visit::new(page, Screen::DESKTOP))?;
    connect(&page, server, &[("name", model)])?;
    for stars in STARS {
        let answer = finished(&page)?;
        let answer = answer.says("answer").trim();
        ensure!(!answer.is_empty(), "the model has answered nothing");
        println!("The page shows, and gives {stars} stars: {answer:?}");
        page.rate(&stars.to_string())?;
    }
    let rated = act(&page, "leave", &Value::Null)?.rated();
    ensure!(rated == STARS.len(), "{} answers were rated, {rated} are counted", STARS.len());
    page.close()
}

/// The shown answer, for which a large model may take its time.
fn finished(page: &Page) -> Result<Seen> {
    const PATIENCE: Duration = Duration::from_secs(180);
    let start = Instant::now();
    loop {
        let seen = look(page)?;
        // A model that has more to say than it is allowed has answered, too.
        if seen.holds("complete") || seen.says("error").contains("most tokens it was allowed") {
            return Ok(seen);
        }
        ensure!(
            seen.says("error").is_empty(),
            "instead of an answer the page says {:?}",
            seen.says("error")
        );
        ensure!(
            start.elapsed() < PATIENCE,
            "no whole answer in {} s: {seen:?}",
            PATIENCE.as_secs()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// What the page says about its model, and about the answer on show.
#[derive(Debug)]
struct Seen(Value);

impl Seen {
    fn says(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }

    fn holds(&self, name: &str) -> bool {
        self.0[name] == true
    }

    /// How many rated answers can be saved.
    fn rated(&self) -> usize {
        self.0["rated"].as_u64().and_then(|rated| rated.try_into().ok()).unwrap_or_default()
    }
}

/// Calls the function that a script is, under a line that says what for.
fn run(page: &Page, script: &str, arguments: &str) -> Result<Value> {
    let (_, function) = script.split_once('\n').context("a script of one line")?;
    page.evaluate(&format!("({})({arguments})", function.trim_end()))
}

/// Does something as `person.js` knows it, and looks at what comes of it.
fn act(page: &Page, deed: &str, given: &Value) -> Result<Seen> {
    let arguments = format!("{}, {given}", json!(deed));
    let seen = run(page, include_str!("model/person.js"), &arguments)?;
    ensure!(seen["failed"].is_null(), "{deed}: {}", seen["failed"]);
    Ok(Seen(seen))
}

/// Looks at the page.
fn look(page: &Page) -> Result<Seen> {
    act(page, "look", &Value::Null)
}

/// Opens the page and turns to the prompt deck.
fn open(visit: &Visit) -> Result<Page> {
    let page = visit.open()?;
    page.choose_deck("prompt")?;
    Ok(page)
}

/// An address and other fields, as a form has them.
fn form(address: &str, fields: &[(&str, &str)]) -> Value {
    let mut form = json!({ "address": address });
    for &(name, value) in fields {
        form[name] = value.into();
    }
    form
}

/// Enters an address and presses Connect.
fn attempt(page: &Page, address: &str, fields: &[(&str, &str)]) -> Result<Seen> {
    act(page, "connect", &form(address, fields))
}

/// The same where nothing may go wrong.
fn connect(page: &Page, address: &str, fields: &[(&str, &str)]) -> Result<()> {
    let seen = attempt(page, address, fields)?;
    ensure!(seen.holds("connected"), "{address}: the page says {:?}", seen.says("refusal"));
    Ok(())
}

/// Waits until the shown answer is complete.
fn complete(page: &Page) -> Result<Seen> {
    act(page, "answer", &Value::Null)
}

/// The requests for an answer that a server has had, and the prompt of each.
fn completions(server: &ModelServer) -> Result<Vec<(Request, String)>> {
    let asked = server.requests().into_iter();
    let asked =
        asked.filter(|asked| asked.method == "POST" && asked.path.ends_with("/chat/completions"));
    asked
        .map(|asked| {
            let body: Value =
                serde_json::from_str(&asked.body).with_context(|| asked.body.clone())?;
            let prompt =
                body["messages"][0]["content"].as_str().context("a request without a prompt")?;
            Ok((asked, prompt.to_owned()))
        })
        .collect()
}

/// Waits for what something outside of the page comes to.
fn wait_until(what: &str, holds: impl Fn() -> Result<bool>) -> Result<()> {
    const PATIENCE: Duration = Duration::from_secs(20);
    let start = Instant::now();
    while !holds()? {
        ensure!(start.elapsed() < PATIENCE, "{what}: not within {} s", PATIENCE.as_secs());
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

/// A folder for what a page saves; it goes with this.
struct Folder(PathBuf);

impl Folder {
    fn new(page: &Page, name: &str) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("lobule-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        page.download_to(&folder)?;
        Ok(Folder(folder))
    }

    /// What a file says that a button saves; the file is gone afterwards.
    fn saved(&self, page: &Page, button: &str, name: &str) -> Result<String> {
        page.click(button)?;
        let file = self.0.join(name);
        wait_until(name, || Ok(file.exists()))?;
        let text = fs::read_to_string(&file)?;
        fs::remove_file(&file)?;
        Ok(text)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // It is in the folder for what may go at any time.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Takes back what the browser says of requests that have failed.
fn forgive(page: &Page) -> Result<()> {
    for words in ["Failed to load resource", "blocked by CORS policy", "Content Security Policy"] {
        page.forgive(words)?;
    }
    Ok(())
}

/// Waits a while in which nothing may happen.
fn rest(milliseconds: u64) {
    std::thread::sleep(Duration::from_millis(milliseconds));
}
