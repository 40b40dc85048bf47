//! The search for best-matching units: the codebook, rearranged for it once after every change.

use crate::backend::{Backend, Buffer, run};
use crate::error::Result;
use crate::kernels::codebook_panels::{self, panel_units};
use crate::kernels::{bmu, padded};
use std::cell::Cell;

pub struct Search {
    n_units: u32,
    n_features: u32,
    /// Whether the second-best units are found, too.
    second: bool,
    /// Where distances are measured from; near the data, they lose nothing to rounding.
    pub origin: Buffer,
    pub panels: Buffer,
    pub half_norms: Buffer,
    /// False after the codebook moved: the search would see the old one.
    current: Cell<bool>,
}

impl Search {
    /// Of the best unit of every row, and with `second` of the second best.
    ///
    /// # Errors
    /// The device cannot hold it.
    pub fn new(backend: &dyn Backend, n_units: usize, n_features: usize, second: bool) -> Result<Self> {
        debug_assert_eq!(n_features, padded(n_features));
        Ok(Self {
            n_units: n_units as u32,
            n_features: n_features as u32,
            second,
            origin: backend.create("origin", n_features)?,
            panels: backend.create("panels", panel_units(n_units) * n_features)?,
            half_norms: backend.create("half norms", panel_units(n_units))?,
            current: Cell::new(false),
        })
    }

    /// Measures distances from `origin`, `[n_features]`: the mean of the data, or of a part of them. Until then it is 0.
    pub fn set_origin(&self, backend: &dyn Backend, origin: &[f32]) {
        backend.upload(&self.origin, 0, bytemuck::cast_slice(origin));
        self.forget();
    }

    /// The codebook has changed.
    pub fn forget(&self) {
        self.current.set(false);
    }

    /// Finds the best units of the first `n` rows of `samples`; writes pairs to `bmus` from row `out_start` on.
    pub fn find(
        &self,
        backend: &dyn Backend,
        codebook: &Buffer,
        samples: &Buffer,
        n: u32,
        bmus: &Buffer,
        out_start: u32,
    ) {
        let Self { n_units, n_features, second, ref origin, ref panels, ref half_norms, .. } = *self;
        if !self.current.replace(true) {
            let params = codebook_panels::Params { n_units, n_features };
            run(backend, &codebook_panels::SPEC, params, &[codebook, origin, panels, half_norms]);
        }
        let params = bmu::Params { n_samples: n, n_units, n_features, out_start, second: u32::from(second) };
        run(backend, &bmu::SPEC, params, &[samples, panels, half_norms, bmus]);
    }
}

/// The mean of `rows`, `[n, n_features]`; zeros where there are none.
#[inline(never)]
pub fn mean_of_rows(rows: &[f32], n_features: usize) -> Vec<f32> {
    let mut sums = vec![0.0f64; n_features];
    for row in rows.chunks_exact(n_features) {
        sums.iter_mut().zip(row).for_each(|(sum, &x)| *sum += f64::from(x));
    }
    let n = (rows.len() / n_features).max(1) as f64;
    sums.into_iter().map(|sum| (sum / n) as f32).collect()
}
