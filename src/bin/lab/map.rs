//! One run of maps, from its first codebook to its last, looked at now and then; training and evaluation are timed
//! apart.

use crate::files;
use crate::finding::{Curve, Finding};
use crate::hints::{self, Mapped, Values};
use crate::plan::Job;
use crate::report::{Bar, Column, Progress, Report};
use pollster::block_on;
use serde::Serialize;
use som_lab::error::Result;
use som_lab::experiment::{Kind, Metric};
use som_lab::frame::State;
use som_lab::metrics::Angles;
use som_lab::som::MapSession;
use som_lab::som::config::Config;
use som_lab::som::frame::{MapFrame, MapRequest, Quality};
use som_lab::som::view::View;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Evaluations on the way.
const EVALUATIONS: u64 = 20;
/// Held-out samples of each: enough for a curve. The result uses all.
const GLANCE: u32 = 2000;
/// Held-out images that are rebuilt in the end.
const REBUILT: u32 = 1000;
/// Work between two looks at the clock.
pub const SLICE: Duration = Duration::from_millis(100);
/// The least of it. Slices are multiples of it, so that runs are cut alike whatever the clock says.
pub const LEAST: u64 = 256;

/// What was measured, under the names of the field; absent where it means nothing.
#[derive(Clone, Serialize)]
struct Metrics {
    quantization_error: f64,
    topographic_error: f64,
    /// Held-out samples.
    n: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    purity: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nmi: Option<f64>,
    #[serde(flatten)]
    angles: Option<Angles>,
    /// Of images rebuilt from overlapping patches, and from tiles.
    #[serde(skip_serializing_if = "Option::is_none")]
    psnr: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    psnr_tiles: Option<f64>,
}

impl From<Quality> for Metrics {
    fn from(quality: Quality) -> Self {
        let Quality { quantization_error, topographic_error, n, purity, nmi, angles } = quality;
        Self { quantization_error, topographic_error, n, purity, nmi, angles, psnr: None, psnr_tiles: None }
    }
}

impl Metrics {
    fn recorded(&self) -> BTreeMap<String, f64> {
        let angles = |of: fn(&Angles) -> f64| self.angles.as_ref().map(of);
        let all = [
            (Metric::QuantizationError, Some(self.quantization_error)),
            (Metric::TopographicError, Some(self.topographic_error)),
            (Metric::Purity, self.purity),
            (Metric::Nmi, self.nmi),
            (Metric::Psnr, self.psnr),
            (Metric::PsnrTiles, self.psnr_tiles),
            (Metric::AngleError, angles(|a| a.angle_error_deg)),
            // Either way round.
            (Metric::Turns, angles(|a| a.turns.abs().into())),
            (Metric::Reversals, angles(|a| a.reversals.into())),
        ];
        all.into_iter().filter_map(|(metric, value)| Some((metric.name().to_string(), value?))).collect()
    }

    /// Those that there are.
    fn columns(&self) -> Vec<Column> {
        let angles = |of: fn(&Angles) -> f64| self.angles.as_ref().map(of);
        let all = [
            ("QE", Some(self.quantization_error), 4),
            ("TE", Some(self.topographic_error), 4),
            ("purity", self.purity, 4),
            ("NMI", self.nmi, 4),
            ("PSNR", self.psnr, 2),
            ("PSNR tiles", self.psnr_tiles, 2),
            ("angle error", angles(|a| a.angle_error_deg), 2),
            ("jump", angles(|a| a.largest_jump.into()), 0),
            ("turns", angles(|a| a.turns.into()), 0),
            ("reversals", angles(|a| a.reversals.into()), 0),
        ];
        all.into_iter().filter_map(|(head, value, digits)| Column::known(head, value, digits)).collect()
    }
}

/// What is told on the way.
#[derive(Serialize)]
struct Glance {
    epoch: f64,
    sigma: f32,
    learning_rate: f32,
    /// The layer that learns.
    layer: u32,
    #[serde(flatten)]
    metrics: Option<Metrics>,
}

