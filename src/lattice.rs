//! The lattice: where units sit, how far apart they are, and how far a winner's influence reaches.
//!
//! The shaders' twin of this file is `shaders/common/lattice.wgsl`.

use serde::{Deserialize, Serialize};
use wide::f32x8;

/// Who is whose neighbor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Topology {
    /// One row, two ends.
    Line,
    /// One row, closed to a loop.
    Ring,
    /// A square grid with edges.
    Rectangle,
    /// A square grid whose opposite edges meet.
    Torus,
    /// A grid with six neighbors a unit: odd rows are shifted right by half a unit, rows are √3⁄2 apart.
    Hexagonal,
}

impl Topology {
    pub fn one_dimensional(self) -> bool {
        matches!(self, Self::Line | Self::Ring)
    }

    /// True where a two-dimensional Gaussian is a product of one along the rows and one along the columns.
    pub fn separable(self) -> bool {
        self != Self::Hexagonal
    }

    pub fn wraps(self) -> bool {
        matches!(self, Self::Ring | Self::Torus)
    }

    /// What `lattice_distance_squared` in the shaders calls it; a line is a rectangle of one row, a ring a torus of one.
    pub fn code(self) -> u32 {
        match self {
            Self::Line | Self::Rectangle => 0,
            Self::Ring | Self::Torus => 1,
            Self::Hexagonal => 2,
        }
    }
}

/// The neighborhood function h(d) of the distance d to the winner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Neighborhood {
    /// `exp(−d² / 2σ²)`
    Gaussian,
    /// 1 where d ≤ σ, else 0
    Bubble,
    /// `(1 − d²/σ²) exp(−d² / 2σ²)`, the Ricker wavelet: it pushes away at a distance
    MexicanHat,
}

/// Slack for comparing distances that were computed in floating point (hexagonal coordinates).
const SLACK: f32 = 1e-4;

impl Neighborhood {
    pub fn code(self) -> u32 {
        match self {
            Self::Gaussian => 0,
            Self::Bubble => 1,
            Self::MexicanHat => 2,
        }
    }

    /// Turns squared distances into values of h, eight at a time.
    #[inline(never)]
    pub fn at_all(self, values: &mut [f32], sigma: f32) {
        let (chunks, rest) = values.as_chunks_mut::<8>();
        for chunk in chunks {
            let d2 = f32x8::new(*chunk);
            let gaussian = (d2 * (-0.5 / (sigma * sigma))).exp();
            let h = match self {
                Self::Gaussian => gaussian,
                Self::Bubble => f32x8::new(chunk.map(|d2| self.at(d2, sigma))),
                Self::MexicanHat => (f32x8::ONE - d2 * (1.0 / (sigma * sigma))) * gaussian,
            };
            *chunk = h.to_array();
        }
        rest.iter_mut().for_each(|value| *value = self.at(*value, sigma));
    }

    /// h at squared lattice distance `d2`, for a radius `sigma` > 0 in lattice units; in [−0.45, 1].
    #[inline]
    pub fn at(self, d2: f32, sigma: f32) -> f32 {
        let s2 = sigma * sigma;
        match self {
            Self::Gaussian => (-0.5 * d2 / s2).exp(),
            Self::Bubble => f32::from(d2 <= s2 + SLACK),
            Self::MexicanHat => (1.0 - d2 / s2) * (-0.5 * d2 / s2).exp(),
        }
    }
}

/// A lattice of `rows × cols` units; unit `u` sits in row `u / cols`, column `u % cols`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Lattice {
    #[serde(rename = "lattice")]
    pub topology: Topology,
    pub rows: u32,
    pub cols: u32,
}

impl Lattice {
    pub fn n_units(&self) -> u32 {
        self.rows * self.cols
    }

    /// The squared distance between two units, in units of the spacing within a row.
    #[inline]
    pub fn distance_squared(&self, a: u32, b: u32) -> f32 {
        let (row_a, col_a) = (a / self.cols, a % self.cols);
        let (row_b, col_b) = (b / self.cols, b % self.cols);
        let (rows, cols) = (row_a.abs_diff(row_b), col_a.abs_diff(col_b));
        match self.topology {
            Topology::Line | Topology::Rectangle => (rows * rows + cols * cols) as f32,
            Topology::Ring | Topology::Torus => {
                let (rows, cols) = (rows.min(self.rows - rows), cols.min(self.cols - cols));
                (rows * rows + cols * cols) as f32
            }
            Topology::Hexagonal => {
                let x = |row: u32, col: u32| col as f32 + 0.5 * (row & 1) as f32;
                let dx = x(row_a, col_a) - x(row_b, col_b);
                dx * dx + 0.75 * (rows * rows) as f32
            }
        }
    }

