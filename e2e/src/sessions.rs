//! Undo, time travel, favourites and the console: a session is its seed and what was done, and nothing else.

use anyhow::{Context, Result, anyhow, ensure};
use headless_chrome::browser::tab::ModifierKey::{Ctrl, Shift};
use lobule::roomy_agent;
use lobule_tests::session::Session;
use serde_json::{Value, json};

use crate::{
    Places, autosave, bad_input, figures, files,
    links::{self, make_link},
    page::{Page, Screen, State, Visit},
    stages,
};

/// An agent with as much room as the page's.
type Roomy = roomy_agent!(8, 8, 8, 16, 300);

/// Those that the page brings along, and the example of one's own.
pub const DECKS: [&str; 4] = ["lights", "melody", "prompt", "own"];
/// More than the policy remembers.
const LONG: usize = 420;
/// What no task of the page may take longer than, in milliseconds.
const LONGEST_TASK: f64 = 50.0;
/// A busy machine is asked again.
const MEASUREMENTS: usize = 6;

/// Plays a session file on this machine; the hash that it comes to.
pub fn native(file: &str) -> Result<String> {
    Session::parse(file)?.replay(Box::new(Roomy::new()).as_mut())
}

/// What has a session and keeps it, and what must not harm it. Most of their time these tests wait for an
/// answer of the browser, so they run side by side.
pub fn all(places: &Places) -> Result<()> {
    type Test<'a> = (&'a str, &'a (dyn Fn() -> Result<()> + Sync));
    let Places { site, sources, .. } = places;
    let rows: [&[Test]; 3] = [
        &[
            ("undo", &|| undoes(site)),
            ("files", &|| files::travel(site)),
            ("pasted decks", &|| bad_input::reads_pasted_decks(site)),
        ],
        &[
            ("links", &|| links::carry_sessions(places)),
            ("demonstrations", &|| autosave::plays_apart(site)),
            ("what is kept", &|| autosave::keeps_sessions(places)),
            ("the console", &|| has_a_console(places)),
        ],
        &[
            ("storage", &|| autosave::does_without_storage(site)),
            ("the shelf", &|| autosave::shelves_what_is_replaced(site)),
            ("closed tabs", &|| autosave::finds_closed_tabs(site)),
            ("bad links", &|| bad_input::refuses_links(site, sources)),
            ("bad files", &|| bad_input::refuses_files(site)),
            ("favourites", &|| keeps_favourites(site)),
        ],
    ];
    std::thread::scope(|scope| {
        let run = |tests: &[Test]| {
            let mut tests = tests.iter().filter(|(name, _)| stages::wanted(name));
            tests.try_for_each(|(name, test)| test().with_context(|| (*name).to_owned()))
        };
        let rows = rows.map(|tests| scope.spawn(move || run(tests)));
        let results = rows.map(|row| row.join().map_err(|_| anyhow!("a test panicked"))?);
        results.into_iter().collect()
    })
}

/// The session on show as a file has it.
pub fn record(page: &Page) -> Result<Value> {
    page.evaluate("lobule.record()")
}

/// Holds the page to what its session comes to natively.
pub fn same_natively(page: &Page) -> Result<()> {
    let (State { hash, .. }, native) = (page.state()?, native(&record(page)?.to_string())?);
    ensure!(hash == native, "the page is at {hash}, its session natively at {native}");
    Ok(())
}

/// Clicks the button of this name.
pub fn press_button(page: &Page, selector: &str, name: &str) -> Result<()> {
    let pressed = page.evaluate(&format!(
        "(() => {{ const button = [...document.querySelectorAll('{selector}')]\
         .find(({{ textContent }}) => textContent.startsWith('{name}')); button?.click(); return !!button; }})()"
    ))?;
    ensure!(pressed == true, "there is no button {name}");
    Ok(())
}

