//! Tells the linker the memory of the board, and looks into the session that is to be flashed along.

use std::{env, fs};

use lobule_ring::{DECK, Learner};

fn main() {
    println!("cargo:rerun-if-changed=memory.x");
    println!("cargo:rustc-link-search={}", env!("CARGO_MANIFEST_DIR"));
    println!("cargo:rustc-link-arg-bins=-Tlink.x");

    println!("cargo:rerun-if-env-changed=LOBULE_SESSION");
    println!("cargo:rustc-check-cfg=cfg(session)");
    if let Ok(path) = env::var("LOBULE_SESSION") {
        let file = fs::canonicalize(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let bytes = fs::read(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
        if let Err(error) = Learner::new().load(&DECK, &bytes) {
            panic!("{path} is no session that this board can go on from: {error}");
        }
        println!("cargo:rerun-if-changed={}", file.display());
        println!("cargo:rustc-env=LOBULE_SESSION_FILE={}", file.display());
        println!("cargo:rustc-cfg=session");
    }
}
