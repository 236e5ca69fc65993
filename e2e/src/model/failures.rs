//! Whatever a server does wrong: a message with the remedy, the session as it was, and no storm of requests.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::{
    act, attempt, complete, completions, connect, forgive, form, look, open, rest, wait_until,
};
use crate::{
    model_server::{MODELS, Mode, ModelServer, not_running, protocol::answer},
    page::{Page, Screen, Visit},
};

/// After so many failures in a row the page waits for the person.
const MOST_FAILURES: usize = 3;

/// Of these one is enough: whatever else was asked would be refused as well.
const LASTING: [Mode; 3] = [Mode::Locked, Mode::NotFound, Mode::Loading];

/// Limits that make the slow modes fail soon; the answers of good ones are shorter.
const HASTE: [(&str, &str); 2] = [("timeout", "1"), ("tokens", "20")];

/// What the page must say where a server fails while it is connected.
const AT_CONNECT: [(Mode, &[&str]); 9] = [
    (Mode::Silent, &["Not a word for", "Try again", "time-out"]),
    (Mode::Html, &["HTML", "/v1"]),
    (Mode::Error, &["failed (500)", "Internal Server Error", "log"]),
    (Mode::ErrorJson, &["failed (500)", "CUDA error: out of memory"]),
    (Mode::NotFound, &["nothing under", "/404/v1 (404)", "path"]),
    (Mode::Busy, &["Too many requests (429)", "Wait 2 seconds"]),
    (Mode::Loading, &["(503)", "Loading model", "needs a moment"]),
    (Mode::Redirect, &["redirect", "Enter the address where it ends"]),
    (Mode::NoCors, &["does not allow this page (CORS)", "OLLAMA_ORIGINS=", "--enable-cors"]),
];

/// The same where it fails only when it is asked for an answer.
const LATER: [(Mode, &[&str]); 18] = [
    (Mode::Silent, &["Not a word for", "longer time-out"]),
    (Mode::Html, &["HTML", "/v1"]),
    (Mode::Error, &["failed (500)", "ask again"]),
    (Mode::ErrorJson, &["failed (500)", "CUDA error: out of memory", "ask again"]),
    (Mode::NotFound, &["nothing under", "(404)"]),
    (Mode::Busy, &["429", "Wait 2 seconds.", "Rate limit reached for requests"]),
    (Mode::Loading, &["(503)", "needs a moment", "Ask again"]),
    (Mode::Redirect, &["redirect", "Enter the address where it ends"]),
    (Mode::NoCors, &["CORS", "OLLAMA_ORIGINS="]),
    (Mode::Locked, &["wants a key (401)", "Enter it", "connect again"]),
    (Mode::Stall, &["Not a word for", "Try again"]),
    (Mode::Break, &["broke off", "Ask again"]),
    (Mode::Half, &["broke off", "Ask again"]),
    (Mode::Empty, &["empty", "Ask again", "another model"]),
    (Mode::Endless, &["would not end", "Most tokens"]),
    (Mode::PlainLies, &["no answer as OpenAI-compatible servers give it", "Check the address"]),
    (Mode::ErrorInStream, &["the model has run out of context", "ask again"]),
    (Mode::LongLine, &["would not end"]),
];

/// Of these, what came before the failure stays on show.
const LEAVE_WORDS: [Mode; 4] = [Mode::Stall, Mode::Break, Mode::Half, Mode::ErrorInStream];

fn holds(said: &str, wanted: &[&str]) -> Result<()> {
    for words in wanted {
        ensure!(said.contains(words), "the page says {said:?}, and not {words:?}");
    }
    Ok(())
}

