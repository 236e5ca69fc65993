//! One number that tells whether two states are the same to the bit.

/// FNV-1a, 64 bits (Fowler, Noll & Vo), over little-endian bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    pub const fn new() -> Self {
        Fingerprint(0xcbf2_9ce4_8422_2325)
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    pub fn float(&mut self, number: f32) {
        self.bytes(&number.to_bits().to_le_bytes());
    }

    pub fn finish(self) -> u64 {
        self.0
    }
}
