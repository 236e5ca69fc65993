//! The ring over time: each output moves for two seconds and rests, as on the page.

use smart_leds::{RGB8, brightness, gamma};

use crate::scene::{LAMPS, Picture, Scene, blend};

/// How long an output moves, in milliseconds, as all times here.
const SHOWING: u64 = 2000;
/// From the last moment of a showing to its still picture, and from one output to the next.
const BLEND: u64 = 300;
/// From one showing of an output to the next.
const AGAIN: u64 = 3500;
/// Shortest time between two outputs: two changes make a flash, so 1.1 Hz, below the 3 Hz that can harm.
const PICTURE: u64 = 450;

/// Share of a lamp's light, of 255: eight white lamps at half their light take 240 mA, which USB gives.
const BRIGHTNESS: u8 = 127;

/// No light at all.
pub const DARK: Picture = [[0.0; 3]; LAMPS];

/// What the lamps show.
#[derive(Clone, Debug)]
pub struct Ring {
    scene: Option<Scene>,
    /// What is shown as soon as it may.
    next: Option<Scene>,
    shining: Picture,
    /// What shone when the showing began.
    previous: Picture,
    /// When it began, or begins after an interruption.
    began: u64,
    /// When the next one may.
    free: u64,
}

impl Ring {
    /// A dark one.
    pub const fn new() -> Self {
        Ring { scene: None, next: None, shining: DARK, previous: DARK, began: 0, free: 0 }
    }

    /// Shows an output with the next frame, or as soon as it may.
    pub fn show(&mut self, scene: Scene) {
        self.next = Some(scene);
    }

    /// Whether the output can be seen, and not only the one before it.
    pub fn is_seen(&self) -> bool {
        self.next.is_none()
    }

    /// Shows a picture for so long, then the output again.
    pub fn interrupt(&mut self, picture: Picture, now: u64, time: u64) {
        self.shining = picture;
        self.previous = picture;
        self.began = now + time;
        self.free = self.began;
    }

    /// Shows a picture instead of the output, until another one is shown, and at least for so long.
    pub fn replace(&mut self, picture: Picture, now: u64, time: u64) {
        self.scene = None;
        self.next = None;
        self.interrupt(picture, now, time);
    }

    fn begin(&mut self, now: u64) {
        self.previous = self.shining;
        self.began = now;
        self.free = now + PICTURE;
    }

    /// What shines now. To be called more often than it takes an output to blend in.
    pub fn frame(&mut self, now: u64) -> Picture {
        if now >= self.free && self.next.is_some() {
            self.scene = self.next.take();
            self.begin(now);
        }
        let Some(scene) = self.scene else { return self.shining };
        if now >= self.began + AGAIN {
            self.begin(now);
        }
        let elapsed = now.saturating_sub(self.began);
        let seconds = |time: u64| time as f32 / 1000.0;
        let (from, to, since) = if elapsed < SHOWING {
            (self.previous, scene.lamps(seconds(elapsed)), elapsed)
        } else {
            (scene.lamps(seconds(SHOWING)), scene.lamps(0.0), elapsed - SHOWING)
        };
        let share = since.min(BLEND) as f32 / BLEND as f32;
        self.shining = core::array::from_fn(|lamp| blend(&from[lamp], &to[lamp], share));
        self.shining
    }
}

impl Default for Ring {
    fn default() -> Self {
        Self::new()
    }
}

/// A picture on a screen, in whole numbers.
pub fn rgb(picture: &Picture) -> [RGB8; LAMPS] {
    picture.map(|lamp| RGB8::from(lamp.map(|channel| (channel + 0.5) as u8)))
}

/// The same for lamps, whose light follows the numbers where that of a screen follows their square or so.
pub fn light(picture: &Picture) -> [RGB8; LAMPS] {
    let mut lamps = brightness(gamma(rgb(picture).into_iter()), BRIGHTNESS);
    core::array::from_fn(|_| lamps.next().unwrap_or_default())
}
