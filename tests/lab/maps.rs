//! Runs of maps.

use super::*;
use som_lab::data::npy;
use std::io::Write;

const FEATURES: usize = 12;
const N: usize = 60;
const METRICS: [&str; 3] = ["quantization_error", "topographic_error", "samples_per_second"];

/// The lines that a run of `map` on the CPU prints with `--json`.
#[track_caller]
fn events(args: &[&str]) -> Vec<Value> {
    events_of("map", args)
}

/// Rows of features along a curve.
fn values() -> Vec<f32> {
    (0..N * FEATURES).map(|i| 0.5 + 0.5 * ((i / FEATURES * 7 % N + i % FEATURES) as f32 / 9.0).sin()).collect()
}

fn data(folder: &Path) -> String {
    write(folder, "data.npy", &npy::write_f32(&[N, FEATURES], &values()))
}

/// That of the only run.
fn result_of(events: Vec<Value>) -> Value {
    events.into_iter().find(|event| event["event"] == "result").unwrap()
}

fn codebook(folder: &Path) -> (Vec<usize>, Vec<f32>) {
    npy::read_f32(&std::fs::read(folder.join("codebook.npy")).unwrap()).unwrap()
}

#[test]
fn a_run_tells_its_start_its_progress_and_its_result() {
    let data = data(&folder("events"));
    let set = ["--set", "rows=4", "cols=5", "--set", "training=batch", "sigma.start=2"];
    let events = events(&[&["--data", &data, "--epochs", "40", "--seeds", "2"], &set[..]].concat());
    let (starts, results) = (of_kind(&events, "start"), of_kind(&events, "result"));
    assert_eq!((starts.len(), results.len()), (2, 2));
    assert_eq!((&starts[0]["train"], &starts[0]["test"]), (&54.into(), &6.into()));
    assert_eq!((&starts[0]["config"]["rows"], &starts[0]["config"]["sigma"]["start"]), (&4.into(), &2.0.into()));
    assert_eq!(starts[0]["dataset"], "data.npy");
    // The first look, twenty on the way.
    let progress = of_kind(&events, "progress");
    assert_eq!(progress.len(), 2 * 21);
    for event in progress.iter().chain(&results) {
        assert!(METRICS.iter().all(|metric| event[metric].is_number()), "{event}");
    }
    for (result, seed) in results.iter().zip([1, 2]) {
        assert_eq!((&result["experiment"], &result["variant"]), (&"map".into(), &"map".into()));
        assert_eq!((&result["seed"], &result["n"], &result["samples"]), (&seed.into(), &6.into(), &2160.into()));
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
            let args =
                ["--data", &data, "--seed", seed, "--set", "rows=4", "cols=4", "sigma.end=0.5", &set, "epochs=20"];
            let mut result = result_of(events(&args));
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
    let first = result_of(events(&args));
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
    assert_eq!(codebook(&out.join("map-1")), (shape, weights));
    assert!(out.join("map-2").join("map.png").exists());
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
    let mut manifest = serde_json::json!({
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
    let result = result_of(events(&["--data-dir", dir, "--set", "rows=2", "cols=2", "--epochs", "3", "--out", dir]));
    assert_eq!((&result["samples"], &result["n"]), (&90.into(), &5.into()));
    assert_eq!(codebook(&folder).0, [2, 2, 2, 2, 3]);
    let plain = codebook(&folder).1;

    // The same bytes as residuals are other images.
    manifest["coding"] = "rgb-gradient".into();
    write(&set, "manifest.json", manifest.to_string().as_bytes());
    events(&["--data-dir", dir, "--set", "rows=2", "cols=2", "--epochs", "3", "--out", dir]);
    assert_ne!(codebook(&folder).1, plain);
    manifest["coding"] = "of tomorrow".into();
    write(&set, "manifest.json", manifest.to_string().as_bytes());
    refused(1, &["map", "--backend", "cpu", "--data-dir", dir], &["manifest.json is damaged", "of tomorrow"]);
    manifest["coding"] = "raw".into();
    write(&set, "manifest.json", manifest.to_string().as_bytes());

    write(&set, "second", &shard(19));
    refused(1, &["map", "--backend", "cpu", "--data-dir", dir], &["Shard 1 of Few"]);
    write(&set, "manifest.json", b"{}");
    refused(1, &["map", "--backend", "cpu", "--data-dir", dir], &["manifest.json is damaged"]);
}

#[test]
fn patches_are_learned_and_images_rebuilt_from_a_folder_of_pictures() {
    let data = pictures("patches", 60, true, 16);
    std::fs::write(data.join("notes.txt"), "no picture").unwrap();
    std::fs::write(data.join(".hidden.png"), "no picture either").unwrap();
    let out = folder("patches-out");
    let [data, out_dir] = [&data, &out].map(|folder| folder.to_str().unwrap());
    let set = ["--set", "rows=6", "cols=6", "sigma.start=3", "patch.per_image=16", "--epochs", "2"];
    let args = [&["--data", data, "--variant", "400", "--out", out_dir], &set[..]].concat();
    let events = events_of("patches", &args);
    // Every tenth is held out.
    assert_eq!((&events[0]["train"], &events[0]["test"]), (&54.into(), &6.into()));
    let result = of_kind(&events, "result")[0];
    assert_eq!((&result["variant"], &result["samples"]), (&"400".into(), &(2 * 16 * 54).into()));
    let metric = |name: &str| result[name].as_f64().unwrap_or_else(|| panic!("no {name} in {result}"));
    assert!(metric("psnr") > metric("psnr_tiles") && metric("psnr_tiles") > 15.0, "{result}");
    // A patch has no class of its own.
    assert!(["purity", "nmi", "angle_error_deg"].iter().all(|name| result.get(name).is_none_or(|v| v.is_null())));

    let (width, height, pixels) = picture(&out.join("rebuilt.png"));
    // Six images side by side, three rows, enlarged five times; the first pixel is that of a picture.
    assert_eq!((width, height), (6 * 16 * 5, 3 * 16 * 5));
    let first = |i: u32| {
        let class = if i < 30 { "up" } else { "down" };
        image::open(format!("{data}/{class}/view{i}.png")).unwrap().to_rgb8().get_pixel(0, 0).0
    };
    assert!((0..60).any(|i| pixels[..3] == first(i)));
    assert_eq!(codebook(&out).0, [6, 6, 4, 4, 3]);

    // Two maps of different sizes, on the same pictures.
    let set = ["--set", "patch.size=3", "patch.per_image=4", "--epochs", "1"];
    let events = events_of("patches", &[&["--data", data], &set[..]].concat());
    let results = of_kind(&events, "result");
    assert_eq!(results.iter().map(|result| &result["variant"]).collect::<Vec<_>>(), ["400", "2500"]);
}

#[test]
fn a_single_picture_is_seen_until_it_is_known() {
    let data = pictures("single", 1, false, 24).join("view0.png");
    let args = ["--data", data.to_str().unwrap(), "--variant", "400", "--set", "rows=5", "cols=5", "sigma.start=2"];
    let events = events_of("patches", &args);
    let result = of_kind(&events, "result")[0];
    let config = &events[0]["config"];
    assert_eq!(config["patch"]["per_image"], 21 * 21, "all of its patches");
    assert!(result["samples"].as_u64().unwrap() >= 249_000 && result["psnr"].as_f64().unwrap() > 25.0, "{result}");
    let once = events_of("patches", &[&args[..], &["patch.per_image=50", "epochs=2"]].concat());
    assert_eq!(of_kind(&once, "result")[0]["samples"], 100, "what is said holds");
}

#[test]
fn a_ring_stands_for_the_angles_of_a_turn() {
    let events = events_of("ring", &["--dataset", "turntable-32"]);
    let results = of_kind(&events, "result");
    let metric = |i: usize, name: &str| results[i][name].as_f64().unwrap_or_else(|| panic!("no {name}"));
    assert_eq!((&results[0]["variant"], &results[1]["variant"]), (&"ring".into(), &"line".into()));
    assert!(metric(0, "angle_error_deg") < 5.0, "{}", results[0]);
    assert_eq!((metric(0, "turns").abs(), metric(0, "reversals"), metric(0, "largest_jump")), (1.0, 0.0, 1.0));
    assert!(metric(1, "largest_jump") > 10.0 && metric(1, "turns") == 0.0, "{}", results[1]);
    assert!(of_kind(&events, "progress")[0]["angle_error_deg"].is_number());
}

#[test]
fn a_folder_of_views_is_a_turntable_in_the_order_of_its_names() {
    let data = pictures("views", 24, false, 20);
    let args = ["--data", data.to_str().unwrap(), "--size", "10", "--variant", "ring", "--set", "cols=24"];
    let events = events_of("ring", &args);
    let result = of_kind(&events, "result")[0];
    assert_eq!((&events[0]["train"], &events[0]["test"]), (&24.into(), &24.into()));
    assert_eq!((&result["largest_jump"], &result["reversals"]), (&1.into(), &0.into()), "{result}");
    assert!(result["angle_error_deg"].as_f64().unwrap() < 5.0, "{result}");
    assert!(result.get("psnr").is_none() && result.get("purity").is_none());
}

#[test]
fn stacks_are_run_and_every_layer_is_drawn() {
    let data = pictures("stack", 60, true, 12);
    let out = folder("stack-out");
    let [data, out_dir] = [&data, &out].map(|folder| folder.to_str().unwrap());
    let layers = r#"stack=[{"rows":4,"cols":5,"size":2,"stride":1,"code":"soft"},{"rows":3,"cols":3,"size":0,"stride":1,"code":"one_hot"}]"#;
    let set =
        ["--set", "rows=4", "cols=4", "sigma.start=2", "patch.size=4", "patch.stride=2", layers, "stack.1.rows=5"];
    let args = [&["--data", data, "--variant", "soft", "--epochs", "3", "--out", out_dir], &set[..]].concat();
    let events = events_of("codes", &args);
    let result = of_kind(&events, "result")[0];
    assert_eq!(events[0]["config"]["stack"][1]["rows"], 5);
    for metric in ["purity", "nmi", "psnr", "psnr_tiles"] {
        assert!(result[metric].is_number(), "no {metric} in {result}");
    }
    assert_eq!(result["n"], 6, "one sample of the last layer is an image");
    let progress = of_kind(&events, "progress");
    assert_eq!((&progress[0]["layer"], &progress[progress.len() - 1]["layer"]), (&0.into(), &2.into()));
    for file in ["codebook", "codebook-2", "codebook-3"] {
        assert!(out.join(file.to_string() + ".npy").exists(), "{file}");
    }
    // 5×3 pictures of 12×12 pixels.
    let (width, height, _) = picture(&out.join("map-3.png"));
    assert_eq!((width * 60, height * 36), (height * 36, width * 60));
    assert!(out.join("map-2.png").exists() && out.join("rebuilt.png").exists());
    assert_eq!(codebook(&out).0, [4, 4, 4, 4], "pictures lose their colors here");
}

#[test]
fn pictures_of_any_kind_are_turned_upright_and_get_one_shape() {
    let folder = folder("kinds");
    let half = |x: u32, _: u32| if x < 20 { [255, 0, 0] } else { [0, 0, 255] };
    // A JPEG whose Exif says that it is to be turned by 90°: red on the left is red at the top.
    let mut jpeg = Vec::new();
    pixels(40, 40, half).write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 95)).unwrap();
    let tiff = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let segment = [&[0xff, 0xe1, 0, tiff.len() as u8 + 2], &tiff[..]].concat();
    jpeg.splice(2..2, segment);
    write(&folder, "1.JPG", &jpeg);
    // A wide one loses its margins, and glass lies on white paper.
    pixels(120, 40, |x, _| if (40..80).contains(&x) { [0, 255, 0] } else { [0; 3] })
        .save(folder.join("2.bmp"))
        .unwrap();
    image::RgbaImage::from_pixel(40, 40, image::Rgba([9, 9, 9, 0])).save(folder.join("3.webp")).unwrap();
    pixels(80, 80, |_, _| [7, 7, 7]).save(folder.join("10.gif")).unwrap();
    let out = folder.join("out");
    let args = ["--data", folder.to_str().unwrap(), "--variant", "400", "--size", "20", "--epochs", "1"];
    events_of("patches", &[&args[..], &["--out", out.to_str().unwrap()]].concat());
    let (width, height, pixels) = picture(&out.join("rebuilt.png"));
    assert_eq!((width, height), (4 * 20 * 6, 3 * 20 * 6));
    let at = |x: u32, y: u32| &pixels[((y * 6 * width + x * 6) * 4) as usize..][..3];
    let near = |found: &[u8], wanted: [u8; 3]| {
        assert!(found.iter().zip(wanted).all(|(&a, b)| a.abs_diff(b) < 30), "{found:?} is not {wanted:?}");
    };
    for (x, y, color) in [(3, 3, [255, 0, 0]), (16, 3, [255, 0, 0]), (3, 16, [0, 0, 255]), (16, 16, [0, 0, 255])] {
        near(at(x, y), color);
    }
    near(at(22, 10), [0, 255, 0]);
    near(at(38, 10), [0, 255, 0]);
    near(at(50, 10), [255, 255, 255]);
    near(at(70, 10), [7, 7, 7]);
}

#[test]
fn bad_pictures_are_answered_in_one_sentence() {
    let folder = folder("bad-pictures");
    let dir = folder.to_str().unwrap();
    let run = |experiment: &'static str| [experiment, "--backend", "cpu", "--data", dir];
    refused(1, &run("patches"), &["bad-pictures holds no files"]);
    pixels(12, 12, |x, y| [x as u8, y as u8, 0]).save(folder.join("a.png")).unwrap();
    refused(1, &run("map"), &["A map of pictures needs at least two"]);
    refused(1, &run("ring"), &["A turn needs at least three views"]);
    refused(2, &[&run("patches")[..], &["--labels", "x"]].concat(), &["--labels", "folders"]);
    refused(2, &[&run("patches")[..], &["--size", "0"]].concat(), &["--size"]);
    refused(2, &[&run("patches")[..], &["--size", "3"]].concat(), &["do not fit into 3×3"]);
    refused(2, &["patches", "--variant", "5x5"], &["no variant \"5x5\"", "400, 2500"]);
    refused(2, &["map", "--size", "9"], &["--data"]);
    let missing = folder.join("missing.jpg");
    refused(1, &["patches", "--data", missing.to_str().unwrap()], &["missing.jpg could not be read"]);
    refused(2, &["map", "--data", &data(&super::folder("sized")), "--size", "9"], &["--size is for pictures"]);

    write(&folder, "b.png", b"this is a text");
    refused(1, &run("map"), &["needs at least two", "b.png is a text file"]);
    let whole = std::fs::read(folder.join("a.png")).unwrap();
    write(&folder, "b.png", &whole[..whole.len() / 2]);
    refused(1, &run("map"), &["needs at least two", "b.png is damaged"]);
    // A header that promises 60,000×60,000 pixels.
    let mut huge = whole.clone();
    huge[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    write(&folder, "b.png", &huge);
    refused(1, &run("map"), &["b.png"]);
    std::fs::remove_file(folder.join("b.png")).unwrap();
    // What is left out is named, once.
    std::fs::write(folder.join("b\nc.heic"), b"\0\0\0\x1cftypheic\0\0\0\0").unwrap();
    refused(1, &run("map"), &["needs at least two", "b\\nc.heic is HEIC, which only browsers read"]);
}

#[test]
fn people_get_a_table() {
    let output = lab(&["map", "--backend", "cpu", "--dataset", "colors", "--epochs", "1", "--seeds", "2"]);
    let text = String::from_utf8(output.stdout).unwrap();
    for words in ["Colors: 10000 images", "cpu: ", "samples/s", "mean ± sd"] {
        assert!(text.contains(words), "no {words:?} in {text}");
    }
    assert!(output.stderr.is_empty(), "no bar where there is no terminal");
}

#[test]
fn the_same_program_runs_on_a_graphics_adapter() {
    let data = data(&folder("gpu"));
    let output = lab(&["map", "--backend", "gpu", "--json", "--data", &data, "--set", "rows=4", "cols=4", "epochs=20"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let on_gpu = result_of(lines(&output));
    let on_cpu = result_of(events(&["--data", &data, "--set", "rows=4", "cols=4", "epochs=20"]));
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
        ("text.npy", b"hello", "is a text file"),
        ("short.npy", b"\x93NUMPY\x01\x00", "ends within its header"),
        ("short.gz", &[0x1f, 0x8b, 8], "damaged or incomplete"),
        ("empty.idx", &idx(&[0, 2, 2], &[]), "holds none"),
        ("one.idx", &idx(&[1, 2, 2], &[0; 4]), "at least two"),
        ("wide.idx", &idx(&[2, 1, 65_537], &[0; 131_074]), "at most 65,536"),
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
    let run = ["map", "--backend", "cpu", "--data", &good, "--epochs", "1", "--set", "rows=3", "cols=3", "--out"];
    refused(1, &[&run[..], &[blocked.to_str().unwrap()]].concat(), &["below-a-file could not be written"]);
}
