//! See `tests/src/fuzz/tape.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| lobule_tests::fuzz::run("tape", input));
