//! The shelf: every session in which somebody has rated stays, whatever takes its place, in every tab and where
//! storage is full, forbidden or broken.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::{
    Places,
    files::{BREAKFAST, use_deck},
    links::make_link,
    page::{Page, Screen, State, Visit},
    sessions::{DECKS, record, same_natively},
};

const NOTE: &str = "#autosave-note";
const KEYS: &str = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => /lobule/.test(key))";
/// Fills all room that there is.
const FILL: &str = "void (() => { for (let size = 1 << 22, n = 0; size > 0; n += 1) \
                    { try { localStorage.setItem(`filler${n}`, 'x'.repeat(size)); } catch { size >>= 1; } } })()";
const EMPTY: &str = "Object.keys(localStorage).forEach((key) => key.startsWith('filler') && localStorage.removeItem(key))";

/// Makes the large storage refuse, as one does that is full.
const FULL: &str = "void (window.room = IDBObjectStore.prototype.put, IDBObjectStore.prototype.put = function put() \
                    { throw new DOMException('no room', 'QuotaExceededError'); })";
const ROOM: &str = "void (IDBObjectStore.prototype.put = window.room)";
/// Whether the page asks before it goes.
const ASKED: &str = "!dispatchEvent(new Event('beforeunload', { cancelable: true }))";
/// Goes without that question, which nobody answers here.
const LEAVE: &str = "void (Event.prototype.preventDefault = () => {})";
/// The texts of all sessions on the shelf, as they are kept.
const TEXTS: &str = "new Promise((resolve) => { const here = Object.entries(localStorage).filter(([key]) => /^lobule:session:/.test(key))\
                     .map(([key, text]) => [key.slice(15), text.slice(text.indexOf('\\n') + 1)]); const open = indexedDB.open('lobule'); \
                     open.onsuccess = () => { const store = open.result.transaction('texts').objectStore('texts'); const all = new Map(); \
                     store.openCursor().onsuccess = ({ target: { result } }) => { if (result) { all.set(result.key, result.value); result.continue(); } \
                     else { here.forEach(([id, text]) => all.set(id, text)); open.result.close(); resolve([...all.values()]); } }; }; })";
/// What the list says of each.
const ROWS: &str = "[...document.querySelectorAll('.sessions li')].map((row) => row.textContent)";

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

/// Whatever takes the place of a session, it is on the shelf, and opens from there with every bit.
pub fn shelves_what_is_replaced(site: &str) -> Result<()> {
    let page = Page::open(site, Screen::DESKTOP)?;
    let mut sessions = vec![page.rate("123451234512345123451234512345")?];
    let snapshot = "lobule.session.save()";
    page.evaluate(&format!("void (window.snapshot = {snapshot})"))?;
    let mut links = Vec::new();
    for (seed, stars) in [("3", "4455"), ("4", "222")] {
        let other = page.elsewhere(&Visit::new(&format!("{site}?seed={seed}"), Screen::PHONE))?;
        other.rate(stars)?;
        links.push(make_link(&other)?);
        other.close_tab()?;
    }
    page.to_front()?;
    for link in &links {
        let (_, fragment) = link.split_once('#').context("a fragment")?;
        page.evaluate(&format!("void (location.hash = '{fragment}')"))?;
        page.wait_for("document.getElementById('link-told').textContent.includes('very same')")?;
        sessions.push(page.state()?);
    }
    // Back leads to the session that was there, Forward to the link's again.
    for (way, session) in [("back", 1), ("back", 0), ("forward", 1), ("forward", 2)] {
        page.evaluate(&format!("history.{way}()"))?;
        page.wait_for(&format!("lobule.session.hash === '{}'", sessions[session].hash))
            .with_context(|| format!("{way} to session {session}"))?;
    }
    for seed in ["98", "99"] {
        page.enter_seed(seed)?;
        sessions.push(page.rate("5")?);
    }
    for stars in ["3", "1"] {
        page.evaluate("document.getElementById('clip').click()")?;
        page.wait_for("lobule.ratings.length === 0")?;
        sessions.push(page.rate(stars)?);
    }
    for stars in ["2", "4"] {
        page.evaluate(
            "(() => { const data = new DataTransfer(); data.items.add(new File([window.snapshot], 'board.lobule')); \
             const picker = document.getElementById('open-snapshot'); picker.files = data.files; \
             picker.dispatchEvent(new Event('change')); })()",
        )?;
        page.wait_for("document.getElementById('file-done').textContent.includes('board')")?;
        sessions.push(page.rate(stars)?);
    }
    for deck in ["A", "B", "C"] {
        let json = json!({ "name": deck, "slots": [{ "name": "slot", "cards": ["one", "two", "three"] }] });
        use_deck(&page, &json.to_string())?;
        page.evaluate("document.activeElement.blur()")?;
        sessions.push(page.rate("153")?);
    }
    wait_until_kept(&page)?;
    let asked = page.elsewhere(&Visit::new(&format!("{site}?seed=5"), Screen::DESKTOP))?;
    asked.close_tab()?;
    page.to_front()?;

    page.reload()?;
    page.wait_for(&format!("{ROWS}.length >= 8"))?;
    page.evaluate("document.querySelector('.shelf .sessions + button').click()")?;
    let rows = page.evaluate(ROWS)?;
    let rows = rows.as_array().context("rows")?;
    ensure!(rows.len() == sessions.len(), "{} sessions, but {rows:#?}", sessions.len());
    ensure!(rows.iter().any(|row| row.as_str().is_some_and(|row| row.contains("30 ratings"))));
    // The list is the newest first.
    for (n, session) in sessions.iter().rev().enumerate() {
        page.evaluate(&format!(
            "[...document.querySelectorAll('.sessions li')].find((row) => row.dataset.session === ({rows})[{n}])\
             .querySelector('[data-act=open]').click()",
            rows = "window.order ??= [...document.querySelectorAll('.sessions li')].map((row) => row.dataset.session)"
        ))?;
        page.wait_for(&format!("!lobule.busy && lobule.session.hash === '{}'", session.hash))
            .with_context(|| format!("session {n} from the end, {session:?}"))?;
    }
    names_and_deletes(&page, sessions.len())?;
    page.close()
}

