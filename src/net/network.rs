//! One network on a device: its buffers, and the dispatches of its forward and backward passes.
//!
//! All weights lie in one buffer, layer by layer: `[n_inputs, n_outputs]`, then the bias `[n_outputs]`, both widths
//! padded with zeros to multiples of four. So do their gradients, and one dispatch of the optimizer moves them all.

use super::config::{Bias, NetConfig, Order};
use super::mask_map::MaskMap;
use super::optimizer::Moments;
use crate::backend::{Backend, Buffer, run};
use crate::data::dataset::Split;
use crate::data::patches::Cut;
use crate::error::{Error, Result};
use crate::kernels::dense_forward::{self, Rule};
use crate::kernels::gather::{self, Pick};
use crate::kernels::{dense_grad_inputs, dense_grad_weights, padded, softmax_loss};
use crate::rng::{Rng, mix};
use crate::som::grid::{Lattice, Topology};
use std::rc::Rc;

const WEIGHTS: u32 = 0x3E16;
const UNITS: u32 = 0x50F7;
/// Weights of the largest network. Moments, gradients and maps take several times as much room again, and a page may
/// hold four networks in the memory of one tab.
const MAX_WEIGHTS: usize = 1 << 23;

/// What the mask of a forward pass is made with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Masking {
    pub sigma: f32,
    pub threshold: f32,
    pub order: Order,
    pub bias: Bias,
}

impl Masking {
    fn rule(&self) -> Rule {
        match (self.order, self.bias) {
            (Order::MaskRelu, Bias::BeforeMask) => Rule::MaskRelu,
            (Order::MaskRelu, Bias::AfterMask) => Rule::MaskReluBias,
            (Order::ReluMask, Bias::BeforeMask) => Rule::ReluMask,
            (Order::ReluMask, Bias::AfterMask) => Rule::ReluMaskBias,
        }
    }
}

/// A fully-connected layer.
pub struct Layer {
    /// Inputs and neurons as they are.
    pub inputs: usize,
    pub neurons: usize,
    /// Both padded.
    pub n_inputs: usize,
    pub n_outputs: usize,
    /// Where its weights begin.
    pub start: usize,
    pub map: Option<MaskMap>,
    /// `[capacity, n_outputs]`
    pub outputs: Buffer,
    /// Of the outputs by `z`, then by the bias: twice `[capacity, n_outputs]`.
    pub slopes: Buffer,
    /// Of the loss by `z`, then by the bias.
    pub gradients: Buffer,
}

impl Layer {
    /// Where the second halves of `slopes` and `gradients` begin, if `rule` needs them.
    fn bias_start(&self, rule: Rule, capacity: usize) -> u32 {
        if rule.bias_after() { (capacity * self.n_outputs) as u32 } else { 0 }
    }
}

pub struct Network {
    pub backend: Rc<dyn Backend>,
    /// Samples of a step or of a slice of an evaluation, at most.
    pub capacity: usize,
    pub n_classes: u32,
    pub cut: Cut,
    /// `[capacity, n_inputs]`
    pub inputs: Buffer,
    pub weights: Buffer,
    gradients: Buffer,
    pub moments: Moments,
    /// The hidden layers and the linear one.
    pub layers: Vec<Layer>,
    no_bmus: Buffer,
    no_indices: Buffer,
}

