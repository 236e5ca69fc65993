//! The program that plays simulated raters: it reads any file of the format, names what is wrong with
//! others, and its people are those of the format's description.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use lobule_tests::raters::{Measures, Rater, SETTINGS, bytes, play, setting};
use serde_json::{Value, json};

/// Bytes of an agent for 6 slots × 6 cards, one context and 300 ratings.
const MOST_BYTES: usize = 18 * 1024;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("raters").join(name)
}

fn files(name: &str) -> Vec<PathBuf> {
    let mut files: Vec<_> =
        fs::read_dir(folder(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn raters(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_raters")).args(args).output().unwrap()
}

/// A file of its own for each test.
fn written(name: &str, value: &Value) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.json"));
    fs::write(&file, value.to_string()).unwrap();
    file
}

fn some_rater() -> Value {
    let text = fs::read_to_string(folder("public").join("publ-03-context.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_best_chain_of_each_file_scores_what_the_file_says() {
    // Files give four to six decimals.
    const TOLERANCE: f64 = 2e-3;
    for file in files("public").into_iter().chain(files("odd")) {
        let rater = Rater::read(&file).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        for (phase, stats) in value["stats"].as_array().unwrap().iter().enumerate() {
            let from = value["phases"][phase]["from"].as_u64().unwrap() as usize;
            for (context, stats) in stats.as_array().unwrap().iter().enumerate() {
                let chain: Vec<u8> = serde_json::from_value(stats["best_chain"].clone()).unwrap();
                let score = rater.score(from, context, &chain);
                let best = stats["best"].as_f64().unwrap();
                assert!((score - best).abs() < TOLERANCE, "{}: {score}, {best}", file.display());
                assert!((rater.normalised(from, context, score) - 1.0).abs() < TOLERANCE);
            }
        }
    }
}

#[test]
fn noise_is_what_the_format_prescribes() {
    let rater = Rater::read(&folder("public").join("publ-11-missing.json")).unwrap();
    let draws = 3000;
    let lost = (0..draws).filter(|&t| rater.is_lost(7, t)).count() as f64 / draws as f64;
    // skip_p is 0.1; three standard errors.
    assert!((lost - 0.1).abs() < 0.017, "{lost}");
    let mean = (0..draws).map(|t| f64::from(rater.stars(7, t, 3.0))).sum::<f64>() / draws as f64;
    assert!((mean - 3.0).abs() < 0.03, "{mean}");
    let stars: Vec<u8> = (0..12).map(|t| rater.stars(0, t, 3.2)).collect();
    // By the reference in Python of the format's description.
    assert_eq!(stars, STARS_OF_RUN_0);
}

/// Of `publ-11-missing`, run 0, for a true score of 3.2.
const STARS_OF_RUN_0: [u8; 12] = [3, 2, 3, 3, 3, 3, 2, 4, 3, 4, 3, 3];

#[test]
fn regret_and_the_way_to_the_goal_are_counted_as_described() {
    let mut scores = vec![0.0; 30];
    scores.extend([1.0; 270]);
    let Measures(all) = Measures::new(&scores);
    assert_eq!(all[..4], [0.4, 1.0, 1.0, 1.0]);
    assert_eq!(all[4..7], [30.0, 30.0, 30.0]);
    // Sixteen of the last twenty are 1 at the 46th.
    assert_eq!(all[7..], [46.0, 1.0]);
    let Measures(never) = Measures::new(&[0.5; 300]);
    assert_eq!(never[7..], [300.0, 0.0]);
}

#[test]
fn a_run_is_a_function_of_its_seed() {
    let rater = Rater::read(&folder("public").join("publ-00-additive.json")).unwrap();
    let config = &setting("default").unwrap().config;
    let run = |seed| play(&rater, config, seed, 40, None).unwrap().0.map(f64::to_bits);
    assert_eq!(run(3), run(3));
    assert_ne!(run(3), run(4));
}

#[test]
fn every_setting_plays_and_every_agent_fits() {
    let rater = Rater::read(&folder("public").join("publ-05-masked.json")).unwrap();
    assert_eq!((rater.slots, rater.cards, rater.contexts), (6, 6, 1));
    assert!(bytes(&rater) <= MOST_BYTES, "{} bytes", bytes(&rater));
    for setting in SETTINGS {
        play(&rater, &setting.config, 1, 25, None).unwrap();
    }
}

#[test]
fn the_actor_carries_the_learning() {
    // Three seeds of three raters each; the whole table has it with all of them.
    let regret = |name: &str| -> f64 {
        let config = &setting(name).unwrap().config;
        let files = ["publ-01-interactions.json", "publ-05-masked.json", "publ-08-noisy.json"];
        let regrets = files.iter().flat_map(|file| {
            let rater = Rater::read(&folder("public").join(file)).unwrap();
            (0..3).map(move |seed| play(&rater, config, seed, 100, None).unwrap().0[5])
        });
        regrets.sum::<f64>() / 9.0
    };
    let (learnt, frozen) = (regret("default"), regret("frozen"));
    assert!(frozen >= learnt + 5.0, "frozen {frozen:.1}, learnt {learnt:.1}");
}

#[test]
fn the_table_and_the_csv_have_every_run() {
    let csv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("runs.csv");
    let file = folder("public").join("publ-03-context.json");
    let args = [file.to_str().unwrap(), "--seeds", "2", "--csv", csv.to_str().unwrap()];
    let output = raters(&[&args[..], &["--contexts", "0x20,2x20,0x20"]].concat());
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(table.contains("publ-03-context") && table.contains("ms a rating"), "{table}");
    assert!(table.contains("1 raters × 2 seeds × 60 ratings"), "{table}");
    let lines: Vec<String> = fs::read_to_string(csv).unwrap().lines().map(Into::into).collect();
    assert_eq!(
        lines[0],
        "rater,kind,seed,s1_50,s51_100,s101_200,s201_300,reg50,reg100,reg300,to80,hit80"
    );
    assert_eq!(lines.len(), 3);
    assert!(lines[1].starts_with("publ-03-context,context,0,") && lines[2].contains(",1,"));
    assert!(lines.iter().all(|line| line.split(',').count() == 12), "{lines:?}");
}

#[test]
fn wrong_files_are_named_with_the_reason() {
    let change = |path: &str, value: Value| {
        let mut rater = some_rater();
        *rater.pointer_mut(path).unwrap() = value;
        rater
    };
    let best = some_rater()["stats"][0][1]["random"].clone();
    for (name, rater, reason) in [
        ("equal", change("/stats/0/1/best", best), "is not above random"),
        ("large", change("/T", json!(9)), "T is 9, this build has room for 8"),
        ("wide", change("/K", json!(9)), "K is 9, this build has room for 8"),
        ("contexts", change("/C", json!(9)), "C is 9, this build has room for 8"),
        ("late", change("/delay", json!(8)), "delay is 8, this build has room for 7"),
        ("short", change("/mask/0", json!([])), "mask[0] has 0 entries, expected 4"),
        ("bits", change("/first_mask/0", json!(2)), "first_mask must hold 0 and 1 only"),
        ("closed", change("/first_mask", json!([0, 0, 0, 0])), "no first card"),
        ("stars", change("/star_max", json!(6)), "no part of 1..=5"),
        ("phases", change("/phases/0/from", json!(3)), "phases[0].from is 3, must be 0"),
        ("none", change("/phases", json!([])), "phases is empty"),
        ("main", change("/phases/0/main/1/0", json!([1])), "main[1][0] has 1 entries, expected 4"),
        ("text", change("/sigma", json!("much")), "is no rater"),
        ("list", json!([1, 2]), "is no rater"),
    ] {
        let file = written(name, &rater);
        let output = raters(&[file.to_str().unwrap(), "--seeds", "1", "--ratings", "5"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{name} was played");
        assert!(said.contains(reason) && said.contains(file.to_str().unwrap()), "{name}: {said}");
    }
}

/// What is recorded is compared to the last digit.
#[test]
fn other_measures_than_the_recorded_ones_are_refused() {
    let file = folder("public").join("publ-03-context.json");
    let play = |seeds: &str, what: &str| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recorded.csv");
        let csv = folder.to_str().unwrap();
        let args = ["--seeds", seeds, "--ratings", "20", what, csv];
        let output = raters(&[&[file.to_str().unwrap()], &args[..]].concat());
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned(), folder)
    };
    let (written, _, recorded) = play("2", "--csv");
    assert!(written && play("2", "--recorded").0);
    let (met, said, _) = play("3", "--recorded");
    assert!(!met && said.contains("has 3 lines, got 4"), "{said}");
    let other = fs::read_to_string(&recorded).unwrap().replacen("context,1,", "context,1,0", 1);
    fs::write(&recorded, other).unwrap();
    let (met, said, _) = play("2", "--recorded");
    assert!(!met && said.contains("line 3"), "{said}");
}

#[test]
fn wrong_words_on_the_command_line_are_explained() {
    let file = folder("public").join("publ-03-context.json");
    let file = file.to_str().unwrap();
    for (args, reason) in [
        (vec![file, "--contexts", "3x10"], "names context 3, the rater has 3"),
        (vec![file, "--contexts", "0x10,1"], "\"1\" is no CONTEXTxCHAINS"),
        (vec![file, "--contexts", "0x0"], "0 chains, must be 1"),
        (vec![file, "--config", "best"], "always-discontent"),
        (vec![file, "--seeds", "0"], "--seeds must be at least 1"),
        (vec![file, "--ratings", "0"], "--ratings must be at least 1"),
        (vec!["no/such/folder"], "no/such/folder"),
        (vec![env!("CARGO_MANIFEST_DIR")], "no .json file in this folder"),
        (vec![file, "--seeds", "1", "--recorded", "no.csv"], "no.csv: No such file"),
    ] {
        let output = raters(&args);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(reason), "{args:?}: {said}");
    }
}
