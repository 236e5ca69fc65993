//! A tape is read where it lies; only the deck's cards need room of their own.

use heapless::Vec;
use lobule::{AgentConfig, Card, Deck, Follow, Slot, TasteConfig};

use crate::{CRC, Event, HEADER, MAGIC, TapeError, VERSION};

/// A tape that is whole.
#[derive(Clone, Copy, Debug)]
pub struct Tape<'a> {
    /// Of the policy.
    pub seed: u64,
    /// How it learns.
    pub config: AgentConfig,
    /// From the deck on.
    rest: Bytes<'a>,
}

impl<'a> Tape<'a> {
    /// The tape that some bytes begin with.
    ///
    /// # Errors
    /// [`TapeError::Magic`], [`TapeError::Version`], [`TapeError::Cut`], [`TapeError::Checksum`],
    /// [`TapeError::Value`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, TapeError> {
        let mut header = Bytes(bytes);
        if header.u32()? != MAGIC {
            return Err(TapeError::Magic);
        }
        match header.u32()? {
            VERSION => {}
            other => return Err(TapeError::Version(other)),
        }
        let len = header.u32()? as usize;
        let whole = bytes.get(..len).ok_or(TapeError::Cut)?;
        let (body, checksum) = whole.split_last_chunk().ok_or(TapeError::Cut)?;
        if CRC.checksum(body) != u32::from_le_bytes(*checksum) {
            return Err(TapeError::Checksum);
        }
        let mut rest = Bytes(body.get(HEADER..).ok_or(TapeError::Cut)?);
        let seed = rest.u64()?;
        let with_taste = rest.u8()? == 1;
        let (mut config, mut taste) = (AgentConfig::DEFAULT, TasteConfig::DEFAULT);
        for mut setting in config.settings(&mut taste) {
            if !setting.set_number(f32::from_bits(rest.u32()?)) {
                return Err(TapeError::Value("a setting on the tape cannot be"));
            }
        }
        config.taste = with_taste.then_some(taste);
        Ok(Tape { seed, config, rest })
    }

    /// The deck, into some room, and what happened with it.
    ///
    /// # Errors
    /// [`TapeError::TooLarge`], [`TapeError::Cut`], [`TapeError::Value`].
    pub fn deck<const CARDS: usize>(
        &self,
        room: &mut DeckRoom<'a, CARDS>,
    ) -> Result<Events<'a>, TapeError> {
        let mut rest = self.rest;
        *room = DeckRoom::new();
        room.name = rest.text()?;
        for _ in 0..rest.u8()? {
            let full = |_| TapeError::TooLarge("the deck has more contexts than there is room for");
            room.contexts.push(rest.text()?).map_err(full)?;
        }
        room.first = Some(rest.follow()?);
        for _ in 0..rest.u8()? {
            let (name, cards) = (rest.text()?, rest.u8()?);
            for _ in 0..cards {
                let (label, next) = (rest.text()?, rest.follow()?);
                let full =
                    |_| TapeError::TooLarge("the deck has more cards than there is room for");
                room.cards.push(Card { label, payload: "", next }).map_err(full)?;
            }
            let full = |_| TapeError::TooLarge("the deck has more slots than there is room for");
            room.slots.push((name, cards)).map_err(full)?;
        }
        let left = rest.u32()?;
        Ok(Events { rest, left })
    }
}

/// Room for a deck of up to 8 contexts and `CARDS` cards in all.
#[derive(Clone, Debug)]
pub struct DeckRoom<'a, const CARDS: usize> {
    name: &'a str,
    contexts: Vec<&'a str, 8>,
    first: Option<Follow>,
    /// Name and number of cards.
    slots: Vec<(&'a str, u8), { Deck::MAX_SLOTS }>,
    cards: Vec<Card<'a>, CARDS>,
}

impl<const CARDS: usize> DeckRoom<'_, CARDS> {
    /// With nothing in it.
    pub const fn new() -> Self {
        DeckRoom {
            name: "",
            contexts: Vec::new(),
            first: None,
            slots: Vec::new(),
            cards: Vec::new(),
        }
    }

    /// Calls `with` with the deck.
    pub fn with<T>(&self, with: impl FnOnce(&Deck) -> T) -> T {
        let mut rest = self.cards.as_slice();
        let mut slots = [Slot { name: "", cards: &[] }; Deck::MAX_SLOTS];
        for (slot, &(name, count)) in slots.iter_mut().zip(&self.slots) {
            let (cards, others) = rest.split_at_checked(count.into()).unwrap_or((rest, &[]));
            (*slot, rest) = (Slot { name, cards }, others);
        }
        with(&Deck {
            name: self.name,
            contexts: &self.contexts,
            first: self.first.unwrap_or(Follow::Any),
            slots: slots.get(..self.slots.len()).unwrap_or(&slots),
        })
    }
}

impl<const CARDS: usize> Default for DeckRoom<'_, CARDS> {
    fn default() -> Self {
        Self::new()
    }
}

/// What happened, in order.
#[derive(Clone, Copy, Debug)]
pub struct Events<'a> {
    rest: Bytes<'a>,
    left: u32,
}

impl Iterator for Events<'_> {
    type Item = Result<Event, TapeError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        Some(self.rest.event())
    }
}

/// The bytes that have not been read yet.
#[derive(Clone, Copy, Debug)]
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], TapeError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(TapeError::Cut)?;
        self.0 = rest;
        Ok(*taken)
    }

    fn u8(&mut self) -> Result<u8, TapeError> {
        self.take().map(u8::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, TapeError> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, TapeError> {
        self.take().map(u64::from_le_bytes)
    }

    fn text(&mut self) -> Result<&'a str, TapeError> {
        let len = self.u8()?;
        let (text, rest) = self.0.split_at_checked(len.into()).ok_or(TapeError::Cut)?;
        self.0 = rest;
        core::str::from_utf8(text).map_err(|_| TapeError::Value("a text on the tape is no UTF-8"))
    }

    fn follow(&mut self) -> Result<Follow, TapeError> {
        match self.take()? {
            [0, _] => Ok(Follow::Any),
            [1, mask] => Ok(Follow::Only(mask)),
            _ => Err(TapeError::Value("a rule on the tape cannot be")),
        }
    }

    fn event(&mut self) -> Result<Event, TapeError> {
        let [kind, byte] = self.take()?;
        let id = self.u32()?;
        match kind {
            0 => Ok(Event::Propose(byte)),
            1 => Ok(Event::Rate(id, byte)),
            2 => Ok(Event::Rerate(id, byte)),
            3 => Ok(Event::Skip(id)),
            _ => Err(TapeError::Value("an event on the tape is of no kind")),
        }
    }
}
