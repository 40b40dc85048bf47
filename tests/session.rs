//! Whole runs: they learn, they repeat bit for bit, and they go on where a checkpoint was taken.

use som_lab::backend::Backend;
use som_lab::backend::cpu::Cpu;
use som_lab::backend::gpu::{AdapterChoice, open};
use som_lab::data::dataset::{Dataset, Manifest, ShardManifest, SplitManifest, Which};
use som_lab::error::{Kind, Result};
use som_lab::frame::State;
use som_lab::lattice::{Neighborhood, Topology};
use som_lab::som::MapSession;
use som_lab::som::config::{Config, Init, Training};
use som_lab::som::frame::MapRequest;
use som_lab::som::view::View;
use std::future::Future;
use std::rc::Rc;

fn wait<T>(future: impl Future<Output = Result<T>>) -> T {
    pollster::block_on(future).unwrap()
}

fn backends() -> [Rc<dyn Backend>; 2] {
    [Rc::new(Cpu::new()), Rc::new(wait(open(AdapterChoice::Fastest)))]
}

/// Shards of 6×5 gray pictures: a bright spot at one of a few places, a label for its quarter.
fn shard(n: u32, salt: u32) -> Vec<u8> {
    let mut pixels = Vec::new();
    let mut labels = Vec::new();
    for i in 0..n {
        let h = som_lab::rng::hash(i ^ salt);
        let (cx, cy) = ((h % 50) as f32 / 10.0, (h / 64 % 60) as f32 / 10.0);
        for y in 0..6 {
            for x in 0..5 {
                let d2 = (x as f32 - cx).powi(2) + (y as f32 - cy).powi(2);
                pixels.push((255.0 * (-d2 / 3.0).exp()) as u8);
            }
        }
        labels.push(u8::from(cx > 2.5) + 2 * u8::from(cy > 3.0));
    }
    pixels.extend(labels);
    pixels
}

const SHARDS: [u32; 3] = [200, 400, 600];

fn empty(backend: &dyn Backend) -> Dataset {
    let shards = |sizes: &[u32]| SplitManifest {
        n: sizes.iter().sum(),
        shards: sizes.iter().map(|&n| ShardManifest { file: String::new(), n, bytes: 0 }).collect(),
    };
    let manifest = Manifest {
        name: "spots".to_string(),
        title: "Spots".to_string(),
        height: 6,
        width: 5,
        channels: 1,
        classes: ["0", "1", "2", "3"].map(str::to_string).to_vec(),
        turntable: false,
        train: shards(&SHARDS),
        test: shards(&[100, 200]),
    };
    Dataset::open(backend, manifest).unwrap()
}

fn push(dataset: &Dataset, backend: &dyn Backend, which: Which, index: u32) {
    let n = match which {
        Which::Train => SHARDS[index as usize],
        Which::Test => [100, 200][index as usize],
    };
    dataset
        .push_shard(backend, which, &shard(n, 7 + 1000 * index + 100_000 * u32::from(which == Which::Test)))
        .unwrap();
}

fn spots(backend: &dyn Backend) -> Rc<Dataset> {
    let dataset = empty(backend);
    for index in 0..3 {
        push(&dataset, backend, Which::Train, index);
    }
    for index in 0..2 {
        push(&dataset, backend, Which::Test, index);
    }
    Rc::new(dataset)
}

fn config(training: Training) -> Config {
    let mut config = Config { rows: 6, cols: 7, training, batch_size: 50, epochs: 4.0, ..Config::default() };
    config.sigma.start = 3.0;
    config
}

const TRAININGS: [Training; 3] = [Training::Online, Training::MiniBatch, Training::Batch];

fn finish(session: &MapSession, max_samples: u64) {
    while session.advance(max_samples, u64::MAX).unwrap().state == State::Running {}
}

fn request(view: View) -> MapRequest {
    MapRequest::of(view)
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|v| v.to_bits()).collect()
}

