//! See `tests/src/fuzz/deck.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| lobule_tests::fuzz::run("deck", input));
