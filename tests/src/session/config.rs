//! Settings in session files, by the names of the page's API: those that are not the default ones.

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
