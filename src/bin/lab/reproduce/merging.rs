//! Runs that were made on several machines, in one record.

use super::record::{Record, Recorded, Recording};
use crate::args::Merge;
use crate::report::say;
use som_lab::error::{Error, Result};
use som_lab::experiment;
use std::path::Path;

/// Puts the records of all folders into one; no seed is dropped.
///
/// # Errors
/// Two records have other settings, other versions, or another outcome of the same seed; the message names both.
pub fn merge(args: &Merge) -> Result<()> {
    let mut merged = Vec::new();
    for experiment in experiment::all() {
        let mut whole = Record::of(experiment);
        for folder in &args.folders {
            whole.add(Record::read(folder, experiment)?, folder)?;
        }
        if !whole.recordings.is_empty() {
            merged.push((experiment, whole));
        }
    }
    if merged.is_empty() {
        return Err(Error::data("There are no records in these folders: name those that `lab reproduce --out` wrote."));
    }
    // Nothing is written before all fits.
    for (experiment, record) in &mut merged {
        record.write(&args.out, experiment)?;
        let seeds = record.recordings.iter().map(Recording::seeds).min().unwrap_or_default();
        say(&format!("{}: {seeds} seeds of every variant.", experiment.id))?;
    }
    Ok(())
}

impl Record {
    fn add(&mut self, other: Self, folder: &Path) -> Result<()> {
        let id = self.experiment.clone();
        for Recording { dataset, settings, variants, .. } in other.recordings {
            let whole = self.recording_mut(dataset.as_deref(), settings);
            for recorded in variants {
                match whole.variants.iter_mut().find(|known| known.variant == recorded.variant) {
                    Some(known) => known.add(recorded, &id, folder)?,
                    None => whole.variants.push(recorded),
                }
            }
        }
        Ok(())
    }
}

impl Recorded {
    fn add(&mut self, other: Self, experiment: &str, folder: &Path) -> Result<()> {
        let name = format!("{experiment} {}", self.variant);
        let refused =
            |what: &str, how: &str| Err(Error::data(format!("{name} has {what} in {}: {how}.", folder.display())));
        if self.version != other.version {
            return refused(
                &format!("runs of version {} instead of {}", other.version, self.version),
                "make them with one version",
            );
        }
        if self.config != other.config || self.x != other.x || self.backend != other.backend {
            return refused("other settings", "merge runs of one catalogue");
        }
        if !self.adapter.split(" · ").any(|adapter| adapter == other.adapter) {
            self.adapter = format!("{} · {}", self.adapter, other.adapter);
        }
        for run in other.runs {
            match self.run(run.seed) {
                Some(known) if !known.agrees(&run) => {
                    return refused(
                        &format!("another outcome of seed {}", run.seed),
                        "the machines do not compute the same; keep one of them",
                    );
                }
                Some(_) => {}
                None => self.put(run),
            }
        }
        Ok(())
    }
}
