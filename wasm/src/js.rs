//! The few JavaScript objects that are needed. `js-sys` has them too, but brings 4 KB of callbacks
//! for methods that nobody calls, of the 60 KB that the file may have.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A plain object.
    #[derive(Clone)]
    pub type Object;
    #[wasm_bindgen(constructor)]
    fn new() -> Object;
    #[wasm_bindgen(static_method_of = Object)]
    fn keys(of: &JsValue) -> Array;
    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    fn reflect_get(target: &JsValue, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, indexing_setter)]
    fn put(this: &Object, name: &str, value: &JsValue);

    /// An array of anything.
    #[derive(Clone)]
    pub type Array;
    #[wasm_bindgen(constructor)]
    pub fn new() -> Array;
    #[wasm_bindgen(method, getter)]
    pub fn length(this: &Array) -> u32;
    #[wasm_bindgen(method, indexing_getter)]
    pub fn at(this: &Array, index: u32) -> JsValue;
    #[wasm_bindgen(method)]
    pub fn push(this: &Array, value: &JsValue);

    /// Numbers as JavaScript keeps them; made from a slice it is a copy.
    pub type Float32Array;
    #[wasm_bindgen(constructor)]
    pub fn new(numbers: &[f32]) -> Float32Array;

    #[wasm_bindgen(js_name = String)]
    pub fn to_text(value: &JsValue) -> String;
}

use alloc::string::String;

impl Object {
    /// The field of a value; undefined where there is none.
    pub fn get(value: &JsValue, name: &str) -> JsValue {
        reflect_get(value, name).unwrap_or(JsValue::UNDEFINED)
    }

    /// The object's own names.
    pub fn names(value: &JsValue) -> Array {
        Object::keys(value)
    }

    pub fn of(fields: &[(&str, JsValue)]) -> Object {
        let object = Object::new();
        fields.iter().for_each(|(name, value)| object.put(name, value));
        object
    }

    pub fn set(&self, name: &str, value: JsValue) {
        self.put(name, &value);
    }
}

impl Array {
    pub fn iter(&self) -> impl Iterator<Item = JsValue> {
        (0..self.length()).map(|index| self.at(index))
    }
}

impl<T: Into<JsValue>> FromIterator<T> for Array {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let array = Array::new();
        items.into_iter().for_each(|item| array.push(&item.into()));
        array
    }
}