/// After an undo the session is one that never had the rating, whoever asks for it and how.
pub fn undoes(site: &str) -> Result<()> {
    const DEEDS: &str = "5142s3";
    let fresh = Page::open(site, Screen::PHONE)?;
    // What sessions come to that never had what follows.
    let mut nevers = Vec::new();
    for deck in DECKS {
        fresh.choose_deck(deck)?;
        nevers.push(fresh.steps(DEEDS)?);
    }
    let page = fresh.elsewhere(&Visit::new(site, Screen::DESKTOP))?;
    for (deck, never) in DECKS.into_iter().zip(nevers) {
        page.choose_deck(deck)?;
        page.rate(DEEDS)?;
        if deck == "lights" {
            by_each_way(&page, &never)?;
        }
        for (undone, then) in page.steps("zzzzzz")?.iter().zip(never.iter().rev()) {
            undone.is_that_of(then).with_context(|| format!("{deck}, undone"))?;
        }
        page.press("z")?;
        page.state()?.is_that_of(&never[0]).context("Z at the beginning")?;
        let undo = page.evaluate("document.getElementById('undo').ariaDisabled")?;
        ensure!(undo == "true", "{deck}: the beginning can be undone");

        page.rate(DEEDS)?;
        page.click("#correct")?;
        let corrected = page.rate("1")?;
        ensure!(corrected.ratings == 5, "{deck}: a correction is another rating");
        ensure!(corrected.hash != never[6].hash, "{deck}: a correction changes nothing");
        let events = record(&page)?["events"].clone();
        let is_correction = |event: &Value| event["rerate"] == json!([5, 1]);
        ensure!(
            events.as_array().context("a list")?.iter().any(is_correction),
            "{deck}: no correction among {events}"
        );
        same_natively(&page).context("after a correction")?;
        page.rate("z")?.is_that_of(&never[6]).context("undoing a correction")?;
        // What was undone is gone with the next deed, which is another one.
        let other = page.rate("z2")?;
        page.press_with(&[Shift], "z")?;
        ensure!(page.state()? == other, "{deck}: what was replaced is done again");
    }
    other_context(&page)?;
    while_typing(&page)?;
    without_single_keys(&page)?;
    page.close()
}

/// Keys and buttons, after six deeds of which the fifth is a skip.
fn by_each_way(page: &Page, never: &[State]) -> Result<()> {
    let is_at =
        |deeds: usize, how: &'static str| page.state()?.is_that_of(&never[deeds]).context(how);
    is_at(6, "the same on another computer")?;
    page.press("z")?;
    is_at(5, "Z")?;
    page.press_with(&[Ctrl], "z")?;
    is_at(4, "Ctrl-Z of a skip")?;
    page.click("#undo")?;
    is_at(3, "the button Undo")?;
    page.press_with(&[Shift], "z")?;
    is_at(4, "Shift-Z")?;
    page.press_with(&[Ctrl, Shift], "z")?;
    is_at(5, "Ctrl-Shift-Z")?;
    press_button(page, "#travel .actions button", "Redo")?;
    is_at(6, "the button Redo")
}

/// Another kind of task puts the output aside; both are taken back at once.
fn other_context(page: &Page) -> Result<()> {
    page.choose_deck("prompt")?;
    let before = page.state()?;
    let kind = "document.querySelectorAll('#task .kinds button')";
    page.evaluate(&format!("{kind}[2].click()"))?;
    page.wait_for(&format!("{kind}[2].ariaPressed === 'true'"))?;
    ensure!(page.rate("4")?.hash != before.hash, "another context changes nothing");
    same_natively(page).context("after a change of context")?;
    let after = page.rate("zz")?;
    ensure!(after.hash == before.hash, "a change of context is not taken back");
    let pressed = page.evaluate(&format!("{kind}[0].ariaPressed"))?;
    ensure!(pressed == "true", "the old kind is not back");
    Ok(())
}

/// Letters and digits belong to the text that is written.
fn while_typing(page: &Page) -> Result<()> {
    const TEXT: &str = "z1s?";
    for (deck, field) in [("prompt", "#task-text"), ("own", "#own-text"), ("lights", "#seed")] {
        page.choose_deck(deck)?;
        let before = page.rate("4")?;
        page.evaluate(&format!("document.querySelector('{field}').select()"))?;
        page.type_text(TEXT)?;
        let typed = page.evaluate(&format!("document.querySelector('{field}').value"))?;
        let arrived = if field == "#seed" { "1" } else { TEXT };
        ensure!(typed == arrived, "{field}: typed {TEXT}, it has {typed}");
        page.press_with(&[Ctrl], "z")?;
        ensure!(page.state()? == before, "{field}: typing changes the session");
        let dialog = page.evaluate("document.querySelector('dialog[open]')")?;
        ensure!(dialog.is_null(), "{field}: typing opens the help");
        page.evaluate("document.activeElement.blur()")?;
    }
    Ok(())
}

