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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    extern crate std;
    use std::vec::Vec;

    use super::*;

    const LAST: u64 = PENDING as u64;

    fn output(id: u64) -> Packed {
        Packed::from_number(1, id as u32)
    }

    /// So many outputs, with notes that tell them apart.
    fn shown(count: u64) -> ShownOutputs {
        let mut shown = ShownOutputs::NONE;
        (0..count).for_each(|id| assert_eq!(shown.push(output(id), id as u16), id));
        assert_eq!(shown.next_id(), count);
        shown
    }

    fn ids(shown: &ShownOutputs, making: bool) -> Vec<u64> {
        let each = shown.all_waiting(making);
        each.map(|(id, held)| (held == output(id)).then_some(id).unwrap()).collect()
    }

    #[test]
    fn the_last_outputs_wait_in_their_order() {
        assert_eq!(ids(&shown(0), false), []);
        assert_eq!(ids(&shown(3), true), [0, 1, 2]);
        let shown = shown(LAST + 3);
        assert_eq!(ids(&shown, false), (3..LAST + 3).collect::<Vec<_>>());
        assert_eq!(ids(&shown, true), (4..LAST + 3).collect::<Vec<_>>());
        let last = shown.get(LAST + 2).unwrap();
        assert_eq!((last.output, last.note), (output(LAST + 2), LAST as u16 + 2));
    }

    #[test]
    fn an_output_is_rated_or_skipped_once_and_while_it_is_remembered() {
        let (mut shown, next) = (shown(LAST + 3), LAST + 3);
        shown.waiting(4, false).unwrap().fate = Fate::Rated;
        shown.waiting(5, false).unwrap().fate = Fate::Skipped;
        let mut refusal = |id, making| shown.waiting(id, making).err();
        assert_eq!(refusal(4, false), Some(Error::AlreadyRated { id: 4 }));
        assert_eq!(refusal(5, false), Some(Error::AlreadySkipped { id: 5 }));
        assert_eq!(refusal(next, false), Some(Error::UnknownOutput { id: next, next }));
        assert_eq!(refusal(next - 1, true), None);
        assert_eq!(refusal(2, false), Some(Error::OutputExpired { id: 2, oldest: 3 }));
        // The one that is being made takes the place of the oldest.
        assert_eq!(refusal(3, false), None);
        assert_eq!(refusal(3, true), Some(Error::OutputExpired { id: 3, oldest: 4 }));
        assert_eq!(ids(&shown, false), [3].into_iter().chain(6..next).collect::<Vec<_>>());
    }

    /// What a snapshot has of it must not tell of a session before.
    #[test]
    fn what_was_cleared_leaves_no_trace() {
        let mut shown = shown(LAST + 3);
        shown.clear();
        assert_eq!((shown.next_id(), ids(&shown, false)), (0, Vec::new()));
        shown.push(output(60), 9);
        let ring = shown.ring().map(|shown| (shown.output, shown.note));
        let mut expected = [(Packed::ZERO, 0); PENDING];
        expected[0] = (output(60), 9);
        assert_eq!(ring, expected);
    }
}
