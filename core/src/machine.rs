//! The state machine that a policy drives: its state decides what may come next.

use crate::Error;

/// Up to 64 states with their legal moves. A walk begins at the start state and ends at a
/// terminal state; cycles are allowed.
///
/// An action is *which of the current state's moves*: the `k`-th edge in order of target state.
///
/// ```
/// use lobule::Machine;
///
/// // 0 -> 1 or 2; 1 -> 1 (again) or 2; 2 ends.
/// const MACHINE: Machine<3> = match Machine::new(0, &[(0, 1), (0, 2), (1, 1), (1, 2)], &[2]) {
///     Ok(machine) => machine,
///     Err(_) => panic!("not a machine"),
/// };
/// assert_eq!(MACHINE.action_mask(0)?, 0b11);
/// assert_eq!(MACHINE.next(0, 1)?, 2);
/// assert!(MACHINE.is_terminal(2));
/// # Ok::<(), lobule::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine<const STATES: usize> {
    /// Bit `j` of entry `i`: the machine may go from `i` to `j`.
    legal: [u64; STATES],
    /// Bit `i`: a walk ends at `i`.
    terminal: u64,
    start: u8,
}

impl<const STATES: usize> Machine<STATES> {
    pub(crate) const ZERO: Self = {
        assert!(STATES >= 1 && STATES <= 64, "a machine has 1 to 64 states");
        Machine { legal: [0; STATES], terminal: 0, start: 0 }
    };

    /// A machine with the moves `edges` (from, to), whose walks begin at `start` and end at a
    /// state of `terminal`. A move out of a terminal state is never taken.
    ///
    /// # Errors
    /// [`Error::StateOutOfRange`], [`Error::EdgeOutOfRange`], [`Error::NoTerminalState`],
    /// [`Error::DeadEnd`], [`Error::NoPathToEnd`], [`Error::EndUnreachable`].
    pub const fn new(
        start: usize,
        edges: &[(usize, usize)],
        terminal: &[usize],
    ) -> Result<Self, Error> {
        let mut machine = Self::ZERO;
        if start >= STATES {
            return Err(Error::StateOutOfRange { got: start, states: STATES });
        }
        machine.start = start as u8;
        let mut rest = terminal;
        while let [state, tail @ ..] = rest {
            if *state >= STATES {
                return Err(Error::StateOutOfRange { got: *state, states: STATES });
            }
            machine.terminal |= 1 << *state;
            rest = tail;
        }
        let mut rest = edges;
        while let [(from, to), tail @ ..] = rest {
            if *from >= STATES || *to >= STATES {
                return Err(Error::EdgeOutOfRange { from: *from, to: *to, states: STATES });
            }
            machine.allow(*from, 1 << *to);
            rest = tail;
        }
        match machine.check() {
            Ok(()) => Ok(machine),
            Err(error) => Err(error),
        }
    }

    /// Adds moves from `from` to every state whose bit is set in `to`.
    pub(crate) const fn allow(&mut self, from: usize, to: u64) {
        // Walked as a slice: `const` has neither iterators nor `get_mut`.
        let mut at = 0;
        let mut rest: &mut [u64] = &mut self.legal;
        while let [moves, tail @ ..] = rest {
            if at == from {
                *moves |= to;
            }
            rest = tail;
            at += 1;
        }
    }

    pub(crate) const fn end_at(&mut self, states: u64) {
        self.terminal = states;
    }

    const fn check(&self) -> Result<(), Error> {
        if self.terminal == 0 {
            return Err(Error::NoTerminalState);
        }
        // Both sets grow by at least one state a round until they hold all they ever will.
        let (mut reached, mut ending) = (1u64 << self.start, self.terminal);
        let mut round = 0;
        while round < STATES {
            let (mut state, mut rest) = (0, self.legal.as_slice());
            while let [moves, tail @ ..] = rest {
                let moves = if self.is_terminal(state) { 0 } else { *moves };
                if reached >> state & 1 == 1 {
                    reached |= moves;
                }
                if moves & ending != 0 {
                    ending |= 1 << state;
                }
                rest = tail;
                state += 1;
            }
            round += 1;
        }
        let (mut state, mut rest) = (0, self.legal.as_slice());
        while let [moves, tail @ ..] = rest {
            if self.is_terminal(state) {
                if reached >> state & 1 == 0 {
                    return Err(Error::EndUnreachable { state });
                }
            } else if *moves == 0 {
                return Err(Error::DeadEnd { state });
            } else if ending >> state & 1 == 0 {
                return Err(Error::NoPathToEnd { state });
            }
            rest = tail;
            state += 1;
        }
        Ok(())
    }

    /// Where every walk begins.
    pub const fn start(&self) -> usize {
        self.start as usize
    }

    /// Whether a walk ends here.
    pub const fn is_terminal(&self, state: usize) -> bool {
        state < 64 && self.terminal >> state & 1 == 1
    }

    /// The states that may follow, a bit each; none after a terminal state.
    ///
    /// # Errors
    /// [`Error::StateOutOfRange`].
    pub fn legal(&self, state: usize) -> Result<u64, Error> {
        match self.legal.get(state) {
            Some(_) if self.is_terminal(state) => Ok(0),
            Some(&moves) => Ok(moves),
            None => Err(Error::StateOutOfRange { got: state, states: STATES }),
        }
    }

