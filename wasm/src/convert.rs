//! Between JavaScript values and the core's types. Nothing is coerced: `'3'`, `true` and `null`
//! are no numbers.

use alloc::{string::String, vec::Vec};

use lobule::{
    Activation, AgentConfig, Card, Deck, Follow, Rating, Setting, Slot, Stop, TasteConfig,
    UpdateReport,
};
use wasm_bindgen::prelude::*;

use crate::js::{Array, Object, to_text};

/// A whole number from 0 to 2⁵³ - 1, the largest up to which JavaScript counts exactly.
pub fn whole(value: &JsValue, what: &str) -> Result<u64, JsError> {
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    let number = number(value, what)?;
    if (0.0..=LARGEST).contains(&number) && (number as u64) as f64 == number {
        Ok(number as u64)
    } else {
        Err(wrong(what, "must be a whole number from 0 to 2^53 - 1", value))
    }
}

/// One to five stars.
pub fn stars(value: &JsValue) -> Result<Rating, JsError> {
    Ok(Rating::try_from(number(value, "a rating")?)?)
}

/// What a person would call the value.
fn shown(value: &JsValue) -> String {
    match value.as_f64() {
        Some(_) => to_text(value),
        None if value.is_null() => "null".into(),
        None => value.js_typeof().as_string().unwrap_or_default(),
    }
}

#[inline(never)]
fn wrong(what: &str, must: &str, value: &JsValue) -> JsError {
    JsError::new(&[what, " ", must, ", got ", &shown(value)].concat())
}

fn number(value: &JsValue, what: &str) -> Result<f64, JsError> {
    value.as_f64().ok_or_else(|| wrong(what, "must be a number", value))
}

pub fn hex(number: u64) -> String {
    (0..16).rev().filter_map(|k| char::from_digit((number >> (4 * k)) as u32 & 15, 16)).collect()
}

// Decks

/// Where in a deck a value stands: its slot and card, as far as it is inside them, and its field.
#[derive(Clone, Copy)]
struct Place<'a> {
    slot: Option<usize>,
    card: Option<usize>,
    field: &'a str,
}

impl Place<'_> {
    /// As one would write it in JavaScript: `deck.slots[1].cards[0].next`.
    fn path(self) -> String {
        let mut path = String::from("deck");
        for (list, index) in [(".slots[", self.slot), (".cards[", self.card)] {
            if let Some(index) = index {
                path += &[list, &to_text(&index.into()), "]"].concat();
            }
        }
        path + "." + self.field
    }

    /// The field of the deck, slot or card, and the place of that.
    fn field<'a>(self, of: &JsValue, field: &'a str) -> (JsValue, Place<'a>) {
        (Object::get(of, field), Place { slot: self.slot, card: self.card, field })
    }
}

/// Calls `with` with the deck that a plain object describes. Payloads are the page's own business;
/// names and labels tell a snapshot's deck from others.
///
/// Returns how many cards there are in each slot.
pub fn with_deck(
    deck: &JsValue,
    with: &mut dyn FnMut(&Deck) -> Result<(), lobule::Error>,
) -> Result<Vec<usize>, JsError> {
    if !deck.is_object() {
        return Err(wrong("deck", "must be an object", deck));
    }
    let top = Place { slot: None, card: None, field: "" };
    let name = text(top.field(deck, "name"))?;
    let mut contexts = Vec::new();
    for context in list(top.field(deck, "contexts"))? {
        contexts.push(text((context, Place { field: "contexts", ..top }))?);
    }
    let first = follow(top.field(deck, "first"))?;
    let mut slots: Vec<(String, Vec<(String, Follow)>)> = Vec::new();
    for (s, slot) in list(top.field(deck, "slots"))?.into_iter().enumerate() {
        let in_slot = Place { slot: Some(s), ..top };
        let name = text(in_slot.field(&slot, "name"))?;
        let mut faces = Vec::new();
        for (c, card) in list(in_slot.field(&slot, "cards"))?.into_iter().enumerate() {
            let in_card = Place { card: Some(c), ..in_slot };
            let label = text(in_card.field(&card, "label"))?;
            let payload = in_card.field(&card, "payload");
            if !payload.0.is_undefined() {
                text(payload)?;
            }
            faces.push((label, follow(in_card.field(&card, "next"))?));
        }
        slots.push((name, faces));
    }
    // A deck borrows its texts and cards.
    let contexts: Vec<&str> = contexts.iter().map(String::as_str).collect();
    let cards: Vec<Vec<Card>> = slots
        .iter()
        .map(|(_, faces)| {
            let cards = faces.iter().map(|(label, next)| Card { label, payload: "", next: *next });
            cards.collect()
        })
        .collect();
    let slots: Vec<Slot> =
        slots.iter().zip(&cards).map(|((name, _), cards)| Slot { name, cards }).collect();
    with(&Deck { name: &name, contexts: &contexts, first, slots: &slots })?;
    Ok(cards.iter().map(Vec::len).collect())
}

#[inline(never)]
fn text((value, place): (JsValue, Place)) -> Result<String, JsError> {
    value.as_string().ok_or_else(|| wrong(&place.path(), "must be a string", &value))
}

/// The entries of an array, but no more than it takes to see that they are too many.
#[inline(never)]
fn list((value, place): (JsValue, Place)) -> Result<Vec<JsValue>, JsError> {
    const ENOUGH: usize = 256;
    match value.dyn_ref::<Array>() {
        Some(array) => Ok(array.iter().take(ENOUGH).collect()),
        None => Err(wrong(&place.path(), "must be an array", &value)),
    }
}

