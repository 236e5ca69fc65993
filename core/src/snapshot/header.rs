//! The first 32 bytes of every snapshot: what it is of. All of it is `const`, so that a policy can be
//! taken from a file at compile time.

use crate::{
    Activation, Deck, Error,
    layout::Layout,
    wire::{Failure, Fields, Source},
};

/// `LOBL`, read as a little-endian number.
const MAGIC: u32 = u32::from_le_bytes(*b"LOBL");
/// The version of a kind's layout that this crate writes; it reads all before it too.
pub(crate) const fn newest(kind: u8) -> u16 {
    match kind {
        SESSION => 2,
        _ => 1,
    }
}

/// Bytes of a header.
pub(crate) const HEADER: usize = 32;
/// Bytes of the CRC-32 at the end.
pub(crate) const CHECKSUM: usize = 4;
/// Everything needed to go on exactly.
pub(crate) const SESSION: u8 = 1;
/// The actor's parameters alone.
pub(crate) const POLICY: u8 = 2;

/// What a snapshot is of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    magic: u32,
    /// Of the layout.
    pub version: u16,
    kind: u8,
    activation: u8,
    /// Bytes of the whole snapshot.
    pub len: u32,
    identity: u64,
    hidden: u16,
    contexts: u8,
    slots: u8,
    /// In each slot.
    cards: [u8; Deck::MAX_SLOTS],
}

impl Header {
    const ZERO: Self = Header::new(0, &Layout::<0, 0>::ZERO, 0, Activation::Tanh, 0);

    pub const fn new<const SLOTS: usize, const STATES: usize>(
        kind: u8,
        layout: &Layout<SLOTS, STATES>,
        hidden: usize,
        activation: Activation,
        len: usize,
    ) -> Self {
        Header {
            magic: MAGIC,
            version: newest(kind),
            kind,
            activation: activation as u8,
            len: len as u32,
            identity: layout.identity(),
            hidden: hidden as u16,
            contexts: layout.contexts() as u8,
            slots: layout.slots() as u8,
            cards: layout.each_slot(),
        }
    }

    /// As it is written.
    pub fn visit(&mut self, fields: &mut dyn Fields) {
        fields.u32(&mut self.magic);
        fields.u16(&mut self.version);
        fields.u8(&mut self.kind);
        fields.u8(&mut self.activation);
        fields.u32(&mut self.len);
        fields.u64(&mut self.identity);
        fields.u16(&mut self.hidden);
        fields.u8(&mut self.contexts);
        fields.u8(&mut self.slots);
        fields.raw(&mut self.cards);
    }

    /// What [`visit`](Self::visit) writes.
    ///
    /// # Errors
    /// [`Error::SnapshotMagic`], [`Error::SnapshotVersion`].
    #[rustfmt::skip] // a field a line
    pub const fn parse(bytes: &[u8; HEADER]) -> Result<Self, Error> {
        let [
            m0, m1, m2, m3,
            v0, v1,
            kind,
            activation,
            n0, n1, n2, n3,
            d0, d1, d2, d3, d4, d5, d6, d7,
            h0, h1,
            contexts,
            slots,
            cards @ ..
        ] = *bytes;
        let header = Header {
            magic: u32::from_le_bytes([m0, m1, m2, m3]),
            version: u16::from_le_bytes([v0, v1]),
            kind,
            activation,
            len: u32::from_le_bytes([n0, n1, n2, n3]),
            identity: u64::from_le_bytes([d0, d1, d2, d3, d4, d5, d6, d7]),
            hidden: u16::from_le_bytes([h0, h1]),
            contexts,
            slots,
            cards,
        };
        match header.check_version() {
            Ok(()) => Ok(header),
            Err(error) => Err(error),
        }
    }

    /// Whether it is a header that this version reads.
    const fn check_version(&self) -> Result<(), Error> {
        if self.magic != MAGIC {
            return Err(Error::SnapshotMagic { got: self.magic });
        }
        let known = newest(self.kind);
        if self.version == 0 || self.version > known {
            return Err(Error::SnapshotVersion { got: self.version, known });
        }
        Ok(())
    }

