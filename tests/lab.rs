//! The lab as its users meet it: the built program, its lines, its files and its complaints.

use serde_json::Value;
use som_lab::data::npy;
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const FEATURES: usize = 12;
const N: usize = 60;
const METRICS: [&str; 3] = ["quantization_error", "topographic_error", "samples_per_second"];

/// An empty folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lab").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn lab(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lab")).args(args).output().unwrap()
}

/// The lines that a run of `map` on the CPU prints with `--json`.
#[track_caller]
fn events(args: &[&str]) -> Vec<Value> {
    let output = lab(&[&["map", "--backend", "cpu", "--json"], args].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    lines(&output)
}

fn lines(output: &Output) -> Vec<Value> {
    let text = str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn of_kind<'a>(events: &'a [Value], kind: &str) -> Vec<&'a Value> {
    events.iter().filter(|event| event["event"] == kind).collect()
}

/// The one sentence with which the lab refuses `args`, which must contain `words` and end with this exit code.
#[track_caller]
fn refused(code: i32, args: &[&str], words: &[&str]) {
    let output = lab(args);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {message}");
    assert!(message.starts_with("lab: ") && message.ends_with(".\n"), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    for word in words {
        assert!(message.contains(word), "no {word:?} in: {message}");
    }
}

/// Rows of features along a curve.
fn values() -> Vec<f32> {
    (0..N * FEATURES).map(|i| 0.5 + 0.5 * ((i / FEATURES * 7 % N + i % FEATURES) as f32 / 9.0).sin()).collect()
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let file = folder.join(name);
    std::fs::write(&file, bytes).unwrap();
    file.to_str().unwrap().to_string()
}

fn data(folder: &Path) -> String {
    write(folder, "data.npy", &npy::write_f32(&[N, FEATURES], &values()))
}

fn idx(shape: &[u32], elements: &[u8]) -> Vec<u8> {
    let mut file = vec![0, 0, 8, shape.len() as u8];
    file.extend(shape.iter().flat_map(|size| size.to_be_bytes()));
    file.extend(elements);
    file
}

/// The width, the height and the RGBA bytes of a picture.
fn picture(file: &Path) -> (u32, u32, Vec<u8>) {
    let mut reader = png::Decoder::new(BufReader::new(File::open(file).unwrap())).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgba, png::BitDepth::Eight));
    (info.width, info.height, bytes)
}

fn codebook(folder: &Path) -> (Vec<usize>, Vec<f32>) {
    npy::read_f32(&std::fs::read(folder.join("codebook.npy")).unwrap()).unwrap()
}

#[test]
fn the_catalogue_and_the_help_are_shown() {
    let list = String::from_utf8(lab(&["--list"]).stdout).unwrap();
    for words in ["map ", "sigma.start=10\n", "learning_rate.end=0.05\n", "lattice=rectangle\n"] {
        assert!(list.contains(words), "no {words:?} in {list}");
    }
    let help = lab(&["--help"]);
    assert!(help.status.success() && help.stderr.is_empty());
    let help = String::from_utf8(help.stdout).unwrap();
    for words in ["Examples:", "--init-codebook", "lab map", "Exit status"] {
        assert!(help.contains(words), "no {words:?} in {help}");
    }
}

#[test]
fn a_run_tells_its_start_its_progress_and_its_result() {
    let data = data(&folder("events"));
    let set = ["--set", "rows=4", "cols=5", "--set", "training=batch", "sigma.start=2"];
    let events = events(&[&["--data", &data, "--epochs", "40", "--seeds", "2"], &set[..]].concat());
    let (starts, results) = (of_kind(&events, "start"), of_kind(&events, "result"));
    assert_eq!((starts.len(), results.len()), (2, 2));
    assert_eq!((&starts[0]["train"], &starts[0]["test"]), (&50.into(), &10.into()));
    assert_eq!((&starts[0]["config"]["rows"], &starts[0]["config"]["sigma"]["start"]), (&4.into(), &2.0.into()));
    assert_eq!(starts[0]["dataset"], "data");
    // The first look, twenty on the way.
    let progress = of_kind(&events, "progress");
    assert_eq!(progress.len(), 2 * 21);
    for event in progress.iter().chain(&results) {
        assert!(METRICS.iter().all(|metric| event[metric].is_number()), "{event}");
    }
    for (result, seed) in results.iter().zip([1, 2]) {
        assert_eq!((&result["experiment"], &result["variant"]), (&"map".into(), &"default".into()));
        assert_eq!((&result["seed"], &result["n"], &result["samples"]), (&seed.into(), &10.into(), &2000.into()));
        assert_eq!(result["backend"], "cpu");
        assert!(result["seconds"].as_f64().unwrap() > 0.0 && result["adapter"].is_string());
    }
    let error = |event: &Value| event["quantization_error"].as_f64().unwrap();
    assert!(error(results[0]) < 0.5 * error(progress[0]), "{} → {}", progress[0], results[0]);
}

