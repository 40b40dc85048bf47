//! The headless lab: runs the experiments of the catalogue natively, for scripts, servers and benches.

mod args;
mod output;
mod report;
mod settings;
mod source;
mod train;

use args::Args;
use report::{Bar, Report, Run, say};
use som_lab::backend::choice::{Preference, choose};
use som_lab::data::npy;
use som_lab::error::{Kind, Result};
use som_lab::experiment::{self, Experiment, Variant};
use som_lab::session::Session;
use som_lab::som::config::Config;
use source::Source;
use std::io::IsTerminal;
use std::process::ExitCode;
use std::rc::Rc;

fn main() -> ExitCode {
    let args = match args::parse() {
        Ok(args) => args,
        Err(code) => return code,
    };
    let done = if args.list { list() } else { run(&args) };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lab: {error}");
            ExitCode::from(if error.kind == Kind::Config { 2 } else { 1 })
        }
    }
}

fn list() -> Result<()> {
    for Experiment { id, title, note, dataset, variants } in experiment::ALL {
        say(&format!("{id:14} {title}\n{:14} {note} Data: {dataset}.", ""))?;
        for Variant { name, settings, figures } in *variants {
            let settings = settings.iter().map(|(key, value)| format!(" {key}={value}"));
            let figures = figures.iter().map(|(metric, value)| format!(" · the note: {metric} {value}"));
            say(&format!("{:14} · {name}{}", "", settings.chain(figures).collect::<String>()))?;
        }
    }
    say("\nSettings and their defaults, for --set:")?;
    settings::list(&Config::default()).iter().try_for_each(|setting| say(&format!("  {setting}")))
}

/// The settings of a variant, changed as the command line says.
fn configure(args: &Args, variant: &Variant) -> Result<Config> {
    let mut config = Config::default();
    for (key, value) in variant.settings {
        config = settings::set(&config, key, value)?;
    }
    for assignment in &args.set {
        let (key, value) = settings::pair(assignment)?;
        config = settings::set(&config, key, value)?;
    }
    config.seed = args.seed.unwrap_or(config.seed);
    config.epochs = args.epochs.unwrap_or(config.epochs);
    config.check()?;
    Ok(config)
}

fn run(args: &Args) -> Result<()> {
    let experiment = experiment::by_id(args.experiment()?)?;
    // Everything that can be wrong is looked at before the first sample is learned.
    let configs = experiment.variants.iter().map(|variant| configure(args, variant)).collect::<Result<Vec<_>>>()?;
    let first_codebook = match &args.init_codebook {
        Some(file) => Some(npy::read_f32(&source::read(file)?)?.1),
        None => None,
    };
    let source = Source::find(args, experiment.dataset)?;
    let choice = pollster::block_on(choose(Preference::parse(&args.backend)?))?;
    let report = Report { experiment, choice: &choice, json: args.json };
    let open = |seed| source.open(&*choice.backend, seed).map(Rc::new);

    let mut dataset = open(configs[0].seed)?;
    report.head(&dataset.manifest)?;
    for (variant, config) in experiment.variants.iter().zip(configs) {
        let mut found = Vec::new();
        for i in 0..args.seeds {
            let config = Config { seed: config.seed.wrapping_add(i), ..config.clone() };
            let run = Run { experiment: experiment.id, variant: variant.name, seed: config.seed };
            if source.seeded() {
                dataset = open(config.seed)?;
            }
            report.start(run, &dataset.manifest, &config)?;
            let session = Session::new(Rc::clone(&choice.backend), Rc::clone(&dataset), config)?;
            if let Some(codebook) = &first_codebook {
                session.set_codebook(codebook)?;
            }

            let mut bar = Bar::new(run, !(args.json && std::io::stdout().is_terminal()));
            let (progress, quality) = train::train(&session, |progress, frame| {
                bar.show(progress, frame);
                frame.map_or(Ok(()), |frame| report.progress(run, progress, frame))
            })?;
            bar.clear();

            if let Some(folder) = &args.out {
                let alone = experiment.variants.len() == 1 && args.seeds == 1;
                let own = format!("{}-{}", run.variant, run.seed);
                let folder = if alone { folder.clone() } else { folder.join(own) };
                output::write(&session, &folder, source.flat())?;
            }
            report.result(run, &progress, &quality)?;
            found.push(quality);
        }
        report.summary(variant.name, &found)?;
    }
    Ok(())
}
