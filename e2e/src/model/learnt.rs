//! What is learnt for each kind of task, and what can be taken along.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::{Folder, Seen, act, complete, completions, connect, forgive, open};
use crate::{
    model_server::{Mode, ModelServer, protocol::answer},
    page::{Page, Screen, Visit},
};

/// The kinds of task, by their numbers.
const KINDS: [&str; 4] = ["explain", "write", "plan", "code"];

/// How often a person changes between two kinds, and how many outputs they rate each time.
const TURNS: usize = 6;
const RATINGS: usize = 5;

fn choose(page: &Page, kind: &str) -> Result<()> {
    let n = KINDS.iter().position(|known| *known == kind);
    act(page, "kind", &json!(n))?;
    let pressed = page.text("#task .kinds [aria-pressed=true]")?;
    ensure!(pressed == kind, "chosen was {kind}, and {pressed} is pressed");
    Ok(())
}

/// Five stars for whatever has a card, one for all else.
fn teach(page: &Page, card: &str) -> Result<()> {
    let mut output = page.output()?;
    for _ in 0..RATINGS {
        output = page.rate(if output.contains(card) { "5" } else { "1" })?.output;
    }
    Ok(())
}

/// Two kinds of task, taught to want different roles, have different recipes; each is told by its name.
pub fn by_kind(site: &str) -> Result<()> {
    let page = open(&Visit::new(site, Screen::PHONE))?;
    let folder = Folder::new(&page, "recipes")?;
    let radios = "document.querySelector('fieldset').id + ' ' + \
                  document.querySelector(\"input[type=radio][value='4']\").closest('fieldset').id";
    ensure!(page.evaluate(radios)? == "rating rating", "the stars are not the first of the radios");
    for _ in 0..TURNS {
        for (kind, card) in [("explain", "critic"), ("code", "friend")] {
            choose(&page, kind)?;
            teach(&page, card)?;
        }
    }
    let text = folder.saved(&page, "#recipes-save", "lobule-prompt-chain.recipes.txt")?;
    let recipes: Vec<&str> = text.split("# ").skip(1).collect();
    ensure!(recipes.len() == KINDS.len(), "{} recipes: {text}", recipes.len());
    for ((recipe, kind), rated) in
        recipes.iter().zip(KINDS).zip([TURNS * RATINGS, 0, 0, TURNS * RATINGS])
    {
        let told = if rated == 0 {
            "not taught yet".to_owned()
        } else {
            format!("learnt from {rated} ratings")
        };
        ensure!(
            recipe.starts_with(&format!("{kind} ({told})\n")),
            "the recipe of {kind} is {recipe:?}"
        );
        let sentences = recipe.lines().filter(|line| line.ends_with('.')).count();
        ensure!(sentences == 5, "the recipe of {kind} has {sentences} sentences: {recipe:?}");
    }
    for (kind, role) in [(0, "fair critic"), (3, "well-read friend")] {
        ensure!(
            recipes[kind].contains(role),
            "{} has learnt {:?}, not the {role}",
            KINDS[kind],
            recipes[kind]
        );
    }
    page.close()
}

/// Each rated answer is a line for preference training, as it was rated; undone, it is gone.
pub fn as_lines(site: &str) -> Result<()> {
    let server = ModelServer::start()?;
    let page = open(&Visit::new(site, Screen::DESKTOP))?;
    let folder = Folder::new(&page, "lines")?;
    page.rate("5")?;
    connect(&page, &server.late_url(Mode::Good), &[])?;
    let mut shown = Vec::new();
    let mut rate = |stars: usize| -> Result<()> {
        let Seen(seen) = complete(&page)?;
        shown.push((seen, stars));
        page.rate(&stars.to_string())?;
        Ok(())
    };
    for stars in [3, 5, 1] {
        rate(stars)?;
    }
    choose(&page, "plan")?;
    rate(4)?;
    complete(&page)?;
    page.rate("s")?;
    rate(2)?;
    let lines = |count: usize| -> Result<Vec<Value>> {
        let rated = super::look(&page)?.rated();
        ensure!(rated == count, "{rated} rated answers are counted, not {count}");
        let text = folder.saved(&page, "#answers-save", "lobule-prompt-chain.answers.jsonl")?;
        ensure!(text.ends_with('\n'), "the last line does not end: {text:?}");
        ensure!(text.lines().count() == count, "{count} were rated, and saved was {text:?}");
        text.lines()
            .map(|line| serde_json::from_str(line).with_context(|| line.to_owned()))
            .collect()
    };
    let saved = lines(shown.len())?;
    let asked = completions(&server)?;
    for (line, (seen, stars)) in saved.iter().zip(&shown) {
        let (prompt, text) = (&seen["prompt"], &seen["answer"]);
        let wanted =
            json!({ "prompt": prompt, "completion": text, "label": *stars >= 4, "rating": stars });
        ensure!(*line == wanted, "the line is {line}, not {wanted}");
        ensure!(
            *text == answer(prompt.as_str().unwrap_or_default()),
            "to {prompt} the page shows {text}"
        );
        ensure!(asked.iter().any(|(_, known)| prompt == known), "never asked: {prompt}");
    }
    page.rate("z")?;
    let undone = lines(shown.len() - 1)?;
    ensure!(undone[..] == saved[..undone.len()], "after Undo there are {undone:?}");

    // Rated before its end, which is not to come. The one on show has an answer already.
    connect(&page, &server.late_url(Mode::Stall), &[])?;
    page.rate("s")?;
    let Seen(seen) = act(&page, "words", &Value::Null)?;
    page.rate("4")?;
    let last = lines(shown.len())?.pop().context("no line")?;
    let wanted = json!({
        "prompt": seen["prompt"], "completion": seen["answer"], "label": true, "rating": 4, "incomplete": true,
    });
    ensure!(last == wanted, "rated before its end, an answer is {last}, not {wanted}");
    act(&page, "leave", &Value::Null)?;
    forgive(&page)?;
    page.close()
}
