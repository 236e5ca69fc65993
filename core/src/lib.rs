//! A tiny frontal lobe: learns what a person likes from 1–5 ratings, in fixed memory, with the
//! same bits on every platform.
//!
//! # A tour
//!
//! Two levels, the upper one built only from the lower.
//!
//! **The agent.** A [`Deck`] describes what can be made: ordered slots of cards, and which card may
//! follow which. [`Agent::propose`] walks the deck's machine by the policy's probabilities and
//! returns an [`Output`]; a person's [`Rating`] comes back through [`Agent::rate`], now or later;
//! [`Agent::learn`] does the work of one rating: it fits a model of the person's taste, and PPO
//! improves the policy on imagined outputs that a draw of that model scores. [`LIGHTS`] is a deck to begin with, and
//! [`agent_for!`] the type with just the room that a deck needs.
//!
//! **What outlives it.** [`Agent::save`] writes everything needed to go on exactly, [`Store`] keeps that in a NOR flash
//! through cuts of the power, and [`Actor`] acts on a learnt policy without memory to learn with. [`Ram`] tells the
//! memory of a shape before it is flashed.
//!
//! **The blocks**, for any task with observations and discrete actions:
//!
//! | | |
//! |---|---|
//! | [`Mlp`] | a network with 1 to 3 hidden layers and a hand-written backward pass |
//! | [`ActorCritic`] | a policy and its critic |
//! | [`Categorical`] | the masked distribution over actions |
//! | [`Machine`] | states and legal moves, cycles allowed, built in `const` |
//! | [`Rollout`], [`gae()`] | experience and its advantages |
//! | [`Trainer`] | the clipped PPO update with Adam |
//! | [`Pcg32`] | the only source of chance |
//! | [`kernel`], [`math`] | the loops that all arithmetic runs through, and the real functions |
//!
//! # Promises
//!
//! - **No heap, no panic, no unsafe.** Every entry point returns `Result`; a refused call has
//!   changed nothing.
//! - **The same bits everywhere.** Sums have one written order, transcendental functions come from
//!   [`math`] or one pinned version of `libm`, and chance from [`Pcg32`]. `(deck, config, seed, events)`
//!   fixes every weight; [`Agent::hash`] shows it, and [`LEARNING_VERSION`] counts the changes of it. Where somebody has
//!   switched how a thread computes, nothing is learnt: [`Error::FloatEnvironment`].
//! - **The field's names.** `clip_coef`, `approx_kl`, `explained_variance` mean what they mean in
//!   CleanRL and Stable-Baselines3.
#![no_std]

mod actor;
mod adam;
mod advantage;
pub mod agent;
mod agent_config;
mod categorical;
mod choice;
mod coefficients;
mod deck;
mod dream;
mod error;
mod fingerprint;
mod float_environment;
mod journal;
pub mod kernel;
mod layer;
mod layout;
mod lesson;
mod lights;
mod loss;
mod machine;
pub mod math;
mod mlp;
mod mood;
mod policy;
mod ppo;
mod ppo_config;
mod proposal;
mod ram;
mod rating;
mod replay;
mod report;
mod rng;
mod rollout;
mod room;
mod scratch;
mod settings;
mod shown;
mod snapshot;
mod store;
mod taste;
mod wire;

pub use actor::Actor;
pub use advantage::gae;
pub use agent::{Agent, Cards, LEARNING_VERSION, Output, Remembered};
pub use agent_config::{AgentConfig, TasteConfig};
pub use categorical::Categorical;
pub use deck::{Card, Deck, Follow, Slot};
pub use error::{DeviceError, Error};
pub use layer::{Dense, Head, Layer};
pub use lesson::Progress;
pub use lights::LIGHTS;
pub use machine::Machine;
pub use mlp::{Activation, BLOCK, Backward, Hidden, Mlp};
pub use policy::{ActorCritic, Decision, Params};
pub use ppo::Trainer;
pub use ppo_config::PpoConfig;
pub use ram::Ram;
pub use rating::Rating;
pub use report::{StepStats, Stop, UpdateReport};
pub use rng::Pcg32;
pub use rollout::{End, Rollout, Sample, Samples, Transition};
pub use room::Room;
pub use settings::Setting;
pub use store::{Saved, SlotWriter, Store};

/// The README's example is compiled and run with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
