//! The kept inputs of the fuzzers, played without one: whatever a fuzzer has found stays mended. CONTRIBUTING.md says
//! how they come about.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use lobule_tests::fuzz::{Seed, TARGETS, run, seeds};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz")
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().into())
        .collect()
}

#[test]
fn kept_inputs_break_no_promise() {
    for (target, _) in TARGETS {
        let inputs: Vec<_> = fs::read_dir(folder().join("corpus").join(target)).unwrap().collect();
        assert!(!inputs.is_empty(), "{target}");
        for input in inputs {
            let file = input.unwrap().path();
            println!("{}", file.display());
            run(target, &fs::read(file).unwrap());
        }
    }
}

#[test]
fn what_fuzzers_begin_with_breaks_no_promise() {
    for Seed { target, name, bytes } in seeds(env!("CARGO_MANIFEST_DIR").as_ref()).unwrap() {
        println!("{target}/{name}");
        run(target, &bytes);
    }
}

#[test]
fn every_target_has_its_program_and_its_inputs() {
    let targets: BTreeSet<String> = TARGETS.iter().map(|(target, _)| (*target).into()).collect();
    assert_eq!(names(&folder().join("fuzz_targets")), targets);
    assert_eq!(names(&folder().join("corpus")), targets);
    let manifest = fs::read_to_string(folder().join("Cargo.toml")).unwrap();
    for target in targets {
        assert!(manifest.contains(&format!("name = \"{target}\"")), "{target}");
    }
}
