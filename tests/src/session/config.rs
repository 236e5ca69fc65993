//! Settings in session files, by the names of the page's API.

use anyhow::{Context, Result, bail};
use lobule::{Activation, AgentConfig, Setting, TasteConfig};
use serde_json::{Map, Value};

/// The default settings with those of a file put in. With `"taste": false` they start from those of direct
/// PPO.
///
/// # Errors
/// A name that is no setting, a value of another kind, or one out of its range.
pub fn parse(file: &Map<String, Value>) -> Result<AgentConfig> {
    let with_taste = match file.get("taste") {
        None => true,
        Some(Value::Bool(with_taste)) => *with_taste,
        Some(other) => bail!("config.taste must be true or false, got {other}"),
    };
    let mut config = if with_taste { AgentConfig::DEFAULT } else { AgentConfig::DIRECT };
    let mut taste = TasteConfig::DEFAULT;
    let known = AgentConfig::NAMES.len() - if with_taste { 0 } else { AgentConfig::OF_TASTE };
    let mut settings = config.settings(&mut taste);
    for (name, value) in file.iter().filter(|(name, _)| *name != "taste") {
        let names = AgentConfig::NAMES.iter().zip(&mut settings).take(known);
        let setting = names.into_iter().find_map(|(known, place)| (known == name).then_some(place));
        let setting = setting.with_context(|| format!("config.{name} is not a setting"))?;
        set(setting, value).with_context(|| format!("config.{name} cannot be {value}"))?;
    }
    config.taste = with_taste.then_some(taste);
    config.check()?;
    Ok(config)
}

/// All settings.
pub fn write(config: &AgentConfig) -> Map<String, Value> {
    let (mut config, mut taste) = (*config, config.taste.unwrap_or(TasteConfig::DEFAULT));
    let with_taste = config.taste.is_some();
    let known = AgentConfig::NAMES.len() - if with_taste { 0 } else { AgentConfig::OF_TASTE };
    let settings = config.settings(&mut taste);
    let named = AgentConfig::NAMES.iter().zip(&settings).take(known);
    let mut all = Map::new();
    all.insert("taste".into(), with_taste.into());
    all.extend(named.map(|(name, setting)| ((*name).to_owned(), value(setting))));
    all
}

fn value(setting: &Setting) -> Value {
    match setting {
        Setting::Float(number) => shortest(**number),
        Setting::Limit(limit) => limit.map_or(Value::Null, shortest),
        Setting::Count(count) => (**count).into(),
        Setting::Byte(byte) => (**byte).into(),
        Setting::Switch(on) => (**on).into(),
        Setting::Activation(Activation::Tanh) => "tanh".into(),
        Setting::Activation(Activation::Relu) => "relu".into(),
    }
}

/// The shortest decimal that stands for the same number: 0.2, not 0.20000000298023224.
fn shortest(number: f32) -> Value {
    number.to_string().parse::<f64>().map_or(Value::Null, Value::from)
}

fn set(setting: &mut Setting, value: &Value) -> Option<()> {
    // The page's numbers are 64 bits wide too.
    let number = || value.as_f64().map(|number| number as f32);
    let whole = || {
        let number = value.as_f64().filter(|number| number.fract() == 0.0)?;
        // Beyond an `i64` it is too large for any setting as well.
        Some(number as i64)
    };
    match setting {
        Setting::Float(place) => **place = number()?,
        Setting::Limit(place) => **place = if value.is_null() { None } else { Some(number()?) },
        Setting::Count(place) => **place = u16::try_from(whole()?).ok()?,
        Setting::Byte(place) => **place = u8::try_from(whole()?).ok()?,
        Setting::Switch(place) => **place = value.as_bool()?,
        Setting::Activation(place) => {
            **place = match value.as_str()? {
                "tanh" => Activation::Tanh,
                "relu" => Activation::Relu,
                _ => return None,
            }
        }
    }
    Some(())
}
