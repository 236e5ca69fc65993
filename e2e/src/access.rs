//! Whether everyone can use the page: by keys alone, by ear, with little motion, on a small phone, in Korean.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use xtask::tools;

use crate::{
    Places,
    page::{Page, Screen, Visit},
};

/// The decks, as the page calls them.
const DECKS: [&str; 4] = ["lights", "melody", "prompt", "own"];
/// Lets the page's clock run five times as fast, so that less is waited for.
const HURRY: &str = "{
    const [wait, now, frame] = [setTimeout, performance.now.bind(performance), requestAnimationFrame];
    globalThis.setTimeout = (call, ms, ...more) => wait(call, ms / 5, ...more);
    performance.now = () => 5 * now();
    globalThis.requestAnimationFrame = (call) => frame((time) => call(5 * time));
}";

/// Opens the page with that clock, in a language.
fn hurried(url: &str, screen: Screen, language: &str) -> Result<Page> {
    let page = Visit { language, before: HURRY, ..Visit::new(url, screen) }.open()?;
    questions(&page)?;
    Ok(page)
}

/// Gives a page the questions of `access.js`.
fn questions(page: &Page) -> Result<()> {
    page.evaluate(&format!("(globalThis.ask = {}, true)", script(include_str!("access.js"))))?;
    Ok(())
}

/// A script without the comments that it begins with, as an expression.
pub fn script(text: &str) -> &str {
    text[text.find("\n(").or(text.find("\nasync")).unwrap_or(0)..].trim()
}

/// Axe's rules, on every deck, in both themes, wide and narrow, at the start and with everything open.
pub fn axe(site: &str) -> Result<()> {
    let axe = tools::npm(tools::FOR_WORK)?.join("axe-core/axe.min.js");
    let axe = fs::read_to_string(&axe).with_context(|| format!("{}", axe.display()))?;
    let page = hurried(site, Screen::DESKTOP, "en")?;
    page.evaluate(&format!("(() => {{ {axe}\nreturn true; }})()"))?;
    let looks = |state: &str, looks: &[(Screen, &str)]| -> Result<()> {
        for (screen, scheme) in looks {
            page.resize(*screen)?;
            page.prefer(scheme, true)?;
            page.nothing_wrong("ask.keys('').then(ask.axe)")
                .with_context(|| format!("{state}, {scheme}"))?;
        }
        Ok(())
    };
    let ask = |what: &str| page.evaluate(&format!("ask.{what}"));
    let click = |id: &str| page.evaluate(&format!("document.getElementById('{id}').click()"));
    let [light, dark] = ["light", "dark"].map(|scheme| [(Screen::DESKTOP, scheme)]);
    for deck in DECKS {
        ask(&format!("choose('{deck}')"))?;
        let start = [(Screen::DESKTOP, "light"), (Screen::PHONE, "dark")];
        looks(&format!("{deck} at the start"), &start)?;
        ask("open()")?;
        let later = [(Screen::PHONE, "light"), (Screen::DESKTOP, "dark")];
        looks(&format!("{deck} after ratings"), &later)?;
    }
    click("help")?;
    looks("the help", &dark)?;
    page.evaluate("document.querySelector('dialog').close()")?;
    click("show-best")?;
    looks("the best so far", &light)?;
    ask("travel()")?;
    looks("an earlier time", &dark)?;
    click("luck-start")?;
    looks("the blind test", &light)?;
    ask("keys('51515151515151515151')")?;
    looks("its verdict", &dark)?;
    page.evaluate("document.getElementById('own-text').value = '{'")?;
    click("own-use")?;
    page.evaluate("document.getElementById('seed').value = '-1'")?;
    page.evaluate("document.querySelector('#restart button').click()")?;
    looks("refusals", &light)?;
    click("language")?;
    looks("Korean", &[(Screen::PHONE, "light"), (Screen::DESKTOP, "dark")])?;
    page.close()
}

/// The Tab key comes everywhere, one always sees where, and nothing that is pressed loses the focus.
pub fn keyboard(site: &str) -> Result<()> {
    let page = hurried(site, Screen::DESKTOP, "en")?;
    page.nothing_wrong("ask.loses()")?;
    // The dialog gives the focus back to whatever had it.
    for opener in ["#help", "#rating [value='5']"] {
        page.evaluate(&format!("document.querySelector({opener:?}).focus()"))?;
        page.press("?")?;
        page.wait_for("document.querySelector('dialog[open]')?.contains(document.activeElement)")?;
        page.press("Escape")?;
        page.wait_for(&format!("document.activeElement.matches({opener:?})"))?;
    }
    page.evaluate("ask.choose('prompt').then(ask.open)")?;
    let controls = page.evaluate("ask.begin()")?.as_u64().context("a number")?;
    page.press_often("Tab", controls)?;
    page.nothing_wrong("ask.missed()")?;
    page.close()
}

