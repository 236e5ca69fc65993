//! A session becomes a tape, on the host.

use lobule::{AgentConfig, Deck, Follow, TasteConfig};

use crate::{CRC, Event, HEADER, MAGIC, TapeError, VERSION};

/// Writes a tape into an empty buffer.
///
/// # Errors
/// [`TapeError::TooLarge`] for a text of more than 255 bytes, or more than 255 contexts, slots or cards in a slot.
pub fn write<B: Extend<u8> + AsRef<[u8]> + AsMut<[u8]>>(
    deck: &Deck,
    config: &AgentConfig,
    seed: u64,
    events: impl ExactSizeIterator<Item = Event>,
    into: &mut B,
) -> Result<(), TapeError> {
    into.extend([MAGIC, VERSION, 0].into_iter().flat_map(u32::to_le_bytes));
    into.extend(seed.to_le_bytes());
    let (mut config, mut taste) = (*config, config.taste.unwrap_or(TasteConfig::DEFAULT));
    into.extend([u8::from(config.taste.is_some())]);
    let settings = config.settings(&mut taste);
    into.extend(settings.into_iter().flat_map(|setting| setting.number().to_le_bytes()));
    text(deck.name, into)?;
    into.extend([count(deck.contexts.len())?]);
    deck.contexts.iter().try_for_each(|context| text(context, into))?;
    into.extend(follow(deck.first));
    into.extend([count(deck.slots.len())?]);
    for slot in deck.slots {
        text(slot.name, into)?;
        into.extend([count(slot.cards.len())?]);
        for card in slot.cards {
            text(card.label, into)?;
            into.extend(follow(card.next));
        }
    }
    into.extend((events.len() as u32).to_le_bytes());
    for event in events {
        let (kind, byte, id) = match event {
            Event::Propose(context) => (0, context, 0),
            Event::Rate(id, stars) => (1, stars, id),
            Event::Rerate(id, stars) => (2, stars, id),
            Event::Skip(id) => (3, 0, id),
        };
        into.extend([kind, byte]);
        into.extend(id.to_le_bytes());
    }
    let len = (into.as_ref().len() + size_of::<u32>()) as u32;
    let place = into.as_mut().iter_mut().take(HEADER).skip(8);
    place.zip(len.to_le_bytes()).for_each(|(place, byte)| *place = byte);
    let checksum = CRC.checksum(into.as_ref());
    into.extend(checksum.to_le_bytes());
    Ok(())
}

fn count(len: usize) -> Result<u8, TapeError> {
    u8::try_from(len).map_err(|_| TapeError::TooLarge("the deck has more than 255 of something"))
}

fn text(text: &str, into: &mut impl Extend<u8>) -> Result<(), TapeError> {
    let len = u8::try_from(text.len());
    into.extend([len.map_err(|_| TapeError::TooLarge("a text is longer than 255 bytes"))?]);
    into.extend(text.bytes());
    Ok(())
}

fn follow(follow: Follow) -> [u8; 2] {
    match follow {
        Follow::Any => [0, 0],
        Follow::Only(mask) => [1, mask],
    }
}
