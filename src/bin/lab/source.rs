//! Where a run's samples come from: shards that were made for the page, what is drawn here, or files of one's own.

use crate::args::Args;
use som_lab::backend::Backend;
use som_lab::data::Images;
use som_lab::data::coding::Coding;
use som_lab::data::dataset::{Dataset, Manifest, ShardManifest, SplitManifest, Which};
use som_lab::error::{Error, Result};
use som_lab::experiment::Own;
use som_lab::input::{Arrays, Files, Found, Kind, Origin, Prepared, Sorted, Wanted};
use som_lab::input::{base_name, inflated, is_junk, prepare, read_array, shown};
use std::path::{Path, PathBuf};

/// Images at the end of a training set that choices of settings are made on.
const VALIDATION: u32 = 5000;

/// Samples before they are on a device.
pub enum Source {
    /// A folder with a manifest and its shards.
    Shards(Folder, Manifest),
    /// The same without its test set: the manifest has the last of its training set in that place.
    Validation(Folder, Manifest),
    /// Drawn with the seed of the run.
    Colors,
    /// A car on a turntable in this size.
    Turntable(u32),
    Own(Box<Prepared>),
}

impl Source {
    /// One of the data sets.
    ///
    /// # Errors
    /// It is not in `data_dir`, or has nothing to hold out for `validation`.
    pub fn named(data_dir: &Path, validation: bool, name: &str) -> Result<Self> {
        match name {
            "colors" | "turntable" | "turntable-32" if validation => {
                Err(Error::config(format!("--validation is for mnist and cifar10: {name} is drawn here.")))
            }
            "colors" => Ok(Self::Colors),
            "turntable" => Ok(Self::Turntable(64)),
            "turntable-32" => Ok(Self::Turntable(32)),
            name => {
                let (folder, manifest) = Folder::open(data_dir.join(name), name)?;
                Ok(match validation {
                    true => Self::Validation(folder, with_validation(manifest)?),
                    false => Self::Shards(folder, manifest),
                })
            }
        }
    }

    /// What lies at `path`, as an experiment wants it.
    pub fn own(args: &Args, path: &Path, own: &Own) -> Result<Self> {
        let wanted = Wanted {
            side: args.size.or(own.side).map(|side| side as usize),
            gray: own.gray,
            turntable: own.turntable,
            least: own.least as usize,
            first: false,
        };
        let prepared = if args.labels.is_some() || args.test.is_some() {
            named_files(args, path, wanted)?
        } else {
            brought(path, args.size.is_some(), wanted)?
        };
        Ok(Self::Own(Box::new(prepared)))
    }

    /// Whether every seed has samples of its own.
    pub fn seeded(&self) -> bool {
        matches!(self, Self::Colors)
    }

    /// Whether samples are rows of features, not pictures.
    pub fn flat(&self) -> bool {
        matches!(self, Self::Own(own) if own.flat)
    }

    /// Whether samples have classes.
    pub fn labeled(&self) -> bool {
        match self {
            Self::Shards(_, manifest) | Self::Validation(_, manifest) => !manifest.classes.is_empty(),
            Self::Colors | Self::Turntable(_) => false,
            Self::Own(own) => !own.classes.is_empty(),
        }
    }

    /// The images to train on, if they are one's own.
    pub fn own_images(&self) -> Option<&Images> {
        if let Self::Own(own) = self { Some(&own.train) } else { None }
    }

    /// What one's own samples are told by, as hexadecimal digits.
    pub fn fingerprint(&self) -> Option<String> {
        if let Self::Own(own) = self { Some(format!("{:016x}", own.fingerprint())) } else { None }
    }

    /// Whether no picture is held out.
    pub fn tested_on_the_same(&self) -> bool {
        matches!(self, Self::Own(own) if own.same)
    }

    /// What was done with one's own files, in sentences.
    pub fn notes(&self) -> &[String] {
        if let Self::Own(own) = self { &own.notes } else { &[] }
    }

