//! A mask that pays: positions with the same winner have the same few channels to compute, so they are sorted by it
//! and every group is multiplied with the weights of its own channels alone, forward and backward, as a mixture of
//! experts does with its tokens.

use super::convolution::Convolution;
use super::entries::Entries;
use super::layer::Layer;
use super::mask_map::{BLOCK, MaskMap};
use super::network::{ForwardOptions, LayerPass, MaskParams};
use crate::backend::{Backend, Buffer, run};
use crate::kernels::active::ActiveSets;
use crate::kernels::conv::conv_params;
use crate::kernels::grouped::{CHUNK, TILE};
use crate::kernels::{
    grouped_forward, grouped_grad_weights, grouped_pool, grouped_route, grouped_sum, unit_counts, unit_order,
    unit_starts, unit_weights,
};

pub struct Grouped {
    sigma: f32,
    threshold: f32,
    /// Mean number of channels of a unit.
    pub mean: f64,
    slots: u32,
    active: Buffer,
    strengths: Buffer,
    places: Buffer,
    /// The weights of every unit's channels.
    panels: Buffer,
    order: Buffer,
    starts: Buffer,
    tiles: Buffer,
    chunks: Buffer,
    /// Sums of every position's channels, then their gradients.
    sums: Buffer,
    partials: Buffer,
    /// What the linear layer directly above can read in the place of outputs.
    entries: Option<Entries>,
}

impl Grouped {
    /// None where the mask leaves too many channels for it to pay, or the device has no room.
    pub fn new(
        backend: &dyn Backend,
        layer: &Layer,
        convolution: &Convolution,
        map: &MaskMap,
        mask: &MaskParams,
    ) -> Option<Self> {
        let MaskParams { sigma, threshold, .. } = *mask;
        let sets = ActiveSets::new(&map.lattice, sigma, threshold);
        // Eight at a time are one panel, and the dense kernels compute no less.
        if sets.slots > 8 && 4 * sets.slots as usize > layer.n_outputs {
            return None;
        }
        let (slots, n_units) = (sets.slots as usize, map.lattice.n_units() as usize);
        let capacity = layer.outputs.words() / layer.output.words();
        let positions = capacity * convolution.filters.positions() as usize;
        let create = |label, words| backend.create(label, words).ok();
        let sums = create("sums of positions", positions * slots)?;
        let entries = match convolution.linear_above {
            Some(n) => Some(Entries::new(backend, &convolution.filters, &sums, sets.slots, n, capacity).ok()?),
            None => None,
        };
        let panel = slots * (layer.n_inputs + 1);
        let grouped = Self {
            sigma,
            threshold,
            mean: sets.mean,
            slots: sets.slots,
            active: create("active channels", n_units * slots)?,
            strengths: create("strengths", n_units * slots)?,
            places: create("places", n_units * slots)?,
            panels: create("weights of units", n_units * panel)?,
            order: create("positions by unit", positions)?,
            starts: create("starts of units", n_units + 1)?,
            tiles: create("tiles of units", n_units + 1)?,
            chunks: create("chunks of units", n_units + 1)?,
            sums,
            partials: create("partial gradients", (positions / CHUNK as usize + n_units) * panel)?,
            entries,
        };
        backend.upload(&grouped.active, 0, &sets.active);
        backend.upload(&grouped.strengths, 0, bytemuck::cast_slice(&sets.strengths));
        backend.upload(&grouped.places, 0, &sets.places);
        Some(grouped)
    }

    /// The same for another mask.
    pub fn adopt(
        self,
        backend: &dyn Backend,
        layer: &Layer,
        convolution: &Convolution,
        map: &MaskMap,
        mask: &MaskParams,
    ) -> Option<Self> {
        if (self.sigma, self.threshold) == (mask.sigma, mask.threshold) {
            return Some(self);
        }
        Self::new(backend, layer, convolution, map, mask)
    }

    /// What this pass lists in the place of outputs.
    pub fn entries(&self, options: &ForwardOptions) -> Option<&Entries> {
        self.entries.as_ref().filter(|_| options.lean)
    }

    /// Sorts the positions of `n` images by their winners, and computes the outputs, or lists them.
    pub fn forward(&self, pass: &LayerPass, convolution: &Convolution, map: &MaskMap) {
        let LayerPass { backend, layer, weights, inputs, n, options } = *pass;
        let Self { slots, active, strengths, panels, order, starts, tiles, chunks, sums, .. } = self;
        let (n_units, counts) = (map.lattice.n_units(), &map.block_counts);
        let (n_inputs, n_outputs) = (layer.n_inputs as u32, layer.n_outputs as u32);
        let n_positions = n * convolution.filters.positions();
        let params = unit_weights::Params { n_inputs, n_outputs, start: layer.start as u32, n_units, slots: *slots };
        run(backend, &unit_weights::SPEC, params, &[weights, active, panels]);
        let params = unit_counts::Params { n: n_positions, n_units, block: BLOCK, bmu_start: 0 };
        run(backend, &unit_counts::SPEC, params, &[&map.bmus, counts]);
        let blocks = n_positions.div_ceil(BLOCK);
        let params = unit_starts::Params { blocks, n_units, tile: TILE, chunk: CHUNK };
        run(backend, &unit_starts::SPEC, params, &[counts, starts, tiles, chunks]);
        let params = unit_order::Params { n: n_positions, n_units, block: BLOCK, bmu_start: 0 };
        run(backend, &unit_order::SPEC, params, &[&map.bmus, counts, order]);
        let params = conv_params!(convolution.filters.geometry(n), grouped_forward::Params { n_units, slots: *slots });
        run(backend, &grouped_forward::SPEC, params, &[inputs, panels, order, starts, tiles, sums]);
        if let Some(entries) = self.entries(options) {
            return entries.pool(backend, &convolution.filters, &map.bmus, active, strengths, n);
        }
        let params = conv_params!(
            convolution.filters.geometry(n),
            grouped_pool::Params { n_outputs, slots: *slots, bmu_start: 0 }
        );
        let args =
            [sums, &map.bmus, active, strengths, &layer.outputs, &layer.activation_grad, &convolution.pool_argmax];
        run(backend, &grouped_pool::SPEC, params, &args);
    }

    /// The gradients of the weights, from those of the outputs, or of the sums if `options` lists them, for the `n`
    /// images that were sorted last.
    pub fn grad_weights(&self, pass: &LayerPass, convolution: &Convolution, map: &MaskMap, out: &Buffer) {
        let LayerPass { backend, layer, inputs, n, options, .. } = *pass;
        let Self { slots, active, places, order, starts, chunks, sums, partials, .. } = self;
        let (n_inputs, n_outputs) = (layer.n_inputs as u32, layer.n_outputs as u32);
        let n_units = map.lattice.n_units();
        if self.entries(options).is_none() {
            let params = conv_params!(
                convolution.filters.geometry(n),
                grouped_route::Params { n_outputs, slots: *slots, bmu_start: 0 }
            );
            run(
                backend,
                &grouped_route::SPEC,
                params,
                &[&layer.gradients, &convolution.pool_argmax, &map.bmus, active, sums],
            );
        }
        let params = conv_params!(
            convolution.filters.geometry(n),
            grouped_grad_weights::Params { n_units, slots: *slots, chunk: CHUNK }
        );
        run(backend, &grouped_grad_weights::SPEC, params, &[inputs, sums, order, starts, chunks, partials]);
        let params = grouped_sum::Params { n_inputs, n_outputs, start: layer.start as u32, n_units, slots: *slots };
        run(backend, &grouped_sum::SPEC, params, &[partials, chunks, active, places, out]);
    }
}
