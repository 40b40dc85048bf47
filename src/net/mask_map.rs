//! The map that masks a layer: as many units as the layer has neurons, learning from the layer's own input.

use crate::backend::{Backend, Buffer, run};
use crate::error::Result;
use crate::kernels::bmu_sums::EXTRA;
use crate::kernels::drift::{self, STATE};
use crate::kernels::{bmu_sort, kohonen_sums, kohonen_update};
use crate::som::grid::Lattice;
use crate::som::search::Search;
use std::cell::Cell;

pub struct MaskMap {
    pub lattice: Lattice,
    n_features: u32,
    pub codebook: Buffer,
    search: Search,
    /// Of the samples of a step, pairs.
    pub bmus: Buffer,
    order: Buffer,
    starts: Buffer,
    counts: Buffer,
    sums: Buffer,
    /// The codebook as it was when its drift was last measured.
    pub snapshot: Buffer,
    /// The drift, and whether it has become so little that the map is frozen.
    pub state: Buffer,
    /// The state says that it is frozen: nothing that would move it needs to be recorded.
    at_rest: Cell<bool>,
}

impl MaskMap {
    /// A map of zeros for at most `capacity` samples of `n_features` at a time.
    ///
    /// # Errors
    /// The device cannot hold it.
    pub fn new(backend: &dyn Backend, lattice: Lattice, n_features: usize, capacity: usize) -> Result<Self> {
        let n_units = lattice.n_units() as usize;
        Ok(Self {
            lattice,
            n_features: n_features as u32,
            codebook: backend.create("codebook", n_units * n_features)?,
            search: Search::new(backend, n_units, n_features)?,
            bmus: backend.create("best-matching units", capacity * 2)?,
            order: backend.create("order", capacity)?,
            starts: backend.create("starts", n_units)?,
            counts: backend.create("counts", n_units)?,
            sums: backend.create("sums", n_units * (n_features + EXTRA))?,
            snapshot: backend.create("snapshot", n_units * n_features)?,
            state: backend.create("state", STATE)?,
            at_rest: Cell::new(false),
        })
    }

    /// `values`: `[n_units, n_features]`.
    pub fn set_codebook(&self, backend: &dyn Backend, values: &[f32]) {
        backend.upload(&self.codebook, 0, bytemuck::cast_slice(values));
        self.search.forget();
    }

    /// Finds the best-matching units of the first `n` rows of `inputs`; writes them to `bmus` from row `out_start` on.
    pub fn find(&self, backend: &dyn Backend, inputs: &Buffer, n: u32, bmus: &Buffer, out_start: u32) {
        self.search.find(backend, &self.codebook, inputs, n, bmus, out_start);
    }

    /// Moves the codebook by the `n` inputs whose units were found last.
    pub fn learn(&self, backend: &dyn Backend, inputs: &Buffer, n: u32, sigma: f32, rate: f32) {
        if self.at_rest.get() {
            return;
        }
        let Lattice { topology, rows, cols } = self.lattice;
        let (wrap, n_features) = (u32::from(topology.wraps()), self.n_features);
        let Self { bmus, order, starts, counts, sums, state, codebook, search, .. } = self;
        let params = bmu_sort::Params { n_samples: n, n_units: rows * cols };
        run(backend, &bmu_sort::SPEC, params, &[bmus, order, starts, counts]);
        let params = kohonen_sums::Params { rows, cols, wrap, n_features, sigma };
        run(backend, &kohonen_sums::SPEC, params, &[inputs, bmus, order, starts, counts, state, sums]);
        // What the search rearranged before it found the units is kept up by the update.
        let params = kohonen_update::Params { rows, cols, wrap, n_features, sigma, rate };
        let args = [sums, state, codebook, &search.panels, &search.half_norms];
        run(backend, &kohonen_update::SPEC, params, &args);
    }

    /// Measures how far the codebook has moved since the last time, and freezes it below `settle`.
    pub fn measure_drift(&self, backend: &dyn Backend, settle: f32) {
        if !self.at_rest.get() {
            let params = drift::Params { n: self.codebook.words() as u32, settle };
            run(backend, &drift::SPEC, params, &[&self.codebook, &self.snapshot, &self.state]);
        }
    }

    /// What a readback of the state says; that it is frozen makes later steps cheaper, and changes nothing else.
    pub fn saw_state(&self, state: &[f32]) {
        self.at_rest.set(state[1] > 0.0);
    }

    /// Lets it learn again.
    pub fn thaw(&self, backend: &dyn Backend) {
        backend.upload(&self.state, 1, &[0]);
        self.at_rest.set(false);
    }
}
