//! What a person said of which output: the essay's hippocampus, in eight bytes a rating.

use crate::math;

/// A rated output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Context and cards.
    pub output: Packed,
    /// What one of its users notes of it: the taste model links ratings of the same output with it,
    /// direct PPO keeps the output's probability.
    pub note: u16,
    pub stars: u8,
    pub age: Age,
}

/// Whether a rating is of the taste that the person has now.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    Fresh,
    /// It was given before their taste changed.
    Stale,
    /// So the last rating says, a correction of which may take it back.
    StaleByLast,
}

const _: () = assert!(size_of::<Entry>() == 8, "a rating takes eight bytes");

impl Entry {
    pub const NONE: Self = Entry { output: Packed::ZERO, note: 0, stars: 0, age: Age::Fresh };

    /// Whether it was given before the person's taste changed.
    pub fn is_stale(&self) -> bool {
        self.age != Age::Fresh
    }
}

/// The cards of an output, three bits a slot from the lowest, and its context in the highest byte.
/// Equal outputs of one context are equal numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Packed(u32);

impl Packed {
    pub const ZERO: Self = Packed(0);

    const BITS: usize = 3;
    const CONTEXT: u32 = 24;

    pub fn new(context: u8, cards: &[u8]) -> Self {
        let mut packed = u32::from(context) << Self::CONTEXT;
        for (slot, &card) in cards.iter().enumerate().take(8) {
            packed |= u32::from(card & 7) << (Self::BITS * slot);
        }
        Packed(packed)
    }

    /// From the number of its cards.
    pub fn from_number(context: u8, cards: u32) -> Self {
        let mask = (1 << Self::CONTEXT) - 1;
        Packed((u32::from(context) << Self::CONTEXT) | (cards & mask))
    }

    /// Its cards as a number below 2²⁴.
    pub fn number(self) -> u32 {
        self.0 & ((1 << Self::CONTEXT) - 1)
    }

    /// As one number.
    pub fn bits(self) -> u32 {
        self.0
    }

    pub fn from_bits(bits: u32) -> Self {
        Packed(bits)
    }

    /// Whether it has no cards beyond so many slots.
    pub fn is_within(self, slots: usize) -> bool {
        self.number().checked_shr((Self::BITS * slots) as u32).is_none_or(|beyond| beyond == 0)
    }

    pub fn context(self) -> u8 {
        (self.0 >> Self::CONTEXT) as u8
    }

    /// The card of a slot below 8.
    pub fn card(self, slot: usize) -> u8 {
        (self.0 >> (Self::BITS * (slot & 7))) as u8 & 7
    }

    /// The card of the slot before.
    pub fn before(self, slot: usize) -> Option<u8> {
        slot.checked_sub(1).map(|before| self.card(before))
    }

    pub fn cards<const SLOTS: usize>(self) -> [u8; SLOTS] {
        core::array::from_fn(|slot| self.card(slot))
    }
}

/// How an entry is linked with the others of the same output, in its note.
pub(crate) struct Link {
    pub first: bool,
    pub next: Option<usize>,
}

impl Link {
    const LATER: u16 = 1 << 15;

    pub fn pack(self) -> u16 {
        let next = self.next.map_or(0, |next| next as u16);
        if self.first { next } else { next | Self::LATER }
    }

    pub fn unpack(note: u16) -> Self {
        let next = usize::from(note & !Self::LATER);
        Link { first: note & Self::LATER == 0, next: (next > 0).then_some(next) }
    }
}

/// Calls `each` with the entry at `place` and all later ones of the same output.
pub(crate) fn each_linked(entries: &[Entry], place: usize, mut each: impl FnMut(usize, &Entry)) {
    let mut next = Some(place);
    while let Some(place) = next {
        let Some(entry) = entries.get(place) else { return };
        each(place, entry);
        // Links only lead on, so this ends.
        next = Link::unpack(entry.note).next.filter(|&next| next > place);
    }
}

/// How often the output of the entry at a place has been rated; 0 for all of its entries but the first will do.
pub(crate) type Times = fn(&[Entry], usize) -> usize;

