//! The work that `cargo xtask bench-wasm` measures.

use alloc::{boxed::Box, vec, vec::Vec};

use lobule_work::{Lights, W1, W1_MINIBATCH, W2, W2_MINIBATCH};
use wasm_bindgen::prelude::*;

use crate::convert::Refusal;

/// One of each piece of work, ready to be repeated.
#[wasm_bindgen]
pub struct Work {
    w1: Box<W1>,
    w2: Box<W2>,
    lights: Box<Lights>,
}

#[wasm_bindgen]
impl Work {
    /// Draws weights and experience.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Result<Work, Refusal> {
        let (mut w1, mut w2) = (Box::new(W1::ZERO), Box::new(W2::ZERO));
        let mut lights = Box::new(Lights::ZERO);
        w1.prepare(W1_MINIBATCH)?;
        w2.prepare(W2_MINIBATCH)?;
        lights.prepare()?;
        Ok(Work { w1, w2, lights })
    }

    /// One PPO update of W1.
    pub fn w1(&mut self) -> Result<(), Refusal> {
        Ok(self.w1.update()?)
    }

    /// One PPO update of W2.
    pub fn w2(&mut self) -> Result<(), Refusal> {
        Ok(self.w2.update()?)
    }

    /// One rating of the Lights agent.
    pub fn lights(&mut self) -> Result<(), Refusal> {
        Ok(self.lights.rate()?)
    }

    /// Hashes of the parameters of W1 and W2.
    pub fn hashes(&self) -> Vec<u64> {
        vec![self.w1.hash(), self.w2.hash()]
    }
}
