//! One map on a device: its buffers, and the dispatches that train, search and draw it.

use super::search::Search;
use crate::backend::{Backend, Buffer, run};
use crate::data::dataset::Split;
use crate::error::Result;
use crate::kernels::gather::GatherRange;
use crate::kernels::{
    bmu_sort, bmu_sums, bmu_sums::EXTRA, center, component, gather, online_step, quality, smooth, smooth_axis,
    u_matrix, update, winner_codes,
};
use crate::lattice::{Lattice, Neighborhood};
use crate::layout::Cut;
use std::rc::Rc;

/// Online steps between two sweeps against denormals.
const FLUSH_EVERY: u64 = 32;

pub struct Map {
    backend: Rc<dyn Backend>,
    pub lattice: Lattice,
    pub n_features: u32,
    /// Samples that fit a chunk.
    pub chunk: u32,
    pub codebook: Buffer,
    search: Search,
    pub samples: Buffer,
    bmus: Buffer,
    order: Buffer,
    starts: Buffer,
    counts: Buffer,
    pub sums: Buffer,
    smoothed: Buffer,
    distances: [Buffer; 2],
    no_indices: Buffer,
}

impl Map {
    /// # Errors
    /// The device cannot hold it.
    pub fn new(backend: Rc<dyn Backend>, lattice: Lattice, n_features: usize, chunk: u32) -> Result<Self> {
        let n_units = lattice.n_units() as usize;
        let n = chunk as usize;
        let create = |label, words| backend.create(label, words);
        Ok(Self {
            lattice,
            n_features: n_features as u32,
            chunk,
            codebook: create("codebook", n_units * n_features)?,
            search: Search::new(&*backend, n_units, n_features, true)?,
            samples: create("samples", n * n_features)?,
            bmus: create("best-matching units", n * 2)?,
            order: create("order", n)?,
            starts: create("starts", n_units)?,
            counts: create("counts", n_units)?,
            sums: create("sums", n_units * (n_features + EXTRA))?,
            smoothed: create("smoothed sums", n_units * (n_features + EXTRA))?,
            distances: [create("distances", n_units)?, create("next distances", n_units)?],
            no_indices: create("no indices", 4)?,
            backend,
        })
    }

    /// `values`: `[n_units, n_features]`.
    pub fn set_codebook(&self, values: &[f32]) {
        self.backend.upload(&self.codebook, 0, bytemuck::cast_slice(values));
        self.search.forget();
    }

    /// Measures distances from `origin`, `[n_features]` (see [`Search::set_origin`]).
    pub fn set_origin(&self, origin: &[f32]) {
        self.search.set_origin(&*self.backend, origin);
    }

    /// Takes over the codebook of a map of as many units.
    pub fn adopt(&mut self, other: &Self) {
        self.codebook = other.codebook.clone();
        self.search.forget();
    }

    /// Brings patches into the chunk; `indices` are those of a listed range.
    pub fn gather(&self, split: &Split, cut: &Cut, range: &GatherRange, indices: Option<&Buffer>) {
        let params = gather::Params::new(cut, range);
        let indices = indices.unwrap_or(&self.no_indices);
        run(&*self.backend, &gather::SPEC, params, &[&split.pixels, indices, &self.samples]);
    }

    /// Takes the means of the `n` samples in the chunk away and writes them to `means` from `out_start` on.
    pub fn center(&self, n: u32, n_values: u32, means: &Buffer, out_start: u32) {
        let params = center::Params { n_samples: n, n_features: self.n_features, n_values, out_start };
        run(&*self.backend, &center::SPEC, params, &[&self.samples, means]);
    }

    /// Brings codes of winners into the chunk.
    pub fn gather_codes(&self, params: winner_codes::Params, bmus: &Buffer) {
        run(&*self.backend, &winner_codes::SPEC, params, &[bmus, &self.samples]);
    }

    /// Finds the best-matching units of the `n` samples in the chunk; writes them to `bmus` from `out_start` on.
    pub fn search(&self, n: u32, bmus: &Buffer, out_start: u32) {
        self.search.find(&*self.backend, &self.codebook, &self.samples, n, bmus, out_start);
    }

