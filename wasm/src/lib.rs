//! Lobule in a browser: one class around the agent. It converts; all learning is in `lobule`.
//!
//! Every refused call throws a JavaScript `Error` with the core's message and changes nothing.

#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

#[cfg(feature = "bench")]
mod bench;
mod convert;
mod js;
#[cfg(target_arch = "wasm32")]
mod runtime;
mod types;

use alloc::{boxed::Box, vec, vec::Vec};

use lobule::{
    LEARNING_VERSION, LIGHTS, Output, Params, Progress, Rating, UpdateReport, roomy_agent,
};
use wasm_bindgen::prelude::*;

use convert::{Refusal, metrics_to_js, stars, whole};

const SLOTS: usize = 8;
const CARDS: usize = 8;

/// Room for every deck, 8 contexts and 300 ratings.
type Agent = roomy_agent!(SLOTS, CARDS, 8, 16, 300);

/// The deck Lights as a plain object.
#[wasm_bindgen(js_name = lightsDeck, unchecked_return_type = "Deck")]
pub fn lights_deck() -> JsValue {
    convert::deck_to_js(&LIGHTS)
}

/// The version of the learning: with the same one, a seed, settings and events lead to the same bits.
#[wasm_bindgen(js_name = learningVersion)]
pub fn learning_version() -> u32 {
    LEARNING_VERSION
}

/// One person teaching one policy.
#[wasm_bindgen]
pub struct Session {
    agent: Box<Agent>,
    /// Cards in each slot.
    cards: Vec<usize>,
    metrics: Option<UpdateReport>,
}

#[wasm_bindgen]
impl Session {
    /// Begins a session on a deck (up to 8 slots of 8 cards, 8 contexts).
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "Deck")] deck: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] seed: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Partial<Config>")] config: &JsValue,
    ) -> Result<Session, Refusal> {
        let config = convert::config_from_js(config)?;
        let seed = whole(seed, "seed")?;
        let mut agent = Box::new(Agent::new());
        let cards = convert::with_deck(deck, &mut |deck| agent.start(deck, &config, seed))?;
        Ok(Session { agent, cards, metrics: None })
    }

    /// Goes on from a snapshot of a session on the same deck, taken here or on a board.
    #[wasm_bindgen]
    pub fn open(
        #[wasm_bindgen(unchecked_param_type = "Deck")] deck: &JsValue,
        snapshot: &[u8],
    ) -> Result<Session, Refusal> {
        let mut agent = Box::new(Agent::new());
        let cards = convert::with_deck(deck, &mut |deck| agent.load(deck, snapshot))?;
        Ok(Session { agent, cards, metrics: None })
    }

    /// Everything that it takes to go on exactly, as bytes for `open` or for a board. All ratings must
    /// have been learnt from, or only accepted.
    pub fn save(&self) -> Result<Vec<u8>, Refusal> {
        let mut bytes = vec![0; self.agent.snapshot_len()?];
        self.agent.save(&mut bytes)?;
        Ok(bytes)
    }

    /// Draws an output, to be shown to a person.
    #[wasm_bindgen(unchecked_return_type = "Output")]
    pub fn propose(
        &mut self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] context: &JsValue,
    ) -> Result<JsValue, Refusal> {
        Ok(output_to_js(&self.agent.propose(context_number(context)?)?))
    }

    /// Does a slice of making an output, so that a page stays responsive; the output after the last
    /// one.
    #[wasm_bindgen(js_name = proposeSome, unchecked_return_type = "Output | undefined")]
    pub fn propose_some(
        &mut self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] context: &JsValue,
    ) -> Result<JsValue, Refusal> {
        let output = self.agent.propose_some(context_number(context)?)?;
        Ok(output.as_ref().map_or(JsValue::UNDEFINED, output_to_js))
    }

    /// Accepts one to five stars for an output, now or later; `learn` then does the work.
    pub fn rate(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "number")] id: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] rating: &JsValue,
    ) -> Result<(), Refusal> {
        self.accept(id, rating, Agent::rate)
    }

    /// Corrects the rating of the output that was rated last.
    pub fn rerate(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "number")] id: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] rating: &JsValue,
    ) -> Result<(), Refusal> {
        self.accept(id, rating, Agent::rerate)
    }

    /// Puts an output aside without a rating.
    pub fn skip(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "number")] id: &JsValue,
    ) -> Result<(), Refusal> {
        Ok(self.agent.skip(whole(id, "id")?)?)
    }

    /// Does the work of one accepted rating and returns its measures; `undefined` when none waits.
    #[wasm_bindgen(unchecked_return_type = "Metrics | undefined")]
    pub fn learn(&mut self) -> Result<JsValue, Refusal> {
        loop {
            match self.slice()? {
                Slice::Idle => return Ok(JsValue::UNDEFINED),
                Slice::Working => {}
                Slice::Learnt => return Ok(self.metrics()),
            }
        }
    }

    /// Does a slice of the work of one accepted rating: `true` while there is more, its measures after
    /// the last one, `undefined` when none waits. The bits are those of `learn`.
    #[wasm_bindgen(js_name = learnSome, unchecked_return_type = "Metrics | true | undefined")]
    pub fn learn_some(&mut self) -> Result<JsValue, Refusal> {
        Ok(match self.slice()? {
            Slice::Idle => JsValue::UNDEFINED,
            Slice::Working => JsValue::TRUE,
            Slice::Learnt => self.metrics(),
        })
    }

    /// How many accepted ratings wait to be learnt from.
    #[wasm_bindgen(getter)]
    pub fn waiting(&self) -> usize {
        self.agent.waiting_lessons()
    }

    /// The measures of the last update.
    #[wasm_bindgen(getter, unchecked_return_type = "Metrics | undefined")]
    pub fn metrics(&self) -> JsValue {
        metrics_to_js(self.metrics.as_ref())
    }

    /// The probability of every legal move. Entry `[slot][previous][card]` is that of `card` in
    /// `slot` after card `previous` of the slot before (the first slot has the one entry 0); an
    /// illegal move has 0.
    #[wasm_bindgen(unchecked_return_type = "Float32Array[][]")]
    pub fn probabilities(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] context: &JsValue,
    ) -> Result<JsValue, Refusal> {
        let context = context_number(context)?;
        let slots: JsValue = js::Array::new().into();
        for (slot, &cards) in self.cards.iter().enumerate() {
            let rows = js::add_array(&slots);
            let before = slot.checked_sub(1).and_then(|before| self.cards.get(before));
            for previous in 0..before.copied().unwrap_or(1) {
                let previous = before.is_some().then_some(previous as u8);
                let probs = match self.agent.distribution(context, slot, previous) {
                    Ok(distribution) => *distribution.probs(),
                    // A card that is never shown may lead nowhere.
                    Err(lobule::Error::NoLegalAction { .. }) => [0.0; CARDS],
                    Err(error) => return Err(error.into()),
                };
                js::add_numbers(&rows, probs.get(..cards).unwrap_or(&probs));
            }
        }
        Ok(slots)
    }

    /// The stars that the critic expects of the policy's outputs in a context, from 1 to 5.
    pub fn expected(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] context: &JsValue,
    ) -> Result<f32, Refusal> {
        Ok(self.agent.critic_stars(context_number(context)?)?)
    }

    /// The output with the most stars so far in a context.
    #[wasm_bindgen(unchecked_return_type = "Best | undefined")]
    pub fn best(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] context: &JsValue,
    ) -> Result<JsValue, Refusal> {
        let Some((output, rating)) = self.agent.best(context_number(context)?)? else {
            return Ok(JsValue::UNDEFINED);
        };
        Ok(js::best(output.id as f64, rating.stars(), &output.cards))
    }

    /// The cards that the policy holds for the best choice.
    #[wasm_bindgen(unchecked_return_type = "number[]")]
    pub fn greedy(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] context: &JsValue,
    ) -> Result<JsValue, Refusal> {
        // What `Agent::greedy` does takes less code there.
        Ok(js::greedy(&self.probabilities(context)?))
    }

    /// Copies of all weights and biases, tensor by tensor: `[in][out]` (the last one `[out][in]`), then `[out]`.
    #[wasm_bindgen(unchecked_return_type = "Weights")]
    pub fn weights(&self) -> JsValue {
        let Params { actor, critic } = &self.agent.policy().params;
        js::weights(&copies(&actor.tensors()), &copies(&critic.tensors()))
    }

    /// Every setting of the session, those that were left out included.
    #[wasm_bindgen(getter, unchecked_return_type = "Config")]
    pub fn config(&self) -> JsValue {
        convert::config_to_js(self.agent.config())
    }

    /// How many parameters the deck uses.
    #[wasm_bindgen(getter)]
    pub fn parameters(&self) -> usize {
        self.agent.parameters()
    }

    /// 16 hexadecimal digits over parameters, optimiser and generator.
    #[wasm_bindgen(getter, unchecked_return_type = "string")]
    pub fn hash(&self) -> JsValue {
        js::hex(self.agent.hash())
    }
}

