//! The settings of one agent and its training.

use super::environment::Environment;
use crate::error::{Error, Result};
use crate::lattice::Topology;
use crate::net::config::{Hidden, Mask, NetConfig, Optimizer};
use crate::som::schedule::{Curve, Schedule};
use serde::{Deserialize, Serialize};

/// A fully-connected hidden layer of `rows × cols` neurons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AgentLayer {
    /// Rows of neurons; 1 on a line or a ring.
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_NEURONS)))]
    pub rows: u32,
    /// Neurons of a row.
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_NEURONS)))]
    pub cols: u32,
    /// By a map of as many units, which learns from what the layer reads: the first from what the agent sees.
    #[cfg_attr(test, schemars(default))]
    pub mask: bool,
}

/// When the network learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TrainAfter {
    /// After steps of the world, an episode under way or not.
    Step,
    /// Between episodes.
    Episode,
}

/// What the number of mini-batches is counted by, each time the network learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum UpdatesBy {
    /// As many every time.
    Fixed,
    /// So many for every step of the world since the last time.
    EpisodeLength,
    /// As many as it takes to see every transition of the replay buffer so often, on average.
    MemorySize,
}

/// How a mini-batch is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MiniBatch {
    /// One gradient step on the mean loss.
    AtOnce,
    /// A gradient step for each of its samples.
    SampleBySample,
}

/// Where the torques come from that an agent of the pendulum chooses between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Torques {
    /// Evenly spaced, as they are.
    Grid,
    /// A one-dimensional map of actions, which moves to those that pay.
    Map,
}

/// Hidden layers of the deepest network.
const MAX_HIDDEN: usize = 4;
/// Neurons of the widest layer.
const MAX_NEURONS: u32 = 1024;
const SIGMA: (f32, f32) = (0.05, 200.0);
const SOM_RATE: (f32, f32) = (1e-4, 1.0);
const LEARNING_RATE: (f32, f32) = (1e-6, 1.0);
const EPSILON: (f32, f32) = (0.0, 1.0);
const MAX_MOMENTUM: f32 = 0.999;
/// Transitions of the largest mini-batch.
const MAX_BATCH: u32 = 256;
/// Of the largest replay buffer that is limited.
const MAX_CAPACITY: u32 = 1_000_000;
const MAX_EPISODES: u32 = 100_000;
const MAX_STEPS: u32 = 1_000_000;
const MAX_REWARD: f32 = 1000.0;
const MAX_UPDATES: f32 = 10_000.0;
const MAX_ACTIONS: u32 = 64;