#[test]
fn every_way_of_training_learns_on_both_backends() {
    for backend in backends() {
        for training in TRAININGS {
            for init in [Init::Random, Init::Samples, Init::Pca] {
                let config = Config { init, ..config(training) };
                let session = MapSession::new(Rc::clone(&backend), spots(&*backend), config).unwrap();
                let before = wait(session.evaluate(0));
                finish(&session, 10_000);
                let after = wait(session.evaluate(0));
                let what = format!("{training:?}, {init:?}, {}: {before:?} → {after:?}", backend.info().backend);
                assert_eq!(after.n, 300);
                assert!(after.quantization_error < 0.45 && after.topographic_error < 0.25, "{what}");
                assert!(after.quantization_error < before.quantization_error, "{what}");
            }
        }
    }
}

#[test]
fn every_lattice_and_neighborhood_learns() {
    let backend: Rc<dyn Backend> = Rc::new(Cpu::new());
    for lattice in [Topology::Line, Topology::Ring, Topology::Rectangle, Topology::Torus, Topology::Hexagonal] {
        for neighborhood in [Neighborhood::Gaussian, Neighborhood::Bubble, Neighborhood::MexicanHat] {
            for training in TRAININGS {
                let (rows, cols) = if lattice.one_dimensional() { (1, 40) } else { (6, 7) };
                let config = Config { lattice, neighborhood, rows, cols, ..config(training) };
                let session = MapSession::new(Rc::clone(&backend), spots(&*backend), config).unwrap();
                let before = wait(session.evaluate(0)).quantization_error;
                finish(&session, 10_000);
                let after = wait(session.evaluate(0)).quantization_error;
                // The Mexican hat pushes units apart while σ is large: it ends farther away, but must not run off.
                let limit = if neighborhood == Neighborhood::MexicanHat { before } else { 0.6 };
                assert!(after < limit, "{lattice:?}, {neighborhood:?}, {training:?}: {before} → {after}");
            }
        }
    }
}

#[test]
fn the_same_seed_is_the_same_run_however_it_is_cut() {
    for backend in backends() {
        for training in TRAININGS {
            let session = MapSession::new(Rc::clone(&backend), spots(&*backend), config(training)).unwrap();
            finish(&session, 100_000);
            let whole = wait(session.codebook(0));
            session.reset().unwrap();
            assert_ne!(bits(&wait(session.codebook(0))), bits(&whole));
            finish(&session, 37);
            let what = format!("{training:?} on {}", backend.info().backend);
            assert_eq!(bits(&wait(session.codebook(0))), bits(&whole), "{what}");
            let other =
                MapSession::new(Rc::clone(&backend), spots(&*backend), Config { seed: 2, ..config(training) }).unwrap();
            finish(&other, 100_000);
            assert_ne!(bits(&wait(other.codebook(0))), bits(&whole), "{what}: another seed");
        }
    }
}

#[test]
fn a_run_does_not_depend_on_how_fast_the_shards_come() {
    let backend: Rc<dyn Backend> = Rc::new(Cpu::new());
    for training in TRAININGS {
        let session = MapSession::new(Rc::clone(&backend), spots(&*backend), config(training)).unwrap();
        finish(&session, 1000);
        let expected = wait(session.codebook(0));

        let dataset = Rc::new(empty(&*backend));
        let refused = MapSession::new(Rc::clone(&backend), Rc::clone(&dataset), config(training)).err().unwrap();
        assert_eq!(refused.kind, Kind::Data);
        push(&dataset, &*backend, Which::Train, 0);
        let session = MapSession::new(Rc::clone(&backend), Rc::clone(&dataset), config(training)).unwrap();
        for index in 1..3 {
            finish(&session, 1000);
            assert_eq!(session.advance(1000, 1000).unwrap().state, State::Waiting);
            assert_eq!(session.advance(1000, 1000).unwrap().samples, 0);
            push(&dataset, &*backend, Which::Train, index);
        }
        finish(&session, 1000);
        assert_eq!(bits(&wait(session.codebook(0))), bits(&expected), "{training:?}");
    }
}

