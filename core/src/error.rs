//! Everything that can be wrong with an input, with the numbers in it.

use core::fmt;

/// Why a call was refused. A refused call has changed nothing.
#[non_exhaustive]
#[allow(missing_docs, reason = "the sentence of each variant names its fields")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Error {
    // Ratings and outputs
    /// Stars are whole numbers from 1 to 5.
    RatingOutOfRange { got: i64 },
    /// Stars are whole numbers from 1 to 5; this is not a whole number.
    RatingNotWhole { got: f64 },
    /// No output with this id has been proposed yet; `next` will be the next one's.
    UnknownOutput { id: u64, next: u64 },
    /// The output fell out of the ring of the last [`PENDING`](crate::agent::PENDING) outputs.
    OutputExpired { id: u64, oldest: u64 },
    /// The output has its rating; [`Agent::rerate`](crate::Agent::rerate) corrects the last one.
    AlreadyRated { id: u64 },
    /// The output was skipped.
    AlreadySkipped { id: u64 },
    /// Only the last rated output can be rated again.
    NotLastRated { id: u64, last: u64 },
    /// Nothing has been rated yet.
    NothingRated,
    /// Ratings that were accepted still wait for [`Agent::learn`](crate::Agent::learn).
    LearningPending { waiting: u8 },
    /// An output for this context is being made, slice by slice.
    ProposalPending { context: usize },
    /// [`Agent::start`](crate::Agent::start) has not been called.
    NotStarted,
    /// The context's number is not one of the deck's.
    ContextOutOfRange { got: usize, contexts: usize },
    /// The slot's number is not one of the deck's.
    SlotOutOfRange { got: usize, slots: usize },
    /// The card's number is not one of its slot's, or cannot be reached.
    CardOutOfRange { slot: usize, got: usize, cards: usize },
    /// Every slot but the first comes after a card, which must be named; the first comes after none.
    PreviousCard { slot: usize },

    // Machines and decks
    /// An edge names a state that the machine does not have.
    EdgeOutOfRange { from: usize, to: usize, states: usize },
    /// The number of a start or terminal state is not below the number of states.
    StateOutOfRange { got: usize, states: usize },
    /// The state is not terminal and has no move.
    DeadEnd { state: usize },
    /// From this state no terminal state can be reached.
    NoPathToEnd { state: usize },
    /// No walk from the start reaches this terminal state.
    EndUnreachable { state: usize },
    /// A machine without a terminal state.
    NoTerminalState,
    /// The action is not one of the moves of the state.
    MoveOutOfRange { state: usize, got: usize, moves: usize },
    /// More states than the machine was compiled for.
    TooManyStates { got: usize, capacity: usize },
    /// More slots, cards in a slot, cards in all, contexts or inputs than fit.
    DeckTooLarge { what: &'static str, got: usize, capacity: usize },
    /// A deck needs at least one slot, one context, and one card that may begin an output.
    DeckEmpty { what: &'static str },
    /// Every slot needs at least one card.
    SlotEmpty { slot: usize },
    /// The rule of what may begin an output names a card that the first slot does not have.
    FirstOutOfRange { mask: u8, cards: usize },
    /// A rule of what may follow names a card that the next slot does not have.
    FollowOutOfRange { slot: usize, card: usize, mask: u8, cards: usize },
    /// No card may follow this one, and the output is not complete.
    CardWithoutFollower { slot: usize, card: usize },

    // Numbers
    /// This thread does not compute as IEEE 754 has it by default: subnormal numbers are flushed to zero, results
    /// are not rounded to the nearest number, or they are kept with more digits. The bits would differ.
    FloatEnvironment { got: u32, expected: u32 },
    /// A setting is outside its range (both ends included).
    ConfigOutOfRange { field: &'static str, got: f32, min: f32, max: f32 },
    /// An observation is NaN or infinite.
    ObservationNotFinite { index: usize },
    /// A number handed to the blocks is NaN or infinite.
    NotFinite { what: &'static str },
    /// The network's outputs are NaN or infinite.
    LogitsNotFinite { action: usize },
    /// A mask without a legal action.
    NoLegalAction { mask: u64 },
    /// The action is not legal under its mask.
    IllegalAction { action: usize, mask: u64 },
    /// The rollout holds as many transitions as it was compiled for.
    RolloutFull { capacity: usize },
    /// A minibatch names a sample that does not exist.
    SampleOutOfRange { index: usize, len: usize },
    /// Slices that belong together differ in length.
    LengthMismatch { what: &'static str, got: usize, expected: usize },
    /// More samples than an update can tell apart.
    TooManySamples { got: usize, capacity: usize },
    /// An update or a minibatch without a sample.
    NothingToLearn,

    // Snapshots and stores
    /// The buffer is too small for the snapshot.
    BufferTooSmall { got: usize, needed: usize },
    /// The writer took nothing more.
    WriterFull,
    /// The first four bytes are not those of a snapshot.
    SnapshotMagic { got: u32 },
    /// The snapshot is of a version that this one does not read.
    SnapshotVersion { got: u16, known: u16 },
    /// The snapshot was cut, or something follows it.
    SnapshotLength { got: usize, expected: usize },
    /// A byte of the snapshot has changed.
    SnapshotChecksum { got: u32, expected: u32 },
    /// A whole session is no policy alone, nor the other way round.
    SnapshotKind { got: u8, expected: u8 },
    /// The snapshot is of a deck or a network of other sizes.
    SnapshotShape { what: &'static str, got: usize, expected: usize },
    /// The snapshot is of another deck of the same sizes; these are their [identities](crate::Deck::identity).
    SnapshotDeck { got: u64, expected: u64 },
    /// The number at this byte is NaN or infinite.
    SnapshotNotFinite { at: usize },
    /// What stands before this byte cannot be.
    SnapshotValue { what: &'static str, at: usize },
    /// A store's range does not lie on whole pages of the flash.
    StoreNotAligned { got: u32, page: usize },
    /// A store needs two slots of at least a page each, inside the flash.
    StoreOutOfRange { from: u32, to: u32, capacity: usize },
    /// What is to be saved is larger than a slot of the store.
    StoreTooSmall { needed: usize, slot: usize },
    /// What was written to the flash does not read back.
    StoreNotWritten,
}

impl Error {
    /// What went wrong and what to do next; marks stand for the [`values`](Self::values): `@` for the text, `#`
    /// for a whole number, `^` for one with a sign, `&` and `$` for one in binary and hexadecimal, `~` for a
    /// decimal one.
    #[rustfmt::skip] // a message a line
    #[inline(never)] // alone it is a table
    fn message(&self) -> &'static str {
        match self {
            Error::RatingOutOfRange { .. } => "a rating is a whole number of stars from 1 to 5, got ^",
            Error::RatingNotWhole { .. } => "a rating is a whole number of stars from 1 to 5, got ~",
            Error::UnknownOutput { .. } =>
                "no output # has been proposed (the next one will be #); rate an id that propose returned",
            Error::OutputExpired { .. } =>
                "output # is too old, # is the oldest that can still be rated; rate sooner",
            Error::AlreadyRated { .. } => "output # has been rated; rerate corrects the last rating",
            Error::AlreadySkipped { .. } => "output # was skipped; propose a new one",
            Error::NotLastRated { .. } => "output # cannot be rated again, only the last rated one, #, can",
            Error::NothingRated => "nothing has been rated yet; rate an output first",
            Error::LearningPending { .. } =>
                "# rating(s) wait to be learnt from; call learn until it returns nothing",
            Error::ProposalPending { .. } =>
                "an output for context # is being made; go on with propose_some for it",
            Error::NotStarted => "the agent has not been started; call start with a deck and a seed",
            Error::ContextOutOfRange { .. } => "context # does not exist, the deck has # (numbered from 0)",
            Error::SlotOutOfRange { .. } => "slot # does not exist, the deck has # (numbered from 0)",
            Error::CardOutOfRange { .. } => "card # does not exist, slot # has # (numbered from 0)",
            Error::PreviousCard { .. } => "slot #: every slot but slot 0 needs the card before it",
            Error::EdgeOutOfRange { .. } =>
                "the edge from state # to state # leaves the machine, which has # states (numbered from 0)",
            Error::StateOutOfRange { .. } => "state # does not exist, the machine has # (numbered from 0)",
            Error::DeadEnd { .. } =>
                "state # is a dead end: it is not terminal and has no move; add a move or make it terminal",
            Error::NoPathToEnd { .. } => "no terminal state can be reached from state #; add a way out",
            Error::EndUnreachable { .. } =>
                "terminal state # cannot be reached from the start; add a way to it or remove it",
            Error::NoTerminalState => "the machine has no terminal state; name at least one",
            Error::MoveOutOfRange { .. } => "state # has # moves (numbered from 0), not a move #",
            Error::TooManyStates { .. } => "# states, but this machine was compiled for at most #",
            Error::DeckTooLarge { .. } => "the deck has # @, this build has room for #",
            Error::DeckEmpty { .. } => "the deck has no @; give it at least one",
            Error::SlotEmpty { .. } => "slot # of the deck has no cards; give it at least one",
            Error::FirstOutOfRange { .. } =>
                "the deck may begin with the cards &, but its first slot has only # cards",
            Error::FollowOutOfRange { .. } =>
                "card # of slot # names the followers &, but the next slot has only # cards",
            Error::CardWithoutFollower { .. } =>
                "no card may follow card # of slot #, so there is no way to an end; allow at least one",
            Error::FloatEnvironment { .. } =>
                "this thread does not compute as IEEE 754 has it by default (a test came to #, not #), so its bits would \
                differ; switch subnormal numbers and rounding to nearest on again, which a library built with -ffast-math \
                may have switched off, or compile for SSE2 in place of x87",
            Error::ConfigOutOfRange { .. } => "@ is ~, it must be from ~ to ~",
            Error::ObservationNotFinite { .. } => "observation # is NaN or infinite",
            Error::NotFinite { .. } => "@ is NaN or infinite",
            Error::LogitsNotFinite { .. } =>
                "the network's output for action # is NaN or infinite; start again or lower learning_rate",
            Error::NoLegalAction { .. } => "the mask & allows none of the network's actions",
            Error::IllegalAction { .. } => "action # is not legal under the mask &",
            Error::RolloutFull { .. } => "the rollout is full (# transitions); update, then clear it",
            Error::SampleOutOfRange { .. } => "sample # does not exist, there are # (numbered from 0)",
            Error::LengthMismatch { .. } => "@ has # entries, expected #",
            Error::TooManySamples { .. } => "# samples, but an update takes at most #",
            Error::NothingToLearn =>
                "an update needs at least one sample; a rollout has none before finish",
            Error::BufferTooSmall { .. } =>
                "the buffer has # bytes, the snapshot takes #; SNAPSHOT_LEN is always enough",
            Error::WriterFull => "the writer takes no more, so the snapshot is cut; give it more room",
            Error::SnapshotMagic { .. } => "this is no snapshot: it begins with $, not with \"LOBL\"",
            Error::SnapshotVersion { .. } =>
                "the snapshot is of version #, versions up to # can be read; save it anew with this version of lobule",
            Error::SnapshotLength { .. } =>
                "the snapshot has # bytes, it should have #; it was cut or something was added",
            Error::SnapshotChecksum { .. } =>
                "the snapshot is damaged: its checksum is $, it should be $; use another copy",
            Error::SnapshotKind { .. } =>
                "the snapshot is of kind #, expected # (1: a whole session, 2: a policy to act with)",
            Error::SnapshotShape { .. } => "the snapshot is of another shape: # @, this one has #",
            Error::SnapshotDeck { .. } => "the snapshot is of another deck (identity $, this one's is $)",
            Error::SnapshotNotFinite { .. } => "the number at byte # of the snapshot is NaN or infinite",
            Error::SnapshotValue { .. } => "the @ before byte # of the snapshot cannot be",
            Error::StoreNotAligned { .. } => "the store's range # does not begin and end on a page of # bytes",
            Error::StoreOutOfRange { .. } =>
                "the store's range # to # must hold two pages and lie in the flash, which has # bytes",
            Error::StoreTooSmall { .. } =>
                "# bytes are to be saved, a slot of the store has #; give it a larger range",
            Error::StoreNotWritten =>
                "the flash does not hold what was written; what was saved before is kept",
        }
    }

    /// The text and the numbers of the message, in its order. Variants of the same fields share an arm, which
    /// keeps the code small.
    #[inline(never)]
    fn values(&self) -> (&'static str, [u64; 4]) {
        match *self {
            Error::NothingRated
            | Error::NotStarted
            | Error::NoTerminalState
            | Error::NothingToLearn
            | Error::WriterFull
            | Error::StoreNotWritten => ("", [0; 4]),
            Error::RatingOutOfRange { got } => ("", [got as u64, 0, 0, 0]),
            Error::RatingNotWhole { got } => ("", [got.to_bits(), 0, 0, 0]),
            Error::AlreadyRated { id } | Error::AlreadySkipped { id } => ("", [id, 0, 0, 0]),
            Error::UnknownOutput { id: a, next: b }
            | Error::OutputExpired { id: a, oldest: b }
            | Error::NotLastRated { id: a, last: b } => ("", [a, b, 0, 0]),
            Error::LearningPending { waiting } => ("", [waiting.into(), 0, 0, 0]),
            Error::ProposalPending { context: a }
            | Error::DeadEnd { state: a }
            | Error::NoPathToEnd { state: a }
            | Error::EndUnreachable { state: a }
            | Error::SlotEmpty { slot: a }
            | Error::PreviousCard { slot: a }
            | Error::ObservationNotFinite { index: a }
            | Error::LogitsNotFinite { action: a }
            | Error::RolloutFull { capacity: a }
            | Error::SnapshotNotFinite { at: a } => ("", [a as u64, 0, 0, 0]),
            Error::ContextOutOfRange { got: a, contexts: b }
            | Error::SlotOutOfRange { got: a, slots: b }
            | Error::StateOutOfRange { got: a, states: b }
            | Error::TooManyStates { got: a, capacity: b }
            | Error::TooManySamples { got: a, capacity: b }
            | Error::CardWithoutFollower { slot: b, card: a }
            | Error::SampleOutOfRange { index: a, len: b }
            | Error::BufferTooSmall { got: a, needed: b }
            | Error::SnapshotLength { got: a, expected: b }
            | Error::StoreTooSmall { needed: a, slot: b } => ("", [a as u64, b as u64, 0, 0]),
            Error::CardOutOfRange { got: a, slot: b, cards: c }
            | Error::EdgeOutOfRange { from: a, to: b, states: c }
            | Error::MoveOutOfRange { state: a, moves: b, got: c } => {
                ("", [a as u64, b as u64, c as u64, 0])
            }
            Error::DeckTooLarge { got, what, capacity: room }
            | Error::SnapshotShape { got, what, expected: room } => {
                (what, [got as u64, room as u64, 0, 0])
            }
            Error::DeckEmpty { what } | Error::NotFinite { what } => (what, [0, 0, 0, 0]),
            Error::SnapshotValue { what, at } => (what, [at as u64, 0, 0, 0]),
            Error::LengthMismatch { what, got, expected } => {
                (what, [got as u64, expected as u64, 0, 0])
            }
            Error::FirstOutOfRange { mask, cards } => ("", [mask.into(), cards as u64, 0, 0]),
            Error::FollowOutOfRange { slot, card, mask, cards } => {
                ("", [card as u64, slot as u64, mask.into(), cards as u64])
            }
            Error::ConfigOutOfRange { field, got, min, max } => (
                field,
                [f64::from(got).to_bits(), f64::from(min).to_bits(), f64::from(max).to_bits(), 0],
            ),
            Error::NoLegalAction { mask } => ("", [mask, 0, 0, 0]),
            Error::IllegalAction { action, mask } => ("", [action as u64, mask, 0, 0]),
            Error::SnapshotMagic { got } => ("", [got.into(), 0, 0, 0]),
            Error::SnapshotVersion { got, known } => ("", [got.into(), known.into(), 0, 0]),
            Error::SnapshotChecksum { got, expected } => ("", [got.into(), expected.into(), 0, 0]),
            Error::FloatEnvironment { got, expected } => ("", [got.into(), expected.into(), 0, 0]),
            Error::SnapshotKind { got, expected } => ("", [got.into(), expected.into(), 0, 0]),
            Error::SnapshotDeck { got, expected } => ("", [got, expected, 0, 0]),
            Error::StoreNotAligned { got, page } => ("", [got.into(), page as u64, 0, 0]),
            Error::StoreOutOfRange { from, to, capacity } => {
                ("", [from.into(), to.into(), capacity as u64, 0])
            }
        }
    }

    /// Says what went wrong, piece by piece: what [`Display`](fmt::Display) does, for programs in which the
    /// formatters of `core` would be too large.
    ///
    /// # Errors
    /// The first of `write`.
    pub fn say(&self, write: &mut dyn FnMut(&str) -> fmt::Result) -> fmt::Result {
        let (mut rest, (text, values)) = (self.message(), self.values());
        let mut values = values.iter();
        while let Some(at) = rest.bytes().position(|byte| b"@#^&$~".contains(&byte)) {
            write(rest.get(..at).unwrap_or_default())?;
            let (mark, after) =
                rest.get(at..).unwrap_or_default().split_at_checked(1).unwrap_or_default();
            rest = after;
            match (mark, values.as_slice()) {
                ("@", _) => write(text)?,
                (_, [value, ..]) => {
                    say_number(write, mark, *value)?;
                    values.next();
                }
                _ => {}
            }
        }
        write(rest)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.say(&mut |piece| f.write_str(piece))
    }
}

impl core::error::Error for Error {}

/// What went wrong with a device that something is saved to or loaded from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DeviceError<E> {
    /// The device itself failed.
    Device(E),
    /// The device works, but what is asked of it, or what it holds, is refused.
    Refused(Error),
}

impl<E> From<Error> for DeviceError<E> {
    fn from(error: Error) -> Self {
        DeviceError::Refused(error)
    }
}

impl<E: fmt::Debug> fmt::Display for DeviceError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DeviceError::Device(error) => write!(f, "the device failed: {error:?}"),
            DeviceError::Refused(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug> core::error::Error for DeviceError<E> {}

impl<E: fmt::Debug> embedded_io::Error for DeviceError<E> {
    fn kind(&self) -> embedded_io::ErrorKind {
        embedded_io::ErrorKind::Other
    }
}

/// Where the pieces of a message go.
type Write<'a> = dyn FnMut(&str) -> fmt::Result + 'a;

/// A number of a message. By hand: the formatters of `core` for 64-bit integers and for floats hold panic
/// paths, which would be linked into every image.
fn say_number(write: &mut Write, mark: &str, value: u64) -> fmt::Result {
    let (before, number, base) = match mark {
        "~" => return say_decimal(write, f64::from_bits(value)),
        "^" if (value as i64) < 0 => ("-", value.wrapping_neg(), 10),
        "&" => ("0b", value, 2),
        "$" => ("0x", value, 16),
        _ => ("", value, 10),
    };
    write(before)?;
    say_digits(write, number, base)
}

fn say_digits(write: &mut Write, number: u64, base: u64) -> fmt::Result {
    let mut digits = [0; 64];
    let (mut rest, mut unused) = (number, digits.len());
    for digit in digits.iter_mut().rev() {
        *digit = (rest % base.max(2)) as u8;
        rest /= base.max(2);
        unused -= 1;
        if rest == 0 {
            break;
        }
    }
    digits.iter().skip(unused).try_for_each(|&digit| {
        let digit = usize::from(digit);
        write("0123456789abcdef".get(digit..=digit).unwrap_or_default())
    })
}

/// To four decimals, or four significant digits where it is large or small.
fn say_decimal(write: &mut Write, number: f64) -> fmt::Result {
    const FRACTION: u32 = f64::MANTISSA_DIGITS - 1;
    let magnitude = number.to_bits() & (u64::MAX >> 1);
    if magnitude > f64::INFINITY.to_bits() {
        return write("NaN");
    }
    if magnitude != 0 && number.is_sign_negative() {
        write("-")?;
    }
    if magnitude == f64::INFINITY.to_bits() {
        return write("infinity");
    }
    // The number is mantissa / 2^below.
    let biased = (magnitude >> FRACTION) as i32;
    let hidden = if biased > 0 { 1 << FRACTION } else { 0 };
    let mut mantissa = hidden | (magnitude & ((1 << FRACTION) - 1));
    let mut below = 1075 - biased.max(1);
    let mut exponent = 0i64;
    if magnitude >= 1e9f64.to_bits() || (magnitude > 0 && magnitude < 1e-3f64.to_bits()) {
        loop {
            // 60 bits, so that ten times as much fits and little is lost.
            let spare = mantissa.leading_zeros() as i32 - 4;
            mantissa = if spare < 0 { mantissa >> -spare } else { mantissa << spare };
            below += spare;
            if below >= 60 {
                mantissa *= 10;
                exponent -= 1;
            } else if below <= 0 || mantissa >> below >= 10 {
                mantissa /= 10;
                exponent += 1;
            } else {
                break;
            }
        }
    }
    if below > 60 {
        // Below a two-hundredth, whose last bits are not shown.
        mantissa = mantissa.checked_shr((below - 60) as u32).unwrap_or(0);
        below = 60;
    }
    const UNIT: u64 = 10_000;
    let (mut fixed, mut rest) = (mantissa >> below, mantissa);
    for _ in 0..4 {
        rest = 10 * (rest & ((1 << below) - 1));
        fixed = 10 * fixed + (rest >> below);
    }
    fixed += rest >> (below - 1) & 1;
    if exponent != 0 && fixed >= 10 * UNIT {
        // Rounded up to the next power of ten.
        fixed = UNIT;
        exponent += 1;
    }
    say_digits(write, fixed / UNIT, 10)?;
    let mut fraction = fixed % UNIT;
    if fraction != 0 {
        write(".")?;
    }
    while fraction != 0 {
        fraction *= 10;
        say_digits(write, fraction / UNIT, 10)?;
        fraction %= UNIT;
    }
    if exponent != 0 {
        write("e")?;
        say_number(write, "^", exponent as u64)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::{
        fmt::Write as _,
        format,
        string::{String, ToString},
    };

    fn shown(mark: &str, value: u64) -> String {
        let mut shown = String::new();
        let written = say_number(&mut |piece| shown.write_str(piece), mark, value);
        assert_eq!(written, Ok(()));
        shown
    }

    #[test]
    fn whole_numbers_read_as_people_write_them() {
        for value in [0, 1, 9, 10, 1 << 53, u64::MAX] {
            assert_eq!(shown("#", value), value.to_string());
            assert_eq!(shown("&", value), format!("{value:#b}"));
            assert_eq!(shown("$", value), format!("{value:#x}"));
        }
        for value in [0, -251i64, i64::MIN, i64::MAX] {
            assert_eq!(shown("^", value as u64), value.to_string());
        }
    }

    #[test]
    fn decimals_read_as_people_write_them() {
        for (value, text) in [
            (3.5, "3.5"),
            (0.0, "0"),
            (-2.0, "-2"),
            (0.05, "0.05"),
            (1e-8, "1e-8"),
            (2.5e-4, "2.5e-4"),
            (1e300, "1e300"),
            (f64::from(1e-12f32), "1e-12"),
            (9.99999e9, "1e10"),
            (12345.0, "12345"),
            (0.99995, "1"),
            (0.99994, "0.9999"),
            (-0.0, "0"),
            (1e-3, "0.001"),
            (0.0012499, "0.0012"),
            (9.9999e-4, "9.9999e-4"),
            (999999999.99996, "1000000000"),
            (1e9, "1e9"),
            (-9.87654e-5, "-9.8765e-5"),
            (f64::from(f32::MIN_POSITIVE), "1.1755e-38"),
            (f64::MAX, "1.7977e308"),
            (f64::MIN_POSITIVE, "2.2251e-308"),
            (5e-324, "4.9407e-324"),
            (7.0705, "7.0705"),
            (123456789.0, "123456789"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-infinity"),
        ] {
            assert_eq!(shown("~", f64::to_bits(value)), text);
        }
    }

    #[test]
    fn decimals_are_those_of_the_standard_library() {
        let mut rng = crate::Pcg32::new(1, 1);
        let mut next = || u64::from(rng.next_u32()) << 32 | u64::from(rng.next_u32());
        for _ in 0..20_000 {
            let bits = next();
            for value in [f64::from_bits(bits), bits as f64 / (1u64 << (next() % 64)) as f64] {
                let magnitude = if value < 0.0 { -value } else { value };
                let scientific = magnitude >= 1e9 || (magnitude > 0.0 && magnitude < 1e-3);
                let full = if scientific { format!("{value:.4e}") } else { format!("{value:.4}") };
                let (digits, exponent) = match full.split_once('e') {
                    Some((digits, exponent)) => (digits, format!("e{exponent}")),
                    None => (full.as_str(), String::new()),
                };
                let digits = digits.trim_end_matches('0').trim_end_matches('.');
                if magnitude <= f64::MAX {
                    assert_eq!(shown("~", f64::to_bits(value)), format!("{digits}{exponent}"));
                }
            }
        }
    }

    #[test]
    fn messages_carry_their_numbers() {
        let error = Error::ConfigOutOfRange { field: "blend", got: 1.5, min: 0.0, max: 1.0 };
        assert_eq!(error.to_string(), "blend is 1.5, it must be from 0 to 1");
        let error = Error::FollowOutOfRange { slot: 1, card: 2, mask: 9, cards: 3 };
        assert_eq!(
            error.to_string(),
            "card 2 of slot 1 names the followers 0b1001, but the next slot has only 3 cards"
        );
    }
}
