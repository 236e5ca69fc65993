//! Between JavaScript values and the core's types. Nothing is coerced: `'3'`, `true` and `null`
//! are no numbers.

use std::fmt::Write;

use js_sys::{Array, Object, Reflect};
use lobule::{Activation, AgentConfig, Card, Deck, Follow, Rating, Slot, Stop, UpdateReport};
use wasm_bindgen::prelude::*;

/// A whole number from 0 to 2⁵³ - 1, the largest up to which JavaScript counts exactly.
pub fn whole(value: &JsValue, what: &str) -> Result<u64, JsError> {
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    let number = number(value, what)?;
    if (0.0..=LARGEST).contains(&number) && (number as u64) as f64 == number {
        Ok(number as u64)
    } else {
        fail(what, "must be a whole number from 0 to 2^53 - 1", value)
    }
}

/// One to five stars.
pub fn stars(value: &JsValue) -> Result<Rating, JsError> {
    Ok(Rating::try_from(number(value, "a rating")?)?)
}

/// What a person would call the value.
fn shown(value: &JsValue) -> String {
    let kind = value.js_typeof().as_string().unwrap_or_default();
    match value.as_f64() {
        Some(number) => {
            js_sys::Number::from(number).to_string_with_radix(10).map_or(kind, String::from)
        }
        None if value.is_null() => "null".into(),
        None => kind,
    }
}

fn fail<T>(what: &str, must: &str, value: &JsValue) -> Result<T, JsError> {
    Err(JsError::new(&[what, " ", must, ", got ", &shown(value)].concat()))
}

fn number(value: &JsValue, what: &str) -> Result<f64, JsError> {
    value.as_f64().map_or_else(|| fail(what, "must be a number", value), Ok)
}

pub fn object<const N: usize>(fields: [(&str, JsValue); N]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        set(&object, name, value);
    }
    object
}

fn set(object: &Object, name: &str, value: JsValue) {
    // Setting a field of an object that was just made cannot fail.
    let _ = Reflect::set(object, &name.into(), &value);
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

pub fn hex(number: u64) -> String {
    (0..16).rev().filter_map(|k| char::from_digit((number >> (4 * k)) as u32 & 15, 16)).collect()
}

// Decks

struct OwnedCard {
    label: String,
    payload: String,
    next: Follow,
}

impl OwnedCard {
    fn borrow(&self) -> Card<'_> {
        Card { label: &self.label, payload: &self.payload, next: self.next }
    }
}

/// Calls `with` with the deck that a plain object describes.
pub fn with_deck<T>(
    deck: &JsValue,
    with: impl FnOnce(&Deck) -> Result<T, lobule::Error>,
) -> Result<T, JsError> {
    if !deck.is_object() {
        return fail("deck", "must be an object", deck);
    }
    let name = text(&get(deck, "name"), "deck.name")?;
    let contexts = list(&get(deck, "contexts"), "deck.contexts")?;
    let contexts = each(&contexts, "deck.contexts", text)?;
    let first = follow(&get(deck, "first"), "deck.first")?;
    let slots = each(&list(&get(deck, "slots"), "deck.slots")?, "deck.slots", |slot, path| {
        let cards_path = [path, ".cards"].concat();
        let cards = each(&list(&get(slot, "cards"), &cards_path)?, &cards_path, |card, path| {
            let payload = get(card, "payload");
            Ok(OwnedCard {
                label: text(&get(card, "label"), &[path, ".label"].concat())?,
                payload: match payload.is_undefined() {
                    true => String::new(),
                    false => text(&payload, &[path, ".payload"].concat())?,
                },
                next: follow(&get(card, "next"), &[path, ".next"].concat())?,
            })
        })?;
        Ok((text(&get(slot, "name"), &[path, ".name"].concat())?, cards))
    })?;

    let contexts: Vec<&str> = contexts.iter().map(String::as_str).collect();
    let cards: Vec<Vec<Card>> =
        slots.iter().map(|(_, cards)| cards.iter().map(OwnedCard::borrow).collect()).collect();
    let slots: Vec<Slot> =
        slots.iter().zip(&cards).map(|((name, _), cards)| Slot { name, cards }).collect();
    Ok(with(&Deck { name: &name, contexts: &contexts, first, slots: &slots })?)
}

fn text(value: &JsValue, path: &str) -> Result<String, JsError> {
    value.as_string().map_or_else(|| fail(path, "must be a string", value), Ok)
}

fn list(value: &JsValue, path: &str) -> Result<Array, JsError> {
    value.dyn_ref().cloned().map_or_else(|| fail(path, "must be an array", value), Ok)
}

/// Reads every entry of a list; the path of entry 3 ends in `[3]`.
fn each<T>(
    list: &Array,
    path: &str,
    mut read: impl FnMut(&JsValue, &str) -> Result<T, JsError>,
) -> Result<Vec<T>, JsError> {
    // More than this no deck has; the core says so with the number.
    const ENOUGH: usize = 300;
    let mut place = String::new();
    let mut entries = Vec::new();
    for (n, entry) in list.iter().take(ENOUGH).enumerate() {
        place.clear();
        let _ = write!(place, "{path}[{n}]");
        entries.push(read(&entry, &place)?);
    }
    Ok(entries)
}

