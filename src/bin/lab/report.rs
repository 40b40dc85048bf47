//! What a run tells: events as JSON lines, or a table for people; and a progress bar beside either.

use crate::source::Source;
use crate::statistics::{mean_and_sd, quartiles};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use serde::Serialize;
use som_lab::backend::{Backend, Info};
use som_lab::choice::Choice;
use som_lab::data::dataset::Manifest;
use som_lab::error::{Error, Result};
use som_lab::experiment::{Experiment, Hint};
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::io::{IsTerminal, Write};
use std::rc::Rc;
use std::time::Duration;

/// One line of `--json`; `T` is what only this kind of run has to say.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event<'a, T> {
    Start {
        #[serde(flatten)]
        run: Run<'a>,
        #[serde(flatten)]
        samples: Option<Samples<'a>>,
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
    Hint {
        #[serde(flatten)]
        run: Run<'a>,
        #[serde(flatten)]
        found: T,
    },
    Verdict {
        experiment: &'a str,
        #[serde(flatten)]
        found: T,
    },
}

/// What a run learns from, if that is not of its own making.
#[derive(Serialize)]
struct Samples<'a> {
    dataset: &'a str,
    train: u32,
    test: u32,
    /// Of one's own samples: equal where two runs see the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<String>,
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

    /// Those of the time since `before`.
    pub fn samples_per_second_since(&self, before: &Self) -> f64 {
        let training = self.training - before.training;
        (self.samples - before.samples) as f64 / training.as_secs_f64().max(1e-9)
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
    pub head: &'static str,
    pub value: f64,
    /// Digits after the point that mean something.
    pub digits: usize,
    /// Far from normal: several runs are told by their median and quartiles.
    pub skewed: bool,
}

impl Column {
    pub fn new(head: &'static str, value: f64, digits: usize) -> Self {
        Self { head, value, digits, skewed: false }
    }

    /// The same for a value whose spread over runs is far from normal.
    pub fn skewed(head: &'static str, value: f64, digits: usize) -> Self {
        Self { skewed: true, ..Self::new(head, value, digits) }
    }

    /// A column, if there is a value for it.
    pub fn known(head: &'static str, value: Option<f64>, digits: usize) -> Option<Self> {
        value.map(|value| Self::new(head, value, digits))
    }

    /// Mean and standard deviation of one column of several runs, which may know different things; the value of the
    /// only run that knows it, or none.
    pub fn spread(runs: &[Vec<Self>], head: &str) -> Option<String> {
        let known: Vec<&Self> = runs.iter().flatten().filter(|column| column.head == head).collect();
        let values: Vec<f64> = known.iter().map(|column| column.value).collect();
        let &&Self { digits, skewed, .. } = known.first()?;
        if skewed && values.len() > 1 {
            return Some(quartiles(&values).text(digits));
        }
        let (mean, sd) = mean_and_sd(&values);
        if sd.is_nan() {
            return Some(format!("{mean:.digits$}"));
        }
        let digits = if mean.abs() < 1000.0 { digits.max(2) } else { digits };
        Some(format!("{mean:.digits$} ± {sd:.digits$}"))
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

/// What a report puts out.
pub enum Said {
    Line(String),
    /// A line of the table, and what stands above its columns.
    Row {
        heads: String,
        line: String,
    },
    /// What is said once, of all that have the same key.
    Hint {
        key: String,
        text: String,
    },
}

/// Where what is said goes, if it is not put out at once.
type Sink = Box<dyn Fn(Said)>;

/// Where runs are reported to.
pub struct Report<'a> {
    pub experiment: &'a Experiment,
    pub choice: &'a Choice,
    pub json: bool,
    /// Nothing is told: runs of several experiments at once would talk over one another.
    silent: bool,
    sink: Option<Sink>,
    bars: MultiProgress,
    /// The heads of the table as they stand above the last line.
    heads: Cell<String>,
    /// Hints that were given.
    told: RefCell<HashSet<String>>,
}

/// What reports of other threads share with this one.
pub struct Stage<'a> {
    experiment: &'a Experiment,
    json: bool,
    bars: MultiProgress,
    reason: String,
}

impl<'a> Stage<'a> {
    /// The same choice with another thread's backend.
    pub fn choice(&self, backend: Rc<dyn Backend>) -> Choice {
        let reason = self.reason.clone();
        Choice { backend, gpu: None, reason, cpu_samples_per_second: None, gpu_samples_per_second: None }
    }

    pub fn report<'b>(&'b self, choice: &'b Choice, sink: impl Fn(Said) + 'static) -> Report<'b> {
        let bars = self.bars.clone();
        Report { sink: Some(Box::new(sink)), bars, ..Report::new(self.experiment, choice, self.json) }
    }
}

impl<'a> Report<'a> {
    pub fn new(experiment: &'a Experiment, choice: &'a Choice, json: bool) -> Self {
        let (heads, told, bars) = (Cell::default(), RefCell::default(), MultiProgress::new());
        Self { experiment, choice, json, silent: false, sink: None, bars, heads, told }
    }

    /// One that tells nothing.
    pub fn silent(experiment: &'a Experiment, choice: &'a Choice) -> Self {
        Self { silent: true, ..Self::new(experiment, choice, false) }
    }