    /// The mask of a state's moves as actions: as many low bits as there are moves.
    ///
    /// # Errors
    /// [`Error::StateOutOfRange`].
    pub fn action_mask(&self, state: usize) -> Result<u64, Error> {
        let moves = self.legal(state)?.count_ones();
        Ok(u64::MAX.checked_shr(64 - moves).unwrap_or(0))
    }

    /// The state that the `action`-th move of `state` leads to.
    ///
    /// # Errors
    /// [`Error::StateOutOfRange`], [`Error::MoveOutOfRange`].
    pub fn next(&self, state: usize, action: usize) -> Result<usize, Error> {
        let moves = self.legal(state)?;
        let mut rest = moves;
        for _ in 0..action.min(64) {
            rest &= rest.wrapping_sub(1);
        }
        match rest {
            0 => Err(Error::MoveOutOfRange {
                state,
                got: action,
                moves: moves.count_ones() as usize,
            }),
            _ => Ok(rest.trailing_zeros() as usize),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    extern crate std;
    use std::vec::Vec;

    use super::*;

    #[test]
    fn machines_are_refused_with_the_reason() {
        let new = Machine::<4>::new;
        assert_eq!(
            new(0, &[(0, 1), (1, 4)], &[1]),
            Err(Error::EdgeOutOfRange { from: 1, to: 4, states: 4 })
        );
        assert_eq!(
            new(0, &[(7, 1)], &[1]),
            Err(Error::EdgeOutOfRange { from: 7, to: 1, states: 4 })
        );
        assert_eq!(new(4, &[], &[1]), Err(Error::StateOutOfRange { got: 4, states: 4 }));
        for got in [4, 9] {
            assert_eq!(new(0, &[], &[got]), Err(Error::StateOutOfRange { got, states: 4 }));
        }
        assert_eq!(new(0, &[(0, 1)], &[]), Err(Error::NoTerminalState));
        assert_eq!(new(0, &[(0, 1), (0, 3), (1, 3)], &[3]), Err(Error::DeadEnd { state: 2 }));
        // 1 and 2 go round for ever.
        let round = [(0, 1), (1, 2), (2, 1), (0, 3)];
        assert_eq!(new(0, &round, &[3]), Err(Error::NoPathToEnd { state: 1 }));
        let apart = [(0, 1), (2, 1)];
        assert_eq!(new(0, &apart, &[1, 3]), Err(Error::EndUnreachable { state: 3 }));
        // Through another end there is no way.
        assert_eq!(
            new(0, &[(0, 1), (1, 2), (2, 3)], &[1, 3]),
            Err(Error::EndUnreachable { state: 3 })
        );
    }

    #[test]
    fn an_action_is_which_of_the_moves_of_a_state() {
        let edges = [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 0)];
        let cycle = Machine::<4>::new(1, &edges, &[3]).unwrap();
        assert_eq!(cycle.start(), 1);
        assert_eq!([0, 1, 2].map(|state| cycle.legal(state)), [Ok(0b10), Ok(0b101), Ok(0b1010)]);
        assert_eq!([0, 1, 2].map(|state| cycle.action_mask(state)), [Ok(0b1), Ok(0b11), Ok(0b11)]);
        assert_eq!((cycle.next(1, 0), cycle.next(1, 1)), (Ok(0), Ok(2)));
        assert_eq!((cycle.next(2, 0), cycle.next(2, 1)), (Ok(1), Ok(3)));
        assert_eq!(cycle.next(1, 2), Err(Error::MoveOutOfRange { state: 1, got: 2, moves: 2 }));
        // A walk ends in 3, whatever may follow it.
        assert_eq!((cycle.legal(3), cycle.action_mask(3)), (Ok(0), Ok(0)));
        assert_eq!(cycle.next(3, 0), Err(Error::MoveOutOfRange { state: 3, got: 0, moves: 0 }));
        assert_eq!(cycle.legal(4), Err(Error::StateOutOfRange { got: 4, states: 4 }));
        let ends = (0..200).filter(|&state| cycle.is_terminal(state));
        assert_eq!(ends.collect::<Vec<usize>>(), [3]);
    }

    /// Against the order in which states are looked at, and with it.
    #[test]
    fn a_long_way_to_the_end_is_found() {
        let up: Vec<(usize, usize)> = (0..9).map(|state| (state, state + 1)).collect();
        let down: Vec<(usize, usize)> = (0..9).map(|state| (state + 1, state)).collect();
        assert!(Machine::<10>::new(0, &up, &[9]).is_ok());
        assert!(Machine::<10>::new(9, &down, &[0]).is_ok());
    }

    #[test]
    fn the_largest_machine_works() {
        let edges: Vec<(usize, usize)> =
            (0..63).flat_map(|from| (0..64).map(move |to| (from, to))).collect();
        let machine = Machine::<64>::new(0, &edges, &[63]).unwrap();
        assert_eq!(machine.action_mask(0), Ok(u64::MAX));
        assert_eq!(machine.next(5, 63), Ok(63));
        assert!(machine.next(5, 64).is_err() && machine.next(5, usize::MAX).is_err());
        assert!(machine.is_terminal(63) && !machine.is_terminal(64));
    }
}
