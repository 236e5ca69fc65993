//! Contacts bounce; presses do not.

use lobule::Rating;
use lobule_ring::buttons::{BUTTONS, Buttons, Down, FORGETS, Press, SETTLES};

const NONE: Down = [false; BUTTONS];

/// These buttons are down, 0 to 4 for one to five stars, 5 for skip.
fn down(which: &[usize]) -> Down {
    core::array::from_fn(|button| which.contains(&button))
}

/// What comes of contacts that say something from each of these moments on, looked at every millisecond.
fn presses(says: &[(u64, Down)], until: u64) -> Vec<(u64, Press)> {
    let mut buttons = Buttons::default();
    let at = |now| says.iter().rev().find(|(from, _)| *from <= now).map_or(NONE, |(_, down)| *down);
    (0..until).filter_map(|now| Some((now, buttons.update(at(now), now)?))).collect()
}

fn stars(stars: u8) -> Press {
    Press::Stars(Rating::new(stars).unwrap())
}

#[test]
fn each_button_gives_its_stars_once_however_it_bounces() {
    for button in 0..5 {
        let on = down(&[button]);
        // It bounces for 9 ms, and again when it is let go.
        let says = [
            (100, on),
            (102, NONE),
            (103, on),
            (108, NONE),
            (109, on),
            (400, NONE),
            (405, on),
            (406, NONE),
        ];
        assert_eq!(presses(&says, 1000), [(109 + SETTLES, stars(button as u8 + 1))]);
    }
}

#[test]
fn a_spike_is_no_press() {
    let says = [(100, down(&[2])), (100 + SETTLES - 1, NONE)];
    assert_eq!(presses(&says, 1000), []);
}

#[test]
fn skip_counts_when_it_is_let_go_in_time() {
    let says = [(100, down(&[5])), (100 + FORGETS - 1, NONE)];
    assert_eq!(presses(&says, 2 * FORGETS), [(100 + FORGETS - 1 + SETTLES, Press::Skip)]);
}

#[test]
fn skip_held_forgets_once_and_then_does_not_skip() {
    let says = [(100, down(&[5])), (100 + 3 * FORGETS, NONE)];
    assert_eq!(presses(&says, 5 * FORGETS), [(100 + SETTLES + FORGETS, Press::Forget)]);
}

#[test]
fn two_stars_at_once_mean_neither() {
    let says = [(100, down(&[0])), (105, down(&[0, 4])), (300, NONE)];
    assert_eq!(presses(&says, 1000), []);
    // One after the other they are two.
    let says = [(100, down(&[0])), (200, down(&[0, 4])), (300, NONE)];
    assert_eq!(presses(&says, 1000), [(100 + SETTLES, stars(1)), (200 + SETTLES, stars(5))]);
}
