//! The runs of agents: every variant on every seed, from the first step of its world to its last episode.

use crate::agent_files;
use crate::args::Args;
use crate::claims;
use crate::crew;
use crate::finding::{Curve, Finding};
use crate::plan::{configure, wanted};
use crate::report::{Bar, Column, Progress, Report, Run};
use crate::table::{self, Row};
use pollster::block_on;
use serde::Serialize;
use som_lab::agent::AgentSession;
use som_lab::agent::config::AgentConfig;
use som_lab::agent::course::{EpisodePoint, mean_return};
use som_lab::agent::frame::{AgentFrame, AgentRequest};
use som_lab::choice::{Preference, choose};
use som_lab::error::{Error, Result};
use som_lab::experiment::{Experiment, Metric, Variant};
use som_lab::frame::State;
use std::rc::Rc;
use std::time::Instant;

/// Work between two looks at the clock, in steps of the world or transitions learned.
const SLICE: u64 = 16_384;
/// Points of a curve that is recorded.
const DRAWN: usize = 80;
/// How often a run is told of on the way.
const REPORTS: u32 = 40;

/// What a run tells on its way.
#[derive(Serialize)]
struct Glance {
    #[serde(flatten)]
    point: EpisodePoint,
    replay_len: u32,
}

/// What a run has come to.
#[derive(Serialize)]
struct Metrics {
    /// The first episode at which the mean return of the last 100 solved the world; null where it never did.
    solved_at_episode: Option<u32>,
    /// Of the last 100 episodes, of the best 100 in a row, and of all.
    return_mean_100: f64,
    return_best_100: f64,
    return_mean: f64,
    episodes: u32,
    gradient_steps: u64,
    gradient_steps_per_second: f64,
    /// Of a pendulum: what the agent chooses between, in N m.
    #[serde(skip_serializing_if = "Option::is_none")]
    torques: Option<Vec<f32>>,
    /// Of every episode.
    returns: Vec<f64>,
}

/// A run that is over.
pub struct Outcome {
    pub variant: &'static Variant,
    pub course: Vec<EpisodePoint>,
    /// The episode at which its world was solved, infinite where it never was; none where that cannot be.
    solved_at: Option<f64>,
    /// Of training alone.
    pub seconds: f64,
}

/// Runs what was asked for, and holds it against what the note says.
///
/// # Errors
/// Settings that do not fit, or a file that could not be written.
pub fn run_all(args: &Args, experiment: &'static Experiment) -> Result<()> {
    refuse_pictures(args)?;
    let variants = wanted(args, experiment)?;
    let configs: Vec<AgentConfig> =
        variants.iter().map(|variant| configure(args, experiment, variant, "")).collect::<Result<_>>()?;
    // Each of its steps waits for an answer.
    let choice = block_on(choose(Preference::Cpu))?;
    let report = Report::new(experiment, &choice, args.json);
    report.head()?;
    let (mut queue, mut rows, mut outcomes) = (Vec::new(), Vec::<Row>::new(), Vec::<Outcome>::new());
    for (variant, config) in variants.into_iter().zip(configs) {
        let seeds = (0..args.seeds).map(|i| config.seed.wrapping_add(i));
        queue.extend(seeds.map(|seed| (variant, AgentConfig { seed, ..config.clone() })));
    }
    let at_once = crew::at_once(&choice, args.jobs, queue.len())?;
    crew::in_order(
        queue,
        at_once,
        &report,
        |(): &mut (), (variant, config), report| {
            let seed = config.seed;
            let id = Run { experiment: experiment.id, variant: variant.name, seed };
            let (columns, outcome, session) = run(report, id, variant, config)?;
            if let Some(out) = &args.out {
                agent_files::write(&session, &outcome.course, &out.join(format!("{}-{seed}", variant.name)))?;
            }
            Ok((columns, outcome))
        },
        |(columns, outcome)| {
            let variant = outcome.variant;
            outcomes.push(outcome);
            table::enter(&mut rows, variant, columns, args.seeds, &report)
        },
    )?;
    table::tell(&rows, &report, args.out.as_deref())?;
    let findings: Vec<_> = outcomes.iter().map(|outcome| (outcome.variant.name, outcome.finding())).collect();
    claims::tell(experiment, &findings, &report)?;
    args.out.as_ref().map_or(Ok(()), |folder| agent_files::draw(&outcomes, folder))
}

/// What is said of pictures is not for an agent.
fn refuse_pictures(args: &Args) -> Result<()> {
    let given = [
        ("--data", args.data.is_some()),
        ("--dataset", args.dataset.is_some()),
        ("--epochs", args.epochs.is_some()),
        ("--init-codebook", args.init_codebook.is_some()),
        ("--train-set", args.train_set),
        ("--validation", args.validation),
        ("--backend gpu", args.backend == "gpu"),
    ];
    match given.iter().find(|(_, given)| *given) {
        None => Ok(()),
        Some(("--backend gpu", _)) => Err(Error::config(
            "An agent asks its network after every step, and would wait for a graphics adapter each time: leave \
             --backend out.",
        )),
        Some((name, _)) => Err(Error::config(format!(
            "{name} is for models that learn from pictures; an agent makes what it learns from: leave it out. \
             --set episodes=N says how long it runs."
        ))),
    }
}

