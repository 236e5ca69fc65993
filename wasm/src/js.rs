//! What `border.js` does for the module, which is beside the module's own JavaScript: an import names its file
//! each time, so the path is short.

use alloc::{string::String, vec::Vec};

use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./border.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    pub fn number(value: &JsValue, what: &str) -> Result<f64, JsValue>;
    #[wasm_bindgen(catch)]
    pub fn whole(value: &JsValue, what: &str) -> Result<f64, JsValue>;
    #[wasm_bindgen(catch)]
    pub fn index(value: &JsValue, what: &str) -> Result<f64, JsValue>;

    /// A deck as texts and numbers.
    pub type Flat;
    #[wasm_bindgen(catch)]
    pub fn flatten(deck: &JsValue) -> Result<Flat, JsValue>;
    #[wasm_bindgen(method, getter)]
    pub fn texts(this: &Flat) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn numbers(this: &Flat) -> Vec<u32>;

    #[wasm_bindgen(catch, js_name = withTaste)]
    pub fn with_taste(config: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_name = settingName)]
    pub fn setting_name(config: &JsValue, index: usize) -> Option<String>;
    #[wasm_bindgen(catch)]
    pub fn setting(config: &JsValue, name: &str, kind: u8) -> Result<Option<f64>, JsValue>;

    #[wasm_bindgen(js_name = addSetting)]
    pub fn add_setting(config: &JsValue, name: &str, kind: u8, number: f32);

    #[wasm_bindgen(js_name = newDeck)]
    pub fn new_deck(name: &str, first: u32) -> JsValue;
    #[wasm_bindgen(js_name = addContext)]
    pub fn add_context(deck: &JsValue, name: &str);
    #[wasm_bindgen(js_name = addSlot)]
    pub fn add_slot(deck: &JsValue, name: &str);
    #[wasm_bindgen(js_name = addCard)]
    pub fn add_card(deck: &JsValue, label: &str, payload: &str, next: u32);

    pub fn greedy(probabilities: &JsValue) -> JsValue;
    pub fn output(id: f64, context: u8, cards: &[u8]) -> JsValue;
    pub fn best(id: f64, stars: u8, cards: &[u8]) -> JsValue;
    pub fn metrics(numbers: &[f64], stopped: Option<&str>) -> JsValue;
    #[wasm_bindgen(js_name = addNumbers)]
    pub fn add_numbers(array: &JsValue, numbers: &[f32]);
    #[wasm_bindgen(js_name = addArray)]
    pub fn add_array(array: &JsValue) -> JsValue;
    pub fn weights(actor: &JsValue, critic: &JsValue) -> JsValue;
    pub fn hex(number: u64) -> JsValue;
}

#[wasm_bindgen]
extern "C" {
    /// An array of anything.
    pub type Array;
    #[wasm_bindgen(constructor)]
    pub fn new() -> Array;

    /// An object of anything.
    pub type Object;
    #[wasm_bindgen(constructor)]
    pub fn new() -> Object;
}
