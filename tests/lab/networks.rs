//! Runs of networks with maps as masks.

use super::*;
use som_lab::data::npy;

pub const SIDE: usize = 6;
pub const N: usize = 180;
pub const CLASSES: usize = 3;
const METRICS: [&str; 4] = ["test_accuracy", "test_loss", "train_accuracy", "train_loss"];
/// What depends on the clock.
const TIMES: [&str; 5] =
    ["seconds", "evaluation_seconds", "samples_per_second", "recent_samples_per_second", "final_samples_per_second"];
/// A network that learns in an instant.
const SMALL: [&str; 9] = [
    "--set",
    "hidden.0.rows=3",
    "hidden.0.cols=4",
    "batch_size=10",
    "evaluations=5",
    "learning_rate.start=0.01",
    "learning_rate.end=0.01",
    "--epochs",
    "6",
];

/// Images of one bright row each, whose third of the image is the class, in noise; and the labels.
pub fn data(name: &str) -> (PathBuf, [String; 2]) {
    let folder = folder(name);
    let class = |i: usize| i * 7 % CLASSES;
    let pixel = |at: usize| {
        let (i, y) = (at / (SIDE * SIDE), at / SIDE % SIDE);
        let bright = y == class(i) * 2 + i / CLASSES % 2;
        (if bright { 60 } else { 0 }) + ((at * 2_654_435_761) >> 7) as u8 % 160
    };
    let pixels: Vec<u8> = (0..N * SIDE * SIDE).map(pixel).collect();
    let labels: Vec<u8> = (0..N).map(|i| class(i) as u8).collect();
    let images = write(&folder, "images", &idx(&[N as u32, SIDE as u32, SIDE as u32], &pixels));
    let labels = write(&folder, "labels", &idx(&[N as u32], &labels));
    (folder, [images, labels])
}

/// The events of a run on these images.
#[track_caller]
pub fn learn(experiment: &str, [images, labels]: &[String; 2], args: &[&str]) -> Vec<Value> {
    events_of(experiment, &[&["--data", images, "--labels", labels], args].concat())
}

#[track_caller]
fn run(experiment: &str, data: &[String; 2], args: &[&str]) -> Vec<Value> {
    learn(experiment, data, &[&SMALL[..], args].concat())
}

pub fn number(event: &Value, name: &str) -> f64 {
    event[name].as_f64().unwrap_or_else(|| panic!("no {name} in {event}"))
}

pub fn array(file: PathBuf) -> (Vec<usize>, Vec<f32>) {
    npy::read_f32(&std::fs::read(file).unwrap()).unwrap()
}