/// Runs one agent.
///
/// # Errors
/// Settings that do not fit, or nobody can be told.
pub fn run(
    report: &Report,
    id: Run,
    variant: &'static Variant,
    config: AgentConfig,
) -> Result<(Vec<Column>, Outcome, AgentSession)> {
    report.start(id, None, &config)?;
    let bar = Bar::new(id, report);
    let interval = (config.episodes / REPORTS).max(1);
    let session = AgentSession::new(Rc::clone(&report.choice.backend), Rc::new(()), config)?;
    let mut course: Vec<EpisodePoint> = Vec::new();
    let mut progress = Progress::default();
    loop {
        let start = Instant::now();
        let advanced = session.advance(SLICE, u64::MAX)?;
        progress.training += start.elapsed();
        progress.steps += advanced.steps;
        progress.samples += advanced.samples;
        let frame = look(&session, course.len())?;
        progress.total = frame.samples_total;
        for point in frame.course {
            if point.episode.is_multiple_of(interval) {
                report.progress(id, &progress, Glance { point, replay_len: frame.replay_len })?;
            }
            course.push(point);
        }
        let mean = course.last().map_or(0.0, |point| point.mean_return);
        bar.show(&progress, &format!("episode {} · mean return {mean:.1}", course.len()));
        if frame.state == State::Finished {
            break;
        }
    }
    bar.clear();
    let metrics = Metrics::of(&look(&session, 0)?, &progress);
    let columns = report.result(id, &progress, &metrics, metrics.columns())?;
    Ok((
        columns,
        Outcome { variant, course, solved_at: metrics.solved_at(), seconds: progress.training.as_secs_f64() },
        session,
    ))
}

fn look(session: &AgentSession, known: usize) -> Result<AgentFrame> {
    block_on(session.frame(AgentRequest { since: known as u32, ..AgentRequest::default() }))
}

impl Outcome {
    /// What is recorded: of the course, as many points as are drawn.
    pub fn finding(&self) -> Finding {
        let mut curve = Curve::of(&["mean_return", "epsilon", "loss", "mean_q"]);
        let interval = self.course.len().div_ceil(DRAWN).max(1);
        for point in self.course.iter().filter(|point| (point.episode as usize).is_multiple_of(interval)) {
            let EpisodePoint { episode, mean_return, epsilon, loss, mean_q, .. } = *point;
            curve.push(f64::from(episode), &[Some(mean_return), Some(epsilon), loss, mean_q]);
        }
        let mean = self.course.iter().map(|point| point.episode_return).sum::<f64>() / self.course.len() as f64;
        let all = [(Metric::MeanReturn, Some(mean)), (Metric::SolvedAt, self.solved_at)];
        let metrics = all.into_iter().filter_map(|(metric, value)| Some((metric.name().to_string(), value?)));
        Finding { metrics: metrics.collect(), curve, n: 0, passes: 0.0, seconds: self.seconds }
    }
}

impl Metrics {
    fn of(frame: &AgentFrame, progress: &Progress) -> Self {
        let returns: Vec<f64> = frame.course.iter().map(|point| point.episode_return).collect();
        // Before there are a hundred, a mean is that of a few.
        let best = frame.course.iter().skip(99).map(|point| point.mean_return).fold(f64::NEG_INFINITY, f64::max);
        let last = mean_return(&frame.course);
        Self {
            solved_at_episode: frame.solved_at,
            return_mean_100: last,
            return_best_100: best.max(last),
            return_mean: returns.iter().sum::<f64>() / returns.len() as f64,
            episodes: frame.episode,
            gradient_steps: frame.gradient_steps,
            gradient_steps_per_second: frame.gradient_steps as f64 / progress.training.as_secs_f64().max(1e-9),
            torques: frame.solved_return.is_none().then(|| frame.efforts.clone()),
            returns,
        }
    }

    /// Infinite where it never was; none where that cannot be.
    fn solved_at(&self) -> Option<f64> {
        self.torques.is_none().then(|| self.solved_at_episode.map_or(f64::INFINITY, f64::from))
    }

    fn columns(&self) -> Vec<Column> {
        let solved = self.solved_at().map(|at| Column::skewed("solved at", at, 0));
        let others = [
            Column::skewed("last 100", self.return_mean_100, 1),
            Column::skewed("best 100", self.return_best_100, 1),
            Column::skewed("mean return", self.return_mean, 1),
            Column::new("gradient steps", self.gradient_steps as f64, 0),
            Column::new("gradient steps/s", self.gradient_steps_per_second, 0),
        ];
        solved.into_iter().chain(others).collect()
    }
}
