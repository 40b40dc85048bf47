//! What is run: variants, their settings and their samples, all looked at before the first sample is learned.

use crate::args::Args;
use crate::crew;
use crate::report::{Column, Report, Run};
use crate::settings::{self, OfPictures, Settings};
use crate::source::Source;
use crate::table::{self, Row};
use som_lab::choice::Choice;
use som_lab::data::dataset::Dataset;
use som_lab::error::{Error, Result};
use som_lab::experiment::{Experiment, Kind, Own, Pictures, Variant};
use std::path::PathBuf;
use std::rc::Rc;

/// The variants that are run, with their settings.
pub struct Plan<C> {
    experiment: &'static Experiment,
    variants: Vec<(&'static Variant, C)>,
    source: Source,
    seeds: u32,
    jobs: Option<u32>,
    at_once: usize,
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

impl<C: OfPictures + Send> Plan<C> {
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
        let source = match &args.data {
            Some(path) => Source::own(args, path, own(experiment))?,
            None => Source::named(&args.data_dir, args.validation, dataset.expect("it learns from pictures"))?,
        };
        if experiment.kind == Kind::Net && !source.labeled() {
            return Err(Error::config(format!(
                "{} learns classes, and these samples have none: put pictures into a folder for each class, or name \
                 the labels with --labels.",
                experiment.id
            )));
        }
        let fitted = configs.into_iter().map(|config| fit(args, experiment, &source, config));
        let planned = variants.into_iter().zip(fitted).map(|(variant, config)| Ok((variant, config?)));
        let variants = planned.collect::<Result<_>>()?;
        Ok(Self { experiment, variants, source, seeds: args.seeds, jobs: args.jobs, at_once: 1, out: args.out.clone() })
    }

    /// How many runs are made at once, and what each of them has of the machine.
    ///
    /// # Errors
    /// Those of [`crew::at_once`].
    pub fn equip(&mut self, choice: Choice) -> Result<Choice> {
        let at_once = crew::at_once(&choice, self.jobs, self.variants.len() * self.seeds as usize)?;
        self.at_once = at_once;
        Ok(crew::equipped(choice, at_once))
    }

    /// Does every run, variant by variant and seed by seed, several at once where they fit, and tells how they came out;
    /// returns what each variant and each run has found. `run` trains one of them.
    ///
    /// # Errors
    /// Those of `run`, and where samples do not fit the device.
    pub fn each<T: Send + 'static>(
        self,
        report: &Report,
        run: impl Fn(Job<C>, &Report) -> Result<(Vec<Column>, T)> + Sync,
    ) -> Result<(Vec<Row>, Vec<T>)> {
        let Self { experiment, variants, source, seeds, at_once, out, .. } = self;
        let all = variants.len() * seeds as usize;
        let mut queue = Vec::with_capacity(all);
        for (variant, config) in &variants {
            for i in 0..seeds {
                let mut config = config.clone();
                *config.seed() = config.seed().wrapping_add(i);
                queue.push((queue.is_empty(), *variant, config));
            }
        }
        let mut rows: Vec<Row> = Vec::new();
        let mut found = Vec::with_capacity(all);
        let mut names = variants.iter().flat_map(|(variant, _)| std::iter::repeat_n(*variant, seeds as usize));
        crew::in_order(
            queue,
            at_once,
            report,
            |opened: &mut Option<Rc<Dataset>>, (first, variant, mut config), report| {
                let seed = *config.seed();
                let dataset = match opened.take().filter(|_| !source.seeded()) {
                    Some(dataset) => dataset,
                    None => Rc::new(source.open(&*report.choice.backend, seed)?),
                };
                *opened = Some(Rc::clone(&dataset));
                if first {
                    report.dataset(&dataset.manifest, &source)?;
                }
                let id = Run { experiment: experiment.id, variant: variant.name, seed };
                report.start(id, Some((&dataset.manifest, &source)), &config)?;
                let folder = out.as_ref().map(|folder| match all {
                    1 => folder.clone(),
                    _ => folder.join(format!("{}-{seed}", variant.name)),
                });
                run(Job { variant, run: id, config, dataset, folder, flat: source.flat() }, report)
            },
            |(columns, one)| {
                found.push(one);
                let variant = names.next().expect("as many as there are runs");
                table::enter(&mut rows, variant, columns, seeds, report)
            },
        )?;
        Ok((rows, found))
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
