//! Everything that can be wrong with an input, with the numbers in it.

use core::fmt::{self, Write};

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
    /// What went wrong and what to do next; each `#` stands for one of the values.
    fn message(&self) -> (&'static str, [Value; 4]) {
        use Value::{Bits, Decimal, Hex, None, Signed, Text, Whole};
        let whole = |number: usize| Whole(number as u64);
        let one = |value| [value, None, None, None];
        let two = |a, b| [a, b, None, None];
        match *self {
            Error::RatingOutOfRange { got } => {
                ("a rating is a whole number of stars from 1 to 5, got #", one(Signed(got)))
            }
            Error::RatingNotWhole { got } => {
                ("a rating is a whole number of stars from 1 to 5, got #", one(Decimal(got)))
            }
            Error::UnknownOutput { id, next } => (
                "no output # has been proposed (the next one will be #); rate an id that propose returned",
                two(Whole(id), Whole(next)),
            ),
            Error::OutputExpired { id, oldest } => (
                "output # is too old, # is the oldest that can still be rated; rate sooner",
                two(Whole(id), Whole(oldest)),
            ),
            Error::AlreadyRated { id } => {
                ("output # has been rated; rerate corrects the last rating", one(Whole(id)))
            }
            Error::AlreadySkipped { id } => {
                ("output # was skipped; propose a new one", one(Whole(id)))
            }
            Error::NotLastRated { id, last } => (
                "output # cannot be rated again, only the last rated one, #, can",
                two(Whole(id), Whole(last)),
            ),
            Error::NothingRated => ("nothing has been rated yet; rate an output first", one(None)),
            Error::LearningPending { waiting } => (
                "# rating(s) wait to be learnt from; call learn until it returns nothing",
                one(Whole(waiting.into())),
            ),
            Error::ProposalPending { context } => (
                "an output for context # is being made; go on with propose_some for it",
                one(whole(context)),
            ),
            Error::NotStarted => {
                ("the agent has not been started; call start with a deck and a seed", one(None))
            }
            Error::ContextOutOfRange { got, contexts } => (
                "context # does not exist, the deck has # (numbered from 0)",
                two(whole(got), whole(contexts)),
            ),
            Error::SlotOutOfRange { got, slots } => (
                "slot # does not exist, the deck has # (numbered from 0)",
                two(whole(got), whole(slots)),
            ),
            Error::CardOutOfRange { slot, got, cards } => (
                "card # does not exist, slot # has # (numbered from 0)",
                [whole(got), whole(slot), whole(cards), None],
            ),
            Error::EdgeOutOfRange { from, to, states } => (
                "the edge from state # to state # leaves the machine, which has # states (numbered from 0)",
                [whole(from), whole(to), whole(states), None],
            ),
            Error::StateOutOfRange { got, states } => (
                "state # does not exist, the machine has # (numbered from 0)",
                two(whole(got), whole(states)),
            ),
            Error::DeadEnd { state } => (
                "state # is a dead end: it is not terminal and has no move; add a move or make it terminal",
                one(whole(state)),
            ),
            Error::NoPathToEnd { state } => {
                ("no terminal state can be reached from state #; add a way out", one(whole(state)))
            }
            Error::EndUnreachable { state } => (
                "terminal state # cannot be reached from the start; add a way to it or remove it",
                one(whole(state)),
            ),
            Error::NoTerminalState => {
                ("the machine has no terminal state; name at least one", one(None))
            }
            Error::MoveOutOfRange { state, got, moves } => (
                "state # has # moves (numbered from 0), not a move #",
                [whole(state), whole(moves), whole(got), None],
            ),
            Error::TooManyStates { got, capacity } => (
                "# states, but this machine was compiled for at most #",
                two(whole(got), whole(capacity)),
            ),
            Error::DeckTooLarge { what, got, capacity } => (
                "the deck has # #, this build has room for #",
                [whole(got), Text(what), whole(capacity), None],
            ),
            Error::DeckEmpty { what } => {
                ("the deck has no #; give it at least one", one(Text(what)))
            }
            Error::SlotEmpty { slot } => {
                ("slot # of the deck has no cards; give it at least one", one(whole(slot)))
            }
            Error::FirstOutOfRange { mask, cards } => (
                "the deck may begin with the cards #, but its first slot has only # cards",
                two(Bits(mask.into()), whole(cards)),
            ),
            Error::FollowOutOfRange { slot, card, mask, cards } => (
                "card # of slot # names the followers #, but the next slot has only # cards",
                [whole(card), whole(slot), Bits(mask.into()), whole(cards)],
            ),
            Error::CardWithoutFollower { slot, card } => (
                "no card may follow card # of slot #, so there is no way to an end; allow at least one",
                two(whole(card), whole(slot)),
            ),
            Error::ConfigOutOfRange { field, got, min, max } => (
                "# is #, it must be from # to #",
                [Text(field), Decimal(got.into()), Decimal(min.into()), Decimal(max.into())],
            ),
            Error::ObservationNotFinite { index } => {
                ("observation # is NaN or infinite", one(whole(index)))
            }
            Error::NotFinite { what } => ("# is NaN or infinite", one(Text(what))),
            Error::LogitsNotFinite { action } => (
                "the network's output for action # is NaN or infinite; start again or lower learning_rate",
                one(whole(action)),
            ),
            Error::NoLegalAction { mask } => {
                ("the mask # allows none of the network's actions", one(Bits(mask)))
            }
            Error::IllegalAction { action, mask } => {
                ("action # is not legal under the mask #", two(whole(action), Bits(mask)))
            }
            Error::RolloutFull { capacity } => {
                ("the rollout is full (# transitions); update, then clear it", one(whole(capacity)))
            }
            Error::SampleOutOfRange { index, len } => (
                "sample # does not exist, there are # (numbered from 0)",
                two(whole(index), whole(len)),
            ),
            Error::LengthMismatch { what, got, expected } => {
                ("# has # entries, expected #", [Text(what), whole(got), whole(expected), None])
            }
            Error::NothingToLearn => {
                ("an update needs at least one sample; a rollout has none before finish", one(None))
            }
            Error::BufferTooSmall { got, needed } => (
                "the buffer has # bytes, the snapshot takes #; SNAPSHOT_LEN is always enough",
                two(whole(got), whole(needed)),
            ),
            Error::WriterFull => {
                ("the writer takes no more, so the snapshot is cut; give it more room", one(None))
            }
            Error::SnapshotMagic { got } => {
                ("this is no snapshot: it begins with #, not with \"LOBL\"", one(Hex(got.into())))
            }
            Error::SnapshotVersion { got, known } => (
                "the snapshot is of version #, only # can be read; save it anew with this version of lobule",
                two(Whole(got.into()), Whole(known.into())),
            ),
            Error::SnapshotLength { got, expected } => (
                "the snapshot has # bytes, it should have #; it was cut or something was added",
                two(whole(got), whole(expected)),
            ),
            Error::SnapshotChecksum { got, expected } => (
                "the snapshot is damaged: its checksum is #, it should be #; use another copy",
                two(Hex(got.into()), Hex(expected.into())),
            ),
            Error::SnapshotKind { got, expected } => (
                "the snapshot is of kind #, expected # (1: a whole session, 2: a policy to act with)",
                two(Whole(got.into()), Whole(expected.into())),
            ),
            Error::SnapshotShape { what, got, expected } => (
                "the snapshot is of another shape: # #, this one has #",
                [whole(got), Text(what), whole(expected), None],
            ),
            Error::SnapshotDeck { got, expected } => (
                "the snapshot is of another deck (identity #, this one's is #)",
                two(Hex(got), Hex(expected)),
            ),
            Error::SnapshotNotFinite { at } => {
                ("the number at byte # of the snapshot is NaN or infinite", one(whole(at)))
            }
            Error::SnapshotValue { what, at } => {
                ("the # before byte # of the snapshot cannot be", two(Text(what), whole(at)))
            }
            Error::StoreNotAligned { got, page } => (
                "the store's range # does not begin and end on a page of # bytes",
                two(Whole(got.into()), whole(page)),
            ),
            Error::StoreOutOfRange { from, to, capacity } => (
                "the store's range # to # must hold two pages and lie in the flash, which has # bytes",
                [Whole(from.into()), Whole(to.into()), whole(capacity), None],
            ),
            Error::StoreTooSmall { needed, slot } => (
                "# bytes are to be saved, a slot of the store has #; give it a larger range",
                two(whole(needed), whole(slot)),
            ),
            Error::StoreNotWritten => (
                "the flash does not hold what was written; what was saved before is kept",
                one(None),
            ),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (message, values) = self.message();
        let mut values = values.iter();
        for letter in message.chars() {
            match (letter, values.as_slice()) {
                ('#', [value, ..]) => {
                    value.write(f)?;
                    values.next();
                }
                _ => f.write_char(letter)?,
            }
        }
        Ok(())
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

/// A part of a message. Printed by hand: the formatters of `core` for 64-bit integers and for
/// floats hold panic paths, which would be linked into every image.
#[derive(Clone, Copy)]
enum Value {
    None,
    Text(&'static str),
    Whole(u64),
    Signed(i64),
    /// As a binary number.
    Bits(u64),
    /// As a hexadecimal number.
    Hex(u64),
    /// To four decimals, or four significant digits where it is large or small.
    Decimal(f64),
}

impl Value {
    fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::None => Ok(()),
            Value::Text(text) => f.write_str(text),
            Value::Whole(number) => write_digits(f, number, 10),
            Value::Signed(number) => {
                if number < 0 {
                    f.write_str("-")?;
                }
                write_digits(f, number.unsigned_abs(), 10)
            }
            Value::Bits(bits) => {
                f.write_str("0b")?;
                write_digits(f, bits, 2)
            }
            Value::Hex(number) => {
                f.write_str("0x")?;
                write_digits(f, number, 16)
            }
            Value::Decimal(number) => write_decimal(f, number),
        }
    }
}

fn write_digits(f: &mut fmt::Formatter<'_>, number: u64, base: u8) -> fmt::Result {
    let base = u64::from(base).max(2);
    let mut digits = [0u8; 64];
    let (mut rest, mut unused) = (number, digits.len());
    for digit in digits.iter_mut().rev() {
        *digit = (rest % base) as u8;
        rest /= base;
        unused -= 1;
        if rest == 0 {
            break;
        }
    }
    digits.iter().skip(unused).try_for_each(|&digit| {
        f.write_char(char::from(if digit < 10 { b'0' + digit } else { b'a' - 10 + digit }))
    })
}

/// In whole numbers only: the arithmetic of `f64` takes 3 KB on a part without it.
fn write_decimal(f: &mut fmt::Formatter<'_>, number: f64) -> fmt::Result {
    const FRACTION: u32 = f64::MANTISSA_DIGITS - 1;
    let magnitude = number.to_bits() & (u64::MAX >> 1);
    if magnitude > f64::INFINITY.to_bits() {
        return f.write_str("NaN");
    }
    if magnitude != 0 && number.is_sign_negative() {
        f.write_str("-")?;
    }
    if magnitude == f64::INFINITY.to_bits() {
        return f.write_str("infinity");
    }
    // The number is mantissa / 2^below.
    let biased = (magnitude >> FRACTION) as i32;
    let hidden = if biased > 0 { 1 << FRACTION } else { 0 };
    let mut mantissa = hidden | (magnitude & ((1 << FRACTION) - 1));
    let mut below = 1075 - biased.max(1);
    let mut exponent = 0;
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
    write_digits(f, fixed / UNIT, 10)?;
    let mut fraction = fixed % UNIT;
    if fraction != 0 {
        f.write_str(".")?;
    }
    while fraction != 0 {
        fraction *= 10;
        write_digits(f, fraction / UNIT, 10)?;
        fraction %= UNIT;
    }
    if exponent != 0 {
        f.write_str("e")?;
        Value::Signed(exponent).write(f)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::{
        format,
        string::{String, ToString},
    };

    struct Shown(Value);

    impl fmt::Display for Shown {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.write(f)
        }
    }

    fn shown(value: Value) -> String {
        Shown(value).to_string()
    }

    #[test]
    fn whole_numbers_read_as_people_write_them() {
        for value in [0, 1, 9, 10, 1 << 53, u64::MAX] {
            assert_eq!(shown(Value::Whole(value)), value.to_string());
            assert_eq!(shown(Value::Bits(value)), format!("{value:#b}"));
            assert_eq!(shown(Value::Hex(value)), format!("{value:#x}"));
        }
        for value in [0, -251, i64::MIN, i64::MAX] {
            assert_eq!(shown(Value::Signed(value)), value.to_string());
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
            assert_eq!(shown(Value::Decimal(value)), text);
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
                    assert_eq!(shown(Value::Decimal(value)), format!("{digits}{exponent}"));
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
