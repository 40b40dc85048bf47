//! The record: runs on all cores, going on where it was stopped, and runs of several machines put together.

use crate::{folder, lab, refused};
use serde_json::Value;
use std::path::Path;

fn record(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("ring.json")).unwrap()).unwrap()
}

fn write(folder: &Path, record: &Value) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("ring.json"), record.to_string()).unwrap();
}

/// The runs of the ring, from the lowest seed up.
fn runs(record: &Value) -> Vec<Value> {
    record["recordings"][0]["variants"][0]["runs"].as_array().unwrap().clone()
}

/// Without the time that it took.
fn outcomes(record: &Value) -> Vec<Value> {
    let timeless = |mut run: Value| {
        run["seconds"].take();
        run
    };
    runs(record).into_iter().map(timeless).collect()
}

#[track_caller]
fn reproduce(args: &[&str], out: &Path) -> String {
    let output = lab(&[&["reproduce", "ring", "--out", out.to_str().unwrap()], args].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn seeds_side_by_side_one_after_the_other_and_merged_are_one_record() {
    let at = folder("reproduce");
    let [whole, parts, first, second] = ["whole", "parts", "first", "second"].map(|name| at.join(name));
    reproduce(&["--seeds", "2", "--jobs", "2"], &whole);
    let together = record(&whole);
    assert_eq!(runs(&together).iter().map(|run| run["seed"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2]);

    // It goes on where it was stopped, and makes no run twice.
    reproduce(&["--seeds", "1", "--jobs", "1"], &parts);
    let told = reproduce(&["--seeds", "2", "--jobs", "1", "--resume"], &parts);
    assert!(told.contains("2 runs to make") && !told.contains("seed 1:"), "{told}");
    assert_eq!(outcomes(&record(&parts)), outcomes(&together));
    assert!(reproduce(&["--seeds", "2", "--resume"], &parts).contains("0 runs to make"));

    // A job array.
    reproduce(&["--seed", "1", "--seeds", "1"], &first);
    reproduce(&["--seed", "2", "--seeds", "1"], &second);
    let merged = at.join("merged");
    let [first, second, out] = [&first, &second, &merged].map(|folder| folder.to_str().unwrap());
    let output = lab(&["merge", first, second, "--out", out]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(outcomes(&record(&merged)), outcomes(&together));

    // What a run was and what it came to is all there.
    let ring = &together["recordings"][0]["variants"][0];
    assert_eq!((ring["variant"].as_str(), ring["backend"].as_str()), (Some("ring"), Some("cpu")));
    assert_eq!(ring["config"]["sigma"]["end"], 0.7, "as people write it");
    assert!(ring["config"].get("seed").is_none());
    let (curve, x) = (&runs(&together)[0]["curve"], ring["x"].as_array().unwrap());
    assert_eq!(curve["quantization_error"].as_array().unwrap().len(), x.len());
    let error = |run: &Value| run["metrics"]["angle_error"].as_f64().unwrap();
    let mean = runs(&together).iter().map(error).sum::<f64>() / 2.0;
    assert!((ring["summary"]["angle_error"]["mean"].as_f64().unwrap() - mean).abs() < 1e-4);
    assert_eq!(together["recordings"][0]["claims"][1]["verdict"], "agrees");
}

#[test]
fn what_does_not_belong_together_is_not_merged() {
    let at = folder("merge");
    let [good, other] = ["good", "other"].map(|name| at.join(name));
    reproduce(&["--seeds", "1"], &good);
    let known = record(&good);
    let [first, second] = [&good, &other].map(|folder| folder.to_str().unwrap());
    let variant = |change: &dyn Fn(&mut Value)| {
        let mut changed = known.clone();
        change(&mut changed["recordings"][0]["variants"][0]);
        write(&other, &changed);
    };
    variant(&|ring| ring["version"] = "0.0.9".into());
    refused(1, &["merge", first, second, "--out", first], &["ring ring", "0.0.9", "one version"]);
    variant(&|ring| ring["config"]["epochs"] = 7.0.into());
    refused(1, &["merge", first, second, "--out", first], &["other settings"]);
    variant(&|ring| ring["runs"][0]["metrics"]["angle_error"] = 0.5.into());
    refused(1, &["merge", first, second, "--out", first], &["another outcome of seed 1"]);
    assert_eq!(record(&good), known, "nothing is written before all fits");
    // A record of other settings is measured anew.
    variant(&|ring| ring["config"]["epochs"] = 7.0.into());
    assert!(reproduce(&["--seeds", "1", "--resume"], &other).contains("1 runs to make"));
    assert_eq!(outcomes(&record(&other)), outcomes(&known));

    std::fs::write(other.join("ring.json"), "{").unwrap();
    refused(1, &["reproduce", "ring", "--resume", "--out", second], &["is damaged", "take it away"]);
    refused(2, &["reproduce", "rings"], &["\"rings\"", "choose from map"]);
    refused(2, &["merge", first], &["2 values"]);
}

#[test]
fn the_documents_say_what_the_record_says() {
    let output = lab(&["document", "--check"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
