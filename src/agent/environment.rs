//! The worlds that an agent can act in.

use super::{cartpole, pendulum};
use crate::rng::{Rng, mix};
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

const STARTS: u32 = 0x57A2;

/// Numbers that an agent sees, at most; fewer are followed by zeros.
pub const SEEN: usize = 4;

/// Which world, and how long an episode can last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// A pole on a cart, 200 steps an episode; solved at a mean return of 195 over 100 episodes.
    CartpoleV0,
    /// The same for 500 steps, solved at 475.
    CartpoleV1,
    /// A pendulum to be swung up, whose torque is a number; 200 steps, never solved.
    Pendulum,
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub reward: f64,
    /// It failed: nothing follows. An episode that only ran out of time would have gone on.
    pub terminated: bool,
}

/// Where a world is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct World {
    pub environment: Environment,
    /// Cart position in m, velocity in m/s, angle of the pole in rad, its velocity in rad/s; or of a pendulum the angle
    /// from upright and its velocity, then zeros.
    pub state: [f64; 4],
    /// Of this episode.
    pub steps: u32,
}

impl Environment {
    pub fn is_pendulum(self) -> bool {
        self == Self::Pendulum
    }

    /// Steps after which an episode is over.
    pub fn limit(self) -> u32 {
        if self == Self::CartpoleV1 { 500 } else { 200 }
    }

    /// The mean return of 100 successive episodes at which it counts as solved.
    pub fn solved_at(self) -> Option<f64> {
        match self {
            Self::CartpoleV0 => Some(195.0),
            Self::CartpoleV1 => Some(475.0),
            Self::Pendulum => None,
        }
    }

    /// Numbers of a state.
    pub fn state_len(self) -> usize {
        if self.is_pendulum() { 2 } else { 4 }
    }

    /// Numbers that an agent sees.
    pub fn n_seen(self) -> u32 {
        if self.is_pendulum() { 3 } else { 4 }
    }

    /// Seconds of a step.
    pub fn step_seconds(self) -> f64 {
        if self.is_pendulum() { pendulum::STEP } else { cartpole::STEP }
    }

    /// What an agent sees of a state: a cart's numbers divided by about the largest that a balanced pole has, a pendulum's
    /// cosine, sine and velocity.
    pub fn seen(self, state: [f64; 4]) -> [f32; SEEN] {
        if self.is_pendulum() {
            let [angle, speed, ..] = state;
            return [angle.cos() as f32, angle.sin() as f32, (speed / pendulum::MAX_SPEED) as f32, 0.0];
        }
        std::array::from_fn(|i| (state[i] / CART_SCALE[i]) as f32)
    }

    /// The state that looks like this, for pictures of what a map has learned.
    pub fn state_of(self, seen: [f32; SEEN]) -> [f64; 4] {
        let seen = seen.map(f64::from);
        if self.is_pendulum() {
            return [seen[1].atan2(seen[0]), seen[2] * pendulum::MAX_SPEED, 0.0, 0.0];
        }
        std::array::from_fn(|i| seen[i] * CART_SCALE[i])
    }

    /// The ranges of the phase portrait: of the angle and its velocity, each way.
    pub fn portrait(self) -> [f64; 2] {
        if self.is_pendulum() { [PI, pendulum::MAX_SPEED] } else { [cartpole::ANGLE_LIMIT, 2.5] }
    }

    /// The state with this angle and velocity, at rest otherwise.
    pub fn at_angle(self, angle: f64, speed: f64) -> [f64; 4] {
        if self.is_pendulum() { [angle, speed, 0.0, 0.0] } else { [0.0, 0.0, angle, speed] }
    }
}

const CART_SCALE: [f64; 4] = [cartpole::X_LIMIT, 3.0, cartpole::ANGLE_LIMIT, 3.5];

impl World {
    /// The start of an episode: its own under every seed, the same for all agents.
    pub fn start(environment: Environment, seed: u32, episode: u32) -> Self {
        let mut rng = Rng::new(mix(seed, STARTS), episode);
        let mut within = |limit: f64| limit * (2.0 * f64::from(rng.uniform()) - 1.0);
        let state = if environment.is_pendulum() {
            [within(PI), within(1.0), 0.0, 0.0]
        } else {
            [(); 4].map(|()| within(cartpole::START))
        };
        Self { environment, state, steps: 0 }
    }

    /// Acts once: with a force on the cart in N, or a torque in N m; `nudge` adds to it.
    pub fn act(&mut self, effort: f64, nudge: f64) -> Step {
        self.steps += 1;
        if self.environment.is_pendulum() {
            let [angle, speed, ..] = self.state;
            let ([angle, speed], reward) = pendulum::step([angle, speed], effort + nudge);
            self.state = [angle, speed, 0.0, 0.0];
            return Step { reward, terminated: false };
        }
        self.state = cartpole::step(self.state, effort + nudge);
        Step { reward: 1.0, terminated: cartpole::failed(self.state) }
    }

    /// The episode has run out of time.
    pub fn truncated(&self) -> bool {
        self.steps >= self.environment.limit()
    }

    pub fn seen(&self) -> [f32; SEEN] {
        self.environment.seen(self.state)
    }
}
