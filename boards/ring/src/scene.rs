//! How an output shines at a moment. `www/renderers/lights.js` says it first; this draws the same.

use core::f32::consts::TAU;

use lobule::Deck;

/// Lamps of the ring; lamp 0 is at the top, the others follow clockwise.
pub const LAMPS: usize = 8;

/// Red, green and blue, from 0 to 255.
pub type Colour = [f32; 3];

/// The colour of every lamp.
pub type Picture = [Colour; LAMPS];

/// What glows of an unlit lamp, so that its colour can be seen.
const EMBER: f32 = 0.2;
/// Steps a second. A lamp shines once in eight of them: 2.5 Hz, below the 3 Hz that can harm.
const FASTEST: f32 = 20.0;

/// What an output's payloads say, and an order for the lamps to sparkle in.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    motion: Motion,
    base: Colour,
    accent: Colour,
    /// Steps a second.
    speed: f32,
    /// Share of light that stays from one step to the next.
    fade: f32,
    /// When each lamp's turn comes.
    order: [usize; LAMPS],
}

#[derive(Clone, Copy, Debug)]
enum Motion {
    Still,
    Breathe,
    Chase,
    Sparkle,
}

impl Scene {
    /// The output of these cards; `None` where a payload says nothing that can be shown. Outputs of
    /// different serial numbers sparkle in different orders.
    pub fn of(deck: &Deck, cards: &[u8], serial: u32) -> Option<Self> {
        let mut payloads = deck.slots.iter().zip(cards).map(|(slot, &card)| {
            let card = slot.cards.get(usize::from(card))?;
            Some(card.payload)
        });
        let mut next = || payloads.next()?;
        let base = colour(next()?)?;
        let motion = Motion::named(next()?)?;
        let speed = number(next()?)?.min(FASTEST);
        let fade = number(next()?)?;
        let accent = match next()? {
            "" => base,
            accent => colour(accent)?,
        };
        Some(Scene { motion, base, accent, speed, fade, order: shuffled(serial) })
    }

    /// The ring so many seconds after it began to move.
    pub fn lamps(&self, seconds: f32) -> Picture {
        core::array::from_fn(|lamp| {
            let (light, share) = self.lamp(lamp, seconds * self.speed);
            let level = mix(EMBER, 1.0, light);
            blend(&self.base, &self.accent, share).map(|channel| level * channel)
        })
    }

    /// Light of a lamp and its share of the accent, both from 0 to 1.
    fn lamp(&self, lamp: usize, steps: f32) -> (f32, f32) {
        let every_other = (lamp % 2) as f32;
        match self.motion {
            Motion::Still => (1.0 - self.fade * lamp as f32 / LAMPS as f32, every_other),
            Motion::Breathe => {
                let wave = 0.5 + 0.5 * libm::cosf(TAU * steps / LAMPS as f32);
                (mix(0.75 * self.fade, 1.0, wave), every_other)
            }
            Motion::Chase => self.trail(lamp, steps),
            Motion::Sparkle => self.trail(self.order[lamp], steps),
        }
    }

    /// The lamp whose turn it is has the accent; those before it fade.
    fn trail(&self, turn: usize, steps: f32) -> (f32, f32) {
        let step = steps as usize;
        match (step + LAMPS - turn) % LAMPS {
            0 => (1.0, 1.0),
            _ if self.fade == 0.0 => (0.0, 0.0),
            age => (libm::powf(self.fade, (age - 1) as f32 + steps - step as f32), 0.0),
        }
    }
}

impl Motion {
    fn named(name: &str) -> Option<Self> {
        match name {
            "still" => Some(Motion::Still),
            "breathe" => Some(Motion::Breathe),
            "chase" => Some(Motion::Chase),
            "sparkle" => Some(Motion::Sparkle),
            _ => None,
        }
    }
}

/// `7` or `0.88`. What the standard library reads numbers with would take 17 KB of a board's flash.
fn number(text: &str) -> Option<f32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let scale = 10_u32.checked_pow(part.len() as u32)?;
    let [whole, part] = [whole, part].map(|digits| digits.parse::<u32>().ok());
    Some(whole? as f32 + part? as f32 / scale as f32)
}

/// `#rrggbb`.
fn colour(hex: &str) -> Option<Colour> {
    let [_, red, green, blue] = u32::from_str_radix(hex.strip_prefix('#')?, 16).ok()?.to_be_bytes();
    Some([red, green, blue].map(f32::from))
}

/// A fixed order for an output: with the same one in each round, no lamp returns too soon.
fn shuffled(serial: u32) -> [usize; LAMPS] {
    let mut order = core::array::from_fn(|lamp| lamp);
    let mut state = serial.wrapping_add(1);
    for k in (1..LAMPS).rev() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let other = (u64::from(state) * (k as u64 + 1)) >> 32;
        order.swap(k, other as usize);
    }
    order
}

/// One colour on its way to another.
pub fn blend(from: &Colour, to: &Colour, share: f32) -> Colour {
    core::array::from_fn(|channel| mix(from[channel], to[channel], share))
}

fn mix(a: f32, b: f32, share: f32) -> f32 {
    a + (b - a) * share
}