/// A name of one's own, a file, and after a question nothing.
fn names_and_deletes(page: &Page, count: usize) -> Result<()> {
    // The list may be on its way still.
    std::thread::sleep(std::time::Duration::from_millis(1200));
    let id =
        page.evaluate("document.querySelector('.sessions li:nth-child(2)').dataset.session")?;
    let row = format!("document.querySelector(`.sessions [data-session=\"${{{id}}}\"]`)");
    let click =
        |act: &str| page.evaluate(&format!("{row}.querySelector('[data-act={act}]').click()"));
    click("rename")?;
    page.evaluate("document.activeElement.select()")?;
    page.type_text("Evening <b>lights</b>")?;
    page.press("Enter")?;
    page.wait_for(&format!(
        "{row}.querySelector('strong')?.textContent === 'Evening <b>lights</b>'"
    ))?;
    click("remove")?;
    click("no")?;
    ensure!(page.evaluate(&format!("{ROWS}.length"))? == count, "a question deletes already");
    click("remove")?;
    click("yes")?;
    page.wait_for(&format!("{ROWS}.length === {}", count - 1))?;
    ensure!(page.evaluate("document.activeElement.id")? == "shelf-heading", "the focus is lost");
    page.reload()?;
    page.wait_for(&format!("{ROWS}.length > 0"))?;
    let left = page.evaluate(&format!(
        "[...document.querySelectorAll('.sessions li')].some((row) => row.dataset.session === {id})"
    ))?;
    ensure!(left == false, "what was deleted is back");
    // Of the session on show, another one takes the place.
    let shown = page.state()?;
    page.evaluate("document.querySelector('.sessions li:has(.here) [data-act=remove]').click()")?;
    page.evaluate("document.querySelector('.sessions li:has(.here) [data-act=yes]').click()")?;
    page.wait_for("lobule.ratings.length === 0")?;
    page.reload()?;
    ensure!(page.state()?.hash != shown.hash, "what was deleted on show is back");
    Ok(())
}

/// What an auto-rater is shown stays apart from what a person has taught.
pub fn plays_apart(site: &str) -> Result<()> {
    let page = Page::open(site, Screen::PHONE)?;
    let own = page.rate("51423514235142351423")?;
    let watch = || {
        page.evaluate("document.querySelector('#speeds [value=turbo]').click()")?;
        page.evaluate("document.getElementById('watch').click()")?;
        page.evaluate("document.querySelector('#speeds [value=turbo]').click()")?;
        page.wait_for("lobule.ratings.length === 100 && !document.getElementById('verdict').hidden")
    };
    for _ in 0..2 {
        watch()?;
        let by = page.evaluate("lobule.ratings.every(({ by }) => by === 'auto')")?;
        ensure!(by == true, "a person's ratings are in the demonstration");
        page.evaluate("document.getElementById('fresh').click()")?;
        page.wait_for("lobule.ratings.length === 20")?;
        page.state()?.is_that_of(&own).context("after the demonstration")?;
    }
    watch()?;
    page.reload()?;
    ensure!(page.state()?.ratings == 100, "the demonstration is not kept while it is on show");
    page.evaluate("document.getElementById('fresh').click()")?;
    page.wait_for("lobule.ratings.length === 20")?;
    // Leaving it for something else is a way back as well.
    watch()?;
    page.choose_deck("melody")?;
    page.choose_deck("lights")?;
    page.state()?.is_that_of(&own).context("after another deck")?;
    wait_until_kept(&page)?;
    page.wait_for(&format!("{ROWS}.length === 1")).context("demonstrations stay on the shelf")?;
    // The next visit is the person's.
    watch()?;
    let next = page.another(&Visit::new(site, Screen::PHONE))?;
    next.state()?.is_that_of(&own).context("a new visit during a demonstration")?;
    next.close_tab()?;
    page.close()
}