/// What a slice of learning came to; its measures are kept.
enum Slice {
    Idle,
    Working,
    Learnt,
}

/// What both ways to use a method share, once in the file.
impl Session {
    #[inline(never)]
    fn slice(&mut self) -> Result<Slice, Refusal> {
        Ok(match self.agent.learn_some()? {
            Progress::Idle => Slice::Idle,
            Progress::Working => Slice::Working,
            Progress::Learnt(report) => {
                self.metrics = Some(report);
                Slice::Learnt
            }
        })
    }

    #[inline(never)]
    fn accept(&mut self, id: &JsValue, rating: &JsValue, how: Accept) -> Result<(), Refusal> {
        let (id, rating) = (whole(id, "id")?, stars(rating)?);
        Ok(how(&mut self.agent, id, rating)?)
    }
}

/// Of a rating, anew or corrected.
type Accept = fn(&mut Agent, u64, Rating) -> Result<(), lobule::Error>;

/// A context's number; the first one where none is given.
fn context_number(context: &JsValue) -> Result<usize, Refusal> {
    if context.is_undefined() {
        return Ok(0);
    }
    Ok(js::index(context, "context")? as usize)
}

fn output_to_js(output: &Output<SLOTS>) -> JsValue {
    js::output(output.id as f64, output.context, &output.cards)
}

/// Of the tensors that there are.
fn copies(tensors: &[&[f32]]) -> JsValue {
    let copies = js::Array::new().into();
    let tensors = tensors.iter().filter(|tensor| !tensor.is_empty());
    tensors.for_each(|tensor| js::add_numbers(&copies, tensor));
    copies
}
