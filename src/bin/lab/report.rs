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
use som_lab::som::config::Config;
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
        seconds: f64,
        samples_per_second: f64,
        #[serde(flatten)]
        quality: Option<Quality>,
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
        quality: Quality,
        backend: &'a str,
        adapter: &'a str,
    },
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
}

impl Report<'_> {
    fn info(&self) -> &Info {
        self.choice.backend.info()
    }

    fn emit(&self, event: &Event) -> Result<()> {
        say(&serde_json::to_string(event).expect("events are numbers and names"))
    }

    /// What all runs share; people read it once.
    pub fn head(&self, manifest: &Manifest) -> Result<()> {
        if self.json {
            return Ok(());
        }
        let Manifest { title, train, test, .. } = manifest;
        say(self.experiment.title)?;
        say(&format!("{title}: {} samples to train on, {} held out", train.n, test.n))?;
        say(&format!("{}: {}. {}\n", self.info().backend, self.info().adapter, self.choice.reason))?;
        say(&format!("{:12} {:>10} {:>10} {:>10} {:>10} {:>10}", "variant", "seed", "QE", "TE", "samples/s", "seconds"))
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
            quality: frame.quality,
        })
    }

    pub fn result(&self, run: Run, progress: &Progress, quality: &Quality) -> Result<()> {
        let (seconds, samples_per_second) = (progress.training.as_secs_f64(), progress.samples_per_second());
        if !self.json {
            let Quality { quantization_error, topographic_error, .. } = quality;
            return say(&format!(
                "{:12} {:>10} {quantization_error:>10.4} {topographic_error:>10.4} {samples_per_second:>10.0} {seconds:>10.2}",
                run.variant, run.seed
            ));
        }
        self.emit(&Event::Result {
            run,
            seconds,
            evaluation_seconds: progress.evaluation.as_secs_f64(),
            steps: progress.steps,
            samples: progress.samples,
            samples_per_second,
            quality: *quality,
            backend: self.info().backend,
            adapter: &self.info().adapter,
        })
    }

    /// After all seeds of a variant: their mean and standard deviation.
    pub fn summary(&self, variant: &str, found: &[Quality]) -> Result<()> {
        if self.json || found.len() < 2 {
            return Ok(());
        }
        let [qe, te] = [|q: &Quality| q.quantization_error, |q: &Quality| q.topographic_error].map(|metric| {
            let (mean, sd) = mean_and_sd(found.iter().map(metric));
            format!("{mean:.4} ± {sd:.4}")
        });
        say(&format!("{variant:12} {:>10} QE {qe}, TE {te}", "mean ± sd"))
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
