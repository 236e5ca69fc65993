//! What a session is beside its numbers in bulk, in the order in which a snapshot has it. Its length is
//! the same for every deck.

use crate::{
    AgentConfig, Deck, Rating, TasteConfig,
    agent::{LESSONS, Rated},
    journal::{Age, Entry, Packed},
    layout::Layout,
    lesson::Lesson,
    mood::Drift,
    shown::{Fate, PENDING, Shown, ShownOutputs},
    snapshot::HEADER,
    wire::Fields,
};

/// A copy, to be written or filled.
#[derive(Clone, Debug)]
pub(crate) struct Fixed {
    pub config: AgentConfig,
    /// State and increment.
    pub rng: [u64; 2],
    /// Of Adam.
    pub steps: u32,
    pub beta_powers: [f32; 2],
    /// Learnt from.
    pub ratings: u64,
    pub drift: Drift,
    pub last_rated: Rated,
    pub best_before: Rated,
    pub next_id: u64,
    pub shown: [Shown; PENDING],
    /// Accepted and not begun, oldest first; the rest has no stars.
    pub lessons: [Lesson; LESSONS],
    /// Of the journal.
    pub entries: u16,
}

impl Fixed {
    pub const ZERO: Self = Fixed {
        config: AgentConfig::ZERO,
        rng: [0; 2],
        steps: 0,
        beta_powers: [0.0; 2],
        ratings: 0,
        drift: Drift::ZERO,
        last_rated: Rated::NONE,
        best_before: Rated::NONE,
        next_id: 0,
        shown: [Shown::NONE; PENDING],
        lessons: [Lesson::NONE; LESSONS],
        entries: 0,
    };
}

/// Bytes of [`Fixed`], as a version of the layout has it.
pub(crate) const fn fixed_len(version: u16) -> usize {
    if version > 1 { FIXED } else { FIXED - EXPECTATION }
}

const FIXED: usize =
    CONFIG + 16 + 12 + 8 + DRIFT + 2 * RATED + 8 + PENDING * SHOWN + LESSONS * LESSON + 2;
const CONFIG: usize = 1 + AgentConfig::NAMES.len() * 4;
const DRIFT: usize = 2 * 10 + EXPECTATION;
/// Not in version 1.
const EXPECTATION: usize = 8;
const SHOWN: usize = 7;
const LESSON: usize = 10;
/// Bytes of a [`Rated`].
pub(crate) const RATED: usize = 13;
/// Bytes of an [`Entry`].
pub(crate) const ENTRY: usize = 8;

/// No session makes as many outputs: counting on from here overflows nothing, and up to here JavaScript's
/// numbers tell ids apart.
const MOST_OUTPUTS: u64 = 1 << 53;

impl Fixed {
    /// As a version of the layout has it.
    pub fn visit(&mut self, version: u16, fields: &mut dyn Fields) {
        visit_config(&mut self.config, fields);
        let [state, increment] = &mut self.rng;
        fields.u64(state);
        fields.u64(increment);
        fields.check(*increment & 1 == 1, "increment of the generator");
        fields.u32(&mut self.steps);
        for power in &mut self.beta_powers {
            fields.float(power);
            fields.check((0.0..1.0).contains(power), "power of Adam's beta");
        }
        fields.u64(&mut self.ratings);
        let (states, expected) = self.drift.parts();
        for state in states {
            fields.float(&mut state.mean_square);
            fields.check(state.mean_square >= 0.0, "mean square");
            fields.float(&mut state.shortfall);
            fields.u16(&mut state.since);
        }
        if version > 1 {
            fields.float(&mut expected.stars);
            fields.float(&mut expected.variance);
            fields.check(expected.can_be(), "expectation");
        }
        self.last_rated.visit(fields);
        self.best_before.visit(fields);
        fields.u64(&mut self.next_id);
        fields.check(self.next_id <= MOST_OUTPUTS, "id of the next output");
        for shown in &mut self.shown {
            shown.output.visit(fields);
            fields.u16(&mut shown.note);
            let mut fate = shown.fate as u8;
            fields.u8(&mut fate);
            fields.check(fate <= Fate::Skipped as u8, "fate of an output");
            shown.fate = match fate {
                0 => Fate::Waiting,
                1 => Fate::Rated,
                _ => Fate::Skipped,
            };
        }
        for lesson in &mut self.lessons {
            fields.u64(&mut lesson.id);
            fields.u8(&mut lesson.stars);
            fields.check(lesson.stars <= Rating::MAX.stars(), "rating that waits");
            switch(&mut lesson.corrects, fields, "kind of a rating that waits");
        }
        fields.u16(&mut self.entries);
    }

