//! Links that carry a session: how long they are, where they lead, and what is not in them.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{
    Places,
    files::{BREAKFAST, SESSION, in_folder, save, use_deck},
    page::{Page, Screen, State, Visit},
    sessions::{native, record},
};

/// What 100 ratings of a deck that the page brings along may take.
const MOST_BYTES: u64 = 2047;
/// Above this a file is offered.
const LARGE: u64 = 8192;
const LINK: &str = "document.getElementById('link').value";
const NOTE: &str = "#link-note";

/// A link to the session on show.
pub fn make_link(page: &Page) -> Result<String> {
    page.evaluate("document.getElementById('make-link').click()")?;
    page.wait_for(&format!("document.querySelector('{NOTE}').textContent.includes(' bytes')"))?;
    Ok(page.evaluate(LINK)?.as_str().context("a link")?.to_owned())
}

/// Links of 100 ratings are short and lead to the very same policy, and private things stay out of them.
pub fn carry_sessions(places: &Places) -> Result<()> {
    let page = Page::open(&places.site, Screen::PHONE)?;
    // Numbers that look random, since those are packed worst.
    page.evaluate(
        "void (window.hundred = () => { let state = 99; for (let n = 0; n < 100; n += 1) { \
         state = (state * 48271) % 2147483647; \
         const { session } = lobule; session.rate(session.propose().id, 1 + (state >> 8) % 5); } })",
    )?;
    for deck in ["lights", "melody", "prompt"] {
        page.choose_deck(deck)?;
        page.evaluate("hundred()")?;
        let link = make_link(&page)?;
        let bytes = link.len() as u64;
        println!("{deck}: 100 ratings in a link of {bytes} bytes");
        ensure!(bytes <= MOST_BYTES, "a link of {bytes} bytes is above {MOST_BYTES}");
        leads_here(&page, &link).with_context(|| deck.to_owned())?;
    }
    page.choose_deck("lights")?;
    by_the_auto_rater(&page)?;
    page.evaluate("document.getElementById('copy-link').click()")?;
    page.wait_for(&format!("/Copied|Ctrl-C/.test(document.querySelector('{NOTE}').textContent)"))?;
    keeps_what_was_there(&page)?;
    own_decks(&page)?;
    keeps_private_things(&page)?;
    page.close()?;
    of_the_file(places)
}

/// Opens a link on another computer, where it leads to the session on show and says its hash.
fn leads_here(page: &Page, link: &str) -> Result<()> {
    let here = page.state()?;
    ensure!(
        page.text(NOTE)?.contains(&format!("{} bytes", link.len())),
        "the link does not say its size: {}",
        page.text(NOTE)?
    );
    let other = page.elsewhere(&Visit::new(link, Screen::DESKTOP))?;
    other.wait_for("document.getElementById('link-close')?.hidden === false")?;
    other.state()?.is_that_of(&here)?;
    let told = other.text("#link-told")?;
    ensure!(
        told.contains(&here.hash) && told.contains(&format!("{} ratings", here.ratings)),
        "the page says {told}"
    );
    ensure!(record(&other)? == record(page)?, "the link has other events");
    let by = "lobule.ratings.map(({ by }) => by).join()";
    ensure!(other.evaluate(by)? == page.evaluate(by)?, "the link says others have rated");
    // One can go on, and the address is then none of the session any more.
    let after = other.rate("4z")?;
    ensure!(after.hash == here.hash, "going on and back leads elsewhere");
    ensure!(other.evaluate("location.hash")? == "", "the address still has the link");
    other.close_tab()?;
    page.to_front()
}

/// Another seed and setting, turns of a person and the auto-rater, skips, corrections and undone ratings.
fn by_the_auto_rater(page: &Page) -> Result<()> {
    page.enter_seed("9007199254740991")?;
    page.evaluate("document.getElementById('clip').click()")?;
    page.wait_for("lobule.ratings.length === 0")?;
    let file = record(page)?;
    ensure!(file["seed"] == 9007199254740991_u64 && file["config"] != Value::Null, "it is {file}");
    page.evaluate("document.querySelector('#speeds [value=turbo]').click()")?;
    page.evaluate("document.getElementById('auto').click()")?;
    page.wait_for("lobule.ratings.length >= 130")?;
    page.rate("2ss")?;
    page.evaluate("document.getElementById('skip').click()")?;
    page.rate("35")?;
    page.evaluate("document.getElementById('correct').click()")?;
    page.rate("1zz4")?;
    let link = make_link(page)?;
    println!("{} ratings by two in a link of {} bytes", page.state()?.ratings, link.len());
    leads_here(page, &link).context("with the auto-rater")
}

/// What a link takes the place of can be taken back, also after the link has been loaded again.
fn keeps_what_was_there(page: &Page) -> Result<()> {
    let link = make_link(page)?;
    let fragment = link.split_once('#').context("a fragment")?.1;
    let linked = page.state()?;
    let (site, _) = link.split_once('#').context("an address")?;
    let other = page.elsewhere(&Visit::new(site, Screen::PHONE))?;
    let own = other.rate("15")?;
    other.evaluate(&format!("void (location.hash = '{fragment}')"))?;
    other.wait_for("document.getElementById('link-close')?.hidden === false")?;
    other.state()?.is_that_of(&linked)?;
    other.reload()?;
    other.wait_for("document.getElementById('link-close')?.hidden === false")?;
    other.state()?.is_that_of(&linked).context("a link, loaded again")?;
    other.click("#take-before")?;
    other.wait_for("lobule.ratings.length === 2")?;
    other.state()?.is_that_of(&own).context("what was there before the link")?;
    other.click("#take-before")?;
    other.wait_for("lobule.ratings.length > 2")?;
    other.state()?.is_that_of(&linked).context("the link's session again")?;
    other.close_tab()?;
    page.to_front()
}

