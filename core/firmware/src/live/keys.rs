//! What has been typed and not been answered yet.

use heapless::Deque;

use super::ENQ;

/// Keys that can be typed ahead; further ones stay in the UART.
const AHEAD: usize = 64;
/// So many times must the UART be found empty before what comes next is a new burst: a few hundredths of a
/// second on the slowest board.
const PAUSE: u32 = 10_000;

/// A queue of keys behind a source of bytes such as [`Board::read`](crate::Board::read).
pub struct Keys<R> {
    read: R,
    queue: Deque<u8, AHEAD>,
    /// How often the source was found empty since its last byte.
    empty: u32,
}

impl<R: FnMut() -> Option<u8>> Keys<R> {
    /// As if somebody had asked whether the board is ready, so that it says so when it is.
    pub fn new(read: R) -> Self {
        let mut queue = Deque::new();
        let _ = queue.push_back(ENQ);
        Keys { read, queue, empty: 0 }
    }

    /// Takes in what has come.
    pub fn poll(&mut self) {
        while !self.queue.is_full() {
            match (self.read)() {
                Some(key) => {
                    self.empty = 0;
                    let _ = self.queue.push_back(key);
                }
                None => {
                    self.empty = self.empty.saturating_add(1);
                    break;
                }
            }
        }
    }

    /// The next key.
    pub fn take(&mut self) -> Option<u8> {
        self.queue.pop_front()
    }

    /// Takes the next key if it is this one.
    pub fn take_if(&mut self, key: u8) -> bool {
        let is = self.queue.front() == Some(&key);
        if is {
            self.take();
        }
        is
    }

    /// Whether nothing has come for a while.
    pub fn paused(&self) -> bool {
        self.empty >= PAUSE
    }
}
