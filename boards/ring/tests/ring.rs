//! When the ring moves, rests, and what it never does.

use lobule::LIGHTS;
use lobule_ring::{
    RGB8,
    ring::{DARK, Ring, rgb},
    scene::{LAMPS, Scene},
};

/// Two outputs that are still: red, and blue.
fn still() -> [Scene; 2] {
    [0, 3].map(|colour| Scene::of(&LIGHTS, &[colour, 0, 0, 0, 0], 0).unwrap())
}

/// The ring every 20 ms.
fn film(ring: &mut Ring, times: std::ops::Range<u64>) -> Vec<[RGB8; LAMPS]> {
    times.step_by(20).map(|now| rgb(&ring.frame(now))).collect()
}

#[test]
fn an_output_moves_for_two_seconds_rests_and_moves_again() {
    let mut ring = Ring::new();
    ring.show(Scene::of(&LIGHTS, &[2, 1, 2, 1, 3], 0).unwrap());
    let moves = |film: Vec<_>| film.windows(2).any(|pair| pair[0] != pair[1]);
    for round in 0..3 {
        let began = 1000 + round * 3500;
        assert!(moves(film(&mut ring, began..began + 2000)));
        assert!(moves(film(&mut ring, began + 2000..began + 2300)), "to its still picture");
        assert!(!moves(film(&mut ring, began + 2320..began + 3500)));
    }
}

/// However fast a person skips: two changes make a flash, and three flashes a second can harm.
#[test]
fn outputs_follow_each_other_no_faster_than_is_safe() {
    let (mut ring, mut changes, mut seen) = (Ring::new(), 0, None);
    for n in 0..500 {
        let now = n * 20;
        // Another one every 40 ms.
        ring.show(still()[n as usize / 2 % 2]);
        let lamp = rgb(&ring.frame(now))[0];
        let blue = lamp.b > lamp.r;
        changes += u32::from(seen.is_some_and(|seen| seen != blue));
        seen = Some(blue);
    }
    assert!((2..=10 * 1000 / 450).contains(&changes), "{changes} in ten seconds");
}

#[test]
fn an_interruption_ends_and_a_replacement_stays() {
    let (mut ring, [red, blue], white) = (Ring::new(), still(), [[255.0; 3]; LAMPS]);
    assert_eq!(ring.frame(0), DARK);
    ring.show(red);
    film(&mut ring, 0..1000);
    let output = ring.frame(1000);
    ring.interrupt(white, 1000, 500);
    assert_eq!([ring.frame(1000), ring.frame(1499), ring.frame(1900)], [white, white, output]);
    ring.replace(white, 2000, 500);
    assert_eq!([ring.frame(2000), ring.frame(9000)], [white, white]);
    ring.replace(white, 9000, 500);
    ring.show(blue);
    assert_eq!(ring.frame(9100), white);
    assert_eq!(ring.frame(9499), white, "not before its time is over");
    film(&mut ring, 9500..9800);
    assert_eq!(rgb(&ring.frame(9800)), rgb(&blue.lamps(0.0)));
}