/// All settings; every field is required and no other is allowed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AgentConfig {
    /// The world that it acts in.
    pub environment: Environment,
    /// From what it sees up; a linear layer of one neuron an action follows.
    #[cfg_attr(test, schemars(length(min = 1, max = MAX_HIDDEN)))]
    pub hidden: Vec<AgentLayer>,
    /// Of every layer's neurons.
    pub lattice: Topology,
    /// The radius by which the maps learn, 0.05 to 200 lattice units.
    #[cfg_attr(test, schemars(extend("range" = [SIGMA.0, SIGMA.1])))]
    pub sigma_organize: Schedule,
    /// The radius of the mask, 0.05 to 200 lattice units.
    #[cfg_attr(test, schemars(extend("range" = [SIGMA.0, SIGMA.1])))]
    pub sigma_forward: Schedule,
    /// The learning rate of the maps, 0.0001 to 1.
    #[cfg_attr(test, schemars(extend("range" = [SOM_RATE.0, SOM_RATE.1])))]
    pub som_rate: Schedule,
    /// Episodes in which the maps organize, and after which they rest; 0 for the whole run.
    #[cfg_attr(test, schemars(range(min = 0, max = MAX_EPISODES)))]
    pub som_episodes: u32,
    /// Mask values below it become 0; 0 to 1.
    #[cfg_attr(test, schemars(range(min = 0, max = 1)))]
    pub threshold: f32,
    /// What becomes of a gradient.
    pub optimizer: Optimizer,
    /// Of the layers, 0.000001 to 1.
    #[cfg_attr(test, schemars(extend("range" = [LEARNING_RATE.0, LEARNING_RATE.1])))]
    pub learning_rate: Schedule,
    /// β₁ of Adam or μ of SGD, 0 to 0.999.
    #[cfg_attr(test, schemars(range(min = 0, max = MAX_MOMENTUM)))]
    pub momentum: f32,
    /// L2 regularization λ: every gradient gains λ times its weight; 0 to 1.
    #[cfg_attr(test, schemars(range(min = 0, max = 1)))]
    pub l2: f32,
    /// Errors beyond it count linearly (Huber's loss); 0 for the squared error everywhere, at most 1,000.
    #[cfg_attr(test, schemars(range(min = 0, max = MAX_REWARD)))]
    pub huber: f32,
    /// By what a reward is discounted for every step that it lies ahead, 0 to 1.
    #[cfg_attr(test, schemars(range(min = 0, max = 1)))]
    pub gamma: f32,
    /// What the agent is paid for 1 that the world pays (every step of the cart), −1,000 to 1,000.
    #[cfg_attr(test, schemars(range(min = -MAX_REWARD, max = MAX_REWARD)))]
    pub step_reward: f32,
    /// What the step pays in which the pole falls or the cart leaves the track, −1,000 to 1,000.
    #[cfg_attr(test, schemars(range(min = -MAX_REWARD, max = MAX_REWARD)))]
    pub failure_reward: f32,
    /// Transitions that the replay buffer holds, at most 1,000,000; 0 for all.
    #[cfg_attr(test, schemars(range(min = 0, max = MAX_CAPACITY)))]
    pub replay_capacity: u32,
    /// Transitions that must be there before the network learns.
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_STEPS)))]
    pub warm_up: u32,
    /// Transitions of a mini-batch, 1 to 256.
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_BATCH)))]
    pub batch_size: u32,
    /// How a mini-batch is learned.
    pub mini_batch: MiniBatch,
    /// When the network learns.
    pub train_after: TrainAfter,
    /// Steps or episodes from one time to the next (the train frequency).
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_STEPS)))]
    pub train_every: u32,
    /// Mini-batches each time, counted by `updates_by`; more than 0 and at most 10,000.
    #[cfg_attr(test, schemars(extend("above" = 0, "max" = MAX_UPDATES)))]
    pub updates: f32,
    /// What `updates` is counted by.
    pub updates_by: UpdatesBy,
    /// Gradient steps from one update of the target network to the next; 0 for none: the network is its own target.
    #[cfg_attr(test, schemars(range(min = 0, max = MAX_STEPS)))]
    pub target_update: u32,
    /// The network chooses the action whose value the target network gives (double Q-learning).
    pub double_q: bool,
    /// The share of actions that are random, 0 to 1.
    #[cfg_attr(test, schemars(extend("range" = [EPSILON.0, EPSILON.1])))]
    pub epsilon: Schedule,
    /// Episodes in which ε runs from start to end.
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_EPISODES)))]
    pub epsilon_episodes: u32,
    /// Torques that an agent of the pendulum chooses between, 2 to 64.
    #[cfg_attr(test, schemars(range(min = 2, max = MAX_ACTIONS)))]
    pub actions: u32,
    /// Where these torques come from; a map of them learns as all maps do, by `sigma_organize` and `som_rate`.
    pub torques: Torques,
    /// The standard deviation of what is tried around a torque of the map while all actions are random, in N m; it falls
    /// with ε; 0 to 2.
    #[cfg_attr(test, schemars(range(min = 0, max = 2)))]
    pub action_noise: f32,
    /// The same seed gives the same first weights, the same starts of episodes, and the same choices.
    pub seed: u32,
    /// Episodes of the run.
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_EPISODES)))]
    pub episodes: u32,
}

impl Default for AgentConfig {
    /// 4-100-2 without a mask, on 200 steps, learning from 64 mini-batches after every episode: the plainest that solves
    /// it with and without masks on ten seeds of ten (docs/results.md has the sweep).
    fn default() -> Self {
        Self {
            environment: Environment::CartpoleV0,
            hidden: vec![AgentLayer { rows: 10, cols: 10, mask: false }],
            lattice: Topology::Rectangle,
            sigma_organize: Schedule::new(3.0, 0.7, Curve::Exponential),
            sigma_forward: Schedule::new(3.0, 10.0, Curve::Exponential),
            som_rate: Schedule::new(0.1, 0.005, Curve::Exponential),
            som_episodes: 100,
            threshold: 0.0,
            optimizer: Optimizer::Adam,
            learning_rate: Schedule::new(0.001, 0.001, Curve::Exponential),
            momentum: 0.9,
            l2: 0.0,
            huber: 0.0,
            gamma: 0.98,
            step_reward: 1.0,
            failure_reward: 1.0,
            replay_capacity: 10_000,
            warm_up: 200,
            batch_size: 64,
            mini_batch: MiniBatch::AtOnce,
            train_after: TrainAfter::Episode,
            train_every: 1,
            updates: 64.0,
            updates_by: UpdatesBy::Fixed,
            target_update: 100,
            double_q: false,
            epsilon: Schedule::new(1.0, 0.02, Curve::Linear),
            epsilon_episodes: 50,
            actions: 5,
            torques: Torques::Grid,
            action_noise: 0.3,
            seed: 1,
            episodes: 400,
        }
    }
}

impl AgentConfig {
    /// Actions to choose from.
    pub fn n_actions(&self) -> u32 {
        if self.environment.is_pendulum() { self.actions } else { 2 }
    }

    /// The network that values them.
    pub fn network(&self) -> NetConfig {
        let mask = |on| if on { Mask::Whole } else { Mask::None };
        let hidden = self.hidden.iter().map(|layer| Hidden::dense(layer.rows, layer.cols, mask(layer.mask)));
        NetConfig {
            hidden: hidden.collect(),
            lattice: self.lattice,
            optimizer: self.optimizer,
            batch_size: self.batch_size,
            ..NetConfig::default()
        }
    }