#[test]
fn variants_learn_in_step_and_are_held_against_the_note() {
    let (_, data) = data("net-events");
    let events = run("fc-two-sigmas", &data, &["--seeds", "2", "--set", "sigma_forward.hold=3"]);
    let (starts, results) = (of_kind(&events, "start"), of_kind(&events, "result"));
    assert_eq!((starts.len(), results.len()), (6, 6));
    assert_eq!((&starts[0]["train"], &starts[0]["test"]), (&162.into(), &18.into()));
    let masks =
        |event: &Value| [0, 1].map(|layer| event["config"]["hidden"][layer]["mask"].as_str().unwrap().to_string());
    assert_eq!([0, 2, 4].map(|i| masks(starts[i])), [["none", "none"], ["whole", "none"], ["whole", "whole"]]);
    assert_eq!(starts[5]["config"]["hidden"][0]["rows"], 3);

    // Squares of fifths of the run: at the same numbers of samples in every run.
    let progress = of_kind(&events, "progress");
    assert_eq!(progress.len(), 6 * 5);
    let places = |run: &[&Value]| run.iter().map(|event| event["samples"].as_u64().unwrap()).collect::<Vec<_>>();
    for (run, result) in progress.chunks(5).zip(&results) {
        assert_eq!(places(run), [40, 160, 354, 626, 972]);
        assert_eq!(run[4]["step"], result["steps"]);
        assert!(run.iter().all(|event| METRICS.iter().all(|name| event[name].is_number())));
        for name in ["variant", "seed", "samples", "test_accuracy"] {
            assert_eq!(run[4][name], result[name], "{name}");
        }
        assert!((number(run[4], "test_loss") - number(result, "test_loss")).abs() < 1e-6);
        assert!(number(result, "test_loss") < 0.7 * number(run[0], "test_loss"), "{} → {result}", run[0]);
        assert!(number(result, "test_accuracy") > 0.6, "{result}");
        assert!(number(result, "seconds") > 0.0 && number(result, "samples_per_second") > 0.0);
        assert_eq!((&result["n"], &result["samples"]), (&18.into(), &972.into()));
    }
    let strengths = |i: usize| [0, 1].map(|layer| number(&results[i]["layers"][layer], "activation_strength"));
    assert_eq!((strengths(0), number(results[0], "activation_strength")), ([1.0; 2], 1.0));
    assert!(strengths(2)[0] < 0.95 && strengths(2)[1] == 1.0, "{}", results[2]);
    assert!(strengths(4)[0] < 0.95 && strengths(4)[1] < 0.95, "{}", results[4]);
    assert_eq!(results[2]["active_units"], 12.0, "those of the masked layer");
    assert_eq!(results[4]["active_units"], 112.0);
    assert!(results[0].get("organization_codebook").is_none() && results[2]["organization_codebook"].is_number());

    let verdicts = of_kind(&events, "verdict");
    assert_eq!(verdicts.len(), 2);
    for verdict in verdicts {
        assert!(verdict["claim"].as_str().unwrap().starts_with("The note: "));
        assert!(["agrees", "disagrees", "within the noise"].contains(&verdict["verdict"].as_str().unwrap()));
    }
}

#[test]
fn a_seed_gives_its_network_again() {
    let (_, data) = data("net-seeds");
    let told = |seed| {
        let mut events = run("fc-two-sigmas", &data, &["--variant", "both", "--seed", seed]);
        events.iter_mut().filter_map(Value::as_object_mut).for_each(|event| {
            for time in TIMES {
                event.remove(time);
            }
        });
        events
    };
    assert_eq!(told("7"), told("7"));
    let loss = |events: &[Value]| number(of_kind(events, "result")[0], "test_loss");
    assert_ne!(loss(&told("7")), loss(&told("8")));
}

#[test]
fn the_smaller_sigma_is_the_less_is_active() {
    let (_, data) = data("net-sigma");
    let events = run("fc-sigma", &data, &[]);
    let results = of_kind(&events, "result");
    let names: Vec<_> = results.iter().map(|result| result["variant"].as_str().unwrap()).collect();
    assert_eq!(names, ["sigma-inf", "sigma-50", "sigma-20", "sigma-5"]);
    assert!(
        results.windows(2).all(|two| { number(two[0], "activation_strength") > number(two[1], "activation_strength") })
    );
    // A mask that few neurons pass.
    let events = run("fc-sigma", &data, &["--variant", "sigma-5", "--set", "threshold=0.99", "hidden.1.mask=none"]);
    let result = of_kind(&events, "result")[0];
    assert!((1.0..6.0).contains(&number(result, "active_units")), "{result}");
    assert!(of_kind(&events, "verdict").is_empty(), "one variant alone has no rank");
}

