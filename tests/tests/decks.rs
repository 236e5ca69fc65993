//! One list of decks for the core and the page (`e2e/src/decks.js`): `tests/decks/bad.json` must be refused by both
//! in the words that it names, `tests/decks/good.json` and the decks of `tests/decks/good/` accepted.
//! docs/deck.md has the notation.

use std::{collections::HashSet, fs, path::PathBuf};

use lobule::{AgentConfig, Card, Deck, Follow, Slot};
use lobule_tape::Large;
use lobule_tests::session::DeckFile;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    what: String,
    #[serde(default)]
    deck: Value,
    text: Option<Value>,
    /// What the core's refusal must say; null where it has none.
    core: Option<String>,
    /// What the page's API must say, where that differs.
    #[serde(rename = "border")]
    _border: Option<String>,
    /// What the page must say to a person.
    #[serde(rename = "page")]
    _page: Option<String>,
    /// The deck in its full form, where it was written in a shorter one.
    means: Option<Value>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("decks")
}

fn read(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap()
}

fn cases(name: &str) -> Vec<Case> {
    serde_json::from_str(&read(name)).unwrap()
}

/// `{ "repeat": 3, "of": "a#" }` in a list stands for "a0", "a1" and "a2".
fn written_out(value: &Value) -> Value {
    match value {
        Value::Array(list) => Value::Array(list.iter().flat_map(copies).collect()),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), written_out(value))).collect()
        }
        other => other.clone(),
    }
}

fn copies(value: &Value) -> Vec<Value> {
    let Some(count) = value["repeat"].as_u64() else { return vec![written_out(value)] };
    let of = written_out(&value["of"]);
    (0..count).map(|n| numbered(&of, &n.to_string())).collect()
}

fn numbered(value: &Value, n: &str) -> Value {
    match value {
        Value::String(text) => text.replace('#', n).into(),
        Value::Array(list) => list.iter().map(|value| numbered(value, n)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), numbered(value, n))).collect()
        }
        other => other.clone(),
    }
}

impl Case {
    fn text(&self) -> String {
        match &self.text {
            Some(Value::String(text)) => text.clone(),
            Some(copied) => copies(copied).iter().filter_map(Value::as_str).collect(),
            None => written_out(&self.deck).to_string(),
        }
    }
}

/// Begins a session on the deck of a file, with the page's room.
fn start(text: &str) -> Result<(), String> {
    let deck: DeckFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut agent = Box::new(Large::new());
    deck.with(|deck| agent.start(deck, &AgentConfig::DEFAULT, 1)).map_err(|error| error.to_string())
}

#[test]
fn bad_decks_are_refused() {
    let cases = cases("bad.json");
    assert!(cases.len() >= 90, "only {} bad decks", cases.len());
    let mut failures = Vec::new();
    for case in cases {
        let said = start(&case.text()).err();
        let as_told = match (&said, &case.core) {
            (Some(said), Some(words)) => said.contains(words),
            (None, None) => true,
            _ => false,
        };
        if !as_told {
            failures.push(format!("{}: {said:?}, expected {:?}", case.what, case.core));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn good_decks_are_accepted() {
    for case in cases("good.json") {
        let text = case.means.as_ref().map_or_else(|| case.text(), Value::to_string);
        assert_eq!(start(&text), Ok(()), "{}", case.what);
    }
    for entry in fs::read_dir(folder().join("good")).unwrap() {
        let file = entry.unwrap().path();
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(start(&text), Ok(()), "{}", file.display());
        let deck: DeckFile = serde_json::from_str(&text).unwrap();
        let again: Value = serde_json::to_value(deck).unwrap();
        assert_eq!(again, serde_json::from_str::<Value>(&text).unwrap(), "{}", file.display());
    }
}

#[test]
fn the_documented_example_is_the_tested_one() {
    let page = fs::read_to_string(folder().join("../../docs/deck.md")).unwrap();
    let (_, rest) = page.split_once("```json\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    assert_eq!(example, read("good/breakfast.json"));
}

/// A deck is named by its identity before anybody has checked it, such as in a refusal.
#[test]
fn decks_that_are_too_large_or_empty_have_identities() {
    let plain = Card::new("card", "");
    for follow in [Follow::Any, Follow::Only(u8::MAX)] {
        let mut seen = HashSet::new();
        for count in [0, 1, 8, 9, 15, 16, 17, 255, 256, 257, 300] {
            let cards = vec![Card { next: follow, ..plain }; count];
            let slot = Slot { name: "slot", cards: &cards };
            let slots = vec![slot; 2 + count % 9];
            let deck = Deck { name: "deck", contexts: &["any"], first: follow, slots: &slots };
            assert!(seen.insert(deck.identity()), "{count} cards");
            let _ = (deck.room(), deck.machine::<64>());
        }
    }
}
