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
    /// A deck needs at least one slot, one context, and one card in each slot.
    DeckEmpty { what: &'static str, slot: usize },
    /// A rule of what may follow names a card that the next slot does not have.
    FollowOutOfRange { slot: usize, card: usize, mask: u8, cards: usize },
    /// No card may follow this one, and the output is not complete.
    CardWithoutFollower { slot: usize, card: usize },
    /// No chain of legal cards leads to this card.
    CardUnreachable { slot: usize, card: usize },

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
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Error::RatingOutOfRange { got } => {
                write!(f, "a rating is a whole number of stars from 1 to 5, got {}", Signed(got))
            }
            Error::RatingNotWhole { got } => {
                write!(f, "a rating is a whole number of stars from 1 to 5, got {}", Decimal(got))
            }
            Error::UnknownOutput { id, next } => write!(
                f,
                "no output {} has been proposed (the next one will be {}); rate an id that propose returned",
                Whole(id),
                Whole(next)
            ),
            Error::OutputExpired { id, oldest } => write!(
                f,
                "output {} is too old, {} is the oldest that can still be rated; rate sooner",
                Whole(id),
                Whole(oldest)
            ),
            Error::AlreadyRated { id } => {
                write!(f, "output {} has been rated; rerate corrects the last rating", Whole(id))
            }
            Error::AlreadySkipped { id } => {
                write!(f, "output {} was skipped; propose a new one", Whole(id))
            }
            Error::NotLastRated { id, last } => write!(
                f,
                "only the last rated output, {}, can be rated again, not {}",
                Whole(last),
                Whole(id)
            ),
            Error::NothingRated => write!(f, "nothing has been rated yet; rate an output first"),
            Error::LearningPending { waiting } => write!(
                f,
                "{waiting} rating(s) wait to be learnt from; call learn until it returns None"
            ),
            Error::NotStarted => {
                write!(f, "the agent has not been started; call start with a deck and a seed")
            }
            Error::ContextOutOfRange { got, contexts } => {
                write!(f, "context {got} does not exist, the deck has {contexts} (numbered from 0)")
            }
            Error::SlotOutOfRange { got, slots } => {
                write!(f, "slot {got} does not exist, the deck has {slots} (numbered from 0)")
            }
            Error::CardOutOfRange { slot, got, cards } => {
                write!(f, "card {got} does not exist, slot {slot} has {cards} (numbered from 0)")
            }
            Error::EdgeOutOfRange { from, to, states } => write!(
                f,
                "the edge from state {from} to state {to} leaves the machine, which has {states} states (numbered from 0)"
            ),
            Error::StateOutOfRange { got, states } => {
                write!(f, "state {got} does not exist, the machine has {states} (numbered from 0)")
            }
            Error::DeadEnd { state } => write!(
                f,
                "state {state} is a dead end: it is not terminal and has no move; add a move or make it terminal"
            ),
            Error::NoPathToEnd { state } => {
                write!(f, "no terminal state can be reached from state {state}; add a way out")
            }
            Error::EndUnreachable { state } => write!(
                f,
                "terminal state {state} cannot be reached from the start; add a way to it or remove it"
            ),
            Error::NoTerminalState => {
                write!(f, "the machine has no terminal state; name at least one")
            }
            Error::MoveOutOfRange { state, got, moves } => {
                write!(f, "state {state} has {moves} moves (numbered from 0), not a move {got}")
            }
            Error::TooManyStates { got, capacity } => {
                write!(f, "{got} states, but this machine was compiled for at most {capacity}")
            }
            Error::DeckTooLarge { what, got, capacity } => {
                write!(f, "the deck has {got} {what}, this build has room for {capacity}")
            }
            Error::DeckEmpty { what, slot } => {
                write!(f, "the deck has no {what}")?;
                if what == "cards" {
                    write!(f, " in slot {slot}")?;
                }
                write!(f, "; give it at least one")
            }
            Error::FollowOutOfRange { slot, card, mask, cards } => write!(
                f,
                "card {card} of slot {slot} names followers {mask:#010b}, but the next slot has only {cards} cards"
            ),
            Error::CardWithoutFollower { slot, card } => write!(
                f,
                "no card may follow card {card} of slot {slot}, so there is no way to an end; allow at least one"
            ),
            Error::CardUnreachable { slot, card } => write!(
                f,
                "no chain of cards leads to card {card} of slot {slot}; let a card before it allow it, or remove it"
            ),
            Error::ConfigOutOfRange { field, got, min, max } => write!(
                f,
                "{field} is {}, it must be from {} to {}",
                Decimal(got as f64),
                Decimal(min as f64),
                Decimal(max as f64)
            ),
            Error::ObservationNotFinite { index } => {
                write!(f, "observation {index} is NaN or infinite")
            }
            Error::NotFinite { what } => write!(f, "{what} is NaN or infinite"),
            Error::LogitsNotFinite { action } => write!(
                f,
                "the network's output for action {action} is NaN or infinite; start again or lower learning_rate"
            ),
            Error::NoLegalAction { mask } => {
                write!(f, "the mask {mask:#b} allows none of the network's actions")
            }
            Error::IllegalAction { action, mask } => {
                write!(f, "action {action} is not legal under the mask {mask:#b}")
            }
            Error::RolloutFull { capacity } => {
                write!(f, "the rollout is full ({capacity} transitions); update, then clear it")
            }
            Error::SampleOutOfRange { index, len } => {
                write!(f, "sample {index} does not exist, there are {len} (numbered from 0)")
            }
            Error::LengthMismatch { what, got, expected } => {
                write!(f, "{what} has {got} entries, expected {expected}")
            }
            Error::NothingToLearn => {
                write!(f, "an update needs at least one sample; a rollout has none before finish")
            }
        }
    }
}