    /// What reports of other threads need.
    pub fn stage(&self) -> Stage<'a> {
        let Self { experiment, json, ref bars, choice, .. } = *self;
        Stage { experiment, json, bars: bars.clone(), reason: choice.reason.clone() }
    }

    fn tell(&self, said: Said) -> Result<()> {
        match &self.sink {
            Some(sink) => {
                sink(said);
                Ok(())
            }
            None => self.print(said),
        }
    }

    /// Puts out what this or another thread's report has to say.
    ///
    /// # Errors
    /// stdout is closed.
    pub fn print(&self, said: Said) -> Result<()> {
        self.bars.suspend(|| match said {
            Said::Line(line) => say(&line),
            Said::Row { heads, line } => {
                if self.heads.replace(heads.clone()) != heads {
                    say(&heads)?;
                }
                say(&line)
            }
            Said::Hint { key, text } => {
                if !self.told.borrow_mut().insert(key) {
                    return Ok(());
                }
                if self.json {
                    return say(&text);
                }
                eprintln!("hint: {text}");
                Ok(())
            }
        })
    }

    fn info(&self) -> &Info {
        self.choice.backend.info()
    }

    fn emit<T: Serialize>(&self, event: &Event<T>) -> Result<()> {
        self.tell(Said::Line(as_json(event)))
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
    pub fn dataset(&self, manifest: &Manifest, source: &Source) -> Result<()> {
        let notes = source.notes();
        if self.json {
            notes.iter().for_each(|note| eprintln!("lab: {note}"));
            return Ok(());
        }
        let Manifest { title, height, width, train, test, .. } = manifest;
        let held_out = if source.tested_on_the_same() { String::new() } else { format!(", {} held out", test.n) };
        self.tell(Said::Line(format!("\n{title}: {} images of {height}×{width} to train on{held_out}", train.n)))?;
        notes.iter().try_for_each(|note| self.tell(Said::Line(note.clone())))
    }

    pub fn start(&self, run: Run, from: Option<(&Manifest, &Source)>, config: impl Serialize) -> Result<()> {
        if !self.json {
            return Ok(());
        }
        let Info { backend, adapter, software, .. } = self.info();
        self.emit(&Event::Start {
            run,
            samples: from.map(|(manifest, source)| Samples {
                dataset: &manifest.name,
                train: manifest.train.n,
                test: manifest.test.n,
                fingerprint: source.fingerprint(),
            }),
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

    /// In the end: `found` as JSON, or `columns` as a line of the table; returns them with those of the speed.
    pub fn result(
        &self,
        run: Run,
        progress: &Progress,
        found: impl Serialize,
        mut columns: Vec<Column>,
    ) -> Result<Vec<Column>> {
        columns.push(Column::new("samples/s", progress.samples_per_second(), 0));
        columns.push(Column::new("seconds", progress.training.as_secs_f64(), 2));
        if self.json {
            let Info { backend, adapter, .. } = self.info();
            self.emit(&Event::Result {
                run,
                steps: progress.steps,
                progress: progress.counts(),
                evaluation_seconds: progress.evaluation.as_secs_f64(),
                found,
                backend,
                adapter,
            })?;
            return Ok(columns);
        }
        if self.silent {
            return Ok(columns);
        }
        let mut heads = format!("{:12} {:>10}", "variant", "seed");
        let mut line = format!("{:12} {:>10}", run.variant, run.seed);
        for Column { head, value, digits, .. } in &columns {
            let width = head.chars().count().max(9) + 1;
            heads += &format!("{head:>width$}");
            line += &format!("{value:>width$.digits$}");
        }
        self.tell(Said::Row { heads, line })?;
        Ok(columns)
    }

    /// After all seeds of a variant: their means and standard deviations.
    pub fn summary(&self, variant: &str, runs: &[Vec<Column>]) -> Result<()> {
        if self.json || runs.len() < 2 {
            return Ok(());
        }
        let columns = runs[0]
            .iter()
            .filter_map(|Column { head, .. }| Column::spread(runs, head).map(|spread| format!("{head} {spread}")));
        say(&format!("{variant:12} {:>10} {}", "mean ± sd", columns.collect::<Vec<_>>().join(", ")))
    }

    /// A hint: as JSON once for every run, for people as a `sentence` that they read once.
    pub fn hint(&self, run: Run, hint: &Hint, sentence: &str) -> Result<()> {
        if self.silent {
            return Ok(());
        }
        let (key, text) = match self.json {
            true => (format!("{} {} {}", run.variant, run.seed, hint.id), as_json(&Event::Hint { run, found: hint })),
            false => (sentence.to_string(), sentence.to_string()),
        };
        self.tell(Said::Hint { key, text })
    }

    /// How a claim fares: `found` as JSON, or `line` for people.
    pub fn verdict(&self, found: impl Serialize, line: &str) -> Result<()> {
        if self.json {
            return self.emit(&Event::Verdict { experiment: self.experiment.id, found });
        }
        say(line)
    }
}

fn as_json<T: Serialize>(event: &Event<T>) -> String {
    serde_json::to_string(event).expect("events are numbers and names")
}

/// The bar of one run, on standard error; invisible where that is no terminal, and where JSON lines would run into it.
pub struct Bar {
    bar: ProgressBar,
}

impl Bar {
    pub fn new(run: Run, report: &Report) -> Self {
        let bar = match report.silent || (report.json && std::io::stdout().is_terminal()) {
            true => ProgressBar::hidden(),
            false => report.bars.add(ProgressBar::new(1)),
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
