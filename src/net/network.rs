//! One network on a device: its buffers, and the dispatches of its forward and backward passes.
//!
//! All weights lie in one buffer, layer by layer: `[n_inputs, n_outputs]`, then the bias `[n_outputs]`, both widths
//! padded with zeros to multiples of four. So do their gradients, and one dispatch of the optimizer moves them all.

use super::bmu_cache::BmuCache;
use super::config::{Bias, Mask, NetConfig, Order};
use super::entries::Entries;
use super::layer::Layer;
use super::mask_map::MaskMap;
use super::optimizer::Moments;
use super::shape::Shape;
use super::slices::Slices;
use crate::backend::{Backend, Buffer, Later, run};
use crate::data::dataset::{Dataset, Split};
use crate::error::{Error, Result};
use crate::frame::Tensor;
use crate::kernels::dense_forward::{self, Rule};
use crate::kernels::gather::{self, GatherRange};
use crate::kernels::{dense_grad_inputs, dense_grad_weights, softmax_loss};
use crate::lattice::{Lattice, Topology};
use crate::layout::Cut;
use crate::rng::{Rng, mix};
use crate::session::{Words, floats};
use crate::som::search::mean_of_rows;
use crate::som::stack::preview;
use std::cell::Ref;
use std::rc::Rc;

const WEIGHTS: u32 = 0x3E16;
const UNITS: u32 = 0x50F7;
const PATCHES: u32 = 0x9A7C;
const DROPOUT: u32 = 0xD409;
/// Weights of the largest network. Moments, gradients and maps take several times as much room again, and a page may
/// hold four networks in the memory of one tab.
const MAX_WEIGHTS: usize = 1 << 23;

/// Of a layer: `[inputs, neurons]` and `[neurons]`.
type WeightsAndBias = (Vec<f32>, Vec<f32>);

/// What the mask of a forward pass is made with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MaskParams {
    pub sigma: f32,
    pub threshold: f32,
    pub order: Order,
    pub bias: Bias,
}

impl MaskParams {
    pub fn rule(&self) -> Rule {
        match (self.order, self.bias) {
            (Order::MaskRelu, Bias::BeforeMask) => Rule::MaskRelu,
            (Order::MaskRelu, Bias::AfterMask) => Rule::MaskReluBias,
            (Order::ReluMask, Bias::BeforeMask) => Rule::ReluMask,
            (Order::ReluMask, Bias::AfterMask) => Rule::ReluMaskBias,
        }
    }
}

/// Seeds of what a step of training draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys {
    seed: u32,
    step: u32,
}

impl Keys {
    pub fn new(seed: u32, step: u64) -> Self {
        Self { seed, step: step as u32 }
    }

    /// Of the channels that a layer keeps.
    pub fn dropout(self, layer: usize) -> u32 {
        mix(mix(self.seed, DROPOUT + layer as u32), self.step)
    }

    /// Of the patches that maps learn from.
    pub fn patches(self) -> u32 {
        mix(mix(self.seed, PATCHES), self.step)
    }
}

/// How images pass through the layers.
#[derive(Clone, Copy, Default)]
pub struct ForwardOptions<'a> {
    /// None for masks of ones.
    pub mask: Option<MaskParams>,
    /// In training: dropout is for it alone.
    pub keys: Option<Keys>,
    /// The images, and the winners of the first layer's map that are known of them.
    pub bmu_cache: Option<(&'a BmuCache, &'a GatherRange)>,
    /// Counts of winners to add to, one buffer for each layer with a map.
    pub hits: &'a [Option<Buffer>],
    /// Only the logits and the gradients are asked for: what lies in between need not be written out.
    pub lean: bool,
}

