//! See `tests/src/fuzz/policy.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| lobule_tests::fuzz::run("policy", input));
