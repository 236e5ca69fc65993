//! Both directions of a board's UART: keys on their way to it, and what it says.

use std::collections::VecDeque;

/// Asks whether everything typed before is done.
pub const ENQ: u8 = 0x05;
/// Says that it is, and that the board is ready after a reset.
const ACK: u8 = 0x06;

/// What a snapshot stands between, each on a line of its own.
const BEGIN: &str = "-----BEGIN LOBULE SNAPSHOT-----";
const END: &str = "-----END LOBULE SNAPSHOT-----";

/// Keys on their way to a board. None is sent while it resets, as its UART would forget it.
pub struct Keys {
    waiting: VecDeque<u8>,
    /// What the board still has to acknowledge: resets (`true`) and questions.
    asked: VecDeque<bool>,
}

impl Keys {
    /// For a board that starts.
    pub fn new() -> Self {
        Keys { waiting: VecDeque::new(), asked: VecDeque::from([true]) }
    }

    /// One more.
    pub fn push(&mut self, key: u8) {
        self.waiting.push_back(key);
    }

    /// Those to be sent now.
    pub fn due(&mut self) -> Vec<u8> {
        let mut due = Vec::new();
        while !self.asked.contains(&true)
            && let Some(key) = self.waiting.pop_front()
        {
            if let b'r' | ENQ = key {
                self.asked.push_back(key == b'r');
            }
            due.push(key);
        }
        due
    }

    /// The board has acknowledged something; whether that was a question.
    pub fn acknowledged(&mut self) -> bool {
        self.asked.pop_front() == Some(false)
    }

    /// Whether none is left and nothing is to be acknowledged.
    pub fn all_answered(&self) -> bool {
        self.waiting.is_empty() && self.asked.is_empty()
    }
}

impl Default for Keys {
    fn default() -> Self {
        Self::new()
    }
}

/// What a board says.
#[derive(Debug, PartialEq)]
pub enum Heard {
    /// For people.
    Text(String),
    /// See [`ENQ`].
    Ack,
    /// An exported session.
    Snapshot(Vec<u8>),
    /// An exported session that cannot be read.
    Garbled,
}

/// Tells text from the rest.
#[derive(Default)]
pub struct Ears {
    /// The present line, as far as it has not been passed on.
    line: Vec<u8>,
    /// Whether its beginning has been.
    passed: bool,
    /// The lines of a snapshot since it began.
    snapshot: Option<String>,
}

impl Ears {
    /// What some more bytes mean.
    pub fn hear(&mut self, bytes: &[u8]) -> Vec<Heard> {
        let mut heard = Vec::new();
        for &byte in bytes {
            match byte {
                ACK => {
                    self.pass(&mut heard);
                    heard.push(Heard::Ack);
                }
                b'\n' => self.line_ends(&mut heard),
                byte => self.line.push(byte),
            }
        }
        // A line that may yet turn out to begin a snapshot is waited for.
        if self.passed || !BEGIN.as_bytes().starts_with(self.line.trim_ascii_end()) {
            self.pass(&mut heard);
        }
        heard
    }

    fn line_ends(&mut self, heard: &mut Vec<Heard>) {
        let line = String::from_utf8_lossy(&self.line).trim_end().to_owned();
        match &mut self.snapshot {
            None if line == BEGIN && !self.passed => self.snapshot = Some(String::new()),
            None => {
                self.line.push(b'\n');
                self.pass(heard);
            }
            Some(digits) if line == END => {
                heard.push(bytes_of(digits).map_or(Heard::Garbled, Heard::Snapshot));
                self.snapshot = None;
            }
            Some(digits) => digits.push_str(&line),
        }
        self.line.clear();
        self.passed = false;
    }

    /// Passes on what there is of a line of text; a letter that has only half come waits.
    fn pass(&mut self, heard: &mut Vec<Heard>) {
        if self.snapshot.is_some() || self.line.is_empty() {
            return;
        }
        let whole = match str::from_utf8(&self.line) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.line.len(),
        };
        let text: Vec<u8> = self.line.drain(..whole).collect();
        self.passed = true;
        if !text.is_empty() {
            heard.push(Heard::Text(String::from_utf8_lossy(&text).into_owned()));
        }
    }
}

fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use lobule::AgentConfig;
    use lobule_ring::{DECK, Learner, export};

    use super::*;

    fn hear(pieces: &[&[u8]]) -> (String, Vec<Heard>) {
        let (mut ears, mut text, mut rest) = (Ears::default(), String::new(), Vec::new());
        for heard in pieces.iter().flat_map(|piece| ears.hear(piece)) {
            match heard {
                Heard::Text(more) => text += &more,
                other => rest.push(other),
            }
        }
        (text, rest)
    }

    #[test]
    fn text_passes_and_exports_are_taken_out_wherever_pieces_end() {
        let said = "Stars ★ \x06\r\n-----BEGIN LOBULE SNAPSHOT-----\r\n4c6f\r\n62\r\n-----END LOBULE SNAPSHOT-----\r\n\
                    ---- no\r\n? ";
        for size in 1..said.len() {
            let pieces: Vec<&[u8]> = said.as_bytes().chunks(size).collect();
            let (text, rest) = hear(&pieces);
            assert_eq!(text, "Stars ★ \r\n---- no\r\n? ", "in pieces of {size}");
            assert_eq!(rest, [Heard::Ack, Heard::Snapshot(b"Lob".to_vec())], "in pieces of {size}");
        }
    }

    #[test]
    fn an_export_that_is_no_text_is_told() {
        let said = b"-----BEGIN LOBULE SNAPSHOT-----\n4x\n-----END LOBULE SNAPSHOT-----\n";
        assert_eq!(hear(&[said]).1, [Heard::Garbled]);
    }

    #[test]
    fn the_boards_with_a_ring_say_it_in_the_same_form() {
        let mut agent = Box::new(Learner::new());
        agent.start(&DECK, &AgentConfig::DEFAULT, 1).unwrap();
        let mut room = vec![0; 3 * Learner::SNAPSHOT_LEN];
        let mut rest = &mut room[..];
        export::print(&agent, &mut rest).unwrap();
        let said = 3 * Learner::SNAPSHOT_LEN - rest.len();
        let (text, mut rest) = hear(&[&room[..said]]);
        let Some(Heard::Snapshot(snapshot)) = rest.pop() else { panic!("{text}{rest:?}") };
        assert_eq!((text.as_str(), &rest[..]), ("\r\n", &[][..]));
        let mut other = Box::new(Learner::new());
        other.load(&DECK, &snapshot).unwrap();
        assert_eq!(other.hash(), agent.hash());
    }

    #[test]
    fn keys_wait_for_the_board_to_be_ready() {
        let mut keys = Keys::new();
        b"3\x05r5\x05".iter().for_each(|&key| keys.push(key));
        assert_eq!(keys.due(), b"", "it starts");
        assert!(!keys.acknowledged());
        assert_eq!(keys.due(), b"3\x05r");
        assert!(keys.acknowledged());
        assert_eq!(keys.due(), b"", "it resets");
        assert!(!keys.acknowledged());
        assert_eq!(keys.due(), b"5\x05");
        assert!(!keys.all_answered());
        assert!(keys.acknowledged() && keys.all_answered());
    }
}
