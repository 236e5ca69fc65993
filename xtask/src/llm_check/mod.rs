//! The page's language-model client against a real server: llama.cpp's, compiled from PyPI, with a tiny model made
//! on the spot; or any that runs already.

mod gguf;
pub mod http;
mod model;
mod server;
mod watch;

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::run::{loud, root, stage};
use http::ask;

/// What the model is called.
const NAME: &str = "lobule-bigrams";
/// Where pages come from: a local server, and a file that was opened by double click.
const ORIGINS: [&str; 2] = ["http://127.0.0.1:8737", "null"];
const PROMPT: &str = "You are a patient teacher. Explain light in one sentence.";
const JSON: (&str, &str) = ("Content-Type", "application/json");

/// Options of `llm-check`.
#[derive(clap::Args)]
pub struct Options {
    /// Checks a server that runs already, by its address, such as Ollama's http://127.0.0.1:11434/v1.
    #[arg(long, value_name = "URL", requires = "model")]
    server: Option<String>,
    /// The model to ask there.
    #[arg(long, value_name = "NAME", requires = "server")]
    model: Option<String>,
    /// Leaves the browser out.
    #[arg(long)]
    no_page: bool,
}

/// Starts the server if none is given, asks it over plain HTTP as a browser would, then through the page.
///
/// # Errors
/// The server cannot be had or does not start, or the first thing that does not hold.
pub fn run(options: &Options) -> Result<()> {
    if let (Some(url), Some(model)) = (&options.server, &options.model) {
        return check(url.trim_end_matches('/'), model, options.no_page);
    }
    let folder = root().join("target/llm-check");
    let server = server::install(&folder)?;
    let file = folder.join(format!("{NAME}.gguf"));
    let parameters = model::write(&file)?;
    println!("Model: {NAME}, {parameters} parameters");
    let version = server::version(&server).unwrap_or_default();
    println!("Server: llama.cpp's llama-server {version}");
    let log = folder.join("server.log");
    println!("Log: {}", log.display());
    let running = stage("Starting it", || server::Running::start(&server, &file, NAME, &log))?;
    check(&running.url, NAME, options.no_page)
}

fn check(url: &str, model: &str, no_page: bool) -> Result<()> {
    stage("Asking for its models", || knows(url, model))?;
    for origin in ORIGINS {
        stage(&format!("Asking leave for a page of {origin}"), || allows(url, origin))?;
    }
    let answer = stage("Asking for a whole answer", || whole(url, model))?;
    println!("{model} answers: {answer:?}");
    let (answer, pieces) = stage("Asking for a stream", || streamed(url, model))?;
    println!("{model} streams {pieces} pieces: {answer:?}");
    stage("Asking for nonsense", || refuses(url))?;
    if no_page {
        return Ok(());
    }
    // Not a stage: the browser's stages are told as they come.
    let page = ["run", "-p", "lobule-e2e", "--", "--model", url, "--model-name", model];
    loud(Command::new(env!("CARGO")).args(page).current_dir(root()))
        .context("the page does not get along with this server")
}

/// The model is in the list.
fn knows(url: &str, model: &str) -> Result<()> {
    let reply = ask("GET", &format!("{url}/models"), &[("Origin", ORIGINS[0])], "")?;
    ensure!(reply.status == 200, "{url}/models answers {}: {}", reply.status, reply.text());
    let list = reply.json()?;
    let models = list["data"].as_array().into_iter().flatten();
    let names: Vec<_> = models.filter_map(|one| one["id"].as_str()).collect();
    ensure!(names.contains(&model), "no model {model:?} among {names:?}");
    Ok(())
}

/// A page of this origin may ask, with a key.
fn allows(url: &str, origin: &str) -> Result<()> {
    let wanted = "authorization,content-type";
    let headers = [
        ("Origin", origin),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", wanted),
    ];
    let reply = ask("OPTIONS", &format!("{url}/chat/completions"), &headers, "")?;
    may(origin, &reply)?;
    ensure!((200..300).contains(&reply.status), "the preflight is answered with {}", reply.status);
    let allowed = reply.header("access-control-allow-headers").to_ascii_lowercase();
    for name in wanted.split(',') {
        let listed = allowed.split(',').any(|one| one.trim() == name || one.trim() == "*");
        ensure!(listed, "{name} is not among the headers it allows: {allowed:?}");
    }
    Ok(())
}

/// A page of this origin may read the reply.
fn may(origin: &str, reply: &http::Reply) -> Result<()> {
    let allowed = reply.header("access-control-allow-origin");
    ensure!(
        allowed == origin || allowed == "*",
        "a page of {origin} is not allowed to read the answer, only one of {allowed:?}: allow the origin in the \
         server's settings (docs/models.md)"
    );
    Ok(())
}

fn request(url: &str, model: &str, stream: bool) -> Result<http::Reply> {
    let message = json!({ "role": "user", "content": PROMPT });
    let body =
        json!({ "model": model, "messages": [message], "stream": stream, "max_tokens": 120 });
    let headers = [JSON, ("Origin", ORIGINS[0])];
    let reply = ask("POST", &format!("{url}/chat/completions"), &headers, &body.to_string())?;
    ensure!(reply.status == 200, "it answers {}: {}", reply.status, reply.text());
    ensure!(reply.whole, "the answer is cut off after {} bytes", reply.text().len());
    may(ORIGINS[0], &reply)?;
    Ok(reply)
}

fn whole(url: &str, model: &str) -> Result<String> {
    let reply = request(url, model, false)?.json()?;
    let text = reply["choices"][0]["message"]["content"].as_str().unwrap_or_default();
    ensure!(!text.trim().is_empty(), "no text in {reply}");
    Ok(text.trim().to_owned())
}

/// The answer and the number of pieces in which it came.
fn streamed(url: &str, model: &str) -> Result<(String, usize)> {
    let reply = request(url, model, true)?;
    let kind = reply.header("content-type");
    ensure!(kind.starts_with("text/event-stream"), "a stream of the type {kind:?}");
    let (events, done) = reply.events()?;
    ensure!(done, "the stream does not end with [DONE]");
    let finished = |event: &Value| event["choices"][0]["finish_reason"].is_string();
    ensure!(events.iter().any(finished), "no event has a finish_reason");
    let answer = http::answer(&events).trim().to_owned();
    ensure!(!answer.is_empty(), "the stream has no text in its {} events", events.len());
    ensure!(reply.pieces.len() > 1, "the answer came in one piece");
    Ok((answer, reply.pieces.len()))
}

/// A request that is no JSON gets an error that a page can show.
fn refuses(url: &str) -> Result<()> {
    let headers = [JSON, ("Origin", ORIGINS[0])];
    let reply = ask("POST", &format!("{url}/chat/completions"), &headers, "{\"model\":")?;
    ensure!((400..500).contains(&reply.status), "nonsense is answered with {}", reply.status);
    may(ORIGINS[0], &reply)?;
    let error = reply.json()?["error"].clone();
    let message = error["message"].as_str().or(error.as_str());
    ensure!(message.is_some_and(|message| !message.is_empty()), "no message in {error}");
    Ok(())
}
