//! The map against outside references: codebooks and errors recorded from MiniSom (scripts/reference), distances
//! computed in Python, and the batch formulas in f64, written here a second time.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use som_lab::backend::Backend;
use som_lab::backend::cpu::Cpu;
use som_lab::backend::gpu::{AdapterChoice, open};
use som_lab::data::dataset::Dataset;
use som_lab::data::{Images, npy};
use som_lab::lattice::{Lattice, Topology};
use som_lab::rng::permute;
use som_lab::som::MapSession;
use som_lab::som::config::{Config, Training};
use som_lab::som::plan::pass_key;
use som_lab::som::schedule::{Curve, Schedule};
use std::path::Path;
use std::rc::Rc;

fn recorded(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn recorded_json<T: DeserializeOwned>(name: &str) -> T {
    serde_json::from_slice(&recorded(name)).unwrap()
}

/// A recorded array in f64, as rows of its last dimension.
fn recorded_rows(name: &str) -> Vec<Vec<f64>> {
    let (shape, elements) = npy::read_f32(&recorded(name)).unwrap();
    elements.chunks(*shape.last().unwrap()).map(|row| row.iter().map(|&x| x.into()).collect()).collect()
}

/// Recorded samples, bytes over 255.
fn recorded_samples(name: &str) -> Vec<Vec<f64>> {
    let mut rows = recorded_rows(name);
    rows.iter_mut().flatten().for_each(|x| *x /= 255.0);
    rows
}

fn largest_difference(a: &[Vec<f64>], b: &[Vec<f64>]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().flatten().zip(b.iter().flatten()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

#[derive(Deserialize)]
struct Quality {
    quantization_error: f64,
    topographic_error: f64,
}

#[derive(Deserialize)]
struct LatticeRecord {
    lattice: Topology,
    rows: u32,
    cols: u32,
    distance: Vec<Vec<f64>>,
    neighbors: Vec<Vec<u32>>,
}

#[test]
fn every_distance_and_every_neighbor_is_as_python_has_it() {
    for LatticeRecord { lattice: topology, rows, cols, distance, neighbors } in
        recorded_json::<Vec<LatticeRecord>>("lattices.json")
    {
        let lattice = Lattice { topology, rows, cols };
        let units = 0..lattice.n_units();
        for a in units.clone() {
            for b in units.clone() {
                let recorded = distance[a.min(b) as usize][a.abs_diff(b) as usize];
                let found = f64::from(lattice.distance_squared(a, b)).sqrt();
                assert!((found - recorded).abs() < 1e-6, "{lattice:?}, {a} to {b}: {found}, not {recorded}");
            }
            let found: Vec<u32> = units.clone().filter(|&b| lattice.adjacent(a, b)).collect();
            assert_eq!(found, neighbors[a as usize], "{lattice:?}, neighbors of {a}");
        }
    }
}

/// The formulas, in f64 and from their definitions.
mod formulas {
    use super::{Lattice, Quality};

    fn squared_distance(x: &[f64], w: &[f64]) -> f64 {
        x.iter().zip(w).map(|(x, w)| (x - w).powi(2)).sum()
    }

    /// The units from the nearest to the farthest.
    fn ranking(x: &[f64], codebook: &[Vec<f64>]) -> Vec<usize> {
        let distance: Vec<f64> = codebook.iter().map(|w| squared_distance(x, w)).collect();
        let mut units: Vec<usize> = (0..codebook.len()).collect();
        units.sort_by(|&a, &b| distance[a].total_cmp(&distance[b]));
        units
    }

    fn neighborhood(lattice: &Lattice, a: usize, b: usize, sigma: f64) -> f64 {
        (-f64::from(lattice.distance_squared(a as u32, b as u32)) / (2.0 * sigma * sigma)).exp()
    }

    /// `w_j = Σ_i h(j, c_i) x_i / Σ_i h(j, c_i)`, with every best matching unit `c_i` of the codebook as it was.
    pub fn batch_pass(lattice: &Lattice, samples: &[Vec<f64>], codebook: &[Vec<f64>], sigma: f64) -> Vec<Vec<f64>> {
        let winners: Vec<usize> = samples.iter().map(|x| ranking(x, codebook)[0]).collect();
        let new_weights = |unit| {
            let mut sum = vec![0.0; samples[0].len()];
            let mut total = 0.0;
            for (x, &winner) in samples.iter().zip(&winners) {
                let h = neighborhood(lattice, unit, winner, sigma);
                total += h;
                sum.iter_mut().zip(x).for_each(|(sum, x)| *sum += h * x);
            }
            sum.into_iter().map(|sum| sum / total).collect()
        };
        (0..codebook.len()).map(new_weights).collect()
    }

    /// `w_j += α h(j, c) (x − w_j)`
    pub fn online_step(lattice: &Lattice, x: &[f64], codebook: &mut [Vec<f64>], sigma: f64, learning_rate: f64) {
        let winner = ranking(x, codebook)[0];
        for (unit, w) in codebook.iter_mut().enumerate() {
            let rate = learning_rate * neighborhood(lattice, unit, winner, sigma);
            w.iter_mut().zip(x).for_each(|(w, x)| *w += rate * (x - *w));
        }
    }

    pub fn quality(lattice: &Lattice, samples: &[Vec<f64>], codebook: &[Vec<f64>]) -> Quality {
        let mut quality = Quality { quantization_error: 0.0, topographic_error: 0.0 };
        let share = 1.0 / samples.len() as f64;
        for x in samples {
            let units = ranking(x, codebook);
            quality.quantization_error += share * squared_distance(x, &codebook[units[0]]).sqrt();
            if !lattice.adjacent(units[0] as u32, units[1] as u32) {
                quality.topographic_error += share;
            }
        }
        quality
    }
}

#[derive(Deserialize)]
struct BatchRecord {
    cases: Vec<BatchCase>,
}

#[derive(Deserialize)]
struct BatchCase {
    lattice: Topology,
    rows: u32,
    cols: u32,
    sigma: Vec<f64>,
    data: String,
    initial: String,
    codebooks: String,
    /// After which passes, counted from 1, a codebook and its errors are recorded.
    passes: Vec<usize>,
    quality: Vec<Quality>,
}

impl BatchCase {
    fn lattice(&self) -> Lattice {
        Lattice { topology: self.lattice, rows: self.rows, cols: self.cols }
    }

    fn initial(&self) -> Vec<Vec<f64>> {
        let mut codebook = recorded_rows(&self.initial);
        codebook.truncate(self.lattice().n_units() as usize);
        codebook
    }

    /// The recorded codebooks with their errors, each after so many passes.
    fn milestones(&self) -> Vec<(usize, Vec<Vec<f64>>, &Quality)> {
        let rows = recorded_rows(&self.codebooks);
        let codebooks = rows.chunks(self.lattice().n_units() as usize).map(<[_]>::to_vec);
        self.passes.iter().copied().zip(codebooks).zip(&self.quality).map(|((pass, w), q)| (pass, w, q)).collect()
    }
}

#[derive(Deserialize)]
struct OnlineRecord {
    lattice: Topology,
    rows: u32,
    cols: u32,
    data: String,
    initial: String,
    codebook: String,
    order: Vec<usize>,
    sigma: Vec<f64>,
    learning_rate: Vec<f64>,
    quality: Quality,
}

#[derive(Deserialize)]
struct QualityRecord {
    lattice: Topology,
    cases: Vec<QualityCase>,
}

#[derive(Deserialize)]
struct QualityCase {
    name: String,
    rows: u32,
    cols: u32,
    codebook: Vec<Vec<f64>>,
    samples: Vec<Vec<f64>>,
    #[serde(flatten)]
    quality: Quality,
}

#[track_caller]
fn assert_quality(found: &Quality, recorded: &Quality, what: &str) {
    assert!((found.quantization_error - recorded.quantization_error).abs() < 1e-4, "{what}: quantization error");
    assert!((found.topographic_error - recorded.topographic_error).abs() < 1e-4, "{what}: topographic error");
}

#[test]
fn the_formulas_agree_with_the_records() {
    for case in recorded_json::<BatchRecord>("batch.json").cases {
        let (lattice, samples) = (case.lattice(), recorded_samples(&case.data));
        let (mut codebook, mut done) = (case.initial(), 0);
        for (pass, recorded, quality) in case.milestones() {
            for &sigma in &case.sigma[done..pass] {
                codebook = formulas::batch_pass(&lattice, &samples, &codebook, sigma);
            }
            done = pass;
            assert!(largest_difference(&codebook, &recorded) < 1e-6, "{lattice:?}, pass {pass}");
            assert_quality(&formulas::quality(&lattice, &samples, &codebook), quality, &case.codebooks);
        }
    }

    let record: OnlineRecord = recorded_json("online.json");
    let lattice = Lattice { topology: record.lattice, rows: record.rows, cols: record.cols };
    let samples = recorded_samples(&record.data);
    let mut codebook = recorded_rows(&record.initial);
    for (step, &sample) in record.order.iter().enumerate() {
        let (sigma, learning_rate) = (record.sigma[step], record.learning_rate[step]);
        formulas::online_step(&lattice, &samples[sample], &mut codebook, sigma, learning_rate);
    }
    assert!(largest_difference(&codebook, &recorded_rows(&record.codebook)) < 1e-6);
    assert_quality(&formulas::quality(&lattice, &samples, &codebook), &record.quality, "online");

    let record: QualityRecord = recorded_json("quality.json");
    for mut case in record.cases {
        let lattice = Lattice { topology: record.lattice, rows: case.rows, cols: case.cols };
        case.samples.iter_mut().flatten().for_each(|x| *x /= 255.0);
        assert_quality(&formulas::quality(&lattice, &case.samples, &case.codebook), &case.quality, &case.name);
    }
}

/// The CPU and a graphics adapter, with names for messages.
fn backends() -> [(&'static str, Rc<dyn Backend>); 2] {
    let gpu = pollster::block_on(open(AdapterChoice::Fastest))
        .expect("these tests need a graphics adapter; on Debian: apt-get install mesa-vulkan-drivers");
    [("cpu", Rc::new(Cpu::new())), ("gpu", Rc::new(gpu))]
}

/// A session that trains on `images`, is evaluated on `held_out`, and starts from `codebook`.
fn session(
    backend: &Rc<dyn Backend>,
    images: &Images,
    held_out: &Images,
    config: Config,
    codebook: &[Vec<f64>],
) -> MapSession {
    let dataset = Dataset::from_images(&**backend, "Reference", images, held_out).unwrap();
    let session = MapSession::new(Rc::clone(backend), Rc::new(dataset), config).unwrap();
    let values: Vec<f32> = codebook.iter().flatten().map(|&w| w as f32).collect();
    session.set_codebook(&values).unwrap();
    session
}

/// One batch pass for each σ.
fn train_batch(session: &MapSession, sigmas: &[f64]) {
    for &sigma in sigmas {
        let mut config = session.config();
        config.sigma.hold = Some(sigma as f32);
        assert!(!session.configure(config).unwrap(), "σ restarts the run");
        assert_eq!(session.advance(u64::MAX, 1).unwrap().steps, 1);
    }
}

fn codebook_of(session: &MapSession, n_features: usize) -> Vec<Vec<f64>> {
    let values = pollster::block_on(session.codebook(0)).unwrap();
    values.chunks(n_features).map(|row| row.iter().map(|&w| w.into()).collect()).collect()
}

fn quality_of(session: &MapSession) -> Quality {
    let found = pollster::block_on(session.evaluate(0)).unwrap();
    Quality { quantization_error: found.quantization_error, topographic_error: found.topographic_error }
}

#[test]
fn batch_training_agrees_with_the_records() {
    for (backend_name, backend) in backends() {
        for case in recorded_json::<BatchRecord>("batch.json").cases {
            let images = npy::read(&recorded(&case.data)).unwrap();
            let config = Config {
                rows: case.rows,
                cols: case.cols,
                lattice: case.lattice,
                training: Training::Batch,
                epochs: case.sigma.len() as f32,
                ..Config::default()
            };
            let initial = case.initial();
            let session = session(&backend, &images, &images, config, &initial);
            let mut done = 0;
            for (pass, recorded, quality) in case.milestones() {
                train_batch(&session, &case.sigma[done..pass]);
                done = pass;
                let what = format!("{backend_name}, {}, pass {pass}", case.codebooks);
                let off = largest_difference(&codebook_of(&session, initial[0].len()), &recorded);
                assert!(off < 1e-4, "{what}: the codebook is off by {off}");
                assert_quality(&quality_of(&session), quality, &what);
            }
        }
    }
}

#[test]
fn online_training_agrees_with_minisom() {
    let record: OnlineRecord = recorded_json("online.json");
    let data = npy::read(&recorded(&record.data)).unwrap();
    let n_features = data.width as usize;
    let n_steps = record.order.len();
    // Both schedules are straight lines, so that ours must be, too.
    let line = |values: &[f64]| Schedule::new(values[0] as f32, values[n_steps - 1] as f32, Curve::Linear);
    let config = Config {
        rows: record.rows,
        cols: record.cols,
        lattice: record.lattice,
        sigma: line(&record.sigma),
        learning_rate: line(&record.learning_rate),
        training: Training::Online,
        epochs: 1.0,
        ..Config::default()
    };
    // Our run shuffles its pass: lay the samples out so that they come in the recorded order.
    let mut pixels = vec![0; n_steps * n_features];
    for (step, &sample) in record.order.iter().enumerate() {
        let place = permute(step as u32, n_steps as u32, pass_key(config.seed, 0)) as usize;
        pixels[place * n_features..][..n_features].copy_from_slice(&data.pixels[sample * n_features..][..n_features]);
    }
    let in_order = Images { pixels, ..data.clone() };
    for (backend_name, backend) in backends() {
        let session = session(&backend, &in_order, &data, config.clone(), &recorded_rows(&record.initial));
        assert_eq!(session.advance(u64::MAX, u64::MAX).unwrap().steps, n_steps as u64);
        let off = largest_difference(&codebook_of(&session, n_features), &recorded_rows(&record.codebook));
        assert!(off < 1e-4, "{backend_name}: the codebook is off by {off}");
        assert_quality(&quality_of(&session), &record.quality, backend_name);
    }
}

#[test]
fn errors_of_hand_size_maps_agree_with_minisom() {
    let record: QualityRecord = recorded_json("quality.json");
    for (backend_name, backend) in backends() {
        for case in &record.cases {
            let pixels = case.samples.iter().flatten().map(|&byte| byte as u8).collect();
            let images = Images { height: 1, width: case.samples[0].len() as u32, channels: 1, pixels, labels: None };
            let config = Config { rows: case.rows, cols: case.cols, lattice: record.lattice, ..Config::default() };
            let session = session(&backend, &images, &images, config, &case.codebook);
            assert_quality(&quality_of(&session), &case.quality, &format!("{backend_name}, {}", case.name));
        }
    }
}

/// MNIST comes in compressed shards, which only the lab can read.
#[cfg(feature = "lab")]
mod mnist {
    use super::*;
    use som_lab::data::dataset::Manifest;
    use std::io::Read;

    #[derive(Deserialize)]
    struct MnistRecord {
        lattice: Topology,
        rows: u32,
        cols: u32,
        runs: Vec<MnistRun>,
    }

    #[derive(Deserialize)]
    struct MnistRun {
        sigma: Vec<f64>,
        #[serde(flatten)]
        quality: Quality,
    }

    /// All images of a split of MNIST, as `npm run data` leaves them.
    fn images(split: &str) -> Images {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/public/data/mnist");
        let read = |file: &str| std::fs::read(folder.join(file)).expect("this test needs MNIST: run `npm run data`");
        let manifest: Manifest = serde_json::from_slice(&read("manifest.json")).unwrap();
        let mut pixels = Vec::new();
        for shard in if split == "train" { manifest.train.shards } else { manifest.test.shards } {
            let mut bytes = Vec::new();
            flate2::read::GzDecoder::new(&*read(&shard.file)).read_to_end(&mut bytes).unwrap();
            pixels.extend_from_slice(&bytes[..shard.n as usize * 784]);
        }
        Images { height: 28, width: 28, channels: 1, pixels, labels: None }
    }

    /// From the same codebook and with the same σ, our map of all of MNIST is as good as XPySom's: the quantization
    /// error within 2 %, the topographic error within 0.01.
    #[test]
    fn maps_are_as_good_as_those_of_xpysom() {
        let record: MnistRecord = recorded_json("xpysom_mnist.json");
        let (train, test) = (images("train"), images("test"));
        let digit = |i: usize| train.pixels[i * 784..][..784].iter().map(|&byte| f64::from(byte) / 255.0).collect();
        let initial: Vec<Vec<f64>> = (0..(record.rows * record.cols) as usize).map(|unit| digit(150 * unit)).collect();
        let backend: Rc<dyn Backend> = Rc::new(Cpu::new());
        for run in &record.runs {
            let config = Config {
                rows: record.rows,
                cols: record.cols,
                lattice: record.lattice,
                training: Training::Batch,
                epochs: run.sigma.len() as f32,
                ..Config::default()
            };
            let session = session(&backend, &train, &test, config, &initial);
            train_batch(&session, &run.sigma);
            let found = quality_of(&session);
            println!("σ {:?}", run.sigma);
            println!(
                "quantization error {:.4}, XPySom {:.4}",
                found.quantization_error, run.quality.quantization_error
            );
            println!("topographic error {:.4}, XPySom {:.4}", found.topographic_error, run.quality.topographic_error);
            let ratio = found.quantization_error / run.quality.quantization_error;
            assert!((ratio - 1.0).abs() < 0.02, "the quantization error is {ratio} times XPySom's");
            let off = found.topographic_error - run.quality.topographic_error;
            assert!(off.abs() < 0.01, "the topographic error is off by {off}");
        }
    }
}
