//! The record: what every seed of every variant of an experiment has come to, as it lies in `results/<experiment>.json`.

use crate::finding::Finding;
use crate::statistics::{mean_and_sd, quartiles};
use crate::verdict::{self, Found};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use som_lab::error::{Error, Result};
use som_lab::experiment::{self, Experiment, Metric, Says};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Digits of values that are recorded, and of points that are drawn.
const DIGITS: usize = 7;
const DRAWN: usize = 4;

/// One experiment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    pub experiment: String,
    pub recordings: Vec<Recording>,
}

/// Whose settings runs have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    Lab,
    /// The experiment's, with what the page changes of every run.
    Page,
}

/// An experiment on a data set, if it has one, with settings of the lab or of the page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recording {
    pub dataset: Option<String>,
    pub settings: Of,
    pub variants: Vec<Recorded>,
    /// In the order of the catalogue.
    pub claims: Vec<Judged>,
}

/// One variant.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recorded {
    pub variant: String,
    /// Of the lab that made the runs.
    pub version: String,
    pub backend: String,
    pub adapter: String,
    /// All settings but the seed.
    pub config: Value,
    /// Held-out samples behind each value; 0 where there are none.
    pub n: u32,
    /// Over the training set; 0 where there is none.
    pub passes: f64,
    /// Places of the curves: samples, or episodes.
    pub x: Vec<u64>,
    /// From the lowest seed up.
    pub runs: Vec<Run>,
    pub summary: BTreeMap<String, Summary>,
}

/// One seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub seed: u32,
    /// Of training alone.
    pub seconds: f64,
    /// Null for what never came.
    pub metrics: BTreeMap<String, Option<f64>>,
    /// As long as [`Recorded::x`]; null where something was not known.
    pub curve: BTreeMap<String, Vec<Option<f64>>>,
}

/// Of all seeds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Summary {
    Mean {
        mean: f64,
        /// None of one seed.
        sd: Option<f64>,
    },
    /// Of what is far from normal or did not always come; null where most never came.
    Median { median: Option<f64>, low: Option<f64>, high: Option<f64> },
}

/// How a claim fares in a recording; no verdict where it does not speak of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    pub says: String,
    pub by: Says,
    pub verdict: Option<String>,
    pub figures: String,
}

/// Who made runs, and with what: what has to be the same for them to stand side by side.
#[derive(Clone, Debug)]
pub struct Made {
    pub version: String,
    pub backend: String,
    pub adapter: String,
    pub config: Value,
}

/// A value with so many digits that mean something; null for infinity.
fn rounded(value: f64, digits: usize) -> Option<f64> {
    let text = format!("{value:.*e}", digits - 1);
    value.is_finite().then(|| text.parse().expect("it was written by its own kind"))
}

impl Run {
    pub fn of(seed: u32, finding: &Finding) -> Self {
        let curve = |(name, y): &(&str, Vec<Option<f64>>)| {
            (name.to_string(), y.iter().map(|value| value.and_then(|value| rounded(value, DRAWN))).collect())
        };
        Self {
            seed,
            seconds: (finding.seconds * 100.0).round() / 100.0,
            metrics: finding.metrics.iter().map(|(name, &value)| (name.clone(), rounded(value, DIGITS))).collect(),
            curve: finding.curve.y.iter().map(curve).collect(),
        }
    }

    /// The same but for the time that it took.
    pub fn agrees(&self, other: &Self) -> bool {
        self.metrics == other.metrics && self.curve == other.curve
    }
}

impl Recorded {
    pub fn new(variant: &str, made: Made, n: u32, passes: f64, x: Vec<u64>) -> Self {
        let Made { version, backend, adapter, config } = made;
        let (variant, passes) = (variant.to_string(), rounded(passes, 4).unwrap_or_default());
        let (runs, summary) = (Vec::new(), BTreeMap::new());
        Self { variant, version, backend, adapter, config, n, passes, x, runs, summary }
    }

    pub fn run(&self, seed: u32) -> Option<&Run> {
        self.runs.iter().find(|run| run.seed == seed)
    }

    /// Adds or replaces the run of a seed.
    pub fn put(&mut self, run: Run) {
        self.runs.retain(|known| known.seed != run.seed);
        self.runs.push(run);
        self.runs.sort_by_key(|run| run.seed);
        self.summarize();
    }

