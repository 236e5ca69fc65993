//! Six buttons: one to five stars, and skip, which forgets everything when it is held.

use lobule::Rating;

/// How many buttons there are.
pub const BUTTONS: usize = 6;

/// Which buttons are down: one to five stars, then skip.
pub type Down = [bool; BUTTONS];

/// A change counts when nothing has changed for so long; contacts bounce for a few milliseconds.
pub const SETTLES: u64 = 20;
/// How long skip is to be held until everything is forgotten.
pub const FORGETS: u64 = 3000;

/// What a person wants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Press {
    /// A star's button went down, and no other.
    Stars(Rating),
    /// Skip was let go in time.
    Skip,
    /// Skip was held.
    Forget,
}

/// Makes presses of what the contacts say. Times are in milliseconds.
#[derive(Clone, Debug, Default)]
pub struct Buttons {
    /// What the contacts said last, and since when.
    said: (Down, u64),
    /// What is down, bounces left out.
    down: Down,
    /// When skip went down, unless it has been held long enough.
    skip: Option<u64>,
}

impl Buttons {
    /// Takes what the contacts say now; to be called at least every few milliseconds.
    pub fn update(&mut self, says: Down, now: u64) -> Option<Press> {
        if says != self.said.0 {
            self.said = (says, now);
        }
        if now - self.said.1 >= SETTLES && says != self.down {
            let before = core::mem::replace(&mut self.down, says);
            return self.changed(before, now);
        }
        if self.held(now) >= FORGETS {
            self.skip = None;
            return Some(Press::Forget);
        }
        None
    }

    /// How long skip has been down.
    pub fn held(&self, now: u64) -> u64 {
        self.skip.map_or(0, |since| now - since)
    }

    fn changed(&mut self, before: Down, now: u64) -> Option<Press> {
        let [.., skip_before] = before;
        let [stars @ .., skip] = self.down;
        if skip && !skip_before {
            self.skip = Some(now);
        }
        if !skip && self.skip.take().is_some() {
            return Some(Press::Skip);
        }
        let mut pressed =
            (1..).zip(stars.iter().zip(before)).filter(|(_, (now, before))| **now && !before);
        match (pressed.next(), pressed.next()) {
            (Some((stars, _)), None) => Rating::new(stars).ok().map(Press::Stars),
            _ => None,
        }
    }
}
