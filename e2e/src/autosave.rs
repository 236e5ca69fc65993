//! What the browser keeps: every deck's session, each tab's own, and what becomes of it where storage is full,
//! forbidden or broken.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::{
    Places,
    files::{BREAKFAST, use_deck},
    page::{Page, Screen, State, Visit},
    sessions::{DECKS, same_natively},
};

const NOTE: &str = "#autosave-note";
const KEYS: &str = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => /lobule/.test(key))";
/// Fills all room that there is.
const FILL: &str = "void (() => { for (let size = 1 << 22, n = 0; size > 0; n += 1) \
                    { try { localStorage.setItem(`filler${n}`, 'x'.repeat(size)); } catch { size >>= 1; } } })()";
const EMPTY: &str = "Object.keys(localStorage).forEach((key) => key.startsWith('filler') && localStorage.removeItem(key))";

/// Waits until the session on show has been written.
pub fn wait_until_kept(page: &Page) -> Result<()> {
    let State { hash, .. } = page.state()?;
    page.wait_for(&format!(
        "Object.values(localStorage).some((text) => text.includes('\"hash\":\"{hash}\"'))"
    ))
}

/// Sessions come back, of every deck and in every tab, until they are to be forgotten.
pub fn keeps_sessions(places: &Places) -> Result<()> {
    let page = Page::open(&places.site, Screen::PHONE)?;
    each_deck(&page)?;
    tabs(&places.site, &page)?;
    takes_long(&places.site, &page)?;
    page.close()?;
    in_the_file(&places.file)
}

/// While a long session is played again one sees something, and how far it is.
fn takes_long(site: &str, page: &Page) -> Result<()> {
    const RATINGS: usize = 2000;
    let before = format!(
        "if (!localStorage.length) {{ const events = []; for (let n = 0; n < {RATINGS}; n += 1) \
         events.push({{ propose: 0 }}, {{ rate: [n, 1 + n % 5] }}); localStorage.setItem('lobule:slot:0', \
         '{{\"deck\":\"lights\",\"at\":1}}'); localStorage.setItem('lobule:slot:0:lights', JSON.stringify({{ \
         format: 'lobule-session/2', deck: 'lights', seed: 3, events }})); }} window.seen = new Set(); setInterval(() => {{ \
         const told = document.getElementById('link-told')?.textContent; \
         if (told) seen.add(`${{told}} ${{document.getElementById('output-text').textContent}}`); }}, 10);"
    );
    let page = page.elsewhere(&Visit { before: &before, ..Visit::new(site, Screen::PHONE) })?;
    page.wait_for("seen.size > 0")?;
    let there = page.state()?;
    ensure!(there.ratings == RATINGS, "it has come to {there:?}");
    let seen = page.evaluate(
        "[...seen].filter((text) => /being played again: \\d+.*Colour: /.test(text)).length",
    )?;
    ensure!(seen.as_u64() > Some(5), "{seen} times it was told: {}", page.evaluate("[...seen]")?);
    let stays = page.evaluate("document.getElementById('link-told').checkVisibility()")?;
    ensure!(stays == false, "the banner stays");
    // Of so many, only some places are near a keyframe.
    page.evaluate(include_str!("long_tasks.js"))?;
    page.evaluate("travelTo(1234)")?;
    same_natively(&page)?;
    page.close_tab()
}

fn each_deck(page: &Page) -> Result<()> {
    let mut sessions = Vec::new();
    for deck in DECKS {
        page.choose_deck(deck)?;
        if deck == "own" {
            use_deck(page, BREAKFAST)?;
        }
        page.rate("514")?;
        page.evaluate("document.querySelectorAll('#task .kinds button')[1]?.click()")?;
        sessions.push((deck, page.rate("2s")?));
    }
    let all_come_back = |when: &str| -> Result<()> {
        for (deck, session) in &sessions {
            page.choose_deck(deck)?;
            page.state()?.is_that_of(session).with_context(|| format!("{deck}, {when}"))?;
        }
        Ok(())
    };
    // At once, before the time to save has come.
    page.reload()?;
    page.state()?.is_that_of(&sessions[3].1).context("loaded again at once")?;
    all_come_back("changing decks")?;
    page.choose_deck("melody")?;
    page.reload()?;
    page.state()?.is_that_of(&sessions[1].1).context("the deck played last")?;
    all_come_back("loaded again")?;
    // Whatever was done before can still be undone.
    let undone = page.rate("3zzzzzzz")?;
    ensure!(undone.ratings == 0, "after loading again undo leads to {undone:?}");
    page.rate("2")?;
    same_natively(page)
}