fn own_decks(page: &Page) -> Result<()> {
    use_deck(page, BREAKFAST)?;
    page.evaluate("document.querySelectorAll('#task .kinds button')[1].click()")?;
    page.evaluate("hundred()")?;
    let link = make_link(page)?;
    println!("breakfast: 100 ratings in a link of {} bytes", link.len());
    leads_here(page, &link).context("a deck of one's own")?;

    // 40 payloads that cannot be packed.
    page.evaluate(
        "window.large = JSON.stringify({ name: 'Large', slots: Array.from({ length: 5 }, (_, s) => ({ name: `slot ${s}`, \
         cards: Array.from({ length: 8 }, (_, c) => ({ label: `card ${c}`, payload: Array.from(crypto.getRandomValues(\
         new Uint8Array(400)), (byte) => (byte % 36).toString(36)).join('') })) })) })",
    )?;
    let large = page.evaluate("window.large")?;
    use_deck(page, large.as_str().context("a deck")?)?;
    page.rate("51")?;
    page.evaluate("document.getElementById('make-link').click()")?;
    page.wait_for(&format!("document.querySelector('{NOTE}').textContent.includes('{LARGE}')"))?;
    let offered =
        |id: &str| page.evaluate(&format!("document.getElementById('{id}').checkVisibility()"));
    ensure!(offered("link")? == false, "a link that breaks is offered");
    ensure!(offered("link-file")? == true, "no file is offered in its place");
    println!("large: {}", page.text(NOTE)?);
    in_folder("link", |folder| {
        let file = save(page, "link-file", folder)?;
        ensure!(native(&file)? == page.state()?.hash, "the offered file is another session");
        Ok(())
    })
}

/// The key of a model goes nowhere, a task only where one says so.
fn keeps_private_things(page: &Page) -> Result<()> {
    const KEY: &str = "sk-a-key-of-the-tests";
    const TASK: &str = "Plan a birthday for Hazel";
    page.choose_deck("prompt")?;
    page.evaluate(&format!(
        "(document.querySelector('[data-kind=endpoint]')?.click(), \
         document.getElementById('model-address').value = 'http://127.0.0.1:9/v1', \
         document.getElementById('model-key').value = '{KEY}', \
         document.getElementById('model-connect').click(), \
         document.getElementById('task-text').value = '{TASK}', document.getElementById('task-use').click())"
    ))?;
    page.wait_for("document.getElementById('model-error').textContent !== ''")?;
    page.forgive("127.0.0.1:9")?;
    page.rate("51")?;
    let holds = |link: &str, secret: &str| -> Result<bool> {
        let content = format!("({})({link:?})", include_str!("unpack_link.js").trim_end());
        let content = page.evaluate(&content)?;
        Ok(content.as_str().context("a content")?.contains(secret) || link.contains(secret))
    };
    let link = make_link(page)?;
    ensure!(holds(&link, "prompt")?, "the link cannot be looked into");
    ensure!(!holds(&link, TASK)?, "the link has the task");
    ensure!(!holds(&link, KEY)?, "the link has the key");
    page.evaluate("document.getElementById('link-task').click()")?;
    let with_task = make_link(page)?;
    ensure!(holds(&with_task, TASK)?, "the link has no task where one asks for it");
    ensure!(!holds(&with_task, KEY)?, "the link with the task has the key");
    let other = page.elsewhere(&Visit::new(&with_task, Screen::PHONE))?;
    other.wait_for("document.getElementById('link-close')?.hidden === false")?;
    let shown = other.evaluate("document.getElementById('task-text').value")?;
    ensure!(shown == TASK, "the task does not come along: {shown}");
    other.close_tab()?;
    page.to_front()?;
    in_folder("private", |folder| {
        let plain = save(page, SESSION, folder)?;
        ensure!(!plain.contains(TASK) && !plain.contains(KEY), "the file has a task or the key");
        page.evaluate("document.getElementById('with-texts').click()")?;
        let whole = save(page, SESSION, folder)?;
        ensure!(whole.contains(TASK), "the file has no task where one asks for it");
        ensure!(!whole.contains(KEY), "the file has the key");
        Ok(())
    })?;
    let kept =
        page.evaluate("(lobule.session, JSON.stringify({ ...localStorage, ...sessionStorage }))")?;
    ensure!(!kept.as_str().context("a text")?.contains(KEY), "the browser keeps the key unasked");
    Ok(())
}

/// The single file makes links to itself, and says that they work here only.
fn of_the_file(places: &Places) -> Result<()> {
    let page = Page::open(&places.file, Screen::PHONE)?;
    let State { hash, .. } = page.rate("53")?;
    let link = make_link(&page)?;
    ensure!(link.starts_with(&places.file), "the link leads to {link}");
    ensure!(
        page.text("#share")?.contains("this computer only"),
        "nobody is told that it works here only"
    );
    let other = page.another(&Visit::new(&link, Screen::PHONE))?;
    other.wait_for("document.getElementById('link-close')?.hidden === false")?;
    ensure!(other.state()?.hash == hash, "the link of the file leads elsewhere");
    ensure!(other.text("#link-told")?.contains(&hash), "the hash is not told");
    other.close_tab()?;
    page.close()
}