/// Card numbers as a mask; all cards when left out.
fn follow(value: &JsValue, path: &str) -> Result<Follow, JsError> {
    if value.is_undefined() {
        return Ok(Follow::Any);
    }
    let numbers = each(&list(value, path)?, path, |entry, path| match whole(entry, path)? {
        card @ 0..8 => Ok(1u8 << card),
        _ => fail(path, "must be a card's number from 0 to 7", entry),
    })?;
    Ok(Follow::Only(numbers.into_iter().fold(0, |mask, bit| mask | bit)))
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
            let fields = object([("label", card.label.into()), ("payload", card.payload.into())]);
            if card.next != Follow::Any {
                set(&fields, "next", follow_to_js(card.next));
            }
            fields.into()
        };
        let cards = slot.cards.iter().map(card).collect::<Array>();
        object([("name", slot.name.into()), ("cards", cards.into())]).into()
    };
    let fields = object([
        ("name", deck.name.into()),
        ("contexts", strings(deck.contexts).into()),
        ("slots", deck.slots.iter().map(slot).collect::<Array>().into()),
    ]);
    if deck.first != Follow::Any {
        set(&fields, "first", follow_to_js(deck.first));
    }
    fields
}

// Settings

/// One field of the settings, by its name in both languages.
enum Field<'a> {
    Float(&'a mut f32),
    Limit(&'a mut Option<f32>),
    Count(&'a mut u16),
    Byte(&'a mut u8),
    Switch(&'a mut bool),
    Activation(&'a mut Activation),
}

fn fields(config: &mut AgentConfig) -> [(&'static str, Field<'_>); 20] {
    let ppo = &mut config.ppo;
    [
        ("learning_rate", Field::Float(&mut ppo.learning_rate)),
        ("gamma", Field::Float(&mut ppo.gamma)),
        ("gae_lambda", Field::Float(&mut ppo.gae_lambda)),
        ("update_epochs", Field::Count(&mut ppo.update_epochs)),
        ("minibatch_size", Field::Count(&mut ppo.minibatch_size)),
        ("clip_coef", Field::Float(&mut ppo.clip_coef)),
        ("value_clip", Field::Limit(&mut ppo.value_clip)),
        ("ent_coef", Field::Float(&mut ppo.ent_coef)),
        ("vf_coef", Field::Float(&mut ppo.vf_coef)),
        ("max_grad_norm", Field::Limit(&mut ppo.max_grad_norm)),
        ("normalize_advantage", Field::Switch(&mut ppo.normalize_advantage)),
        ("target_kl", Field::Limit(&mut ppo.target_kl)),
        ("adam_beta1", Field::Float(&mut ppo.adam_beta1)),
        ("adam_beta2", Field::Float(&mut ppo.adam_beta2)),
        ("adam_eps", Field::Float(&mut ppo.adam_eps)),
        ("final_ent_coef", Field::Float(&mut config.final_ent_coef)),
        ("ent_coef_ratings", Field::Count(&mut config.ent_coef_ratings)),
        ("replay", Field::Byte(&mut config.replay)),
        ("blend", Field::Float(&mut config.blend)),
        ("activation", Field::Activation(&mut config.activation)),
    ]
}

/// The default settings with the fields of a plain object put in; `undefined` for none.
pub fn config_from_js(value: &JsValue) -> Result<AgentConfig, JsError> {
    let mut config = AgentConfig::DEFAULT;
    if value.is_undefined() {
        return Ok(config);
    }
    if !value.is_object() {
        return fail("config", "must be an object", value);
    }
    let mut fields = fields(&mut config);
    for name in Object::keys::<JsValue>(value.unchecked_ref()).iter() {
        let name = name.as_string().unwrap_or_default();
        let value = get(value, &name);
        let path = ["config.", &name].concat();
        let Some((_, field)) = fields.iter_mut().find(|(known, _)| *known == name) else {
            return Err(JsError::new(&[&path, " is not a setting"].concat()));
        };
        match field {
            Field::Float(place) => **place = number(&value, &path)? as f32,
            Field::Limit(place) if value.is_null() => **place = None,
            Field::Limit(place) => **place = Some(number(&value, &path)? as f32),
            Field::Count(place) => **place = small(&value, &path)?,
            Field::Byte(place) => **place = small(&value, &path)?,
            Field::Switch(place) => match value.as_bool() {
                Some(switch) => **place = switch,
                None => return fail(&path, "must be true or false", &value),
            },
            Field::Activation(place) => match value.as_string().as_deref() {
                Some("tanh") => **place = Activation::Tanh,
                Some("relu") => **place = Activation::Relu,
                _ => return fail(&path, "must be \"tanh\" or \"relu\"", &value),
            },
        }
    }
    config.check()?;
    Ok(config)
}

fn small<T: TryFrom<u64>>(value: &JsValue, path: &str) -> Result<T, JsError> {
    T::try_from(whole(value, path)?).or_else(|_| fail(path, "is too large", value))
}

pub fn config_to_js(config: &AgentConfig) -> Object {
    let mut config = *config;
    let object = Object::new();
    for (name, field) in fields(&mut config) {
        let value = match field {
            Field::Float(number) => short(*number),
            Field::Limit(limit) => limit.map_or(JsValue::NULL, short),
            Field::Count(count) => (*count).into(),
            Field::Byte(count) => (*count).into(),
            Field::Switch(switch) => (*switch).into(),
            Field::Activation(Activation::Tanh) => "tanh".into(),
            Field::Activation(Activation::Relu) => "relu".into(),
        };
        set(&object, name, value);
    }
    object
}

/// The shortest decimal that is this `f32`: 0.2, not 0.20000000298.
fn short(number: f32) -> JsValue {
    for digits in 1..=9 {
        let text = js_sys::Number::from(f64::from(number)).to_precision(digits);
        if let Ok(shorter) = text.map(|text| js_sys::Number::parse_float(&String::from(text)))
            && shorter as f32 == number
        {
            return shorter.into();
        }
    }
    number.into()
}

// Measures

pub fn metrics_to_js(report: &UpdateReport) -> JsValue {
    let metrics = object([
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
        set(&metrics, "stopped", reason.into());
    }
    metrics.into()
}
