//! Lights on a Raspberry Pi Pico: six buttons teach a ring of eight WS2812 lamps. All that is not hardware is
//! in `lobule-ring`.
#![no_std]
#![no_main]

mod flash;

use embedded_hal::digital::InputPin;
use lobule_ring::{
    Board, Io06, Learner, RGB8, Session,
    buttons::{BUTTONS, Down},
    scene::LAMPS,
};
use panic_halt as _;
use rp2040_hal::{
    Clock, Sio, Timer, Watchdog,
    clocks::init_clocks_and_plls,
    entry,
    fugit::RateExtU32,
    gpio::{
        DynPinId, FunctionPio0, FunctionSioInput, FunctionUart, Pin, Pins, PullDown, PullUp,
        bank0::Gpio16,
    },
    pac::{PIO0, Peripherals},
    pio::{PIOExt, SM0},
    rosc::{Enabled, RingOscillator},
    uart::{DataBits, StopBits, UartConfig, UartPeripheral},
};
use smart_leds::SmartLedsWrite;
use ws2812_pio::Ws2812Direct;

use flash::Flash;

/// The session that the board was flashed with.
#[cfg(session)]
const TAUGHT: Option<&[u8]> = Some(include_bytes!(env!("LOBULE_SESSION_FILE")));
#[cfg(not(session))]
const TAUGHT: Option<&[u8]> = None;

/// The crystal of a Pico.
const CRYSTAL_HZ: u32 = 12_000_000;

/// Makes the flash chip of a Pico readable as memory; the boot ROM looks for it at the flash's beginning.
#[unsafe(link_section = ".boot2")]
#[used]
static BOOT2: [u8; 256] = rp2040_boot2::BOOT_LOADER_W25Q080;

#[entry]
fn main() -> ! {
    static mut AGENT: Learner = Learner::new();

    let Some(peripherals) = Peripherals::take() else {
        panic!("this is the only one to take them")
    };
    let mut resets = peripherals.RESETS;
    let mut watchdog = Watchdog::new(peripherals.WATCHDOG);
    let Ok(clocks) = init_clocks_and_plls(
        CRYSTAL_HZ,
        peripherals.XOSC,
        peripherals.CLOCKS,
        peripherals.PLL_SYS,
        peripherals.PLL_USB,
        &mut resets,
        &mut watchdog,
    ) else {
        panic!("no clock without the crystal")
    };
    let sio = Sio::new(peripherals.SIO);
    let pins = Pins::new(peripherals.IO_BANK0, peripherals.PADS_BANK0, sio.gpio_bank0, &mut resets);
    let (mut pio, machine, ..) = peripherals.PIO0.split(&mut resets);
    let mut pico = Pico {
        buttons: [
            pins.gpio2.into_pull_up_input().into_dyn_pin(),
            pins.gpio3.into_pull_up_input().into_dyn_pin(),
            pins.gpio4.into_pull_up_input().into_dyn_pin(),
            pins.gpio5.into_pull_up_input().into_dyn_pin(),
            pins.gpio6.into_pull_up_input().into_dyn_pin(),
            pins.gpio7.into_pull_up_input().into_dyn_pin(),
        ],
        lamps: Ws2812Direct::new(
            pins.gpio16.into_function(),
            &mut pio,
            machine,
            clocks.system_clock.freq(),
        ),
        noise: RingOscillator::new(peripherals.ROSC).initialize(),
        timer: Timer::new(peripherals.TIMER, &mut resets, &clocks),
    };
    // Pulled up, so that nothing comes in where nothing is connected.
    let wires = (
        pins.gpio0.into_function::<FunctionUart>(),
        pins.gpio1.reconfigure::<FunctionUart, PullUp>(),
    );
    let config = UartConfig::new(115_200.Hz(), DataBits::Eight, None, StopBits::One);
    let Ok(mut uart) = UartPeripheral::new(peripherals.UART0, wires, &mut resets)
        .enable(config, clocks.peripheral_clock.freq())
    else {
        panic!("the clock is fast enough for this UART")
    };
    let flash = Flash::new(peripherals.XIP_SSI);
    let Ok(mut session) = Session::begin(AGENT, flash, TAUGHT, &mut pico) else {
        panic!("the store of memory.x is too small for the deck")
    };
    loop {
        session.turn(&mut pico);
        let mut byte = [0];
        let came = uart.read_raw(&mut byte).is_ok().then_some(byte[0]);
        // Its writer never fails.
        let _ = session.answer(came, &mut Io06(&mut uart));
    }
}

type Lamps = Ws2812Direct<PIO0, SM0, Pin<Gpio16, FunctionPio0, PullDown>>;

/// The hardware of the Pico.
struct Pico {
    /// Each to ground, for one to five stars, then skip.
    buttons: [Pin<DynPinId, FunctionSioInput, PullUp>; BUTTONS],
    lamps: Lamps,
    noise: RingOscillator<Enabled>,
    timer: Timer,
}

impl Board for Pico {
    fn millis(&mut self) -> u64 {
        self.timer.get_counter().ticks() / 1000
    }

    fn down(&mut self) -> Down {
        self.buttons.each_mut().map(|button| {
            let Ok(down) = button.is_low();
            down
        })
    }

    fn shine(&mut self, lamps: [RGB8; LAMPS]) {
        // It cannot fail. The pause that the lamps need after it is shorter than that between two frames.
        let _ = self.lamps.write(lamps);
    }

    fn seed(&mut self) -> u64 {
        (0..64).fold(0, |seed, _| seed << 1 | u64::from(self.noise.get_random_bit()))
    }
}
