//! The network against PyTorch (scripts/reference/network.py and convolution.py): activations, loss, gradients, and what
//! one and three steps make of weights and maps, for every order of mask and ReLU, place of the bias, threshold and
//! optimizer; on the CPU and on a graphics adapter.

#[path = "net_reference/convolution.rs"]
mod convolution;
mod device;
#[path = "net_reference/ways.rs"]
mod ways;

use device::{assert_close, backends, compute, rows, unpadded};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use som_lab::backend::{Backend, Buffer};
use som_lab::data::Images;
use som_lab::data::dataset::Dataset;
use som_lab::kernels::gather::{GatherRange, IN_ORDER, SHUFFLED};
use som_lab::kernels::{padded, softmax_loss};
use som_lab::layout::Cut;
use som_lab::net::NetSession;
use som_lab::net::config::{Bias, Hidden, Mask, NetConfig, Optimizer, Order};
use som_lab::net::layer::Layer;
use som_lab::net::network::{ForwardOptions, Keys, MaskParams, Network};
use som_lab::net::optimizer::Moments;
use som_lab::som::plan::pass_key;
use som_lab::som::schedule::{Curve, Schedule};
use std::path::Path;
use std::rc::Rc;

fn recorded<T: DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(name);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[derive(Deserialize)]
struct LearningRate {
    adam: f32,
    sgd: f32,
}

impl LearningRate {
    fn of(&self, optimizer: Optimizer) -> f32 {
        match optimizer {
            Optimizer::Adam => self.adam,
            Optimizer::Sgd => self.sgd,
        }
    }
}

/// Momentum, or β₁, where the record lists none.
const MOMENTUM: f32 = 0.9;

#[derive(Deserialize)]
struct Record {
    learning_rate: LearningRate,
    networks: Vec<Recorded>,
}

#[derive(Deserialize)]
struct Recorded {
    name: String,
    /// Samples of a batch.
    n: u32,
    n_inputs: u32,
    n_classes: u32,
    sigma_forward: f32,
    sigma_organize: f32,
    som_rate: f32,
    /// The hidden layers, and the linear one.
    layers: Vec<RecordedLayer>,
    batches: Vec<Batch>,
    cases: Vec<Case>,
}

/// Before the first step.
#[derive(Deserialize)]
struct RecordedLayer {
    rows: u32,
    cols: u32,
    masked: bool,
    weights: Vec<f32>,
    bias: Vec<f32>,
    codebook: Vec<f32>,
}

#[derive(Deserialize)]
struct Batch {
    pixels: Vec<u8>,
    labels: Vec<u8>,
}

#[derive(Deserialize)]
struct Case {
    order: Order,
    bias: Bias,
    threshold: f32,
    first_step: FirstStep,
    runs: Vec<Trained>,
}

/// What the first step computes on its way, layer by layer.
#[derive(Deserialize)]
struct FirstStep {
    bmus: Vec<Vec<u32>>,
    activations: Vec<Vec<f64>>,
    logits: Vec<f64>,
    grad_weights: Vec<Vec<f64>>,
    grad_biases: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Trained {
    optimizer: Optimizer,
    /// Of every step, before its update.
    losses: Vec<f64>,
    after: Vec<After>,
}

#[derive(Deserialize)]
struct After {
    steps: usize,
    weights: Vec<Vec<f64>>,
    biases: Vec<Vec<f64>>,
    codebooks: Vec<Vec<f64>>,
}

impl Recorded {
    fn config(&self, case: &Case, optimizer: Optimizer, learning_rate: f32) -> NetConfig {
        let hold = |value| Schedule::new(value, value, Curve::Linear);
        let hidden = &self.layers[..self.layers.len() - 1];
        NetConfig {
            hidden: hidden
                .iter()
                .map(|&RecordedLayer { rows, cols, masked, .. }| {
                    Hidden::dense(rows, cols, if masked { Mask::Whole } else { Mask::None })
                })
                .collect(),
            sigma_organize: hold(self.sigma_organize),
            sigma_forward: hold(self.sigma_forward),
            som_rate: hold(self.som_rate),
            threshold: case.threshold,
            order: case.order,
            bias: case.bias,
            optimizer,
            learning_rate: hold(learning_rate),
            momentum: MOMENTUM,
            batch_size: self.n,
            epochs: 1.0,
            evaluations: 1,
            ..NetConfig::default()
        }
    }

