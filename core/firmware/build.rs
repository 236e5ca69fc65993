//! Tells the linker the memory of the board that an image is for.

use std::{env, path::Path};

fn main() {
    println!("cargo:rerun-if-changed=boards");
    for machine in ["microbit", "mps2-an386", "virt"] {
        let feature = machine.to_uppercase().replace('-', "_");
        if env::var_os(format!("CARGO_FEATURE_{feature}")).is_some() {
            // The start-up crate's `link.x` includes `memory.x`.
            let boards = Path::new(env!("CARGO_MANIFEST_DIR")).join("boards");
            let roomy = env::var_os("CARGO_FEATURE_ROOMY").is_some();
            let folder = if roomy { format!("{machine}-roomy") } else { machine.to_owned() };
            println!("cargo:rustc-link-search={}", boards.join(folder).display());
            println!("cargo:rustc-link-arg-bins=-Tlink.x");
        }
    }
}