    /// [`Lattice::distance_squared`] of all units from `a`, into `out`, `[n_units]`, without a division for each.
    #[inline]
    pub fn distances_squared(&self, a: u32, out: &mut [f32]) {
        let Self { topology, rows, cols } = *self;
        if topology == Topology::Hexagonal {
            return (0..).zip(out).for_each(|(unit, out)| *out = self.distance_squared(a, unit));
        }
        let along = |a: u32, b: u32, length: u32| {
            let d = a.abs_diff(b);
            if topology.wraps() { d.min(length - d) } else { d }
        };
        for (row, out) in (0..rows).zip(out.chunks_exact_mut(cols as usize)) {
            let down = along(a / cols, row, rows);
            for (col, out) in (0..).zip(out) {
                let across = along(a % cols, col, cols);
                *out = (down * down + across * across) as f32;
            }
        }
    }

    /// Whether two units are lattice neighbors: 8 around a unit on square grids (diagonals count, as in MiniSom
    /// and XPySom), 6 on a hexagonal one, 2 on a line.
    #[inline]
    pub fn adjacent(&self, a: u32, b: u32) -> bool {
        let reach = if self.topology == Topology::Hexagonal { 1.0 } else { 2.0 };
        a != b && self.distance_squared(a, b) <= reach + SLACK
    }

    /// Units side by side where they are drawn as a sheet: the lattice's own columns, or a near square of a line or a
    /// ring.
    pub fn sheet_cols(&self) -> u32 {
        if self.topology.one_dimensional() { f64::from(self.n_units()).sqrt().ceil() as u32 } else { self.cols }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lattice(topology: Topology, rows: u32, cols: u32) -> Lattice {
        Lattice { topology, rows, cols }
    }

    #[test]
    fn ring_and_torus_distances_are_the_shortest_walk() {
        // Exhaustive: breadth-first along each axis is the smallest |i − j + k n| over whole turns k.
        for (rows, cols) in [(1, 1), (1, 2), (1, 7), (1, 36), (4, 5), (5, 5), (2, 3)] {
            let torus = lattice(if rows == 1 { Topology::Ring } else { Topology::Torus }, rows, cols);
            for a in 0..rows * cols {
                for b in 0..rows * cols {
                    let axis = |i: u32, j: u32, n: u32| {
                        (-1..=1).map(|k| (i as i32 - j as i32 + k * n as i32).abs()).min().unwrap()
                    };
                    let dr = axis(a / cols, b / cols, rows);
                    let dc = axis(a % cols, b % cols, cols);
                    assert_eq!(torus.distance_squared(a, b), (dr * dr + dc * dc) as f32, "{rows}×{cols}: {a}, {b}");
                }
            }
        }
    }

    #[test]
    fn every_lattice_is_a_metric() {
        for topology in [Topology::Line, Topology::Ring, Topology::Rectangle, Topology::Torus, Topology::Hexagonal] {
            let rows = if topology.one_dimensional() { 1 } else { 4 };
            let grid = lattice(topology, rows, 6);
            let n = grid.n_units();
            let d = |a, b| grid.distance_squared(a, b).sqrt();
            for a in 0..n {
                let mut all = vec![0.0; n as usize];
                grid.distances_squared(a, &mut all);
                assert!((0..n).zip(all).all(|(b, all)| all == grid.distance_squared(a, b)));
            }
            for a in 0..n {
                for b in 0..n {
                    assert_eq!(d(a, b), d(b, a));
                    assert_eq!(d(a, b) == 0.0, a == b);
                    for c in 0..n {
                        assert!(d(a, c) <= d(a, b) + d(b, c) + 1e-5);
                    }
                }
            }
        }
    }

    #[test]
    fn neighbor_counts() {
        let count = |grid: Lattice, unit| (0..grid.n_units()).filter(|&v| grid.adjacent(unit, v)).count();
        assert_eq!(count(lattice(Topology::Rectangle, 5, 5), 12), 8);
        assert_eq!(count(lattice(Topology::Rectangle, 5, 5), 0), 3);
        assert_eq!(count(lattice(Topology::Torus, 5, 5), 0), 8);
        assert_eq!(count(lattice(Topology::Hexagonal, 5, 5), 12), 6);
        assert_eq!(count(lattice(Topology::Hexagonal, 5, 5), 7), 6);
        assert_eq!(count(lattice(Topology::Line, 1, 9), 0), 1);
        assert_eq!(count(lattice(Topology::Ring, 1, 9), 0), 2);
    }

    #[test]
    fn neighborhoods_at_known_places() {
        assert_eq!(Neighborhood::Gaussian.at(0.0, 2.0), 1.0);
        assert!((Neighborhood::Gaussian.at(4.0, 2.0) - (-0.5f32).exp()).abs() < 1e-7);
        assert_eq!((Neighborhood::Bubble.at(4.0, 2.0), Neighborhood::Bubble.at(5.0, 2.0)), (1.0, 0.0));
        assert_eq!(Neighborhood::MexicanHat.at(4.0, 2.0), 0.0);
        assert!(Neighborhood::MexicanHat.at(9.0, 2.0) < 0.0);
        assert!(Neighborhood::MexicanHat.at(12.0, 2.0) > -0.45);
    }
}