    /// Whether so many bytes can be this snapshot.
    ///
    /// # Errors
    /// [`Error::SnapshotLength`].
    pub const fn check_len(&self, got: usize) -> Result<(), Error> {
        let expected = self.len as usize;
        if expected == got && expected >= HEADER + CHECKSUM {
            return Ok(());
        }
        Err(Error::SnapshotLength { got, expected })
    }

    /// Whether it is of the kind, sizes and deck of `expected`.
    ///
    /// # Errors
    /// [`Error::SnapshotKind`], [`Error::SnapshotShape`], [`Error::SnapshotDeck`].
    pub const fn check_is(&self, expected: &Header) -> Result<(), Error> {
        if self.kind != expected.kind {
            return Err(Error::SnapshotKind { got: self.kind, expected: expected.kind });
        }
        let (got, expected_sizes) = (self.sizes(), expected.sizes());
        let (mut got, mut wanted, mut index) = (got.as_slice(), expected_sizes.as_slice(), 0);
        while let ([size, rest @ ..], [expected, others @ ..]) = (got, wanted) {
            if *size != *expected {
                let what = match index {
                    0 => "hidden units",
                    1 => "contexts",
                    2 => "slots",
                    _ => "cards in a slot",
                };
                let (got, expected) = (*size as usize, *expected as usize);
                return Err(Error::SnapshotShape { what, got, expected });
            }
            (got, wanted, index) = (rest, others, index + 1);
        }
        if self.identity != expected.identity {
            let (got, expected) = (self.identity, expected.identity);
            return Err(Error::SnapshotDeck { got, expected });
        }
        Ok(())
    }

    /// Hidden units, contexts, slots, cards in each slot.
    const fn sizes(&self) -> [u16; 3 + Deck::MAX_SLOTS] {
        let mut sizes = [0; 3 + Deck::MAX_SLOTS];
        let [hidden, contexts, slots, places @ ..] = &mut sizes;
        (*hidden, *contexts, *slots) = (self.hidden, self.contexts as u16, self.slots as u16);
        let (mut places, mut counts): (&mut [u16], &[u8]) = (places, &self.cards);
        while let ([place, more_places @ ..], [count, more @ ..]) = (places, counts) {
            *place = *count as u16;
            (places, counts) = (more_places, more);
        }
        sizes
    }

    /// What the hidden units do.
    ///
    /// # Errors
    /// [`Error::SnapshotValue`].
    pub const fn activation(&self) -> Result<Activation, Error> {
        match self.activation {
            0 => Ok(Activation::Tanh),
            1 => Ok(Activation::Relu),
            _ => Err(Error::SnapshotValue { what: "activation", at: 8 }),
        }
    }

    /// Reads the header of a snapshot that a source begins with, and sees that the snapshot is whole
    /// and unharmed. `alone`: nothing may follow it.
    ///
    /// # Errors
    /// As [`parse`](Self::parse); [`Error::SnapshotLength`], [`Error::SnapshotChecksum`], and what the
    /// device says.
    pub fn read(source: &mut Source, alone: bool) -> Result<Self, Failure> {
        let capacity = source.capacity;
        if capacity < HEADER + CHECKSUM {
            let (got, expected) = (capacity, HEADER + CHECKSUM);
            return Err(Error::SnapshotLength { got, expected }.into());
        }
        let (mut header, mut reader) = (Self::ZERO, source.reader(0, HEADER));
        header.visit(&mut reader);
        reader.finish()?;
        header.check_version()?;
        let len = header.len as usize;
        // A device may hold more than the snapshot.
        header.check_len(if alone { capacity } else { len.min(capacity) })?;
        let expected = source.checksum(len - CHECKSUM)?;
        let (mut got, mut reader) = (0, source.reader(len - CHECKSUM, len));
        (&mut reader as &mut dyn Fields).u32(&mut got);
        reader.finish()?;
        if got != expected {
            return Err(Error::SnapshotChecksum { got, expected }.into());
        }
        Ok(header)
    }
}