/// A server that cannot be connected to.
pub fn at_connect(site: &str) -> Result<()> {
    let server = ModelServer::start()?;
    let page = open(&Visit::new(site, Screen::DESKTOP))?;
    let hash = page.rate("42")?.hash;
    let fails = |address: &str, key: &str, wanted: &[&str]| -> Result<()> {
        let seen = attempt(&page, address, &[("key", key), ("timeout", "1")])?;
        holds(seen.says("refusal"), wanted)?;
        ensure!(seen.says("hash") == hash, "the session has changed");
        ensure!(seen.says("state").contains("Not connected"), "it says {:?}", seen.says("state"));
        Ok(())
    };
    for (mode, wanted) in AT_CONNECT {
        fails(&server.url(mode), "", wanted).with_context(|| mode.name())?;
    }
    let origin = page.evaluate("location.origin")?;
    let allow = format!("OLLAMA_ORIGINS={}.", origin.as_str().context("no origin")?);
    fails(&server.url(Mode::NoCors), "", &[&allow])?;
    let locked = server.url(Mode::Locked);
    fails(&locked, "", &["wants a key (401)", "Enter it", "didn't provide an API key"])?;
    fails(&locked, "sk-wrong-0123456789", &["refuses the key (401)", "Check that it is whole"])?;
    let focus = page.evaluate("document.activeElement.id")?;
    ensure!(focus == "model-key", "the key is to be corrected, and the focus is on {focus}");
    fails(&locked, "two words", &["The key holds a space"])?;
    let nobody = not_running()?;
    fails(
        &nobody,
        "",
        &[nobody.trim_end_matches("/v1"), "Nothing answers", "ollama serve", "port"],
    )?;
    let short = server.url(Mode::Good).trim_end_matches("/v1").to_owned();
    fails(&short, "", &["Did you forget /v1?", "/good/v1"])?;
    let bad =
        ["ftp://localhost/v1", "http://[::1]:11434/v1", "http://", "http://:80:80/v1", "12", ""];
    for address in bad {
        fails(address, "", &["is not an address"]).with_context(|| format!("{address:?}"))?;
    }
    for address in
        ["http://me:secret@localhost/v1", "http://localhost/v1?key=secret", "localhost/#secret"]
    {
        fails(address, "", &["no @, ? or #", "key field"])?;
        ensure!(!look(&page)?.says("refusal").contains("secret"), "what may be a key is on show");
    }
    // No mistake costs the way back.
    connect(&page, &server.url(Mode::Good), &[("key", "")])?;
    complete(&page)?;
    forgive(&page)?;
    page.close()
}

/// What a page from https would say; these pages come from http, so it is asked of its modules.
pub fn mixed(sources: &str) -> Result<()> {
    let page = Page::open(sources, Screen::PHONE)?;
    let is_mixed = "import('./model/address.js').then(({ isMixed }) => ['http://192.168.0.7:11434/v1', \
        'http://localhost:11434/v1', 'http://127.0.0.1:8080/v1', 'https://example.org/v1'] \
        .map((address) => isMixed(address, 'https:')))";
    let mixed = page.evaluate(is_mixed)?;
    ensure!(mixed == json!([true, false, false, false]), "taken for mixed content are {mixed}");
    let explain = "import('./words/model.js').then(({ explain }) => \
        explain({ kind: 'mixed', address: 'http://192.168.0.7:11434/v1' }))";
    let said = page.evaluate(explain)?;
    let wanted =
        ["http://192.168.0.7:11434", "mixed content", "lobule.html", "give the server https"];
    holds(said.as_str().unwrap_or_default(), &wanted)?;
    page.close()
}

/// A server that is connected, and then fails to answer.
pub fn later(site: &str) -> Result<()> {
    let server = ModelServer::start()?;
    let page = open(&Visit::new(site, Screen::DESKTOP))?;
    // Its list of models stays in order.
    let address = server.now_url().replace("/now/", "/late-now/");
    connect(&page, &address, &HASTE)?;
    complete(&page)?;
    let hash = page.state()?.hash;
    for (mode, wanted) in LATER {
        // It takes a while until a line is too long.
        let haste =
            if mode == Mode::LongLine { [("timeout", "20"), ("tokens", "20")] } else { HASTE };
        fails(&page, &server, mode, wanted, &form(&address, &haste))
            .with_context(|| mode.name())?;
        ensure!(page.state()?.hash == hash, "{} has changed the session", mode.name());
    }
    wrong_model(&page, &server)?;
    cancel(&page, &server)?;
    forgive(&page)?;
    page.close()
}