    /// All batches, one after the other.
    fn dataset(&self, backend: &dyn Backend) -> Dataset {
        let join = |part: fn(&Batch) -> &[u8]| self.batches.iter().flat_map(part).copied().collect::<Vec<_>>();
        let (pixels, labels) = (join(|batch| &batch.pixels), join(|batch| &batch.labels));
        let images = Images { height: 1, width: self.n_inputs, channels: 1, pixels, labels: Some(labels) };
        Dataset::from_images(backend, "Recorded", &images, &images).unwrap()
    }

    /// A network before its first step.
    fn network(&self, backend: &Rc<dyn Backend>, config: &NetConfig) -> Network {
        let cut = Cut::whole(1, self.n_inputs, 1);
        // More room than a batch needs, as a session has it.
        let network = Network::new(backend, cut, self.n_classes, config, self.n as usize + 3).unwrap();
        for (index, RecordedLayer { weights, bias, codebook, .. }) in self.layers.iter().enumerate() {
            set_layer(&network, index, [weights, bias, codebook]);
        }
        network
    }
}

fn words(backend: &dyn Backend, buffer: &Buffer) -> Vec<u32> {
    pollster::block_on(backend.download(&[(buffer, 0..buffer.words())])).unwrap().swap_remove(0)
}

/// Values `[n, places]` in rows of `width` words with zeros between them.
fn spread(values: &[f32], places: &[usize], width: usize) -> Vec<u32> {
    let mut words = Vec::new();
    for row in values.chunks_exact(places.len()) {
        let start = words.len();
        words.resize(start + width, 0);
        places.iter().zip(row).for_each(|(place, value)| words[start + place] = value.to_bits());
    }
    words
}

/// What [`spread`] spread.
///
/// # Panics
/// If there is anything but zeros in between: searches and products would count it.
fn gathered(words: &[u32], places: &[usize], width: usize) -> Vec<f64> {
    let rest: Vec<_> = (0..width).filter(|place| !places.contains(place)).collect();
    let value = |word: u32| f64::from(f32::from_bits(word));
    let row = |row: &[u32]| -> Vec<f64> {
        assert!(rest.iter().all(|&place| value(row[place]) == 0.0), "padding is not zero");
        places.iter().map(|&place| value(row[place])).collect()
    };
    words.chunks_exact(width).flat_map(row).collect()
}

/// The words of a layer's matrix of weights that hold values, in order.
fn weight_places(layer: &Layer) -> Vec<usize> {
    layer.rows().iter().flat_map(|row| (0..layer.neurons).map(move |neuron| row * layer.n_outputs + neuron)).collect()
}

/// First values of a layer: weights `[inputs, neurons]`, bias `[neurons]` and codebook `[neurons, features]`.
fn set_layer(network: &Network, index: usize, [weights, bias, codebook]: [&[f32]; 3]) {
    let (backend, layer) = (&*network.backend, &network.layers[index]);
    let mut words = spread(weights, &weight_places(layer), layer.n_inputs * layer.n_outputs);
    words.extend(rows(bias, layer.neurons));
    backend.upload(&network.weights, layer.start, &words);
    if let Some(map) = &layer.map {
        let words = spread(codebook, &layer.seen_places(), map.n_features as usize);
        map.set_codebook(backend, bytemuck::cast_slice(&words));
    }
}

/// A layer's range of a buffer that lies as the weights do: `[inputs, neurons]`, and `[neurons]` of the bias.
fn weights_and_bias(network: &Network, layer: usize, words: &[u32]) -> (Vec<f64>, Vec<f64>) {
    let layer = &network.layers[layer];
    let n = layer.n_inputs * layer.n_outputs;
    let (weights, bias) = words[layer.start..].split_at(n);
    (gathered(&weights[..n], &weight_places(layer), n), unpadded(bias, 1, layer.neurons))
}

/// The codebook of a layer's map, `[neurons, features]`; nothing where it has none.
fn codebook(network: &Network, layer: usize) -> Vec<f64> {
    let layer = &network.layers[layer];
    layer.map.as_ref().map_or_else(Vec::new, |map| {
        let words = words(&*network.backend, &map.codebook);
        gathered(&words, &layer.seen_places(), map.n_features as usize)
    })
}

/// What a layer makes of the first `n` images, `[n, values]`.
fn outputs(network: &Network, layer: usize, n: usize) -> Vec<f64> {
    let Layer { outputs, output, .. } = &network.layers[layer];
    let words = words(&*network.backend, outputs);
    gathered(&words[..n * output.words()], &output.places().collect::<Vec<_>>(), output.words())
}

/// The units that a layer's map found for the first `n` images; nothing where it has none.
fn bmus(network: &Network, layer: usize, n: usize) -> Vec<u32> {
    network.layers[layer].map.as_ref().map_or_else(Vec::new, |map| {
        let words = words(&*network.backend, &map.bmus);
        words.chunks_exact(2).take(n * map.winners() as usize).map(|pair| pair[0]).collect()
    })
}

/// One step, as a session takes it if it is `lean`; returns the mean loss before the update.
fn step(
    network: &Network,
    dataset: &Dataset,
    config: &NetConfig,
    step: u32,
    (mode, key): (u32, u32),
    lean: bool,
) -> f64 {
    let (backend, n) = (&*network.backend, config.batch_size);
    let n_set = dataset.train.n();
    let range = GatherRange { start: step * n, n, mode, n_set, key, per_image: 1, dense: false };
    let NetConfig { threshold, order, bias, .. } = *config;
    let mask = MaskParams { sigma: config.sigma_forward.at(0.0), threshold, order, bias };
    let results = backend.create("results", 2 * n as usize).unwrap();
    network.gather(&dataset.train, &range);
    let keys = Keys::new(config.seed, step.into());
    let options = ForwardOptions { mask: Some(mask), keys: Some(keys), lean, ..ForwardOptions::default() };
    network.forward(n, network.layers.len(), &options);
    network.loss(&dataset.train, &range, &results, 0, false);
    network.backward(n, &options);
    network.organize(n, config.sigma_organize.at(0.0), config.som_rate.at(0.0), keys);
    network.descend(step.into(), (config.learning_rate.at(0.0), config.momentum));
    let results = words(backend, &results);
    results.chunks_exact(2).map(|pair| f64::from(f32::from_bits(pair[0]))).sum::<f64>() / f64::from(n)
}

/// Fails unless values are near those expected, and have moved as far from where they were, up to a thousandth of the
/// longest way.
#[track_caller]
fn assert_moved(found: &[f64], expected: &[f64], initial: &[f32], what: &str) {
    assert_close(found, expected, what);
    let largest = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, f64::max);
    let way = largest(&mut expected.iter().zip(initial).map(|(value, &from)| (value - f64::from(from)).abs()));
    let off = largest(&mut found.iter().zip(expected).map(|(found, expected)| (found - expected).abs()));
    assert!(off <= 1e-3 * way, "{what} went {way} and is off by {off}");
}