#[test]
fn the_order_of_mask_and_relu_matters_only_with_the_bias_between() {
    let (_, data) = data("net-order");
    let sigma = ["--set", "sigma_forward.start=1", "sigma_forward.end=1"];
    let courses = |events: &[Value]| {
        let of = |variant: &str| {
            let points = of_kind(events, "progress").into_iter().filter(|event| event["variant"] == variant);
            points.map(|event| number(event, "test_loss")).collect::<Vec<_>>()
        };
        ["mask-relu", "relu-mask"].map(of)
    };
    let same = |events: &[Value]| of_kind(events, "verdict").last().map(|event| (*event).clone()).unwrap();

    let events = run("order", &data, &[&sigma[..], &["bias=before_mask", "--seeds", "2"]].concat());
    let verdict = same(&events);
    assert_eq!((&verdict["verdict"], &verdict["largest_difference"]), (&"agrees".into(), &0.0.into()), "{verdict}");
    let [a, b] = courses(&events);
    assert_eq!((a.len(), &a), (10, &b));

    let events = run("order", &data, &sigma);
    let verdict = same(&events);
    assert!(verdict["verdict"].is_null() && number(&verdict, "largest_difference") > 1e-3, "{verdict}");
    let [a, b] = courses(&events);
    assert_ne!(a, b);
}

#[test]
fn filters_are_written_beside_the_map_and_what_activates_them() {
    let (folder, data) = data("net-filters");
    let out = folder.join("out");
    let events = run("filters", &data, &["--out", out.to_str().unwrap()]);
    let result = of_kind(&events, "result")[0];
    for name in ["organization_codebook", "organization_filters", "organization_maximized"] {
        assert!((-1.0..=1.0).contains(&number(result, name)), "{name}");
    }
    let (shape, weights) = array(out.join("weights.npy"));
    assert_eq!(shape, [36, 12]);
    assert_eq!(array(out.join("weights-2.npy")).0, [12, CLASSES]);
    assert_eq!((array(out.join("bias.npy")).0, array(out.join("bias-2.npy")).0), (vec![12], vec![CLASSES]));
    let (shape, codebook) = array(out.join("codebook.npy"));
    assert_eq!(shape, [12, 36]);
    assert!(codebook.iter().all(|value| (-0.01..=1.01).contains(value)));
    assert!(!out.join("codebook-2.npy").exists(), "the linear layer has no map");

    // 3×4 tiles of 6×6 pixels, enlarged 21 times.
    let (width, height, pixels) = picture(&out.join("map.png"));
    assert_eq!((width, height), (24 * 21, 18 * 21));
    assert_eq!(pixels[0], (codebook[0].clamp(0.0, 1.0) * 255.0 + 0.5) as u8);
    // With lines between them, 18 times.
    for file in ["filters.png", "maximized.png"] {
        let (width, height, _) = picture(&out.join(file));
        assert_eq!((width, height), (27 * 18, 20 * 18), "{file}");
    }
    let (width, _, pixels) = picture(&out.join("filters.png"));
    for (unit, feature) in [(0, 0), (5, 7), (11, 35)] {
        let (y, x) = (unit / 4 * 7 + feature / SIDE, unit % 4 * 7 + feature % SIDE);
        let at = (y * 18 * width as usize + x * 18) * 4;
        let (red, blue) = (pixels[at], pixels[at + 2]);
        let weight = weights[feature * 12 + unit];
        assert!(if weight > 0.0 { red >= blue } else { blue >= red }, "{weight}: {red}, {blue}");
    }
    let grays = picture(&out.join("maximized.png")).2;
    assert!(grays.chunks_exact(4).all(|pixel| pixel[0] == pixel[1] && pixel[0] == pixel[2]));
}

#[test]
fn curves_of_all_variants_are_drawn() {
    let (folder, data) = data("net-curves");
    let out = folder.join("out");
    run("fc-two-sigmas", &data, &["--seeds", "2", "--out", out.to_str().unwrap()]);
    for file in ["no-som-1/weights-3.npy", "layer-1-1/codebook.npy", "both-2/codebook-2.npy", "both-2/map-2.png"] {
        assert!(out.join(file).exists(), "{file}");
    }
    assert!(!out.join("no-som-1/codebook.npy").exists() && !out.join("layer-1-1/codebook-2.npy").exists());
    let table = std::fs::read_to_string(out.join("table.md")).unwrap();
    let names: Vec<_> = table.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
    assert_eq!(names.last_chunk(), Some(&["no-som", "layer-1", "both"]), "{table}");
    let chart = image::open(out.join("curves.png")).unwrap().to_rgb8();
    assert_eq!(chart.dimensions(), (1800, 640));
    // Each variant in its color, in both panels; of accuracy, that of few images, lines may hide each other.
    for (from, to, least) in [(0, 900, 90), (900, 1800, 200)] {
        for color in [[0xc7, 0x7f, 0x00], [0xb5, 0x28, 0x1e], [0x00, 0x72, 0xb2]] {
            let drawn = chart.enumerate_pixels().filter(|(x, _, p)| (from..to).contains(x) && p.0 == color).count();
            assert!(drawn > least, "{color:?}: {drawn}");
        }
    }
}

