//! A Q-learning step against PyTorch (scripts/reference/q_learning.py) and against hand-worked targets.

use super::recorded;
use serde::Deserialize;
use som_lab::agent::config::{AgentConfig, AgentLayer};
use som_lab::agent::learner::{Learner, Rates, Sums};
use som_lab::agent::replay::Transition;
use som_lab::backend::Backend;
use som_lab::backend::cpu::Cpu;
use som_lab::net::config::Optimizer;
use som_lab::net::network::Network;
use std::rc::Rc;

#[derive(Deserialize)]
struct Layer {
    weights: Vec<f32>,
    bias: Vec<f32>,
}

#[derive(Deserialize)]
struct Step {
    state: [f32; 4],
    action: u32,
    reward: f32,
    next_state: [f32; 4],
    terminated: f32,
}

#[derive(Deserialize)]
struct Mask {
    rows: u32,
    cols: u32,
    sigma: f32,
    codebook: Vec<f32>,
}

#[derive(Deserialize)]
struct FirstStep {
    targets: Vec<f32>,
    td_errors: Vec<f32>,
    gradients: Vec<Layer>,
}

#[derive(Deserialize)]
struct After {
    steps: u64,
    network: Vec<Layer>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    sizes: Vec<u32>,
    value: String,
    gamma: f32,
    loss: String,
    l2: f32,
    optimizer: String,
    network: Vec<Layer>,
    target_network: Option<Vec<Layer>>,
    mask: Option<Mask>,
    batch: Vec<Step>,
    first_step: FirstStep,
    losses: Vec<f64>,
    after: Vec<After>,
}

#[derive(Deserialize)]
struct Record {
    cases: Vec<Case>,
}

impl Case {
    fn config(&self) -> AgentConfig {
        let (masked, hidden) = (self.mask.is_some(), &self.sizes[1..self.sizes.len() - 1]);
        let shape = |&neurons: &u32| self.mask.as_ref().map_or((1, neurons), |mask| (mask.rows, mask.cols));
        AgentConfig {
            hidden: hidden.iter().map(shape).map(|(rows, cols)| AgentLayer { rows, cols, mask: masked }).collect(),
            optimizer: if self.optimizer == "adam" { Optimizer::Adam } else { Optimizer::Sgd },
            l2: self.l2,
            gamma: self.gamma,
            huber: if self.loss == "huber" { 1.0 } else { 0.0 },
            batch_size: self.batch.len() as u32,
            // The target network stays as it is.
            target_update: if self.value == "online" { 0 } else { 1_000_000 },
            double_q: self.value == "double",
            ..AgentConfig::default()
        }
    }

    fn rates(&self) -> Rates {
        let learning_rate = if self.optimizer == "adam" { 0.001 } else { 0.05 };
        Rates { learning_rate, sigma_forward: self.mask.as_ref().map_or(1.0, |mask| mask.sigma), organize: None }
    }

    fn batch(&self) -> Vec<Transition> {
        let transition = |step: &Step| Transition {
            seen: step.state,
            next: step.next_state,
            action: step.action,
            reward: step.reward,
            terminated: step.terminated > 0.0,
        };
        self.batch.iter().map(transition).collect()
    }
}

/// Weights and biases as they lie on the device: rows and columns padded.
fn laid_out(network: &Network, layers: &[Layer]) -> Vec<f32> {
    let mut all = vec![0.0; network.weights.words()];
    for (layer, Layer { weights, bias }) in network.layers.iter().zip(layers) {
        for (row, values) in layer.rows().into_iter().zip(weights.chunks_exact(layer.neurons)) {
            all[layer.start + row * layer.n_outputs..][..layer.neurons].copy_from_slice(values);
        }
        all[layer.start + layer.n_inputs * layer.n_outputs..][..layer.neurons].copy_from_slice(bias);
    }
    all
}

fn set(network: &Network, layers: &[Layer], mask: Option<&Mask>) {
    network.backend.upload(&network.weights, 0, bytemuck::cast_slice(&laid_out(network, layers)));
    for ((_, map), mask) in network.maps().zip(mask) {
        map.set_codebook(&*network.backend, &mask.codebook);
    }
}

fn words(backend: &dyn Backend, buffer: &som_lab::backend::Buffer) -> Vec<f32> {
    let mut all = Vec::new();
    backend.peek(buffer, &mut |words| all = bytemuck::cast_slice(words).to_vec());
    all
}

fn assert_close(name: &str, here: &[f32], there: &[f32]) {
    assert_eq!(here.len(), there.len(), "{name}");
    let scale = there.iter().fold(1e-3f32, |most, value| most.max(value.abs()));
    for (i, (a, b)) in here.iter().zip(there).enumerate() {
        assert!((a - b).abs() <= 1e-5 * scale, "{name}, {i}: {a}, not {b}");
    }
}

