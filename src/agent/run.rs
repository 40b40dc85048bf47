//! A run of an agent: its settings, its network, its world, and how far it has come.
//!
//! One piece of work is a step of the world, or a mini-batch. All that is random is a hash of the seed and a count, so a
//! run goes on from a checkpoint in the middle of an episode as if nothing had been.

use super::action_map::ActionMap;
use super::cartpole;
use super::config::{AgentConfig, MiniBatch, Torques, TrainAfter, UpdatesBy};
use super::course::{EpisodePoint, mean_return, solved_at};
use super::environment::{Environment, SEEN, World};
use super::frame::{AgentFrame, AgentRequest, Driven};
use super::learner::{Learner, Rates, Sums};
use super::pendulum::MAX_TORQUE;
use super::picture::RECENT;
use super::replay::{Replay, Transition};
use super::stage::{DriveRequest, Stage};
use crate::backend::{Backend, Buffer};
use crate::data::dataset::Dataset;
use crate::error::{Error, Result};
use crate::frame::{State, Tensor};
use crate::kernels::td_loss::best;
use crate::rng::{Rng, mix};
use crate::session::{Parts, Run, Session, Words};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::rc::Rc;

const EXPLORE: u32 = 0xE791;
const SAMPLE: u32 = 0x5A3B;

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Progress {
    /// Steps of the world, and mini-batches and gradient steps.
    step: u64,
    batches: u64,
    gradient_steps: u64,
    /// Mini-batches that are to be learned before the next step of the world, and the part of one that is left over.
    pending: u64,
    owed: f64,
    /// Steps and episodes since the network learned last.
    steps_since: u32,
    episodes_since: u32,
    /// What the world has paid in this episode.
    episode_return: f64,
}

/// What a checkpoint holds besides settings and buffers.
#[derive(Serialize, Deserialize)]
pub struct Saved {
    progress: Progress,
    world: World,
    replay: Replay,
    torques: ActionMap,
    course: Vec<EpisodePoint>,
    sums: Sums,
    trail: Vec<[f32; 4]>,
    /// Of the episode under way.
    states: Vec<[f32; 4]>,
}

pub struct AgentRun {
    pub(super) backend: Rc<dyn Backend>,
    pub(super) config: AgentConfig,
    pub(super) learner: Learner,
    pub(super) replay: Replay,
    progress: Progress,
    world: World,
    torques: ActionMap,
    course: Vec<EpisodePoint>,
    /// Since the last episode.
    sums: Sums,
    /// The states of the last episode that is over, and of the one under way.
    pub(super) trail: Vec<[f32; 4]>,
    states: Vec<[f32; 4]>,
    stage: Stage,
}

/// The force in N or the torque in N m of an action. A unit may lie beyond what the motor can do: held to it, a map would
/// shrink, as its ends are only ever pulled inwards.
pub(super) fn effort(environment: Environment, torques: &ActionMap, action: usize) -> f64 {
    if environment.is_pendulum() {
        f64::from(torques.torques[action]).clamp(-MAX_TORQUE, MAX_TORQUE)
    } else {
        cartpole::force(action)
    }
}

impl AgentRun {
    fn episode(&self) -> u32 {
        self.course.len() as u32
    }

    fn rates(&self) -> Rates {
        let AgentConfig { learning_rate, sigma_forward, sigma_organize, som_rate, som_episodes, .. } = self.config;
        let share = self.share(self.config.episodes);
        let organizes = som_episodes == 0 || self.episode() < som_episodes;
        let som_share = if som_episodes == 0 { share } else { self.share(som_episodes) };
        Rates {
            learning_rate: learning_rate.at(share),
            sigma_forward: sigma_forward.at(share),
            organize: organizes.then(|| (sigma_organize.at(som_share), som_rate.at(som_share))),
        }
    }

    /// How much of so many episodes is over, 0 to 1.
    fn share(&self, episodes: u32) -> f32 {
        (f64::from(self.episode()) / f64::from(episodes)).min(1.0) as f32
    }

    fn epsilon(&self) -> f32 {
        // A course from 0 to anything by a constant factor is no number.
        self.config.epsilon.at(self.share(self.config.epsilon_episodes)).max(0.0)
    }

    pub(super) fn values(&self, states: &[[f32; SEEN]], sink: impl FnMut(&[f32], Option<u32>)) {
        self.learner.values(&self.config, self.rates(), states, sink);
    }

    /// The values of all actions in a state are handed to `look`.
    fn value<T>(&self, seen: [f32; SEEN], look: impl Fn(&[f32]) -> T) -> T {
        let mut found = None;
        self.values(&[seen], |values, _| found = Some(look(values)));
        found.expect("the CPU answers at once")
    }

