//! What is published: one file that asks for nothing, a site that works without a network, and clear words
//! where the page cannot come up.

use std::{
    io,
    net::{Shutdown, TcpListener, TcpStream},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::{Context, Result, ensure};

use crate::{
    Places,
    hosts::{Answer, host},
    page::{Page, Screen, Visit},
};

const HASH: &str = "document.documentElement.dataset.hash";
const FAILURE: &str = "document.getElementById('failure').textContent";

/// The page's own policy, as it stands in the document.
const POLICY: &str = "document.querySelector('meta[http-equiv=Content-Security-Policy]').content";

/// Gives five ratings and returns the hash.
fn rate(page: &Page) -> Result<String> {
    for (n, key) in ["5", "1", "4", "2", "3"].into_iter().enumerate() {
        page.press(key)?;
        page.wait_for(&format!("document.documentElement.dataset.ratings === '{}'", n + 1))?;
    }
    Ok(page.evaluate(HASH)?.as_str().context("no hash")?.to_owned())
}

/// By double click: no request, a strict policy, and the bits of the site.
pub fn opens_as_one_file(places: &Places) -> Result<()> {
    let violations = "addEventListener('securitypolicyviolation', ({ blockedURI }) => \
                      (window.violations ??= []).push(blockedURI))";
    let file = Visit { before: violations, ..Visit::new(&places.file, Screen::DESKTOP) }.open()?;
    let requests = file.evaluate(
        "performance.getEntriesByType('resource').map(({ name }) => name)\
         .filter((name) => !name.startsWith('data:'))",
    )?;
    ensure!(requests.as_array().is_some_and(Vec::is_empty), "the file asks for {requests}");
    let policy = file.evaluate(POLICY)?;
    let policy = policy.as_str().context("the file has no policy")?;
    for needed in ["default-src 'none'", "'sha256-", "base-uri 'none'", "form-action 'none'"] {
        ensure!(policy.contains(needed), "the file's policy lacks {needed}: {policy}");
    }
    for loose in ["unsafe-inline", "'unsafe-eval'", "script-src *", "'self'"] {
        ensure!(!policy.contains(loose), "the file's policy has {loose}: {policy}");
    }
    let fetched =
        file.evaluate("fetch('https://example.com/').then(() => 'sent', () => 'refused')")?;
    ensure!(fetched == "refused", "the page may ask for what it likes before Connect");
    let blocked = file.evaluate("window.violations ?? []")?;
    let blocked = blocked.as_array().cloned().unwrap_or_default();
    ensure!(blocked.len() == 1, "in normal use the policy refused {blocked:?}");
    file.forgive("Content Security Policy")?;
    let site = Page::open(&places.site, Screen::DESKTOP)?;
    ensure!(rate(&file)? == rate(&site)?, "the file and the site have other bits");
    file.click("[data-deck='melody']")?;
    file.wait_for("document.getElementById('stage').dataset.renderer === 'melody'")?;
    file.close()?;
    site.close()
}

/// The site goes on when its server does not.
pub fn works_offline(places: &Places) -> Result<()> {
    let line = Line::to(&places.site)?;
    let page = Page::open(&line.url, Screen::PHONE)?;
    page.wait_for("document.documentElement.dataset.offline === 'true'")?;
    line.cut();
    page.reload()?;
    let hash = rate(&page)?;
    page.wait_for("Object.keys(localStorage).some((key) => key.startsWith('lobule:session:'))")?;
    page.reload()?;
    ensure!(page.evaluate(HASH)? == hash.as_str(), "without a network the session was lost");
    // The worker looks for a newer version, and finds nobody.
    page.forgive("sw.js")?;
    page.forgive("ERR_")?;
    page.close()
}

/// On hosts that redirect it is kept, and opens again; without its last slash it comes up; and in a sandbox it
/// works, or says why it does not.
pub fn stands_anywhere(site: &Path) -> Result<()> {
    let file = |path: &str| Answer::File(if path == "/" { "index.html" } else { path }.to_owned());
    type Route = fn(&str) -> Answer;
    let redirecting: [(&str, Route); 3] = [
        ("/", |path| match path {
            "/" => Answer::Redirect("/index.html"),
            _ => Answer::File(path.to_owned()),
        }),
        ("/", |path| match path.strip_prefix("/app/") {
            Some("") => Answer::File("index.html".to_owned()),
            Some(name) => Answer::File(name.to_owned()),
            None if path == "/" => Answer::Redirect("/app/"),
            None => Answer::Nothing,
        }),
        ("/index.html", |path| match path {
            "/index.html" => Answer::Redirect("/"),
            "/" => Answer::File("index.html".to_owned()),
            _ => Answer::File(path.to_owned()),
        }),
    ];
    for (start, route) in redirecting {
        let url = format!("{}{start}", host(site, "", route)?);
        let page = Page::open(&url, Screen::DESKTOP)?;
        page.wait_for("document.documentElement.dataset.offline === 'true'")?;
        // Now the worker answers.
        let again = page.another(&desktop(&url))?;
        again.reload()?;
        rate(&again)?;
        again.close_tab()?;
        page.close()?;
    }

    let repo = host(site, "", |path| match path {
        "/repo" => Answer::File("index.html".to_owned()),
        _ => path
            .strip_prefix("/repo/")
            .map_or(Answer::Nothing, |name| Answer::File(name.to_owned())),
    })?;
    let page = Page::open(&format!("{repo}/repo?seed=3"), Screen::DESKTOP)?;
    ensure!(page.evaluate("lobule.seed")? == 3, "the address lost its seed");
    let ground = page.evaluate("getComputedStyle(document.body).backgroundColor")?;
    ensure!(ground != "rgba(0, 0, 0, 0)", "the page without a slash has no style");
    rate(&page)?;
    // What was asked for beside the folder.
    page.forgive("404")?;
    page.forgive("preload")?;
    page.close()?;

    const SANDBOX: &str =
        "Content-Security-Policy: sandbox allow-scripts\r\nAccess-Control-Allow-Origin: *\r\n";
    let page = Page::open(&host(site, SANDBOX, file)?, Screen::DESKTOP)?;
    ensure!(page.text("#frame")?.contains("sandbox"), "the page hides that it is in a sandbox");
    rate(&page)?;
    page.enter_seed("12")?;
    page.wait_for("document.getElementById('footer-seed').textContent === '12'")?;
    page.choose_deck("prompt")?;
    page.evaluate("document.querySelector('#model [value=endpoint]').click()")?;
    page.evaluate("document.getElementById('model-connect').click()")?;
    page.wait_for("document.getElementById('model-error').textContent.includes('sandbox')")?;
    page.close()
}

/// Without WebAssembly, without scripts, without a part of itself, the page says so, in both languages.
pub fn says_why_it_cannot(places: &Places) -> Result<()> {
    for (language, words) in [("en", "WebAssembly switched off"), ("ko", "WebAssembly가 꺼져")] {
        // One is loaded, the other unpacks itself.
        for url in [&places.site, &places.file] {
            let visit = Visit { before: "delete window.WebAssembly", language, ..desktop(url) };
            fails_with(&visit, words)?;
        }
        let before = "delete window.DecompressionStream";
        let words = if language == "en" { "too old" } else { "너무 오래되어" };
        fails_with(&Visit { before, language, ..desktop(&places.file) }, words)?;
    }
    // A WASM file that never arrives whole.
    let before = "WebAssembly.instantiateStreaming = WebAssembly.instantiate = () => \
                  Promise.reject(new Error('it ended early'))";
    fails_with(&Visit { before, ..desktop(&places.site) }, "it ended early")?;

    let page = desktop(&places.site).open_any()?;
    page.without_scripts()?;
    for words in ["JavaScript is switched off", "JavaScript가 꺼져"] {
        page.wait_for(&format!("document.body?.innerText.includes('{words}')"))?;
    }
    page.close()
}

/// A melody that cannot be heard is seen and can be rated.
pub fn plays_without_sound(places: &Places) -> Result<()> {
    for before in [
        "delete window.AudioContext",
        "window.AudioContext = class { constructor() { throw new Error('no device'); } }",
        "window.AudioContext = class extends AudioContext { get state() { return 'suspended'; } \
         resume() { return Promise.reject(new Error('refused')); } }",
    ] {
        let page = Visit { before, ..desktop(&places.site) }.open()?;
        page.click("[data-deck='melody']")?;
        page.wait_for("document.getElementById('stage').dataset.renderer === 'melody'")?;
        let hash = page.evaluate(HASH)?;
        page.press("r")?;
        page.wait_for("document.getElementById('stage-note').textContent !== ''")
            .with_context(|| format!("nothing is said after {before}"))?;
        ensure!(page.evaluate(HASH)? == hash, "a melody without sound changed the session");
        rate(&page)?;
        page.close()?;
    }
    Ok(())
}

fn desktop(url: &str) -> Visit<'_> {
    Visit::new(url, Screen::DESKTOP)
}