    /// All samples, on the device.
    pub fn open(&self, backend: &dyn Backend, seed: u32) -> Result<Dataset> {
        match self {
            Self::Colors => Dataset::colors(backend, seed),
            Self::Turntable(size) => Dataset::turntable(backend, *size),
            Self::Own(own) => {
                let mut dataset = Dataset::from_images(backend, &own.title, &own.train, &own.test)?;
                dataset.manifest.turntable = own.turntable;
                dataset.manifest.classes.clone_from(&own.classes);
                Ok(dataset)
            }
            Self::Shards(folder, manifest) => {
                let dataset = Dataset::open(backend, manifest.clone())?;
                for (which, split) in [(Which::Train, &manifest.train), (Which::Test, &manifest.test)] {
                    for shard in &split.shards {
                        dataset.push_shard(backend, which, &folder.shard(manifest, &shard.file, shard.n)?)?;
                    }
                }
                Ok(dataset)
            }
            Self::Validation(folder, manifest) => {
                let dataset = Dataset::open(backend, manifest.clone())?;
                let [train, test] = [&manifest.train.shards, &manifest.test.shards];
                for shard in &train[..train.len() - 1] {
                    dataset.push_shard(backend, Which::Train, &folder.shard(manifest, &shard.file, shard.n)?)?;
                }
                // The last shard has both: its images, then as many labels.
                let last = &train[train.len() - 1];
                let n = last.n + test[0].n;
                let bytes = folder.shard(manifest, &last.file, n)?;
                let (images, labels) = bytes.split_at((n as usize * dataset.image_len()).min(bytes.len()));
                let (kept, held_out) = images.split_at((last.n as usize * dataset.image_len()).min(images.len()));
                let (kept_labels, held_out_labels) = labels.split_at((last.n as usize).min(labels.len()));
                dataset.push_shard(backend, Which::Train, &[kept, kept_labels].concat())?;
                dataset.push_shard(backend, Which::Test, &[held_out, held_out_labels].concat())?;
                Ok(dataset)
            }
        }
    }
}

/// A manifest whose test set is the last [`VALIDATION`] of its training set.
fn with_validation(mut manifest: Manifest) -> Result<Manifest> {
    let last = manifest.train.shards.last_mut().filter(|shard| shard.n > VALIDATION);
    let last = last.ok_or_else(|| {
        Error::data(format!("The last shard of {} holds no {VALIDATION} images and more.", manifest.title))
    })?;
    last.n -= VALIDATION;
    manifest.train.n -= VALIDATION;
    let held_out = ShardManifest { n: VALIDATION, ..last.clone() };
    manifest.test = SplitManifest { n: VALIDATION, shards: vec![held_out] };
    manifest.title += ", validation";
    Ok(manifest)
}

/// A folder of shards, and how their images are coded.
pub struct Folder {
    path: PathBuf,
    coding: Coding,
}

impl Folder {
    /// The folder of the data set `name`, and its manifest.
    fn open(path: PathBuf, name: &str) -> Result<(Self, Manifest)> {
        let file = path.join("manifest.json");
        if !file.exists() {
            return Err(Error::data(format!(
                "{name} is not in {}: make it with `node scripts/data.mjs`, or say with --data-dir where it is.",
                quoted(&path)
            )));
        }
        let (coding, manifest) = parsed(&read(&file)?)
            .map_err(|error| Error::data(format!("{} is damaged ({error}): make it again.", quoted(&file))))?;
        Ok((Self { path, coding }, manifest))
    }

    /// The images and labels of a shard of `n` samples.
    fn shard(&self, manifest: &Manifest, file: &str, n: u32) -> Result<Vec<u8>> {
        let file = self.path.join(file);
        let mut bytes = read(&file)?;
        let shape = [manifest.height, manifest.width, manifest.channels].map(|of| of as usize);
        self.coding.decode(&mut bytes, n as usize, shape).map_err(|error| error.in_file(&quoted(&file)))?;
        Ok(bytes)
    }
}

/// A manifest as it lies beside the shards: with the coding of their images, if they have one.
fn parsed(json: &[u8]) -> serde_json::Result<(Coding, Manifest)> {
    let mut manifest: serde_json::Value = serde_json::from_slice(json)?;
    let coding = manifest.as_object_mut().and_then(|fields| fields.remove("coding"));
    let coding = coding.map(serde_json::from_value).transpose()?.unwrap_or_default();
    Ok((coding, serde_json::from_value(manifest)?))
}

/// A path as it is shown in a sentence.
fn quoted(path: &Path) -> String {
    shown(&path.to_string_lossy())
}

