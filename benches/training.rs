//! Whole training on both backends: `cargo bench --bench training`.
//!
//! Batch passes over 20,000 samples and online steps, with the default schedules at their start, for MNIST's shape on
//! a 20×20 map and for 4×4×3 patches on 50×50. Rates are samples a second.

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use som_lab::backend::Backend;
use som_lab::backend::cpu::Cpu;
use som_lab::backend::gpu::{AdapterChoice, open};
use som_lab::data::Images;
use som_lab::data::dataset::Dataset;
use som_lab::rng::Rng;
use som_lab::som::MapSession;
use som_lab::som::config::{Config, Training};
use std::rc::Rc;
use std::time::{Duration, Instant};

const SAMPLES: usize = 20_000;
const ONLINE_STEPS: u64 = 256;

/// Noise in `inked` of 256 pixels and black in the others: digits are mostly black.
fn noise(n: usize, height: u32, width: u32, channels: u32, inked: u32) -> Images {
    let mut rng = Rng::new(1, 0);
    let mut pixel = || if rng.below(256) < inked { rng.below(256) as u8 } else { 0 };
    let pixels = (0..n * (height * width * channels) as usize).map(|_| pixel()).collect();
    Images { height, width, channels, pixels, labels: None }
}

fn training(criterion: &mut Criterion) {
    let mut backends: Vec<Rc<dyn Backend>> = vec![Rc::new(Cpu::new())];
    match pollster::block_on(open(AdapterChoice::Fastest)) {
        Ok(gpu) => backends.push(Rc::new(gpu)),
        Err(error) => println!("{error}"),
    }
    let shapes = [("784 on 20×20", 20, [28, 28, 1], 50), ("48 on 50×50", 50, [4, 4, 3], 256)];
    for (name, side, [height, width, channels], inked) in shapes {
        let train = noise(SAMPLES, height, width, channels, inked);
        let test = noise(1, height, width, channels, inked);
        for (way, training, samples) in
            [("batch", Training::Batch, SAMPLES as u64), ("online", Training::Online, ONLINE_STEPS)]
        {
            let mut group = criterion.benchmark_group(format!("{way} {name}"));
            group.sample_size(10).sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(samples));
            group.warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(3));
            for backend in &backends {
                let dataset = Dataset::from_images(&**backend, "noise", &train, &test).expect("a device with 16 MB");
                let dataset = Rc::new(dataset);
                let config = Config { rows: side, cols: side, training, epochs: 1000.0, ..Config::default() };
                let session = MapSession::new(Rc::clone(backend), dataset, config).expect("settings that fit");
                group.bench_function(BenchmarkId::from_parameter(&backend.info().adapter), |bencher| {
                    bencher.iter_custom(|times| {
                        session.reset().expect("a device with room");
                        let start = Instant::now();
                        for _ in 0..times {
                            let advanced = session.advance(samples, u64::MAX).unwrap();
                            assert_eq!(advanced.samples, samples, "the run ended within a measurement");
                        }
                        pollster::block_on(session.sync()).expect("a device that answers");
                        start.elapsed()
                    });
                });
            }
            group.finish();
        }
    }
}

criterion_group!(benches, training);
criterion_main!(benches);
