//! The headless lab: runs the experiments of the catalogue natively, for scripts, servers and benches.

mod agent;
mod agent_files;
mod args;
mod bench_gpu;
mod chart;
mod claims;
mod crew;
mod files;
mod finding;
mod hints;
mod map;
mod metrics;
mod network;
mod network_files;
mod plan;
mod report;
mod reproduce;
mod settings;
mod source;
mod statistics;
mod table;
mod tiles;
mod verdict;
mod winners;

use args::{Args, Command};
use claims::Results;
use metrics::Wanted;
use plan::Plan;
use report::{Report, say};
use som_lab::agent::config::AgentConfig;
use som_lab::backend::Backend;
use som_lab::backend::gpu::tune;
use som_lab::choice::{Choice, Preference, choose};
use som_lab::data::npy;
use som_lab::error::{self, Error, Result};
use som_lab::experiment::{self, Experiment, Kind, Variant};
use som_lab::kernels::shape::{SHAPES, Shapes};
use som_lab::net::config::NetConfig;
use som_lab::som::config::Config;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match args::parse() {
        Ok(args) => args,
        Err(code) => return code,
    };
    let done = match &args.command {
        Some(Command::Reproduce(asked)) => reproduce::run(asked),
        Some(Command::Merge(asked)) => reproduce::merge(asked),
        Some(Command::Document(asked)) => reproduce::document(asked),
        Some(Command::BenchGpu(asked)) => bench_gpu::run(asked),
        None if args.list => list(),
        None => run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lab: {error}");
            ExitCode::from(if error.kind == error::Kind::Config { 2 } else { 1 })
        }
    }
}

fn list() -> Result<()> {
    for experiment in experiment::all() {
        let Experiment { id, title, note, dataset, settings, variants, claims, datasets, .. } = experiment;
        let data = dataset.map_or_else(String::new, |dataset| format!(" Data: {dataset}."));
        let all = if settings.is_empty() { String::new() } else { format!(" Settings:{}", settings::words(settings)) };
        say(&format!("{id:14} {title}\n{:14} {note}{data}{all}", ""))?;
        for (name, brought) in datasets.iter().filter(|(_, brought)| !brought.settings.is_empty()) {
            say(&format!("{:14} · on {name}{}", "", settings::words(&brought.settings)))?;
        }
        for Variant { name, settings, figures, .. } in variants {
            let figures = figures.iter().map(|(metric, value)| format!(" · the note: {}", metric.text(*value)));
            say(&format!("{:14} · {name}{}{}", "", settings::words(settings), figures.collect::<String>()))?;
        }
        claims.iter().try_for_each(|claim| say(&format!("{:14} ? {}", "", claims::said(claim))))?;
    }
    let defaults = |of: &str, settings: Vec<String>| {
        say(&format!("\nSettings of {of} and their defaults, for --set:"))?;
        settings.iter().try_for_each(|setting| say(&format!("  {setting}")))
    };
    defaults("maps", settings::list(&Config::default()))?;
    defaults("networks", settings::list(&NetConfig::default()))?;
    defaults("agents", settings::list(&AgentConfig::default()))
}

/// The backend, and on a graphics adapter the shapes of its kernels.
fn chosen(args: &Args) -> Result<Choice> {
    let shapes = args.shapes.as_deref().map(|text| {
        let names = SHAPES.each_ref().map(|shape| shape.name).join(", ");
        let message =
            format!("There are no shapes {text}: choose one of {names}, or three of them with spaces between.");
        Shapes::parse(text).ok_or_else(|| Error::config(message))
    });
    let shapes = shapes.transpose()?;
    let choice = pollster::block_on(choose(Preference::parse(&args.backend)?))?;
    if let Some(gpu) = &choice.gpu {
        match shapes {
            Some(shapes) => gpu.set_shapes(shapes),
            None if gpu.info().software => {}
            None => drop(pollster::block_on(tune(gpu))?),
        }
    }
    Ok(choice)
}

fn run(args: &Args) -> Result<()> {
    let experiment = experiment::by_id(args.experiment()?)?;
    // Everything that can be wrong is looked at before the first sample is learned.
    match experiment.kind {
        Kind::Map => {
            let codebook = match &args.init_codebook {
                Some(file) => Some(npy::read_f32(&source::read(file)?)?.1),
                None => None,
            };
            let mut plan = Plan::<Config>::new(args, experiment)?;
            let choice = plan.equip(chosen(args)?)?;
            let report = Report::new(experiment, &choice, args.json);
            report.head()?;
            let (rows, findings) = plan.each(&report, |job, report| {
                let variant = job.variant.name;
                let (columns, finding) = map::run(job, report, codebook.as_deref())?;
                Ok((columns, (variant, finding)))
            })?;
            table::tell(&rows, &report, args.out.as_deref())?;
            claims::tell(experiment, &findings, &report)
        }
        Kind::Net => {
            if args.init_codebook.is_some() {
                return Err(Error::config("--init-codebook is for maps: the maps of a network start from its seed."));
            }
            let mut plan = Plan::<NetConfig>::new(args, experiment)?;
            let choice = plan.equip(chosen(args)?)?;
            let report = Report::new(experiment, &choice, args.json);
            report.head()?;
            let wanted = Wanted { maximize: experiment.maximize, train_set: args.train_set };
            let (rows, outcomes) = plan.each(&report, |job, report| {
                let compared = claims::compares(&experiment.claims, job.variant);
                network::run(job, report, wanted, compared).map(|(columns, outcome, _)| (columns, outcome))
            })?;
            table::tell(&rows, &report, args.out.as_deref())?;
            let results = Results::new(&experiment.claims, outcomes);
            results.tell(&report)?;
            args.out.as_ref().map_or(Ok(()), |folder| results.draw(folder))
        }
        Kind::Agent => agent::run_all(args, experiment),
    }
}
