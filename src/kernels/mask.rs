//! The mask of a winner: `m_j = h(d(j, j*))` for the Gaussian neighborhood h, 0 where that is below a threshold.
//!
//! The shaders' twin of this file is `shaders/common/mask.wgsl`.

use crate::lattice::{Lattice, Neighborhood};

/// The values of the mask around `bmu`, one a unit; `out` may be longer than the lattice.
#[inline]
pub fn mask(lattice: &Lattice, sigma: f32, threshold: f32, bmu: u32, out: &mut [f32]) {
    let out = &mut out[..lattice.n_units() as usize];
    lattice.distances_squared(bmu, out);
    Neighborhood::Gaussian.at_all(out, sigma);
    if threshold > 0.0 {
        out.iter_mut().filter(|value| **value < threshold).for_each(|value| *value = 0.0);
    }
}