fn fails_with(visit: &Visit, words: &str) -> Result<()> {
    let page = visit.open_any()?;
    page.wait_for("document.documentElement.dataset.failed === 'true'")?;
    let said = page.evaluate(FAILURE)?;
    ensure!(said.as_str().unwrap_or_default().contains(words), "expected {words:?}, got {said}");
    Ok(())
}

/// A way to the site that can be cut.
struct Line {
    url: String,
    is_cut: Arc<AtomicBool>,
    ends: Arc<Mutex<Vec<TcpStream>>>,
}

impl Line {
    fn to(site: &str) -> Result<Self> {
        let target = site.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}/", listener.local_addr()?);
        let line = Line { url, is_cut: Arc::default(), ends: Arc::default() };
        let (is_cut, ends) = (line.is_cut.clone(), line.ends.clone());
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if is_cut.load(Ordering::SeqCst) {
                    continue; // dropped: nobody answers
                }
                let Ok(far) = TcpStream::connect(&target) else { continue };
                let _ = pass(&near, &far).and_then(|()| pass(&far, &near));
                if let Ok(mut ends) = ends.lock() {
                    ends.extend([near, far]);
                }
            }
        });
        Ok(line)
    }

    fn cut(&self) {
        self.is_cut.store(true, Ordering::SeqCst);
        for end in self.ends.lock().iter().flat_map(|ends| ends.iter()) {
            // It may be closed already.
            let _ = end.shutdown(Shutdown::Both);
        }
    }
}

/// Hands on what comes, in a thread of its own.
fn pass(from: &TcpStream, to: &TcpStream) -> io::Result<()> {
    let (mut from, mut to) = (from.try_clone()?, to.try_clone()?);
    std::thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    Ok(())
}