    /// What all seeds have of a metric, infinite what never came.
    pub fn values(&self, metric: &str) -> Vec<f64> {
        let known = self.runs.iter().filter_map(|run| run.metrics.get(metric));
        known.map(|value| value.unwrap_or(f64::INFINITY)).collect()
    }

    pub fn seconds(&self) -> f64 {
        self.runs.iter().map(|run| run.seconds).sum::<f64>() / self.runs.len().max(1) as f64
    }

    fn summarize(&mut self) {
        let names: Vec<String> = self.runs.first().map(|run| run.metrics.keys().cloned().collect()).unwrap_or_default();
        let skewed = |name: &str| Metric::ALL.into_iter().any(|metric| metric.name() == name && metric.skewed());
        let digits = |value: f64| rounded(value, DIGITS - 1);
        let of = |name: &String| {
            let values = self.values(name);
            if skewed(name) || values.iter().any(|value| value.is_infinite()) {
                let band = quartiles(&values);
                let [median, low, high] = [band.middle, band.low, band.high].map(digits);
                return Some(Summary::Median { median, low, high });
            }
            let (mean, sd) = mean_and_sd(&values);
            Some(Summary::Mean { mean: digits(mean)?, sd: Some(sd).filter(|sd| sd.is_finite()).and_then(digits) })
        };
        self.summary = names.iter().filter_map(|name| Some((name.clone(), of(name)?))).collect();
    }
}

impl Recording {
    pub fn variant(&self, name: &str) -> Option<&Recorded> {
        self.variants.iter().find(|recorded| recorded.variant == name)
    }

    /// Seeds that every variant has been through, at least.
    pub fn seeds(&self) -> usize {
        self.variants.iter().map(|recorded| recorded.runs.len()).min().unwrap_or_default()
    }

    /// Holds the runs against every claim of their experiment.
    fn judge(&mut self, experiment: &'static Experiment) {
        let of = |recorded: &Recorded| {
            let found = Metric::ALL.map(|metric| Found {
                variant: experiment
                    .variants
                    .iter()
                    .map(|variant| variant.name)
                    .find(|name| *name == recorded.variant)
                    .unwrap_or_default(),
                metric,
                values: recorded.values(metric.name()),
                n: recorded.n,
                passes: recorded.passes,
            });
            found.into_iter().filter(|found| !found.values.is_empty()).collect::<Vec<_>>()
        };
        let found: Vec<Found> = self.variants.iter().flat_map(of).collect();
        let judged = experiment.claims.iter().map(|claim| {
            let (word, figures) = verdict::of(&claim.holds, &found, None);
            let verdict = (!figures.is_empty()).then(|| word.text().to_string());
            Judged { says: claim.says.clone(), by: claim.by, verdict, figures }
        });
        self.claims = judged.collect();
    }
}

impl Record {
    pub fn of(experiment: &Experiment) -> Self {
        Self { experiment: experiment.id.to_string(), recordings: Vec::new() }
    }

    /// Its file in a folder of results.
    pub fn file(folder: &Path, id: &str) -> PathBuf {
        folder.join(format!("{id}.json"))
    }

