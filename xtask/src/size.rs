//! `cargo xtask size`: what a network of one's own takes on a board.

use anyhow::{Result, ensure};
use clap::Args;
use lobule::Ram;

/// A network and the experience that it learns from.
#[derive(Args)]
pub struct Shape {
    /// Numbers in an observation.
    obs: usize,
    /// Units in a hidden layer.
    hid: usize,
    /// Actions, 1 to 64.
    act: usize,
    /// Hidden layers, 1 to 3.
    #[arg(long, default_value_t = 1)]
    layers: usize,
    /// Transitions in a rollout.
    #[arg(long, default_value_t = 32)]
    transitions: usize,
}

/// RAM of parts that people have.
const PARTS: [(&str, usize); 5] = [
    ("micro:bit v1 (nRF51822)", 16 << 10),
    ("STM32F401", 96 << 10),
    ("nRF52840, RP2040", 256 << 10),
    ("ESP32-C6", 512 << 10),
    ("STM32H743", 1 << 20),
];
/// What the stack, a driver or two and start-up code take beside it, roughly.
const BESIDE: usize = 4 << 10;

/// Prints how much memory it takes to act and to learn, and which parts have it.
///
/// # Errors
/// No such network can be built.
pub fn print(shape: &Shape) -> Result<()> {
    let &Shape { obs, hid, act, layers, transitions } = shape;
    const LARGEST: usize = 1 << 16;
    for (what, got, least, most) in [
        ("OBS", obs, 1, LARGEST),
        ("HID", hid, 1, LARGEST),
        ("ACT", act, 1, 64),
        ("--layers", layers, 1, 3),
        ("--transitions", transitions, 1, LARGEST),
    ] {
        ensure!(
            (least..=most).contains(&got),
            "{what} is {got}, it must be from {least} to {most}"
        );
    }
    let ram = Ram::of(obs, hid, act, layers - 1, transitions);
    let hidden = vec![hid.to_string(); layers].join("-");
    println!(
        "actor {obs} → {hidden} → {act}, critic {obs} → {hidden} → 1: {} parameters",
        ram.parameters
    );
    println!();
    println!(
        "to act, parameters in flash      {:>9} bytes of flash, no RAM but the stack",
        4 * ram.actor_parameters
    );
    println!("to learn, in RAM                 {:>9} bytes:", ram.learning());
    println!("  parameters                     {:>9}", ram.policy);
    println!("  gradient and Adam's moments    {:>9}", ram.trainer);
    println!("  a rollout of {transitions:<5} transitions {:>9}", ram.rollout);
    println!("  the order of an update         {:>9}", ram.order);
    println!();
    for (part, has) in PARTS {
        let fits = if ram.learning() + BESIDE <= has { "learns" } else { "too small to learn" };
        println!("{part:<26} {:>4} KiB  {fits}", has >> 10);
    }
    println!("({} KiB are left for the stack and the rest of a program.)", BESIDE >> 10);
    println!();
    println!(
        "In a program: const RAM: lobule::Ram = lobule::Ram::of({obs}, {hid}, {act}, {}, {transitions});",
        layers - 1
    );
    Ok(())
}
