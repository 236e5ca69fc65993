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
    pub const NONE: Self = ShownOutputs {
        ring: [const { Shown { output: Packed::ZERO, note: 0, fate: Fate::Waiting } }; PENDING],
        next_id: 0,
    };

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

    /// The output `id` if it can be rated or skipped.
    ///
    /// # Errors
    /// [`Error::UnknownOutput`], [`Error::OutputExpired`], [`Error::AlreadyRated`],
    /// [`Error::AlreadySkipped`].
    pub fn waiting(&mut self, id: u64) -> Result<&mut Shown, Error> {
        if id >= self.next_id {
            return Err(Error::UnknownOutput { id, next: self.next_id });
        }
        let oldest = self.next_id.saturating_sub(PENDING as u64);
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
