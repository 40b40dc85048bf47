//! What a run tells: events as JSON lines, or a table for people; and a progress bar beside either.

use crate::statistics::mean_and_sd;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use som_lab::backend::Info;
use som_lab::backend::choice::Choice;
use som_lab::data::dataset::Manifest;
use som_lab::error::{Error, Result};
use som_lab::experiment::Experiment;
use std::cell::Cell;
use std::io::{IsTerminal, Write};
use std::time::Duration;

/// One line of `--json`; `T` is what only this kind of run has to say.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event<'a, T> {
    Start {
        #[serde(flatten)]
        run: Run<'a>,
        dataset: &'a str,
        train: u32,
        test: u32,
        config: T,
        backend: &'a str,
        adapter: &'a str,
        software: bool,
        reason: &'a str,
    },
    Progress {
        #[serde(flatten)]
        run: Run<'a>,
        step: u64,
        #[serde(flatten)]
        progress: Counts,
        #[serde(flatten)]
        found: T,
    },
    Result {
        #[serde(flatten)]
        run: Run<'a>,
        steps: u64,
        #[serde(flatten)]
        progress: Counts,
        evaluation_seconds: f64,
        #[serde(flatten)]
        found: T,
        backend: &'a str,
        adapter: &'a str,
    },
    Verdict {
        experiment: &'a str,
        #[serde(flatten)]
        found: T,
    },
}

/// How far a run has come, as events say it.
#[derive(Serialize)]
struct Counts {
    samples: u64,
    samples_total: u64,
    seconds: f64,
    samples_per_second: f64,
}

/// Which run an event belongs to.
#[derive(Clone, Copy, Serialize)]
pub struct Run<'a> {
    pub experiment: &'a str,
    pub variant: &'a str,
    pub seed: u32,
}

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

    fn counts(&self) -> Counts {
        Counts {
            samples: self.samples,
            samples_total: self.total,
            seconds: self.training.as_secs_f64(),
            samples_per_second: self.samples_per_second(),
        }
    }
}

/// A value as the table shows it.
#[derive(Clone, Debug)]
pub struct Column {
    pub head: String,
    pub value: f64,
    /// Digits after the point that mean something.
    pub digits: usize,
}

impl Column {
    /// A column, if there is a value for it.
    pub fn known(head: &str, value: Option<f64>, digits: usize) -> Option<Self> {
        value.map(|value| Self { head: head.to_string(), value, digits })
    }
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

    fn emit<T: Serialize>(&self, event: &Event<T>) -> Result<()> {
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

    pub fn start(&self, run: Run, manifest: &Manifest, config: impl Serialize) -> Result<()> {
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

    /// On the way.
    pub fn progress(&self, run: Run, progress: &Progress, found: impl Serialize) -> Result<()> {
        if !self.json {
            return Ok(());
        }
        self.emit(&Event::Progress { run, step: progress.steps, progress: progress.counts(), found })
    }

    /// In the end: `found` as JSON, or as a line of the table.
    pub fn result(&self, run: Run, progress: &Progress, found: impl Serialize, columns: &[Column]) -> Result<()> {
        if self.json {
            let Info { backend, adapter, .. } = self.info();
            return self.emit(&Event::Result {
                run,
                steps: progress.steps,
                progress: progress.counts(),
                evaluation_seconds: progress.evaluation.as_secs_f64(),
                found,
                backend,
                adapter,
            });
        }
        let mut heads = format!("{:12} {:>10}", "variant", "seed");
        let mut line = format!("{:12} {:>10}", run.variant, run.seed);
        let speed = [("samples/s", progress.samples_per_second(), 0), ("seconds", progress.training.as_secs_f64(), 2)];
        let speed = speed.map(|(head, value, digits)| Column { head: head.to_string(), value, digits });
        for Column { head, value, digits } in columns.iter().chain(&speed) {
            let width = head.chars().count().max(9) + 1;
            heads += &format!("{head:>width$}");
            line += &format!("{value:>width$.digits$}");
        }
        if self.heads.replace(heads.clone()) != heads {
            say(&heads)?;
        }
        say(&line)
    }

    /// After all seeds of a variant: their means and standard deviations.
    pub fn summary(&self, variant: &str, found: &[Vec<Column>]) -> Result<()> {
        if self.json || found.len() < 2 {
            return Ok(());
        }
        let columns = found[0].iter().map(|Column { head, digits, .. }| {
            // Runs on different seeds may know different things.
            let values: Vec<f64> = found.iter().flatten().filter(|c| c.head == *head).map(|c| c.value).collect();
            let (mean, sd) = mean_and_sd(&values);
            let digits = (*digits).max(2);
            format!("{head} {mean:.digits$} ± {sd:.digits$}")
        });
        say(&format!("{variant:12} {:>10} {}", "mean ± sd", columns.collect::<Vec<_>>().join(", ")))
    }

    /// How a claim fares: `found` as JSON, or `line` for people.
    pub fn verdict(&self, found: impl Serialize, line: &str) -> Result<()> {
        if self.json {
            return self.emit(&Event::Verdict { experiment: self.experiment.id, found });
        }
        say(line)
    }
}

/// The bar of one run, on standard error; invisible where that is no terminal, and where JSON lines would run into it.
pub struct Bar {
    bar: ProgressBar,
}

impl Bar {
    pub fn new(run: Run, json: bool) -> Self {
        let bar = match json && std::io::stdout().is_terminal() {
            true => ProgressBar::hidden(),
            false => ProgressBar::new(1),
        };
        let style = ProgressStyle::with_template("{prefix} {bar:32} {percent:>3}% · {msg} · {eta} left");
        bar.set_prefix(format!("{} {}", run.variant, run.seed));
        Self { bar: bar.with_style(style.expect("a template that is a constant")) }
    }

    /// `metric` is the one to watch, with its value.
    pub fn show(&self, progress: &Progress, metric: &str) {
        self.bar.set_length(progress.total);
        self.bar.set_position(progress.samples);
        let rate = progress.samples_per_second();
        self.bar.set_message(format!("step {} · {rate:.0} samples/s · {metric}", progress.steps));
    }

    pub fn clear(self) {
        self.bar.finish_and_clear();
    }
}
