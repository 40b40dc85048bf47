//! The end of a mask that pays: about six of a hundred channels of a window are not 0, so filters behind such a mask
//! hand them on to the linear layer above as short lists, and no dense rows are written, read or sent back.

use super::layer::Layer;
use super::shape::Filters;
use crate::backend::{Backend, Buffer, run};
use crate::error::Result;
use crate::kernels::conv::conv_params;
use crate::kernels::entries::room;
use crate::kernels::{entries_grad_weights, entries_linear, entries_pool, entries_route, linear_sum};

/// Windows of one slice of the linear layer's sums, where a device has work for many threads.
const SLICE: u32 = 8;

pub struct Entries {
    slots: u32,
    /// Channels of a list, at most.
    room: u32,
    windows: u32,
    /// Positions of a window.
    area: u32,
    /// Channels of a window, padded.
    pitch: u32,
    /// Sums of every position's channels, then their gradients.
    sums: Buffer,
    /// The channels that are not 0, and the places that have won them.
    entries: Buffer,
    values: Buffer,
    activation_grad: Buffer,
    /// Windows of a slice.
    slice: u32,
    /// `[slices, capacity, outputs]`
    partials: Buffer,
}

impl Entries {
    /// Of at most `capacity` images at a time, whose `sums` are of `slots` channels a position, below a linear layer of
    /// `n_outputs`.
    ///
    /// # Errors
    /// The device cannot hold it.
    pub fn new(
        backend: &dyn Backend,
        filters: &Filters,
        sums: &Buffer,
        slots: u32,
        n_outputs: usize,
        capacity: usize,
    ) -> Result<Self> {
        let windows = filters.out_rows * filters.out_cols;
        let pitch = filters.output().pitch;
        let area = filters.pool * filters.pool;
        let room = room(area, slots, pitch);
        let lists = capacity * windows as usize;
        let slice = if backend.info().splits > 1 { SLICE } else { windows };
        Ok(Self {
            slots,
            room,
            windows,
            area,
            pitch,
            sums: sums.clone(),
            entries: backend.create("entries", lists * (room as usize + 1))?,
            values: backend.create("values of entries", lists * room as usize)?,
            activation_grad: backend.create("activation_grad of entries", lists * room as usize)?,
            slice,
            partials: backend.create("slices", windows.div_ceil(slice) as usize * capacity * n_outputs)?,
        })
    }

    /// Lists the channels of `n` images that are not 0, from the sums, the winners of all positions and the tables of
    /// their channels.
    pub fn pool(
        &self,
        backend: &dyn Backend,
        filters: &Filters,
        bmus: &Buffer,
        active: &Buffer,
        strengths: &Buffer,
        n: u32,
    ) {
        let params = conv_params!(
            filters.geometry(n),
            entries_pool::Params { slots: self.slots, bmu_start: 0, room: self.room }
        );
        let args = [&self.sums, bmus, active, strengths, &self.values, &self.activation_grad, &self.entries];
        run(backend, &entries_pool::SPEC, params, &args);
    }

    /// The outputs of the linear layer for the `n` images that were listed last.
    pub fn forward(&self, backend: &dyn Backend, linear: &Layer, weights: &Buffer, n: u32) {
        let Self { entries, values, partials, .. } = self;
        let Self { room, windows, pitch, slice, .. } = *self;
        let (n_samples, n_outputs, start) = (n, linear.n_outputs as u32, linear.start as u32);
        let params = entries_linear::Params { n_samples, windows, pitch, room, n_outputs, start, slice };
        run(backend, &entries_linear::SPEC, params, &[entries, values, weights, partials]);
        let (n_inputs, slices) = (linear.n_inputs as u32, windows.div_ceil(slice));
        let params = linear_sum::Params { n_samples, n_inputs, n_outputs, start, slices };
        run(backend, &linear_sum::SPEC, params, &[partials, weights, &linear.outputs]);
    }

    /// From the gradients of the linear layer's outputs those of its weights, into `out`, and those of the sums, into
    /// their place.
    pub fn backward(&self, backend: &dyn Backend, linear: &Layer, weights: &Buffer, n: u32, out: &Buffer) {
        let Self { slots, sums, entries, values, activation_grad, .. } = self;
        let Self { room, windows, pitch, area, .. } = *self;
        let (n_samples, n_outputs, start) = (n, linear.n_outputs as u32, linear.start as u32);
        let params = entries_grad_weights::Params { n_samples, windows, pitch, room, n_outputs, start };
        run(backend, &entries_grad_weights::SPEC, params, &[entries, values, &linear.gradients, out]);
        let places = area * slots;
        let params = entries_route::Params { n_samples, windows, pitch, room, n_outputs, start, places };
        run(backend, &entries_route::SPEC, params, &[entries, activation_grad, &linear.gradients, weights, sums]);
    }
}
