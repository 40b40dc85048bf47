//! A world beside the training, in which a visitor sees the agent act, or acts instead.

use super::environment::{Environment, World};
use super::frame::{Driven, Ending};
use super::learner::{Learner, Rates};
use super::run::effort;
use super::{action_map::ActionMap, config::AgentConfig};
use crate::kernels::td_loss::best;
use serde::{Deserialize, Serialize};

/// Episodes here begin differently from those of the training.
const STREAM: u32 = 0x5A6E;

/// What happens next in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct DriveRequest {
    /// Steps of the world, at most 100; it stops earlier where the episode is over.
    pub steps: u32,
    /// A force on the cart in N, or a torque in N m, in the place of the agent's.
    pub effort: Option<f32>,
    /// Added to it in the first of these steps.
    pub nudge: f32,
    /// Begins the next episode.
    pub restart: bool,
}

pub struct Stage {
    world: World,
    episode: u32,
    ending: Option<Ending>,
}

impl Stage {
    pub fn new(environment: Environment, seed: u32) -> Self {
        Self { world: World::start(environment, seed ^ STREAM, 0), episode: 0, ending: None }
    }

    fn restart(&mut self, seed: u32) {
        self.episode += 1;
        self.world = World::start(self.world.environment, seed ^ STREAM, self.episode);
        self.ending = None;
    }

    pub(super) fn drive(
        &mut self,
        request: &DriveRequest,
        config: &AgentConfig,
        (learner, rates): (&Learner, Rates),
        torques: &ActionMap,
    ) -> Driven {
        if request.restart {
            self.restart(config.seed);
        }
        let mut driven = Driven::default();
        for i in 0..request.steps.min(100) {
            if self.ending.is_some() {
                break;
            }
            let mut action = 0;
            learner.values(config, rates, &[self.world.seen()], |values, _| action = best(values));
            let force = request.effort.map_or_else(|| effort(config.environment, torques, action), f64::from);
            let step = self.world.act(force, if i == 0 { f64::from(request.nudge) } else { 0.0 });
            self.ending = match step.terminated {
                true => Some(Ending::Failed),
                false => self.world.truncated().then_some(Ending::Time),
            };
            driven.states.extend(self.world.state.map(|value| value as f32));
            driven.efforts.push(force as f32);
        }
        learner.values(config, rates, &[self.world.seen()], |values, bmu| {
            driven.values = values.to_vec();
            driven.bmu = bmu;
        });
        driven.state = self.world.state.map(|value| value as f32).to_vec();
        driven.steps = self.world.steps;
        driven.episode = self.episode;
        driven.ending = self.ending;
        driven
    }
}
