//! One run of a network, from its first weights to its last; training and evaluation are timed apart.

use crate::claims::{Outcome, Results};
use crate::files;
use crate::map::{LEAST, next_slice};
use crate::plan::Job;
use crate::report::{Bar, Column, Progress, Report};
use pollster::block_on;
use serde::Serialize;
use som_lab::data::dataset::Which;
use som_lab::error::Result;
use som_lab::experiment::Metric;
use som_lab::frame::State;
use som_lab::net::ascent::{Ascended, Ascent};
use som_lab::net::config::NetConfig;
use som_lab::net::frame::{CoursePoint, LayerFrame, NetFrame, NetRequest};
use som_lab::net::session::NetSession;
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
}

/// What a run has come to, under the names of the field.
#[derive(Serialize)]
struct Metrics {
    test_accuracy: f64,
    test_loss: f64,
    /// Of the whole training set, in the end.
    train_accuracy: f64,
    train_loss: f64,
    /// Held-out samples.
    n: u32,
    /// Mean value of the masks on the test set; 1 where there are none.
    activation_strength: f64,
    /// Neurons whose mask is above 0, of all masked layers together, or of all layers where none is masked.
    active_units: f64,
    layers: Vec<Layer>,
    /// Spearman correlation of distances between the units of the first layer and between their weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_codebook: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_filters: Option<f64>,
    /// The same of the inputs that activate its neurons most.
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_maximized: Option<f64>,
}

/// A hidden layer.
#[derive(Serialize)]
struct Layer {
    units: u32,
    masked: bool,
    frozen: bool,
    activation_strength: f64,
    active_units: f64,
}

impl From<&LayerFrame> for Layer {
    fn from(layer: &LayerFrame) -> Self {
        let &LayerFrame { lattice, masked, frozen, strength, active_units, .. } = layer;
        Self { units: lattice.n_units(), masked, frozen, activation_strength: strength, active_units }
    }
}

impl Metrics {
    fn columns(&self) -> Vec<Column> {
        let all = [
            ("test %", Some(100.0 * self.test_accuracy), 2),
            ("test loss", Some(self.test_loss), 4),
            ("train %", Some(100.0 * self.train_accuracy), 2),
            ("strength", Some(self.activation_strength), 3),
            ("active", Some(self.active_units), 1),
            ("org. map", self.organization_codebook, 3),
            ("org. filters", self.organization_filters, 3),
            ("org. maximized", self.organization_maximized, 3),
        ];
        all.into_iter().filter_map(|(head, value, digits)| Column::known(head, value, digits)).collect()
    }

    fn of_claims(&self) -> Vec<(Metric, f64)> {
        let all = [
            (Metric::TestAccuracy, Some(self.test_accuracy)),
            (Metric::CodebookOrganization, self.organization_codebook),
            (Metric::FilterOrganization, self.organization_filters),
        ];
        all.into_iter().filter_map(|(metric, value)| value.map(|value| (metric, value))).collect()
    }
}

/// Trains, reports and writes one run, and keeps what claims and curves need of it in `results`.
///
/// # Errors
/// The data do not fit, the device failed, or a file could not be written.
pub fn run(job: Job<NetConfig>, report: &Report, maximize: bool, results: &mut Results) -> Result<Vec<Column>> {
    let Job { variant, run, config, dataset, folder, .. } = job;
    let bias = config.bias;
    let session = NetSession::new(Rc::clone(&report.choice.backend), dataset, config)?;
    let bar = Bar::new(run, report.json);
    let mut accuracy = 0.0;
    let (mut progress, course) = train(&session, |progress, frame| {
        for point in &frame.course {
            accuracy = 100.0 * point.test_accuracy;
            report.progress(run, progress, Glance::new(point, frame))?;
        }
        bar.show(progress, &format!("{accuracy:.2} % of the test set"));
        Ok(())
    })?;
    bar.clear();

    let start = Instant::now();
    let last = block_on(session.frame(NetRequest { maps: true, filters: true, ..NetRequest::default() }))?;
    let maximized = if maximize { Some(block_on(session.ascend(Ascent::default()))?) } else { None };
    let metrics = measure(&session, &last, maximized.as_ref())?;
    progress.evaluation += start.elapsed();
    if let Some(folder) = folder {
        files::of_network(&session, maximized.as_ref(), &folder)?;
    }
    let columns = metrics.columns();
    report.result(run, &progress, &metrics, &columns)?;
    let parameters = if results.compares(variant) { parameters(&session)? } else { Vec::new() };
    let (metrics, n) = (metrics.of_claims(), metrics.n);
    results.push(Outcome { variant, seed: run.seed, bias, metrics, n, course, parameters });
    Ok(columns)
}

impl Glance {
    fn new(point: &CoursePoint, frame: &NetFrame) -> Self {
        let &CoursePoint { epoch, test_accuracy, test_loss, train_accuracy, train_loss, .. } = point;
        let &NetFrame { learning_rate, sigma_organize, sigma_forward, som_rate, .. } = frame;
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
        }
    }
}

/// Trains to the end. `seen` is called after every slice of work, with a frame of the points since the last one.
fn train(
    session: &NetSession,
    mut seen: impl FnMut(&Progress, &NetFrame) -> Result<()>,
) -> Result<(Progress, Vec<CoursePoint>)> {
    let mut frame = block_on(session.frame(NetRequest::default()))?;
    let mut now = Progress { total: frame.samples_total, ..Progress::default() };
    let mut course = Vec::new();
    let mut slice = LEAST;
    while frame.state == State::Running {
        // A slice is either training or evaluation, so that points are told when they are reached.
        let most = if frame.evaluating { 1 } else { slice.min(frame.next_evaluation.saturating_sub(now.samples)) };
        let start = Instant::now();
        let advanced = session.advance(most, u64::MAX);
        block_on(session.settle())?;
        let took = start.elapsed();
        now.steps += advanced.steps;
        now.samples += advanced.samples;
        if advanced.samples > 0 {
            now.training += took;
            slice = next_slice(slice, took);
        } else {
            now.evaluation += took;
        }
        frame = block_on(session.frame(NetRequest { since: course.len() as u32, ..NetRequest::default() }))?;
        course.extend_from_slice(&frame.course);
        seen(&now, &frame)?;
    }
    Ok((now, course))
}

fn measure(session: &NetSession, frame: &NetFrame, maximized: Option<&Ascended>) -> Result<Metrics> {
    let test = block_on(session.evaluate(Which::Test))?;
    let train = block_on(session.evaluate(Which::Train))?;
    let masked: Vec<_> = frame.layers.iter().filter(|layer| layer.masked).collect();
    let counted = if masked.is_empty() { frame.layers.iter().collect() } else { masked };
    let units: f64 = counted.iter().map(|layer| f64::from(layer.lattice.n_units())).sum();
    let strength: f64 = counted.iter().map(|layer| f64::from(layer.lattice.n_units()) * layer.strength).sum();
    Ok(Metrics {
        test_accuracy: test.accuracy,
        test_loss: test.loss,
        train_accuracy: train.accuracy,
        train_loss: train.loss,
        n: test.n,
        activation_strength: strength / units,
        active_units: counted.iter().map(|layer| layer.active_units).sum(),
        layers: frame.layers.iter().map(Layer::from).collect(),
        organization_codebook: frame.organization.codebook,
        organization_filters: frame.organization.filters,
        organization_maximized: maximized.map(|maximized| maximized.organization),
    })
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
