//! The TypeScript declarations of the plain objects that go in and out.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
declare global {
  // Of `Symbol.dispose`, which libraries before ESNext do not have.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
}

/** Ordered slots of cards; an output is one card from each slot. */
export interface Deck {
  name: string;
  /** The situations that an output can be asked for, at least one. */
  contexts: string[];
  /** Numbers of the cards that may begin an output; all when left out. */
  first?: number[];
  /** 1 to 8. */
  slots: Slot[];
}
export interface Slot {
  name: string;
  /** 1 to 8; at most 63 in all slots together. */
  cards: Card[];
}
export interface Card {
  label: string;
  /** What the renderer makes of it. */
  payload?: string;
  /** Numbers of the next slot's cards that may follow; all when left out. */
  next?: number[];
}
export interface Output {
  /** Counts up from 0. */
  id: number;
  context: number;
  /** The number of the card in each slot. */
  cards: number[];
}
export interface Best {
  id: number;
  stars: number;
  cards: number[];
}
/** The measures of an update: means over its minibatches. */
export interface Metrics {
  policy_loss: number;
  value_loss: number;
  entropy: number;
  approx_kl: number;
  clip_fraction: number;
  explained_variance: number;
  grad_norm: number;
  /** Observations that the update looked at. */
  samples: number;
  /** How many of them, as the policy visits them, the clip held back in the last epoch. */
  clipped: number;
  /** Steps of the optimiser. */
  steps: number;
  /** Why it ended early. */
  stopped?: "target_kl" | "non_finite";
}
/** Tensors as flat copies: weight [in][out] (of the last layer [out][in]), then bias [out], layer by layer. */
export interface Weights {
  actor: Float32Array[];
  critic: Float32Array[];
}
/**
 * The settings of the agent and its update; the Rust documentation has ranges and sources. Those of the taste model, from
 * `ratings` on, are there only with `taste`.
 */
export interface Config {
  learning_rate: number;
  gamma: number;
  gae_lambda: number;
  update_epochs: number;
  minibatch_size: number;
  clip_coef: number;
  value_clip: number | null;
  ent_coef: number;
  vf_coef: number;
  max_grad_norm: number | null;
  normalize_advantage: boolean;
  target_kl: number | null;
  adam_beta1: number;
  adam_beta2: number;
  adam_eps: number;
  final_ent_coef: number;
  ent_coef_ratings: number;
  replay: number;
  blend: number;
  activation: "tanh" | "relu";
  /** Whether a model of the person's taste is fitted and dreamt with; false: PPO on real ratings alone. */
  taste: boolean;
  ratings: number;
  sweeps: number;
  bias_variance: number;
  card_variance: number;
  pair_variance: number;
  output_variance: number;
  context_share: number;
  noise_variance: number;
  temperature: number;
  content_temperature: number;
  logit_decay: number;
  dream_breadth: number;
  best_of: number;
  draws: number;
}
"#;