#[test]
fn networks_learn_from_a_folder_of_pictures_for_each_class() {
    let data = pictures("net-pictures", 60, true, 8);
    let data = data.to_str().unwrap();
    let events = events_of("filters", &[&["--data", data], &SMALL[..]].concat());
    assert_eq!((&events[0]["train"], &events[0]["test"]), (&54.into(), &6.into()));
    assert!(number(of_kind(&events, "result")[0], "test_accuracy") > 0.5);
    // Few pictures are seen often, unless it is said how often.
    let events = events_of("filters", &[&["--data", data], &SMALL[..7]].concat());
    assert!(number(of_kind(&events, "result")[0], "samples") > 50_000.0);
}

#[test]
fn people_get_a_table_and_the_verdicts() {
    let (_, [images, labels]) = data("net-people");
    let args = ["fc-two-sigmas", "--backend", "cpu", "--data", &images, "--labels", &labels, "--seeds", "3"];
    let output = lab(&[&args[..], &SMALL].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    for words in [
        "test %",
        "strength",
        "samples/s",
        "mean ± sd test %",
        "| variant, 3 seeds |",
        "The note: The maps bring no gain",
        "→ ",
    ] {
        assert!(text.contains(words), "no {words:?} in {text}");
    }
    assert!(output.stderr.is_empty());
}

#[test]
fn the_same_network_is_trained_on_a_graphics_adapter() {
    let (_, [images, labels]) = data("net-gpu");
    let loss = |backend| {
        let args = ["filters", "--backend", backend, "--json", "--data", &images, "--labels", &labels];
        let output = lab(&[&args[..], &SMALL].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let result = (*of_kind(&lines(&output), "result")[0]).clone();
        assert_eq!(result["backend"], backend);
        number(&result, "test_loss")
    };
    let (gpu, cpu) = (loss("gpu"), loss("cpu"));
    assert!((gpu - cpu).abs() < 0.02 * cpu, "{gpu}, {cpu}");
}

#[test]
fn a_wrong_network_is_answered_in_one_sentence() {
    let (folder, [images, labels]) = data("net-wrong");
    let set = |setting| ["fc-two-sigmas", "--data", &images, "--labels", &labels, "--set", setting].map(str::to_string);
    for (setting, words) in [
        ("hidden.0.rows=0", "0×10"),
        ("hidden.2.rows=4", "hidden.1.rows"),
        ("hidden.0.masked=true", "hidden.0.mask,"),
        ("hidden=[]", "0 hidden layers"),
        ("threshold=2", "threshold of 2"),
        ("bias=between", "after_mask"),
        ("lattice=ring", "one row"),
        ("sigma.start=3", "sigma_forward.start"),
    ] {
        refused(2, &set(setting).each_ref().map(String::as_str), &[words]);
    }
    for args in [&["--data", &images][..], &["--dataset", "colors"], &["--dataset", "turntable"]] {
        refused(2, &[&["order"][..], args].concat(), &["order learns classes", "--labels"]);
    }
    refused(2, &["filters", "--init-codebook", &images], &["--init-codebook is for maps"]);
    let few = write(&folder, "few", &idx(&[3], &[0; 3]));
    refused(1, &["filters", "--data", &images, "--labels", &few], &["3 labels for 180 images"]);
}
