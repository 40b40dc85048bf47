//! Runs of networks with filters, with maps of images and of patches as masks, and of other ways to be sparse.

use super::networks::{CLASSES, N, SIDE, array, data, learn, number};
use super::*;
use som_lab::data::Images;
use som_lab::input::hold_out;

/// Filters of 3×3 on images of 6×6: 16 positions, and 4 windows.
const SMALL: [&str; 9] = [
    "--set",
    "hidden.0.kernel=3",
    "batch_size=10",
    "evaluations=5",
    "learning_rate.start=0.01",
    "learning_rate.end=0.01",
    "patches=4",
    "--epochs",
    "6",
];
const POSITIONS: usize = 16;
const WINDOWS: usize = 4;
const TAPS: usize = 9;
/// Twelve of them.
const TWELVE: [&str; 3] = ["--set", "hidden.0.rows=3", "hidden.0.cols=4"];

#[track_caller]
fn run(experiment: &str, data: &[String; 2], args: &[&str]) -> Vec<Value> {
    learn(experiment, data, &[&SMALL[..], args].concat())
}

/// The results, one for each variant, which must have these names.
#[track_caller]
fn results<'a, const N: usize>(events: &'a [Value], variants: [&str; N]) -> [&'a Value; N] {
    let results = of_kind(events, "result");
    let names: Vec<_> = results.iter().map(|result| result["variant"].as_str().unwrap()).collect();
    assert_eq!(names, variants);
    results.try_into().unwrap()
}

/// Multiply–accumulate operations of `neurons` filters and the linear layer on them.
fn macs(neurons: usize) -> f64 {
    (POSITIONS * TAPS * neurons + WINDOWS * neurons * CLASSES) as f64
}

#[test]
fn a_map_of_whole_images_masks_the_channels() {
    let (_, data) = data("conv-cnn");
    // On a lattice of twelve, a mask as wide as the catalogue's would hardly dim any.
    let narrow = ["--seeds", "2", "--set", "sigma_forward.start=2.8", "sigma_forward.end=2.8"];
    let events = run("cnn", &data, &[&TWELVE[..], &narrow].concat());
    let found = of_kind(&events, "result");
    assert_eq!(found.len(), 6);
    let progress = of_kind(&events, "progress");
    for (result, course) in found.iter().zip(progress.chunks(5)) {
        let (first, last) = (course[0], course[4]);
        // One that leaves few channels learns little, which eighteen held-out images do not tell.
        let (loss, share) = if result["variant"] == "som-cnn-5" { ("train_loss", 1.0) } else { ("test_loss", 0.7) };
        assert!(number(last, loss) < share * number(first, loss), "{first} → {last}");
        assert_eq!(number(result, "dense_forward_macs_per_image"), macs(12));
        assert!(result.get("train_accuracy").is_none(), "the training set is dear");
        assert!(number(result, "final_samples_per_second") > 0.0);
    }
    let [cnn, masked, sharp] = [0, 2, 4].map(|i| found[i]);
    assert_eq!((number(cnn, "activation_strength"), number(cnn, "active_units")), (1.0, 12.0));
    assert_eq!((number(cnn, "forward_macs_per_image"), number(cnn, "search_macs_per_image")), (macs(12), 0.0));
    assert_eq!(number(masked, "search_macs_per_image"), (SIDE * SIDE * 12) as f64);
    assert!(number(masked, "activation_strength") < 0.95 && number(masked, "active_units") == 12.0, "{masked}");
    assert!((1.0..6.0).contains(&number(sharp, "active_units")), "{sharp}");
    for (result, mask) in [(cnn, "none"), (masked, "whole"), (sharp, "whole")] {
        let layer = &result["layers"][0];
        assert_eq!((&layer["mask"], &layer["kernel"], &layer["units"]), (&mask.into(), &3.into(), &12.into()));
    }
    let claims = of_kind(&events, "verdict");
    assert!(claims.iter().any(|verdict| verdict["figures"].as_str().unwrap().starts_with("som-cnn ")), "{claims:?}");

    let events = run("cnn", &data, &["--variant", "cnn", "--train-set"]);
    let accuracy = number(of_kind(&events, "result")[0], "train_accuracy");
    assert!((0.5..=1.0).contains(&accuracy), "{accuracy}");
}