/// By comparing with every entry: for a few.
pub(crate) fn times_compared(entries: &[Entry], place: usize) -> usize {
    let same = |entry: &Entry| entries.iter().filter(|other| other.output == entry.output).count();
    entries.get(place).map_or(0, same)
}

/// By the links of the entries, each of which is followed once.
pub(crate) fn times_linked(entries: &[Entry], place: usize) -> usize {
    let mut times = 0;
    if entries.get(place).is_some_and(|entry| Link::unpack(entry.note).first) {
        each_linked(entries, place, |_, _| times += 1);
    }
    times
}

/// Ratings of one output that are worth keeping: their mean is half as noisy as one of them, so that
/// a slip of the person is outvoted.
const ENOUGH: usize = 4;

/// Up to `RATINGS` rated outputs in the order in which they were learnt from.
///
/// When it is full the least useful one makes room: the oldest that is stale; else, if an output has
/// been rated more than [`ENOUGH`] times, the oldest rating of the one rated most often, since it says
/// least that the others do not; else the oldest.
#[derive(Clone, Debug)]
pub(crate) struct Journal<const RATINGS: usize> {
    entries: [Entry; RATINGS],
    len: usize,
    /// Of the entries' stars, and of their squares.
    sums: [u32; 2],
}

impl<const RATINGS: usize> Journal<RATINGS> {
    pub const EMPTY: Self = Journal { entries: [Entry::NONE; RATINGS], len: 0, sums: [0; 2] };

    pub fn clear(&mut self) {
        (self.len, self.sums) = (0, [0; 2]);
    }

    /// Oldest first.
    pub fn entries(&self) -> &[Entry] {
        self.entries.get(..self.len).unwrap_or(&self.entries)
    }

    pub fn entries_mut(&mut self) -> &mut [Entry] {
        let len = self.len.min(RATINGS);
        self.entries.split_at_mut_checked(len).map_or(&mut [], |(entries, _)| entries)
    }

    /// The newest `count` entries, oldest first.
    pub fn newest(&self, count: usize) -> &[Entry] {
        self.entries().get(self.len.saturating_sub(count)..).unwrap_or(&[])
    }

    /// Adds an entry and returns the place of the one that made room for it, if one had to: all after
    /// it have moved down by one. `times` tells how often the output of the entry at a place has been rated.
    pub fn push(&mut self, entry: Entry, limit: usize, times: Times) -> Option<usize> {
        let full = self.len >= limit.min(RATINGS);
        let gone = if full { self.least_useful(times) } else { None };
        if let Some(place) = gone
            && let Some(&Entry { stars, .. }) = self.entries().get(place)
        {
            close_gap(self.entries_mut().get_mut(place..).unwrap_or_default());
            self.len -= 1;
            self.replace_in_sums(stars, 0);
        }
        if let Some(place) = self.entries.get_mut(self.len) {
            *place = entry;
            self.len += 1;
            self.replace_in_sums(0, entry.stars);
        }
        gone
    }

    fn replace_in_sums(&mut self, old: u8, new: u8) {
        let (old, new) = (u32::from(old), u32::from(new));
        let [sum, squares] = &mut self.sums;
        // Of at most 2¹⁵ ratings, so neither is left.
        *sum = sum.wrapping_add(new).wrapping_sub(old);
        *squares = squares.wrapping_add(new * new).wrapping_sub(old * old);
    }

    fn least_useful(&self, times: Times) -> Option<usize> {
        let entries = self.entries();
        if let Some(stale) = entries.iter().position(Entry::is_stale) {
            return Some(stale);
        }
        let (mut oldest, mut most) = (0, ENOUGH);
        for place in 0..entries.len() {
            let same = times(entries, place);
            if same > most {
                (oldest, most) = (place, same);
            }
        }
        (!entries.is_empty()).then_some(oldest)
    }

    pub fn correct_newest(&mut self, stars: u8) {
        if let Some(newest) = self.entries_mut().last_mut() {
            let old = core::mem::replace(&mut newest.stars, stars);
            self.replace_in_sums(old, stars);
        }
    }