    /// # Errors
    /// The first setting that is out of its range, and the range.
    pub fn check(&self) -> Result<()> {
        let wrong = |field: &str, message: String| Err(Error::config(message).at(field));
        if !(1..=MAX_HIDDEN).contains(&self.hidden.len()) {
            let n = self.hidden.len();
            return wrong("hidden", format!("A network of {n} hidden layers: choose from 1 to {MAX_HIDDEN}."));
        }
        if !self.lattice.separable() {
            let message = "A mask has no hexagonal lattice: choose rectangle, torus, line or ring.";
            return wrong("lattice", message.to_string());
        }
        for (index, &AgentLayer { rows, cols, .. }) in self.hidden.iter().enumerate() {
            let neurons = u64::from(rows) * u64::from(cols);
            if !(1..=u64::from(MAX_NEURONS)).contains(&neurons) {
                let side = if rows == 0 || rows > MAX_NEURONS { "rows" } else { "cols" };
                let message =
                    format!("A layer of {rows}×{cols} has {neurons} neurons: choose from 1 to {MAX_NEURONS}.");
                return wrong(&format!("hidden.{index}.{side}"), message);
            }
            if self.lattice.one_dimensional() && rows != 1 {
                let message = format!("A line or a ring has one row, not {rows}: set rows to 1.");
                return wrong(&format!("hidden.{index}.rows"), message);
            }
        }
        self.sigma_organize.check("sigma_organize", "σ for organizing", SIGMA)?;
        self.sigma_forward.check("sigma_forward", "σ of the mask", SIGMA)?;
        self.som_rate.check("som_rate", "the maps' learning rate", SOM_RATE)?;
        self.learning_rate.check("learning_rate", "the learning rate", LEARNING_RATE)?;
        self.epsilon.check("epsilon", "ε", EPSILON)?;
        let numbers = [
            ("threshold", "A threshold", self.threshold, 0.0, 1.0),
            ("momentum", "A momentum", self.momentum, 0.0, MAX_MOMENTUM),
            ("l2", "An L2 regularization", self.l2, 0.0, 1.0),
            ("huber", "Huber's δ", self.huber, 0.0, MAX_REWARD),
            ("gamma", "A discount γ", self.gamma, 0.0, 1.0),
            ("step_reward", "A reward", self.step_reward, -MAX_REWARD, MAX_REWARD),
            ("failure_reward", "A reward", self.failure_reward, -MAX_REWARD, MAX_REWARD),
            ("action_noise", "A noise", self.action_noise, 0.0, 2.0),
        ];
        for (field, name, value, least, most) in numbers {
            if !(least..=most).contains(&value) {
                return wrong(field, format!("{name} of {value}: choose from {least} to {most}."));
            }
        }
        if !(self.updates > 0.0 && self.updates <= MAX_UPDATES) {
            let message = format!("{} mini-batches: choose more than 0 and at most {MAX_UPDATES}.", self.updates);
            return wrong("updates", message);
        }
        let counts = [
            ("som_episodes", "episodes in which the maps organize", self.som_episodes, 0, MAX_EPISODES),
            ("replay_capacity", "transitions in the replay buffer", self.replay_capacity, 0, MAX_CAPACITY),
            ("warm_up", "transitions to begin with", self.warm_up, 1, MAX_STEPS),
            ("batch_size", "transitions of a mini-batch", self.batch_size, 1, MAX_BATCH),
            ("train_every", "steps or episodes between trainings", self.train_every, 1, MAX_STEPS),
            ("target_update", "steps between updates of the target network", self.target_update, 0, MAX_STEPS),
            ("epsilon_episodes", "episodes for ε", self.epsilon_episodes, 1, MAX_EPISODES),
            ("actions", "torques", self.actions, 2, MAX_ACTIONS),
            ("episodes", "episodes", self.episodes, 1, MAX_EPISODES),
        ];
        for (field, name, value, least, most) in counts {
            if !(least..=most).contains(&value) {
                return wrong(field, format!("{value} {name}: choose from {least} to {most}."));
            }
        }
        if self.replay_capacity > 0 && self.warm_up > self.replay_capacity {
            let message = format!(
                "Learning begins with {} transitions, and the replay buffer holds {}: choose a larger buffer or a shorter \
                 warm-up.",
                self.warm_up, self.replay_capacity
            );
            return wrong("replay_capacity", message);
        }
        Ok(())
    }

    /// Whether a run under `self` can go on under `other`: everything but what its weights and its world were made from.
    pub fn continues(&self, other: &Self) -> bool {
        let made_from = |c: &Self| {
            (
                (c.environment, c.hidden.clone(), c.lattice, c.optimizer, c.seed, c.batch_size),
                (c.episodes, c.n_actions(), c.torques, c.target_update > 0),
            )
        };
        made_from(self) == made_from(other)
    }
}
