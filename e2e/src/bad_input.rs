//! What people send, open and paste by mistake or in malice: a message in words, the session as it was.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::{
    autosave::wait_until_kept,
    files::{BREAKFAST, in_folder, open_file, use_deck},
    links::make_link,
    page::{Page, Screen, Visit},
    sessions::{record, same_natively},
};

/// Labels, payloads and names that a careless page would run.
const HTML: &str = include_str!("../../tests/decks/good/html.json");

/// Links that were cut, edited, or made to do harm.
pub fn refuses_links(site: &str, sources: &str) -> Result<()> {
    let page = Page::open(site, Screen::PHONE)?;
    page.rate("514s3")?;
    let link = make_link(&page)?;
    let before = page.state()?;
    let good = format!("#s={}", link.split_once("#s=").context("a link")?.1);
    let code = format!("({})({good:?})", include_str!("bad_links.js").trim_end());
    nothing_fails(&page.evaluate(&code)?)?;
    page.state()?.is_that_of(&before)?;

    // Longer than an address can be: what of it arrives is the browser's to say.
    page.evaluate("void (location.hash = '#s=1' + 'A'.repeat(10_000_000))")?;
    page.state()?.is_that_of(&before).context("10 MB")?;
    let bare = Visit::new(&format!("{sources}main.js"), Screen::PHONE).open_any()?;
    let said = bare.evaluate(
        "import('./share.js').then(({ readLink }) => readLink('#s=1' + 'A'.repeat(10_000_000), []))\
         .catch(({ message }) => message)",
    )?;
    ensure!(said.as_str().is_some_and(|said| said.contains("10000004 letters")), "10 MB: {said}");
    bare.forgive("favicon.ico")?;
    bare.close()?;

    page.rate("42z")?;
    same_natively(&page)?;
    page.evaluate(&format!("void (location.hash = {good:?})"))?;
    page.wait_for("document.getElementById('link-told').textContent.includes('very same policy')")?;
    page.state()?.is_that_of(&before).context("the good link after all bad ones")?;

    refused_on_arrival(&page, &link[..link.len() - 9])?;
    page.close()
}

/// A bad link in the address, where a session is kept and where none is.
fn refused_on_arrival(page: &Page, link: &str) -> Result<()> {
    page.choose_deck("melody")?;
    let kept = page.rate("524")?;
    wait_until_kept(page)?;
    let told = "document.getElementById('link-told')?.textContent.includes('Nothing has changed')";
    let arrived = page.another(&Visit::new(link, Screen::DESKTOP))?;
    arrived.wait_for(told)?;
    arrived.wait_for("lobule.ratings.length === 3")?;
    arrived.state()?.is_that_of(&kept).context("the session that was kept")?;
    arrived.rate("3")?;
    arrived.close_tab()?;
    let fresh = page.elsewhere(&Visit::new(link, Screen::DESKTOP))?;
    fresh.wait_for(told)?;
    let begun = fresh.state()?;
    ensure!(begun.ratings == 0 && begun.output.contains("Colour"), "it begins with {begun:?}");
    fresh.rate("3")?;
    fresh.close_tab()
}

/// Prints what does not hold.
fn nothing_fails(failures: &Value) -> Result<()> {
    let failures = failures.as_array().context("a list")?;
    for failure in failures {
        eprintln!("  {}", failure.as_str().unwrap_or("?"));
    }
    ensure!(failures.is_empty(), "{} things do not hold", failures.len());
    Ok(())
}

/// Files that are none of ours, or broken, or too large.
pub fn refuses_files(site: &str) -> Result<()> {
    in_folder("bad", |folder| {
        let page = Page::open(site, Screen::DESKTOP)?;
        page.rate("51s4")?;
        let session = record(&page)?;
        let before = page.state()?;
        let files = bad_files(&session)?;
        let code = include_str!("bad_files.js").trim_end();
        nothing_fails(&page.evaluate(&format!("({code})({})", Value::Array(files)))?)?;
        // Real ones. The last is not read, so it may be a hole.
        for (name, begins, size, says) in [
            ("cat.png", "\u{89}PNG\r\n\u{1a}\n", 5000, "PNG picture"),
            ("large.json", "{", 8_000_001, "8000001 bytes"),
            ("huge.json", "{", 3_000_000_000, "3000000000 bytes"),
        ] {
            let path = folder.join(name);
            let mut file = File::create(&path)?;
            file.write_all(&begins.chars().map(|letter| letter as u8).collect::<Vec<_>>())?;
            file.set_len(size)?;
            let message = open_file(&page, &path)?;
            ensure!(message.contains(says), "{name}: {message}, expected {says}");
            ensure!(page.state()? == before, "{name} changes the session");
        }
        same_natively(&page)?;
        page.rate("3z")?;
        passes_over(&page, &session, folder)?;
        can_be_left(&page, folder)?;
        dropped(&page, &session)?;
        html_is_text(&page, folder)?;
        page.close()
    })
}

