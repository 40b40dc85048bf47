//! Which channels of a thresholded mask are active around every unit, as tables that kernels read.

use super::conv_forward::FAINT;
use super::mask::mask;
use crate::lattice::Lattice;

/// Where a slot of an active set is empty.
pub const NONE: u32 = u32::MAX;

/// The active sets of all units of a lattice; a channel a unit.
///
/// `active`, `strengths` and `places` are `[n_units, slots]`. Distance is symmetric, so the channels that are active
/// around unit u are also the units around which channel u is active.
pub struct ActiveSets {
    /// The size of the largest set, rounded up to a multiple of 8.
    pub slots: u32,
    /// The active channels, ascending, then [`NONE`].
    pub active: Vec<u32>,
    /// The mask of those channels, from [`FAINT`] to 1, then 0.
    pub strengths: Vec<f32>,
    /// The slot of channel u in the set of `active[u][i]`, then [`NONE`].
    pub places: Vec<u32>,
    /// Channels in a set on average.
    pub mean: f64,
}

impl ActiveSets {
    /// Of the Gaussian mask of radius `sigma` > 0 in lattice units, which is 0 below `threshold` in [0, 1].
    pub fn new(lattice: &Lattice, sigma: f32, threshold: f32) -> Self {
        let n_units = lattice.n_units() as usize;
        let mut masks = vec![0.0; n_units * n_units];
        for (unit, row) in (0..).zip(masks.chunks_exact_mut(n_units)) {
            mask(lattice, sigma, threshold, unit, row);
        }
        // The two masks of a pair of units may be rounded to either side of the threshold: both must pass it.
        let is_active = |unit: usize, channel: usize| {
            masks[unit * n_units + channel] >= FAINT && masks[channel * n_units + unit] >= FAINT
        };
        let sets: Vec<Vec<usize>> =
            (0..n_units).map(|unit| (0..n_units).filter(|&channel| is_active(unit, channel)).collect()).collect();
        let total: usize = sets.iter().map(Vec::len).sum();
        let slots = sets.iter().map(Vec::len).max().unwrap_or(1).next_multiple_of(8);
        let mut tables = Self {
            slots: slots as u32,
            active: vec![NONE; n_units * slots],
            strengths: vec![0.0; n_units * slots],
            places: vec![NONE; n_units * slots],
            mean: total as f64 / n_units as f64,
        };
        for (unit, set) in sets.iter().enumerate() {
            for (at, &channel) in (unit * slots..).zip(set) {
                tables.active[at] = channel as u32;
                tables.strengths[at] = masks[unit * n_units + channel];
                tables.places[at] = sets[channel].binary_search(&unit).map_or(NONE, |place| place as u32);
            }
        }
        tables
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lattice::Topology;

    #[test]
    fn sets_are_those_of_the_mask_and_know_their_places() {
        use Topology::{Hexagonal, Line, Rectangle, Ring, Torus};
        for (topology, rows, cols) in
            [(Rectangle, 10, 10), (Torus, 4, 7), (Hexagonal, 5, 6), (Ring, 1, 9), (Line, 1, 1)]
        {
            let lattice = Lattice { topology, rows, cols };
            for (sigma, threshold) in [(20.0, 0.0), (3.0, 0.9), (1.0, 0.33), (0.3, 1.0)] {
                let sets = ActiveSets::new(&lattice, sigma, threshold);
                let slots = sets.slots as usize;
                let mut total = 0;
                for unit in 0..lattice.n_units() {
                    let mut expected = vec![0.0; lattice.n_units() as usize];
                    mask(&lattice, sigma, threshold, unit, &mut expected);
                    let row = unit as usize * slots..(unit as usize + 1) * slots;
                    let mut found = vec![0.0; expected.len()];
                    for at in row.clone().filter(|&at| sets.active[at] != NONE) {
                        let channel = sets.active[at];
                        found[channel as usize] = sets.strengths[at];
                        let place = channel * sets.slots + sets.places[at];
                        assert_eq!(sets.active[place as usize], unit);
                        total += 1;
                    }
                    assert_eq!(found, expected, "{topology:?}, unit {unit}, σ = {sigma}, τ = {threshold}");
                    assert!(sets.active[row].is_sorted());
                }
                assert!((sets.mean - f64::from(total) / f64::from(lattice.n_units())).abs() < 1e-9);
                assert!(slots.is_multiple_of(8));
            }
        }
    }

    #[test]
    fn a_mask_of_radius_three_cut_at_nine_tenths_keeps_a_unit_and_its_four_neighbors() {
        // exp(−1/18) = 0.946 and exp(−2/18) = 0.895: of 100 units 64 have 4 such neighbors, 32 have 3 and 4 have 2.
        let sets = ActiveSets::new(&Lattice { topology: Topology::Rectangle, rows: 10, cols: 10 }, 3.0, 0.9);
        assert_eq!(sets.slots, 8);
        assert!((sets.mean - 4.6).abs() < 1e-9);
        assert_eq!(sets.active[..8], [0, 1, 10, NONE, NONE, NONE, NONE, NONE]);
        assert_eq!(sets.active[8..12], [0, 1, 2, 11]);
        // Unit 1 comes second around itself and unit 0, first around units 2 and 11.
        assert_eq!(sets.places[8..12], [1, 1, 0, 0]);
    }
}