fn assert_first_step(network: &Network, expected: &FirstStep, n: usize, what: &str) {
    let gradients = words(&*network.backend, network.weight_gradients());
    for index in 0..network.layers.len() {
        let what = format!("{what}, layer {index}");
        if let Some(expected) = expected.bmus.get(index) {
            assert_eq!(&bmus(network, index, n), expected, "{what}: best-matching units");
        }
        let recorded = expected.activations.get(index).unwrap_or(&expected.logits);
        assert_close(&outputs(network, index, n), recorded, &format!("{what}: outputs"));
        let (weights, bias) = weights_and_bias(network, index, &gradients);
        assert_close(&weights, &expected.grad_weights[index], &format!("{what}: gradients of the weights"));
        assert_close(&bias, &expected.grad_biases[index], &format!("{what}: gradients of the bias"));
    }
}

#[test]
fn training_agrees_with_pytorch() {
    let record: Record = recorded("network.json");
    for (backend_name, backend) in backends() {
        for recorded in &record.networks {
            let dataset = recorded.dataset(&*backend);
            let all = recorded.cases.iter().flat_map(|case| case.runs.iter().map(move |run| (case, run)));
            for (case, run) in all {
                let what = format!(
                    "{backend_name}, {}, {:?}, {:?}, threshold {}, {:?}",
                    recorded.name, case.order, case.bias, case.threshold, run.optimizer
                );
                let config = recorded.config(case, run.optimizer, record.learning_rate.of(run.optimizer));
                config.check().unwrap();
                let network = recorded.network(&backend, &config);
                for (index, loss) in (0..).zip(&run.losses) {
                    let found = step(&network, &dataset, &config, index, (IN_ORDER, 0), false);
                    assert_close(&[found], &[*loss], &format!("{what}: loss of step {index}"));
                    if index == 0 {
                        assert_first_step(&network, &case.first_step, recorded.n as usize, &what);
                    }
                    let steps = index as usize + 1;
                    if let Some(after) = run.after.iter().find(|after| after.steps == steps) {
                        assert_state(&network, after, recorded, &format!("{what}, {steps} steps"));
                    }
                }
            }
        }
    }
}

