//! Tapes: what a board plays is what the file says.

use lobule::{AgentConfig, Card, Deck, Error, Follow, Slot};
use lobule_tape::{Event, Large, Small, TapeError, replay, write};
use lobule_tests::session::Session;

const LIGHTS: &str = include_str!("../sessions/board.json");
const TEA: &str = include_str!("../sessions/tea.json");

fn hash(number: Result<u64, TapeError>) -> Option<String> {
    Some(format!("{:016x}", number.unwrap()))
}

#[test]
fn a_tape_leads_to_the_recorded_hash() {
    let session = Session::parse(LIGHTS).unwrap();
    let tape = session.tape().unwrap();
    assert_eq!(hash(replay::<20>(&tape, Box::new(Small::new()).as_mut())), session.hash);
    assert_eq!(hash(replay::<63>(&tape, Box::new(Large::new()).as_mut())), session.hash);
    // On a board other bytes follow.
    let longer = [&tape[..], &[0xff; 100]].concat();
    assert_eq!(hash(replay::<20>(&longer, Box::new(Small::new()).as_mut())), session.hash);
    let session = Session::parse(TEA).unwrap();
    let tape = session.tape().unwrap();
    assert_eq!(hash(replay::<63>(&tape, Box::new(Large::new()).as_mut())), session.hash);
    // The journal of the first wraps, and both have skips, late ratings and corrections.
    assert!(LIGHTS.contains("\"ratings\":40") && LIGHTS.matches("rate\":").count() >= 60);
    for text in [LIGHTS, TEA] {
        assert!(text.contains("skip") && text.contains("rerate"));
    }
}

#[test]
fn what_is_no_tape_is_refused() {
    let tape = Session::parse(LIGHTS).unwrap().tape().unwrap();
    let mut agent = Box::new(Small::new());
    let mut refused = |tape: &[u8]| replay::<20>(tape, agent.as_mut()).unwrap_err();
    assert_eq!(refused(&[0xff; 100]), TapeError::Magic);
    assert_eq!(refused(&tape[..3]), TapeError::Cut);
    assert_eq!(refused(&tape[..tape.len() - 1]), TapeError::Cut);
    for bit in 0..8 * tape.len() {
        let mut flipped = tape.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        refused(&flipped);
    }
    let tea = Session::parse(TEA).unwrap();
    assert!(matches!(refused(&tea.tape().unwrap()), TapeError::TooLarge(_)));
    let what = "slots";
    let large = Error::DeckTooLarge { what, got: 6, capacity: 5 };
    assert_eq!(tea.too_large_for_small(), Some(large));
    assert_eq!(tea.too_large_for_large(), None);
}

/// A tape counts in bytes: a deck beyond that has none, instead of one with fewer cards.
#[test]
fn a_deck_that_does_not_fit_a_tape_is_refused() {
    let (card, names) = (Card::new("card", ""), vec!["any"; 256]);
    let cards = vec![card; 256];
    let (few, many) = (Slot { name: "s", cards: &cards[..2] }, Slot { name: "s", cards: &cards });
    let slots = vec![few; 256];
    let deck = Deck { name: "deck", contexts: &names[..1], first: Follow::Any, slots: &slots[..1] };
    let refused = |deck: &Deck| {
        let written =
            write(deck, &AgentConfig::DEFAULT, 1, Vec::<Event>::new().into_iter(), &mut Vec::new());
        written.err()
    };
    assert_eq!(refused(&deck), None);
    for deck in [
        Deck { contexts: &names, ..deck },
        Deck { slots: &slots, ..deck },
        Deck { slots: &[many], ..deck },
    ] {
        assert!(matches!(refused(&deck), Some(TapeError::TooLarge(_))));
    }
}

#[test]
fn what_is_wrong_with_a_session_file_is_named() {
    let says = |from: &str, to: &str, words: &str| {
        let changed = TEA.replacen(from, to, 1);
        assert_ne!(changed, TEA, "{from}");
        let message = format!("{:#}", Session::parse(&changed).unwrap_err());
        assert!(message.contains(words), "{message:?} for {to}");
    };
    says("session/2", "session/9", "lobule-session/9");
    says("{\"propose\"", "{\"offer\"", "unknown variant `offer`");
    says("\"rate\":[", "\"rate\":[9,9,", "events[");
    says(
        "\"label\":\"white\"",
        "\"lable\":\"white\"",
        "deck.slots[0].cards[1].lable: unknown field",
    );
    says("\"label\":\"milk\"", "\"label\":7", "deck.slots[1].cards[0].label");
    says("\"next\":[1,2]", "\"next\":[1,9]", "card numbers are 0 to 7, got 9");
    says("\"next\":[1,2]", "\"next\":[]", "no card may follow card 0 of slot 0");
    says("\"first\":[0,2,3]", "\"first\":[7]", "its first slot has only 5 cards");
    says("\"seed\":12", "\"seed\":-1", "seed");
    says("\"seed\":12", "\"config\":{\"gama\":1},\"seed\":12", "config.gama is not a setting");
    says("\"seed\":12", "\"config\":{\"draws\":1.5},\"seed\":12", "config.draws cannot be 1.5");
    says(
        "\"seed\":12",
        "\"config\":{\"blend\":2},\"seed\":12",
        "blend is 2, it must be from 0 to 1",
    );
    says(
        "\"seed\":12",
        "\"config\":{\"taste\":1},\"seed\":12",
        "config.taste must be true or false",
    );
    says(
        "\"seed\":12",
        "\"config\":{\"taste\":false,\"draws\":2},\"seed\":12",
        "config.draws is not a setting",
    );
}
