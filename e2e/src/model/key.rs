//! Where a key goes, and where it never goes.

use std::{
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener},
};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::{Folder, act, attempt, complete, completions, connect, forgive, open, rest};
use crate::{
    model_server::{KEY, Mode, ModelServer},
    page::{Page, Screen, Visit},
};

/// Keeps all that goes to the console.
const LISTEN: &str = "globalThis.said = []; \
    for (const name of ['log', 'info', 'debug', 'warn', 'error', 'trace', 'dir', 'table']) { \
      const before = console[name]; \
      console[name] = (...what) => { said.push(what.map(String).join(' ')); before(...what); }; }";

/// All that the browser keeps of the page.
const KEPT: &str = "(async () => {
    const asked = (request) => new Promise((resolve, reject) => {
        Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) });
    });
    const large = await asked(indexedDB.open('lobule'));
    const tables = [...large.objectStoreNames].map((name) => asked(large.transaction(name).objectStore(name).getAll()));
    const all = await Promise.all(tables);
    large.close();
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, all, history.state]);
})()";

/// All that stands in the page, but for the field itself.
const SEEN: &str = "document.documentElement.outerHTML + said.join('\\n') + document.title + location.href + \
    JSON.stringify(history.state)";

/// What a link is made of, unpacked.
const UNPACK: &str = "(async () => {
    const packed = document.getElementById('link').value.split('#s=2')[1].replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0)).subarray(4);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return new Response(stream).text();
})()";

const TASK: &str = "Explain locks to a burglar.";

/// The key arrives at the server and stays in memory; asked to, the browser keeps it, and forgets it again.
pub fn stays_here(site: &str) -> Result<()> {
    let server = ModelServer::start()?;
    let page = open(&Visit { before: LISTEN, ..Visit::new(site, Screen::DESKTOP) })?;
    let folder = Folder::new(&page, "key")?;
    act(&page, "task", &json!(TASK))?;
    connect(&page, &server.url(Mode::Locked), &[("key", KEY)])?;
    for stars in ["5", "2"] {
        complete(&page)?;
        page.rate(stars)?;
    }
    for request in server.requests() {
        let key = request.header("authorization");
        let preflight = request.method == "OPTIONS";
        let wanted = format!("Bearer {KEY}");
        ensure!(
            key == (!preflight).then_some(wanted.as_str()),
            "{} {} came with {key:?}",
            request.method,
            request.path
        );
        ensure!(
            !request.path.contains(KEY) && !request.body.contains(KEY),
            "the key is in the request itself"
        );
        ensure!(
            request.header("cookie").is_none() && request.header("referer").is_none(),
            "more than a key was sent"
        );
    }
    ensure!(completions(&server)?.len() >= 3, "nothing was asked with the key");
    never_told(&page, &folder)?;
    echoed(&page)?;
    kept_and_forgotten(&page, &server)?;
    forgive(&page)?;
    page.close()
}

fn absent(where_: &str, text: &str) -> Result<()> {
    // Half a key is a leak too.
    for part in [KEY, &KEY[..KEY.len() / 2 + 2], &KEY[KEY.len() / 2 - 2..]] {
        ensure!(!text.contains(part), "{where_} has the key");
    }
    Ok(())
}

fn string(page: &Page, expression: &str) -> Result<String> {
    let value = page.evaluate(expression)?;
    Ok(value.as_str().with_context(|| format!("{expression} is {value}"))?.to_owned())
}

fn never_told(page: &Page, folder: &Folder) -> Result<()> {
    // Longer than the page waits before it keeps what has changed.
    rest(700);
    let kept = string(page, KEPT)?;
    ensure!(
        kept.contains(TASK),
        "what the browser keeps has no task, so it tells nothing about the key"
    );
    absent("what the browser keeps", &kept)?;
    absent("the page", &string(page, SEEN)?)?;
    page.click("#with-texts")?;
    let session = folder.saved(page, "#save-session", "lobule-prompt-chain.session.json")?;
    ensure!(
        session.contains(TASK) && session.contains("Recipe "),
        "the session has no texts: {session:?}"
    );
    absent("the saved session", &session)?;
    let answers = folder.saved(page, "#answers-save", "lobule-prompt-chain.answers.jsonl")?;
    absent("the saved answers", &answers)?;
    absent(
        "the recipes",
        &folder.saved(page, "#recipes-save", "lobule-prompt-chain.recipes.txt")?,
    )?;
    for task in [false, true] {
        if task {
            page.click("#link-task")?;
        }
        page.click("#make-link")?;
        page.wait_for("document.getElementById('link').value")?;
        rest(100);
        let link = string(page, UNPACK)?;
        ensure!(
            link.contains(TASK) == task,
            "asked for a link with a task ({task}), the page made {link:?}"
        );
        absent("the link", &link)?;
    }
    Ok(())
}

/// A server whose errors repeat the key that it was given.
fn echoed(page: &Page) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = format!("http://{}/v1", listener.local_addr()?);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let Ok(copy) = stream.try_clone() else { return };
            let lines = BufReader::new(copy)
                .lines()
                .map_while(|line| line.ok().filter(|line| !line.is_empty()));
            let head: Vec<String> = lines.collect();
            let key =
                head.iter().find(|line| line.to_ascii_lowercase().starts_with("authorization:"));
            let key = key.and_then(|line| line.rsplit(' ').next()).unwrap_or_default();
            let preflight = head.first().is_some_and(|line| line.starts_with("OPTIONS"));
            let (status, body) = if preflight {
                ("204 No Content", String::new())
            } else {
                (
                    "400 Bad Request",
                    format!(r#"{{"error":{{"message":"bad request with Bearer {key} in it"}}}}"#),
                )
            };
            // Who has left needs no answer.
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: Authorization, \
                 Content-Type\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
        }
    });
    let seen = attempt(page, &address, &[("key", KEY)])?;
    let error = seen.says("refusal");
    ensure!(error.contains("bad request with Bearer ••• in it"), "the page says {error:?}");
    absent("the page", &string(page, SEEN)?)
}

fn kept_and_forgotten(page: &Page, server: &ModelServer) -> Result<()> {
    let field = "document.getElementById('model-key').value";
    page.reload()?;
    ensure!(page.evaluate(field)? == "", "the key has come back although nobody asked for it");
    page.click("#model-keep")?;
    connect(page, &server.url(Mode::Locked), &[("key", KEY)])?;
    ensure!(string(page, KEPT)?.contains(KEY), "the browser does not keep the key");
    page.reload()?;
    ensure!(page.evaluate(field)? == KEY, "the key has not come back");
    let asked = server.requests().len();
    rest(300);
    ensure!(server.requests().len() == asked, "with a kept key the page connects by itself");
    page.click("#model-keep")?;
    absent("what the browser keeps after the box is empty again", &string(page, KEPT)?)?;
    page.click("#model-keep")?;
    connect(page, &server.url(Mode::Locked), &[])?;
    ensure!(string(page, KEPT)?.contains(KEY), "the browser does not keep the key again");
    page.click("#forget-all")?;
    page.evaluate("document.documentElement.dataset.ready = 'false'")?;
    page.click("#forget-yes")?;
    page.wait_for("document.documentElement?.dataset.ready === 'true'")?;
    absent("what is left after all was forgotten", &string(page, KEPT)?)?;
    let left = page.evaluate("document.getElementById('model-key').value + document.getElementById('model-keep').checked")?;
    ensure!(left == "false", "after all was forgotten the form has {left}");
    Ok(())
}
