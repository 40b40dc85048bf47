//! Runs of agents.

use super::networks::{array, number};
use super::*;

/// An agent that is done in an instant.
const SMALL: [&str; 6] = ["--set", "episodes=120", "hidden.0.rows=4", "hidden.0.cols=4", "warm_up=50", "train_every=4"];

/// The events without what depends on the clock.
fn timeless(events: &[Value]) -> Vec<Value> {
    let clock = ["seconds", "samples_per_second", "evaluation_seconds", "gradient_steps_per_second"];
    let strip = |event: &Value| {
        let mut event = event.clone();
        clock.iter().for_each(|name| drop(event.as_object_mut().unwrap().remove(*name)));
        event
    };
    events.iter().map(strip).collect()
}

#[test]
fn an_agent_tells_its_episodes_and_what_it_came_to() {
    let out = folder("agents");
    let args = [&SMALL[..], &["--seeds", "2", "--variant", "state", "--out", out.to_str().unwrap()]].concat();
    let events = events_of("cartpole", &args);
    assert_eq!(timeless(&events), timeless(&events_of("cartpole", &args)), "a seed is a run");
    let starts = of_kind(&events, "start");
    assert_eq!((starts.len(), &starts[0]["config"]["hidden"][0]["mask"]), (2, &Value::from(true)));
    assert!(starts[0].get("dataset").is_none() && starts[0]["backend"] == "cpu");
    let progress = of_kind(&events, "progress");
    assert_eq!(progress.len(), 2 * 40);
    assert!(progress.iter().all(|event| number(event, "mean_return") >= 8.0 && event["epsilon"].is_number()));
    for result in of_kind(&events, "result") {
        assert_eq!(number(result, "episodes"), 120.0);
        let returns: Vec<f64> = result["returns"].as_array().unwrap().iter().map(|r| r.as_f64().unwrap()).collect();
        let mean = returns.iter().sum::<f64>() / 120.0;
        assert!((number(result, "return_mean") - mean).abs() < 1e-9);
        assert_eq!(number(result, "steps"), returns.iter().sum::<f64>());
        assert!(number(result, "gradient_steps_per_second") > 0.0 && result.get("solved_at_episode").is_some());
        let folder = out.join(format!("state-{}", result["seed"]));
        let (shape, kept) = array(folder.join("returns.npy"));
        assert!(shape == [120] && kept.iter().zip(&returns).all(|(&a, &b)| f64::from(a) == b));
        assert_eq!(array(folder.join("weights.npy")).0, [4, 16]);
        assert_eq!(array(folder.join("codebook.npy")).0, [16, 4]);
        assert_eq!(array(folder.join("weights-2.npy")).0, [16, 2]);
        assert_eq!(array(folder.join("bias-2.npy")).0, [2]);
    }
    assert!(out.join("curves.png").exists() && out.join("table.md").exists());
}

#[test]
fn a_lesson_ends_with_a_verdict() {
    let args = [&SMALL[..], &["--seeds", "3"]].concat();
    let events = events_of("lesson-gamma", &args);
    let verdicts = of_kind(&events, "verdict");
    assert!(!verdicts.is_empty());
    for verdict in verdicts {
        assert!(verdict["verdict"].is_string() && verdict["figures"].as_str().unwrap().contains('['), "{verdict}");
    }
    // One seed says nothing of what is far from normal.
    let events = events_of("lesson-gamma", &SMALL);
    assert!(of_kind(&events, "verdict").iter().all(|verdict| verdict["verdict"] == "not yet"));
}

#[test]
fn a_pendulum_tells_its_torques() {
    let events = events_of("pendulum", &["--set", "episodes=3", "hidden.0.rows=2", "hidden.0.cols=2"]);
    let results = of_kind(&events, "result");
    assert_eq!(results.len(), 2);
    assert!(results.iter().all(|result| result["torques"].as_array().unwrap().len() >= 5), "{results:?}");
    assert_eq!(results[0]["torques"].as_array().unwrap()[0], -2.0);
}

#[test]
fn what_is_for_pictures_is_refused() {
    refused(2, &["cartpole", "--dataset", "mnist"], &["--dataset", "leave it out"]);
    refused(2, &["cartpole", "--epochs", "3"], &["--epochs", "episodes"]);
    refused(2, &["cartpole", "--backend", "gpu"], &["graphics adapter", "--backend"]);
    refused(2, &["cartpole", "--set", "gamma=2"], &["γ of 2", "from 0 to 1"]);
    refused(2, &["cartpole", "--set", "environment=moon"], &["environment=moon does not fit", "cartpole_v0"]);
    refused(2, &["cartpole", "--set", "warm_up=500", "replay_capacity=100"], &["500", "100", "larger buffer"]);
    refused(2, &["cartpole", "--set", "hidden.0.mask=whole"], &["hidden.0.mask=whole does not fit"]);
    refused(2, &["cartpole", "--variant", "blue"], &["choose from plain"]);
}