/// Two tabs have a session each, and who comes later finds the newest that nobody has.
fn tabs(site: &str, first: &Page) -> Result<()> {
    let visit = Visit::new(site, Screen::PHONE);
    let again = |page: &Page, session: &State, what: &'static str| {
        page.reload()?;
        page.state()?.is_that_of(session).context(what)
    };
    first.choose_deck("lights")?;
    first.rate("4")?;
    wait_until_kept(first)?;
    let second = first.another(&visit)?;
    second.state()?.is_that_of(&first.state()?).context("a second tab goes on from the first")?;
    ensure!(second.text(NOTE)?.contains("another tab"), "nobody is told of the other tab");
    let of_second = second.rate("222")?;
    wait_until_kept(&second)?;
    first.to_front()?;
    let of_first = first.rate("55")?;
    wait_until_kept(first)?;
    again(first, &of_first, "the first of two tabs")?;
    second.to_front()?;
    again(&second, &of_second, "the second of two tabs")?;
    second.choose_deck("melody")?;
    let of_second = second.rate("3")?;
    second.close_tab()?;

    // The first is still open, so there is one left.
    let third = first.another(&visit)?;
    third.state()?.is_that_of(&of_second).context("a closed tab, opened again")?;
    first.to_front()?;
    again(first, &of_first, "the first tab after the others")?;
    forgets(first)?;
    third.to_front()?;
    third
        .wait_for(
            "document.documentElement?.dataset.ready === 'true' && lobule.ratings.length === 0",
        )
        .context("the other tab still has what was forgotten")?;
    third.close_tab()?;
    first.to_front()
}

fn forgets(page: &Page) -> Result<()> {
    page.rate("1")?;
    wait_until_kept(page)?;
    page.evaluate("document.getElementById('forget-all').click()")?;
    page.evaluate("document.getElementById('forget-no').click()")?;
    ensure!(page.evaluate(KEYS)? != json!([]), "it forgets before one is sure");
    page.evaluate("document.getElementById('forget-all').click()")?;
    page.evaluate("(document.documentElement.dataset.ready = 'false', document.getElementById('forget-yes').click())")?;
    page.wait_for("document.documentElement?.dataset.ready === 'true'")?;
    ensure!(page.evaluate(KEYS)? == json!([]), "it keeps {}", page.evaluate(KEYS)?);
    for deck in DECKS {
        page.choose_deck(deck)?;
        ensure!(page.state()?.ratings == 0, "{deck} has not been forgotten");
    }
    page.reload()?;
    ensure!(page.state()?.output.contains("Colour"), "the deck has not been forgotten");
    ensure!(page.evaluate(KEYS)? == json!([]), "looking around leaves {}", page.evaluate(KEYS)?);
    Ok(())
}

/// The single file keeps sessions too, though tabs cannot tell of each other there.
fn in_the_file(file: &str) -> Result<()> {
    let page = Page::open(file, Screen::PHONE)?;
    let here = page.rate("514")?;
    page.reload()?;
    page.state()?.is_that_of(&here).context("the file, loaded again")?;
    wait_until_kept(&page)?;
    let other = page.another(&Visit::new(file, Screen::PHONE))?;
    let there = other.rate("22")?;
    other.reload()?;
    other.state()?.is_that_of(&there).context("the file in a second tab")?;
    page.to_front()?;
    page.reload()?;
    page.state()?.is_that_of(&here).context("the file in the first of two tabs")?;
    other.close_tab()?;
    forgets(&page)?;
    page.close()
}

/// Storage that is full, forbidden, garbage or somebody else's: words, and the page goes on.
pub fn does_without_storage(site: &str) -> Result<()> {
    full(site)?;
    broken(site)?;
    forbidden(site)
}

/// Waits for words about storage.
fn told(page: &Page, words: &str) -> Result<()> {
    page.wait_for(&format!("document.querySelector('{NOTE}').textContent.includes('{words}')"))
}

fn full(site: &str) -> Result<()> {
    let page = Page::open(site, Screen::PHONE)?;
    let kept = page.rate("514")?;
    wait_until_kept(&page)?;
    page.evaluate(FILL)?;
    page.rate("2345")?;
    told(&page, "storage is full")?;
    same_natively(&page)?;
    page.choose_deck("melody")?;
    page.rate("53")?;
    page.choose_deck("lights")?;
    page.reload()?;
    page.state()?.is_that_of(&kept).context("what was kept before it was full")?;
    // The words go when there is room again.
    page.rate("23")?;
    told(&page, "storage is full")?;
    page.evaluate(EMPTY)?;
    let kept = page.rate("4")?;
    wait_until_kept(&page)?;
    page.wait_for(&format!("document.querySelector('{NOTE}').textContent === ''"))
        .context("the storage is said to be full when it is not")?;
    page.reload()?;
    page.state()?.is_that_of(&kept).context("with room again")?;
    page.close()
}

