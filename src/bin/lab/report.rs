//! What a run tells: events as JSON lines, or a table for people; and a progress bar beside either.

use crate::train::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use som_lab::backend::Info;
use som_lab::backend::choice::Choice;
use som_lab::data::dataset::Manifest;
use som_lab::error::{Error, Result};
use som_lab::experiment::Experiment;
use som_lab::frame::{Frame, Quality};
use som_lab::metrics::Angles;
use som_lab::som::config::Config;
use std::cell::Cell;
use std::io::Write;

/// One line of `--json`.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event<'a> {
    Start {
        #[serde(flatten)]
        run: Run<'a>,
        dataset: &'a str,
        train: u32,
        test: u32,
        config: &'a Config,
        backend: &'a str,
        adapter: &'a str,
        software: bool,
        reason: &'a str,
    },
    Progress {
        #[serde(flatten)]
        run: Run<'a>,
        step: u64,
        samples: u64,
        samples_total: u64,
        epoch: f64,
        sigma: f32,
        learning_rate: f32,
        /// The layer that learns.
        layer: u32,
        seconds: f64,
        samples_per_second: f64,
        #[serde(flatten)]
        metrics: Option<Metrics>,
    },
    Result {
        #[serde(flatten)]
        run: Run<'a>,
        seconds: f64,
        evaluation_seconds: f64,
        steps: u64,
        samples: u64,
        samples_per_second: f64,
        #[serde(flatten)]
        metrics: &'a Metrics,
        backend: &'a str,
        adapter: &'a str,
    },
}

/// What was measured, under the names of the field; absent where it means nothing.
#[derive(Clone, Serialize)]
pub struct Metrics {
    pub quantization_error: f64,
    pub topographic_error: f64,
    /// Held-out samples.
    pub n: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purity: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nmi: Option<f64>,
    #[serde(flatten)]
    pub angles: Option<Angles>,
    /// Of images rebuilt from overlapping patches, and from tiles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub psnr: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub psnr_tiles: Option<f64>,
}

impl From<Quality> for Metrics {
    fn from(quality: Quality) -> Self {
        let Quality { quantization_error, topographic_error, n, purity, nmi, angles } = quality;
        Self { quantization_error, topographic_error, n, purity, nmi, angles, psnr: None, psnr_tiles: None }
    }
}

impl Metrics {
    /// Those that there are, with the heads of their columns and the digits that mean something.
    fn columns(&self) -> Vec<(&'static str, f64, usize)> {
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
        all.into_iter().filter_map(|(head, value, digits)| value.map(|value| (head, value, digits))).collect()
    }
}

/// Which run an event belongs to.
#[derive(Clone, Copy, Serialize)]
pub struct Run<'a> {
    pub experiment: &'a str,
    pub variant: &'a str,
    pub seed: u32,
}

/// Writes one line to standard output; ends the program quietly when nobody reads it any more.
pub fn say(line: &str) -> Result<()> {
    match writeln!(std::io::stdout(), "{line}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => Err(Error::data(format!("Standard output cannot be written to: {error}."))),
        Ok(()) => Ok(()),
    }
}

/// Where runs are reported to.
pub struct Report<'a> {
    pub experiment: &'a Experiment,
    pub choice: &'a Choice,
    pub json: bool,
    /// The heads of the table as they stand above the last line.
    heads: Cell<String>,
}

impl<'a> Report<'a> {
    pub fn new(experiment: &'a Experiment, choice: &'a Choice, json: bool) -> Self {
        Self { experiment, choice, json, heads: Cell::default() }
    }

    fn info(&self) -> &Info {
        self.choice.backend.info()
    }

    fn emit(&self, event: &Event) -> Result<()> {
        say(&serde_json::to_string(event).expect("events are numbers and names"))
    }

    /// What all runs share; people read it once.
    pub fn head(&self) -> Result<()> {
        if self.json {
            return Ok(());
        }
        say(self.experiment.title)?;
        say(&format!("{}: {}. {}", self.info().backend, self.info().adapter, self.choice.reason))
    }

    /// What the runs that follow learn from.
    pub fn dataset(&self, manifest: &Manifest) -> Result<()> {
        if self.json {
            return Ok(());
        }
        self.heads.take();
        let Manifest { title, height, width, train, test, .. } = manifest;
        say(&format!("\n{title}: {} images of {height}×{width} to train on, {} held out", train.n, test.n))
    }

