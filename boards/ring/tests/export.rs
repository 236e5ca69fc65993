//! A session that goes out over a UART whose HAL is of `embedded-io` 0.6.

use embedded_io_06::{ErrorKind, ErrorType, Write};
use lobule::{AgentConfig, DeviceError, Error, Rating};
use lobule_ring::{DECK, Io06, Io06Error, Learner, export};

/// What a writer that works does: it takes so many bytes at once.
#[derive(Debug)]
struct Uart {
    said: Vec<u8>,
    most: usize,
    /// What happens after so many bytes.
    end: (usize, End),
    flushed: usize,
}

/// Why a writer takes no more.
#[derive(Clone, Copy, Debug)]
enum End {
    Fails,
    TakesNothing,
}

/// The writer's own error: none of `core`.
#[derive(Debug, PartialEq)]
struct Unplugged(usize);

impl embedded_io_06::Error for Unplugged {
    fn kind(&self) -> ErrorKind {
        ErrorKind::BrokenPipe
    }
}

impl ErrorType for Uart {
    type Error = Unplugged;
}

impl Write for Uart {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Unplugged> {
        let taken = bytes.len().min(self.most).min(self.end.0 - self.said.len());
        self.said.extend(&bytes[..taken]);
        match self.end.1 {
            End::Fails if taken == 0 => Err(Unplugged(self.said.len())),
            _ => Ok(taken),
        }
    }

    fn flush(&mut self) -> Result<(), Unplugged> {
        match self.end {
            (end, End::Fails) if self.said.len() == end => Err(Unplugged(end)),
            _ => {
                self.flushed = self.said.len();
                Ok(())
            }
        }
    }
}

impl Uart {
    fn new(most: usize) -> Self {
        Uart { said: Vec::new(), most, end: (usize::MAX, End::Fails), flushed: 0 }
    }

    fn that_ends(at: usize, end: End) -> Self {
        Uart { end: (at, end), ..Uart::new(usize::MAX) }
    }

    /// The one snapshot between the lines, and nothing else.
    fn snapshot(&self) -> Vec<u8> {
        assert_eq!(self.flushed, self.said.len(), "the last bytes are sent, too");
        let text = str::from_utf8(&self.said).unwrap();
        let lines: Vec<&str> = text.split("\r\n").collect();
        let [
            "",
            "-----BEGIN LOBULE SNAPSHOT-----",
            lines @ ..,
            "-----END LOBULE SNAPSHOT-----",
            "",
        ] = &lines[..]
        else {
            panic!("{text}")
        };
        let (last, whole) = lines.split_last().unwrap();
        assert!(whole.iter().all(|line| line.len() == 64) && (1..=64).contains(&last.len()));
        let digits = lines.concat();
        let pairs = digits.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).unwrap());
        pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
    }
}

/// Somebody's who has rated two outputs, of which one is still to be learnt from.
fn agent() -> Box<Learner> {
    let mut agent = Box::new(Learner::new());
    agent.start(&DECK, &AgentConfig::DEFAULT, 5).unwrap();
    let output = agent.propose(0).unwrap();
    agent.rate(output.id, Rating::MAX).unwrap();
    agent.learn().unwrap();
    let output = agent.propose(0).unwrap();
    agent.rate(output.id, Rating::new(2).unwrap()).unwrap();
    agent
}

fn hash_of(snapshot: &[u8]) -> u64 {
    let mut agent = Box::new(Learner::new());
    agent.load(&DECK, snapshot).unwrap();
    agent.hash()
}

#[test]
fn a_snapshot_goes_out_through_a_writer_of_embedded_io_0_6_however_little_it_takes_at_once() {
    let agent = agent();
    for most in [1, 3, usize::MAX] {
        let mut uart = Uart::new(most);
        agent.save_to(&mut Io06(&mut uart)).unwrap();
        assert_eq!(hash_of(&uart.said), agent.hash(), "{most} at once");
        let mut uart = Uart::new(most);
        export::print(&agent, &mut Io06(&mut uart)).unwrap();
        assert_eq!(hash_of(&uart.snapshot()), agent.hash(), "{most} at once, as text");
    }
}

#[test]
fn what_the_writer_says_is_passed_on_and_what_it_took_before_is_the_beginning() {
    let agent = agent();
    let (mut raw, mut text) = (Uart::new(usize::MAX), Uart::new(usize::MAX));
    agent.save_to(&mut Io06(&mut raw)).unwrap();
    export::print(&agent, &mut Io06(&mut text)).unwrap();
    // Within each part of the text, between the two digits of a byte, and before the flush.
    for at in [0, 1, 33, 34, 35, 36, 37, 5000, text.said.len() - 33, text.said.len() - 1] {
        let mut uart = Uart::that_ends(at, End::Fails);
        let failed = export::print(&agent, &mut Io06(&mut uart));
        assert_eq!(failed, Err(DeviceError::Device(Io06Error(Unplugged(at)))));
        assert_eq!(uart.said, text.said[..at]);
        let mut uart = Uart::that_ends(at, End::TakesNothing);
        let full = export::print(&agent, &mut Io06(&mut uart));
        assert_eq!(full, Err(DeviceError::Refused(Error::WriterFull)), "after {at}");
        assert_eq!(uart.said, text.said[..at]);
    }
    let mut uart = Uart::that_ends(text.said.len(), End::Fails);
    let failed = export::print(&agent, &mut Io06(&mut uart)).unwrap_err();
    assert_eq!(failed, DeviceError::Device(Io06Error(Unplugged(text.said.len()))), "the flush");
    assert!(failed.to_string().contains(&format!("Unplugged({})", text.said.len())), "{failed}");
    for at in [0, 1, raw.said.len() - 1] {
        let mut uart = Uart::that_ends(at, End::Fails);
        let failed = agent.save_to(&mut Io06(&mut uart));
        assert_eq!(failed, Err(DeviceError::Device(Io06Error(Unplugged(at)))));
        let mut uart = Uart::that_ends(at, End::TakesNothing);
        let full = agent.save_to(&mut Io06(&mut uart));
        assert_eq!(full, Err(DeviceError::Refused(Error::WriterFull)), "after {at}");
    }
}

#[test]
fn nothing_is_said_in_the_middle_of_work() {
    let (mut agent, mut uart) = (agent(), Uart::new(usize::MAX));
    agent.learn_some().unwrap();
    let refused = export::print(&agent, &mut Io06(&mut uart));
    assert!(
        matches!(refused, Err(DeviceError::Refused(Error::LearningPending { .. }))),
        "{refused:?}"
    );
    assert!(uart.said.is_empty());
}
