//! Runs on all cores at once.

use super::task::Task;
use crate::agent;
use crate::crew;
use crate::finding::Finding;
use crate::map;
use crate::metrics::Wanted;
use crate::network;
use crate::plan::Job;
use crate::report::{self, Report};
use crate::source::Source;
use pollster::block_on;
use som_lab::choice::{Choice, Preference, choose};
use som_lab::data::dataset::Dataset;
use som_lab::error::Result;
use som_lab::experiment::Kind;
use std::collections::VecDeque;
use std::path::Path;
use std::rc::Rc;
use std::sync::mpsc::Sender;

/// What a run has come to, and on what.
pub struct Found {
    pub finding: Finding,
    pub backend: &'static str,
    pub adapter: String,
}

/// Makes every run of the queue, `jobs` at once, always on the CPU, whose runs are the same everywhere. `done` is
/// called with each as it ends, and says whether to go on.
pub fn on_all_cores(
    queue: VecDeque<(Task, u32)>,
    jobs: usize,
    data_dir: &Path,
    mut done: impl FnMut(Task, u32, Result<Found>) -> bool,
) {
    let desk = || Desk { data_dir, opened: None };
    let work = |desk: &mut Desk, (task, seed): (Task, u32), sender: &Sender<_>| {
        let found = desk.run(&task, seed);
        drop(sender.send((task, seed, found)));
    };
    crew::side_by_side(queue, jobs, desk, work, |(task, seed, found)| done(task, seed, found));
}

/// What one thread has at hand.
struct Desk<'a> {
    data_dir: &'a Path,
    /// The data set that was used last, on the backend that it lies on.
    opened: Option<(&'static str, Rc<Dataset>, Choice)>,
}

impl Desk<'_> {
    fn run(&mut self, task: &Task, seed: u32) -> Result<Found> {
        let id = report::Run { experiment: task.experiment.id, variant: task.variant.name, seed };
        let Some(name) = task.dataset else {
            let choice = block_on(choose(Preference::Cpu))?;
            let report = Report::silent(task.experiment, &choice);
            let (_, outcome, _) = agent::run(&report, id, task.variant, task.with_seed(seed)?)?;
            return Ok(Found::on(&choice, outcome.finding()));
        };
        let (dataset, choice, flat) = self.open(name, seed)?;
        let report = Report::silent(task.experiment, choice);
        let finding = match task.experiment.kind {
            Kind::Map => {
                let config = task.with_seed(seed)?;
                let job = Job { variant: task.variant, run: id, config, dataset, folder: None, flat };
                map::run(job, &report, None)?.1
            }
            _ => {
                let config = task.with_seed(seed)?;
                let job = Job { variant: task.variant, run: id, config, dataset, folder: None, flat };
                let wanted = Wanted { maximize: false, train_set: false };
                network::run(job, &report, wanted, false)?.2
            }
        };
        Ok(Found::on(choice, finding))
    }

    /// The data set of a run, and whether its samples are no pictures.
    fn open(&mut self, name: &'static str, seed: u32) -> Result<(Rc<Dataset>, &Choice, bool)> {
        let source = Source::named(self.data_dir, false, name)?;
        let known = self.opened.as_ref().is_some_and(|(known, ..)| *known == name) && !source.seeded();
        if !known {
            // What is not needed any more leaves its room to what comes.
            self.opened = None;
            let choice = block_on(choose(Preference::Cpu))?;
            let dataset = Rc::new(source.open(&*choice.backend, seed)?);
            self.opened = Some((name, dataset, choice));
        }
        let (_, dataset, choice) = self.opened.as_ref().expect("it has just been opened");
        Ok((Rc::clone(dataset), choice, source.flat()))
    }
}

impl Found {
    fn on(choice: &Choice, finding: Finding) -> Self {
        let info = choice.backend.info();
        Self { finding, backend: info.backend, adapter: info.adapter.clone() }
    }
}