/// While a test runs, nothing that can be seen tells whose an output is, in either language and after an undo;
/// nothing moves, and all of it comes back.
pub fn blind_test(site: &str) -> Result<()> {
    let page = hurried(site, Screen::DESKTOP, "en")?;
    for deck in ["lights", "prompt"] {
        page.evaluate(&format!("ask.choose('{deck}').then(ask.open)"))?;
        page.nothing_wrong("ask.blindly()")?;
    }
    page.close()
}

/// Labels that have no room are there in full, for the pointer and for the Tab key.
pub fn shows_whole_labels(site: &str) -> Result<()> {
    let page = hurried(site, Screen::PHONE, "en")?;
    page.evaluate("ask.choose('own')")?;
    page.nothing_wrong("ask.cutLabels()")?;
    page.close()
}

/// Single keys act anywhere but where somebody types, stand on the buttons, and can be switched off.
pub fn shortcuts(site: &str) -> Result<()> {
    let page = hurried(site, Screen::DESKTOP, "en")?;
    page.nothing_wrong("ask.shortcuts()")?;
    for (deck, fields) in [
        ("own", "['#seed', '#own-text', '#model-address', '#model-name', '#model-key', '#link']"),
        ("prompt", "['#task-text']"),
    ] {
        page.evaluate(&format!("ask.choose('{deck}').then(ask.open)"))?;
        page.nothing_wrong(&format!("ask.acting({fields})"))?;
    }
    page.evaluate("ask.switchKeys()")?;
    for _ in 0..2 {
        ensure!(page.evaluate("ask.acts('4')")? == false, "a key that is switched off acts");
        page.reload()?;
        questions(&page)?;
    }
    page.evaluate("ask.switchKeys()")?;
    ensure!(page.evaluate("ask.acts('4')")? == true, "a key that is switched on does nothing");
    page.close()
}

/// What one hears: each deed of a person once, and little of the auto-rater.
pub fn speaks(site: &str) -> Result<()> {
    const SAID: &str = "document.getElementById('status').textContent";
    let page = hurried(site, Screen::DESKTOP, "en")?;
    ensure!(page.evaluate(SAID)? == "", "something is said before anything has happened");
    page.evaluate("ask.choose('melody')")?;
    for (deed, said) in [
        ("4", "4 stars given. Next output: Scale: "),
        ("s", "Skipped. Next output: Scale: "),
        ("z", "Taken back. Output: Scale: "),
    ] {
        page.evaluate(&format!("ask.keys('{deed}')"))?;
        let text = page.evaluate(SAID)?;
        let text = text.as_str().unwrap_or_default();
        ensure!(text.starts_with(said), "after {deed} one hears {text:?}");
        ensure!(
            text.ends_with(&page.output()?),
            "after {deed} one hears of another output: {text:?}"
        );
    }
    // One that cannot see the stage is told that there is something to hear.
    let described = page.evaluate("document.getElementById('stage').ariaHidden")?;
    ensure!(described == "true", "the picture is read out");
    page.evaluate("document.querySelector('#speeds [value=turbo]').click()")?;
    page.evaluate("document.getElementById('auto').click()")?;
    page.wait_for("Number(document.documentElement.dataset.ratings) > 20")?;
    let changes = "new Promise((resolve) => { let changes = 0; const observer = new MutationObserver(() => { changes += 1; }); \
        observer.observe(document.getElementById('status'), { childList: true, characterData: true, subtree: true }); \
        setTimeout(() => resolve(changes), 800); })";
    let changes = page.evaluate(changes)?;
    ensure!(changes == 0, "the auto-rater is heard {changes} times");
    page.evaluate("document.getElementById('auto').click()")?;
    page.wait_for(&format!("{SAID}.includes('has stopped')"))?;
    page.close()
}

/// With little motion nothing moves, and everything is told in words.
pub fn keeps_still(site: &str) -> Result<()> {
    let page = Visit { less_motion: true, ..Visit::new(site, Screen::DESKTOP) }.open()?;
    questions(&page)?;
    for deck in DECKS {
        page.evaluate(&format!("ask.choose('{deck}').then(() => ask.keys('4r'))"))?;
        let moving = page.evaluate(script(include_str!("moving.js")))?;
        ensure!(moving == json!([]), "{deck}: {moving}");
        for twin in ["output-text", "machine-twin", "update-note"] {
            let told = page.evaluate(&format!("document.getElementById('{twin}').textContent"))?;
            ensure!(told != "", "{deck}: #{twin} tells nothing");
        }
        for picture in ["machine", "history", "clip-picture", "critic-picture", "brain-picture"] {
            let told = page.evaluate(&format!("document.getElementById('{picture}').ariaLabel"))?;
            ensure!(
                told.as_str().is_some_and(|told| told.len() > 10),
                "{deck}: #{picture} is {told}"
            );
        }
    }
    page.close()
}