    /// One step of the world.
    fn act(&mut self) {
        let Self { config, world, .. } = self;
        let (environment, seen, n_actions) = (config.environment, world.seen(), config.n_actions());
        let mut rng = Rng::new(mix(config.seed, EXPLORE), self.progress.step as u32);
        let epsilon = self.epsilon();
        let action = if rng.uniform() < epsilon { rng.below(n_actions) as usize } else { self.value(seen, best) };
        let maps = environment.is_pendulum() && self.config.torques == Torques::Map;
        let noise = if maps { self.config.action_noise * epsilon * rng.normal() } else { 0.0 };
        // A map's torque is tried with noise, and learned as it was tried.
        let chosen =
            if maps { f64::from(self.torques.torques[action]) } else { effort(environment, &self.torques, action) };
        let tried = chosen + f64::from(noise);
        let expected = if maps { self.value(seen, |values| values[action]) } else { 0.0 };
        let step = self.world.act(tried, 0.0);
        let AgentConfig { step_reward, failure_reward, gamma, .. } = self.config;
        let reward = if step.terminated { failure_reward } else { step_reward * step.reward as f32 };
        let next = self.world.seen();
        if let (true, Some((sigma, rate))) = (maps, self.rates().organize)
            && reward + gamma * self.value(next, |values| values[best(values)]) > expected
        {
            self.torques.learn(action, tried as f32, sigma, rate);
        }
        self.replay.push(Transition { seen, next, action: action as u32, reward, terminated: step.terminated });
        self.states.push(self.world.state.map(|value| value as f32));
        self.progress.step += 1;
        self.progress.episode_return += step.reward;
        let over = step.terminated || self.world.truncated();
        if over {
            self.end_episode();
        }
        self.plan(over);
    }

    fn end_episode(&mut self) {
        let Sums { loss, q, n } = std::mem::take(&mut self.sums);
        let mean = |sum: f64| (n > 0).then(|| sum / n as f64);
        let point = EpisodePoint {
            episode: self.episode() + 1,
            samples: self.progress.step,
            length: self.world.steps,
            episode_return: std::mem::take(&mut self.progress.episode_return),
            mean_return: 0.0,
            epsilon: f64::from(self.epsilon()),
            loss: mean(loss),
            mean_q: mean(q),
            gradient_steps: self.progress.gradient_steps,
        };
        self.course.push(point);
        let mean_return = mean_return(&self.course);
        self.course.last_mut().expect("it was pushed").mean_return = mean_return;
        std::mem::swap(&mut self.trail, &mut self.states);
        self.begin_episode();
    }

    fn begin_episode(&mut self) {
        self.world = World::start(self.config.environment, self.config.seed, self.episode());
        self.states.clear();
        self.states.push(self.world.state.map(|value| value as f32));
    }

    /// Decides whether the network learns now, and how much.
    fn plan(&mut self, over: bool) {
        let AgentConfig { train_after, train_every, updates, updates_by, warm_up, batch_size, .. } = self.config;
        let progress = &mut self.progress;
        progress.steps_since += 1;
        progress.episodes_since += u32::from(over);
        let due = match train_after {
            TrainAfter::Step => progress.steps_since >= train_every,
            TrainAfter::Episode => over && progress.episodes_since >= train_every,
        };
        if !due {
            return;
        }
        let steps = std::mem::take(&mut progress.steps_since);
        progress.episodes_since = 0;
        if self.replay.len() < warm_up {
            return;
        }
        progress.owed += f64::from(updates)
            * match updates_by {
                UpdatesBy::Fixed => 1.0,
                UpdatesBy::EpisodeLength => f64::from(steps),
                UpdatesBy::MemorySize => f64::from(self.replay.len()) / f64::from(batch_size),
            };
        progress.pending = progress.owed as u64;
        progress.owed -= progress.pending as f64;
    }

    /// Learns one mini-batch.
    fn learn(&mut self) -> u64 {
        let rates = self.rates();
        let Self { config, learner, replay, progress, sums, .. } = self;
        let mut rng = Rng::new(mix(config.seed, SAMPLE), progress.batches as u32);
        let batch = replay.sample(&mut rng, config.batch_size);
        match config.mini_batch {
            MiniBatch::AtOnce => {
                learner.update(config, rates, batch, progress.gradient_steps, sums);
                progress.gradient_steps += 1;
            }
            MiniBatch::SampleBySample => {
                for transition in batch {
                    learner.update(config, rates, std::iter::once(transition), progress.gradient_steps, sums);
                    progress.gradient_steps += 1;
                }
            }
        }
        progress.batches += 1;
        progress.pending -= 1;
        u64::from(config.batch_size)
    }

