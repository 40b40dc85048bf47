//! Pictures of a policy: the states that a map has learned, and the phase portrait.

use super::environment::SEEN;
use super::frame::{Portrait, StateSheet};
use super::run::AgentRun;
use crate::kernels::td_loss::best;

/// States of the replay buffer whose winners are counted.
pub(super) const RECENT: usize = 1000;
/// Cells of a portrait.
const ROWS: u32 = 25;
const COLS: u32 = 37;

impl AgentRun {
    /// The map of what the agent sees; none where its first layer has none.
    pub(super) fn sheet(&self) -> Option<StateSheet> {
        let map = self.learner.network.layers[0].map.as_ref()?;
        let environment = self.config.environment;
        let mut codebook: Vec<[f32; SEEN]> = Vec::new();
        self.backend.peek(&map.codebook, &mut |words| codebook = bytemuck::cast_slice(words).to_vec());
        let mut values = Vec::new();
        self.values(&codebook, |row, _| values.extend_from_slice(row));
        let recent: Vec<_> = self.replay.newest(RECENT).map(|transition| transition.next).collect();
        let mut wins = vec![0; codebook.len()];
        self.values(&recent, |_, bmu| wins[bmu.expect("a map has winners") as usize] += 1);
        let state = |&seen| environment.state_of(seen).map(|value| value as f32);
        let states = codebook.iter().flat_map(state).collect();
        Some(StateSheet { lattice: map.lattice, states, values, wins, n_states: recent.len() as u32 })
    }

    pub(super) fn portrait(&self) -> Portrait {
        let environment = self.config.environment;
        let [angle_limit, speed_limit] = environment.portrait();
        let middle = |i: u32, n: u32, limit: f64| limit * (f64::from(2 * i + 1) / f64::from(n) - 1.0);
        let cell = |i: u32| {
            let (angle, speed) = (middle(i % COLS, COLS, angle_limit), -middle(i / COLS, ROWS, speed_limit));
            environment.seen(environment.at_angle(angle, speed))
        };
        let cells: Vec<_> = (0..ROWS * COLS).map(cell).collect();
        let (mut greedy, mut advantage) = (Vec::new(), Vec::new());
        self.values(&cells, |values, _| {
            let best = best(values);
            greedy.push(best as u32);
            advantage.push(values[best] - values.iter().sum::<f32>() / values.len() as f32);
        });
        let trail = self.trail.iter().flatten().copied().collect();
        Portrait { rows: ROWS, cols: COLS, angle_limit, speed_limit, greedy, advantage, trail }
    }
}