fn assert_state(network: &Network, after: &After, recorded: &Recorded, what: &str) {
    for (index, RecordedLayer { weights, bias, codebook, .. }) in recorded.layers.iter().enumerate() {
        assert_layer(network, index, after, [weights, bias, codebook], what);
    }
}

/// Fails unless a layer's weights, bias and codebook are those recorded and have moved as far from the first ones.
#[track_caller]
fn assert_layer(network: &Network, index: usize, after: &After, first: [&[f32]; 3], what: &str) {
    let words = words(&*network.backend, &network.weights);
    let (weights, bias) = weights_and_bias(network, index, &words);
    let what = |part| format!("{what}, layer {index}: {part}");
    assert_moved(&weights, &after.weights[index], first[0], &what("weights"));
    assert_moved(&bias, &after.biases[index], first[1], &what("bias"));
    if let Some(recorded) = after.codebooks.get(index) {
        assert_moved(&codebook(network, index), recorded, first[2], &what("codebook"));
    }
}

/// What is held against PyTorch above is what a session does, batch for batch.
#[test]
fn a_session_takes_these_steps() {
    let record: Record = recorded("network.json");
    let recorded = &record.networks[0];
    for (backend_name, backend) in backends() {
        let dataset = Rc::new(recorded.dataset(&*backend));
        for case in &recorded.cases {
            let config = recorded.config(case, Optimizer::Adam, record.learning_rate.adam);
            let network = recorded.network(&backend, &config);
            let what = format!("{backend_name}, {:?}, {:?}", case.order, case.bias);
            assert_session(&network, &dataset, &config, &what);
        }
    }
}

