//! Writes a model in GGUF, version 3: the format of llama.cpp and Ollama.

use anyhow::Result;

/// Every tensor begins at a multiple of this, in bytes.
const ALIGNMENT: usize = 32;

const U32: u32 = 4;
const I32: u32 = 5;
const F32: u32 = 6;
const BOOL: u32 = 7;
const STRING: u32 = 8;
const ARRAY: u32 = 9;
/// The number of f32 among the tensors' types.
const TENSOR_F32: u32 = 0;

/// A file that comes to be.
#[derive(Default)]
pub struct Gguf {
    entries: u64,
    metadata: Vec<u8>,
    tensors: Vec<(String, Vec<usize>, Vec<f32>)>,
}

impl Gguf {
    fn entry(&mut self, key: &str, kind: u32, value: &[u8]) {
        self.entries += 1;
        put(&mut self.metadata, key);
        self.metadata.extend(kind.to_le_bytes());
        self.metadata.extend(value);
    }

    fn array(&mut self, key: &str, kind: u32, length: usize, values: &[u8]) {
        let mut bytes = kind.to_le_bytes().to_vec();
        bytes.extend((length as u64).to_le_bytes());
        bytes.extend(values);
        self.entry(key, ARRAY, &bytes);
    }

    pub fn number(&mut self, key: &str, value: u32) {
        self.entry(key, U32, &value.to_le_bytes());
    }

    pub fn float(&mut self, key: &str, value: f32) {
        self.entry(key, F32, &value.to_le_bytes());
    }

    pub fn switch(&mut self, key: &str, value: bool) {
        self.entry(key, BOOL, &[u8::from(value)]);
    }

    pub fn text(&mut self, key: &str, value: &str) {
        let mut bytes = Vec::new();
        put(&mut bytes, value);
        self.entry(key, STRING, &bytes);
    }

    pub fn texts(&mut self, key: &str, values: impl Iterator<Item = String>) {
        let (mut bytes, mut length) = (Vec::new(), 0);
        for value in values {
            put(&mut bytes, &value);
            length += 1;
        }
        self.array(key, STRING, length, &bytes);
    }

    pub fn floats(&mut self, key: &str, values: Vec<f32>) {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.array(key, F32, values.len(), &bytes);
    }

    pub fn kinds(&mut self, key: &str, values: impl Iterator<Item = i32>) {
        let bytes: Vec<u8> = values.flat_map(i32::to_le_bytes).collect();
        self.array(key, I32, bytes.len() / size_of::<i32>(), &bytes);
    }

    /// `shape` begins with the length of a row.
    pub fn tensor(&mut self, name: &str, shape: &[usize], values: Vec<f32>) {
        self.tensors.push((name.to_owned(), shape.to_vec(), values));
    }

    pub fn parameters(&self) -> usize {
        self.tensors.iter().map(|(_, _, values)| values.len()).sum()
    }

    /// The whole file.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let mut file = b"GGUF".to_vec();
        file.extend(3_u32.to_le_bytes());
        file.extend((self.tensors.len() as u64).to_le_bytes());
        file.extend(self.entries.to_le_bytes());
        file.extend(&self.metadata);
        let mut data = Vec::new();
        for (name, shape, values) in &self.tensors {
            put(&mut file, name);
            file.extend(u32::try_from(shape.len())?.to_le_bytes());
            for &length in shape {
                file.extend((length as u64).to_le_bytes());
            }
            file.extend(TENSOR_F32.to_le_bytes());
            file.extend((data.len() as u64).to_le_bytes());
            data.extend(values.iter().flat_map(|value| value.to_le_bytes()));
            data.resize(data.len().next_multiple_of(ALIGNMENT), 0);
        }
        file.resize(file.len().next_multiple_of(ALIGNMENT), 0);
        file.extend(data);
        Ok(file)
    }
}

/// A string with its length before it.
fn put(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u64).to_le_bytes());
    bytes.extend(text.as_bytes());
}
