//! Filters: behind masks of whole images and of patches, on images and above, with k-winners and with dropout.

use super::{
    After, Batch, FirstStep, LearningRate, MOMENTUM, assert_close, assert_first_step, assert_layer, assert_session,
    recorded, set_layer, step,
};
use crate::device::backends;
use serde::Deserialize;
use som_lab::backend::Backend;
use som_lab::data::Images;
use som_lab::data::dataset::Dataset;
use som_lab::kernels::gather::IN_ORDER;
use som_lab::layout::Cut;
use som_lab::net::config::{Bias, Hidden, Mask, NetConfig, Optimizer, Order};
use som_lab::net::network::{Keys, Network};
use som_lab::rng::{mix, permute};
use som_lab::som::schedule::{Curve, Schedule};
use std::rc::Rc;

#[derive(Deserialize)]
struct Record {
    learning_rate: LearningRate,
    networks: Vec<Recorded>,
}

#[derive(Deserialize)]
struct Recorded {
    name: String,
    /// Images of a batch.
    n: u32,
    height: u32,
    width: u32,
    channels: u32,
    n_classes: u32,
    seed: u32,
    patches: u32,
    sigma_forward: f32,
    sigma_organize: f32,
    som_rate: f32,
    hidden: Vec<Hidden>,
    /// The hidden layers, and the linear one.
    layers: Vec<First>,
    batches: Vec<Sampled>,
    cases: Vec<Case>,
}

/// A layer before the first step.
#[derive(Deserialize)]
struct First {
    weights: Vec<f32>,
    bias: Vec<f32>,
    codebook: Vec<f32>,
}

#[derive(Deserialize)]
struct Sampled {
    #[serde(flatten)]
    batch: Batch,
    /// Of every hidden layer with a map of patches: the positions that it learns from, `[n, patches]`.
    sampled: Vec<Vec<u32>>,
}

#[derive(Deserialize)]
struct Case {
    order: Order,
    bias: Bias,
    threshold: f32,
    optimizer: Optimizer,
    /// Of every step, before its update.
    losses: Vec<f64>,
    first_step: FirstStep,
    after: Vec<After>,
}

impl Recorded {
    fn config(&self, case: &Case, learning_rate: f32) -> NetConfig {
        let hold = |value| Schedule::new(value, value, Curve::Linear);
        NetConfig {
            hidden: self.hidden.clone(),
            sigma_organize: hold(self.sigma_organize),
            sigma_forward: hold(self.sigma_forward),
            som_rate: hold(self.som_rate),
            patches: self.patches,
            threshold: case.threshold,
            order: case.order,
            bias: case.bias,
            optimizer: case.optimizer,
            learning_rate: hold(learning_rate),
            momentum: MOMENTUM,
            batch_size: self.n,
            seed: self.seed,
            epochs: 1.0,
            evaluations: 1,
            ..NetConfig::default()
        }
    }

    /// All batches, one after the other.
    fn dataset(&self, backend: &dyn Backend) -> Dataset {
        let join = |part: fn(&Batch) -> &[u8]| self.batches.iter().flat_map(|all| part(&all.batch)).copied().collect();
        let (pixels, labels) = (join(|batch| &batch.pixels), join(|batch| &batch.labels));
        let (height, width, channels) = (self.height, self.width, self.channels);
        let images = Images { height, width, channels, pixels, labels: Some(labels) };
        Dataset::from_images(backend, "Recorded", &images, &images).unwrap()
    }

    /// A network before its first step.
    fn network(&self, backend: &Rc<dyn Backend>, config: &NetConfig) -> Network {
        let cut = Cut::whole(self.height, self.width, self.channels);
        // More room than a batch needs, as a session has it.
        let network = Network::new(backend, cut, self.n_classes, config, self.n as usize + 3).unwrap();
        for (index, First { weights, bias, codebook }) in self.layers.iter().enumerate() {
            set_layer(&network, index, [weights, bias, codebook]);
        }
        network
    }
}

