//! Measures the functions of `lobule::math` against f64, number by number: `accuracy [--stride N]`

use anyhow::Result;
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use lobule::math;

/// Compares tanh, exp and 1/√x with f64 on every f32 and prints a table of the largest errors.
#[derive(Parser)]
struct Args {
    /// Only every so many-th number; a prime still visits every exponent.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    stride: u32,
}

struct Function {
    name: &'static str,
    ours: fn(f32) -> f32,
    exact: fn(f64) -> f64,
    /// Each row of the table is from one of these to the next.
    bounds: &'static [f32],
}

const FUNCTIONS: [Function; 4] = [
    Function {
        name: "tanh x",
        ours: math::tanh,
        exact: libm::tanh,
        bounds: &[0.0, 0.01, 0.1, 0.5, 1.0, 2.0, 4.0, 6.0, 8.0, 9.02, f32::MAX],
    },
    Function {
        name: "exp x",
        ours: math::exp,
        exact: libm::exp,
        bounds: &[0.0, 0.1, 1.0, 10.0, 88.72],
    },
    Function {
        name: "exp -x",
        ours: |x| math::exp(-x),
        exact: |x| libm::exp(-x),
        // Further down the results are subnormal.
        bounds: &[0.0, 0.1, 1.0, 10.0, 87.33],
    },
    Function {
        name: "1/sqrt x",
        ours: math::reciprocal_sqrt,
        exact: |x| 1.0 / x.sqrt(),
        bounds: &[f32::MIN_POSITIVE, 1.0, f32::MAX],
    },
];

fn main() -> Result<()> {
    let Args { stride } = Args::parse();
    let of = |function: &Function| {
        u64::from(function.bounds[function.bounds.len() - 1].to_bits() / stride)
    };
    let bar = ProgressBar::new(FUNCTIONS.iter().map(of).sum())
        .with_style(ProgressStyle::with_template("{msg:9} {bar:40} {percent}%, {eta} left")?);
    let mut rows = Vec::new();
    for Function { name, ours, exact, bounds } in FUNCTIONS {
        bar.set_message(name);
        for bounds in bounds.windows(2) {
            let (mut worst, mut at) = (0.0, bounds[0]);
            let numbers = (bounds[0].to_bits()..bounds[1].to_bits()).step_by(stride as usize);
            for (count, bits) in (1u64..).zip(numbers) {
                let x = f32::from_bits(bits);
                let error = ulps(ours(x), exact(f64::from(x)));
                // NaN is the worst of errors.
                if error > worst || error.is_nan() {
                    (worst, at) = (error, x);
                }
                if count.is_multiple_of(1 << 20) {
                    bar.inc(1 << 20);
                }
            }
            rows.push(format!(
                "| {name} | {:e} | {:e} | {worst:.2} | {at:e} |",
                bounds[0], bounds[1]
            ));
        }
    }
    bar.finish_and_clear();
    println!("| function | from | to | largest error, ulp | at |\n|---|---|---|---|---|");
    rows.iter().for_each(|row| println!("{row}"));
    Ok(())
}

/// The distance in units in the last place of the exact value.
fn ulps(ours: f32, exact: f64) -> f64 {
    let nearest = exact as f32;
    let next = f32::from_bits(nearest.to_bits() + 1);
    (f64::from(ours) - exact).abs() / (f64::from(next) - f64::from(nearest))
}
