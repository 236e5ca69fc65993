//! Lights on an nRF52840-DK: six buttons teach a ring of eight WS2812 lamps. All that is not hardware is in
//! `lobule-ring`.
#![no_std]
#![no_main]

mod flash;
mod lamps;

use cortex_m_rt::entry;
use embedded_hal::digital::InputPin;
use lobule_ring::{
    Board, Learner, RGB8, Session,
    buttons::{BUTTONS, Down},
    scene::LAMPS,
};
use nrf52840_hal::{
    Clocks, Rng, Timer,
    gpio::{Input, Level, Pin, PullUp, p1},
    pac::{Peripherals, TIMER0},
    timer::Periodic,
};
use panic_halt as _;

use lamps::Lamps;

/// The session that the board was flashed with.
#[cfg(session)]
const TAUGHT: Option<&[u8]> = Some(include_bytes!(env!("LOBULE_SESSION_FILE")));
#[cfg(not(session))]
const TAUGHT: Option<&[u8]> = None;

#[entry]
fn main() -> ! {
    static mut AGENT: Learner = Learner::new();
    static mut PULSES: [u16; lamps::PULSES] = [0; lamps::PULSES];

    let Some(peripherals) = Peripherals::take() else {
        panic!("this is the only one to take them")
    };
    // The pulses of the lamps are timed by the crystal.
    let _clocks = Clocks::new(peripherals.CLOCK).enable_ext_hfosc();
    let pins = p1::Parts::new(peripherals.P1);
    let mut timer = Timer::periodic(peripherals.TIMER0);
    timer.start(u32::MAX);
    let mut kit = Kit {
        buttons: [
            pins.p1_03.into_pullup_input().degrade(),
            pins.p1_04.into_pullup_input().degrade(),
            pins.p1_05.into_pullup_input().degrade(),
            pins.p1_06.into_pullup_input().degrade(),
            pins.p1_07.into_pullup_input().degrade(),
            pins.p1_08.into_pullup_input().degrade(),
        ],
        lamps: Lamps::new(
            peripherals.PWM0,
            pins.p1_10.into_push_pull_output(Level::Low).degrade(),
            PULSES,
        ),
        rng: Rng::new(peripherals.RNG),
        timer,
        ticks: 0,
        micros: 0,
    };
    let flash = flash::new(peripherals.NVMC);
    let Ok(mut session) = Session::begin(AGENT, flash, TAUGHT, &mut kit) else {
        panic!("the store of memory.x is too small for the deck")
    };
    loop {
        session.turn(&mut kit);
    }
}

/// The hardware of the kit.
struct Kit {
    /// Each to ground, for one to five stars, then skip.
    buttons: [Pin<Input<PullUp>>; BUTTONS],
    lamps: Lamps,
    rng: Rng,
    /// Counts microseconds and wraps after 71 minutes.
    timer: Timer<TIMER0, Periodic>,
    /// What it read last.
    ticks: u32,
    /// What has passed since the start.
    micros: u64,
}

impl Board for Kit {
    fn millis(&mut self) -> u64 {
        let ticks = self.timer.read();
        self.micros += u64::from(ticks.wrapping_sub(self.ticks));
        self.ticks = ticks;
        self.micros / 1000
    }

    fn down(&mut self) -> Down {
        self.buttons.each_mut().map(|button| {
            let Ok(down) = button.is_low();
            down
        })
    }

    fn shine(&mut self, lamps: [RGB8; LAMPS]) {
        self.lamps.shine(&lamps);
    }

    fn seed(&mut self) -> u64 {
        self.rng.random_u64()
    }
}