    /// Whether there are outputs enough for all ratings that were learnt from and that wait, beside those that can
    /// still be rated.
    fn rated_at_most_once(&self) -> bool {
        let accepted = self.lessons.iter().filter(|lesson| lesson.stars > 0 && !lesson.corrects);
        let shown = ShownOutputs::new(self.shown, self.next_id);
        let others = (accepted.count() + shown.all_waiting(false).count()) as u64;
        self.next_id.checked_sub(others).is_some_and(|rated| self.ratings <= rated)
    }

    /// Notes what of it cannot be, for a deck.
    pub fn check<const SLOTS: usize, const STATES: usize>(
        &self,
        version: u16,
        layout: &Layout<SLOTS, STATES>,
        fields: &mut dyn Fields,
    ) {
        if let Err(error) = self.config.check() {
            fields.refuse(error);
        }
        let lessons = HEADER + fixed_len(version) - 2 - LESSONS * LESSON;
        let shown = lessons - PENDING * SHOWN;
        let rated = shown - 8 - 2 * RATED;
        let outputs = [(self.last_rated, "last rated output"), (self.best_before, "best output")];
        for ((output, what), place) in outputs.into_iter().zip(1..) {
            fields.check_at(output.can_be(layout, self.next_id), what, rated + place * RATED);
        }
        for (output, place) in self.shown.iter().map(|shown| shown.output).zip(0..) {
            let can_be = place as u64 >= self.next_id || layout.allows(output);
            fields.check_at(can_be, "output", shown + place * SHOWN + 4);
        }
        for (lesson, place) in self.lessons.iter().zip(0..) {
            let can_be = lesson.stars == 0 || lesson.id < self.next_id;
            fields.check_at(can_be, "id of a rating", lessons + place * LESSON + 8);
        }
        fields.check_at(self.rated_at_most_once(), "number of ratings", shown);
        let limit = self.config.taste.map_or(crate::room::REPLAY as u16, |taste| taste.ratings);
        fields.check(self.entries <= limit, "number of remembered ratings");
    }
}

fn visit_config(config: &mut AgentConfig, fields: &mut dyn Fields) {
    let mut taste = config.taste.unwrap_or(TasteConfig::DEFAULT);
    let mut with_taste = config.taste.is_some();
    switch(&mut with_taste, fields, "kind of settings");
    for mut setting in config.settings(&mut taste) {
        let mut number = setting.number();
        fields.float(&mut number);
        fields.check(setting.set_number(number), "setting");
    }
    config.taste = with_taste.then_some(taste);
}

fn switch(on: &mut bool, fields: &mut dyn Fields, what: &'static str) {
    let mut byte = u8::from(*on);
    fields.u8(&mut byte);
    *on = byte == 1;
    fields.check(byte <= 1, what);
}

impl Packed {
    fn visit(&mut self, fields: &mut dyn Fields) {
        let mut bits = self.bits();
        fields.u32(&mut bits);
        *self = Packed::from_bits(bits);
    }
}

impl Rated {
    pub fn visit(&mut self, fields: &mut dyn Fields) {
        fields.u64(&mut self.id);
        self.output.visit(fields);
        fields.u8(&mut self.stars);
        fields.check(self.stars <= Rating::MAX.stars(), "rating");
    }

    /// Whether it is none, or an output of the deck with an id below `next_id`.
    pub fn can_be<const SLOTS: usize, const STATES: usize>(
        &self,
        layout: &Layout<SLOTS, STATES>,
        next_id: u64,
    ) -> bool {
        self.stars == 0 || (self.id < next_id && layout.allows(self.output))
    }
}

impl Entry {
    pub fn visit(&mut self, version: u16, fields: &mut dyn Fields) {
        self.output.visit(fields);
        fields.u16(&mut self.note);
        fields.u8(&mut self.stars);
        let mut age = self.age as u8;
        fields.u8(&mut age);
        let oldest = if version > 1 { Age::StaleByLast } else { Age::Stale };
        fields.check(age <= oldest as u8, "age of a rating");
        self.age = match age {
            0 => Age::Fresh,
            1 => Age::Stale,
            _ => Age::StaleByLast,
        };
        let stars = Rating::MIN.stars()..=Rating::MAX.stars();
        fields.check(stars.contains(&self.stars), "remembered rating");
    }
}

// The cards of a slot are three bits of a `Packed`, so there are no more slots than it has room for.
const _: () = assert!(Deck::MAX_SLOTS <= 8);
