//! The update equals PyTorch's, and the checker can fail.

use std::fs;

use lobule_tests::golden::check;

fn case(name: &str) -> String {
    let path = format!("{}/golden/{name}.json", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_reference_case_is_met() {
    for name in [
        "gae-1",
        "gae-16",
        "gae-32",
        "gae-77",
        "ppo-odd-sizes",
        "ppo-one-hidden",
        "ppo-relu",
        "ppo-single-sample",
        "ppo-target-kl-stops",
        "ppo-tiny-masked",
    ] {
        let errors = check(&case(name)).unwrap_or_else(|error| panic!("{name}: {error:#}"));
        assert!(errors.pass(), "{name}: {errors:?}");
    }
}

#[test]
fn a_changed_case_is_not_met() {
    let edits = [
        ("ppo-one-hidden", "\"clip_range\": 0.2", "\"clip_range\": 0.3"),
        ("ppo-one-hidden", "\"entropy_coef\": 0.01", "\"entropy_coef\": 0.02"),
        ("ppo-one-hidden", "\"adam_beta1\": 0.9", "\"adam_beta1\": 0.91"),
        ("ppo-target-kl-stops", "\"target_kl\": 0.05", "\"target_kl\": 0.5"),
        ("gae-32", "\"lambda\": 0.95", "\"lambda\": 0.94"),
    ];
    for (name, from, to) in edits {
        let text = case(name);
        assert!(text.contains(from), "{name} has no {from}");
        let met = check(&text.replacen(from, to, 1)).is_ok_and(|errors| errors.pass());
        assert!(!met, "{name} is met with {to}");
    }
}

#[test]
fn broken_files_are_refused_with_the_reason() {
    let edits = [
        ("ppo-one-hidden", "ppo-update/1", "ppo-update/2", "unknown format"),
        ("ppo-one-hidden", "\"inputs\": 6", "\"inputs\": 60", "was not compiled in"),
        ("ppo-one-hidden", "\"critic_hidden\": [8]", "\"critic_hidden\": [9]", "differ"),
        ("ppo-one-hidden", "\"tanh\"", "\"gelu\"", "unknown activation"),
        ("ppo-one-hidden", "\"clip_range\": 0.2", "\"clip_range\": -1", "clip_coef is -1"),
        ("ppo-one-hidden", "\"minibatches\": [[[", "\"minibatches\": [[[99, ", "sample 99"),
        ("ppo-one-hidden", "\"optimizer_steps\": 32", "\"optimizer_steps\": 31", "statistics"),
        ("gae-16", "\"dones\": [", "\"dones\": [true, ", "dones has 17 entries, expected 16"),
    ];
    for (name, from, to, reason) in edits {
        let text = case(name);
        assert!(text.contains(from), "{name} has no {from}");
        match check(&text.replacen(from, to, 1)) {
            Err(error) => assert!(format!("{error:#}").contains(reason), "{to}: {error:#}"),
            Ok(errors) => panic!("{to} was accepted: {errors:?}"),
        }
    }
    assert!(check("{\"format\": \"gae/1\"}").is_err());
    assert!(check("not JSON").is_err());
}