/// Closed tabs are found again, on a host that has no locks as well.
pub fn finds_closed_tabs(site: &str) -> Result<()> {
    const NO_LOCKS: &str = "Object.defineProperty(navigator, 'locks', { value: undefined });";
    for before in ["", NO_LOCKS] {
        let first = Page::open(site, Screen::PHONE)?;
        let visit = Visit { before, ..Visit::new(site, Screen::PHONE) };
        let page = first.elsewhere(&visit)?;
        let mut sessions = Vec::new();
        for (deck, stars) in [("melody", "5142351423"), ("lights", "514235"), ("prompt", "514")] {
            let tab = page.another(&visit)?;
            tab.choose_deck(deck)?;
            sessions.push((deck, tab.rate(stars)?));
            wait_until_kept(&tab)?;
            tab.close_tab()?;
        }
        // Many more visits, which do nothing, or a little.
        for n in 0..12 {
            let tab = page.another(&visit)?;
            if n % 4 == 0 {
                tab.choose_deck("own")?;
                tab.rate("3")?;
            }
            tab.close_tab()?;
        }
        let tab = page.another(&visit)?;
        for (deck, session) in &sessions {
            tab.choose_deck(deck)?;
            tab.state()?.is_that_of(session).with_context(|| format!("{deck} {before}"))?;
        }
        tab.close_tab()?;
        page.to_front()?;
        first.close()?;
    }
    Ok(())
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
    page.rate("514")?;
    wait_until_kept(&page)?;
    // The small storage alone is nothing that a person would notice.
    page.evaluate(FILL)?;
    let kept = page.rate("2345")?;
    wait_until_shelved(&page)?;
    page.reload()?;
    page.wait_for("lobule.ratings.length > 0").context("with a full small storage")?;
    page.state()?.is_that_of(&kept).context("with a full small storage")?;
    ensure!(page.text(NOTE)?.is_empty(), "it is said to be full: {}", page.text(NOTE)?);

    page.evaluate(FILL)?;
    page.evaluate(FULL)?;
    let unkept = page.rate("2345")?;
    told(&page, "storage is full")?;
    let banner = "document.getElementById('keeping-told')";
    page.wait_for(&format!(
        "{banner}.checkVisibility() && {banner}.textContent.includes('storage is full')"
    ))?;
    let offers = page.evaluate(&format!("{banner}.nextElementSibling.checkVisibility()"))?;
    ensure!(offers == true, "no file is offered");
    same_natively(&page)?;
    page.choose_deck("melody")?;
    page.rate("53")?;
    page.choose_deck("lights")?;
    page.state()?.is_that_of(&unkept).context("what is in memory alone")?;
    // Only somebody who has touched the page is asked.
    page.press("r")?;
    ensure!(page.evaluate(ASKED)? == true, "the page goes without a question");
    page.evaluate(LEAVE)?;
    page.reload()?;
    page.wait_for("lobule.ratings.length > 0").context("what was kept before it was full")?;
    page.state()?.is_that_of(&kept).context("what was kept before it was full, loaded again")?;
    // The words go when there is room again.
    page.evaluate(FILL)?;
    page.evaluate(FULL)?;
    page.rate("23")?;
    told(&page, "storage is full")?;
    page.evaluate(EMPTY)?;
    page.evaluate(ROOM)?;
    let kept = page.rate("4")?;
    wait_until_kept(&page)?;
    page.wait_for(&format!("document.querySelector('{NOTE}').textContent === ''"))
        .context("the storage is said to be full when it is not")?;
    page.reload()?;
    page.state()?.is_that_of(&kept).context("with room again")?;
    page.close()
}