    fn check_layer(&self, layer: u32) -> Result<usize> {
        let n = self.learner.network.layers.len();
        let index = layer as usize;
        if index < n {
            Ok(index)
        } else {
            Err(Error::config(format!("There is no layer {layer}: this agent has {n}.")))
        }
    }

    fn outline(&self, request: &AgentRequest) -> AgentFrame {
        let AgentConfig { environment, episodes, .. } = self.config;
        let (rates, progress) = (self.rates(), &self.progress);
        let (sigma_organize, som_rate) =
            rates.organize.unwrap_or((self.config.sigma_organize.at(1.0), self.config.som_rate.at(1.0)));
        let n_actions = self.config.n_actions();
        let mut chosen = vec![0; n_actions as usize];
        self.replay.newest(RECENT).for_each(|transition| chosen[transition.action as usize] += 1);
        let efforts = (0..n_actions as usize).map(|action| effort(environment, &self.torques, action) as f32);
        let layers = self.learner.network.layers.iter();
        let since = (request.since as usize).min(self.course.len());
        AgentFrame {
            step: progress.step,
            samples: progress.step,
            samples_total: u64::from(episodes) * u64::from(environment.limit()),
            state: self.state(),
            episode: self.episode(),
            episodes,
            limit: environment.limit(),
            step_seconds: environment.step_seconds(),
            gradient_steps: progress.gradient_steps,
            pending: progress.pending as u32,
            replay_len: self.replay.len(),
            epsilon: self.epsilon(),
            learning_rate: rates.learning_rate,
            sigma_organize,
            sigma_forward: rates.sigma_forward,
            som_rate,
            organized: rates.organize.is_none(),
            n_actions,
            parameters: layers.map(|layer| ((layer.inputs + 1) * layer.neurons) as u32).sum(),
            solved_return: environment.solved_at(),
            solved_at: solved_at(&self.course, environment),
            world: self.world.state.map(|value| value as f32).to_vec(),
            efforts: efforts.collect(),
            chosen,
            sheet: request.sheet.then(|| self.sheet()).flatten(),
            portrait: request.portrait.then(|| self.portrait()),
            course: self.course[since..].to_vec(),
            course_len: self.course.len() as u32,
        }
    }
}

impl Run for AgentRun {
    type Config = AgentConfig;
    type World = ();
    type Request = AgentRequest;
    type Frame = AgentFrame;
    type Asked = AgentFrame;
    type Saved = Saved;

    const VERSION: u32 = 2001;

    fn start(backend: &Rc<dyn Backend>, _: &Rc<()>, config: AgentConfig) -> Result<Self> {
        if backend.info().backend != "cpu" {
            return Err(Error::config(
                "An agent asks its network after every step, and would wait for a graphics adapter each time: choose the \
                 CPU.",
            ));
        }
        let learner = Learner::new(backend, &config)?;
        let mut run = Self {
            backend: Rc::clone(backend),
            learner,
            replay: Replay::new(config.replay_capacity),
            progress: Progress::default(),
            world: World::start(config.environment, config.seed, 0),
            torques: ActionMap::uniform(config.actions),
            course: Vec::new(),
            sums: Sums::default(),
            trail: Vec::new(),
            states: Vec::new(),
            stage: Stage::new(config.environment, config.seed),
            config,
        };
        run.begin_episode();
        Ok(run)
    }

    fn config(&self) -> &AgentConfig {
        &self.config
    }

    fn check(config: &AgentConfig) -> Result<()> {
        config.check()
    }

    fn continues(&self, config: &AgentConfig) -> bool {
        self.config.continues(config)
    }

    fn adopt(&mut self, config: AgentConfig) -> Result<()> {
        if config.replay_capacity != self.config.replay_capacity {
            self.replay.resize(config.replay_capacity);
        }
        self.config = config;
        Ok(())
    }

    fn state(&self) -> State {
        let over = self.episode() >= self.config.episodes && self.progress.pending == 0;
        if over { State::Finished } else { State::Running }
    }

    fn done(&self) -> (u64, u64) {
        (self.progress.step, self.progress.step)
    }

    /// A step of the world, or a mini-batch.
    fn advance(&mut self, _: u64, _: u64) -> Result<u64> {
        if self.progress.pending > 0 {
            return Ok(self.learn());
        }
        self.act();
        Ok(1)
    }

    fn written(&self) -> Buffer {
        self.learner.network.weights.clone()
    }