    pub fn start(&self, run: Run, manifest: &Manifest, config: &Config) -> Result<()> {
        if !self.json {
            return Ok(());
        }
        let Info { backend, adapter, software, .. } = self.info();
        self.emit(&Event::Start {
            run,
            dataset: &manifest.name,
            train: manifest.train.n,
            test: manifest.test.n,
            config,
            backend,
            adapter,
            software: *software,
            reason: &self.choice.reason,
        })
    }

    pub fn progress(&self, run: Run, progress: &Progress, frame: &Frame) -> Result<()> {
        if !self.json {
            return Ok(());
        }
        self.emit(&Event::Progress {
            run,
            step: frame.step,
            samples: frame.samples,
            samples_total: frame.samples_total,
            epoch: frame.epoch,
            sigma: frame.sigma,
            learning_rate: frame.learning_rate,
            seconds: progress.training.as_secs_f64(),
            samples_per_second: progress.samples_per_second(),
            layer: frame.learning,
            metrics: frame.quality.map(Metrics::from),
        })
    }

    pub fn result(&self, run: Run, progress: &Progress, metrics: &Metrics) -> Result<()> {
        let (seconds, samples_per_second) = (progress.training.as_secs_f64(), progress.samples_per_second());
        if !self.json {
            let (mut heads, mut line) =
                (format!("{:12} {:>10}", "variant", "seed"), format!("{:12} {:>10}", run.variant, run.seed));
            let speed = [("samples/s", samples_per_second, 0), ("seconds", seconds, 2)];
            for (head, value, digits) in metrics.columns().into_iter().chain(speed) {
                let width = head.len().max(9) + 1;
                heads += &format!("{head:>width$}");
                line += &format!("{value:>width$.digits$}");
            }
            if self.heads.replace(heads.clone()) != heads {
                say(&heads)?;
            }
            return say(&line);
        }
        self.emit(&Event::Result {
            run,
            seconds,
            evaluation_seconds: progress.evaluation.as_secs_f64(),
            steps: progress.steps,
            samples: progress.samples,
            samples_per_second,
            metrics,
            backend: self.info().backend,
            adapter: &self.info().adapter,
        })
    }

    /// After all seeds of a variant: their means and standard deviations.
    pub fn summary(&self, variant: &str, found: &[Metrics]) -> Result<()> {
        if self.json || found.len() < 2 {
            return Ok(());
        }
        let runs: Vec<_> = found.iter().map(Metrics::columns).collect();
        let columns = runs[0].iter().enumerate().map(|(i, (head, ..))| {
            let (mean, sd) = mean_and_sd(runs.iter().map(|run| run[i].1));
            format!("{head} {mean:.4} ± {sd:.4}")
        });
        say(&format!("{variant:12} {:>10} {}", "mean ± sd", columns.collect::<Vec<_>>().join(", ")))
    }
}

/// The mean and the sample standard deviation of at least two values.
fn mean_and_sd(values: impl ExactSizeIterator<Item = f64> + Clone) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.clone().sum::<f64>() / n;
    let variance = values.map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, variance.sqrt())
}

/// The bar of one run, on standard error; invisible where that is no terminal.
pub struct Bar {
    bar: ProgressBar,
    error: Option<f64>,
}

impl Bar {
    /// `visible` unless lines of events scroll through the same terminal.
    pub fn new(run: Run, visible: bool) -> Self {
        let style = ProgressStyle::with_template("{prefix} {wide_bar} {percent:>3} % {msg}");
        let bar = if visible { ProgressBar::new(0) } else { ProgressBar::hidden() };
        let bar = bar.with_prefix(format!("{} {}", run.variant, run.seed));
        Self { bar: bar.with_style(style.expect("a template that is a constant")), error: None }
    }

    pub fn show(&mut self, progress: &Progress, frame: Option<&Frame>) {
        self.error = frame.and_then(|frame| frame.quality).map(|q| q.quantization_error).or(self.error);
        let error = self.error.unwrap_or_default();
        self.bar.set_length(progress.total);
        self.bar.set_position(progress.samples);
        let rate = progress.samples_per_second();
        self.bar.set_message(format!("step {} · {rate:.0} samples/s · QE {error:.4}", progress.steps));
    }

    pub fn clear(self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn mean_and_sd_of_a_known_sample() {
        let (mean, sd) = super::mean_and_sd([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0].into_iter());
        assert_eq!((mean, sd), (5.0, (32.0f64 / 7.0).sqrt()));
    }
}
