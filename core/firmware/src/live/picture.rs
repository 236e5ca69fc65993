//! The ring of eight lamps as a still picture in ANSI colours, and in words.

use lobule::{LIGHTS, Output};

use crate::{Decimal, tell};

/// Points to a side; a letter shows two, one above the other.
const SIDE: i32 = 22;
/// Where the lamps are, clockwise from the top, in tenths of a point from the middle.
const LAMPS: [(i32, i32); 8] =
    [(0, -80), (60, -60), (80, 0), (60, 60), (0, 80), (-60, 60), (-80, 0), (-60, -60)];
/// The plate that they are on; dark, so that light shows on a terminal of any colour.
pub const PLATE: [u8; 3] = [20, 20, 26];
/// What glows of an unlit lamp, in hundredths, so that its colour can be seen.
const EMBER: u32 = 20;

/// Draws an output, and says which cards it has.
pub fn draw(output: &Output<{ LIGHTS.slots.len() }>) {
    let lamps = lamps(output);
    for row in 0..SIDE / 2 {
        tell!("  ");
        for column in 0..SIDE {
            paint(38, point(&lamps, column, 2 * row));
            paint(48, point(&lamps, column, 2 * row + 1));
            tell!("▀");
        }
        tell!("\x1b[0m\n");
    }
    say_cards(&output.cards);
    tell!("\n");
}

/// Says cards as `Colour: red · Motion: still …`.
pub fn say_cards(cards: &[u8]) {
    for (n, (slot, &card)) in LIGHTS.slots.iter().zip(cards).enumerate() {
        let label = slot.cards.get(usize::from(card)).map_or("", |card| card.label);
        tell!(if n > 0 { " · " } else { "" }, slot.name, ": ", label);
    }
}

/// Chooses the colour of letters (38) or of what is behind them (48).
pub fn paint(which: u32, [red, green, blue]: [u8; 3]) {
    let [red, green, blue] = [red, green, blue].map(|channel| Decimal(channel.into()));
    tell!("\x1b[", Decimal(which), ";2;", red, ";", green, ";", blue, "m");
}

/// The colour that `#rrggbb` stands for.
pub fn colour(payload: &str) -> Option<[u8; 3]> {
    let digits = u32::from_str_radix(payload.strip_prefix('#')?, 16).ok()?;
    let [_, red, green, blue] = digits.to_be_bytes();
    Some([red, green, blue])
}

/// The colours of the lamps at the first moment of the output's motion, as the page shows it at rest.
fn lamps(output: &Output<{ LIGHTS.slots.len() }>) -> [[u8; 3]; LAMPS.len()] {
    let mut payloads = LIGHTS
        .slots
        .iter()
        .zip(&output.cards)
        .map(|(slot, &card)| slot.cards.get(usize::from(card)).map_or("", |card| card.payload));
    let mut next = || payloads.next().unwrap_or("");
    let (base, motion, _speed) = (colour(next()).unwrap_or(PLATE), next(), next());
    let (fade, accent) = (hundredths(next()), colour(next()).unwrap_or(base));
    let order = shuffled(output.id as u32);
    let mut lamps = [base; LAMPS.len()];
    for (n, (lamp, place)) in lamps.iter_mut().zip(order).enumerate() {
        let odd = n % 2 == 1;
        // How much light, in hundredths, and whether in the accent's colour.
        let (light, accented) = match motion {
            "still" => (100 - fade * n as u32 / LAMPS.len() as u32, odd),
            "breathe" => (100, odd),
            "chase" => trail(fade, n),
            _ => trail(fade, place),
        };
        let level = EMBER + (100 - EMBER) * light / 100;
        *lamp = if accented { accent } else { base }.map(|channel| scaled(channel, level));
    }
    lamps
}

/// The light of the lamp that is the `place`-th to be lit, when the first one just was: the others fade since
/// the round before.
fn trail(fade: u32, place: usize) -> (u32, bool) {
    if place == 0 {
        return (100, true);
    }
    let age = LAMPS.len() - place;
    (if fade == 0 { 0 } else { (1..age).fold(100, |light, _| light * fade / 100) }, false)
}

/// An order for the lamps to sparkle in, the page's.
fn shuffled(serial: u32) -> [usize; LAMPS.len()] {
    let mut order = core::array::from_fn(|lamp| lamp);
    let mut state = serial.wrapping_add(1);
    for k in (1..LAMPS.len()).rev() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let other = ((u64::from(state) * (k as u64 + 1)) >> 32) as usize;
        swap(&mut order, k, other);
    }
    order
}

/// As `slice::swap`, which can panic.
fn swap(order: &mut [usize], a: usize, b: usize) {
    if let (Some(&first), Some(&second)) = (order.get(a), order.get(b)) {
        order.iter_mut().enumerate().for_each(|(n, place)| match n {
            _ if n == a => *place = second,
            _ if n == b => *place = first,
            _ => {}
        });
    }
}

/// A share such as `0.88`, in hundredths.
fn hundredths(share: &str) -> u32 {
    let decimals = share.strip_prefix("0.").unwrap_or("").bytes().chain(*b"00");
    decimals.take(2).fold(0, |sum, digit| 10 * sum + u32::from(digit.wrapping_sub(b'0')))
}

fn scaled(channel: u8, hundredths: u32) -> u8 {
    (u32::from(channel) * hundredths / 100).min(255) as u8
}

/// The colour of a point: of the lamp that it belongs to, else of the plate and what glows on it.
fn point(lamps: &[[u8; 3]; LAMPS.len()], x: i32, y: i32) -> [u8; 3] {
    /// Of a lamp, in tenths of a point; and how far its light reaches at half its strength.
    const RADIUS: i32 = 20;
    const GLOW: u32 = 16;
    let middle = 5 * (SIDE - 1);
    let mut colour = PLATE;
    for (lamp, (right, down)) in lamps.iter().zip(LAMPS) {
        let (dx, dy) = (10 * x - middle - right, 10 * y - middle - down);
        let square = dx * dx + dy * dy;
        if square <= RADIUS * RADIUS {
            return *lamp;
        }
        let share = 100 * GLOW * GLOW / square as u32;
        let each = colour.iter_mut().zip(lamp);
        each.for_each(|(sum, channel)| *sum = sum.saturating_add(scaled(*channel, share)));
    }
    colour
}
