//! Between JavaScript values and the core's types. What values may be is checked in `border.js`.

use alloc::{string::String, vec::Vec};

use lobule::{
    AgentConfig, Card, Deck, Follow, Rating, Setting, Slot, Stop, TasteConfig, UpdateReport,
};
use wasm_bindgen::prelude::*;

use crate::js;

/// Why a call was refused: a JavaScript `Error`.
pub struct Refusal(JsValue);

impl From<JsValue> for Refusal {
    fn from(error: JsValue) -> Self {
        Refusal(error)
    }
}

impl From<lobule::Error> for Refusal {
    #[inline(never)]
    fn from(error: lobule::Error) -> Self {
        let mut message = String::new();
        let _ = error.say(&mut |piece| {
            message.push_str(piece);
            Ok(())
        });
        Refusal(JsError::new(&message).into())
    }
}

impl From<Refusal> for JsValue {
    fn from(refusal: Refusal) -> Self {
        refusal.0
    }
}

/// A whole number from 0 to 2⁵³ - 1.
pub fn whole(value: &JsValue, what: &str) -> Result<u64, Refusal> {
    Ok(js::whole(value, what)? as u64)
}

/// One to five stars.
pub fn stars(value: &JsValue) -> Result<Rating, Refusal> {
    Ok(Rating::try_from(js::number(value, "a rating")?)?)
}

// Decks

/// What is left of a flat deck.
struct Flat<'a> {
    texts: &'a str,
    numbers: core::slice::Iter<'a, u32>,
}

impl<'a> Flat<'a> {
    fn number(&mut self) -> u32 {
        self.numbers.next().copied().unwrap_or(0)
    }

    #[inline(never)]
    fn text(&mut self) -> &'a str {
        let len = self.number() as usize;
        let (text, rest) = self.texts.split_at_checked(len).unwrap_or(("", ""));
        self.texts = rest;
        text
    }

    fn follow(&mut self) -> Follow {
        u8::try_from(self.number()).map_or(Follow::Any, Follow::Only)
    }
}

/// As [`Flat::follow`] reads it.
fn rule(follow: Follow) -> u32 {
    match follow {
        Follow::Any => 256,
        Follow::Only(mask) => mask.into(),
    }
}

/// Calls `with` with the deck that a plain object describes, and returns how many cards there are in each
/// slot.
pub fn with_deck(
    deck: &JsValue,
    with: &mut dyn FnMut(&Deck) -> Result<(), lobule::Error>,
) -> Result<Vec<usize>, Refusal> {
    let flat = js::flatten(deck)?;
    let (texts, numbers) = (flat.texts(), flat.numbers());
    let mut flat = Flat { texts: &texts, numbers: numbers.iter() };
    let (name, first) = (flat.text(), flat.follow());
    let (contexts, cards, slots) = (flat.number(), flat.number(), flat.number());
    let contexts: Vec<&str> = (0..contexts).map(|_| flat.text()).collect();
    let card = |_| Card { label: flat.text(), payload: "", next: flat.follow() };
    let cards: Vec<Card> = (0..cards).map(card).collect();
    let mut rest = cards.as_slice();
    let slot = |_| {
        let name = flat.text();
        let (cards, others) = rest.split_at_checked(flat.number() as usize).unwrap_or_default();
        rest = others;
        Slot { name, cards }
    };
    let slots: Vec<Slot> = (0..slots).map(slot).collect();
    with(&Deck { name, contexts: &contexts, first, slots: &slots })?;
    Ok(slots.iter().map(|slot| slot.cards.len()).collect())
}

pub fn deck_to_js(deck: &Deck) -> JsValue {
    let object = js::new_deck(deck.name, rule(deck.first));
    deck.contexts.iter().for_each(|name| js::add_context(&object, name));
    for slot in deck.slots {
        js::add_slot(&object, slot.name);
        for card in slot.cards {
            js::add_card(&object, card.label, card.payload, rule(card.next));
        }
    }
    object
}

// Settings

/// The default settings with the fields of a plain object put in; `undefined` for none. With `taste:
/// false` they start from those of direct PPO.
pub fn config_from_js(value: &JsValue) -> Result<AgentConfig, Refusal> {
    let with_taste = js::with_taste(value)?;
    let mut config = if with_taste { AgentConfig::DEFAULT } else { AgentConfig::DIRECT };
    let mut taste = TasteConfig::DEFAULT;
    let mut settings = config.settings(&mut taste);
    let unknown = if with_taste { 0 } else { AgentConfig::OF_TASTE };
    let known = AgentConfig::NAMES.len() - unknown;
    let mut index = 0;
    while let Some(name) = js::setting_name(value, index) {
        let mut named = AgentConfig::NAMES.iter().zip(&mut settings).take(known);
        let setting = named.find(|(known, _)| **known == name).map(|(_, setting)| setting);
        let kind = setting.as_ref().map_or(UNKNOWN, |setting| kind_of(setting));
        let number = js::setting(value, &name, kind)?.map(|number| number as f32);
        match setting {
            Some(Setting::Limit(place)) => **place = number,
            // Its kind has been seen to.
            Some(setting) => _ = setting.set_number(number.unwrap_or(f32::NAN)),
            None => {}
        }
        index += 1;
    }
    config.taste = with_taste.then_some(taste);
    config.check()?;
    Ok(config)
}

/// Every setting as a plain object, in the order of [`AgentConfig::NAMES`] behind `taste`.
pub fn config_to_js(config: &AgentConfig) -> JsValue {
    let object = js::Object::new().into();
    let (mut config, mut taste) = (*config, config.taste.unwrap_or(TasteConfig::DEFAULT));
    let with_taste = config.taste.is_some();
    js::add_setting(&object, "taste", SWITCH, u8::from(with_taste).into());
    let of_none = if with_taste { 0 } else { AgentConfig::OF_TASTE };
    let names = AgentConfig::NAMES.iter().take(AgentConfig::NAMES.len() - of_none);
    for (name, setting) in names.zip(config.settings(&mut taste)) {
        js::add_setting(&object, name, kind_of(&setting), setting.number());
    }
    object
}

/// Of a setting, as `border.js` knows them.
fn kind_of(setting: &Setting) -> u8 {
    match setting {
        Setting::Float(_) => 0,
        Setting::Limit(_) => 1,
        Setting::Count(_) => 2,
        Setting::Byte(_) => 3,
        Setting::Switch(_) => SWITCH,
        Setting::Activation(_) => 5,
    }
}

/// The kind of a setting that is on or off, and of what is no setting.
const SWITCH: u8 = 4;
const UNKNOWN: u8 = 6;

// Measures

#[inline(never)]
pub fn metrics_to_js(report: Option<&UpdateReport>) -> JsValue {
    let Some(report) = report else { return JsValue::UNDEFINED };
    let numbers = [
        report.policy_loss.into(),
        report.value_loss.into(),
        report.entropy.into(),
        report.approx_kl.into(),
        report.clip_fraction.into(),
        report.explained_variance.into(),
        report.grad_norm.into(),
        report.samples.into(),
        report.clipped.into(),
        report.steps.into(),
    ];
    let stopped = report.stopped.map(|stop| match stop {
        Stop::TargetKl { .. } => "target_kl",
        Stop::NonFinite => "non_finite",
    });
    js::metrics(&numbers, stopped)
}