    /// What is recorded; nothing where there is no file.
    ///
    /// # Errors
    /// It cannot be read, or is no record.
    pub fn read(folder: &Path, experiment: &Experiment) -> Result<Self> {
        let file = Self::file(folder, experiment.id);
        if !file.exists() {
            return Ok(Self::of(experiment));
        }
        let damaged = |why: String| Error::data(format!("{} is damaged ({why}): take it away.", file.display()));
        let text = std::fs::read_to_string(&file).map_err(|error| damaged(error.to_string()))?;
        serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))
    }

    /// Every experiment that has a record, in the order of the catalogue.
    ///
    /// # Errors
    /// As [`Record::read`].
    pub fn all(folder: &Path) -> Result<Vec<(&'static Experiment, Self)>> {
        let known = experiment::all().iter().filter(|experiment| Self::file(folder, experiment.id).exists());
        known.map(|experiment| Ok((experiment, Self::read(folder, experiment)?))).collect()
    }

    pub fn recording(&self, dataset: Option<&str>, settings: Of) -> Option<&Recording> {
        self.recordings.iter().find(|r| r.dataset.as_deref() == dataset && r.settings == settings)
    }

    /// The recording, made where there is none.
    pub fn recording_mut(&mut self, dataset: Option<&str>, settings: Of) -> &mut Recording {
        let at = self.recordings.iter().position(|r| r.dataset.as_deref() == dataset && r.settings == settings);
        let at = at.unwrap_or_else(|| {
            let dataset = dataset.map(str::to_string);
            self.recordings.push(Recording { dataset, settings, variants: Vec::new(), claims: Vec::new() });
            self.recordings.len() - 1
        });
        &mut self.recordings[at]
    }

    /// Writes it, with a verdict on every claim, so that a run that is cut off leaves the file as it was.
    ///
    /// # Errors
    /// The file could not be written.
    pub fn write(&mut self, folder: &Path, experiment: &'static Experiment) -> Result<()> {
        let place = |name: &str| experiment.variants.iter().position(|variant| variant.name == name);
        self.recordings.retain(|recording| !recording.variants.is_empty());
        self.recordings.sort_by_key(|recording| {
            (recording.dataset.as_deref() != experiment.dataset, recording.dataset.clone(), recording.settings)
        });
        for recording in &mut self.recordings {
            recording.variants.sort_by_key(|recorded| place(&recorded.variant));
            recording.variants.iter_mut().for_each(Recorded::summarize);
            recording.judge(experiment);
        }
        let file = Self::file(folder, experiment.id);
        let unfinished = file.with_extension("json.part");
        let failed = |error: std::io::Error| Error::data(format!("{} could not be written: {error}.", file.display()));
        std::fs::create_dir_all(folder).map_err(failed)?;
        std::fs::write(&unfinished, text(self)).map_err(failed)?;
        std::fs::rename(&unfinished, &file).map_err(failed)
    }
}

/// As JSON in which every run stands on a line of its own: what changes with one seed is one line.
pub fn text(record: &impl Serialize) -> String {
    let value = serde_json::to_value(record).expect("a record is numbers and names");
    let mut lines = String::new();
    lay_out(&value, 0, &mut lines);
    lines + "\n"
}

/// Objects that hold a list of objects, and lists of objects, take a line for each item; all else one line.
fn lay_out(value: &Value, depth: usize, lines: &mut String) {
    fn deep(value: &Value) -> bool {
        match value {
            Value::Array(items) => items.iter().any(Value::is_object),
            Value::Object(fields) => fields.values().any(|field| matches!(field, Value::Array(_)) && deep(field)),
            _ => false,
        }
    }
    let indent = |depth: usize| format!("\n{}", "  ".repeat(depth));
    match value {
        Value::Object(fields) if deep(value) => {
            lines.push('{');
            for (i, (key, field)) in fields.iter().enumerate() {
                lines.push_str(if i > 0 { "," } else { "" });
                lines.push_str(&indent(depth + 1));
                lines.push_str(&format!("{}: ", Value::from(key.as_str())));
                // Settings are read as one thing, whatever lists they hold.
                match key.as_str() {
                    "config" => lines.push_str(&field.to_string()),
                    _ => lay_out(field, depth + 1, lines),
                }
            }
            lines.push_str(&indent(depth));
            lines.push('}');
        }
        Value::Array(items) if deep(value) => {
            lines.push('[');
            for (i, item) in items.iter().enumerate() {
                lines.push_str(if i > 0 { "," } else { "" });
                lines.push_str(&indent(depth + 1));
                lay_out(item, depth + 1, lines);
            }
            lines.push_str(&indent(depth));
            lines.push(']');
        }
        other => lines.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_rounded_to_what_they_mean() {
        assert_eq!(rounded(0.987_654_321, 4), Some(0.9877));
        assert_eq!(rounded(123_456_789.0, 4), Some(123_500_000.0));
        assert_eq!(rounded(-0.000_123_456, 3), Some(-0.000_123));
        assert_eq!((rounded(0.0, 3), rounded(f64::INFINITY, 3)), (Some(0.0), None));
    }

    #[test]
    fn a_run_stands_on_a_line_of_its_own() {
        let value = serde_json::json!({"a": [{"runs": [{"x": [1, 2]}, {"x": [3]}], "config": {"b": [{"c": 1}]}}]});
        let lines = [
            "{",
            "  \"a\": [",
            "    {",
            "      \"runs\": [",
            "        {\"x\":[1,2]},",
            "        {\"x\":[3]}",
            "      ],",
            "      \"config\": {\"b\":[{\"c\":1}]}",
            "    }",
            "  ]",
            "}\n",
        ];
        assert_eq!(text(&value), lines.join("\n"));
    }
}