#[test]
fn a_seed_gives_its_run_again() {
    let data = data(&folder("seeds"));
    for training in ["online", "mini_batch", "batch"] {
        let result = |seed| {
            let set = format!("training={training}");
            let args = ["--data", &data, "--seed", seed, "--set", "rows=4", "cols=4", &set, "epochs=20"];
            let mut result = events(&args).pop().unwrap();
            for time in ["seconds", "evaluation_seconds", "samples_per_second"] {
                assert!(result.as_object_mut().unwrap().remove(time).is_some());
            }
            result
        };
        assert_eq!(result("7"), result("7"));
        assert_ne!(result("7")["quantization_error"], result("8")["quantization_error"]);
    }
}

#[test]
fn the_codebook_and_the_pictures_are_written_and_taken_up_again() {
    let folder = folder("files");
    let data = data(&folder);
    let out = folder.join("out");
    let args = ["--data", &data, "--set", "rows=3", "cols=5", "epochs=8", "--out", out.to_str().unwrap()];
    let first = events(&args).pop().unwrap();
    let (shape, weights) = codebook(&out);
    assert_eq!(shape, [15, FEATURES]);
    assert!(weights.iter().all(|weight| (-0.01..=1.01).contains(weight)));

    // Twelve features are drawn as 3×4 pixels; 20×9 pixels of them are enlarged 25 times.
    let (width, height, pixels) = picture(&out.join("map.png"));
    assert_eq!((width, height), (500, 225));
    let gray = (weights[0].clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
    assert_eq!(pixels[..4], [gray, gray, gray, 255]);
    let (width, height, pixels) = picture(&out.join("u_matrix.png"));
    assert_eq!((width, height), (510, 306));
    assert!(pixels.contains(&0), "the smallest distance is black");

    // A run that starts from that codebook starts where the other ended.
    let saved = out.join("codebook.npy");
    let again = events(&[&args[..6], &["--init-codebook", saved.to_str().unwrap()]].concat());
    assert_eq!(of_kind(&again, "progress")[0]["quantization_error"], first["quantization_error"]);

    // Several runs each have their folder.
    events(&[&args[..], &["--seeds", "2"]].concat());
    assert_eq!(codebook(&out.join("default-1")), (shape, weights));
    assert!(out.join("default-2").join("map.png").exists());
}

#[test]
fn pictures_with_labels_and_a_test_set_of_their_own_are_read() {
    let folder = folder("idx");
    let pixels: Vec<u8> = (0..20 * 6).map(|i| (i * 37 % 251) as u8).collect();
    let train = write(&folder, "train", &idx(&[20, 2, 3], &pixels));
    let labels = write(&folder, "labels", &idx(&[20], &[1; 20]));
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(&idx(&[4, 2, 3], &pixels[..24])).unwrap();
    let test = write(&folder, "test.gz", &gz.finish().unwrap());
    let test_labels = write(&folder, "test-labels", &idx(&[4], &[0, 1, 2, 3]));
    let out = folder.to_str().unwrap();
    let files = ["--data", &train, "--labels", &labels, "--test", &test, "--test-labels", &test_labels];
    let events = events(&[&files[..], &["--set", "rows=2", "cols=2", "--epochs", "2", "--out", out]].concat());
    assert_eq!((&events[0]["train"], &events[0]["test"]), (&20.into(), &4.into()));
    assert_eq!(codebook(&folder).0, [2, 2, 2, 3]);

    refused(1, &["map", "--backend", "cpu", "--data", &train, "--labels", &test_labels], &["4 labels for 20 images"]);
    refused(
        1,
        &["map", "--backend", "cpu", "--data", &train, "--labels", &labels, "--test", &test],
        &["both labels or neither"],
    );
}

#[test]
fn shards_made_for_the_page_are_read() {
    let folder = folder("shards");
    let shard = |n: usize| {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(&(0..n * 12 + n).map(|i| if i < n * 12 { i as u8 } else { 0 }).collect::<Vec<_>>()).unwrap();
        gz.finish().unwrap()
    };
    let name = |n: usize, of: &str| serde_json::json!({ "file": of, "n": n, "bytes": 1 });
    let manifest = serde_json::json!({
        "name": "mnist", "title": "Few", "height": 2, "width": 2, "channels": 3, "classes": ["a"],
        "train": { "n": 30, "shards": [name(10, "first"), name(20, "second")] },
        "test": { "n": 5, "shards": [name(5, "last")] },
    });
    let set = folder.join("mnist");
    std::fs::create_dir(&set).unwrap();
    write(&set, "manifest.json", manifest.to_string().as_bytes());
    for (file, n) in [("first", 10), ("second", 20), ("last", 5)] {
        write(&set, file, &shard(n));
    }
    let dir = folder.to_str().unwrap();
    let result =
        events(&["--data-dir", dir, "--set", "rows=2", "cols=2", "--epochs", "3", "--out", dir]).pop().unwrap();
    assert_eq!((&result["samples"], &result["n"]), (&90.into(), &5.into()));
    assert_eq!(codebook(&folder).0, [2, 2, 2, 2, 3]);

    write(&set, "second", &shard(19));
    refused(1, &["map", "--backend", "cpu", "--data-dir", dir], &["Shard 1 of Few"]);
    write(&set, "manifest.json", b"{}");
    refused(1, &["map", "--backend", "cpu", "--data-dir", dir], &["manifest.json is damaged"]);
}

#[test]
fn people_get_a_table() {
    let output = lab(&["map", "--backend", "cpu", "--dataset", "colors", "--epochs", "1", "--seeds", "2"]);
    let text = String::from_utf8(output.stdout).unwrap();
    for words in ["Colors: 10000 samples", "cpu: ", "samples/s", "mean ± sd"] {
        assert!(text.contains(words), "no {words:?} in {text}");
    }
    assert!(output.stderr.is_empty(), "no bar where there is no terminal");
}

#[test]
fn the_same_program_runs_on_a_graphics_adapter() {
    let data = data(&folder("gpu"));
    let output = lab(&["map", "--backend", "gpu", "--json", "--data", &data, "--set", "rows=4", "cols=4", "epochs=20"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let on_gpu = lines(&output).pop().unwrap();
    let on_cpu = events(&["--data", &data, "--set", "rows=4", "cols=4", "epochs=20"]).pop().unwrap();
    assert_eq!(on_gpu["backend"], "gpu");
    let error = |event: &Value| event["quantization_error"].as_f64().unwrap();
    assert!((error(&on_gpu) - error(&on_cpu)).abs() < 0.02 * error(&on_cpu), "{on_gpu}, {on_cpu}");
}

#[test]
fn a_wrong_command_line_is_answered_in_one_sentence() {
    let none = folder("none");
    let missing = none.join("missing.npy");
    let (missing, none) = (missing.to_str().unwrap(), none.to_str().unwrap());
    refused(2, &[], &["lab map", "--list"]);
    refused(2, &["maps"], &["no experiment \"maps\"", "map"]);
    refused(2, &["map", "--sets"], &["--sets", "--help"]);
    refused(2, &["map", "--backend", "tpu"], &["tpu", "auto, gpu, cpu"]);
    refused(2, &["map", "--seeds", "0"], &["--seeds"]);
    refused(2, &["map", "--dataset", "mnist", "--data", missing], &["--data"]);
    refused(2, &["map", "--labels", missing], &["--data"]);
    refused(2, &["map", "--set", "rows"], &["\"rows\" is no setting"]);
    refused(2, &["map", "--set", "row=3"], &["no setting \"row\"", "rows", "sigma.start"]);
    refused(2, &["map", "--set", "lattice=cube"], &["cube", "hexagonal"]);
    refused(2, &["map", "--set", "lattice=ring"], &["one row"]);
    refused(2, &["map", "--set", "rows=0"], &["0×20"]);
    refused(2, &["map", "--epochs", "nan"], &["NaN"]);
    refused(1, &["map", "--data-dir", none], &["mnist is not in", "node scripts/data.mjs"]);
    refused(1, &["map", "--data", missing], &["missing.npy could not be read"]);
}

#[test]
fn bad_files_are_answered_in_one_sentence() {
    let folder = folder("bad");
    let good = data(&folder);
    let cases: [(&str, &[u8], &str); 6] = [
        ("text.npy", b"hello", "neither"),
        ("short.npy", b"\x93NUMPY\x01\x00", "ends within its header"),
        ("short.gz", &[0x1f, 0x8b, 8], "could not be read"),
        ("empty.idx", &idx(&[0, 2, 2], &[]), "holds none"),
        ("one.idx", &idx(&[1, 2, 2], &[0; 4]), "at least 2"),
        ("wide.idx", &idx(&[2, 1, 65_537], &[0; 131_074]), "up to 65536 pixels"),
    ];
    for (name, bytes, words) in cases {
        let file = write(&folder, name, bytes);
        refused(1, &["map", "--backend", "cpu", "--data", &file], &[words]);
    }
    let other = write(&folder, "codebook.npy", &npy::write_f32(&[3, 5], &[0.5; 15]));
    refused(2, &["map", "--backend", "cpu", "--data", &good, "--init-codebook", &other], &["15 values"]);
    refused(
        1,
        &["map", "--backend", "cpu", "--data", &good, "--init-codebook", &folder.join("no").to_string_lossy()],
        &["could not be read"],
    );
    let blocked = Path::new(&good).join("below-a-file");
    let run = ["map", "--backend", "cpu", "--data", &good, "--epochs", "1", "--out"];
    refused(1, &[&run[..], &[blocked.to_str().unwrap()]].concat(), &["below-a-file could not be written"]);
}