/// What a file or a folder is called.
fn name(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The bytes of a file as they lie there.
fn bytes(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(|error| Error::data(format!("{} could not be read: {error}.", quoted(file))))
}

/// The bytes of a file, decompressed if it is gzipped.
pub fn read(file: &Path) -> Result<Vec<u8>> {
    let bytes = bytes(file)?;
    match Kind::of(&bytes) {
        Kind::Gzip => inflated(&bytes).map_err(|error| error.in_file(&quoted(file))),
        _ => Ok(bytes),
    }
}

/// A file, or all that lies in a folder.
fn brought(path: &Path, sized: bool, wanted: Wanted) -> Result<Prepared> {
    let mut found = Vec::new();
    if path.is_dir() {
        collect(path, &name(path), &mut found)?;
        if found.is_empty() {
            return Err(Error::data(format!("{} holds no files: choose another folder.", quoted(path))));
        }
    } else {
        found.push((name(path), path.to_path_buf()));
    }
    let mut files = Files::default();
    for (id, (path, file)) in (0..).zip(&found) {
        files.add(path, id, bytes(file)?);
    }
    while let Some((path, _, kind)) = files.next_foreign() {
        let name = shown(base_name(&path));
        files.leave_out(&path, format!("{name} is {kind}, which only browsers read: save it as JPEG or PNG."));
    }
    if sized && files.holds_arrays() {
        return Err(Error::config("--size is for pictures: images in data files keep theirs."));
    }
    let mut job = files.begin(wanted)?;
    let Some(shape) = job.shape().cloned() else { return job.finish() };
    // A few pictures on every core at once, given in their order.
    let few = 4 * std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    loop {
        let batch: Vec<_> = (0..few).map_while(|ahead| job.need(ahead).map(|need| (ahead, need))).collect();
        if batch.is_empty() {
            return job.finish();
        }
        let pictures: Vec<_> = batch
            .into_iter()
            .map(|(ahead, need)| match need.origin {
                Origin::File(id) => (need.path, bytes(&found[id as usize].1)),
                Origin::Entry { .. } => (need.path, job.unpacked(ahead).expect("it lies in an archive")),
            })
            .collect();
        let fitted = std::thread::scope(|scope| {
            let decode = |(path, bytes): (String, Result<Vec<u8>>)| {
                let shape = &shape;
                scope.spawn(move || bytes.and_then(|bytes| shape.decode(base_name(&path), &bytes)))
            };
            let all: Vec<_> = pictures.into_iter().map(decode).collect();
            all.into_iter().map(|one| one.join().expect("decoding does not panic")).collect::<Vec<_>>()
        });
        fitted.into_iter().for_each(|one| job.give(one));
    }
}

/// Files that are not hidden, in a folder that is not, each with its path below what was brought.
fn collect(folder: &Path, path: &str, found: &mut Vec<(String, PathBuf)>) -> Result<()> {
    let failed = |error: std::io::Error| Error::data(format!("{} could not be read: {error}.", quoted(folder)));
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let below = format!("{path}/{name}");
        // A link to a folder may lead back to where it came from.
        if entry.file_type().map_err(failed)?.is_dir() {
            if !is_junk(&name) {
                collect(&entry.path(), &below, found)?;
            }
        } else if !is_junk(&name) && entry.path().is_file() {
            found.push((below, entry.path()));
        }
    }
    Ok(())
}

/// Data files whose labels or test set are named beside them.
fn named_files(args: &Args, file: &Path, wanted: Wanted) -> Result<Prepared> {
    if file.is_dir() || bytes(file).is_ok_and(|bytes| Kind::of(&bytes).is_picture()) {
        return Err(Error::config(
            "--labels and --test go with a file of many images: folders of pictures say it by their names.",
        ));
    }
    if args.size.is_some() {
        return Err(Error::config("--size is for pictures: images in data files keep theirs."));
    }
    let (train, note, flat) = images(file, args.labels.as_deref())?;
    let test = args.test.as_ref().map(|test| images(test, args.test_labels.as_deref())).transpose()?;
    let test = test.map(|(test, ..)| test);
    if let Some(test) = &test
        && (test.height, test.width, test.channels) != (train.height, train.width, train.channels)
    {
        return Err(Error::data("Training and test images must have one shape: bring two files of the same set."));
    }
    let title = shown(&name(file));
    let sorted = Sorted { arrays: Arrays { train, test, flat }, classes: Vec::new(), title, notes: Vec::new() };
    let mut prepared = prepare(sorted, wanted)?;
    prepared.notes.extend(note);
    Ok(prepared)
}

/// The images of a data file with the labels of another, what they were taken for, and whether they are rows.
fn images(file: &Path, labels: Option<&Path>) -> Result<(Images, Option<String>, bool)> {
    let Found::Images { mut images, note, flat } = read_array(&quoted(file), &read(file)?)? else {
        return Err(Error::data(format!("{} holds labels only: name the images.", quoted(file))));
    };
    if let Some(file) = labels {
        let Found::Labels(labels) = read_array(&quoted(file), &read(file)?)? else {
            return Err(Error::data(format!("{} holds images, not labels.", quoted(file))));
        };
        if labels.len() != images.count() {
            return Err(Error::data(format!(
                "{} has {} labels for {} images: choose the labels of the same set.",
                quoted(file),
                labels.len(),
                images.count()
            )));
        }
        images.labels = Some(labels);
    }
    Ok((images, note, flat))
}