    /// Has what the last rating says of the entries' ages stand (`Stale`), or takes it back (`Fresh`).
    pub fn settle(&mut self, age: Age) {
        let by_last = self.entries_mut().iter_mut().filter(|entry| entry.age == Age::StaleByLast);
        by_last.for_each(|entry| entry.age = age);
    }

    /// What this person's stars are like. Four more, 2, 2, 4 and 4, stand for what is known before
    /// the first rating. They are small whole numbers, so the sums are exact.
    pub fn scale(&self) -> Scale {
        const BEFORE: [u32; 3] = [4, 2 + 2 + 4 + 4, 2 * (4 + 16)];
        let ([count, sum, squares], [rated, rated_squares]) = (BEFORE, self.sums);
        let count = (count + self.len as u32) as f32;
        let mean = (sum + rated) as f32 / count;
        Scale {
            mean,
            deviation: math::sqrt((squares + rated_squares) as f32 / count - mean * mean),
        }
    }
}

/// Moves everything one place down, so that the first is gone and the last is there twice.
pub(crate) fn close_gap<T: Copy>(items: &mut [T]) {
    let mut rest = items;
    while let [here, above @ ..] = rest {
        if let Some(next) = above.first() {
            *here = *next;
        }
        rest = above;
    }
}

/// The mean and standard deviation of a person's stars; the latter is above 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    pub mean: f32,
    pub deviation: f32,
}

impl Scale {
    /// Stars, in deviations from the mean.
    pub fn relative(&self, stars: f32) -> f32 {
        (stars - self.mean) / self.deviation
    }