#[test]
fn a_step_is_that_of_pytorch() {
    let record: Record = recorded("q_learning.json");
    assert!(record.cases.len() >= 12);
    for case in &record.cases {
        let name = &case.name;
        let backend: Rc<dyn Backend> = Rc::new(Cpu::new());
        let (config, rates, batch) = (case.config(), case.rates(), case.batch());
        let n_actions = *case.sizes.last().unwrap();
        let mut learner = Learner::of_shape(&backend, &config, 4, n_actions).unwrap();
        set(&learner.network, &case.network, case.mask.as_ref());
        if let (Some(target), Some(layers)) = (&learner.target, &case.target_network) {
            set(target, layers, case.mask.as_ref());
        }
        for step in 0..3 {
            let mut sums = Sums::default();
            learner.update(&config, rates, batch.iter(), step, &mut sums);
            let loss = sums.loss / sums.n as f64;
            let expected = case.losses[step as usize];
            assert!(
                (loss - expected).abs() <= 1e-5 * expected.max(1.0),
                "{name}, step {step}: loss {loss}, not {expected}"
            );
            if step == 0 {
                let results = words(&*backend, &learner.results);
                let column = |at: usize| -> Vec<f32> { results.chunks_exact(4).map(|row| row[at]).collect() };
                assert_close(&format!("{name}: targets"), &column(0), &case.first_step.targets);
                assert_close(&format!("{name}: errors"), &column(1), &case.first_step.td_errors);
                let gradients = words(&*backend, learner.network.weight_gradients());
                let expected = laid_out(&learner.network, &case.first_step.gradients);
                assert_close(&format!("{name}: gradients"), &gradients, &expected);
            }
            if let Some(after) = case.after.iter().find(|after| after.steps == step + 1) {
                let expected = laid_out(&learner.network, &after.network);
                let weights = words(&*backend, &learner.network.weights);
                assert_close(&format!("{name}: weights after {}", step + 1), &weights, &expected);
            }
        }
    }
}

/// Q is 0 everywhere but for the biases of the actions: 2 and 3.
fn constant_values(config: &AgentConfig) -> Learner {
    let backend: Rc<dyn Backend> = Rc::new(Cpu::new());
    let learner = Learner::new(&backend, config).unwrap();
    let last = learner.network.layers.last().unwrap();
    let mut weights = vec![0.0f32; learner.network.weights.words()];
    weights[last.start + last.n_inputs * last.n_outputs..][..2].copy_from_slice(&[2.0, 3.0]);
    backend.upload(&learner.network.weights, 0, bytemuck::cast_slice(&weights));
    learner.update_target();
    learner
}

#[test]
fn nothing_follows_a_failure_and_something_follows_the_end_of_time() {
    for target_update in [0, 7] {
        let config = AgentConfig { gamma: 0.5, batch_size: 2, target_update, ..AgentConfig::default() };
        let mut learner = constant_values(&config);
        let transition =
            |terminated, reward| Transition { seen: [0.1; 4], next: [0.2; 4], action: 0, reward, terminated };
        let batch = [transition(true, -10.0), transition(false, 1.0)];
        let rates = Rates { learning_rate: 0.001, sigma_forward: 1.0, organize: None };
        let mut sums = Sums::default();
        learner.update(&config, rates, batch.iter(), 0, &mut sums);
        let results = words(&*learner.network.backend, &learner.results);
        // The failure is worth −10; the other 1 + 0.5 · 3, the value of the best action; both are taken for 2.
        assert_eq!(results[..8], [-10.0, 12.0, 72.0, 3.0, 2.5, -0.5, 0.125, 3.0]);
        assert_eq!((sums.n, sums.loss, sums.q), (2, 72.125, 6.0));
    }
}

#[test]
fn a_target_network_keeps_its_values_until_it_is_updated() {
    let config = AgentConfig { batch_size: 1, target_update: 3, ..AgentConfig::default() };
    let mut learner = constant_values(&config);
    let rates = Rates { learning_rate: 0.1, sigma_forward: 1.0, organize: None };
    let transition = Transition { seen: [0.1; 4], next: [0.2; 4], action: 1, reward: 5.0, terminated: false };
    let weights = |network: &Network| words(&*network.backend, &network.weights);
    let first = weights(&learner.network);
    for step in 0..3 {
        assert_eq!(weights(learner.target.as_ref().unwrap()), first, "step {step}");
        learner.update(&config, rates, std::iter::once(&transition), step, &mut Sums::default());
    }
    assert_ne!(weights(&learner.network), first);
    assert_eq!(weights(learner.target.as_ref().unwrap()), weights(&learner.network));
}
