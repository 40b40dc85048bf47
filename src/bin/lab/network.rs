//! One run of a network, from its first weights to its last; training and evaluation are timed apart.

use crate::claims::Outcome;
use crate::finding::{Curve, Finding};
use crate::hints::{self, Values};
use crate::map::{LEAST, next_slice};
use crate::metrics::{Metrics, Wanted};
use crate::network_files;
use crate::plan::Job;
use crate::report::{Bar, Column, Progress, Report};
use pollster::block_on;
use serde::Serialize;
use som_lab::error::Result;
use som_lab::experiment::Kind;
use som_lab::frame::State;
use som_lab::net::NetSession;
use som_lab::net::ascent::Ascent;
use som_lab::net::config::NetConfig;
use som_lab::net::frame::{CoursePoint, NetFrame, NetRequest};
use std::rc::Rc;
use std::time::Instant;

/// A point of the course, as it is told on the way.
#[derive(Serialize)]
struct Glance {
    epoch: f64,
    test_accuracy: f64,
    test_loss: f64,
    /// Since the last point, while learning.
    train_accuracy: f64,
    train_loss: f64,
    learning_rate: f32,
    sigma_organize: f32,
    sigma_forward: f32,
    som_rate: f32,
    /// Since the last point.
    recent_samples_per_second: f64,
    /// Multiply–accumulate operations, forward, backward and of the maps' searches.
    training_macs_per_image: u64,
    /// Share of the training images whose winners are kept; none where they cannot be.
    bmus_cached: Option<f64>,
}

/// A run that has learned all it is to learn.
pub struct Trained {
    pub progress: Progress,
    pub course: Vec<CoursePoint>,
    /// Samples a second between the last two evaluations, of training alone.
    pub final_rate: f64,
    /// Multiply–accumulate operations of all training, searches included.
    pub macs: u64,
}

/// Trains, reports and writes one run; returns what claims and curves need of it, with its weights where they are
/// `compared`, and what is recorded.
///
/// # Errors
/// The data do not fit, the device failed, or a file could not be written.
pub fn run(
    job: Job<NetConfig>,
    report: &Report,
    wanted: Wanted,
    compared: bool,
) -> Result<(Vec<Column>, Outcome, Finding)> {
    let Job { variant, run, config, dataset, folder, .. } = job;
    let (manifest, values) = (dataset.manifest.clone(), Values::of(&dataset));
    let hints = |last| {
        let facts = hints::of_net(&config, &manifest, values, last);
        hints::tell(report, run, Kind::Net, &facts, &config)
    };
    let session = NetSession::new(Rc::clone(&report.choice.backend), dataset, config.clone())?;
    hints(None)?;
    let bar = Bar::new(run, report);
    let mut accuracy = 0.0;
    let mut trained = train(&session, |progress, frame, rate| {
        for point in &frame.course {
            accuracy = 100.0 * point.test_accuracy;
            report.progress(run, progress, Glance::new(point, frame, rate))?;
        }
        bar.show(progress, &format!("{accuracy:.2} % of the test set"));
        Ok(())
    })?;
    bar.clear();

    let start = Instant::now();
    let last = block_on(session.frame(NetRequest { maps: true, filters: true, ..NetRequest::default() }))?;
    let maximized = if wanted.maximize { Some(block_on(session.ascend(Ascent::default()))?) } else { None };
    let metrics = Metrics::measure(&session, &trained, &last, maximized.as_ref(), wanted.train_set)?;
    trained.progress.evaluation += start.elapsed();
    if let Some(folder) = folder {
        network_files::write(&session, maximized.as_ref(), &folder)?;
    }
    hints(trained.course.last())?;
    let columns = report.result(run, &trained.progress, &metrics, metrics.columns())?;
    let parameters = if compared { parameters(&session)? } else { Vec::new() };
    let course = trained.course;
    let passes = course.last().map_or(0.0, |point| point.epoch);
    let mut curve = Curve::of(&["test_accuracy", "test_loss", "train_accuracy"]);
    for point in &course {
        let values = [point.test_accuracy, point.test_loss, point.train_accuracy];
        curve.push(point.samples as f64, &values.map(|value| Some(value).filter(|value| value.is_finite())));
    }
    let seconds = trained.progress.training.as_secs_f64();
    let finding = Finding { metrics: metrics.recorded(), curve, n: metrics.n, passes, seconds };
    let (metrics, n) = (metrics.of_claims(), metrics.n);
    let outcome = Outcome { variant, seed: run.seed, bias: config.bias, metrics, n, passes, course, parameters };
    Ok((columns, outcome, finding))
}

impl Glance {
    fn new(point: &CoursePoint, frame: &NetFrame, rate: f64) -> Self {
        let &CoursePoint { epoch, test_accuracy, test_loss, train_accuracy, train_loss, .. } = point;
        let &NetFrame { learning_rate, sigma_organize, sigma_forward, som_rate, bmus_cached, .. } = frame;
        Self {
            epoch,
            test_accuracy,
            test_loss,
            train_accuracy,
            train_loss,
            learning_rate,
            sigma_organize,
            sigma_forward,
            som_rate,
            recent_samples_per_second: rate,
            training_macs_per_image: frame.macs_per_image + frame.som_macs_per_image,
            bmus_cached,
        }
    }
}

/// Trains to the end. `seen` is called after every slice of work, with a frame of the points since the last one and the
/// samples a second before the last point.
fn train(session: &NetSession, mut seen: impl FnMut(&Progress, &NetFrame, f64) -> Result<()>) -> Result<Trained> {
    let mut frame = block_on(session.frame(NetRequest::default()))?;
    let mut now = Progress { total: frame.samples_total, ..Progress::default() };
    let mut at_point = now;
    let mut trained = Trained { progress: now, course: Vec::new(), final_rate: 0.0, macs: 0 };
    let mut slice = LEAST;
    while frame.state == State::Running {
        // A slice is either training or evaluation, so that points are told when they are reached.
        let most = if frame.evaluating { 1 } else { slice.min(frame.next_evaluation.saturating_sub(now.samples)) };
        let start = Instant::now();
        let advanced = session.advance(most, u64::MAX)?;
        block_on(session.sync())?;
        let took = start.elapsed();
        now.steps += advanced.steps;
        now.samples += advanced.samples;
        if frame.evaluating {
            now.evaluation += took;
        } else {
            now.training += took;
            slice = next_slice(slice, took);
        }
        let since = trained.course.len() as u32;
        frame = block_on(session.frame(NetRequest { since, ..NetRequest::default() }))?;
        trained.macs += advanced.samples * (frame.macs_per_image + frame.som_macs_per_image);
        if !frame.course.is_empty() {
            trained.course.extend_from_slice(&frame.course);
            trained.final_rate = now.samples_per_second_since(&at_point);
            at_point = now;
        }
        seen(&now, &frame, trained.final_rate)?;
    }
    Ok(Trained { progress: now, ..trained })
}

/// All weights and biases.
fn parameters(session: &NetSession) -> Result<Vec<f32>> {
    let mut all = Vec::new();
    for layer in 0..=session.config().hidden.len() as u32 {
        let (weights, bias) = block_on(session.weights(layer))?;
        all.extend(weights);
        all.extend(bias);
    }
    Ok(all)
}