#[test]
fn a_map_of_patches_rests_and_its_winners_are_kept() {
    let (_, data) = data("conv-rest");
    let args =
        ["--set", "convergence_tolerance=1", "som_epochs=1", "threshold=0.9", "--epochs", "30", "--variant", "csom"];
    let events = learn("csom", &data, &[&SMALL[..7], &args].concat());
    let [result] = results(&events, ["csom"]);
    let frozen_at = number(result, "frozen_at");
    assert!(frozen_at > 0.0 && frozen_at < 4500.0 && result["layers"][0]["frozen"] == true, "{result}");
    assert_eq!((number(result, "bmus_cached"), number(result, "training_search_macs_per_image")), (1.0, 0.0));
    assert_eq!(number(result, "search_macs_per_image"), (POSITIONS * TAPS * 100) as f64);
    assert_eq!(result["layers"][0]["grouped"], true);
    let (done, dense) = (number(result, "training_macs_per_image"), number(result, "dense_training_macs_per_image"));
    assert!(done < 0.5 * dense && number(result, "forward_macs_per_image") < 0.5 * macs(100), "{result}");
    assert!(number(result, "training_macs") > 4500.0 * done);
    let per_million = 100.0 * number(result, "test_accuracy")
        / (number(result, "forward_macs_per_image") + number(result, "search_macs_per_image"))
        * 1e6;
    assert!((number(result, "test_percent_per_million_macs") / per_million - 1.0).abs() < 1e-9);
    let rest = of_kind(&events, "verdict").into_iter().find(|event| event["figures"].to_string().contains("passes"));
    assert_eq!(rest.expect("what the note says of rest")["verdict"], "agrees");
}

#[test]
fn filters_patches_and_winners_are_written() {
    let (folder, files) = data("conv-files");
    let out = folder.join("out");
    run("csom", &files, &[&TWELVE[..], &["--variant", "csom", "--out", out.to_str().unwrap()]].concat());
    assert_eq!(array(out.join("weights.npy")).0, [3, 3, 1, 12]);
    assert_eq!((array(out.join("bias.npy")).0, array(out.join("weights-2.npy")).0), (vec![12], vec![48, CLASSES]));
    let (shape, codebook) = array(out.join("codebook.npy"));
    assert_eq!(shape, [12, 3, 3]);
    // 3×4 tiles of 3×3 pixels, enlarged 42 times; with lines between them, 34 times.
    let (width, height, _) = picture(&out.join("map.png"));
    assert_eq!((width, height), (12 * 42, 9 * 42));
    let (width, height, _) = picture(&out.join("filters.png"));
    assert_eq!((width, height), (15 * 34, 11 * 34));

    // Eight images above their winners, with the colors of the lattice in front, enlarged 9 times.
    let (width, height, pixels) = picture(&out.join("winners.png"));
    assert_eq!((width, height), (9 * 6 * 9, 12 * 9));
    let color = |y: usize, x: usize| &pixels[(y * 9 * width as usize + x * 9) * 4..][..4];
    let bytes = std::fs::read(&files[0]).unwrap();
    let images = &bytes[bytes.len() - N * SIDE * SIDE..];
    let labels = std::fs::read(&files[1]).unwrap()[8..].to_vec();
    let side = SIDE as u32;
    let all = Images { height: side, width: side, channels: 1, pixels: images.to_vec(), labels: Some(labels) };
    let (_, held_out) = hold_out(&all);
    let distance = |unit: usize, image: usize, y: usize, x: usize| -> f32 {
        let tap = |at: usize| {
            let pixel = images[(image * SIDE + y + at / 3) * SIDE + x + at % 3];
            (f32::from(pixel) / 255.0 - codebook[unit * TAPS + at]).powi(2)
        };
        (0..TAPS).map(tap).sum()
    };
    for shown in 0..8 {
        for (y, x) in (0..4).flat_map(|y| (0..4).map(move |x| (y, x))) {
            let distances: Vec<f32> = (0..12).map(|unit| distance(unit, held_out[shown], y, x)).collect();
            let least = distances.iter().copied().fold(f32::INFINITY, f32::min);
            let found = color(7 + y, 6 * (shown + 1) + 1 + x);
            let best = (0..12).filter(|&unit| distances[unit] < least + 1e-5);
            let mut colors = best.map(|unit| color(7 + unit / 4, 1 + unit % 4));
            assert!(colors.any(|best| best == found), "image {shown} at ({y}, {x})");
        }
        assert_eq!(color(0, 6 * (shown + 1))[0], images[held_out[shown] * SIDE * SIDE]);
    }
}

