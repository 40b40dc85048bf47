//! What is made from the record: the tables of the documents, and the list of all claims that the page shows.

use super::record::{Judged, Of, Record, Recorded, Recording, Summary, text};
use crate::args::Document;
use crate::table;
use serde::Serialize;
use som_lab::error::{Error, Result};
use som_lab::experiment::{Experiment, Metric, Says};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Around a part that is made here. Tables are laid out already.
const BEGIN: &str = "<!-- prettier-ignore-start: made by `lab document` -->\n";
const END: &str = "<!-- prettier-ignore-end -->\n";

/// Makes them, or finds those that are stale.
///
/// # Errors
/// A file cannot be read or written, or one is stale and nothing may be changed.
pub fn document(args: &Document) -> Result<()> {
    let records = Record::all(&args.results)?;
    let made = [
        (PathBuf::from("docs/results.md"), Some(chapters(&records))),
        (PathBuf::from("README.md"), Some(overview(&records))),
        (args.results.join("claims.json"), None),
    ];
    for (file, part) in made {
        let before = std::fs::read_to_string(&file).unwrap_or_default();
        let after = match part {
            Some(part) => with_part(&file, &before, &part)?,
            None => text(&Claims::of(&records)),
        };
        if before == after {
            continue;
        }
        let name = file.display();
        if args.check {
            return Err(Error::data(format!("{name} is not what the record says: run `lab document`.")));
        }
        std::fs::write(&file, after).map_err(|error| Error::data(format!("{name} could not be written: {error}.")))?;
    }
    Ok(())
}

/// A document with another part between its marks.
fn with_part(file: &Path, document: &str, part: &str) -> Result<String> {
    let marks = document.split_once(BEGIN).and_then(|(head, rest)| Some((head, rest.split_once(END)?.1)));
    let (head, tail) = marks.ok_or_else(|| Error::data(format!("{} has no place for the record.", file.display())))?;
    Ok(format!("{head}{BEGIN}\n{part}\n{END}{tail}"))
}

/// All claims, for a list of what holds and what does not.
#[derive(Serialize)]
struct Claims<'a> {
    claims: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    experiment: &'a str,
    dataset: Option<&'a str>,
    #[serde(flatten)]
    judged: &'a Judged,
    seeds: usize,
    passes: f64,
}

/// The recordings that claims are judged by: with the settings of the lab, on the experiment's own data.
fn judged_by<'a>((experiment, record): &'a (&'static Experiment, Record)) -> Option<&'a Recording> {
    record.recording(experiment.dataset, Of::Lab)
}

impl<'a> Claims<'a> {
    fn of(records: &'a [(&'static Experiment, Record)]) -> Self {
        let lines = records.iter().filter_map(|record| Some((record.0, judged_by(record)?))).flat_map(
            |(experiment, recording)| {
                // Some are about runs with other settings.
                let judged = recording.claims.iter().filter(|judged| judged.verdict.is_some());
                judged.map(|judged| Line {
                    experiment: experiment.id,
                    dataset: recording.dataset.as_deref(),
                    judged,
                    seeds: recording.seeds(),
                    passes: recording.variants.iter().map(|recorded| recorded.passes).fold(0.0, f64::max),
                })
            },
        );
        Self { claims: lines.collect() }
    }
}

