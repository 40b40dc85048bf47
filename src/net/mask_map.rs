//! The map that masks a layer: as many units as the layer has neurons, learning from what the layer reads.

use super::shape::Filters;
use crate::backend::{Backend, Buffer, run};
use crate::error::Result;
use crate::kernels::bmu_sums::EXTRA;
use crate::kernels::codebook_change::{self, STATE};
use crate::kernels::{bmu_sort, gray_patches, kohonen_sums, kohonen_update, padded, unit_counts, unit_hits};
use crate::lattice::Lattice;
use crate::som::search::Search;
use std::cell::Cell;

/// Winners that one thread counts.
pub const BLOCK: u32 = 128;

pub struct MaskMap {
    pub lattice: Lattice,
    pub n_features: u32,
    pub codebook: Buffer,
    search: Search,
    /// None where it sees all that the layer reads.
    pub patches: Option<Patches>,
    /// Of every image or every position, pairs.
    pub bmus: Buffer,
    /// Winners of every unit in each block of `bmus`.
    pub block_counts: Buffer,
    order: Buffer,
    starts: Buffer,
    counts: Buffer,
    sums: Buffer,
    /// The codebook as it was when its change was last measured.
    pub snapshot: Buffer,
    /// The change of the codebook, and whether it has become so little that the map is frozen.
    pub state: Buffer,
    /// The state says that it is frozen: nothing that would move it needs to be recorded.
    at_rest: Cell<bool>,
    /// It is held where it is by hand.
    held: Cell<bool>,
}

/// What a map of gray patches sees.
pub struct Patches {
    filters: Filters,
    /// Luma of colors; means of the channels of deeper layers.
    luma: bool,
    /// Positions of an image that it learns from in a step.
    per_image: u32,
    /// `[capacity × positions, n_features]`
    rows: Buffer,
    /// Those that it learns from, and their winners.
    sample: Buffer,
    sample_bmus: Buffer,
}

impl Patches {
    fn cut(&self, backend: &dyn Backend, inputs: &Buffer, n_rows: u32, per_sample: u32, key: u32, rows: &Buffer) {
        let Filters { input, kernel, pool, out_cols, .. } = self.filters;
        let params = gray_patches::Params {
            n_rows,
            sample_words: input.words() as u32,
            width: input.width,
            pitch: input.pitch,
            channels: input.channels,
            kernel,
            pool,
            out_w: out_cols,
            positions: self.filters.positions(),
            per_sample,
            key,
            n_features: padded((kernel * kernel) as usize) as u32,
            luma: u32::from(self.luma),
        };
        run(backend, &gray_patches::SPEC, params, &[inputs, rows]);
    }
}

impl MaskMap {
    /// A map of zeros that sees the rows of `n_features` that a layer reads, `capacity` at a time.
    ///
    /// # Errors
    /// The device cannot hold it.
    pub fn whole(backend: &dyn Backend, lattice: Lattice, n_features: usize, capacity: usize) -> Result<Self> {
        Self::new(backend, lattice, n_features, [capacity; 2], None)
    }

    /// A map of zeros that sees the gray patches under `filters` in at most `capacity` images at a time, and learns
    /// from `per_image` of each.
    ///
    /// # Errors
    /// The device cannot hold it.
    pub fn patches(
        backend: &dyn Backend,
        lattice: Lattice,
        filters: Filters,
        per_image: u32,
        capacity: usize,
    ) -> Result<Self> {
        let per_image = per_image.min(filters.positions());
        let n_features = padded((filters.kernel * filters.kernel) as usize);
        let (all, few) = (capacity * filters.positions() as usize, capacity * per_image as usize);
        let patches = Patches {
            filters,
            luma: filters.input.channels == 3 && filters.input.pitch == 3,
            per_image,
            rows: backend.create("patches", all * n_features)?,
            sample: backend.create("sample of patches", few * n_features)?,
            sample_bmus: backend.create("units of the sample", 2 * few)?,
        };
        Self::new(backend, lattice, n_features, [all, few], Some(patches))
    }

    fn new(
        backend: &dyn Backend,
        lattice: Lattice,
        n_features: usize,
        [found, learned]: [usize; 2],
        patches: Option<Patches>,
    ) -> Result<Self> {
        let n_units = lattice.n_units() as usize;
        Ok(Self {
            lattice,
            n_features: n_features as u32,
            codebook: backend.create("codebook", n_units * n_features)?,
            search: Search::new(backend, n_units, n_features, false)?,
            patches,
            bmus: backend.create("best-matching units", 2 * found)?,
            block_counts: backend.create("counts of blocks", found.div_ceil(BLOCK as usize) * n_units)?,
            order: backend.create("order", learned)?,
            starts: backend.create("starts", n_units)?,
            counts: backend.create("counts", n_units)?,
            sums: backend.create("sums", n_units * (n_features + EXTRA))?,
            snapshot: backend.create("snapshot", n_units * n_features)?,
            state: backend.create("state", STATE)?,
            at_rest: Cell::new(false),
            held: Cell::new(false),
        })
    }

