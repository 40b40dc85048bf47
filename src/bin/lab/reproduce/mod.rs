//! `lab reproduce`: everything that the catalogue claims, run as it is recorded, and written to `results/`.

mod documents;
mod merging;
pub mod record;
mod task;
mod work;

pub use documents::document;
pub use merging::merge;

use crate::args::Reproduce;
use crate::crew;
use crate::report::say;
use record::{Made, Of, Record, Recorded, Run};
use som_lab::error::{Error, Result};
use som_lab::experiment::{self, Experiment};
use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::time::Instant;
use task::Task;
use work::Found;

/// The version of the lab that makes the runs.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Records, and what of them is still to be run.
struct Book {
    records: Vec<(&'static Experiment, Record)>,
    /// Where a run belongs, by its task's key and its seed: one run may stand in several records.
    wanted: HashMap<(String, u32), Vec<Task>>,
    /// Lower seeds first, so that what is there at any time is balanced.
    queue: VecDeque<(Task, u32)>,
}

/// Runs what is asked for and not recorded yet.
///
/// # Errors
/// No such experiment, data that are not there, or a record that cannot be written.
pub fn run(args: &Reproduce) -> Result<()> {
    let experiments = named(&args.experiments)?;
    let mut book = Book::open(args, &experiments)?;
    book.fill(&args.out)?;
    let all = book.queue.len();
    let jobs = args.jobs.map_or_else(crew::cores, |jobs| jobs as usize);
    say(&format!("{all} runs to make, {jobs} at once."))?;
    let start = Instant::now();
    let mut done = 0;
    let mut failure = None;
    let queue = std::mem::take(&mut book.queue);
    work::on_all_cores(queue, jobs, &args.data_dir, |task, seed, found| {
        done += 1;
        let Task { experiment, variant, .. } = &task;
        let id = format!("{} {} seed {seed}", experiment.id, variant.name);
        let told = match found {
            Ok(found) => {
                let seconds = found.finding.seconds;
                book.put(&task.key, seed, &found);
                let left = start.elapsed().as_secs_f64() / f64::from(done) * (all as f64 - f64::from(done));
                book.write(&args.out, &task.key, seed).and_then(|()| {
                    say(&format!("{id}: {seconds:.0} s · {done} of {all}, about {:.0} min left", left / 60.0))
                })
            }
            Err(error) => Err(Error::data(format!("{id}: {error}"))),
        };
        // What is under way is finished and kept; nothing more is begun.
        failure = failure.take().or(told.err());
        failure.is_none()
    });
    failure.map_or(Ok(()), Err)
}

/// The experiments that are named, in that order; all where none is.
fn named(ids: &[String]) -> Result<Vec<&'static Experiment>> {
    if ids.is_empty() {
        return Ok(experiment::all().iter().collect());
    }
    ids.iter().map(|id| experiment::by_id(id)).collect()
}

