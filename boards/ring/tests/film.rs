//! The ring shines as the page draws it: `film.txt` is what `film.mjs` had the page's renderer paint.

use std::error::Error;

use lobule::LIGHTS;
use lobule_ring::{
    ring::{Ring, rgb},
    scene::{LAMPS, Scene},
};

/// The page computes in 64 bits and the ring in 32, so a number between two whole ones may be rounded the other
/// way.
const ROUNDING: u8 = 1;

fn scene(payloads: &[&str], serial: u32) -> Option<Scene> {
    let cards = LIGHTS.slots.iter().zip(payloads).map(|(slot, &payload)| {
        let payload = if payload == "-" { "" } else { payload };
        slot.cards.iter().position(|card| card.payload == payload).map(|card| card as u8)
    });
    Scene::of(&LIGHTS, &cards.collect::<Option<Vec<u8>>>()?, serial)
}

#[test]
fn the_ring_shines_as_the_page_draws_it() -> Result<(), Box<dyn Error>> {
    let (mut ring, mut frames) = (Ring::new(), 0);
    for line in include_str!("film.txt").lines() {
        let words: Vec<&str> = line.split(' ').collect();
        if let ["show", serial, payloads @ ..] = &words[..] {
            ring.show(scene(payloads, serial.parse()?).ok_or(line)?);
            continue;
        }
        let shining = rgb(&ring.frame(words[0].parse()?));
        assert_eq!(words.len(), 1 + LAMPS, "{line}");
        for (lamp, hex) in shining.iter().zip(&words[1..]) {
            let [_, page @ ..] = u32::from_str_radix(hex, 16)?.to_be_bytes();
            let pairs = [lamp.r, lamp.g, lamp.b].into_iter().zip(page);
            for (ring, page) in pairs {
                assert!(ring.abs_diff(page) <= ROUNDING, "{line}: {hex} on the page, {lamp}");
            }
        }
        frames += 1;
    }
    assert!(frames > 200, "a film of {frames} frames");
    Ok(())
}