    /// `values`: `[n_units, n_features]`.
    pub fn set_codebook(&self, backend: &dyn Backend, values: &[f32]) {
        backend.upload(&self.codebook, 0, bytemuck::cast_slice(values));
        self.search.forget();
    }

    /// Measures distances from `origin`, `[n_features]` (see [`Search::set_origin`]).
    pub fn set_origin(&self, backend: &dyn Backend, origin: &[f32]) {
        self.search.set_origin(backend, origin);
    }

    /// Winners that it finds for an image.
    pub fn winners(&self) -> u32 {
        self.patches.as_ref().map_or(1, |patches| patches.filters.positions())
    }

    /// Finds the winners of the first `n` images in what the layer reads.
    pub fn find(&self, backend: &dyn Backend, inputs: &Buffer, n: u32) {
        let rows = n * self.winners();
        let seen = match &self.patches {
            None => inputs,
            Some(patches) => {
                patches.cut(backend, inputs, rows, 0, 0, &patches.rows);
                &patches.rows
            }
        };
        self.search.find(backend, &self.codebook, seen, rows, &self.bmus, 0);
    }

    /// Adds the winners of the `n` images that were found last to `hits`, one count a unit.
    pub fn count(&self, backend: &dyn Backend, n: u32, hits: &Buffer) {
        let (n, n_units) = (n * self.winners(), self.lattice.n_units());
        let params = unit_counts::Params { n, n_units, block: BLOCK, bmu_start: 0 };
        run(backend, &unit_counts::SPEC, params, &[&self.bmus, &self.block_counts]);
        let params = unit_hits::Params { blocks: n.div_ceil(BLOCK), n_units };
        run(backend, &unit_hits::SPEC, params, &[&self.block_counts, hits]);
    }

    /// Moves the codebook by the `n` images whose winners were found last, or by patches of them that `key` names.
    pub fn learn(&self, backend: &dyn Backend, inputs: &Buffer, n: u32, sigma: f32, rate: f32, key: u32) {
        if self.at_rest() {
            return;
        }
        let (seen, bmus, n_samples) = match &self.patches {
            None => (inputs, &self.bmus, n),
            Some(patches) => {
                let Patches { per_image, sample, sample_bmus, .. } = patches;
                let rows = n * per_image;
                patches.cut(backend, inputs, rows, *per_image, key, sample);
                self.search.find(backend, &self.codebook, sample, rows, sample_bmus, 0);
                (sample, sample_bmus, rows)
            }
        };
        let Lattice { topology, rows, cols } = self.lattice;
        let (wrap, n_features) = (u32::from(topology.wraps()), self.n_features);
        let Self { order, starts, counts, sums, state, codebook, search, .. } = self;
        let params = bmu_sort::Params { n_samples, n_units: rows * cols };
        run(backend, &bmu_sort::SPEC, params, &[bmus, order, starts, counts]);
        let params = kohonen_sums::Params { rows, cols, wrap, n_features, sigma };
        run(backend, &kohonen_sums::SPEC, params, &[seen, bmus, order, starts, counts, state, sums]);
        // What the search rearranged before it found the units is kept up by the update.
        let params = kohonen_update::Params { rows, cols, wrap, n_features, sigma, rate };
        let args = [sums, state, &search.origin, codebook, &search.panels, &search.half_norms];
        run(backend, &kohonen_update::SPEC, params, &args);
    }

    /// Measures how far the codebook has moved since the last time, and freezes it below `tolerance`; `samples` have
    /// been learned by then.
    pub fn measure_change(&self, backend: &dyn Backend, tolerance: f32, samples: u64) {
        if !self.at_rest() {
            let params =
                codebook_change::Params { n: self.codebook.words() as u32, tolerance, samples: samples as f32 };
            run(backend, &codebook_change::SPEC, params, &[&self.codebook, &self.snapshot, &self.state]);
        }
    }

    /// What a readback of the state says; that it is frozen makes later steps cheaper, and changes nothing else.
    pub fn saw_state(&self, state: &[f32]) {
        self.at_rest.set(state[1] > 0.0);
    }

    /// Whether it is held, or known to have come to rest: it finds the same winners every time.
    pub fn at_rest(&self) -> bool {
        self.at_rest.get() || self.held.get()
    }

    /// Holds it where it is, or lets it go.
    pub fn hold(&self, held: bool) {
        self.held.set(held);
    }

    /// Lets it learn again.
    pub fn thaw(&self, backend: &dyn Backend) {
        backend.upload(&self.state, 1, &[0, 0]);
        self.at_rest.set(false);
    }
}