/// The hidden layers that compute the channels under their mask alone.
fn grouped(network: &Network) -> usize {
    let convolutions = network.layers.iter().filter_map(|layer| layer.convolution());
    convolutions.filter(|convolution| convolution.grouped.borrow().is_some()).count()
}

/// Fails unless a network takes the recorded steps.
fn agrees(
    recorded: &Recorded,
    case: &Case,
    network: &Network,
    dataset: &Dataset,
    config: &NetConfig,
    lean: bool,
    what: &str,
) {
    for (index, loss) in (0..).zip(&case.losses) {
        let found = step(network, dataset, config, index, (IN_ORDER, 0), lean);
        assert_close(&[found], &[*loss], &format!("{what}: loss of step {index}"));
        if index == 0 && !lean {
            assert_first_step(network, &case.first_step, recorded.n as usize, what);
        }
        let steps = index as usize + 1;
        if let Some(after) = case.after.iter().find(|after| after.steps == steps) {
            for (layer, First { weights, bias, codebook }) in recorded.layers.iter().enumerate() {
                let first: [&[f32]; 3] = [weights, bias, codebook];
                assert_layer(network, layer, after, first, &format!("{what}, {steps} steps"));
            }
        }
    }
}

#[test]
fn training_of_filters_agrees_with_pytorch() {
    let record: Record = recorded("convolution.json");
    for (backend_name, backend) in backends() {
        // Dense and grouped computations are all held against the record, those with dense rows in between and those
        // without.
        let mut n_grouped = 0;
        for recorded in &record.networks {
            let dataset = recorded.dataset(&*backend);
            for case in &recorded.cases {
                let what = format!(
                    "{backend_name}, {}, {:?}, {:?}, threshold {}, {:?}",
                    recorded.name, case.order, case.bias, case.threshold, case.optimizer
                );
                let config = recorded.config(case, record.learning_rate.of(case.optimizer));
                config.check().unwrap();
                for lean in [false, true] {
                    let network = recorded.network(&backend, &config);
                    agrees(recorded, case, &network, &dataset, &config, lean, &format!("{what}, lean: {lean}"));
                    n_grouped += grouped(&network);
                    if grouped(&network) == 0 {
                        break;
                    }
                }
            }
        }
        assert!(n_grouped >= 4, "{backend_name}: {n_grouped} layers were grouped");
    }
}

/// As with fully-connected layers: what is held against PyTorch is what a session does.
#[test]
fn a_session_takes_these_steps_with_filters() {
    let record: Record = recorded("convolution.json");
    for (backend_name, backend) in backends() {
        for recorded in &record.networks {
            let dataset = Rc::new(recorded.dataset(&*backend));
            for case in &recorded.cases {
                let config = recorded.config(case, record.learning_rate.of(case.optimizer));
                let network = recorded.network(&backend, &config);
                let what = format!("{backend_name}, {}, {:?}, {:?}", recorded.name, case.order, case.bias);
                assert_session(&network, &dataset, &config, &what);
            }
        }
    }
}

/// The sample is the one that seed and step name, so that it is the same on every backend and after a restart.
#[test]
fn patches_are_sampled_as_recorded() {
    let record: Record = recorded("convolution.json");
    let (_, backend) = backends().into_iter().next().unwrap();
    let mut n_layers = 0;
    for recorded in &record.networks {
        let case = &recorded.cases[0];
        let network = recorded.network(&backend, &recorded.config(case, record.learning_rate.of(case.optimizer)));
        for (step, batch) in (0..).zip(&recorded.batches) {
            let key = Keys::new(recorded.seed, step).patches();
            for (layer, expected) in network.layers.iter().zip(&batch.sampled) {
                let Some(map) = layer.map.as_ref().filter(|_| layer.hidden.unwrap().mask == Mask::Patch) else {
                    assert!(expected.is_empty());
                    continue;
                };
                let place = |i| permute(i % recorded.patches, map.winners(), mix(key, i / recorded.patches));
                let found: Vec<u32> = (0..recorded.n * recorded.patches).map(place).collect();
                assert_eq!(&found, expected, "{}, step {step}", recorded.name);
                n_layers += 1;
            }
        }
    }
    assert!(n_layers > 0);
}
