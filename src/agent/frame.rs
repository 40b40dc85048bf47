//! What a view needs to draw one moment of an agent's run: flat arrays and a few numbers.

use super::course::EpisodePoint;
use crate::frame::{State, typed};
use crate::lattice::Lattice;
use serde::{Deserialize, Serialize};

/// What to put into the next frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AgentRequest {
    /// The states that the first layer's map has learned, and what the agent thinks of them.
    pub sheet: bool,
    /// What it would do at every angle and velocity, and its last episode.
    pub portrait: bool,
    /// Episodes that are known already.
    pub since: u32,
}

/// The map of what the agent sees, unit by unit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StateSheet {
    #[serde(flatten)]
    pub lattice: Lattice,
    /// `[units, 4]`, in the units of the world (m, m/s, rad, rad/s; rad, rad/s, 0, 0 of a pendulum).
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub states: Vec<f32>,
    /// `[units, n_actions]`, the discounted return that the agent expects of each action.
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub values: Vec<f32>,
    /// `[units]`, how many of the last `n_states` states in the replay buffer each has won.
    #[serde(serialize_with = "typed::u32s")]
    #[cfg_attr(test, ts(type = "Uint32Array"))]
    pub wins: Vec<u32>,
    pub n_states: u32,
}

/// What the agent would do at every angle and angular velocity, with the cart at rest in the middle.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Portrait {
    /// Of velocities, the highest first.
    pub rows: u32,
    /// Of angles, from left to right.
    pub cols: u32,
    /// The ranges, each way, in rad and rad/s; values stand for the middles of cells.
    pub angle_limit: f64,
    pub speed_limit: f64,
    /// `[rows, cols]`, the action with the highest value.
    #[serde(serialize_with = "typed::u32s")]
    #[cfg_attr(test, ts(type = "Uint32Array"))]
    pub greedy: Vec<u32>,
    /// `[rows, cols]`, by how much its value exceeds the mean of all actions.
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub advantage: Vec<f32>,
    /// The states of the last episode that is over, `[steps + 1, 4]`.
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub trail: Vec<f32>,
}

/// How an episode ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The pole has fallen, or the cart has left the track.
    Failed,
    /// It ran out of time.
    Time,
}

/// What has happened in the world beside the training.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Driven {
    /// `[steps, 4]`, after each step that was asked for.
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub states: Vec<f32>,
    /// `[steps]`, the force or torque of each.
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub efforts: Vec<f32>,
    /// `[4]`, now.
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub state: Vec<f32>,
    /// `[n_actions]`, what the agent expects of each action now.
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub values: Vec<f32>,
    /// The unit of the first layer's map that wins now.
    #[serde(serialize_with = "typed::or_minus_one")]
    #[cfg_attr(test, ts(type = "number"))]
    pub bmu: Option<u32>,
    /// Of this episode.
    pub steps: u32,
    pub episode: u32,
    /// None while the episode goes on.
    pub ending: Option<Ending>,
}

/// One moment of a run.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AgentFrame {
    /// Steps of the world.
    pub step: u64,
    /// The same, by the name that every kind has for how far it has come; and as many as there can be.
    pub samples: u64,
    pub samples_total: u64,
    pub state: State,
    /// Episodes that are over, and of the whole run.
    pub episode: u32,
    pub episodes: u32,
    /// Steps of the world that an episode can have, and seconds of each.
    pub limit: u32,
    pub step_seconds: f64,
    pub gradient_steps: u64,
    /// Those that are to be made before the next step of the world: mini-batches.
    pub pending: u32,
    pub replay_len: u32,
    /// The values that the next step will use.
    pub epsilon: f32,
    pub learning_rate: f32,
    pub sigma_organize: f32,
    pub sigma_forward: f32,
    pub som_rate: f32,
    /// The maps have come to rest.
    pub organized: bool,
    pub n_actions: u32,
    /// Weights and biases.
    pub parameters: u32,
    /// The mean return at which the world counts as solved, and the episode since which it is.
    pub solved_return: Option<f64>,
    pub solved_at: Option<u32>,
    /// `[4]`: where the agent in training is.
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub world: Vec<f32>,
    /// What an agent of the pendulum chooses between, in N m; of the cart, its two forces in N.
    #[serde(serialize_with = "typed::f32s")]
    #[cfg_attr(test, ts(type = "Float32Array"))]
    pub efforts: Vec<f32>,
    /// How often each was chosen in the last steps that the replay buffer holds, at most 1,000.
    #[serde(serialize_with = "typed::u32s")]
    #[cfg_attr(test, ts(type = "Uint32Array"))]
    pub chosen: Vec<u32>,
    pub sheet: Option<StateSheet>,
    pub portrait: Option<Portrait>,
    /// Episodes after those that were known.
    pub course: Vec<EpisodePoint>,
    /// All there are.
    pub course_len: u32,
}
