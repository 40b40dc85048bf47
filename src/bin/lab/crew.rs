//! Runs side by side, each thread with a backend and data of its own.

use crate::report::{Report, Said};
use som_lab::backend::Backend;
use som_lab::backend::cpu::Cpu;
use som_lab::choice::Choice;
use som_lab::error::{Error, Result};
use std::collections::{BTreeMap, VecDeque};
use std::num::NonZero;
use std::rc::Rc;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::available_parallelism;

/// Cores of this machine.
pub fn cores() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

/// How many of `runs` are made at once, where `asked` is what the command line says: the CPU has as many cores as it
/// has, an adapter makes one run after the other.
///
/// # Errors
/// Several are asked of a graphics adapter.
pub fn at_once(choice: &Choice, asked: Option<u32>, runs: usize) -> Result<usize> {
    let gpu = choice.backend.info().backend == "gpu";
    if gpu && asked.is_some_and(|jobs| jobs > 1) {
        return Err(Error::config(
            "A graphics adapter makes one run after the other: leave --jobs out, or say --backend cpu.",
        ));
    }
    let most = if gpu { 1 } else { asked.map_or_else(cores, |jobs| jobs as usize) };
    Ok(most.min(runs).max(1))
}

/// The same choice for runs of which `at_once` are made at a time: on the CPU, each has its share of the cores.
pub fn equipped(choice: Choice, at_once: usize) -> Choice {
    match choice.backend.info().backend {
        "cpu" => Choice { backend: backend(at_once), ..choice },
        _ => choice,
    }
}

fn backend(at_once: usize) -> Rc<dyn Backend> {
    Rc::new(Cpu::with_threads(cores() / at_once))
}

/// Does all jobs, `at_once` of them at a time, on threads with a `desk` each. `heard` is called with what `work` sends,
/// as it comes, and says whether another job is to be begun.
pub fn side_by_side<J: Send, D, M: Send>(
    jobs: VecDeque<J>,
    at_once: usize,
    desk: impl Fn() -> D + Sync,
    work: impl Fn(&mut D, J, &Sender<M>) + Sync,
    mut heard: impl FnMut(M) -> bool,
) {
    let queue = Mutex::new(jobs);
    let (sender, receiver) = channel();
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            let (sender, queue, desk, work) = (sender.clone(), &queue, &desk, &work);
            scope.spawn(move || {
                let mut desk = desk();
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(job) = next else { return };
                    work(&mut desk, job, &sender);
                }
            });
        }
        drop(sender);
        for message in receiver {
            if !heard(message) {
                queue.lock().unwrap_or_else(PoisonError::into_inner).clear();
            }
        }
    });
}

/// What a thread tells of one of its runs.
enum Told<T> {
    Said(Said),
    Over(Result<T>),
}

/// Does all jobs and reports them as if they had been done one after the other, whatever `at_once` is. `work` has a
/// desk of its own thread, and `done` is called with what it found, in order.
///
/// # Errors
/// The first of `work` and `done`; runs that are under way are ended first.
pub fn in_order<J: Send, D: Default, T: Send + 'static>(
    jobs: Vec<J>,
    at_once: usize,
    report: &Report,
    work: impl Fn(&mut D, J, &Report) -> Result<T> + Sync,
    mut done: impl FnMut(T) -> Result<()>,
) -> Result<()> {
    if at_once <= 1 {
        let mut desk = D::default();
        return jobs.into_iter().try_for_each(|job| done(work(&mut desk, job, report)?));
    }
    let stage = report.stage();
    let mut waiting: BTreeMap<usize, VecDeque<Told<T>>> = BTreeMap::new();
    let mut head = 0;
    let mut failure = None;
    side_by_side(
        jobs.into_iter().enumerate().collect(),
        at_once,
        || (D::default(), stage.choice(backend(at_once))),
        |(desk, choice), (place, job), sender| {
            let told = sender.clone();
            let report = stage.report(choice, move |said| drop(told.send((place, Told::Said(said)))));
            let over = Told::Over(work(desk, job, &report));
            drop(sender.send((place, over)));
        },
        |(place, told)| {
            waiting.entry(place).or_default().push_back(told);
            while let Some(told) = waiting.get_mut(&head).and_then(VecDeque::pop_front) {
                let heard = match told {
                    Told::Said(said) => report.print(said),
                    Told::Over(found) => {
                        head += 1;
                        found.and_then(&mut done)
                    }
                };
                if failure.is_none() {
                    failure = heard.err();
                }
                if failure.is_some() {
                    return false;
                }
            }
            true
        },
    );
    failure.map_or(Ok(()), Err)
}
