//! Hints: what somebody who knows maps would say of a run.

use super::*;

/// Rows of `n` pictures of 3×4 values.
fn data(name: &str, n: u32, value: impl Fn(u32, u32) -> u8) -> String {
    let pixels: Vec<u8> = (0..n).flat_map(|i| (0..12).map(move |at| (i, at))).map(|(i, at)| value(i, at)).collect();
    write(&folder(name), "data", &idx(&[n, 3, 4], &pixels))
}

/// A wave that is another one in every picture.
fn wave(i: u32, at: u32) -> u8 {
    (127.5 + 127.0 * ((i * 7 % 251) as f32 / 40.0 + at as f32 / 3.0).sin()) as u8
}

/// The lines that a run on the CPU writes on standard error.
#[track_caller]
fn hints(experiment: &str, data: &str, args: &[&str]) -> Vec<String> {
    let output = lab(&[&[experiment, "--backend", "cpu", "--data", data, "--set"], args].concat());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{text}");
    text.lines().map(str::to_string).collect()
}

#[test]
fn a_healthy_map_gets_none() {
    let data = data("hints-none", 300, wave);
    assert_eq!(hints("map", &data, &["rows=6", "cols=6", "sigma.start=3"]), [""; 0]);
    assert_eq!(hints("map", &data, &["rows=1", "cols=24", "lattice=line"]), [""; 0]);
}

#[test]
fn settings_that_do_no_good_are_told_with_those_that_do() {
    let data = data("hints-settings", 300, wave);
    let hint = |args: &[&str]| {
        let told = hints("map", &data, &[&["rows=6", "cols=6", "epochs=20"], args].concat());
        assert_eq!(told.len(), 1, "{told:?}");
        told[0].clone()
    };
    let wide = hint(&["sigma.end=2.5"]);
    assert!(wide.starts_with("hint: σ never falls below 2.5, "), "{wide}");
    assert!(wide.ends_with(". Try --set sigma.end=1."), "{wide}");
    let narrow = hint(&["sigma.start=0.5", "sigma.end=0.4"]);
    assert!(narrow.starts_with("hint: σ starts at 0.5, ") && narrow.ends_with(" Try --set sigma.start=3."), "{narrow}");
    let grows = hint(&["sigma.start=1", "sigma.end=1.5"]);
    assert!(grows.contains(" from 1 to 1.5, ") && grows.ends_with(" --set sigma.start=3 sigma.end=1."), "{grows}");
    let many = hint(&["rows=20", "cols=20"]);
    assert!(many.contains("400 to 270") && many.ends_with(" Try --set rows=9 cols=9."), "{many}");
}

#[test]
fn what_comes_out_badly_is_told_in_the_end() {
    let data = data("hints-end", 600, |i, at| (i.wrapping_mul(2_654_435_761 + at * 97) >> (7 + at)) as u8);
    let told = hints("map", &data, &["rows=8", "cols=8", "init=pca", "sigma.start=0.1", "sigma.end=0.05"]);
    let torn = told.iter().find(|hint| hint.contains("The sheet is torn: for ")).unwrap_or_else(|| panic!("{told:?}"));
    assert!(torn.ends_with(" Try --set sigma.start=4 sigma.end=1."), "{torn}");
    // Two kinds of pictures fall on two units.
    let two = self::data("hints-idle", 600, |i, at| if (i + at) % 2 == 0 { 255 } else { 0 });
    let told = hints("map", &two, &["rows=3", "cols=3", "sigma.start=0.1", "sigma.end=0.1", "init=pca"]);
    let idle = told.iter().find(|hint| hint.contains("are never a winner")).unwrap_or_else(|| panic!("{told:?}"));
    assert!(idle.starts_with("hint: 78 % of the units") && idle.contains("init=samples"), "{idle}");
}

#[test]
fn values_that_say_little_are_told() {
    let alike = hints("map", &data("hints-alike", 60, |_, at| at as u8 * 20), &["rows=2", "cols=2", "sigma.start=1"]);
    assert!(alike.iter().any(|hint| hint.starts_with("hint: The pictures are all alike")), "{alike:?}");
    let flat = hints(
        "map",
        &data("hints-flat", 60, |i, at| 100 + (i * 5 + at) as u8 % 16),
        &["rows=2", "cols=2", "sigma.start=1"],
    );
    assert!(flat[0].starts_with("hint: The pictures use 6 % of the range"), "{flat:?}");
    assert!(!flat[0].contains("--set"), "no setting mends it: {flat:?}");
}

#[test]
fn a_network_that_has_died_is_told_by_its_learning_rate() {
    let data = data("hints-dead", 360, wave);
    let labels: Vec<u8> = (0..360).map(|i| (i * 7 % 4) as u8).collect();
    let labels = write(&folder("hints-dead-labels"), "labels", &idx(&[360], &labels));
    let args =
        ["--backend", "cpu", "--json", "--data", &data, "--labels", &labels, "--set", "epochs=40", "batch_size=16"];
    let events = |rate: &str| {
        let rates = [format!("learning_rate.start={rate}"), format!("learning_rate.end={rate}")];
        let output = lab(&[&["filters"], &args[..], &[&rates[0], &rates[1]]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        lines(&output)
    };
    let died = events("1");
    let told = of_kind(&died, "hint");
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["id"], &told[0]["variant"], &told[0]["seed"]), (&"dead".into(), &"masked".into(), &1.into()));
    assert_eq!(told[0]["set"], serde_json::json!({ "learning_rate.start": 0.001, "learning_rate.end": 0.001 }));
    assert_eq!(died.last().unwrap()["event"], "verdict");
    assert!(of_kind(&events("0.001"), "hint").is_empty());
}

#[test]
fn a_hint_is_read_once_by_people_and_found_with_every_run_by_programs() {
    let data = data("hints-once", 300, wave);
    let set = ["--seeds", "2", "--set", "rows=6", "cols=6", "sigma.end=3"];
    let output = lab(&[&["map", "--backend", "cpu", "--data", &data], &set[..]].concat());
    assert_eq!(String::from_utf8(output.stderr).unwrap().matches("hint: ").count(), 1);
    let events = events_of("map", &[&["--data", &data], &set[..]].concat());
    let told = of_kind(&events, "hint");
    assert_eq!(told.iter().map(|hint| &hint["seed"]).collect::<Vec<_>>(), [&Value::from(1), &Value::from(2)]);
    assert!(told.iter().all(|hint| hint["says"].as_str().unwrap().starts_with("σ never")), "{told:?}");
}
