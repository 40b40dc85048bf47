//! What the kernels of a mask that pays share. All positions with the same best-matching unit have the same active
//! channels, so they are sorted by that unit, and only those channels are computed.

use super::active::ActiveSets;
use super::conv::Geometry;
use super::{draw, padded};
use crate::lattice::{Lattice, Topology};
use crate::rng::Rng;

/// Positions of one unit that one thread takes on its way forward.
pub const TILE: u32 = 8;
/// Positions of one unit whose gradients one thread adds up.
pub const CHUNK: u32 = 128;

/// Pieces of at most `size` positions of a unit are at most so many.
pub(super) fn most_pieces(n_positions: u32, n_units: u32, size: u32) -> u32 {
    n_positions.min(n_positions / size + n_units)
}

/// Best-matching units of positions, for parity cases.
pub(super) struct Crowd {
    pub units: Vec<u32>,
    pub n_units: u32,
    pub block: u32,
}

impl Crowd {
    pub fn n(&self) -> u32 {
        self.units.len() as u32
    }
    /// As `bmu` writes them, after `bmu_start` other pairs; the second-best units are any.
    pub fn pairs(&self, rng: &mut Rng, bmu_start: u32) -> Vec<u32> {
        let mut pairs = draw::indices(rng, 2 * (bmu_start as usize + self.units.len()), self.n_units);
        for (pair, &unit) in pairs[2 * bmu_start as usize..].chunks_exact_mut(2).zip(&self.units) {
            pair[0] = unit;
        }
        pairs
    }
    /// As `unit_counts` writes them.
    pub fn counts(&self) -> Vec<u32> {
        let count = |block: &[u32], unit| block.iter().filter(|&&other| other == unit).count() as u32;
        self.units
            .chunks(self.block as usize)
            .flat_map(|block| (0..self.n_units).map(move |unit| count(block, unit)))
            .collect()
    }
    /// As `unit_order` writes it.
    pub fn order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.n()).collect();
        order.sort_by_key(|&position| self.units[position as usize]);
        order
    }
    /// As `unit_starts` leaves the counts: where in the order a block's positions of a unit begin.
    pub fn places(&self) -> Vec<u32> {
        let before = |block: usize, unit| {
            let earlier = &self.units[..block * self.block as usize];
            self.units.iter().filter(|&&other| other < unit).count() + earlier.iter().filter(|&&u| u == unit).count()
        };
        (0..self.n().div_ceil(self.block) as usize)
            .flat_map(|block| (0..self.n_units).map(move |unit| before(block, unit) as u32))
            .collect()
    }
    /// The prefix sums of the pieces of at most `size` positions of every unit.
    pub fn pieces(&self, size: u32) -> Vec<u32> {
        let count = |unit| self.units.iter().filter(|&&other| other == unit).count() as u32;
        let mut sum = 0;
        let ends = (0..self.n_units).map(|unit| {
            sum += count(unit).div_ceil(size);
            sum
        });
        std::iter::once(0).chain(ends).collect()
    }
}

/// `n` positions, nearly all of which belong to one unit, and some units to which none does.
pub(super) fn crowd(rng: &mut Rng, n: u32, n_units: u32, block: u32) -> Crowd {
    let (popular, odd) = (rng.below(n_units), rng.below(2));
    let unit = |rng: &mut Rng| if rng.below(4) > 0 { popular } else { rng.below(n_units.div_ceil(2)) * 2 + odd };
    Crowd { units: (0..n).map(|_| unit(rng).min(n_units - 1)).collect(), n_units, block }
}

/// Crowds of ordinary and awkward sizes.
pub(super) fn crowds(rng: &mut Rng) -> Vec<Crowd> {
    [(1, 1, 1), (7, 1, 3), (5, 9, 8), (64, 63, 16), (65, 64, 32), (300, 130, 7), (1000, 12, 256)]
        .map(|(n, n_units, block)| crowd(rng, n, n_units, block))
        .into()
}

/// A layer for parity cases: a small convolution and the mask of its channels.
pub(super) struct Layer {
    pub geometry: Geometry,
    lattice: Lattice,
    sigma: f32,
    threshold: f32,
}

impl Layer {
    pub fn n_units(&self) -> u32 {
        self.lattice.n_units()
    }
    pub fn n_outputs(&self) -> u32 {
        padded(self.n_units() as usize) as u32
    }
    /// Windows of all samples.
    pub fn windows(&self) -> usize {
        self.geometry.n_samples * self.geometry.windows()
    }
    pub fn sets(&self) -> ActiveSets {
        ActiveSets::new(&self.lattice, self.sigma, self.threshold)
    }
    pub fn inputs(&self, rng: &mut Rng) -> Vec<u32> {
        draw::sixteenths(rng, self.geometry.n_samples * self.geometry.sample_words)
    }
    pub fn crowd(&self, rng: &mut Rng) -> Crowd {
        crowd(rng, self.geometry.positions() as u32, self.n_units(), 32)
    }
    /// As `unit_weights` writes them.
    pub fn panels(&self, rng: &mut Rng) -> Vec<u32> {
        let Geometry { n_inputs, .. } = self.geometry;
        let mut panels = draw::signed_sixteenths(rng, (self.n_units() * self.sets().slots) as usize * (n_inputs + 1));
        for panel in panels.chunks_exact_mut(8 * (n_inputs + 1)) {
            panel[8 * self.geometry.taps()..8 * n_inputs].fill(0);
        }
        panels
    }
}

/// Layers with sets of 8, 16 and 40 slots on every kind of lattice, over gray, colored and deeper inputs.
pub(super) fn layers() -> impl Iterator<Item = Layer> {
    use Topology::{Hexagonal, Line, Rectangle, Ring, Torus};
    // Samples, height, width, pitch, kernel, pool.
    [
        ([1, 1, 1, 1, 1, 1], (Rectangle, 1, 1), 1.0, 0.5),
        ([3, 9, 8, 1, 5, 2], (Rectangle, 5, 5), 3.0, 0.9),
        ([2, 7, 9, 1, 4, 1], (Torus, 5, 5), 3.0, 0.8),
        ([2, 8, 8, 3, 3, 3], (Rectangle, 7, 7), 3.0, 0.5),
        ([2, 11, 10, 3, 4, 2], (Hexagonal, 4, 7), 1.0, 0.3),
        ([3, 7, 7, 4, 3, 2], (Ring, 1, 9), 1.0, 0.1),
        ([2, 5, 6, 12, 2, 1], (Line, 1, 6), 4.0, 0.0),
    ]
    .into_iter()
    .map(|([n_samples, height, width, pitch, kernel, pool], (topology, rows, cols), sigma, threshold)| Layer {
        geometry: Geometry {
            n_samples,
            sample_words: padded(height * width * pitch),
            width,
            pitch,
            kernel,
            pool,
            out_h: (height - kernel + 1) / pool,
            out_w: (width - kernel + 1) / pool,
            n_inputs: padded(kernel * kernel * pitch),
        },
        lattice: Lattice { topology, rows, cols },
        sigma,
        threshold,
    })
}