#[test]
fn filters_see_colors_and_maps_of_patches_grays() {
    let pictures = pictures("conv-pictures", 60, true, 8);
    let out = pictures.join("out");
    let args = ["--data", pictures.to_str().unwrap(), "--out", out.to_str().unwrap(), "--variant", "csom"];
    let events = events_of("csom", &[&args[..], &SMALL, &TWELVE].concat());
    assert!(number(of_kind(&events, "result")[0], "test_accuracy") > 0.5);
    assert_eq!(array(out.join("weights.npy")).0, [3, 3, 3, 12]);
    assert_eq!(array(out.join("codebook.npy")).0, [12, 3, 3]);
    let grays = picture(&out.join("map.png")).2;
    assert!(grays.chunks_exact(4).all(|pixel| pixel[0] == pixel[1] && pixel[0] == pixel[2]));
    let colors = picture(&out.join("filters.png")).2;
    assert!(colors.chunks_exact(4).any(|pixel| pixel[0] != pixel[1]));
}

#[test]
fn deeper_filters_are_masked_and_written_likewise() {
    let (folder, data) = data("conv-deep");
    let out = folder.join("out");
    let layer = |mask: &str, pool: u32| format!(r#"{{"rows":3,"cols":4,"mask":"{mask}","kernel":2,"pool":{pool}}}"#);
    let hidden = format!("hidden=[{},{}]", layer("whole", 1), layer("patch", 2));
    let args =
        ["--set", &hidden, "batch_size=10", "--epochs", "2", "--variant", "csom", "--out", out.to_str().unwrap()];
    let events = learn("csom", &data, &args);
    let layers = &of_kind(&events, "result")[0]["layers"];
    assert_eq!((&layers[0]["mask"], &layers[1]["mask"]), (&"whole".into(), &"patch".into()));
    assert_eq!(
        (array(out.join("weights.npy")).0, array(out.join("weights-2.npy")).0),
        (vec![2, 2, 1, 12], vec![2, 2, 12, 12])
    );
    assert_eq!(
        (array(out.join("codebook.npy")).0, array(out.join("codebook-2.npy")).0),
        (vec![12, 36], vec![12, 2, 2])
    );
    assert_eq!(array(out.join("weights-3.npy")).0, [48, CLASSES]);
    for file in ["filters.png", "filters-2.png", "map.png", "map-2.png", "winners-2.png"] {
        assert!(out.join(file).exists(), "{file}");
    }
    assert!(!out.join("winners.png").exists(), "one winner an image is no picture");
}

#[test]
fn thresholds_stand_beside_networks_of_as_many_filters() {
    let (_, data) = data("conv-threshold");
    let events = run("threshold", &data, &["--seeds", "1"]);
    let [all, half, few, thirty, five] = results(&events, ["tau-0", "tau-0.5", "tau-0.9", "cnn-30", "cnn-5"]);
    let active = [all, half, few, thirty, five].map(|result| number(result, "active_units"));
    assert_eq!((active[0], active[3], active[4]), (100.0, 30.0, 5.0));
    assert!((10.0..37.0).contains(&active[1]) && (3.0..=5.0).contains(&active[2]), "{active:?}");
    assert!((0.1..0.5).contains(&number(all, "activation_strength")), "{all}");
    assert!(number(all, "activation_strength") > number(half, "activation_strength"));
    assert!(number(half, "activation_strength") > number(few, "activation_strength"));
    assert_eq!((number(thirty, "forward_macs_per_image"), number(five, "forward_macs_per_image")), (macs(30), macs(5)));
    assert_eq!(number(few, "dense_forward_macs_per_image"), macs(100));
    assert_eq!(of_kind(&events, "verdict").len(), 6);
}

#[test]
fn networks_are_sparse_in_each_way() {
    let (folder, data) = data("conv-sparse");
    let out = folder.join("out");
    let events = run("sparse", &data, &["--out", out.to_str().unwrap()]);
    let found = results(&events, ["original", "som-5", "pruned-5", "dropout", "winners-5"]);
    let active = found.map(|result| number(result, "active_units"));
    assert_eq!((active[0], active[2]), (100.0, 5.0));
    assert!((3.0..=5.0).contains(&active[1]) && (4.9..5.1).contains(&active[4]), "{active:?}");
    assert_eq!(number(found[2], "forward_macs_per_image"), macs(5));
    assert_eq!((&found[2]["layers"][0]["units"], &found[3]["layers"][0]["units"]), (&5.into(), &100.into()));
    let shape = |variant: &str| array(out.join(format!("{variant}-1/weights.npy"))).0;
    assert_eq!((shape("pruned-5"), shape("dropout")), (vec![3, 3, 1, 5], vec![3, 3, 1, 100]));
    let table = std::fs::read_to_string(out.join("table.md")).unwrap();
    let line = table.lines().find(|line| line.starts_with("| som-5")).unwrap();
    assert!(line.contains("| 5.0 active") && table.contains("| M MACs"), "{table}");
}

#[test]
fn people_read_what_a_mask_saves() {
    let (_, [images, labels]) = data("conv-people");
    let args = ["csom", "--backend", "cpu", "--data", &images, "--labels", &labels, "--seeds", "2"];
    let output = lab(&[&args[..], &SMALL, &TWELVE].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    for words in ["M MACs", "% / M MACs", "last samples/s", "| variant, 2 seeds |", "| 30.0 % strength |", "→ "] {
        assert!(text.contains(words), "no {words:?} in {text}");
    }
    assert!(output.stderr.is_empty());
}

#[test]
fn the_same_filters_are_trained_on_a_graphics_adapter() {
    let (_, [images, labels]) = data("conv-gpu");
    let loss = |backend| {
        let args =
            ["csom", "--variant", "csom", "--backend", backend, "--json", "--data", &images, "--labels", &labels];
        let output = lab(&[&args[..], &SMALL, &TWELVE].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        number(of_kind(&lines(&output), "result")[0], "test_loss")
    };
    let (gpu, cpu) = (loss("gpu"), loss("cpu"));
    assert!((gpu - cpu).abs() < 0.02 * cpu, "{gpu}, {cpu}");
}

#[test]
fn wrong_filters_are_answered_in_one_sentence() {
    let (_, [images, labels]) = data("conv-wrong");
    for (experiment, setting, words) in [
        ("csom", "hidden.0.mask=patches", &["whole", "patch"][..]),
        ("csom", "hidden.0.kernel=16", &["16×16", "1 to 15"]),
        ("csom", "hidden.0.kernel=7", &["7×7", "6×6"]),
        ("csom", "hidden.0.kernel=0", &["for filters", "kernel"]),
        ("csom", "hidden.0.pool=5", &["5×5", "1 to 4"]),
        ("csom", "patches=0", &["0 patches", "1 to 64"]),
        ("csom", "som_epochs=-1", &["-1 passes", "whole run"]),
        ("cnn", "hidden.0.winners=3", &["one way"]),
        ("sparse", "hidden.0.winners=17", &["17 winners", "1 to 16"]),
        ("sparse", "hidden.0.keep=0", &["keeps 0"]),
        ("sparse", "hidden.0.pruned=101", &["101 filters", "of 100"]),
        ("sparse", "prune_at=2", &["prune_at of 2"]),
        ("threshold", "hidden.0.side=5", &["hidden.0.kernel"]),
    ] {
        let files = ["--data", &images, "--labels", &labels];
        refused(2, &[&[experiment, "--backend", "cpu"], &files[..], &["--set", setting]].concat(), words);
    }
}
