//! A linear layer with few neurons over very many inputs, such as the one behind filters: its inputs are summed in
//! slices, so that there is work for more than a handful of threads.

use super::layer::Layer;
use crate::backend::{Backend, Buffer, run};
use crate::error::Result;
use crate::kernels::{linear_slices, linear_sum};

/// Inputs of one slice.
const SLICE: usize = 256;
/// Neurons that one thread can take.
const MOST_OUTPUTS: usize = 16;

pub struct Slices {
    n: u32,
    /// `[slices, capacity, n_outputs]`
    partials: Buffer,
}

impl Slices {
    /// None where the layer is better computed at once.
    ///
    /// # Errors
    /// The device cannot hold it.
    pub fn new(backend: &dyn Backend, layer: &Layer, capacity: usize) -> Result<Option<Self>> {
        let n = layer.n_inputs.div_ceil(SLICE);
        if backend.info().splits == 1 || n < 4 || layer.n_outputs > MOST_OUTPUTS {
            return Ok(None);
        }
        let partials = backend.create("slices", n * capacity * layer.n_outputs)?;
        Ok(Some(Self { n: n as u32, partials }))
    }

    pub fn forward(&self, backend: &dyn Backend, layer: &Layer, weights: &Buffer, inputs: &Buffer, n_samples: u32) {
        let (n_inputs, n_outputs) = (layer.n_inputs as u32, layer.n_outputs as u32);
        let start = layer.start as u32;
        let params = linear_slices::Params { n_samples, n_inputs, n_outputs, start, slice: SLICE as u32 };
        run(backend, &linear_slices::SPEC, params, &[inputs, weights, &self.partials]);
        let params = linear_sum::Params { n_samples, n_inputs, n_outputs, start, slices: self.n };
        run(backend, &linear_sum::SPEC, params, &[&self.partials, weights, &layer.outputs]);
    }
}