    fn record(&mut self, request: AgentRequest, _: Option<&Rc<Dataset>>, _: &mut Parts) -> Result<AgentFrame> {
        Ok(self.outline(&request))
    }

    fn frame(&mut self, asked: AgentFrame, _: Words, _: bool) -> AgentFrame {
        asked
    }

    fn save(&self) -> (Saved, Vec<(Buffer, Range<usize>)>) {
        let saved = Saved {
            progress: self.progress,
            world: self.world,
            replay: self.replay.clone(),
            torques: self.torques.clone(),
            course: self.course.clone(),
            sums: self.sums,
            trail: self.trail.clone(),
            states: self.states.clone(),
        };
        (saved, self.learner.buffers().into_iter().map(|buffer| (buffer.clone(), 0..buffer.words())).collect())
    }

    fn restore(
        backend: &Rc<dyn Backend>,
        world: &Rc<()>,
        config: AgentConfig,
        saved: Saved,
        contents: &[Vec<f32>],
    ) -> Result<Option<Self>> {
        let run = Self::start(backend, world, config)?;
        let fits = run.learner.buffers().iter().map(|buffer| buffer.words()).eq(contents.iter().map(Vec::len));
        let n_actions = run.config.n_actions();
        let sound = saved.replay.is_sound(run.config.replay_capacity, n_actions)
            && saved.world.environment == run.config.environment
            && saved.torques.torques.len() == run.torques.torques.len()
            && saved.course.len() <= run.config.episodes as usize;
        if !fits || !sound {
            return Ok(None);
        }
        for (buffer, content) in run.learner.buffers().into_iter().zip(contents) {
            backend.upload(buffer, 0, bytemuck::cast_slice(content));
        }
        let Saved { progress, world, replay, torques, course, sums, trail, states } = saved;
        Ok(Some(Self { progress, world, replay, torques, course, sums, trail, states, ..run }))
    }

    fn world_name((): &()) -> &str {
        "an agent's own world"
    }

    fn images((): &()) -> Option<&Dataset> {
        None
    }
}

impl Session<AgentRun> {
    /// Lets time pass in a world beside the training.
    pub fn drive(&self, request: DriveRequest) -> Driven {
        self.ask(|run| {
            let rates = run.rates();
            let AgentRun { stage, config, learner, torques, .. } = run;
            stage.drive(&request, config, (learner, rates), torques)
        })
    }

    /// The codebook of a hidden layer's map, `[neurons, values]`.
    ///
    /// # Errors
    /// There is no such layer, or it has no map.
    pub async fn codebook(&self, layer: u32) -> Result<Vec<f32>> {
        let (later, unpacked) = {
            let run = self.run();
            run.learner.network.codebook_of(run.check_layer(layer)?)?
        };
        Ok(unpacked(&later.await?))
    }

    /// The weights of a layer, `[inputs, neurons]`, and its bias, `[neurons]`; the last layer is the linear one.
    ///
    /// # Errors
    /// There is no such layer.
    pub async fn weights(&self, layer: u32) -> Result<(Vec<f32>, Vec<f32>)> {
        let (later, unpacked) = {
            let run = self.run();
            run.learner.network.weights_of(run.check_layer(layer)?)
        };
        Ok(unpacked(&later.await?))
    }

    /// All that has been learned; see [`crate::net::network::Network::tensors`].
    ///
    /// # Errors
    /// The device failed.
    pub async fn tensors(&self) -> Result<Vec<Tensor>> {
        let later = self.run().learner.network.tensors();
        later.await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::cpu::Cpu;

    /// The last transition of the first episode, and how many steps it had.
    fn last_of_first_episode(config: AgentConfig) -> (Transition, u32) {
        let backend: Rc<dyn Backend> = Rc::new(Cpu::new());
        let mut run = AgentRun::start(&backend, &Rc::new(()), config).unwrap();
        while run.episode() == 0 {
            run.act();
        }
        (*run.replay.newest(1).next().unwrap(), run.course[0].length)
    }

    #[test]
    fn an_episode_that_failed_is_over_and_one_that_ran_out_of_time_is_not() {
        let random = AgentConfig { warm_up: 1000, failure_reward: -7.0, step_reward: 2.0, ..AgentConfig::default() };
        let (fallen, steps) = last_of_first_episode(random.clone());
        assert!(fallen.terminated && fallen.reward == -7.0 && steps < 200, "{fallen:?}");
        let pendulum = AgentConfig { environment: Environment::Pendulum, ..random };
        let (in_time, steps) = last_of_first_episode(pendulum);
        assert!(!in_time.terminated && in_time.reward <= 0.0 && steps == 200, "{in_time:?}");
    }
}
