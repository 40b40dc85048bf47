//! What is run: variants, their settings and their samples, all looked at before the first sample is learned.

use crate::args::Args;
use crate::report::{Column, Report, Run};
use crate::settings::{self, OfPictures, Settings};
use crate::source::Source;
use crate::table::Row;
use som_lab::data::dataset::Dataset;
use som_lab::error::{Error, Result};
use som_lab::experiment::{Experiment, Kind, Own, Pictures, Variant};
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

impl<C: OfPictures> Plan<C> {
    /// # Errors
    /// No such variant, settings that do not fit, or samples that are not there.
    pub fn new(args: &Args, experiment: &'static Experiment) -> Result<Self> {
        let variants = wanted(args, experiment)?;
        let dataset = args.dataset.as_deref().or(experiment.dataset);
        let configs = variants.iter().map(|variant| {
            let mut config: C = configure(args, experiment, variant, dataset.unwrap_or_default())?;
            *config.epochs() = args.epochs.unwrap_or(*config.epochs());
            config.check().map(|()| config)
        });
        let configs = configs.collect::<Result<Vec<_>>>()?;
        let source = Rc::new(match &args.data {
            Some(path) => Source::own(args, path, own(experiment))?,
            None => Source::named(&args.data_dir, args.validation, dataset.expect("it learns from pictures"))?,
        });
        if experiment.kind == Kind::Net && !source.labeled() {
            return Err(Error::config(format!(
                "{} learns classes, and these samples have none: put pictures into a folder for each class, or name \
                 the labels with --labels.",
                experiment.id
            )));
        }
        let fitted = configs.into_iter().map(|config| fit(args, experiment, &source, config));
        let planned = variants
            .into_iter()
            .zip(fitted)
            .map(|(variant, config)| Ok(Planned { variant, source: Rc::clone(&source), config: config? }));
        let variants = planned.collect::<Result<_>>()?;
        Ok(Self { experiment, variants, seeds: args.seeds, out: args.out.clone() })
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
                            report.dataset(&dataset.manifest, &source)?;
                        }
                        dataset
                    }
                };
                opened = Some((Rc::clone(&source), Rc::clone(&dataset)));
                let id = Run { experiment: self.experiment.id, variant: variant.name, seed };
                report.start(id, Some((&dataset.manifest, &source)), &config)?;
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
pub fn wanted(args: &Args, experiment: &'static Experiment) -> Result<Vec<&'static Variant>> {
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
pub fn configure<C: Settings>(
    args: &Args,
    experiment: &'static Experiment,
    variant: &'static Variant,
    dataset: &str,
) -> Result<C> {
    let mut config = C::default();
    for (key, value) in experiment.settings_of(variant, dataset) {
        config = settings::put(&config, key, value)?;
    }
    for assignment in &args.set {
        let (key, value) = settings::pair(assignment)?;
        config = settings::set(&config, key, value)?;
    }
    *config.seed() = args.seed.unwrap_or(*config.seed());
    config.check()?;
    Ok(config)
}

/// What becomes of people's own pictures.
fn own(experiment: &Experiment) -> &Own {
    experiment.own.as_ref().expect("it learns from pictures")
}

/// Lets a run on people's own pictures see enough of them, unless it is said how much.
fn fit<C: OfPictures>(args: &Args, experiment: &Experiment, source: &Source, mut config: C) -> Result<C> {
    let Some(images) = source.own_images() else { return Ok(config) };
    let pictures = Pictures { height: images.height, width: images.width, n: images.count() as u32 };
    let said = |key: &str| {
        let set = args.set.iter().any(|assignment| assignment.split('=').next() == Some(key));
        set || (key == "epochs" && args.epochs.is_some())
    };
    let fitted = own(experiment).fitting(config.fitted(), pictures, said);
    let mut wanted = vec![("batch_size", f64::from(fitted.batch_size)), ("epochs", f64::from(fitted.epochs))];
    if experiment.kind == Kind::Map {
        let patch = [("size", fitted.size), ("stride", fitted.stride), ("per_image", fitted.per_image)];
        let keys = ["patch.size", "patch.stride", "patch.per_image"];
        wanted.extend(keys.into_iter().zip(patch).map(|(key, (_, value))| (key, f64::from(value))));
    }
    for (key, value) in wanted.into_iter().filter(|(key, _)| !said(key)) {
        config = settings::set(&config, key, &value.to_string())?;
    }
    config.check()?;
    Ok(config)
}