impl Network {
    /// A network with zeros for weights.
    ///
    /// # Errors
    /// Too many weights, or a device that cannot hold them.
    pub fn new(
        backend: &Rc<dyn Backend>,
        cut: Cut,
        n_classes: u32,
        config: &NetConfig,
        capacity: usize,
    ) -> Result<Self> {
        let device = &**backend;
        let mut layers: Vec<Layer> = Vec::new();
        let mut start = 0;
        for index in 0..=config.hidden.len() {
            let hidden = config.hidden.get(index);
            let inputs = layers.last().map_or(cut.n_values(), |below| below.neurons);
            let neurons = hidden.map_or(n_classes, |hidden| hidden.neurons()) as usize;
            let (n_inputs, n_outputs) = (padded(inputs), padded(neurons));
            let end = start + (n_inputs + 1) * n_outputs;
            if end > MAX_WEIGHTS {
                return Err(Error::config(format!(
                    "Layer {index} brings this network to {} million weights: choose fewer neurons, for at most {} million.",
                    end.div_ceil(1_000_000),
                    MAX_WEIGHTS / 1_000_000
                )));
            }
            let masked = hidden.is_some_and(|hidden| hidden.masked);
            let map = masked.then(|| MaskMap::new(device, config.lattice(index), n_inputs, capacity)).transpose()?;
            let layer = Layer {
                inputs,
                neurons,
                n_inputs,
                n_outputs,
                start,
                map,
                outputs: device.create("outputs", capacity * n_outputs)?,
                slopes: device.create("slopes", 2 * capacity * n_outputs)?,
                gradients: device.create("gradients", 2 * capacity * n_outputs)?,
            };
            start = end;
            layers.push(layer);
        }
        Ok(Self {
            backend: Rc::clone(backend),
            capacity,
            n_classes,
            cut,
            inputs: device.create("inputs", capacity * cut.n_features())?,
            weights: device.create("weights", start)?,
            gradients: device.create("weight gradients", start)?,
            moments: Moments::new(device, config.optimizer, start)?,
            layers,
            no_bmus: device.create("no units", 4)?,
            no_indices: device.create("no indices", 4)?,
        })
    }

    /// First weights by He et al., *Delving Deep into Rectifiers*, 2015: normal with variance 2 / inputs below a ReLU,
    /// 1 / inputs in the linear layer, biases 0; first codebooks: uniform noise in [0, 1). A layer's values depend on
    /// the seed and its place alone, so networks that differ in their masks start alike.
    pub fn initialize(&self, seed: u32) {
        let mut weights = vec![0.0; self.weights.words()];
        for (index, layer) in (0..).zip(&self.layers) {
            let mut rng = Rng::new(mix(seed, WEIGHTS), index);
            let linear = index as usize + 1 == self.layers.len();
            let gain = if linear { 1.0 } else { 2.0 };
            let deviation = (gain / layer.inputs as f32).sqrt();
            let rows = weights[layer.start..].chunks_exact_mut(layer.n_outputs).take(layer.inputs);
            for weight in rows.flat_map(|row| &mut row[..layer.neurons]) {
                *weight = deviation * rng.normal();
            }
            if let Some(map) = &layer.map {
                let mut rng = Rng::new(mix(seed, UNITS), index);
                let mut codebook = vec![0.0; map.codebook.words()];
                for unit in codebook.chunks_exact_mut(layer.n_inputs) {
                    unit[..layer.inputs].fill_with(|| rng.uniform());
                }
                map.set_codebook(&*self.backend, &codebook);
            }
        }
        self.backend.upload(&self.weights, 0, bytemuck::cast_slice(&weights));
    }

    /// Brings images into the inputs.
    pub fn gather(&self, split: &Split, pick: &Pick) {
        let params = gather::Params::new(&self.cut, pick);
        run(&*self.backend, &gather::SPEC, params, &[&split.pixels, &self.no_indices, &self.inputs]);
    }

    /// What a layer reads.
    pub fn inputs_of(&self, index: usize) -> &Buffer {
        index.checked_sub(1).map_or(&self.inputs, |below| &self.layers[below].outputs)
    }

    fn rule(&self, index: usize, masking: Option<&Masking>) -> Rule {
        match (&self.layers[index].map, masking) {
            _ if index + 1 == self.layers.len() => Rule::Linear,
            (Some(_), Some(masking)) => masking.rule(),
            _ => Rule::Relu,
        }
    }