#[test]
fn a_checkpoint_goes_on_bit_for_bit() {
    for backend in backends() {
        for training in TRAININGS {
            let dataset = spots(&*backend);
            let session = MapSession::new(Rc::clone(&backend), Rc::clone(&dataset), config(training)).unwrap();
            session.advance(1300, u64::MAX).unwrap();
            let checkpoint = wait(session.checkpoint());
            finish(&session, 1000);
            let expected = wait(session.codebook(0));

            let other = Config { seed: 9, rows: 2, ..Config::default() };
            let restored = MapSession::new(Rc::clone(&backend), dataset, other).unwrap();
            restored.restore(&checkpoint).unwrap();
            assert_eq!(restored.config(), config(training));
            finish(&restored, 1000);
            assert_eq!(bits(&wait(restored.codebook(0))), bits(&expected), "{training:?}");
        }
    }
}

#[test]
fn damaged_checkpoints_are_refused_and_the_run_goes_on() {
    let backend: Rc<dyn Backend> = Rc::new(Cpu::new());
    let session = MapSession::new(Rc::clone(&backend), spots(&*backend), config(Training::Online)).unwrap();
    session.advance(100, 100).unwrap();
    let good = wait(session.checkpoint());
    let before = wait(session.codebook(0));
    for bytes in [&[][..], &good[..good.len() - 5], &[0xff; 64]] {
        assert_eq!(session.restore(bytes).unwrap_err().kind, Kind::Checkpoint);
    }
    assert_eq!(bits(&wait(session.codebook(0))), bits(&before));
    assert_eq!(session.advance(10, 10).unwrap().steps, 10);
}

#[test]
fn steps_are_what_they_are_called() {
    let backend: Rc<dyn Backend> = Rc::new(Cpu::new());
    let one = |training| {
        let session = MapSession::new(Rc::clone(&backend), spots(&*backend), config(training)).unwrap();
        session.advance(u64::MAX, 1).unwrap()
    };
    assert_eq!((one(Training::Online).steps, one(Training::Online).samples), (1, 1));
    assert_eq!((one(Training::MiniBatch).steps, one(Training::MiniBatch).samples), (1, 50));
    // The first pass of a batch run sees the first shard.
    assert_eq!((one(Training::Batch).steps, one(Training::Batch).samples), (1, 200));
}

#[test]
fn schedules_run_from_start_to_end() {
    let backend: Rc<dyn Backend> = Rc::new(Cpu::new());
    for training in TRAININGS {
        let session = MapSession::new(Rc::clone(&backend), spots(&*backend), config(training)).unwrap();
        let frame = wait(session.frame(request(View::Codebook)));
        assert_eq!((frame.sigma, frame.step, frame.state), (3.0, 0, State::Running), "{training:?}");
        finish(&session, 500);
        let frame = wait(session.frame(request(View::Codebook)));
        assert!((frame.sigma - 0.5).abs() < 1e-6, "{training:?}: σ ends at {}", frame.sigma);
        assert_eq!((frame.state, frame.samples), (State::Finished, frame.samples_total));
        let wanted = 4.0 * 1200.0;
        assert!(frame.samples as f64 >= wanted && (frame.samples as f64) < wanted + 1200.0);
    }
}