    /// Adds the `n` samples of the chunk to the sums of their best-matching units; `fresh` forgets the sums before.
    pub fn accumulate(&self, n: u32, fresh: bool) {
        let (n_units, n_features) = (self.lattice.n_units(), self.n_features);
        self.search(n, &self.bmus, 0);
        let params = bmu_sort::Params { n_samples: n, n_units };
        run(&*self.backend, &bmu_sort::SPEC, params, &[&self.bmus, &self.order, &self.starts, &self.counts]);
        let params = bmu_sums::Params { n_units, n_features, accumulate: u32::from(!fresh) };
        let args = [&self.samples, &self.order, &self.starts, &self.counts, &self.sums];
        run(&*self.backend, &bmu_sums::SPEC, params, &args);
    }

    /// Smooths the sums over the lattice and moves the codebook. The sums are used up.
    ///
    /// `learning_rate` `None` is the batch rule, `Some` the mini-batch rule (see [`update`]).
    pub fn update(&self, neighborhood: Neighborhood, sigma: f32, learning_rate: Option<f32>) {
        let Lattice { topology, rows, cols } = self.lattice;
        let n_words = self.n_features + EXTRA as u32;
        let (mut sums, mut smoothed) = (&self.sums, &self.smoothed);
        if neighborhood == Neighborhood::Gaussian && topology.separable() {
            let wrap = u32::from(topology.wraps());
            for along_rows in 0..=u32::from(rows > 1) {
                let params = smooth_axis::Params { rows, cols, n_words, along_rows, wrap, sigma };
                run(&*self.backend, &smooth_axis::SPEC, params, &[sums, smoothed]);
                (sums, smoothed) = (smoothed, sums);
            }
            smoothed = sums;
        } else {
            let (topology, neighborhood) = (topology.code(), neighborhood.code());
            let params = smooth::Params { rows, cols, topology, neighborhood, n_words, sigma };
            run(&*self.backend, &smooth::SPEC, params, &[sums, smoothed]);
        }
        let params = update::Params {
            n_units: rows * cols,
            n_features: self.n_features,
            rate: learning_rate.unwrap_or(1.0),
            least_mass: if learning_rate.is_some() { 1.0 } else { 0.0 },
        };
        run(&*self.backend, &update::SPEC, params, &[smoothed, &self.codebook]);
        self.search.forget();
    }

    /// Learns the `n` samples of the chunk one after the other; `step` is the number of the first, `at(i)` gives σ
    /// and the learning rate for the i-th.
    pub fn learn_online(&self, n: u32, step: u64, neighborhood: Neighborhood, at: impl Fn(u32) -> (f32, f32)) {
        let Lattice { topology, rows, cols } = self.lattice;
        let measure = online_step::Params {
            rows,
            cols,
            topology: topology.code(),
            neighborhood: neighborhood.code(),
            n_features: self.n_features,
            sample: 0,
            next: 0,
            learn: 0,
            flush: 0,
            sigma: 1.0,
            rate: 0.0,
        };
        let [a, b] = &self.distances;
        run(&*self.backend, &online_step::SPEC, measure, &[&self.samples, b, a, &self.codebook]);
        for i in 0..n {
            let (sigma, rate) = at(i);
            let flush = u32::from((step + u64::from(i)).is_multiple_of(FLUSH_EVERY));
            let params =
                online_step::Params { sample: i, next: (i + 1).min(n - 1), learn: 1, flush, sigma, rate, ..measure };
            let (now, next) = if i % 2 == 0 { (a, b) } else { (b, a) };
            run(&*self.backend, &online_step::SPEC, params, &[&self.samples, now, next, &self.codebook]);
        }
        self.search.forget();
    }

    /// Measures the `n` samples in the chunk: units to `bmus`, errors to `errors`, both pairs, from `out_start` on.
    pub fn measure(&self, n: u32, bmus: &Buffer, errors: &Buffer, out_start: u32) {
        self.search(n, bmus, out_start);
        let Lattice { topology, rows, cols } = self.lattice;
        let params = quality::Params {
            n_samples: n,
            n_features: self.n_features,
            rows,
            cols,
            topology: topology.code(),
            out_start,
        };
        run(&*self.backend, &quality::SPEC, params, &[&self.samples, &self.codebook, bmus, errors]);
    }

    pub fn u_matrix(&self, out: &Buffer) {
        let Lattice { topology, rows, cols } = self.lattice;
        let params = u_matrix::Params { rows, cols, topology: topology.code(), n_features: self.n_features };
        run(&*self.backend, &u_matrix::SPEC, params, &[&self.codebook, out]);
    }

    pub fn component(&self, feature: u32, out: &Buffer) {
        let params = component::Params { n_units: self.lattice.n_units(), n_features: self.n_features, feature };
        run(&*self.backend, &component::SPEC, params, &[&self.codebook, out]);
    }
}