/// Nothing flashes more than three times a second.
pub fn never_flashes(sources: &str) -> Result<()> {
    const MOST: f64 = 3.0;
    let page = Visit::new(&format!("{sources}main.js"), Screen::DESKTOP).open_any()?;
    let mut lights = Vec::new();
    for motion in ["still", "breathe", "chase", "sparkle"] {
        for fade in ["0", "0.88"] {
            for (colour, accent) in [("#ffb020", "#ffffff"), ("#3f8cff", "")] {
                lights.push(json!([[colour, motion, "12", fade, accent]]));
            }
        }
    }
    // The fastest change of outputs, from the brightest to the darkest.
    let changing =
        json!([[["#ffb020", "still", "12", "0", "#ffffff"], ["#ff4b3e", "chase", "12", "0", ""]]]);
    let melody = |sound: &str, backing: &str| {
        json!([[
            "#9a6bff #ffa3d4 59 61 62 66 67",
            sound,
            ".16 1 .5 .5 1 1",
            "0 5 3 4",
            "4 6 7 5",
            "3 4 5",
            backing
        ]])
    };
    let melodies = json!([
        melody("flute", "+3"),
        melody("bell", "0:4:-5 4:4:-4 8:4:-5 12:2:-4"),
        melody("wood", "")
    ]);
    for (what, renderer, shows, every) in [
        ("lights", "lights", json!(lights), 9e9),
        ("lights that change", "lights", changing, 450.0),
        ("melodies", "melody", melodies, 9e9),
    ] {
        let question =
            json!({ "renderer": renderer, "shows": shows, "every": every, "seconds": 3 });
        let flashes =
            page.evaluate(&format!("({})({question})", script(include_str!("flashes.js"))))?;
        let flashes = flashes.as_array().context("a list")?;
        let most = flashes.iter().filter_map(Value::as_f64).fold(0.0, f64::max);
        println!("{what}: at most {most} flashes a second in {} showings", flashes.len());
        ensure!(most <= MOST, "{what} flash {flashes:?} times a second");
    }
    page.forgive("favicon.ico")?;
    page.close()
}

/// On a small phone nothing sticks out, and fingers find everything.
pub fn fits(site: &str) -> Result<()> {
    let page = hurried(site, Screen::PHONE, "en")?;
    for deck in DECKS {
        page.evaluate(&format!("ask.choose('{deck}')"))?;
        page.nothing_wrong("ask.wide()").context(deck)?;
        page.evaluate("ask.open()")?;
        for _ in 0..2 {
            page.evaluate("ask.keys('')")?;
            page.nothing_wrong("ask.wide()").context(deck)?;
            page.nothing_wrong("ask.small()").context(deck)?;
            page.evaluate("document.getElementById('language').click()")?;
        }
        page.evaluate("document.getElementById('forget-no').click()")?;
    }
    page.close()
}

/// Korean without a word of English, English without one of Korean, refusals included, and the switch.
pub fn languages(places: &Places) -> Result<()> {
    let page = hurried(&places.site, Screen::DESKTOP, "ko")?;
    let ask = |what: &str| page.evaluate(&format!("ask.{what}"));
    let check = |state: &str| page.nothing_wrong("ask.both()").with_context(|| state.to_owned());
    let speaks = |language: &str| -> Result<()> {
        let spoken = page.evaluate("document.documentElement.lang")?;
        ensure!(spoken == language, "the page is in {spoken} instead of {language}");
        Ok(())
    };
    speaks("ko")?;
    page.nothing_wrong("ask.texts()")?;
    for deck in DECKS {
        ask(&format!("choose('{deck}')"))?;
        check(&format!("{deck} at the start"))?;
        ask("open()")?;
        // A deck of one's own that has been rated keeps the language of its cards.
        let question = if deck == "own" { "ask.texts()" } else { "ask.both()" };
        page.nothing_wrong(question).with_context(|| format!("{deck} after ratings"))?;
    }
    ask("choose('lights')")?;
    page.evaluate("document.getElementById('show-best').click()")?;
    check("the best so far")?;
    page.evaluate("document.getElementById('luck-start').click()")?;
    check("the blind test")?;
    ask("keys('51515151515151515151')")?;
    check("its verdict")?;
    ask("travel()")?;
    ask("keys('5')")?;
    check("a branch")?;
    page.evaluate("document.getElementById('help').click()")?;
    page.nothing_wrong("ask.texts()").context("the help")?;
    page.evaluate("document.querySelector('dialog').close()")?;
    page.nothing_wrong("ask.refusals()")?;

    // The switch is kept, against what the browser asks for.
    page.evaluate("document.getElementById('language').click()")?;
    speaks("en")?;
    page.reload()?;
    speaks("en")?;
    page.close()?;

    let page = Page::open(&places.sources, Screen::DESKTOP)?;
    page.nothing_wrong("import('./words/static.js').then(({ untranslated }) => untranslated())")?;
    page.close()
}