/// Each with its name, its content in base64 and what the page is to say.
fn bad_files(session: &Value) -> Result<Vec<Value>> {
    let text = session.to_string();
    let with = |member: &str, value: Value| {
        let mut session = session.clone();
        session[member] = value;
        session.to_string().into_bytes()
    };
    let event = |n: usize, value: Value| {
        let mut session = session.clone();
        session["events"][n] = value;
        session.to_string().into_bytes()
    };
    let mut hashless = session.clone();
    hashless.as_object_mut().context("an object")?.remove("hash");
    let mut twice = hashless.clone();
    twice["events"] = json!([{ "propose": 0 }, { "rate": [0, 3] }, { "rate": [0, 3] }]);
    let mut unseeded = session.clone();
    unseeded.as_object_mut().context("an object")?.remove("seed");
    let breakfast: Value = serde_json::from_str(BREAKFAST)?;
    let deck = |change: &dyn Fn(&mut Value)| {
        let mut deck = breakfast.clone();
        change(&mut deck);
        deck
    };
    let cards: Vec<Value> = (0..10_000).map(|n| json!({ "label": format!("card {n}") })).collect();
    let many = deck(&|deck| deck["slots"][1]["cards"] = cards.clone().into());
    let none = deck(&|deck| deck["slots"][1]["cards"] = json!([]));
    let no_way = deck(&|deck| deck["slots"][0]["cards"][0]["next"] = json!([]));
    let deep = ["{\"a\":[".repeat(50_000), "]}".repeat(50_000)].concat();
    let nested = |deck: &str, events: &str| {
        let format = "\"format\":\"lobule-session/2\",\"seed\":1";
        format!("{{{format},\"deck\":{deck},\"events\":{events}}}").into_bytes()
    };
    let bytes = |value: &Value| value.to_string().into_bytes();
    let files = vec![
        ("picture.json", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR and so on".to_vec(), "PNG picture"),
        ("cat.session.json", b"\xff\xd8\xff\xe0\0\x10JFIF\0 a cat".to_vec(), "JPEG picture"),
        ("picture.lobule", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "PNG picture"),
        ("page.json", b"<!doctype html><title>Lobule</title>".to_vec(), "web page"),
        ("noise.json", (0..=255).cycle().take(5000).collect(), "no text in JSON (5000 bytes)"),
        ("latin1.json", b"{\"name\": \"Fr\xfchst\xfcck\"}".to_vec(), "Windows-1252 (Latin-1)"),
        ("cp949.json", b"{\"name\": \"\xbe\xc6\xc4\xa7\"}".to_vec(), "CP949 (EUC-KR)"),
        ("empty.json", Vec::new(), "0 bytes"),
        ("empty.lobule", Vec::new(), "0 bytes"),
        ("half.session.json", text.as_bytes()[..text.len() / 2].to_vec(), "ends in the middle"),
        ("text.json", b"five stars".to_vec(), "no text in JSON"),
        ("number.json", b"5".to_vec(), "an object in braces"),
        ("list.json", b"[1, 2]".to_vec(), "an object in braces"),
        ("neither.json", b"{\"a\": 1}".to_vec(), "neither a session"),
        ("nested.json", [b"{\"format\":".as_slice(), &[b'['; 200_000]].concat(), "in the middle"),
        ("deep.json", nested("\"lights\"", &format!("[{deep}]")), "events[0]"),
        ("deeper.json", nested(&deep, "[]"), "nested far too deep"),
        ("newer.json", with("format", json!("lobule-session/9")), "this page reads"),
        ("member.json", with("ratings", json!(5)), "\"ratings\""),
        ("seed.json", with("seed", json!(0.5)), "seed"),
        ("negative.json", with("seed", json!(-1)), "seed"),
        ("unseeded.json", bytes(&unseeded), "seed"),
        ("deckless.json", with("deck", Value::Null), "deck: it must be"),
        ("shadows.json", with("deck", json!("shadows")), "deck: it must be"),
        ("config.json", with("config", json!({ "clip": 1 })), "clip is not a setting"),
        ("range.json", with("config", json!({ "learning_rate": 2 })), "learning_rate is 2"),
        ("learning.json", with("learning", json!("two")), "learning: it must be"),
        ("base.json", with("base", json!(5)), "base: it must be"),
        ("hex.json", with("hash", json!("x")), "16 hexadecimal digits"),
        ("events.json", with("events", json!({})), "events: it must be a list"),
        ("nine.json", event(1, json!({ "rate": [0, 9] })), "events[1].rate: stars are"),
        ("half-star.json", event(1, json!({ "rate": [0, 2.5] })), "events[1].rate: stars are"),
        ("nothing.json", event(1, json!({ "rate": null })), "events[1].rate"),
        ("later.json", event(1, json!({ "rate": [7, 3] })), "no output 7 yet"),
        ("context.json", event(0, json!({ "propose": 3 })), "events[0].propose"),
        ("kind.json", event(2, json!({ "like": 3 })), "events[2]"),
        ("two.json", event(2, json!({ "propose": 0, "skip": 1 })), "events[2]"),
        ("twice.json", bytes(&twice), "events[2]"),
        ("long.json", with("events", vec![json!({ "propose": 0 }); 100_001].into()), "100001"),
        ("many.deck.json", bytes(&many), "slots[1].cards has 10000 entries, at most 8"),
        ("none.deck.json", bytes(&none), "slots[1].cards is empty"),
        ("way.deck.json", bytes(&no_way), "no way to an end"),
        ("none.json", with("deck", none), "deck.slots[1].cards is empty"),
        ("way.json", with("deck", no_way), "no way to an end"),
        ("many.json", with("deck", many), "deck.slots[1].cards has 10000 entries"),
    ];
    let file = |(name, bytes, says): (&str, Vec<u8>, &str)| json!([name, base64(&bytes), says]);
    Ok(files.into_iter().map(file).collect())
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letters = bytes.chunks(3).flat_map(|three| {
        let bits = three
            .iter()
            .enumerate()
            .fold(0, |bits, (n, byte)| bits | u32::from(*byte) << (16 - 8 * n));
        (0..=three.len()).map(move |n| char::from(LETTERS[(bits >> (18 - 6 * n) & 63) as usize]))
    });
    letters.collect()
}

/// What is beside a session is not worth refusing it, and must not hurt.
fn passes_over(page: &Page, session: &Value, folder: &Path) -> Result<()> {
    let mut odd = session.clone();
    let rated_twice = json!({ "from": 1, "events": [{ "rate": [0, 1] }, { "rate": [0, 2] }] });
    odd["page"] = json!({
        "auto": "no", "tasks": { "0": 5, "length": "x", "__proto__": "y" }, "more": [[[]]],
        "answers": [null, 5, { "id": 0, "cards": 5, "prompt": "<b>", "text": "<img src=x>" }],
        "branches": [5, null, { "from": -1 }, { "from": 1, "events": 5 }, { "from": 1, "events": [{ "rate": [9, 9] }] }, rated_twice],
        "pins": [
            null, 5, { "context": 0, "cards": [9, 0, 0, 0, 0] }, { "context": 0, "cards": [0] },
            { "context": "length", "cards": [0, 0, 0, 0, 0] },
            { "context": 0, "cards": ["length", "0", 0, 0, 0] },
            { "context": 1, "cards": [0, 0, 0, 0, 0] }, { "context": 0, "cards": [1, 1, 1, 1, 1] },
        ],
    });
    let file = folder.join("odd.json");
    fs::write(&file, odd.to_string())?;
    let message = open_file(page, &file)?;
    ensure!(message.is_empty(), "what is beside a session is refused: {message}");
    ensure!(page.state()?.hash == session["hash"], "what is beside a session changes its bits");
    let pinned =
        "[...document.querySelectorAll('.pinned li')].map((item) => item.firstChild.textContent)";
    page.wait_for(&format!("{pinned}.length > 0"))?;
    let pinned = page.evaluate(pinned)?;
    ensure!(pinned.as_array().is_some_and(|pinned| pinned.len() == 1), "favourites are {pinned}");
    // A branch that the core refuses: in words, and the page goes on.
    let before = page.state()?;
    let branch = "document.querySelector('#travel .branches button')";
    page.evaluate(&format!("{branch}.click()"))?;
    page.state()?.is_that_of(&before).context("a branch that is none")?;
    let note = page.text("#travel-note")?;
    ensure!(note.contains("cannot be played again"), "the branch is told as {note}");
    page.rate("3z")?.is_that_of(&before)?;
    ensure!(page.text("#failure")?.is_empty(), "the page gives up: {}", page.text("#failure")?);
    Ok(())
}

/// A session that would take minutes to play stops nobody.
fn can_be_left(page: &Page, folder: &Path) -> Result<()> {
    let events = vec![json!({ "propose": 0 }); 100_000];
    let endless =
        json!({ "format": "lobule-session/2", "deck": "lights", "seed": 1, "events": events });
    let file = folder.join("endless.json");
    fs::write(&file, endless.to_string())?;
    page.evaluate(include_str!("long_tasks.js"))?;
    page.choose_file("#open-snapshot", &file)?;
    page.wait_for("lobule.busy")?;
    page.evaluate("longTasks.splice(0)")?;
    std::thread::sleep(Duration::from_millis(500));
    let longest = page.evaluate("longest()")?;
    ensure!(longest.as_f64() < Some(500.0), "the page freezes for {longest} ms");
    ensure!(page.evaluate("lobule.busy")? == true, "it is no long session any more");
    page.enter_seed("7")?;
    page.rate("51s4")?;
    same_natively(page).context("after a long session that was left")
}

/// Dropped anywhere on the page, a file is opened as if it had been picked; other things are left alone.
fn dropped(page: &Page, session: &Value) -> Result<()> {
    let drop = |name: &str, text: &str| {
        page.evaluate(&format!(
            "(() => {{ const data = new DataTransfer(); data.items.add(new File([{}], '{name}')); \
             const send = (type) => document.querySelector('main').dispatchEvent(new DragEvent(type, \
             {{ dataTransfer: data, bubbles: true, cancelable: true }})); \
             const taken = !send('dragover'); const hint = document.getElementById('drop-hint').checkVisibility(); \
             return [taken, hint, !send('drop'), !document.getElementById('drop-hint').checkVisibility()]; }})()",
            serde_json::to_string(text)?
        ))
    };
    page.rate("22")?;
    let did = drop("dropped.json", &session.to_string())?;
    ensure!(did == json!([true, true, true, true]), "dropping does {did}");
    page.wait_for("document.getElementById('file-done').textContent.includes('dropped.json')")?;
    let opened = page.state()?;
    ensure!(opened.hash == session["hash"], "what was dropped is not what is shown");
    drop("dropped.png", "no session")?;
    page.wait_for("document.getElementById('file-error').textContent.includes('dropped.png')")?;
    let text = "(() => { const data = new DataTransfer(); data.setData('text/plain', 'five'); \
                return document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })); })()";
    ensure!(page.evaluate(text)? == true, "text that is dropped is taken away");
    page.state()?.is_that_of(&opened).context("what is dropped is no session")
}

/// Tags in a deck are letters like others.
fn html_is_text(page: &Page, folder: &Path) -> Result<()> {
    let tags = "[document.title, document.querySelectorAll('img, script, iframe, svg[onload]').length, location.href]";
    let before = page.evaluate(tags)?;
    let file = folder.join("html.json");
    fs::write(&file, HTML)?;
    let message = open_file(page, &file)?;
    ensure!(message.is_empty(), "the deck is refused: {message}");
    let deck: Value = serde_json::from_str(HTML)?;
    let shown = page.rate("5143")?;
    let labels = |slot: &Value| -> Vec<String> {
        let cards = slot["cards"].as_array().into_iter().flatten();
        cards.filter_map(|card| card["label"].as_str().map(str::to_owned)).collect()
    };
    for slot in deck["slots"].as_array().context("slots")? {
        let labels = labels(slot);
        ensure!(
            labels.iter().any(|label| shown.output.contains(label)),
            "the output {} has none of {labels:?}",
            shown.output
        );
    }
    page.click("#pin")?;
    page.click("#show-best")?;
    page.press("Escape")?;
    let link = make_link(page)?;
    let other = page.elsewhere(&Visit::new(&link, Screen::PHONE))?;
    other.wait_for("document.getElementById('link-close')?.hidden === false")?;
    other.state()?.is_that_of(&shown).context("a link with HTML")?;
    let there = other.evaluate(tags)?;
    ensure!(there[0] == before[0] && there[1] == before[1], "in a link tags are tags: {there}");
    other.close_tab()?;
    page.to_front()?;
    // Words of session files are words like others, too.
    let words = folder.join("words.json");
    fs::write(
        &words,
        r#"{"name":"events","slots":[{"name":"format","cards":["events","format","slots"]}]}"#,
    )?;
    let message = open_file(page, &words)?;
    ensure!(message.is_empty(), "a deck is taken for a session: {message}");
    ensure!(page.output()?.starts_with("format: "), "the deck shows {}", page.output()?);
    page.evaluate("document.getElementById('take-before').click()")?;
    page.wait_for("lobule.ratings.length === 4")?;
    page.reload()?;
    page.state()?.is_that_of(&shown).context("HTML, loaded again")?;
    let after = page.evaluate(tags)?;
    ensure!(before == after, "tags are taken for tags: {before} became {after}");
    Ok(())
}

/// Pasted decks: mistakes are told with their places, good ones are used.
pub fn reads_pasted_decks(site: &str) -> Result<()> {
    let page = Page::open(site, Screen::PHONE)?;
    page.choose_deck("own")?;
    let example = page.rate("53")?;
    let slots = |cards: &str| {
        format!(
            "{{\n\"name\": \"d\",\n\"slots\": [\n{{ \"name\": \"s\", \"cards\": [{cards}] }}\n]\n}}"
        )
    };
    let many = (0..10_000).map(|n| format!("\"card {n}\"")).collect::<Vec<_>>().join(",");
    for (text, says) in [
        (String::new(), "line 1, column 1"),
        (
            "{\n \"name\": \"d\",\n \"slots\": [],\n}".into(),
            "line 3, column 13: nothing follows this comma",
        ),
        (
            slots("\"a\", { \"lable\": \"b\" }"),
            "line 4: slots[0].cards[1].lable is not known; do you mean label?",
        ),
        (slots("\"a\", \"b\", \"a\""), "line 4: slots[0].cards[2] is “a”, as is number 0"),
        (slots(""), "line 4: slots[0].cards is empty"),
        (slots(&many), "line 4: slots[0].cards has 10000 entries, at most 8"),
        (
            BREAKFAST
                .replacen("{ \"label\": \"water\" }", "{ \"label\": \"water\", \"next\": [] }", 1)
                .replacen("\"first\": [0, 1],", "", 1),
            "no way to an end from “water”",
        ),
        ("[".repeat(100_000), "nested more than 16 deep"),
    ] {
        use_deck(&page, &text)?;
        let said = page.text("#own-error")?;
        ensure!(said.contains(says), "the page says {said}, expected {says}");
        ensure!(page.state()? == example, "a bad deck changes the session: {says}");
        let focus =
            page.evaluate("[document.activeElement.id, document.activeElement.ariaInvalid]")?;
        ensure!(focus == json!(["own-text", "true"]), "the focus is at {focus}");
    }
    let mended = BREAKFAST.replacen("coffee", "5 coffees", 1);
    use_deck(&page, &mended)?;
    ensure!(page.text("#own-error")?.is_empty(), "an old mistake is still told");
    let fresh = page.state()?;
    ensure!(fresh.ratings == 0 && fresh.output.contains("Drink: "), "the deck is {fresh:?}");
    page.evaluate("document.activeElement.blur()")?;
    page.rate("41")?;
    same_natively(&page)?;
    // The one before is set aside.
    page.evaluate("document.getElementById('take-before').click()")?;
    page.wait_for(&format!("lobule.session.hash === '{}'", example.hash))?;
    page.state()?.is_that_of(&example).context("back to the deck before")?;
    page.close()
}
