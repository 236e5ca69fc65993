//! How an agent learns: its settings, with their ranges.

use crate::{
    Activation, Error, PpoConfig,
    ppo_config::{Range, check_ranges},
    room::REPLAY,
};

/// How an agent learns.
///
/// ```
/// use lobule::{AgentConfig, TasteConfig};
///
/// // Remembers 200 ratings, in an agent that was built for as many.
/// let taste = TasteConfig { ratings: 200, ..TasteConfig::DEFAULT };
/// let config = AgentConfig { taste: Some(taste), ..AgentConfig::DEFAULT };
/// assert!(config.check().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AgentConfig {
    /// The update after each rating. `gamma` and `gae_lambda` run over the slots of an output.
    pub ppo: PpoConfig,
    /// `ent_coef` goes in a straight line from `ppo.ent_coef` to this, `0..=100` …
    pub final_ent_coef: f32,
    /// … over this many ratings, `0..=65535`.
    pub ent_coef_ratings: u16,
    /// How far the acting policy moves from the old one to the new one in an update, `0..=1`;
    /// 1: all the way.
    pub blend: f32,
    /// What the hidden units do.
    pub activation: Activation,
    /// The model of the person's taste that PPO dreams with; `None`: PPO on the real ratings alone.
    pub taste: Option<TasteConfig>,
    /// Without a taste model, how many rated outputs an update looks at, the newest included,
    /// `1..=16`. Older ones weigh less the less the policy would still choose them.
    pub replay: u8,
}

/// How a taste is modelled and dreamt of. Variances are in the square of the person's own spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TasteConfig {
    /// How many ratings are remembered, `1..=32767`; an agent has room for those of its type.
    pub ratings: u16,
    /// Sweeps of Gibbs sampling before a dream, `1..=255`.
    pub sweeps: u8,
    /// Prior variance of the bias, `1e-4..=100`.
    pub bias_variance: f32,
    /// Prior variance of a card's effect, `1e-4..=100`.
    pub card_variance: f32,
    /// Prior variance of the effect of two neighbouring cards, `1e-4..=100`.
    pub pair_variance: f32,
    /// Prior variance of an output's own effect, beyond its cards and pairs, `1e-4..=100`.
    pub output_variance: f32,
    /// What one context adds to an effect has this share of the effect's prior variance,
    /// `1e-4..=100`.
    pub context_share: f32,
    /// Variance of a rating around what the model expects, `1e-2..=100`.
    pub noise_variance: f32,
    /// Standard deviations of draws are multiplied by this while the person is not content,
    /// `0..=10`; at 0 nothing is drawn, above it the own effects of outputs that were never shown are as wide as
    /// `output_variance` has them …
    pub temperature: f32,
    /// … and by this when the last ratings are as good as this person's ratings get, `0..=10`.
    pub content_temperature: f32,
    /// The actor's logits are multiplied by this before each dream, so that it can follow a new
    /// draw, `0..=1`.
    pub logit_decay: f32,
    /// Share of all observations, however improbable, in what is dreamt of, `0..=1`.
    pub dream_breadth: f32,
    /// One of so many of the actor's outputs is shown, `1..=32` …
    pub best_of: u8,
    /// … judged by so many draws of the taste model, `1..=255`.
    pub draws: u8,
}

impl TasteConfig {
    /// One setting for every deck and every person; docs/taste.md has how well it does.
    pub const DEFAULT: Self = TasteConfig {
        ratings: 64,
        sweeps: 3,
        bias_variance: 0.3,
        card_variance: 0.35,
        pair_variance: 0.06,
        output_variance: 0.032,
        context_share: 1.0,
        noise_variance: 0.27,
        temperature: 0.6,
        content_temperature: 0.35,
        logit_decay: 0.97,
        dream_breadth: 0.45,
        best_of: 32,
        draws: 8,
    };

    /// Most outputs that are compared before one is shown.
    pub const MOST_OF: u8 = 32;

    const fn check(&self) -> Result<(), Error> {
        const RANGES: [Range; 14] = [
            ("ratings", 1.0, 32767.0),
            ("sweeps", 1.0, 255.0),
            ("bias_variance", 1e-4, 100.0),
            ("card_variance", 1e-4, 100.0),
            ("pair_variance", 1e-4, 100.0),
            ("output_variance", 1e-4, 100.0),
            ("context_share", 1e-4, 100.0),
            ("noise_variance", 1e-2, 100.0),
            ("temperature", 0.0, 10.0),
            ("content_temperature", 0.0, 10.0),
            ("logit_decay", 0.0, 1.0),
            ("dream_breadth", 0.0, 1.0),
            ("best_of", 1.0, TasteConfig::MOST_OF as f32),
            ("draws", 1.0, 255.0),
        ];
        let settings = [
            self.ratings as f32,
            self.sweeps as f32,
            self.bias_variance,
            self.card_variance,
            self.pair_variance,
            self.output_variance,
            self.context_share,
            self.noise_variance,
            self.temperature,
            self.content_temperature,
            self.logit_decay,
            self.dream_breadth,
            self.best_of as f32,
            self.draws as f32,
        ];
        check_ranges(&RANGES, &settings)
    }
}

impl AgentConfig {
    /// For dozens of ratings: a taste model, and PPO on what it makes of imagined outputs.
    pub const DEFAULT: Self = AgentConfig {
        ppo: PpoConfig {
            learning_rate: 4.5e-2,
            gamma: 1.0,
            gae_lambda: 0.95,
            update_epochs: 3,
            minibatch_size: 64,
            clip_coef: 0.2,
            value_clip: None,
            ent_coef: 0.19,
            vf_coef: 0.5,
            max_grad_norm: Some(0.5),
            normalize_advantage: false,
            target_kl: None,
            adam_beta1: 0.9,
            adam_beta2: 0.999,
            adam_eps: 1e-5,
        },
        final_ent_coef: 0.19,
        ent_coef_ratings: 0,
        blend: 1.0,
        activation: Activation::Tanh,
        taste: Some(TasteConfig::DEFAULT),
        replay: 16,
    };

    /// Without a taste model: a large learning rate, a small entropy bonus that fades, and every
    /// rated output looked at several times. It takes least memory and work, and several times as
    /// many ratings.
    pub const DIRECT: Self = AgentConfig {
        ppo: PpoConfig {
            learning_rate: 1e-2,
            gae_lambda: 1.0,
            update_epochs: 2,
            minibatch_size: 32,
            ent_coef: 0.1,
            ..Self::DEFAULT.ppo
        },
        final_ent_coef: 0.01,
        ent_coef_ratings: 60,
        taste: None,
        ..Self::DEFAULT
    };

    pub(crate) const ZERO: Self = AgentConfig {
        ppo: PpoConfig::ZERO,
        final_ent_coef: 0.0,
        ent_coef_ratings: 0,
        blend: 0.0,
        activation: Activation::Tanh,
        taste: None,
        replay: 0,
    };

    /// Whether every field is in its range.
    ///
    /// # Errors
    /// [`Error::ConfigOutOfRange`] for the first field outside its range; NaN is outside.
    pub const fn check(&self) -> Result<(), Error> {
        if let Err(error) = self.ppo.check() {
            return Err(error);
        }
        if let Some(taste) = &self.taste
            && let Err(error) = taste.check()
        {
            return Err(error);
        }
        const RANGES: [Range; 3] =
            [("final_ent_coef", 0.0, 100.0), ("replay", 1.0, REPLAY as f32), ("blend", 0.0, 1.0)];
        check_ranges(&RANGES, &[self.final_ent_coef, self.replay as f32, self.blend])
    }
}
