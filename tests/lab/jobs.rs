//! Runs side by side: what they come to, and how they are told.

use super::{events_of, folder, lab, refused};
use serde_json::Value;

/// Takes out what differs: the time a run took, and the threads it had, which the adapter's name tells.
fn timeless(mut event: Value) -> Value {
    if let Some(fields) = event.as_object_mut() {
        fields.retain(|key, _| !key.contains("seconds") && !key.contains("per_second") && key != "adapter");
    }
    event
}

/// The events of three runs of each variant, `jobs` at once.
fn told(experiment: &str, jobs: &str, args: &[&str]) -> Vec<Value> {
    let args = [&["--seeds", "3", "--jobs", jobs], args].concat();
    events_of(experiment, &args).into_iter().map(timeless).collect()
}

#[test]
fn runs_at_once_are_told_as_if_one_came_after_the_other() {
    let map = ["--dataset", "turntable-32", "--set", "rows=1", "cols=12", "epochs=3"];
    let agent = ["--set", "episodes=8", "--variant", "plain"];
    for (experiment, args) in [("ring", &map[..]), ("cartpole", &agent[..])] {
        let one = told(experiment, "1", args);
        assert!(one.iter().filter(|event| event["event"] == "result").count() >= 3);
        for jobs in ["2", "5"] {
            assert_eq!(told(experiment, jobs, args), one, "{experiment} with {jobs} jobs");
        }
    }
}

#[test]
fn every_run_has_files_of_its_own_and_the_first_error_is_told() {
    let out = folder("jobs");
    let args = ["ring", "--dataset", "turntable-32", "--set", "rows=1", "cols=6", "epochs=1", "--seeds", "2"];
    let done = lab(&[&args[..], &["--jobs", "4", "--backend", "cpu", "--out", out.to_str().unwrap()]].concat());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).unwrap();
    let folders = out.read_dir().unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count();
    let lines = text.lines().filter(|line| line.split_whitespace().nth(1).is_some_and(|seed| seed == "2")).count();
    assert!(folders >= 4 && 2 * lines == folders, "{folders} folders, {text}");
    assert_eq!(text.matches("images of 32×32").count(), 1, "{text}");
    let taken = out.join("taken");
    std::fs::write(&taken, "a file in the way").unwrap();
    let jobs = ["--jobs", "4", "--backend", "cpu", "--out", taken.to_str().unwrap()];
    refused(1, &[&args[..], &jobs].concat(), &["taken"]);
}

#[test]
fn an_adapter_makes_one_run_after_the_other() {
    // Drivers have something to say, too.
    let output = lab(&["ring", "--backend", "gpu", "--jobs", "2"]);
    let told = String::from_utf8_lossy(&output.stderr);
    let sentence = told.lines().find(|line| line.starts_with("lab: ")).unwrap_or_default();
    assert!(sentence.contains("one run after the other") && sentence.contains("--backend cpu"), "{told}");
    assert_eq!(output.status.code(), Some(2));
}