fn broken(site: &str) -> Result<()> {
    let page = Page::open(site, Screen::PHONE)?;
    let kept = page.rate("514")?;
    wait_until_kept(&page)?;
    let key = "Object.keys(localStorage).find((key) => /^lobule:slot:\\w+:lights$/.test(key))";
    let text = page.evaluate(&format!("localStorage.getItem({key})"))?;
    let text = text.as_str().context("a session")?;
    let mut value: Value = serde_json::from_str(text)?;
    value["events"][1]["rate"][1] = 9.into();
    let nine = value.to_string();
    value["events"][1]["rate"][1] = 2.into();
    let other = value.to_string();
    for (broken, why) in [
        ("]][[", "no text in JSON"),
        ("", "empty"),
        ("null", "no format"),
        ("{}", "no format"),
        (&text[..text.len() / 2], "ends in the middle"),
        (&nine, "events[1].rate"),
        (&other, "hash"),
        (
            "{\"base\":\"????\",\"format\":\"lobule-session/2\",\"deck\":\"lights\",\"events\":[]}",
            "snapshot",
        ),
    ] {
        page.evaluate(&format!(
            "(({key}) ?? 0, localStorage.setItem({key} ?? 'lobule:slot:0:lights', {broken:?}))"
        ))?;
        page.reload()?;
        told(&page, "could not be read").with_context(|| broken.to_owned())?;
        let note = page.text(NOTE)?;
        ensure!(note.contains(why), "{broken} is told as {note}, expected {why}");
        ensure!(page.state()?.ratings == 0, "{broken} has become {:?}", page.state()?);
        let aside = "Object.entries(localStorage).filter(([key]) => /broken/.test(key)).map(([, text]) => text)";
        ensure!(page.evaluate(aside)? == json!([broken]), "what was broken is not set aside");
        page.rate("3")?;
        same_natively(&page)?;
        wait_until_kept(&page)?;
    }
    page.evaluate(&format!("localStorage.setItem({key}, {text:?})"))?;
    page.reload()?;
    page.state()?.is_that_of(&kept).context("a sound session again")?;
    wait_until_kept(&page)?;

    for settings in [
        "][",
        "null",
        "[1]",
        "{\"keys\":\"no\",\"language\":\"<b>\",\"model\":5,\"modelKey\":{},\"sound\":[],\"__proto__\":{\"keys\":false}}",
    ] {
        page.evaluate(&format!(
            "(localStorage.setItem('lobule:settings', {settings:?}), localStorage.setItem('lobule:slot:0', {settings:?}), \
             localStorage.setItem('lobule:slot:x:y:z', {settings:?}), localStorage.setItem('lobule:', {settings:?}))"
        ))?;
        page.reload()?;
        page.state()?.is_that_of(&kept).with_context(|| format!("settings {settings}"))?;
        page.evaluate("document.getElementById('language').click()")?;
        page.evaluate("document.getElementById('language').click()")?;
    }
    forgets(&page)?;
    page.close()
}

fn forbidden(site: &str) -> Result<()> {
    const NO_STORAGE: &str = "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, \
         { get() { throw new DOMException('no', 'SecurityError'); } });";
    const NO_ROOM: &str = "Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError'); };";
    const NO_LOCKS: &str = "Object.defineProperty(navigator, 'locks', { value: undefined });";
    const ALL_TAKEN: &str = "for (let n = 0; n < 8; n += 1) navigator.locks.request(`lobule:slot:${n}`, () => new Promise(() => {}));";
    let first = Page::open(site, Screen::PHONE)?;
    for (before, words) in [
        (NO_STORAGE, "does not let the page keep anything"),
        (
            "Object.defineProperty(window, 'localStorage', { value: null });",
            "does not let the page keep anything",
        ),
        (NO_ROOM, "storage is full"),
        (ALL_TAKEN, "many tabs"),
        (NO_LOCKS, ""),
    ] {
        let page = first.elsewhere(&Visit { before, ..Visit::new(site, Screen::PHONE) })?;
        let rated = page.rate("514z3")?;
        same_natively(&page)?;
        told(&page, words).with_context(|| before.to_owned())?;
        page.click("#help")?;
        page.click("#keys-on")?;
        page.press("Escape")?;
        page.press("4")?;
        page.state()?.is_that_of(&rated).context("a setting does not last as long as the page")?;
        page.evaluate("document.getElementById('language').click()")?;
        page.choose_deck("melody")?;
        page.evaluate("document.getElementById('skip').click()")?;
        page.choose_deck("lights")?;
        page.reload()?;
        let kept = if before == NO_LOCKS { rated.ratings } else { 0 };
        ensure!(page.state()?.ratings == kept, "{before}: {:?}", page.state()?);
        page.close_tab()?;
    }
    first.close()
}