impl core::error::Error for Error {}

// The formatters of `core` for 64-bit integers and for floats hold panic paths, which would be
// linked into every image. These hold none.

/// Prints a whole number.
struct Whole(u64);

impl fmt::Display for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // u64::MAX has 20 digits.
        let mut digits = [0u8; 20];
        let (mut rest, mut unused) = (self.0, digits.len());
        for digit in digits.iter_mut().rev() {
            *digit = (rest % 10) as u8;
            rest /= 10;
            unused -= 1;
            if rest == 0 {
                break;
            }
        }
        digits.iter().skip(unused).try_for_each(|&digit| write!(f, "{digit}"))
    }
}

/// Prints a whole number that may be negative.
struct Signed(i64);

impl fmt::Display for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("-")?;
        }
        Whole(self.0.unsigned_abs()).fmt(f)
    }
}

/// Prints a number to four decimals, or four significant digits where it is large or small.
struct Decimal(f64);

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.0;
        if value.is_nan() {
            return f.write_str("NaN");
        }
        if value < 0.0 {
            f.write_str("-")?;
        }
        let mut magnitude = if value < 0.0 { -value } else { value };
        if magnitude > f64::MAX {
            return f.write_str("infinity");
        }
        let mut exponent = 0i32;
        if magnitude >= 1e9 || (magnitude > 0.0 && magnitude < 1e-3) {
            while magnitude >= 10.0 {
                magnitude /= 10.0;
                exponent += 1;
            }
            while magnitude < 1.0 {
                magnitude *= 10.0;
                exponent -= 1;
            }
        }
        const UNIT: u64 = 10_000;
        let fixed = (magnitude * UNIT as f64 + 0.5) as u64;
        Whole(fixed / UNIT).fmt(f)?;
        let mut fraction = fixed % UNIT;
        if fraction != 0 {
            f.write_str(".")?;
        }
        while fraction != 0 {
            fraction *= 10;
            Whole(fraction / UNIT).fmt(f)?;
            fraction %= UNIT;
        }
        if exponent != 0 {
            write!(f, "e{exponent}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn whole_numbers_read_as_people_write_them() {
        for value in [0, 1, 9, 10, 1 << 53, u64::MAX] {
            assert_eq!(Whole(value).to_string(), value.to_string());
        }
        for value in [0, -251, i64::MIN, i64::MAX] {
            assert_eq!(Signed(value).to_string(), value.to_string());
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
            (12345.0, "12345"),
            (0.99995, "1"),
            (f64::NAN, "NaN"),
            (7.0705, "7.0705"),
            (123456789.0, "123456789"),
            (f64::NEG_INFINITY, "-infinity"),
        ] {
            assert_eq!(Decimal(value).to_string(), text);
        }
    }
}