impl Book {
    fn open(args: &Reproduce, experiments: &[&'static Experiment]) -> Result<Self> {
        let mut book = Self { records: Vec::new(), wanted: HashMap::new(), queue: VecDeque::new() };
        let mut slots = Vec::new();
        for &experiment in experiments {
            let mut record = match args.resume {
                true => Record::read(&args.out, experiment)?,
                false => Record::of(experiment),
            };
            let tasks = Task::all(experiment)?;
            record.keep_only(&tasks);
            let asked = |task: &Task| {
                args.settings.as_deref().is_none_or(|name| (name == "page") == (task.of == Of::Page))
                    && args.dataset.as_deref().is_none_or(|name| task.dataset == Some(name))
            };
            let seeds = args.seeds.unwrap_or(experiment.recorded.seeds);
            for task in tasks.into_iter().filter(asked) {
                let missing = (0..seeds).map(|i| args.seed.wrapping_add(i));
                let missing = missing.filter(|&seed| record.run_of(&task, seed).is_none()).collect::<Vec<_>>();
                slots.extend(missing.into_iter().map(|seed| (seed, task.clone())));
            }
            book.records.push((experiment, record));
        }
        slots.sort_by_key(|(seed, _)| *seed);
        for (seed, task) in slots {
            let places = book.wanted.entry((task.key.clone(), seed)).or_default();
            if places.is_empty() {
                book.queue.push_back((task.clone(), seed));
            }
            places.push(task);
        }
        Ok(book)
    }

    /// Takes over what another variant's record has of the same run.
    fn fill(&mut self, folder: &Path) -> Result<()> {
        let mut known: HashMap<(String, u32), (Recorded, Run)> = HashMap::new();
        for (experiment, record) in &self.records {
            for task in Task::all(experiment)? {
                let Some(recorded) = record.recorded(&task) else { continue };
                for run in &recorded.runs {
                    known.insert(
                        (task.key.clone(), run.seed),
                        (Recorded { runs: Vec::new(), ..recorded.clone() }, run.clone()),
                    );
                }
            }
        }
        let there: Vec<_> = self.wanted.keys().filter(|slot| known.contains_key(slot)).cloned().collect();
        for slot in there {
            let (recorded, run) = &known[&slot];
            for task in self.wanted.remove(&slot).unwrap_or_default() {
                let record = record_of(&mut self.records, task.experiment);
                record.put(&task, recorded, run.clone());
            }
            self.queue.retain(|(task, seed)| (&task.key, *seed) != (&slot.0, slot.1));
        }
        self.records
            .iter_mut()
            .filter(|(_, record)| !record.recordings.is_empty())
            .try_for_each(|(experiment, record)| record.write(folder, experiment))
    }

    fn put(&mut self, key: &str, seed: u32, found: &Found) {
        let Found { finding, backend, adapter } = found;
        let x: Vec<u64> = finding.curve.x.iter().map(|&x| x as u64).collect();
        for task in self.wanted.get(&(key.to_string(), seed)).into_iter().flatten() {
            let made = Made {
                version: VERSION.to_string(),
                backend: backend.to_string(),
                adapter: adapter.clone(),
                config: task.config.clone(),
            };
            let recorded = Recorded::new(task.variant.name, made, finding.n, finding.passes, x.clone());
            record_of(&mut self.records, task.experiment).put(task, &recorded, Run::of(seed, finding));
        }
    }

    fn write(&mut self, folder: &Path, key: &str, seed: u32) -> Result<()> {
        let places = self.wanted.remove(&(key.to_string(), seed)).unwrap_or_default();
        let mut ids: Vec<_> = places.iter().map(|task| task.experiment.id).collect();
        ids.dedup();
        for (experiment, record) in &mut self.records {
            if ids.contains(&experiment.id) {
                record.write(folder, experiment)?;
            }
        }
        Ok(())
    }
}

fn record_of<'a>(records: &'a mut [(&'static Experiment, Record)], of: &Experiment) -> &'a mut Record {
    let found = records.iter_mut().find(|(experiment, _)| experiment.id == of.id);
    &mut found.expect("a task is one of an experiment that was opened").1
}

impl Record {
    /// Drops what was recorded with other settings, or by another version.
    fn keep_only(&mut self, tasks: &[Task]) {
        for recording in &mut self.recordings {
            let (dataset, settings) = (recording.dataset.clone(), recording.settings);
            recording.variants.retain(|recorded| {
                recorded.version == VERSION
                    && tasks.iter().any(|task| {
                        task.dataset == dataset.as_deref()
                            && task.of == settings
                            && task.variant.name == recorded.variant
                            && task.config == recorded.config
                    })
            });
        }
    }

    fn recorded(&self, task: &Task) -> Option<&Recorded> {
        self.recording(task.dataset, task.of)?.variant(task.variant.name)
    }

    fn run_of(&self, task: &Task, seed: u32) -> Option<&Run> {
        self.recorded(task)?.run(seed)
    }

    /// Adds a run to a task's variant, which is described as in `like` where it is new.
    fn put(&mut self, task: &Task, like: &Recorded, run: Run) {
        let recording = self.recording_mut(task.dataset, task.of);
        let at = recording.variants.iter().position(|recorded| recorded.variant == task.variant.name);
        let at = at.unwrap_or_else(|| {
            let (variant, config) = (task.variant.name.to_string(), task.config.clone());
            recording.variants.push(Recorded { variant, config, runs: Vec::new(), ..like.clone() });
            recording.variants.len() - 1
        });
        let recorded = &mut recording.variants[at];
        if recorded.x != like.x {
            // Curves with points in other places have no mean in common.
            recorded.runs.clear();
            recorded.x.clone_from(&like.x);
        }
        recorded.put(run);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_is_of_the_settings_and_the_claims_of_today() {
        for (experiment, record) in Record::all(Path::new("results")).unwrap() {
            let mut kept = record.clone();
            kept.keep_only(&Task::all(experiment).unwrap());
            for (before, after) in record.recordings.iter().zip(&kept.recordings) {
                let variants = |recording: &record::Recording| {
                    recording.variants.iter().map(|recorded| recorded.variant.clone()).collect::<Vec<_>>()
                };
                let id = experiment.id;
                assert_eq!(variants(before), variants(after), "{id}: `lab reproduce {id} --resume` measures it again");
                let says: Vec<_> = before.claims.iter().map(|judged| &judged.says).collect();
                let claimed: Vec<_> = experiment.claims.iter().map(|claim| &claim.says).collect();
                assert_eq!(says, claimed, "{id}: `lab reproduce {id} --resume` judges it again");
            }
        }
    }
}