/// Waits until the large storage has the session on show.
fn wait_until_shelved(page: &Page) -> Result<()> {
    let State { hash, .. } = page.state()?;
    for _ in 0..100 {
        if page.evaluate(TEXTS)?.to_string().contains(&hash) {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    anyhow::bail!("the session {hash} is not on the shelf")
}

/// What cannot be read is told, stays as it is, and does not stand in the way.
fn broken(site: &str) -> Result<()> {
    let page = Page::open(site, Screen::PHONE)?;
    let text = record(&page)?;
    page.rate("514")?;
    let (text, kept) = (serde_json::to_string(&text)?, record(&page)?);
    let with = |change: &dyn Fn(&mut Value)| {
        let mut value = kept.clone();
        change(&mut value);
        value.to_string()
    };
    let nine = with(&|value| value["events"][1]["rate"][1] = 9.into());
    let late = with(&|value| value["events"][1]["rate"][0] = 1.into());
    for (broken, why) in [
        ("]][[", "no text in JSON"),
        ("", "empty"),
        ("null", "no format"),
        ("{}", "no format"),
        (&text[..text.len() / 2], "ends in the middle"),
        (&nine, "events[1].rate"),
        (&late, "no output 1 yet"),
        (
            "{\"base\":\"????\",\"format\":\"lobule-session/2\",\"deck\":\"lights\",\"events\":[]}",
            "snapshot",
        ),
    ] {
        forgets(&page)?;
        page.evaluate(&format!(
            "(localStorage.setItem('lobule:slot:0', '{{\"deck\":\"lights\",\"at\":1}}'), \
             localStorage.setItem('lobule:slot:0:lights', {broken:?}))"
        ))?;
        page.reload()?;
        told(&page, "could not be opened").with_context(|| broken.to_owned())?;
        let note = page.text(NOTE)?;
        ensure!(note.contains(why), "{broken} is told as {note}, expected {why}");
        ensure!(page.state()?.ratings == 0, "{broken} has become {:?}", page.state()?);
        let rated = page.rate("3")?;
        same_natively(&page)?;
        wait_until_kept(&page)?;
        page.reload()?;
        page.state()?.is_that_of(&rated).context("a sound session after a broken one")?;
        let texts = page.evaluate(TEXTS)?;
        let texts = texts.as_array().context("texts")?;
        ensure!(texts.iter().any(|text| text == broken), "what was broken is gone: {texts:#?}");
    }
    let kept = page.state()?;

    for settings in [
        "][",
        "null",
        "[1]",
        "{\"keys\":\"no\",\"language\":\"<b>\",\"model\":5,\"modelKey\":{},\"sound\":[],\"__proto__\":{\"keys\":false}}",
    ] {
        page.evaluate(&format!(
            "(localStorage.setItem('lobule:settings', {settings:?}), localStorage.setItem('lobule:slot:0', {settings:?}), \
             localStorage.setItem('lobule:slot:x:y:z', {settings:?}), localStorage.setItem('lobule:', {settings:?}), \
             localStorage.setItem('lobule:session:x', {settings:?}), sessionStorage.setItem('lobule:tab', {settings:?}))"
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
    const NO_SMALL: &str = "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, \
         { get() { throw new DOMException('no', 'SecurityError'); } });";
    const NO_LARGE: &str =
        "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };";
    const NO_ROOM: &str = "Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError'); };";
    const NULL: &str = "Object.defineProperty(window, 'localStorage', { value: null });";
    const ALONE: &str = "window.BroadcastChannel = undefined; Object.defineProperty(navigator, 'locks', { value: undefined });";
    let first = Page::open(site, Screen::PHONE)?;
    // What the browser does not give, and the words for it where it then keeps nothing.
    for (before, words) in [
        ([NO_SMALL, NO_LARGE], "does not let the page keep anything"),
        ([NULL, NO_LARGE], "does not let the page keep anything"),
        ([NO_ROOM, NO_LARGE], "storage is full"),
        ([NO_LARGE, ""], ""),
        ([NO_SMALL, ""], ""),
        ([NO_ROOM, ""], ""),
        ([ALONE, ""], ""),
    ] {
        let before = before.concat();
        let page =
            first.elsewhere(&Visit { before: &before, ..Visit::new(site, Screen::PHONE) })?;
        let rated = page.rate("514z3")?;
        same_natively(&page)?;
        told(&page, words).with_context(|| before.clone())?;
        page.click("#help")?;
        page.click("#keys-on")?;
        page.press("Escape")?;
        page.press("4")?;
        page.state()?.is_that_of(&rated).context("a setting does not last as long as the page")?;
        page.evaluate("document.getElementById('language').click()")?;
        page.choose_deck("melody")?;
        page.evaluate("document.getElementById('skip').click()")?;
        page.choose_deck("lights")?;
        ensure!(page.state()?.hash == rated.hash, "{before}: {:?}", page.state()?);
        let keeps = words.is_empty();
        // The large storage takes a moment.
        page.wait_for(&format!("({ASKED}) === {}", !keeps)).with_context(|| before.clone())?;
        page.evaluate(LEAVE)?;
        page.reload()?;
        if keeps {
            let is_back = format!("!lobule.busy && lobule.session.hash === '{}'", rated.hash);
            page.wait_for(&is_back).with_context(|| before.clone())?;
        } else {
            ensure!(page.state()?.ratings == 0, "{before}: {:?}", page.state()?);
        }
        page.close_tab()?;
    }
    first.close()
}