    /// The first `n` inputs through the first `depth` layers. Units that are found go to `bmus[layer]` from row
    /// `bmu_start` on, or to the layer's own; without `masking` every mask is 1.
    pub fn forward(&self, n: u32, depth: usize, masking: Option<&Masking>, bmus: Option<(&[Option<Buffer>], u32)>) {
        for (index, layer) in self.layers[..depth].iter().enumerate() {
            let inputs = self.inputs_of(index);
            let rule = self.rule(index, masking);
            let mut lattice = Lattice { topology: Topology::Rectangle, rows: 1, cols: layer.neurons as u32 };
            let mut found = (&self.no_bmus, 0);
            if let (Some(map), true) = (&layer.map, rule.masked()) {
                lattice = map.lattice;
                found = bmus
                    .and_then(|(all, start)| all[index].as_ref().map(|buffer| (buffer, start)))
                    .unwrap_or((&map.bmus, 0));
                map.find(&*self.backend, inputs, n, found.0, found.1);
            }
            let params = dense_forward::Params {
                n_samples: n,
                n_inputs: layer.n_inputs as u32,
                n_outputs: layer.n_outputs as u32,
                start: layer.start as u32,
                rule: rule as u32,
                bmu_start: found.1,
                rows: lattice.rows,
                cols: lattice.cols,
                topology: lattice.topology.code(),
                bias_start: layer.bias_start(rule, self.capacity),
                sigma: masking.map_or(1.0, |masking| masking.sigma),
                threshold: masking.map_or(0.0, |masking| masking.threshold),
            };
            let args = [inputs, &self.weights, found.0, &layer.outputs, &layer.slopes];
            run(&*self.backend, &dense_forward::SPEC, params, &args);
        }
    }

    /// The loss of the last forward pass of the images of `pick`, and its gradient by the logits. Every sample's loss and verdict go to
    /// `results` from row `out_start` on, or are added there.
    pub fn loss(&self, split: &Split, pick: &Pick, results: &Buffer, out_start: u32, accumulate: bool) {
        let last = &self.layers[self.layers.len() - 1];
        let params = softmax_loss::Params {
            n_samples: pick.n,
            n_classes: self.n_classes,
            n_outputs: last.n_outputs as u32,
            mode: pick.mode,
            start: pick.start,
            n_set: pick.n_set,
            key: pick.key,
            out_start,
            accumulate: u32::from(accumulate),
        };
        let args = [&last.outputs, &split.classes, &last.gradients, results];
        run(&*self.backend, &softmax_loss::SPEC, params, &args);
    }

    /// The gradients by layer `index`'s inputs, times `slopes`, into `out`.
    pub fn backward_inputs(&self, n: u32, index: usize, slopes: &Buffer, out: &Buffer, bias_start: u32) {
        let layer = &self.layers[index];
        let params = dense_grad_inputs::Params {
            n_samples: n,
            n_inputs: layer.n_inputs as u32,
            n_outputs: layer.n_outputs as u32,
            start: layer.start as u32,
            bias_start,
        };
        run(&*self.backend, &dense_grad_inputs::SPEC, params, &[&layer.gradients, &self.weights, slopes, out]);
    }

    /// All gradients, from those by the logits down.
    pub fn backward(&self, n: u32, masking: &Masking) {
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let params = dense_grad_weights::Params {
                n_samples: n,
                n_inputs: layer.n_inputs as u32,
                n_outputs: layer.n_outputs as u32,
                start: layer.start as u32,
                bias_start: layer.bias_start(self.rule(index, Some(masking)), self.capacity),
            };
            let args = [self.inputs_of(index), &layer.gradients, &self.gradients];
            run(&*self.backend, &dense_grad_weights::SPEC, params, &args);
            if let Some(below) = index.checked_sub(1) {
                let bias_start = self.layers[below].bias_start(self.rule(below, Some(masking)), self.capacity);
                let Layer { slopes, gradients, .. } = &self.layers[below];
                self.backward_inputs(n, index, slopes, gradients, bias_start);
            }
        }
    }

    /// Lets every map learn from the `n` inputs of the last forward pass.
    pub fn organize(&self, n: u32, sigma: f32, rate: f32) {
        for (index, layer) in self.layers.iter().enumerate() {
            if let Some(map) = &layer.map {
                map.learn(&*self.backend, self.inputs_of(index), n, sigma, rate);
            }
        }
    }

    /// Moves the weights; `step` counts from 0.
    pub fn descend(&self, step: u64, rates: (f32, f32)) {
        self.moments.step(&*self.backend, &self.gradients, &self.weights, step, rates);
    }

    /// The maps, with the layers that they mask.
    pub fn maps(&self) -> impl Iterator<Item = (usize, &MaskMap)> {
        self.layers.iter().enumerate().filter_map(|(index, layer)| layer.map.as_ref().map(|map| (index, map)))
    }

    /// The gradients of the weights, as they lie; for tests.
    pub fn weight_gradients(&self) -> &Buffer {
        &self.gradients
    }
}
