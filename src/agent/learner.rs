//! The network that values actions, and its gradient steps.

use super::config::AgentConfig;
use super::environment::SEEN;
use super::replay::Transition;
use crate::backend::{Backend, Buffer, run};
use crate::error::Result;
use crate::kernels::{l2_gradients, td_loss};
use crate::layout::{Cut, padded};
use crate::net::config::{Bias, Order};
use crate::net::network::{ForwardOptions, Keys, MaskParams, Network};
use std::rc::Rc;

/// Words of a transition and of its results on the device.
const FACTS: usize = 4;

/// The values of schedules at a moment of the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    pub learning_rate: f32,
    pub sigma_forward: f32,
    /// σ and rate of the maps; none where they rest.
    pub organize: Option<(f32, f32)>,
}

/// Sums over gradient steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Sums {
    pub loss: f64,
    /// Of the value of the best action.
    pub q: f64,
    /// Transitions that were learned.
    pub n: u64,
}

pub struct Learner {
    pub network: Network,
    /// An older copy of it, which says what actions to come are worth.
    pub target: Option<Network>,
    n_actions: usize,
    /// Action, reward and discount of every transition of a mini-batch.
    transitions: Buffer,
    /// Target, error, loss and best value of each.
    pub results: Buffer,
    /// The mini-batch on its way to the device.
    seen: Vec<[f32; SEEN]>,
    next: Vec<[f32; SEEN]>,
    facts: Vec<[f32; FACTS]>,
}

impl Learner {
    /// A network with first weights, for the world of `config`.
    ///
    /// # Errors
    /// The device cannot hold it.
    pub fn new(backend: &Rc<dyn Backend>, config: &AgentConfig) -> Result<Self> {
        Self::of_shape(backend, config, config.environment.n_seen(), config.n_actions())
    }

    /// The same for a world in which so many numbers are seen, at most [`SEEN`], and so many actions can be chosen.
    ///
    /// # Errors
    /// The device cannot hold it.
    pub fn of_shape(backend: &Rc<dyn Backend>, config: &AgentConfig, n_seen: u32, n_actions: u32) -> Result<Self> {
        let cut = Cut::whole(1, n_seen, 1);
        debug_assert_eq!(cut.n_features(), SEEN);
        let batch = config.batch_size as usize;
        let network = |rows| Network::new(backend, cut, n_actions, &config.network(), rows);
        let learner = Self {
            // What is seen, and what is seen next.
            network: network(2 * batch)?,
            target: (config.target_update > 0).then(|| network(batch)).transpose()?,
            n_actions: n_actions as usize,
            transitions: backend.create("transitions", FACTS * batch)?,
            results: backend.create("errors", FACTS * batch)?,
            seen: Vec::with_capacity(2 * batch),
            next: Vec::with_capacity(batch),
            facts: Vec::with_capacity(batch),
        };
        learner.network.initialize(config.seed);
        learner.update_target();
        Ok(learner)
    }

    fn mask(config: &AgentConfig, rates: Rates) -> Option<MaskParams> {
        let masked = config.hidden.iter().any(|layer| layer.mask);
        masked.then_some(MaskParams {
            sigma: rates.sigma_forward,
            threshold: config.threshold,
            order: Order::MaskRelu,
            bias: Bias::BeforeMask,
        })
    }

    /// Hands the values of all actions in each of `states`, and the winner of the first layer's map, to `sink`.
    pub fn values(
        &self,
        config: &AgentConfig,
        rates: Rates,
        states: &[[f32; SEEN]],
        mut sink: impl FnMut(&[f32], Option<u32>),
    ) {
        let network = &self.network;
        let backend = &*network.backend;
        let last = network.layers.last().expect("a linear layer");
        let options = ForwardOptions { mask: Self::mask(config, rates), lean: true, ..ForwardOptions::default() };
        for rows in states.chunks(network.capacity) {
            backend.upload(&network.inputs, 0, bytemuck::cast_slice(rows));
            network.forward(rows.len() as u32, network.layers.len(), &options);
            backend.peek(&last.outputs, &mut |values| {
                let values = bytemuck::cast_slice(values).chunks_exact(last.n_outputs).take(rows.len());
                let mut each = |row: usize, values: &[f32], bmus: Option<&[u32]>| {
                    sink(&values[..self.n_actions], bmus.map(|bmus| bmus[2 * row]));
                };
                match &network.layers[0].map {
                    None => values.enumerate().for_each(|(row, values)| each(row, values, None)),
                    Some(map) => backend.peek(&map.bmus, &mut |bmus| {
                        values.clone().enumerate().for_each(|(row, values)| each(row, values, Some(bmus)));
                    }),
                }
            });
        }
    }