/// How many claims of the note hold, experiment by experiment.
fn overview(records: &[(&'static Experiment, Record)]) -> String {
    const WORDS: [&str; 3] = ["agrees", "within the noise", "disagrees"];
    let head = ["experiment", "claims of the note", "agree", "within the noise", "disagree", "seeds"];
    let mut cells = vec![head.map(str::to_string).to_vec()];
    for record in records {
        let (experiment, Some(recording)) = (record.0, judged_by(record)) else { continue };
        let of_note: Vec<_> = recording.claims.iter().filter(|judged| judged.by == Says::Note).collect();
        if of_note.is_empty() {
            continue;
        }
        let count = |word: &str| of_note.iter().filter(|judged| judged.verdict.as_deref() == Some(word)).count();
        let counts = WORDS.map(|word| count(word).to_string());
        let (name, seeds) = (format!("`{}`", experiment.id), recording.seeds().to_string());
        cells.push([name, of_note.len().to_string()].into_iter().chain(counts).chain([seeds]).collect());
    }
    table::lines(&cells)
}

/// A section for every experiment.
fn chapters(records: &[(&'static Experiment, Record)]) -> String {
    let chapter = |(experiment, record): &(&'static Experiment, Record)| {
        let mut chapter = format!("### {} (`{}`)\n", experiment.title, experiment.id);
        for recording in &record.recordings {
            let _ = write!(chapter, "\n{}\n{}", caption(experiment, recording), rows(experiment, recording));
        }
        if let Some(recording) = record.recording(experiment.dataset, Of::Lab) {
            let lines = recording.claims.iter().filter_map(|judged| {
                let word = judged.verdict.as_deref()?;
                let by = if judged.by == Says::Note { "The note: " } else { "" };
                Some(format!("- {by}{} → **{word}** ({})\n", judged.says, judged.figures))
            });
            let lines: String = lines.collect();
            if !lines.is_empty() {
                let _ = write!(chapter, "\n{lines}");
            }
        }
        chapter
    };
    records.iter().map(chapter).collect::<Vec<_>>().join("\n")
}

/// What a table shows, and the command that makes it again.
fn caption(experiment: &Experiment, recording: &Recording) -> String {
    let first = recording.variants.first();
    let passes = first.map(|recorded| recorded.passes).filter(|&passes| passes > 0.0);
    let passes = passes.map(|passes| format!(", {passes} {}", if passes == 1.0 { "pass" } else { "passes" }));
    let n = first.map(|recorded| recorded.n).filter(|&n| n > 0).map(|n| format!(" on {} held-out samples", count(n)));
    let on = recording.dataset.as_deref().map(|dataset| format!("{dataset}, "));
    let (settings, option) = match recording.settings {
        Of::Lab => ("settings of the lab", "lab"),
        Of::Page => ("settings of the page", "page"),
    };
    let made = first.map(|recorded| format!("{}, version {}", recorded.adapter, recorded.version)).unwrap_or_default();
    let data = match (&recording.dataset, experiment.recorded.datasets.is_empty()) {
        (Some(dataset), false) => format!(" --dataset {dataset}"),
        _ => String::new(),
    };
    format!(
        "{}{settings}{}{}; {made}; `lab reproduce {}{data} --settings {option}`:\n",
        on.unwrap_or_default(),
        passes.unwrap_or_default(),
        n.unwrap_or_default(),
        experiment.id,
    )
}

/// With a comma before every three digits.
fn count(n: u32) -> String {
    let digits = n.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

fn rows(experiment: &'static Experiment, recording: &Recording) -> String {
    let known = |metric: &Metric| recording.variants.iter().any(|r| r.summary.contains_key(metric.name()));
    let metrics: Vec<Metric> = Metric::ALL.into_iter().filter(known).collect();
    let noted = experiment.variants.iter().any(|variant| !variant.figures.is_empty());
    let mut head = vec!["variant".to_string()];
    head.extend(noted.then(|| "the note".to_string()));
    head.extend(metrics.iter().map(|metric| metric.head().to_string()));
    head.extend(["seeds", "s a seed"].map(str::to_string));
    let mut cells = vec![head];
    for recorded in &recording.variants {
        let variant = experiment.variants.iter().find(|variant| variant.name == recorded.variant);
        let figures = variant.iter().flat_map(|variant| &variant.figures).map(|(metric, &value)| metric.text(value));
        let mut row = vec![format!("{} (`{}`)", variant.map_or("", |variant| variant.title), recorded.variant)];
        row.extend(noted.then(|| figures.collect::<Vec<_>>().join(", ")));
        row.extend(metrics.iter().map(|&metric| spread(recorded, metric)));
        row.extend([recorded.runs.len().to_string(), format!("{:.0}", recorded.seconds())]);
        cells.push(row);
    }
    table::lines(&cells)
}

/// Mean ± sd, or median and quartiles, as people read them.
fn spread(recorded: &Recorded, metric: Metric) -> String {
    let number = |value: f64| {
        let (value, digits, _) = metric.shown(value);
        format!("{value:.digits$}")
    };
    let or_never = |value: Option<f64>| value.map_or_else(|| "never".to_string(), number);
    let (_, _, unit) = metric.shown(0.0);
    // Words behind a number stand in the head.
    let unit = if unit.len() > 4 { "" } else { unit };
    match recorded.summary.get(metric.name()) {
        None => "–".to_string(),
        Some(Summary::Mean { mean, sd: None }) => format!("{}{unit}", number(*mean)),
        Some(Summary::Mean { mean, sd: Some(sd) }) => format!("{} ± {}{unit}", number(*mean), number(*sd)),
        Some(Summary::Median { median: None, low: None, high: None }) => "never".to_string(),
        Some(&Summary::Median { median, low, high }) => {
            format!("{} [{}, {}]", or_never(median), or_never(low), or_never(high))
        }
    }
}
