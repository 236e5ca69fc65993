//! One number that tells whether two states are the same to the bit.

/// FNV-1a, 64 bits (Fowler, Noll & Vo), over little-endian bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    pub const fn new() -> Self {
        Fingerprint(0xcbf2_9ce4_8422_2325)
    }

    #[inline(never)] // one copy for all that is hashed
    pub const fn bytes(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let [byte, tail @ ..] = rest {
            self.0 = (self.0 ^ *byte as u64).wrapping_mul(0x0000_0100_0000_01b3);
            rest = tail;
        }
    }

    /// A text with its length, so that no two lists of texts run together.
    pub const fn text(&mut self, text: &str) {
        self.bytes(&(text.len() as u32).to_le_bytes());
        self.bytes(text.as_bytes());
    }

    #[inline(never)] // one copy for all tensors
    pub fn floats(&mut self, numbers: &[f32]) {
        numbers.iter().for_each(|number| self.bytes(&number.to_le_bytes()));
    }

    pub const fn finish(self) -> u64 {
        self.0
    }
}
