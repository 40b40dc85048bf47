//! A mask that pays, on both backends: `cargo bench --bench masks`.
//!
//! A training step of 5×5×100 filters, pooling and 10 classes, without a mask and with that of a map of patches (5 of
//! 100 filters at a position), while the map learns and once its winners are kept. Noise is more than what is looked
//! for, so the two take turns and their ratio is that of each turn. Rates are images a second; the images are MNIST's
//! first, which `npm run data` fetches.

use flate2::read::GzDecoder;
use som_lab::backend::Backend;
use som_lab::backend::cpu::Cpu;
use som_lab::backend::gpu::{AdapterChoice, open};
use som_lab::data::Images;
use som_lab::data::dataset::Dataset;
use som_lab::net::NetSession;
use som_lab::net::config::{Hidden, Mask, NetConfig};
use som_lab::net::frame::NetRequest;
use som_lab::som::schedule::{Curve, Schedule};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::rc::Rc;
use std::time::Instant;

const SAMPLES: u64 = 1024;
/// Images of a turn.
const TURN: u64 = 256;
const TURNS: usize = 9;
const SHARD: &str = "www/public/data/mnist/train-0.shard";

/// The first `n` digits of the shard: all images come before all labels.
fn digits(shard: &[u8], n: usize) -> Images {
    let (pixels, labels) = shard.split_at(shard.len() / 785 * 784);
    let labels = Some(labels[..n].to_vec());
    Images { height: 28, width: 28, channels: 1, pixels: pixels[..n * 784].to_vec(), labels }
}

fn config(mask: Mask) -> NetConfig {
    NetConfig {
        hidden: vec![Hidden::filters(10, 10, mask, 5, 2)],
        sigma_forward: Schedule::new(2.8, 2.8, Curve::Linear),
        threshold: 0.9,
        som_epochs: 1.0,
        convergence_tolerance: 0.0,
        // So that neither the run nor an interval between evaluations ends within a measurement.
        epochs: 1000.0,
        evaluations: 1,
        ..NetConfig::default()
    }
}

/// Seconds that learning from `samples` takes.
fn learn(session: &NetSession, samples: u64) -> f64 {
    let start = Instant::now();
    let mut left = samples;
    while left > 0 {
        // A map that has just come to rest finds winners ahead, which is work without samples.
        let advanced = session.advance(left, u64::MAX).expect("a device with room");
        assert!(advanced.work > 0, "the run ended within a measurement");
        left -= advanced.samples;
    }
    pollster::block_on(session.sync()).expect("a device that answers");
    start.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Prints one line: the rates without a mask and with one, and how many times as fast the second is.
fn compare(backend: &Rc<dyn Backend>, shard: &[u8], kept: bool) {
    let [train, test] = [SAMPLES as usize, 16].map(|n| digits(shard, n));
    let dataset = Rc::new(Dataset::from_images(&**backend, "MNIST", &train, &test).expect("a device with 4 MB"));
    let [dense, masked] = [Mask::None, Mask::Patch]
        .map(|mask| NetSession::new(Rc::clone(backend), Rc::clone(&dataset), config(mask)).expect("settings that fit"));
    learn(&dense, TURN);
    learn(&masked, SAMPLES);
    if kept {
        masked.configure(NetConfig { frozen: true, ..config(Mask::Patch) }).expect("settings that fit");
        learn(&masked, SAMPLES);
        let frame = pollster::block_on(masked.frame(NetRequest::default())).expect("a device that answers");
        assert_eq!(frame.bmus_cached, Some(1.0), "the winners of some images are not kept");
    }
    let turns: Vec<[f64; 2]> = (0..TURNS).map(|_| [&dense, &masked].map(|session| learn(session, TURN))).collect();
    let ratios: Vec<f64> = turns.iter().map(|[dense, masked]| dense / masked).collect();
    let [dense, masked] = [0, 1].map(|which| TURN as f64 / median(turns.iter().map(|turn| turn[which]).collect()));
    let each: Vec<String> = ratios.iter().map(|ratio| format!("{ratio:.2}")).collect();
    println!(
        "  {:20} {dense:7.0}/s without a mask, {masked:7.0}/s with it: {:.2} times ({})",
        if kept { "winners kept" } else { "map learns" },
        median(ratios),
        each.join(" ")
    );
}

fn main() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SHARD);
    let Ok(file) = File::open(&path) else {
        println!("{SHARD} is missing: `npm run data` fetches it.");
        return;
    };
    let mut shard = Vec::new();
    GzDecoder::new(file).read_to_end(&mut shard).expect("a shard that is whole");
    let mut backends: Vec<Rc<dyn Backend>> = vec![Rc::new(Cpu::new())];
    match pollster::block_on(open(AdapterChoice::Fastest)) {
        Ok(gpu) => backends.push(Rc::new(gpu)),
        Err(error) => println!("{error}"),
    }
    for backend in &backends {
        println!("{}", backend.info().adapter);
        for kept in [false, true] {
            compare(backend, &shard, kept);
        }
    }
}
