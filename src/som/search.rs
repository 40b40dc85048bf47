//! The search for best-matching units: the codebook, rearranged for it once after every change.

use crate::backend::{Backend, Buffer, run};
use crate::error::Result;
use crate::kernels::codebook_panels::{self, panel_units};
use crate::kernels::{bmu, padded};
use std::cell::Cell;

pub struct Search {
    n_units: u32,
    n_features: u32,
    pub panels: Buffer,
    pub half_norms: Buffer,
    /// False after the codebook moved: the search would see the old one.
    current: Cell<bool>,
}

impl Search {
    /// # Errors
    /// The device cannot hold it.
    pub fn new(backend: &dyn Backend, n_units: usize, n_features: usize) -> Result<Self> {
        debug_assert_eq!(n_features, padded(n_features));
        Ok(Self {
            n_units: n_units as u32,
            n_features: n_features as u32,
            panels: backend.create("panels", panel_units(n_units) * n_features)?,
            half_norms: backend.create("half norms", panel_units(n_units))?,
            current: Cell::new(false),
        })
    }

    /// The codebook has changed.
    pub fn forget(&self) {
        self.current.set(false);
    }

    /// Finds the two best units of the first `n` rows of `samples`; writes them to `bmus` from row `out_start` on.
    pub fn find(
        &self,
        backend: &dyn Backend,
        codebook: &Buffer,
        samples: &Buffer,
        n: u32,
        bmus: &Buffer,
        out_start: u32,
    ) {
        let Self { n_units, n_features, ref panels, ref half_norms, .. } = *self;
        if !self.current.replace(true) {
            let params = codebook_panels::Params { n_units, n_features };
            run(backend, &codebook_panels::SPEC, params, &[codebook, panels, half_norms]);
        }
        let params = bmu::Params { n_samples: n, n_units, n_features, out_start };
        run(backend, &bmu::SPEC, params, &[samples, panels, half_norms, bmus]);
    }
}
