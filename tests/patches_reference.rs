//! A patch map of MNIST against a k-means codebook of as many patches, recorded from scikit-learn
//! (scripts/reference/kmeans_patches.py).
//!
//! MNIST comes in compressed shards, which only the lab can read.
#![cfg(feature = "lab")]

use serde::Deserialize;
use som_lab::backend::Backend;
use som_lab::backend::cpu::Cpu;
use som_lab::data::dataset::{Dataset, Manifest, Which};
use som_lab::experiment;
use som_lab::frame::State;
use som_lab::som::MapSession;
use som_lab::som::config::Config;
use std::io::Read;
use std::path::Path;
use std::rc::Rc;

#[derive(Deserialize)]
struct Record {
    patch_size: u32,
    centers: u32,
    test_digits: u32,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    psnr: f64,
    psnr_tiles: f64,
}

fn read(file: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}; `npm run data` brings MNIST", path.display()))
}

/// MNIST, as `npm run data` leaves it.
fn mnist(backend: &dyn Backend) -> Dataset {
    let folder = "www/public/data/mnist";
    let manifest: Manifest = serde_json::from_slice(&read(&format!("{folder}/manifest.json"))).unwrap();
    let dataset = Dataset::open(backend, manifest.clone()).unwrap();
    for (which, split) in [(Which::Train, &manifest.train), (Which::Test, &manifest.test)] {
        for shard in &split.shards {
            let mut bytes = Vec::new();
            let file = read(&format!("{folder}/{}", shard.file));
            flate2::read::GzDecoder::new(&*file).read_to_end(&mut bytes).unwrap();
            dataset.push_shard(backend, which, &bytes).unwrap();
        }
    }
    dataset
}

/// The settings of a variant of the catalogue on a data set.
fn settings(experiment: &str, variant: &str, dataset: &str) -> Config {
    let experiment = experiment::by_id(experiment).unwrap();
    let variant = experiment.variants.iter().find(|of| of.name == variant).unwrap();
    let mut config = serde_json::to_value(Config::default()).unwrap();
    for (key, value) in experiment.settings_of(variant, dataset) {
        *config.pointer_mut(&format!("/{}", key.replace('.', "/"))).unwrap() = value.clone();
    }
    serde_json::from_value(config).unwrap()
}

/// With the settings of `lab patches --dataset mnist --variant 400`, a map of 400 units rebuilds digits as well as 400 centers, but
/// for the decibel that the order of the units may cost.
#[test]
fn a_map_of_patches_rebuilds_digits_nearly_as_well_as_k_means() {
    let record: Record = serde_json::from_slice(&read("tests/reference/kmeans_patches.json")).unwrap();
    let backend: Rc<dyn Backend> = Rc::new(Cpu::new());
    let dataset = Rc::new(mnist(&*backend));
    let config = settings("patches", "400", "mnist");
    assert_eq!((config.rows * config.cols, config.patch.size), (record.centers, record.patch_size));
    let session = MapSession::new(backend, dataset, config).unwrap();
    while session.advance(100_000, u64::MAX).unwrap().state == State::Running {}
    for (overlap, of) in [(true, (|run| run.psnr) as fn(&Run) -> f64), (false, |run| run.psnr_tiles)] {
        let best = record.runs.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        let found = pollster::block_on(session.psnr(record.test_digits, overlap)).unwrap();
        println!("overlap {overlap}: {found:.2} dB, k-means {best:.2} dB");
        assert!(found >= best - 1.0, "overlap {overlap}: {found} dB, k-means {best} dB");
    }
}