/// Trains, reports and writes one run, which starts from `codebook` if there is one.
///
/// # Errors
/// The codebook does not fit, the device failed, or a file could not be written.
pub fn run(job: Job<Config>, report: &Report, codebook: Option<&[f32]>) -> Result<(Vec<Column>, Finding)> {
    let Job { run, config, dataset, folder, flat, .. } = job;
    let (manifest, values) = (dataset.manifest.clone(), Values::of(&dataset));
    let hints = |mapped| {
        let facts = hints::of_map(&config, &manifest, values, codebook.is_some(), mapped);
        hints::tell(report, run, Kind::Map, &facts, &config)
    };
    let session = MapSession::new(Rc::clone(&report.choice.backend), dataset, config.clone())?;
    if let Some(codebook) = codebook {
        session.set_codebook(codebook)?;
    }
    hints(None)?;
    let bar = Bar::new(run, report);
    let mut error = 0.0;
    let mut curve = Curve::of(&["quantization_error", "topographic_error"]);
    let (progress, metrics) = train(&session, |progress, frame| {
        let quality = frame.and_then(|frame| frame.quality);
        error = quality.map_or(error, |quality| quality.quantization_error);
        bar.show(progress, &format!("QE {error:.4}"));
        let Some(&MapFrame { epoch, sigma, learning_rate, learning: layer, .. }) = frame else { return Ok(()) };
        let errors = quality.map(|q| [q.quantization_error, q.topographic_error].map(Some));
        // Of a stack, only the last layer counts, once it learns.
        if layer as usize + 1 == config.n_layers() {
            curve.push(progress.samples as f64, &errors.unwrap_or_default());
        }
        report.progress(
            run,
            progress,
            Glance { epoch, sigma, learning_rate, layer, metrics: quality.map(Metrics::from) },
        )
    })?;
    bar.clear();
    if let Some(folder) = folder {
        files::of_map(&session, &folder, flat)?;
    }
    hints(Some(Mapped::new(metrics.topographic_error, metrics.n, &hits(&session)?)))?;
    let finding = Finding {
        metrics: metrics.recorded(),
        curve,
        n: metrics.n,
        passes: f64::from(config.epochs),
        seconds: progress.training.as_secs_f64(),
    };
    let columns = metrics.columns();
    Ok((report.result(run, &progress, metrics, columns)?, finding))
}

/// Trains to the end. `seen` is called after every slice of work, and with a frame after every evaluation on the way.
fn train(
    session: &MapSession,
    mut seen: impl FnMut(&Progress, Option<&MapFrame>) -> Result<()>,
) -> Result<(Progress, Metrics)> {
    let layer = session.config().n_layers() as u32 - 1;
    let look = |evaluate| {
        let start = Instant::now();
        let request = MapRequest { evaluate, layer, ..MapRequest::of(View::Codebook) };
        block_on(session.frame(request)).map(|frame| (frame, start.elapsed()))
    };
    // The first look also compiles the pipelines of the search.
    let (frame, evaluation) = look(GLANCE)?;
    let mut now = Progress { total: frame.samples_total, evaluation, ..Progress::default() };
    seen(&now, Some(&frame))?;
    let mut slice = LEAST;
    for part in 1..=EVALUATIONS {
        let steps = now.steps;
        let target = now.total * part / EVALUATIONS;
        while now.samples < target {
            let start = Instant::now();
            let advanced = session.advance(slice.min(target - now.samples), u64::MAX).unwrap();
            block_on(session.sync())?;
            let took = start.elapsed();
            now.steps += advanced.steps;
            now.samples += advanced.samples;
            now.training += took;
            seen(&now, None)?;
            if advanced.state != State::Running {
                break;
            }
            slice = next_slice(slice, took);
        }
        // In the middle of a batch pass the map is what it was.
        if now.steps > steps {
            let (frame, took) = look(GLANCE)?;
            now.evaluation += took;
            seen(&now, Some(&frame))?;
        }
    }
    let start = Instant::now();
    let mut metrics = Metrics::from(block_on(session.evaluate(layer))?);
    if session.config().patch.size > 0 {
        metrics.psnr = Some(block_on(session.psnr(REBUILT, true))?);
        metrics.psnr_tiles = Some(block_on(session.psnr(REBUILT, false))?);
    }
    now.evaluation += start.elapsed();
    Ok((now, metrics))
}

/// Held-out samples on every unit of the last layer, in the evaluation that was made last.
fn hits(session: &MapSession) -> Result<Vec<f32>> {
    let layer = session.config().n_layers() as u32 - 1;
    block_on(session.frame(MapRequest { layer, ..MapRequest::of(View::Hits) })).map(|frame| frame.values)
}

/// How much to do next, after as much as `slice` took so long.
pub fn next_slice(slice: u64, took: Duration) -> u64 {
    if took < SLICE / 2 {
        slice * 2
    } else if took > SLICE * 2 {
        (slice / 2).max(LEAST)
    } else {
        slice
    }
}
