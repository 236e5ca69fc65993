//! Measures in WASM what `bench` of `lobule-tests` measures natively: in Node, whose engine is
//! Chromium's, with and without the vectors of `simd128`.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use lobule_work::{W1, W1_MINIBATCH, W2, W2_MINIBATCH};
use serde::Deserialize;

use crate::{
    bundle,
    cross::{Cross, WASM},
    run::{quiet, root, stage},
};

/// A folder's name, the compiler's flags, and what the table calls it.
const BUILDS: [(&str, &str, &str); 2] =
    [("plain", "", "plain WASM"), ("simd128", "-Ctarget-feature=+simd128", "with simd128")];

/// The pieces of work by their names in JavaScript.
const WORK: [(&str, &str); 3] =
    [("w1", "W1 update"), ("w2", "W2 update"), ("lights", "Lights rating")];

/// What `wasm/bench.js` prints.
#[derive(Deserialize)]
struct Measured {
    hash: String,
    /// Milliseconds of every run.
    times: BTreeMap<String, Vec<f64>>,
}

/// Builds both modules, runs each and prints a table.
///
/// # Errors
/// A tool is missing, a build fails, or a module's bits are not those of this machine.
pub fn run(runs: u32) -> Result<()> {
    let cross = Cross::find(WASM)?;
    let mut measured = Vec::new();
    for (folder, flags, name) in BUILDS {
        let package = root().join("target/bench-wasm").join(folder);
        stage(&format!("Building {name} (a minute or two the first time)"), || {
            let mut build = cross.cargo_build();
            build.args(["--release", "-p", "lobule-wasm", "--features", "bench"]);
            quiet(build.env("RUSTFLAGS", flags))?;
            let module = cross.output_dir("release").join("lobule_wasm.wasm");
            bundle::bind(&module, false, &package)
        })?;
        let printed = stage(&format!("Measuring {name}"), || {
            bundle::node(&package, "wasm/bench.js", &runs.to_string())
        })?;
        measured.push(serde_json::from_str::<Measured>(&printed).context("what Node printed")?);
    }
    let native = native_hash()?;
    for (Measured { hash, .. }, (_, _, name)) in measured.iter().zip(BUILDS) {
        ensure!(*hash == native, "{name} computes {hash}, this machine {native}");
    }
    println!("{:<14} {:<14} {:>10} {:>10} {:>10}", "", "", "median ms", "min ms", "spread ms");
    for (key, work) in WORK {
        for (Measured { times, .. }, (_, _, name)) in measured.iter().zip(BUILDS) {
            let times = times.get(key).with_context(|| format!("Node measured no {key}"))?;
            let mut times = times.clone();
            times.sort_by(f64::total_cmp);
            let quantile = |q: f64| times[((times.len() - 1) as f64 * q).round() as usize];
            let (median, spread) = (quantile(0.5), quantile(0.75) - quantile(0.25));
            println!("{work:<14} {name:<14} {median:>10.4} {:>10.4} {spread:>10.4}", times[0]);
        }
    }
    println!("parameters after one update of W1 and W2: {native}, as on this machine");
    Ok(())
}

/// What [`Measured::hash`] has to be.
fn native_hash() -> Result<String> {
    let (mut w1, mut w2) = (Box::new(W1::ZERO), Box::new(W2::ZERO));
    w1.prepare(W1_MINIBATCH)?;
    w2.prepare(W2_MINIBATCH)?;
    w1.update()?;
    w2.update()?;
    Ok(format!("{:016x} {:016x}", w1.hash(), w2.hash()))
}
