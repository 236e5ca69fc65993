//! The settings that raters are played with by name: the one that is recommended, and what is left of
//! it without each of its parts.

use lobule::{AgentConfig, PpoConfig, TasteConfig};

use super::run::RATINGS;

/// A named setting.
pub struct Setting {
    /// What the command line calls it.
    pub name: &'static str,
    /// What is different from the recommended one.
    pub what: &'static str,
    /// The setting.
    pub config: AgentConfig,
}

const TASTE: TasteConfig = TasteConfig { ratings: RATINGS as u16, ..TasteConfig::DEFAULT };
const DEFAULT: AgentConfig = AgentConfig { taste: Some(TASTE), ..AgentConfig::DEFAULT };

const fn taste(name: &'static str, what: &'static str, taste: TasteConfig) -> Setting {
    Setting { name, what, config: AgentConfig { taste: Some(taste), ..DEFAULT } }
}

const fn ppo(name: &'static str, what: &'static str, ppo: PpoConfig) -> Setting {
    Setting { name, what, config: AgentConfig { ppo, ..DEFAULT } }
}

/// All of them.
pub const SETTINGS: &[Setting] = &[
    Setting { name: "default", what: "as recommended, with room for 300 ratings", config: DEFAULT },
    Setting {
        name: "direct",
        what: "without the reward model: PPO on real ratings alone",
        config: AgentConfig::DIRECT,
    },
    taste(
        "no-draw",
        "the posterior mean in place of draws",
        TasteConfig { temperature: 0.0, content_temperature: 0.0, ..TASTE },
    ),
    taste(
        "one-draw",
        "Thompson sampling: the best under one draw in place of the most informative under many",
        TasteConfig { draws: 1, ..TASTE },
    ),
    taste(
        "always-discontent",
        "the temperature does not follow the person's content",
        TasteConfig { content_temperature: TASTE.temperature, ..TASTE },
    ),
    ppo("no-clip", "without PPO's clip", PpoConfig { clip_coef: 100.0, ..DEFAULT.ppo }),
    ppo(
        "no-critic",
        "the critic is never trained; advantages are against its first guess",
        PpoConfig { vf_coef: 0.0, ..DEFAULT.ppo },
    ),
    taste("no-best-of", "the actor's first output is shown", TasteConfig { best_of: 1, ..TASTE }),
    taste("no-decay", "logits are kept between dreams", TasteConfig { logit_decay: 1.0, ..TASTE }),
    ppo("frozen", "the actor stays as it starts", PpoConfig { learning_rate: 0.0, ..DEFAULT.ppo }),
    taste("journal-64", "with room for 64 ratings", TasteConfig::DEFAULT),
];

/// The setting of that name.
pub fn setting(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}
