//! One layer of a network: its shape, its buffers, and what masks it.

use super::config::{Hidden, Mask, NetConfig};
use super::convolution::Convolution;
use super::mask_map::MaskMap;
use super::shape::{Filters, Shape};
use crate::backend::{Backend, Buffer};
use crate::error::Result;
use crate::kernels::dense_forward::Rule;
use crate::kernels::entries::MOST_OUTPUTS;
use crate::kernels::padded;

/// A fully-connected layer, or one of filters.
pub struct Layer {
    /// Its place, counted from the inputs.
    pub index: usize,
    /// None for the linear layer at the end.
    pub hidden: Option<Hidden>,
    pub input: Shape,
    pub output: Shape,
    /// Values that a neuron or a filter reads, and how many of these there are.
    pub inputs: usize,
    pub neurons: usize,
    /// Rows and columns of its weights: both padded.
    pub n_inputs: usize,
    pub n_outputs: usize,
    /// Where its weights begin.
    pub start: usize,
    convolution: Option<Convolution>,
    pub map: Option<MaskMap>,
    /// `[capacity, output]`
    pub outputs: Buffer,
    /// Of the outputs by `z`, then by the bias: twice `[capacity, output]`.
    pub activation_grad: Buffer,
    /// Of the loss by `z`, then by the bias.
    pub gradients: Buffer,
}

impl Layer {
    /// The hidden layer `index` over `input`, or the linear one of `n_classes` neurons, for `capacity` images at a
    /// time.
    ///
    /// # Errors
    /// Filters that do not fit, or a device that cannot hold it.
    pub fn new(
        backend: &dyn Backend,
        config: &NetConfig,
        index: usize,
        input: Shape,
        n_classes: u32,
        start: usize,
        capacity: usize,
    ) -> Result<Self> {
        let hidden = config.hidden.get(index).copied();
        // Agents have no filters, and their module leaves out what computes them.
        let filters = hidden.filter(|hidden| !cfg!(feature = "agent") && hidden.convolves());
        let filters = filters.map(|hidden| Filters::new(input, &hidden)).transpose()?;
        let neurons = hidden.map_or(n_classes, |hidden| hidden.neurons());
        let output = filters.map_or(Shape::neurons(neurons), |filters| filters.output());
        let inputs = filters.map_or(input.values(), |filters| filters.taps());
        let n_inputs = filters.map_or(input.words(), |filters| filters.n_inputs());
        let n_outputs = padded(neurons as usize);
        let mask = hidden.map_or(Mask::None, |hidden| hidden.mask);
        let map = match (mask, filters) {
            (Mask::None, _) => None,
            (Mask::Patch, Some(filters)) => {
                let lattice = config.lattice(index);
                Some(MaskMap::patches(backend, lattice, filters, config.patches, capacity)?)
            }
            _ => Some(MaskMap::whole(backend, config.lattice(index), input.words(), capacity)?),
        };
        let convolution = filters
            .map(|filters| {
                let hidden = hidden.as_ref().expect("filters are hidden neurons");
                // Gradients do not go through lists to a layer below.
                let alone = index == 0 && config.hidden.len() == 1;
                let linear_above = Some(padded(n_classes as usize)).filter(|&n| alone && n <= MOST_OUTPUTS);
                Convolution::new(backend, filters, hidden, (n_inputs + 1) * n_outputs, capacity, linear_above)
            })
            .transpose()?;
        let words = capacity * output.words();
        Ok(Self {
            index,
            hidden,
            input,
            output,
            inputs,
            neurons: neurons as usize,
            n_inputs,
            n_outputs,
            start,
            convolution,
            map,
            outputs: backend.create("outputs", words)?,
            activation_grad: backend.create("activation_grad", 2 * words)?,
            gradients: backend.create("gradients", 2 * words)?,
        })
    }

    /// What makes it one of filters.
    pub fn convolution(&self) -> Option<&Convolution> {
        self.convolution.as_ref().filter(|_| !cfg!(feature = "agent"))
    }

    /// Rows of its weights that belong to values, in order.
    pub fn rows(&self) -> Vec<usize> {
        match self.convolution() {
            Some(convolution) => convolution.filters.places().collect(),
            None => self.input.places().collect(),
        }
    }

    /// Where the second halves of `activation_grad` and `gradients` begin, if `rule` needs them.
    pub fn bias_start(&self, rule: Rule) -> u32 {
        if rule.bias_after() { self.outputs.words() as u32 } else { 0 }
    }

    /// Words of its weights, the bias included.
    pub fn n_weights(&self) -> usize {
        (self.n_inputs + 1) * self.n_outputs
    }

    /// Where what its map sees lies among the features.
    pub fn seen_places(&self) -> Vec<usize> {
        match self.hidden {
            Some(Hidden { mask: Mask::Patch, kernel, .. }) => (0..(kernel * kernel) as usize).collect(),
            _ => self.input.places().collect(),
        }
    }

    /// Shape of what its map sees: height, width and channels.
    pub fn seen(&self) -> (u32, u32, u32) {
        match (self.convolution(), self.hidden) {
            (Some(Convolution { filters, .. }), Some(Hidden { mask: Mask::Patch, .. })) => {
                (filters.kernel, filters.kernel, 1)
            }
            _ => (self.input.height, self.input.width, self.input.channels),
        }
    }
}
