//! One run from its first codebook to its last, looked at now and then; training and evaluation are timed apart.

use crate::report::Metrics;
use pollster::block_on;
use som_lab::error::Result;
use som_lab::frame::{Frame, Request, State, View};
use som_lab::session::Session;
use std::time::{Duration, Instant};

/// Evaluations on the way.
const EVALUATIONS: u64 = 20;
/// Held-out samples of each: enough for a curve. The result uses all.
const GLANCE: u32 = 2000;
/// Held-out images that are rebuilt in the end.
const REBUILT: u32 = 1000;
/// Work between two looks at the clock.
const SLICE: Duration = Duration::from_millis(100);
/// The least of it. Slices are multiples of it, so that runs are cut alike whatever the clock says.
const LEAST: u64 = 256;

/// How far a run has come.
#[derive(Clone, Copy, Default)]
pub struct Progress {
    pub steps: u64,
    pub samples: u64,
    pub total: u64,
    /// Training alone.
    pub training: Duration,
    /// Everything else.
    pub evaluation: Duration,
}

impl Progress {
    pub fn samples_per_second(&self) -> f64 {
        self.samples as f64 / self.training.as_secs_f64().max(1e-9)
    }
}

/// Trains to the end. `seen` is called after every slice of work, and with a frame after every evaluation on the way.
///
/// # Errors
/// The device failed.
pub fn train(
    session: &Session,
    mut seen: impl FnMut(&Progress, Option<&Frame>) -> Result<()>,
) -> Result<(Progress, Metrics)> {
    let layer = session.config().n_layers() as u32 - 1;
    let look = |evaluate| {
        let start = Instant::now();
        let request = Request { evaluate, layer, ..Request::of(View::Codebook) };
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
            let advanced = session.advance(slice.min(target - now.samples), u64::MAX);
            block_on(session.settle())?;
            let took = start.elapsed();
            now.steps += advanced.steps;
            now.samples += advanced.samples;
            now.training += took;
            seen(&now, None)?;
            if advanced.state != State::Running {
                break;
            }
            if took < SLICE / 2 {
                slice *= 2;
            } else if took > SLICE * 2 {
                slice = (slice / 2).max(LEAST);
            }
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