/// Single keys can be switched off, and stay so; those with Ctrl are no accident.
fn without_single_keys(page: &Page) -> Result<()> {
    let switch = |opener: &str| {
        match opener {
            "?" => page.press(opener)?,
            button => page.click(button)?,
        }
        page.click("#keys-on")?;
        page.press("Escape")?;
        page.wait_for("!document.querySelector('dialog[open]')")
    };
    page.choose_deck("lights")?;
    let before = page.state()?;
    let rated = page.rate("5")?;
    switch("?")?;
    let rest = |when: &str| {
        for key in ["z", "4", "s"] {
            page.press(key)?;
        }
        let State { hash, ratings, .. } = page.state()?;
        ensure!(
            (&hash, ratings) == (&rated.hash, rated.ratings),
            "{when}: a key works that is switched off"
        );
        Ok(())
    };
    rest("switched off")?;
    page.reload()?;
    rest("after loading again")?;
    page.press_with(&[Ctrl], "z")?;
    ensure!(page.state()?.hash == before.hash, "Ctrl-Z rests with the single keys");
    switch("#help")?;
    page.rate("3")?;
    Ok(())
}

/// Any place of a long session is the session that ended there; the way there stops nothing.
pub fn travels_in_time(site: &str) -> Result<()> {
    let page = Page::open(site, Screen::DESKTOP)?;
    page.evaluate(include_str!("long_tasks.js"))?;
    page.evaluate("document.querySelector('#speeds [value=turbo]').click()")?;
    page.click("#auto")?;
    page.wait_for(&format!("lobule.ratings.length >= {LONG}"))?;
    // It has stopped by the end of this; a click of the mouse only arrives some ratings later.
    page.evaluate("document.querySelector('#auto').click()")?;
    let end = page.state()?;
    let all = end.ratings;
    let file = record(&page)?;

    let link = make_link(&page)?;
    page.evaluate(&format!("void (window.fragment = new URL({link:?}).hash)"))?;

    let mut longest = Vec::new();
    for _ in 0..MEASUREMENTS {
        page.evaluate("longTasks.splice(0)")?;
        page.evaluate("drag(40)")?;
        for place in [0, all / 2, 1, all - 1, all] {
            go(&page, place)?;
        }
        page.rate("zzz")?;
        for _ in 0..3 {
            press_button(&page, "#travel .actions button", "Redo")?;
            page.state()?;
        }
        page.evaluate("void (location.hash = fragment)")?;
        page.wait_for("document.getElementById('link-told').textContent.includes('very same')")?;
        page.evaluate("document.getElementById('link-close').click()")?;
        let tasks = page.evaluate("longest()")?;
        longest.push(tasks.as_f64().context("a duration")?);
        if longest.last() <= Some(&LONGEST_TASK) {
            break;
        }
    }
    figures::tell(
        &format!("longest task of travelling and opening {all} ratings"),
        &longest,
        LONGEST_TASK,
    )?;

    ensure!(page.state()?.hash == end.hash, "back at the end it is not the end");
    for place in [0, 1, all / 3, all / 2, all - 1] {
        let State { hash, .. } = go(&page, place)?;
        let expected = native(&first(&file, place)?.to_string())?;
        ensure!(hash == expected, "place {place} of {all} is {hash}, natively {expected}");
    }
    page.evaluate("document.getElementById('travel-slider').focus()")?;
    page.press("ArrowLeft")?;
    page.wait_for(&format!("lobule.ratings.length === {}", all - 2))?;
    press_button(&page, "#travel .actions button", "Back to now")?;
    ensure!(page.state()?.hash == end.hash, "now is another hash");
    branches(&page, all / 2, &end.hash)?;
    page.close()
}

/// A rating in the past begins a branch, and the old future is kept.
fn branches(page: &Page, place: usize, end: &str) -> Result<()> {
    let entries = "document.querySelectorAll('#travel .branches button')";
    let take = || {
        page.evaluate(&format!("{entries}[0].click()"))?;
        page.state()
    };
    go(page, place)?;
    let branch = page.rate("1")?;
    ensure!(branch.ratings == place + 1, "the branch does not begin at place {place}");
    same_natively(page).context("on a branch")?;
    ensure!(page.evaluate(&format!("{entries}.length"))? == 1, "one branch was left");
    for (expected, what) in [(end, "the old branch"), (&branch.hash, "the new one")] {
        let taken = take()?;
        ensure!(taken.hash == expected, "{what} is {taken:?}, it was {expected}");
    }
    let undone = page.rate("z")?;
    ensure!(undone.ratings == place, "a branch cannot be undone");
    page.reload()?;
    ensure!(page.state()?.hash == undone.hash, "the branch is not kept");
    // What was undone is a branch by then.
    ensure!(take()?.hash == branch.hash, "what was undone is not kept");
    ensure!(take()?.hash == end, "the old branch is not kept");
    Ok(())
}

