//! A one-dimensional map of actions: an agent that can only choose between units acts with their torques, and the units
//! move to where torques have paid.
//!
//! Smith, *Applications of the self-organising map to reinforcement learning*, Neural Networks 15, 2002: the torque of the
//! chosen unit is tried with noise; if what followed was better than expected, the unit and its neighbors move towards it.

use super::pendulum::MAX_TORQUE;
use crate::lattice::{Lattice, Neighborhood, Topology};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActionMap {
    /// In N m, one a unit.
    pub torques: Vec<f32>,
}

impl ActionMap {
    /// Torques evenly spaced over all that the motor can do.
    ///
    /// # Panics
    /// Fewer than two units.
    pub fn uniform(n: u32) -> Self {
        assert!(n > 1, "an agent has a choice");
        let step = 2.0 * MAX_TORQUE / f64::from(n - 1);
        Self { torques: (0..n).map(|i| (f64::from(i) * step - MAX_TORQUE) as f32).collect() }
    }

    /// Moves the units around `unit` towards a torque that paid: `w ← w + rate h(d) (u − w)`.
    pub fn learn(&mut self, unit: usize, torque: f32, sigma: f32, rate: f32) {
        let lattice = Lattice { topology: Topology::Line, rows: 1, cols: self.torques.len() as u32 };
        let mut pull: Vec<f32> = (0..lattice.cols).map(|other| lattice.distance_squared(unit as u32, other)).collect();
        Neighborhood::Gaussian.at_all(&mut pull, sigma);
        for (value, pull) in self.torques.iter_mut().zip(pull) {
            *value += rate * pull * (torque - *value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_move_to_what_paid_and_take_their_neighbors_along() {
        let mut map = ActionMap::uniform(5);
        assert_eq!(map.torques, [-2.0, -1.0, 0.0, 1.0, 2.0]);
        map.learn(3, 1.5, 1.0, 0.5);
        let h = (-0.5f32).exp();
        assert_eq!(map.torques[3], 1.25);
        assert!((map.torques[2] - 0.5 * h * 1.5).abs() < 1e-6 && (map.torques[4] - (2.0 - 0.5 * h * 0.5)).abs() < 1e-6);
        assert!(map.torques.is_sorted());
    }
}