/// Card numbers as a mask; all cards when left out.
#[inline(never)]
fn follow((value, place): (JsValue, Place)) -> Result<Follow, JsError> {
    if value.is_undefined() {
        return Ok(Follow::Any);
    }
    let mut mask = 0;
    for entry in list((value, place))? {
        match whole(&entry, &place.path())? {
            card @ 0..8 => mask |= 1u8 << card,
            _ => return Err(wrong(&place.path(), "must hold card numbers from 0 to 7", &entry)),
        }
    }
    Ok(Follow::Only(mask))
}

fn follow_to_js(follow: Follow) -> JsValue {
    match follow {
        Follow::Any => JsValue::UNDEFINED,
        Follow::Only(mask) => {
            (0..8u8).filter(|k| mask >> k & 1 == 1).map(JsValue::from).collect::<Array>().into()
        }
    }
}

pub fn deck_to_js(deck: &Deck) -> Object {
    let strings = |texts: &[&str]| texts.iter().map(|&text| JsValue::from(text)).collect::<Array>();
    let slot = |slot: &Slot| -> JsValue {
        let card = |card: &Card| -> JsValue {
            let fields =
                Object::of(&[("label", card.label.into()), ("payload", card.payload.into())]);
            if card.next != Follow::Any {
                fields.set("next", follow_to_js(card.next));
            }
            fields.into()
        };
        let cards = slot.cards.iter().map(card).collect::<Array>();
        Object::of(&[("name", slot.name.into()), ("cards", cards.into())]).into()
    };
    let fields = Object::of(&[
        ("name", deck.name.into()),
        ("contexts", strings(deck.contexts).into()),
        ("slots", deck.slots.iter().map(slot).collect::<Array>().into()),
    ]);
    if deck.first != Follow::Any {
        fields.set("first", follow_to_js(deck.first));
    }
    fields
}

// Settings

/// The default settings with the fields of a plain object put in; `undefined` for none. With `taste:
/// false` they start from those of direct PPO.
pub fn config_from_js(value: &JsValue) -> Result<AgentConfig, JsError> {
    let mut config = AgentConfig::DEFAULT;
    if value.is_undefined() {
        return Ok(config);
    }
    if !value.is_object() {
        return Err(wrong("config", "must be an object", value));
    }
    let taste = Object::get(value, "taste");
    let with_taste = match taste.as_bool() {
        Some(with_taste) => with_taste,
        None if taste.is_undefined() => true,
        None => return Err(wrong("config.taste", "must be true or false", &taste)),
    };
    if !with_taste {
        config = AgentConfig::DIRECT;
    }
    let mut taste = TasteConfig::DEFAULT;
    let mut settings = config.settings(&mut taste);
    let unknown = if with_taste { 0 } else { AgentConfig::OF_TASTE };
    let known = AgentConfig::NAMES.len() - unknown;
    for name in Object::names(value).iter() {
        let name = name.as_string().unwrap_or_default();
        let value = Object::get(value, &name);
        let path = ["config.", &name].concat();
        if name == "taste" {
            continue;
        }
        let mut named = AgentConfig::NAMES.iter().zip(&mut settings).take(known);
        let Some((_, setting)) = named.find(|(known, _)| **known == name) else {
            return Err(JsError::new(&[&path, " is not a setting"].concat()));
        };
        match setting {
            Setting::Float(place) => **place = number(&value, &path)? as f32,
            Setting::Limit(place) if value.is_null() => **place = None,
            Setting::Limit(place) => **place = Some(number(&value, &path)? as f32),
            Setting::Count(place) => **place = small(&value, &path)?,
            Setting::Byte(place) => **place = small(&value, &path)?,
            Setting::Switch(place) => match value.as_bool() {
                Some(switch) => **place = switch,
                None => return Err(wrong(&path, "must be true or false", &value)),
            },
            Setting::Activation(place) => match value.as_string().as_deref() {
                Some("tanh") => **place = Activation::Tanh,
                Some("relu") => **place = Activation::Relu,
                _ => return Err(wrong(&path, "must be \"tanh\" or \"relu\"", &value)),
            },
        }
    }
    config.taste = with_taste.then_some(taste);
    config.check()?;
    Ok(config)
}

fn small<T: TryFrom<u64>>(value: &JsValue, path: &str) -> Result<T, JsError> {
    T::try_from(whole(value, path)?).map_err(|_| wrong(path, "is too large", value))
}

// Measures

pub fn metrics_to_js(report: &UpdateReport) -> JsValue {
    let metrics = Object::of(&[
        ("policy_loss", report.policy_loss.into()),
        ("value_loss", report.value_loss.into()),
        ("entropy", report.entropy.into()),
        ("approx_kl", report.approx_kl.into()),
        ("clip_fraction", report.clip_fraction.into()),
        ("explained_variance", report.explained_variance.into()),
        ("grad_norm", report.grad_norm.into()),
        ("samples", report.samples.into()),
        ("clipped", report.clipped.into()),
        ("steps", report.steps.into()),
    ]);
    if let Some(stop) = report.stopped {
        let reason = match stop {
            Stop::TargetKl { .. } => "target_kl",
            Stop::NonFinite => "non_finite",
        };
        metrics.set("stopped", reason.into());
    }
    metrics.into()
}