/// Fails unless a session on these batches comes to what [`step`] makes of them, bit for bit.
#[track_caller]
fn assert_session(network: &Network, dataset: &Rc<Dataset>, config: &NetConfig, what: &str) {
    let backend = &network.backend;
    network.initialize(config.seed);
    let session = NetSession::new(Rc::clone(backend), Rc::clone(dataset), config.clone()).unwrap();
    let n_steps = dataset.train.n() / config.batch_size;
    for index in 0..n_steps {
        step(network, dataset, config, index, (SHUFFLED, pass_key(config.seed, 0)), true);
    }
    assert_eq!(session.advance(u64::MAX, u64::MAX).unwrap().steps, u64::from(n_steps), "{what}");
    let words = words(&**backend, &network.weights);
    let wide = |values: Vec<f32>| values.into_iter().map(f64::from).collect::<Vec<_>>();
    for (index, layer) in network.layers.iter().enumerate() {
        let what = format!("{what}, layer {index}");
        let (weights, bias) = pollster::block_on(session.weights(index as u32)).unwrap();
        assert_eq!((wide(weights), wide(bias)), weights_and_bias(network, index, &words), "{what}");
        if layer.map.is_some() {
            let found = pollster::block_on(session.codebook(index as u32)).unwrap();
            assert_eq!(wide(found), codebook(network, index), "{what}: codebook");
        }
    }
}

#[derive(Deserialize)]
struct Parts {
    learning_rate: LearningRate,
    softmax: Vec<Softmax>,
    initial: Vec<f32>,
    /// Of every step.
    gradients: Vec<Vec<f32>>,
    trajectories: Vec<Trajectory>,
}

#[derive(Deserialize)]
struct Softmax {
    name: String,
    n_classes: usize,
    logits: Vec<f32>,
    labels: Vec<u32>,
    losses: Vec<f64>,
    grad_logits: Vec<f64>,
}

#[derive(Deserialize)]
struct Trajectory {
    optimizer: Optimizer,
    momentum: f32,
    after: Vec<Vec<f64>>,
}

#[test]
fn softmax_agrees_with_pytorch_however_large_the_logits() {
    let record: Parts = recorded("network_parts.json");
    for (backend_name, backend) in backends() {
        for case in &record.softmax {
            let what = format!("{backend_name}, {}", case.name);
            let (n, n_outputs) = (case.labels.len(), padded(case.n_classes));
            let params = softmax_loss::Params {
                n_samples: n as u32,
                n_classes: case.n_classes as u32,
                n_outputs: n_outputs as u32,
                mode: IN_ORDER,
                start: 0,
                n_set: n as u32,
                key: 0,
                out_start: 0,
                accumulate: 0,
            };
            let logits = rows(&case.logits, case.n_classes);
            let out = [vec![0; n * n_outputs], vec![0; 2 * n]];
            let found = compute(&*backend, &softmax_loss::SPEC, params, &[&logits, &case.labels, &out[0], &out[1]]);
            let gradients = unpadded(&found[2], n, case.n_classes);
            assert_close(&gradients, &case.grad_logits, &format!("{what}: gradients"));
            let losses: Vec<f64> = found[3].chunks_exact(2).map(|pair| f32::from_bits(pair[0]).into()).collect();
            assert_close(&losses, &case.losses, &format!("{what}: losses"));
        }
    }
}

#[test]
fn optimizers_walk_with_pytorch() {
    let record: Parts = recorded("network_parts.json");
    let n = record.initial.len();
    for (backend_name, backend) in backends() {
        let device = &*backend;
        let [weights, gradients] = ["weights", "gradients"].map(|name| device.create(name, padded(n)).unwrap());
        for Trajectory { optimizer, momentum, after } in &record.trajectories {
            device.upload(&weights, 0, &rows(&record.initial, n));
            let moments = Moments::new(device, *optimizer, padded(n)).unwrap();
            let rates = (record.learning_rate.of(*optimizer), *momentum);
            for ((step, gradient), after) in (0..).zip(&record.gradients).zip(after) {
                device.upload(&gradients, 0, &rows(gradient, n));
                moments.step(device, &gradients, &weights, step, rates);
                let found = unpadded(&words(device, &weights), 1, n);
                let what = format!("{backend_name}, {optimizer:?} with {momentum}, step {step}");
                // Each scalar on its own: gradients are of very different sizes.
                for at in 0..n {
                    let initial = &record.initial[at..=at];
                    assert_moved(&found[at..=at], &after[at..=at], initial, &format!("{what}, scalar {at}"));
                }
            }
        }
    }
}