    /// Deviations from the mean, in stars.
    pub fn stars(&self, relative: f32) -> f32 {
        self.mean + self.deviation * relative
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test may panic")]

    use super::*;
    use crate::Pcg32;

    fn entry(card: u8, stars: u8) -> Entry {
        Entry { output: Packed::new(3, &[card, 7, 1]), note: 0, stars, age: Age::Fresh }
    }

    fn stars<const N: usize>(journal: &Journal<N>) -> [u8; N] {
        core::array::from_fn(|n| journal.entries().get(n).map_or(0, |entry| entry.stars))
    }

    #[test]
    fn cards_and_context_come_back_out() {
        let cards = [7, 0, 5, 3, 1, 2, 6, 4];
        let packed = Packed::new(254, &cards);
        assert_eq!((packed.context(), packed.cards::<8>()), (254, cards));
        assert_eq!((packed.before(0), packed.before(3)), (None, Some(5)));
        assert_eq!(Packed::from_number(254, packed.number()), packed);
        assert_eq!(Packed::from_bits(packed.bits()), packed);
    }

    #[test]
    fn a_correction_is_of_the_newest_rating() {
        let mut journal = Journal::<4>::EMPTY;
        journal.correct_newest(5);
        assert_eq!(journal.entries(), []);
        (1..=2).for_each(|n| _ = journal.push(entry(n, n), 4, times_compared));
        journal.correct_newest(5);
        assert_eq!(stars(&journal), [1, 5, 0, 0]);
    }

    /// What the last rating has made stale stays so or becomes fresh again; what was stale before does not.
    #[test]
    fn only_what_the_last_rating_says_is_settled() {
        for settled in [Age::Stale, Age::Fresh] {
            let mut journal = Journal::<4>::EMPTY;
            for age in [Age::StaleByLast, Age::Fresh, Age::Stale, Age::StaleByLast] {
                journal.push(Entry { age, ..entry(1, 1) }, 4, times_compared);
            }
            journal.settle(settled);
            let mut expected = [settled, Age::Fresh, Age::Stale, settled].into_iter();
            assert!(journal.entries().iter().all(|entry| Some(entry.age) == expected.next()));
        }
    }

    #[test]
    fn stars_are_relative_to_what_a_person_usually_gives() {
        let scale = Scale { mean: 3.5, deviation: 0.5 };
        assert_eq!([2.5, 3.5, 5.0].map(|stars| scale.relative(stars)), [-2.0, 0.0, 3.0]);
        assert_eq!([-2.0, 0.0, 3.0].map(|relative| scale.stars(relative)), [2.5, 3.5, 5.0]);
    }

    #[test]
    fn the_least_useful_rating_makes_room() {
        let mut journal = Journal::<7>::EMPTY;
        // Different outputs: the oldest goes.
        for n in 0..7 {
            assert_eq!(journal.push(entry(n, n), 7, times_compared), None);
        }
        assert_eq!(journal.push(entry(7, 7), 7, times_compared), Some(0));
        assert_eq!(stars(&journal), [1, 2, 3, 4, 5, 6, 7]);
        // Four ratings of one output are worth keeping …
        for n in 0..4 {
            assert_eq!(journal.push(entry(6, 10 + n), 7, times_compared), Some(0));
        }
        assert_eq!(stars(&journal), [5, 6, 7, 10, 11, 12, 13]);
        // … of more, counted before the new one comes, the oldest goes.
        assert_eq!(journal.push(entry(6, 14), 7, times_compared), Some(1));
        assert_eq!(journal.push(entry(3, 15), 7, times_compared), Some(2));
        assert_eq!(stars(&journal), [5, 7, 11, 12, 13, 14, 15]);
        // A stale one goes before all others.
        if let Some(place) = journal.entries_mut().get_mut(4) {
            place.age = Age::Stale;
        }
        assert_eq!(journal.push(entry(1, 16), 7, times_compared), Some(4));
        assert_eq!(stars(&journal), [5, 7, 11, 12, 14, 15, 16]);
    }

    /// The links of all entries, as a fit of the taste model leaves them.
    fn link(entries: &mut [Entry]) {
        for place in 0..entries.len() {
            let same = |other: &Entry| other.output == entries[place].output;
            let next = entries[place + 1..].iter().position(same).map(|after| place + 1 + after);
            let first = !entries[..place].iter().any(same);
            entries[place].note = Link { first, next }.pack();
        }
    }

    /// A thousand ratings of few outputs, with corrections and stale ones: following links finds what comparing all
    /// finds, and follows each but once; sums that are kept are those of the entries.
    #[test]
    fn links_and_sums_say_what_the_entries_do() {
        let (mut journal, mut rng) = (Journal::<40>::EMPTY, Pcg32::new(4, 4));
        for _ in 0..1000 {
            let (card, stars) = (rng.below(6) * rng.below(2), 1 + rng.below(5));
            link(journal.entries_mut());
            let mut compared = journal.clone();
            let gone = compared.push(entry(card as u8, stars as u8), 40, times_compared);
            assert_eq!(journal.push(entry(card as u8, stars as u8), 40, times_linked), gone);
            match rng.below(20) {
                0 => journal.correct_newest(5),
                1 => journal.entries_mut()[0].age = Age::Stale,
                _ => {}
            }
            link(journal.entries_mut());
            let followed = (0..journal.len).map(|place| times_linked(journal.entries(), place));
            assert_eq!(followed.sum::<usize>(), journal.len);
            let stars = journal.entries().iter().map(|entry| u32::from(entry.stars));
            assert_eq!(journal.sums, [stars.clone().sum(), stars.map(|stars| stars * stars).sum()]);
        }
        journal.clear();
        assert_eq!(journal.scale(), Scale { mean: 3.0, deviation: 1.0 });
    }

    #[test]
    fn a_lower_limit_holds_too() {
        let mut journal = Journal::<4>::EMPTY;
        (1..=4).for_each(|n| _ = journal.push(entry(n, n), 2, times_compared));
        assert_eq!(stars(&journal), [3, 4, 0, 0]);
        assert_eq!(journal.newest(1), [entry(4, 4)]);
    }

    #[test]
    fn the_scale_has_a_spread_even_where_all_ratings_are_equal() {
        let mut journal = Journal::<64>::EMPTY;
        assert_eq!(journal.scale(), Scale { mean: 3.0, deviation: 1.0 });
        (0..64).for_each(|n| _ = journal.push(entry(n, 5), 64, times_compared));
        let Scale { mean, deviation } = journal.scale();
        assert!(mean > 4.8 && deviation > 0.1, "{mean}, {deviation}");
    }
}
