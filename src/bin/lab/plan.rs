//! What is run: variants, their settings and their samples, all looked at before the first sample is learned.

use crate::args::Args;
use crate::report::{Column, Report, Run};
use crate::settings::{self, Settings};
use crate::source::Source;
use crate::table::Row;
use som_lab::data::dataset::Dataset;
use som_lab::error::{Error, Result};
use som_lab::experiment::{Experiment, Model, Variant};
use std::path::PathBuf;
use std::rc::Rc;

/// One variant of a plan.
struct Planned<C> {
    variant: &'static Variant,
    source: Rc<Source>,
    config: C,
}

/// The variants that are run, one after the other.
pub struct Plan<C> {
    experiment: &'static Experiment,
    variants: Vec<Planned<C>>,
    seeds: u32,
    out: Option<PathBuf>,
}

/// One run of a plan: a variant on a seed.
pub struct Job<'a, C> {
    pub variant: &'static Variant,
    pub run: Run<'a>,
    pub config: C,
    pub dataset: Rc<Dataset>,
    /// Where its files go, if it is to write any.
    pub folder: Option<PathBuf>,
    /// Whether its samples are rows of features, not pictures.
    pub flat: bool,
}

impl<C: Settings> Plan<C> {
    /// # Errors
    /// No such variant, settings that do not fit, or samples that are not there.
    pub fn new(args: &Args, experiment: &'static Experiment) -> Result<Self> {
        let variants = wanted(args, experiment)?;
        let configs = variants.iter().map(|variant| configure::<C>(args, experiment, variant));
        let configs = configs.collect::<Result<Vec<_>>>()?;
        let own = args.data.as_ref().map(|path| Source::own(args, path, &experiment.own).map(Rc::new)).transpose()?;
        let mut planned: Vec<Planned<C>> = Vec::new();
        let mut names = Vec::new();
        for (variant, mut config) in variants.into_iter().zip(configs) {
            let name = args.dataset.as_deref().or(variant.dataset).unwrap_or(experiment.dataset);
            let source = match (&own, planned.last()) {
                (Some(source), _) => Rc::clone(source),
                (None, Some(Planned { source, .. })) if names.last() == Some(&name) => Rc::clone(source),
                _ => Rc::new(Source::named(args, name)?),
            };
            if matches!(experiment.model, Model::Network { .. }) && !source.labeled() {
                return Err(Error::config(format!(
                    "{} learns classes, and these samples have none: put pictures into a folder for each class, or \
                     name the labels with --labels.",
                    experiment.id
                )));
            }
            see_enough(args, experiment.own.samples, &source, &mut config)?;
            names.push(name);
            planned.push(Planned { variant, source, config });
        }
        Ok(Self { experiment, variants: planned, seeds: args.seeds, out: args.out.clone() })
    }

    /// Does every run, seed by seed and variant by variant, and tells how they came out; returns what each variant
    /// found. `run` trains one of them and says what it found.
    ///
    /// # Errors
    /// Those of `run`, and where samples do not fit the device.
    pub fn each(self, report: &Report, mut run: impl FnMut(Job<C>) -> Result<Vec<Column>>) -> Result<Vec<Row>> {
        let alone = self.variants.len() == 1 && self.seeds == 1;
        let mut opened: Option<(Rc<Source>, Rc<Dataset>)> = None;
        let mut rows = Vec::new();
        for Planned { variant, source, config } in self.variants {
            let mut runs = Vec::new();
            for i in 0..self.seeds {
                let mut config = config.clone();
                *config.seed() = config.seed().wrapping_add(i);
                let seed = *config.seed();
                let dataset = match opened.take() {
                    Some((of, dataset)) if Rc::ptr_eq(&of, &source) && !source.seeded() => dataset,
                    before => {
                        // What is not needed any more leaves its room to what comes.
                        let known = before.is_some_and(|(of, _)| Rc::ptr_eq(&of, &source));
                        let dataset = Rc::new(source.open(&*report.choice.backend, seed)?);
                        if !known {
                            report.dataset(&dataset.manifest)?;
                        }
                        dataset
                    }
                };
                opened = Some((Rc::clone(&source), Rc::clone(&dataset)));
                let id = Run { experiment: self.experiment.id, variant: variant.name, seed };
                report.start(id, &dataset.manifest, &config)?;
                let folder = self.out.as_ref().map(|folder| match alone {
                    true => folder.clone(),
                    false => folder.join(format!("{}-{seed}", variant.name)),
                });
                runs.push(run(Job { variant, run: id, config, dataset, folder, flat: source.flat() })?);
            }
            report.summary(variant.name, &runs)?;
            rows.push(Row { variant, runs });
        }
        Ok(rows)
    }
}

/// The variants that are asked for: all, or one.
fn wanted(args: &Args, experiment: &'static Experiment) -> Result<Vec<&'static Variant>> {
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

/// The settings of a variant, changed as the command line says.
fn configure<C: Settings>(args: &Args, experiment: &Experiment, variant: &Variant) -> Result<C> {
    let mut config = C::default();
    for (key, value) in experiment.settings.iter().chain(variant.settings) {
        config = settings::set(&config, key, value)?;
    }
    for assignment in &args.set {
        let (key, value) = settings::pair(assignment)?;
        config = settings::set(&config, key, value)?;
    }
    *config.seed() = args.seed.unwrap_or(*config.seed());
    *config.epochs() = args.epochs.unwrap_or(*config.epochs());
    config.check()?;
    Ok(config)
}

/// Lets a run on few pictures see them more often, first at more places and then again, unless it is said how often.
fn see_enough<C: Settings>(args: &Args, samples: u32, source: &Source, config: &mut C) -> Result<()> {
    let Some(images) = source.own_images() else { return Ok(()) };
    let said = |key: &str| args.set.iter().any(|assignment| assignment.split('=').next() == Some(key));
    let pass = config.pass(images, (!said("patch.per_image")).then_some(samples))?;
    if args.epochs.is_none() && !said("epochs") {
        *config.epochs() = config.epochs().max(samples as f32 / pass).min(1000.0);
    }
    Ok(())
}