/// Moves the slider.
fn go(page: &Page, place: usize) -> Result<State> {
    page.evaluate(&format!("travelTo({place})"))?;
    page.state()
}

/// A session file that ends after so many ratings, and with the output that came then.
fn first(file: &Value, ratings: usize) -> Result<Value> {
    let mut file = file.clone();
    let events = file["events"].as_array_mut().context("events")?;
    let places = events.iter().enumerate().filter(|(_, event)| event.get("rate").is_some());
    let end = places.map(|(n, _)| n).nth(ratings).unwrap_or(events.len());
    events.truncate(end);
    file.as_object_mut().context("a file")?.remove("hash");
    Ok(file)
}

/// Favourites are kept, shown and let go; the best is found again.
pub fn keeps_favourites(site: &str) -> Result<()> {
    let page = Page::open(site, Screen::PHONE)?;
    let pinned = |count: usize| -> Result<Value> {
        let items = "[...document.querySelectorAll('.pinned li')]";
        page.wait_for(&format!("{items}.length === {count}"))?;
        page.evaluate(&format!("{items}.map((item) => item.firstChild.textContent)"))
    };
    let click =
        |selector: &str| page.evaluate(&format!("document.querySelector('{selector}').click()"));
    page.click("#show-best")?;
    ensure!(!page.text("#pins .note")?.is_empty(), "nothing is said where nothing is best");
    let loved = page.rate("2")?.output;
    page.click("#pin")?;
    pinned(1)?;
    page.click("#pin")?;
    let now = page.rate("53")?;
    page.click("#pin")?;
    let list = pinned(2)?;
    let back = |from: &str| {
        let State { hash, output, .. } = page.state()?;
        ensure!(page.evaluate("document.getElementById('guest').hidden")? == true, "{from} stays");
        ensure!(hash == now.hash && output == now.output, "{from} changes the session");
        Ok(())
    };

    page.click("#show-best")?;
    ensure!(page.output()? == loved, "the best is not what got five stars");
    ensure!(page.text("#guest")?.contains("5 stars"), "the best does not say its stars");
    // Stars are for outputs, so these only lead back to one.
    page.rate("4")?;
    back("the best")?;
    page.click("#show-best")?;
    page.press("Escape")?;
    back("the best after Escape")?;
    click(".pinned button")?;
    ensure!(page.output()? == loved, "another one is shown than was pinned");
    page.click("#guest span + button")?;
    back("a favourite")?;

    page.reload()?;
    ensure!(pinned(2)? == list, "favourites are lost by loading again");
    back("loading again")?;
    page.choose_deck("melody")?;
    pinned(0).context("favourites of another deck")?;
    page.choose_deck("lights")?;
    ensure!(pinned(2)? == list, "favourites are lost by changing decks");
    click(".pinned button:last-child")?;
    pinned(1)?;
    page.reload()?;
    ensure!(pinned(1)?[0] == list[1], "the wrong one was let go");
    same_natively(&page)?;
    page.close()
}

/// The console has the session, and refuses what makes no sense.
pub fn has_a_console(places: &Places) -> Result<()> {
    for address in [&places.site, &places.file] {
        let page = Page::open(address, Screen::DESKTOP)?;
        let failures = page.evaluate(include_str!("console.js"))?;
        ensure!(failures == json!([]), "{address}: {failures:#}");
        // What is documented works as it stands there.
        for example in include_str!("../../docs/console.md").split("```js\n").skip(1) {
            let (example, _) = example.split_once("```").context("an example ends")?;
            page.evaluate(&format!("(async () => {{ {example} }})()"))?;
        }
        let favourite = page.evaluate("lobule.session.greedy()[0]")?;
        ensure!(favourite == 2, "200 times card 2, but card {favourite} is the favourite");
        same_natively(&page)?;
        page.close()?;
    }
    Ok(())
}