fn fails(
    page: &Page,
    server: &ModelServer,
    mode: Mode,
    wanted: &[&str],
    connection: &Value,
) -> Result<()> {
    // An answer to the task before that is still to come would fail, too, and count as one of the failures.
    act(page, "leave", &Value::Null)?;
    server.turn(mode);
    let task = format!("Task for {}.", mode.name());
    act(page, "task", &json!(task))?;
    act(page, "connect", connection)?;
    let seen = act(page, "pause", &Value::Null)?;
    holds(seen.says("error"), wanted)?;
    let start: String = answer(seen.says("prompt")).split_inclusive(' ').take(3).collect();
    let left = if LEAVE_WORDS.contains(&mode) { start.trim_end() } else { "" };
    let text = seen.says("answer").trim_end();
    ensure!(
        mode == Mode::Endless || text == left,
        "what came was {text:?}, and {left:?} shall stay"
    );

    let before = server.requests().len();
    // What makes the page ask again, if anything, is the same for all; one of them is waited for in earnest.
    rest(if mode == Mode::Error { 2000 } else { 150 });
    let more = server.requests().len() - before;
    ensure!(more == 0, "{more} requests while the page waits");
    let asked = completions(server)?.iter().filter(|(_, prompt)| prompt.ends_with(&task)).count();
    // Some never come further than to asking for leave.
    let wanted = match mode {
        Mode::NoCors | Mode::Silent => 0,
        _ if LASTING.contains(&mode) => 1,
        _ => MOST_FAILURES,
    };
    ensure!(asked == wanted, "{asked} answers were asked for, not {wanted}");

    server.turn(Mode::Plain);
    let seen = act(page, "again", &Value::Null)?;
    ensure!(
        seen.says("answer") == answer(seen.says("prompt")),
        "asked again, it got {:?}",
        seen.says("answer")
    );
    ensure!(seen.says("error").is_empty(), "the message stays: {:?}", seen.says("error"));
    Ok(())
}

/// A name that the server does not know.
fn wrong_model(page: &Page, server: &ModelServer) -> Result<()> {
    let [first, second] = MODELS;
    connect(page, &server.url(Mode::Good), &[("name", "huge")])?;
    let seen = act(page, "failure", &Value::Null)?;
    holds(seen.says("error"), &["no model “huge”", &format!("It has: {first}, {second}.")])?;
    connect(page, &server.url(Mode::Good), &[("name", second)])?;
    let seen = complete(page)?;
    ensure!(
        seen.says("state").contains(second),
        "connected to another model: {:?}",
        seen.says("state")
    );
    Ok(())
}

/// A person who does not want to wait.
fn cancel(page: &Page, server: &ModelServer) -> Result<()> {
    connect(page, &server.late_url(Mode::Stall), &[("name", ""), ("timeout", "60")])?;
    let stalled = || -> Result<Vec<_>> {
        let asked = completions(server)?.into_iter();
        Ok(asked.filter(|(request, _)| request.path.contains("late-stall")).collect())
    };
    let before = act(page, "words", &Value::Null)?;
    let after = act(page, "stop", &Value::Null)?;
    wait_until("the stopped request is left", || {
        Ok(stalled()?
            .iter()
            .any(|(request, prompt)| request.left && prompt == before.says("prompt")))
    })?;
    ensure!(after.says("note").contains("not complete"), "after Stop: {:?}", after.says("note"));
    ensure!(
        after.says("answer") == before.says("answer"),
        "after Stop there is {:?}",
        after.says("answer")
    );
    ensure!(after.says("error").is_empty(), "Stop is no mistake: {:?}", after.says("error"));
    ensure!(after.says("hash") == before.says("hash"), "Stop has changed the session");
    // Who leaves the server lets go of all that it still does.
    act(page, "leave", &Value::Null)?;
    wait_until("all requests are left", || Ok(stalled()?.iter().all(|(request, _)| request.left)))
}