    /// One gradient step on the mean loss of a mini-batch, at most as large as the configuration says; `step` counts all
    /// gradient steps from 0. Adds what it found to `sums`.
    pub fn update<'a>(
        &mut self,
        config: &AgentConfig,
        rates: Rates,
        batch: impl Iterator<Item = &'a Transition>,
        step: u64,
        sums: &mut Sums,
    ) {
        self.take(config.gamma, batch);
        let n = self.facts.len() as u32;
        let options = ForwardOptions { mask: Self::mask(config, rates), lean: true, ..ForwardOptions::default() };
        let next_start = self.look(n, config.double_q, &options);
        let network = &self.network;
        let backend = &*network.backend;
        let last = network.layers.last().expect("a linear layer");
        let next_values = self.target.as_ref().map_or(&last.outputs, |target| &target.layers[last.index].outputs);
        // A network that is its own target chooses for itself anyway.
        let double = config.double_q && self.target.is_some();
        let (choices, choice_start) = if double { (&last.outputs, n) } else { (next_values, next_start) };
        let params = td_loss::Params {
            n_samples: n,
            n_actions: self.n_actions as u32,
            n_outputs: padded(self.n_actions) as u32,
            next_start,
            choice_start,
            huber: config.huber,
        };
        let args = [&last.outputs, next_values, choices, &self.transitions, &last.gradients, &self.results];
        run(backend, &td_loss::SPEC, params, &args);
        network.backward(n, &options);
        if config.l2 > 0.0 {
            let params = l2_gradients::Params { n: network.weights.words() as u32, l2: config.l2 };
            run(backend, &l2_gradients::SPEC, params, &[&network.weights, network.weight_gradients()]);
        }
        if let Some((sigma, rate)) = rates.organize {
            network.organize(n, sigma, rate, Keys::new(config.seed, step));
        }
        network.descend(step, (rates.learning_rate, config.momentum));
        backend.peek(&self.results, &mut |words| {
            let results: &[f32] = bytemuck::cast_slice(words);
            for &[_, _, loss, q] in &results.as_chunks::<FACTS>().0[..n as usize] {
                sums.loss += f64::from(loss);
                sums.q += f64::from(q);
            }
        });
        sums.n += u64::from(n);
        if config.target_update > 0 && (step + 1).is_multiple_of(u64::from(config.target_update)) {
            self.update_target();
        }
    }

    /// Brings a mini-batch to the device.
    fn take<'a>(&mut self, gamma: f32, batch: impl Iterator<Item = &'a Transition>) {
        self.seen.clear();
        self.next.clear();
        self.facts.clear();
        for &Transition { seen, next, action, reward, terminated } in batch {
            self.seen.push(seen);
            self.next.push(next);
            self.facts.push([action as f32, reward, if terminated { 0.0 } else { gamma }, 0.0]);
        }
        self.network.backend.upload(&self.transitions, 0, bytemuck::cast_slice(&self.facts));
    }

    /// Sends what is seen, and what is seen next, through the networks that need it; returns the row in which the values of
    /// what follows begin.
    fn look(&mut self, n: u32, double_q: bool, options: &ForwardOptions) -> u32 {
        let (network, backend) = (&self.network, &*self.network.backend);
        let both = self.target.is_none() || double_q;
        if both {
            self.seen.extend_from_slice(&self.next);
        }
        if let Some(target) = &self.target {
            backend.upload(&target.inputs, 0, bytemuck::cast_slice(&self.next));
            target.forward(n, target.layers.len(), options);
        }
        backend.upload(&network.inputs, 0, bytemuck::cast_slice(&self.seen));
        network.forward(if both { 2 * n } else { n }, network.layers.len(), options);
        if self.target.is_some() { 0 } else { n }
    }

    /// The target network becomes what the network is now, its maps included.
    pub fn update_target(&self) {
        let (Some(target), backend) = (&self.target, &*self.network.backend) else { return };
        backend.peek(&self.network.weights, &mut |words| backend.upload(&target.weights, 0, words));
        for ((_, from), (_, to)) in self.network.maps().zip(target.maps()) {
            backend.peek(&from.codebook, &mut |words| to.set_codebook(backend, bytemuck::cast_slice(words)));
        }
    }

    /// Everything on the device that its future depends on, in order.
    pub fn buffers(&self) -> Vec<&Buffer> {
        let moments = &self.network.moments;
        let mut all = vec![&self.network.weights, &moments.first, &moments.second];
        all.extend(self.network.maps().map(|(_, map)| &map.codebook));
        if let Some(target) = &self.target {
            all.push(&target.weights);
            all.extend(target.maps().map(|(_, map)| &map.codebook));
        }
        all
    }
}
