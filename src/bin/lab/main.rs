//! The headless lab: runs the experiments of the catalogue natively, for scripts, servers and benches.

mod args;
mod output;
mod pictures;
mod report;
mod settings;
mod source;
mod train;

use args::Args;
use report::{Bar, Report, Run, say};
use som_lab::backend::choice::{Preference, choose};
use som_lab::data::Images;
use som_lab::data::dataset::Dataset;
use som_lab::data::npy;
use som_lab::data::patches::Places;
use som_lab::error::{Error, Kind, Result};
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
    let set = |settings: &[(&str, &str)]| settings.iter().map(|(key, value)| format!(" {key}={value}")).collect();
    for Experiment { id, title, note, dataset, settings, variants, .. } in experiment::ALL {
        let all: String = set(settings);
        let all = if all.is_empty() { all } else { format!(" Settings:{all}") };
        say(&format!("{id:14} {title}\n{:14} {note} Data: {dataset}.{all}", ""))?;
        for Variant { name, dataset, settings, figures } in *variants {
            let dataset = dataset.map_or(String::new(), |dataset| format!(" on {dataset}"));
            let figures = figures.iter().map(|(metric, value)| format!(" · the note: {metric} {value}"));
            say(&format!("{:14} · {name}{dataset}{}{}", "", set(settings), figures.collect::<String>()))?;
        }
    }
    say("\nSettings and their defaults, for --set:")?;
    settings::list(&Config::default()).iter().try_for_each(|setting| say(&format!("  {setting}")))
}

/// The settings of a variant, changed as the command line says.
fn configure(args: &Args, experiment: &Experiment, variant: &Variant) -> Result<Config> {
    let mut config = Config::default();
    for (key, value) in experiment.settings.iter().chain(variant.settings) {
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

/// Lets a run on few pictures see them more often, first at more places and then again, unless it is said how often.
fn see_enough(args: &Args, samples: u32, images: &Images, config: &mut Config) -> Result<()> {
    let said = |key: &str| args.set.iter().any(|assignment| assignment.split('=').next() == Some(key));
    let places = Places::new(images.height, images.width, config.patch.size, config.patch.stride)?.n();
    let n = images.count() as u32;
    if !said("patch.per_image") {
        config.patch.per_image = config.patch.per_image.max(samples.div_ceil(n)).min(places);
    }
    if args.epochs.is_none() && !said("epochs") {
        let pass = n as f32 * config.patch.per_image.min(places) as f32;
        config.epochs = config.epochs.max(samples as f32 / pass).min(1000.0);
    }
    Ok(())
}

/// The variants that are run: all, or the one that is asked for.
fn variants<'a>(args: &Args, experiment: &'a Experiment) -> Result<Vec<&'a Variant>> {
    let wanted = |variant: &&Variant| args.variant.as_ref().is_none_or(|name| name == variant.name);
    let found: Vec<_> = experiment.variants.iter().filter(wanted).collect();
    if found.is_empty() {
        let names: Vec<_> = experiment.variants.iter().map(|variant| variant.name).collect();
        return Err(Error::config(format!(
            "{} has no variant {:?}: choose from {}.",
            experiment.id,
            args.variant.as_deref().unwrap_or_default(),
            names.join(", ")
        )));
    }
    Ok(found)
}

fn run(args: &Args) -> Result<()> {
    let experiment = experiment::by_id(args.experiment()?)?;
    let variants = variants(args, experiment)?;
    let preference = Preference::parse(&args.backend)?;
    // Everything that can be wrong is looked at before the first sample is learned.
    let first_codebook = match &args.init_codebook {
        Some(file) => Some(npy::read_f32(&source::read(file)?)?.1),
        None => None,
    };
    let configs = variants.iter().map(|variant| configure(args, experiment, variant)).collect::<Result<Vec<_>>>()?;
    let own = args.data.as_ref().map(|path| Source::own(args, path, &experiment.own).map(Rc::new)).transpose()?;
    let mut plan: Vec<(&Variant, Rc<Source>, Config)> = Vec::new();
    let mut names = Vec::new();
    for (variant, mut config) in variants.into_iter().zip(configs) {
        let name = args.dataset.as_deref().or(variant.dataset).unwrap_or(experiment.dataset);
        let source = match (&own, plan.last()) {
            (Some(source), _) => Rc::clone(source),
            (None, Some((_, source, _))) if names.last() == Some(&name) => Rc::clone(source),
            _ => Rc::new(Source::named(args, name)?),
        };
        if let Some(images) = source.own_images() {
            see_enough(args, experiment.own.samples, images, &mut config)?;
        }
        names.push(name);
        plan.push((variant, source, config));
    }
    let choice = pollster::block_on(choose(preference))?;
    let report = Report::new(experiment, &choice, args.json);
    report.head()?;

    let alone = plan.len() == 1 && args.seeds == 1;
    let mut opened: Option<(Rc<Source>, Rc<Dataset>)> = None;
    for (variant, source, config) in plan {
        let mut found = Vec::new();
        for i in 0..args.seeds {
            let config = Config { seed: config.seed.wrapping_add(i), ..config.clone() };
            let run = Run { experiment: experiment.id, variant: variant.name, seed: config.seed };
            let dataset = match opened.take() {
                Some((of, dataset)) if Rc::ptr_eq(&of, &source) && !source.seeded() => dataset,
                before => {
                    // What is not needed any more leaves its room to what comes.
                    let known = before.is_some_and(|(of, _)| Rc::ptr_eq(&of, &source));
                    let dataset = Rc::new(source.open(&*choice.backend, config.seed)?);
                    if !known {
                        report.dataset(&dataset.manifest)?;
                    }
                    dataset
                }
            };
            opened = Some((Rc::clone(&source), Rc::clone(&dataset)));
            report.start(run, &dataset.manifest, &config)?;
            let session = Session::new(Rc::clone(&choice.backend), dataset, config)?;
            if let Some(codebook) = &first_codebook {
                session.set_codebook(codebook)?;
            }

            let mut bar = Bar::new(run, !(args.json && std::io::stdout().is_terminal()));
            let (progress, metrics) = train::train(&session, |progress, frame| {
                bar.show(progress, frame);
                frame.map_or(Ok(()), |frame| report.progress(run, progress, frame))
            })?;
            bar.clear();

            if let Some(folder) = &args.out {
                let own = format!("{}-{}", run.variant, run.seed);
                let folder = if alone { folder.clone() } else { folder.join(own) };
                output::write(&session, &folder, source.flat())?;
            }
            report.result(run, &progress, &metrics)?;
            found.push(metrics);
        }
        report.summary(variant.name, &found)?;
    }
    Ok(())
}