#[test]
fn settings_act_on_a_running_map() {
    for backend in backends() {
        let session = MapSession::new(Rc::clone(&backend), spots(&*backend), config(Training::MiniBatch)).unwrap();
        session.advance(500, u64::MAX).unwrap();
        let before = wait(session.codebook(0));
        let mut next = session.config();
        next.lattice = Topology::Torus;
        next.neighborhood = Neighborhood::Bubble;
        next.training = Training::Online;
        next.sigma.hold = Some(1.5);
        assert!(!session.configure(next.clone()).unwrap(), "these do not start the run again");
        assert_eq!(bits(&wait(session.codebook(0))), bits(&before));
        assert_eq!(wait(session.frame(request(View::UMatrix))).sigma, 1.5);
        assert!(session.advance(100, u64::MAX).unwrap().samples > 0);
        next.batch_size = 3000;
        next.training = Training::MiniBatch;
        assert!(!session.configure(next.clone()).unwrap(), "a larger batch needs larger buffers, not another map");
        assert!(session.advance(100, 1).unwrap().samples > 100);

        let bad = Config { epochs: 0.0, ..next.clone() };
        assert_eq!(session.configure(bad).unwrap_err().kind, Kind::Config);
        assert_eq!(session.config(), next, "a refused setting changes nothing");

        let larger = Config { rows: 9, ..next };
        assert!(session.configure(larger).unwrap(), "another size starts again");
        let frame = wait(session.frame(request(View::Codebook)));
        assert_eq!((frame.step, frame.sheet.atlas_rows, frame.sheet.tiles.len()), (0, 9, 9 * 6 * 7 * 5));
    }
}

#[test]
fn frames_show_what_the_codebook_holds() {
    let backend: Rc<dyn Backend> = Rc::new(Cpu::new());
    let session = MapSession::new(Rc::clone(&backend), spots(&*backend), config(Training::Batch)).unwrap();
    finish(&session, 1000);
    let codebook = wait(session.codebook(0));
    let unit = 17usize;
    let frame = wait(session.frame(MapRequest { component: 13, evaluate: 300, ..request(View::Component) }));
    assert_eq!(frame.values.len(), 42);
    assert!(frame.values.iter().enumerate().all(|(u, &value)| value == codebook[u * 30 + 13]));
    let quality = frame.quality.unwrap();
    assert_eq!(quality.n, 300);

    let frame = wait(session.frame(MapRequest { unit: Some(unit as u32), ..request(View::Hits) }));
    assert_eq!(frame.values.iter().sum::<f32>(), 300.0, "every held-out sample falls somewhere");
    let close = frame.unit.unwrap();
    assert_eq!(close.hits as f32, frame.values[unit]);
    assert_eq!(close.samples.len(), close.sample_labels.len() * 30);
    let red: Vec<u8> = close.tile.iter().map(|pixel| *pixel as u8).collect();
    let drawn: Vec<u8> = codebook[unit * 30..][..30].iter().map(|v| (v * 255.0 + 0.5) as u8).collect();
    assert_eq!(red, drawn);

    let frame = wait(session.frame(request(View::Classes)));
    assert!(frame.labels.iter().zip(&frame.values).all(|(&label, &purity)| match label {
        -1 => purity == 0.0,
        _ => (0..4).contains(&label) && purity >= 0.25,
    }));
    let sure = frame.values.iter().filter(|&&purity| purity > 0.8).count();
    assert!(sure > 20, "quarters are easy to tell apart: {sure} of 42 units are sure");

    for bad in [
        MapRequest { component: 30, ..request(View::Component) },
        MapRequest { unit: Some(42), ..request(View::Codebook) },
    ] {
        assert_eq!(pollster::block_on(session.frame(bad)).unwrap_err().kind, Kind::Config);
    }
}

#[test]
fn settings_out_of_range_are_refused_in_one_sentence() {
    let good = Config::default();
    let mut bad = vec![
        Config { rows: 0, ..good.clone() },
        Config { rows: 65, cols: 64, ..good.clone() },
        Config { lattice: Topology::Ring, ..good.clone() },
        Config { batch_size: 0, ..good.clone() },
        Config { epochs: f32::NAN, ..good.clone() },
    ];
    let mut sigma = good.clone();
    sigma.sigma.end = 0.0;
    bad.push(sigma);
    let mut rate = good.clone();
    rate.learning_rate.hold = Some(2.0);
    bad.push(rate);
    for config in bad {
        let error = config.check().unwrap_err();
        assert!(error.kind == Kind::Config && error.message.ends_with('.'), "{error}");
    }
    assert!(good.check().is_ok());
}
