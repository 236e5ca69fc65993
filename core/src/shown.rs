//! The last outputs that were shown, and what became of them.

use crate::{Error, journal::Packed};

/// How many of the last outputs can still be rated or skipped. It is the same in every build, so
/// that bits depend on a session and never on a capacity.
pub const PENDING: usize = 8;

/// One of the last outputs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown {
    pub output: Packed,
    /// See [`Entry::note`](crate::journal::Entry::note).
    pub note: u16,
    pub fate: Fate,
}

impl Shown {
    pub const NONE: Self = Shown { output: Packed::ZERO, note: 0, fate: Fate::Waiting };
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fate {
    Waiting,
    Rated,
    Skipped,
}

/// The output with the id `i` is at `i % PENDING`.
#[derive(Clone, Debug)]
pub(crate) struct ShownOutputs {
    ring: [Shown; PENDING],
    next_id: u64,
}

impl ShownOutputs {
    pub const NONE: Self = ShownOutputs::new([Shown::NONE; PENDING], 0);

    pub const fn new(ring: [Shown; PENDING], next_id: u64) -> Self {
        ShownOutputs { ring, next_id }
    }

    /// The last outputs, each at its place in the ring; what has not been used yet is as if never used.
    pub fn ring(&self) -> [Shown; PENDING] {
        let mut ring = self.ring;
        let unused = ring.iter_mut().zip(0..).filter(|(_, place)| *place >= self.next_id);
        unused.for_each(|(shown, _)| *shown = Shown::NONE);
        ring
    }

    pub fn next_id(&self) -> u64 {
        self.next_id
    }

    pub fn clear(&mut self) {
        self.next_id = 0;
    }

    /// Notes a new one and returns its id.
    pub fn push(&mut self, output: Packed, note: u16) -> u64 {
        let id = self.next_id;
        if let Some(place) = self.ring.get_mut(ring(id)) {
            *place = Shown { output, note, fate: Fate::Waiting };
        }
        self.next_id += 1;
        id
    }

    /// One of the last, whatever became of it.
    pub fn get(&self, id: u64) -> Option<&Shown> {
        self.ring.get(ring(id))
    }

    /// The oldest that can be rated or skipped; one that is being made takes the place of another.
    fn oldest(&self, making: bool) -> u64 {
        (self.next_id + u64::from(making)).saturating_sub(PENDING as u64)
    }

    /// All that can be rated or skipped, oldest first; `making`: while the next one is made.
    pub fn all_waiting(&self, making: bool) -> impl Iterator<Item = (u64, Packed)> {
        (self.oldest(making)..self.next_id).filter_map(|id| {
            let shown = self.get(id)?;
            (shown.fate == Fate::Waiting).then_some((id, shown.output))
        })
    }

    /// The output `id` if it can be rated or skipped; `making`: while the next one is made.
    ///
    /// # Errors
    /// [`Error::UnknownOutput`], [`Error::OutputExpired`], [`Error::AlreadyRated`],
    /// [`Error::AlreadySkipped`].
    pub fn waiting(&mut self, id: u64, making: bool) -> Result<&mut Shown, Error> {
        if id >= self.next_id {
            return Err(Error::UnknownOutput { id, next: self.next_id });
        }
        let oldest = self.oldest(making);
        match self.ring.get_mut(ring(id)) {
            Some(shown) if id >= oldest => match shown.fate {
                Fate::Waiting => Ok(shown),
                Fate::Rated => Err(Error::AlreadyRated { id }),
                Fate::Skipped => Err(Error::AlreadySkipped { id }),
            },
            _ => Err(Error::OutputExpired { id, oldest }),
        }
    }
}

fn ring(id: u64) -> usize {
    (id % PENDING as u64) as usize
}
