//! WS2812 lamps at a PWM output, which takes the widths of all pulses from memory by itself.

use lobule_ring::{RGB8, scene::LAMPS};
use nrf52840_hal::{
    gpio::{Output, Pin, PushPull},
    pac::PWM0,
    pwm::{Channel, LoadMode, Prescaler, Pwm, PwmEvent, Seq, StepMode},
};

/// A pulse for each bit, then none for 300 µs, after which the lamps show what they were sent.
const BITS: usize = LAMPS * 24;
pub const PULSES: usize = BITS + 240;

/// The widths of pulses, the first one's first.
type Pulses = [u16; PULSES];

/// From one pulse to the next, in sixteenths of a microsecond: 1.25 µs.
const PERIOD: u16 = 20;
/// Set: a period begins with its pulse.
const HIGH_FIRST: u16 = 1 << 15;
/// 312 ns, 812 ns, and no pulse at all.
const ZERO: u16 = HIGH_FIRST | 5;
const ONE: u16 = HIGH_FIRST | 13;
const LOW: u16 = HIGH_FIRST;

/// Eight lamps in a row.
pub struct Lamps {
    /// Taken while pulses are sent.
    idle: Option<(Pwm<PWM0>, &'static mut Pulses)>,
}

impl Lamps {
    /// The pin goes to the first lamp.
    pub fn new(pwm: PWM0, pin: Pin<Output<PushPull>>, pulses: &'static mut Pulses) -> Self {
        let pwm = Pwm::new(pwm);
        pwm.set_output_pin(Channel::C0, pin)
            .set_prescaler(Prescaler::Div1)
            .set_max_duty(PERIOD)
            .set_load_mode(LoadMode::Common)
            // The line above connects it to no pin.
            .disable_channel(Channel::C3)
            .set_step_mode(StepMode::Auto)
            .one_shot();
        pulses.fill(LOW);
        Lamps { idle: Some((pwm, pulses)) }
    }

    /// Sends every lamp its colour, in half a millisecond.
    pub fn shine(&mut self, lamps: &[RGB8; LAMPS]) {
        let Some((pwm, pulses)) = self.idle.take() else { return };
        let bytes = lamps.iter().flat_map(|lamp| [lamp.g, lamp.r, lamp.b]);
        let bits = bytes.flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1));
        pulses.iter_mut().zip(bits).for_each(|(pulse, bit)| *pulse = if bit { ONE } else { ZERO });
        self.idle = match pwm.load(Some(pulses), None::<&'static mut Pulses>, true) {
            Ok(sending) => {
                while !sending.is_event_triggered(PwmEvent::SeqEnd(Seq::Seq0)) {}
                let (pulses, _, pwm) = sending.split();
                pulses.map(|pulses| (pwm, pulses))
            }
            Err((_, pwm, pulses, _)) => pulses.map(|pulses| (pwm, pulses)),
        };
    }
}