/// What the dispatches of one layer have in common.
#[derive(Clone, Copy)]
pub struct LayerPass<'a> {
    pub backend: &'a dyn Backend,
    pub layer: &'a Layer,
    /// Of all layers.
    pub weights: &'a Buffer,
    /// What the layer reads.
    pub inputs: &'a Buffer,
    /// Images.
    pub n: u32,
    pub options: &'a ForwardOptions<'a>,
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
    /// Of the linear layer, where its inputs are too many for one thread.
    slices: Option<Slices>,
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
            let input = layers.last().map_or(Shape::image(&cut), |below| below.output);
            let layer = Layer::new(device, config, index, input, n_classes, start, capacity)?;
            start += layer.n_weights();
            if start > MAX_WEIGHTS {
                return Err(Error::config(format!(
                    "Layer {index} brings this network to {} million weights: choose fewer neurons, for at most {} million.",
                    start.div_ceil(1_000_000),
                    MAX_WEIGHTS / 1_000_000
                )));
            }
            layers.push(layer);
        }
        let slices = Slices::new(device, &layers[layers.len() - 1], capacity)?;
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
            slices,
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
            for row in layer.rows() {
                let row = &mut weights[layer.start + row * layer.n_outputs..][..layer.neurons];
                row.fill_with(|| deviation * rng.normal());
            }
            if let Some(map) = &layer.map {
                let mut rng = Rng::new(mix(seed, UNITS), index);
                let mut codebook = vec![0.0; map.codebook.words()];
                let places = layer.seen_places();
                for unit in codebook.chunks_exact_mut(map.n_features as usize) {
                    places.iter().for_each(|&place| unit[place] = rng.uniform());
                }
                map.set_codebook(&*self.backend, &codebook);
            }
        }
        self.backend.upload(&self.weights, 0, bytemuck::cast_slice(&weights));
    }

    /// Measures the first map's distances from the mean of the first shard's images; from their mean gray where it sees
    /// patches. What further maps see are activations, many of them 0.
    pub fn set_origin(&self, dataset: &Dataset) {
        let Some(map) = &self.layers[0].map else { return };
        let mut mean = mean_of_rows(&preview(dataset, &self.cut, false, 0), self.cut.n_features());
        if map.n_features as usize != mean.len() {
            let gray = mean.iter().sum::<f32>() / self.cut.n_values() as f32;
            mean = vec![0.0; map.n_features as usize];
            self.layers[0].seen_places().into_iter().for_each(|place| mean[place] = gray);
        }
        map.set_origin(&*self.backend, &mean);
    }

    /// Brings images into the inputs.
    pub fn gather(&self, split: &Split, range: &GatherRange) {
        let params = gather::Params::new(&self.cut, range);
        run(&*self.backend, &gather::SPEC, params, &[&split.pixels, &self.no_indices, &self.inputs]);
    }

    /// What a layer reads.
    pub fn inputs_of(&self, index: usize) -> &Buffer {
        index.checked_sub(1).map_or(&self.inputs, |below| &self.layers[below].outputs)
    }

    fn rule(&self, index: usize, options: &ForwardOptions) -> Rule {
        let layer = &self.layers[index];
        match (layer.hidden, layer.convolution()) {
            (None, _) => Rule::Linear,
            (Some(hidden), Some(convolution)) => convolution.rule_of(&hidden, options),
            (Some(_), None) => match (&layer.map, options.mask) {
                (Some(_), Some(mask)) => mask.rule(),
                _ => Rule::Relu,
            },
        }
    }

    /// The first `n` inputs through the first `depth` layers.
    pub fn forward(&self, n: u32, depth: usize, options: &ForwardOptions) {
        let device = &*self.backend;
        for (index, layer) in self.layers[..depth].iter().enumerate() {
            let inputs = self.inputs_of(index);
            if let (Some(map), Some(_)) = (&layer.map, options.mask) {
                self.find(map, inputs, n, options.bmu_cache.filter(|_| index == 0));
                if let Some(Some(hits)) = options.hits.get(index) {
                    map.count(device, n, hits);
                }
            }
            if let Some(entries) = self.entries_below(index, options) {
                entries.forward(device, layer, &self.weights, n);
                continue;
            }
            match (layer.convolution(), &self.slices) {
                (Some(convolution), _) => convolution.forward(&self.pass(layer, n, options)),
                (None, Some(slices)) if layer.hidden.is_none() => {
                    slices.forward(device, layer, &self.weights, inputs, n);
                }
                _ => self.dense(layer, inputs, n, self.rule(index, options), options),
            }
        }
    }

    fn pass<'a>(&'a self, layer: &'a Layer, n: u32, options: &'a ForwardOptions<'a>) -> LayerPass<'a> {
        let inputs = self.inputs_of(layer.index);
        LayerPass { backend: &*self.backend, layer, weights: &self.weights, inputs, n, options }
    }

    /// What layer `index` reads in the place of the outputs below it, where those have been listed.
    fn entries_below(&self, index: usize, options: &ForwardOptions) -> Option<Ref<'_, Entries>> {
        self.layers[index.checked_sub(1)?].convolution()?.entries(options)
    }

    /// The winners of the first `n` inputs, from the cache or by a search.
    fn find(&self, map: &MaskMap, inputs: &Buffer, n: u32, cache: Option<(&BmuCache, &GatherRange)>) {
        let device = &*self.backend;
        if cache.is_some_and(|(cache, range)| cache.load(device, range, &map.bmus)) {
            return;
        }
        map.find(device, inputs, n);
        if let Some((cache, range)) = cache.filter(|_| map.at_rest()) {
            cache.store(device, range, &map.bmus);
        }
    }

    fn dense(&self, layer: &Layer, inputs: &Buffer, n: u32, rule: Rule, options: &ForwardOptions) {
        let mut lattice = Lattice { topology: Topology::Rectangle, rows: 1, cols: layer.neurons as u32 };
        let mut bmus = &self.no_bmus;
        if let (Some(map), true) = (&layer.map, rule.masked()) {
            (lattice, bmus) = (map.lattice, &map.bmus);
        }
        let params = dense_forward::Params {
            n_samples: n,
            n_inputs: layer.n_inputs as u32,
            n_outputs: layer.n_outputs as u32,
            start: layer.start as u32,
            rule: rule as u32,
            bmu_start: 0,
            rows: lattice.rows,
            cols: lattice.cols,
            topology: lattice.topology.code(),
            bias_start: layer.bias_start(rule),
            sigma: options.mask.map_or(1.0, |mask| mask.sigma),
            threshold: options.mask.map_or(0.0, |mask| mask.threshold),
        };
        let args = [inputs, &self.weights, bmus, &layer.outputs, &layer.activation_grad];
        run(&*self.backend, &dense_forward::SPEC, params, &args);
    }

    /// The loss of the last forward pass of the images of `range`, and its gradient by the logits. Every sample's loss
    /// and verdict go to `results` from row `out_start` on, or are added there.
    pub fn loss(&self, split: &Split, range: &GatherRange, results: &Buffer, out_start: u32, accumulate: bool) {
        let last = &self.layers[self.layers.len() - 1];
        let params = softmax_loss::Params {
            n_samples: range.n,
            n_classes: self.n_classes,
            n_outputs: last.n_outputs as u32,
            mode: range.mode,
            start: range.start,
            n_set: range.n_set,
            key: range.key,
            out_start,
            accumulate: u32::from(accumulate),
        };
        let args = [&last.outputs, &split.classes, &last.gradients, results];
        run(&*self.backend, &softmax_loss::SPEC, params, &args);
    }

    /// The gradients by layer `index`'s inputs, times `activation_grad`, into `out`.
    pub fn backward_inputs(&self, n: u32, index: usize, activation_grad: &Buffer, out: &Buffer, bias_start: u32) {
        let layer = &self.layers[index];
        if let Some(convolution) = layer.convolution() {
            return convolution.grad_inputs(
                &self.pass(layer, n, &ForwardOptions::default()),
                activation_grad,
                out,
                bias_start,
            );
        }
        let params = dense_grad_inputs::Params {
            n_samples: n,
            n_inputs: layer.n_inputs as u32,
            n_outputs: layer.n_outputs as u32,
            start: layer.start as u32,
            bias_start,
        };
        run(&*self.backend, &dense_grad_inputs::SPEC, params, &[&layer.gradients, &self.weights, activation_grad, out]);
    }

    /// All gradients, from those by the logits down; `options` is that of the forward pass.
    pub fn backward(&self, n: u32, options: &ForwardOptions) {
        for (index, layer) in self.layers.iter().enumerate().rev() {
            if let Some(entries) = self.entries_below(index, options) {
                entries.backward(&*self.backend, layer, &self.weights, n, &self.gradients);
                continue;
            }
            self.backward_weights(n, layer, options);
            if let Some(below) = index.checked_sub(1) {
                let rule = self.rule(below, options);
                let below = &self.layers[below];
                self.backward_inputs(n, index, &below.activation_grad, &below.gradients, below.bias_start(rule));
            }
        }
    }

    fn backward_weights(&self, n: u32, layer: &Layer, options: &ForwardOptions) {
        let inputs = self.inputs_of(layer.index);
        if let Some(convolution) = layer.convolution() {
            return convolution.grad_weights(&self.pass(layer, n, options), &self.gradients);
        }
        let params = dense_grad_weights::Params {
            n_samples: n,
            n_inputs: layer.n_inputs as u32,
            n_outputs: layer.n_outputs as u32,
            start: layer.start as u32,
            bias_start: layer.bias_start(self.rule(layer.index, options)),
        };
        run(&*self.backend, &dense_grad_weights::SPEC, params, &[inputs, &layer.gradients, &self.gradients]);
    }

    /// Lets every map learn from the `n` inputs of the last forward pass.
    pub fn organize(&self, n: u32, sigma: f32, rate: f32, keys: Keys) {
        for (index, layer) in self.layers.iter().enumerate() {
            if let Some(map) = &layer.map {
                map.learn(&*self.backend, self.inputs_of(index), n, sigma, rate, keys.patches());
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

    /// Asks for the weights of a layer, and says what to make of the answer: `[inputs, neurons]`, and the bias `[neurons]`.
    pub fn weights_of(&self, index: usize) -> (Later<Words>, impl FnOnce(&Words) -> WeightsAndBias + use<>) {
        let layer = &self.layers[index];
        let later = self.backend.download(&[(&self.weights, layer.start..layer.start + layer.n_weights())]);
        let (rows, neurons, n_inputs, n_outputs) = (layer.rows(), layer.neurons, layer.n_inputs, layer.n_outputs);
        (later, move |words| {
            let values = floats(&words[0]);
            let row = |row: usize| &values[row * n_outputs..][..neurons];
            (rows.into_iter().flat_map(row).copied().collect(), row(n_inputs).to_vec())
        })
    }

    /// The same of the codebook of a layer's map, `[neurons, values]`: of all that the layer reads, or of
    /// `[kernel, kernel]`.
    ///
    /// # Errors
    /// It has no map.
    pub fn codebook_of(&self, index: usize) -> Result<(Later<Words>, impl FnOnce(&Words) -> Vec<f32> + use<>)> {
        let layer = &self.layers[index];
        let Some(map) = &layer.map else {
            return Err(Error::config(format!("Layer {index} has no map.")));
        };
        let later = self.backend.download(&[(&map.codebook, 0..map.codebook.words())]);
        let (places, n_features) = (layer.seen_places(), map.n_features as usize);
        Ok((later, move |words: &Words| {
            let rows = floats(&words[0]).chunks_exact(n_features);
            rows.flat_map(|row| places.iter().map(|&place| row[place])).collect()
        }))
    }

    /// Asks for all that has been learned, a layer after the other: its weights, `[inputs, neurons]` (of filters `[kernel,
    /// kernel, channels, neurons]`), its bias, `[neurons]`, and the codebook of its map, `[neurons, values]`, or where it
    /// sees patches `[neurons, kernel, kernel]`.
    pub fn tensors(&self) -> impl Future<Output = Result<Vec<Tensor>>> + use<> {
        let asked = self.layers.iter().enumerate().map(|(index, layer)| {
            let kernel = layer.hidden.map_or(0, |hidden| hidden.kernel as usize);
            let patches = layer.hidden.is_some_and(|hidden| hidden.mask == Mask::Patch);
            (kernel, patches, self.weights_of(index), self.codebook_of(index).ok())
        });
        let asked: Vec<_> = asked.collect();
        async move {
            let mut tensors = Vec::new();
            let mut put = |what: &str, index: usize, shape: &[usize], values: Vec<f32>| {
                let shape = shape.iter().map(|&n| n as u32).collect();
                tensors.push(Tensor { values, ..Tensor::of_layer(what, index, shape) });
            };
            for (index, (kernel, patches, (later, unpacked), codebook)) in asked.into_iter().enumerate() {
                let (weights, bias) = unpacked(&later.await?);
                let neurons = bias.len();
                let inputs = weights.len() / neurons;
                match kernel {
                    0 => put("weights", index, &[inputs, neurons], weights),
                    _ => put("weights", index, &[kernel, kernel, inputs / (kernel * kernel), neurons], weights),
                }
                put("bias", index, &[neurons], bias);
                if let Some((later, unpacked)) = codebook {
                    let codebook = unpacked(&later.await?);
                    match patches {
                        true => put("codebook", index, &[neurons, kernel, kernel], codebook),
                        false => put("codebook", index, &[neurons, codebook.len() / neurons], codebook),
                    }
                }
            }
            Ok(tensors)
        }
    }

    /// The gradients of the weights, as they lie; for tests.
    pub fn weight_gradients(&self) -> &Buffer {
        &self.gradients
    }
}
