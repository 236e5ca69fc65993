//! All settings of an agent by name, for borders that they come in through: a page, a file, a snapshot.

use crate::{Activation, AgentConfig, PpoConfig, TasteConfig};

/// Where a setting is, to read or change it.
#[derive(Debug)]
pub enum Setting<'a> {
    /// Any number.
    Float(&'a mut f32),
    /// A number or none.
    Limit(&'a mut Option<f32>),
    /// A whole number below 65536.
    Count(&'a mut u16),
    /// A whole number below 256.
    Byte(&'a mut u8),
    /// Yes or no.
    Switch(&'a mut bool),
    /// What hidden units do.
    Activation(&'a mut Activation),
}

impl AgentConfig {
    /// The names of all settings, in the order of [`settings`](Self::settings). The last
    /// [`OF_TASTE`](Self::OF_TASTE) are those of the taste model.
    #[rustfmt::skip] // as `settings`
    pub const NAMES: [&'static str; 34] = [
        "learning_rate", "gamma", "gae_lambda", "update_epochs", "minibatch_size", "clip_coef", "value_clip",
        "ent_coef", "vf_coef", "max_grad_norm", "normalize_advantage", "target_kl", "adam_beta1", "adam_beta2",
        "adam_eps",
        "final_ent_coef", "ent_coef_ratings", "replay", "blend", "activation",
        "ratings", "sweeps", "bias_variance", "card_variance", "pair_variance", "output_variance",
        "context_share", "noise_variance", "temperature", "content_temperature", "logit_decay",
        "dream_breadth", "best_of", "draws",
    ];

    /// How many of the settings are the taste model's.
    pub const OF_TASTE: usize = 14;

    /// Every setting; those of the taste model in `taste`, whether it is part of these settings or not.
    #[inline(never)] // one copy of a long list
    pub fn settings<'a>(&'a mut self, taste: &'a mut TasteConfig) -> [Setting<'a>; 34] {
        use Setting::{Byte, Count, Float, Limit, Switch};
        let PpoConfig {
            learning_rate,
            gamma,
            gae_lambda,
            update_epochs,
            minibatch_size,
            clip_coef,
            value_clip,
            ent_coef,
            vf_coef,
            max_grad_norm,
            normalize_advantage,
            target_kl,
            adam_beta1,
            adam_beta2,
            adam_eps,
        } = &mut self.ppo;
        [
            Float(learning_rate),
            Float(gamma),
            Float(gae_lambda),
            Count(update_epochs),
            Count(minibatch_size),
            Float(clip_coef),
            Limit(value_clip),
            Float(ent_coef),
            Float(vf_coef),
            Limit(max_grad_norm),
            Switch(normalize_advantage),
            Limit(target_kl),
            Float(adam_beta1),
            Float(adam_beta2),
            Float(adam_eps),
            Float(&mut self.final_ent_coef),
            Count(&mut self.ent_coef_ratings),
            Byte(&mut self.replay),
            Float(&mut self.blend),
            Setting::Activation(&mut self.activation),
            Count(&mut taste.ratings),
            Byte(&mut taste.sweeps),
            Float(&mut taste.bias_variance),
            Float(&mut taste.card_variance),
            Float(&mut taste.pair_variance),
            Float(&mut taste.output_variance),
            Float(&mut taste.context_share),
            Float(&mut taste.noise_variance),
            Float(&mut taste.temperature),
            Float(&mut taste.content_temperature),
            Float(&mut taste.logit_decay),
            Float(&mut taste.dream_breadth),
            Byte(&mut taste.best_of),
            Byte(&mut taste.draws),
        ]
    }
}

impl Setting<'_> {
    /// What stands for no limit: every limit is 0 or more.
    const NONE: f32 = -1.0;

    /// As one number: 0 and 1 for no and yes or tanh and relu, -1 for no limit.
    pub fn number(&self) -> f32 {
        match self {
            Setting::Float(number) => **number,
            Setting::Limit(limit) => limit.unwrap_or(Self::NONE),
            Setting::Count(count) => f32::from(**count),
            Setting::Byte(byte) => f32::from(**byte),
            Setting::Switch(on) => f32::from(u8::from(**on)),
            Setting::Activation(activation) => f32::from(**activation as u8),
        }
    }

    /// Takes what [`number`](Self::number) gave; `false`, and nothing changes, where it can be none of it.
    /// Whether it is in the setting's range is for [`AgentConfig::check`] to say.
    pub fn set_number(&mut self, number: f32) -> bool {
        let whole = number as u16;
        let is_whole = f32::from(whole) == number;
        let byte = u8::try_from(whole).ok().filter(|_| is_whole);
        match (self, byte) {
            (Setting::Float(place), _) => **place = number,
            (Setting::Limit(limit), _) => **limit = (number != Self::NONE).then_some(number),
            (Setting::Count(place), _) if is_whole => **place = whole,
            (Setting::Byte(place), Some(byte)) => **place = byte,
            (Setting::Switch(on), Some(byte @ 0..=1)) => **on = byte == 1,
            (Setting::Activation(place), Some(0)) => **place = Activation::Tanh,
            (Setting::Activation(place), Some(1)) => **place = Activation::Relu,
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_comes_back_from_its_number() {
        let (mut config, mut taste) = (AgentConfig::DIRECT, TasteConfig::DEFAULT);
        config.activation = Activation::Relu;
        config.ppo.normalize_advantage = true;
        config.ppo.target_kl = Some(0.0);
        let (mut other, mut other_taste) = (AgentConfig::ZERO, TasteConfig { draws: 1, ..taste });
        let from = config.settings(&mut taste);
        let to = other.settings(&mut other_taste);
        for (from, mut to) in from.into_iter().zip(to) {
            assert!(to.set_number(from.number()));
        }
        assert_eq!((config, taste), (other, other_taste));
    }

    #[test]
    fn what_is_no_number_of_a_setting_is_refused() {
        let mut config = AgentConfig::DEFAULT;
        let mut taste = TasteConfig::DEFAULT;
        let names = AgentConfig::NAMES.into_iter();
        for (name, mut setting) in names.zip(config.settings(&mut taste)) {
            for number in [0.5, -2.0, 256.0, 65536.0, f32::NAN] {
                let takes = match &setting {
                    Setting::Float(_) | Setting::Limit(_) => true,
                    Setting::Count(_) => number == 256.0,
                    _ => false,
                };
                assert_eq!(setting.set_number(number), takes, "{name} = {number}");
            }
        }
    }
}
