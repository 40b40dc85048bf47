//! Where a run's samples come from: shards that were made for the page, what is drawn here, or files of one's own.

use crate::args::Args;
use crate::pictures::{self, Pictures};
use flate2::read::MultiGzDecoder;
use som_lab::backend::Backend;
use som_lab::data::dataset::{Dataset, Manifest, Which};
use som_lab::data::{Images, idx, npy};
use som_lab::error::{Error, Result};
use som_lab::experiment::Own;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Samples before they are on a device.
pub enum Source {
    /// A folder with a manifest and its shards.
    Shards(PathBuf, Manifest),
    /// Drawn with the seed of the run.
    Colors,
    /// A car on a turntable in this size.
    Turntable(u32),
    Own {
        title: String,
        train: Images,
        test: Images,
        /// Names of the classes, where folders gave them.
        classes: Vec<String>,
        /// Rows of features, not pictures.
        flat: bool,
        turntable: bool,
    },
}

impl Source {
    /// One of the data sets.
    pub fn named(args: &Args, name: &str) -> Result<Self> {
        match name {
            "colors" => Ok(Self::Colors),
            "turntable" => Ok(Self::Turntable(64)),
            "turntable-32" => Ok(Self::Turntable(32)),
            name => shards(&args.data_dir.join(name), name),
        }
    }

    /// What lies at `path`, as an experiment wants it.
    pub fn own(args: &Args, path: &Path, own: &Own) -> Result<Self> {
        if path.is_dir() || pictures::is_picture(path) {
            if args.labels.is_some() || args.test.is_some() {
                return Err(Error::config(
                    "--labels and --test go with a file of many images: folders of pictures say it by their names.",
                ));
            }
            let Pictures { train, test, classes } = pictures::read(path, own, args.size)?;
            return Ok(Self::Own { title: title(path), train, test, classes, flat: false, turntable: own.turntable });
        }
        if args.size.is_some() {
            return Err(Error::config("--size is for pictures: images in an NPY or IDX file keep theirs."));
        }
        files(args, path, own)
    }

    /// Whether every seed has samples of its own.
    pub fn seeded(&self) -> bool {
        matches!(self, Self::Colors)
    }

    /// Whether samples are rows of features, not pictures.
    pub fn flat(&self) -> bool {
        matches!(self, Self::Own { flat: true, .. })
    }

    /// Whether samples have classes.
    pub fn labeled(&self) -> bool {
        match self {
            Self::Shards(_, manifest) => !manifest.classes.is_empty(),
            Self::Colors | Self::Turntable(_) => false,
            Self::Own { train, .. } => train.labels.is_some(),
        }
    }

    /// The images to train on, if they are one's own.
    pub fn own_images(&self) -> Option<&Images> {
        if let Self::Own { train, .. } = self { Some(train) } else { None }
    }

    /// All samples, on the device.
    pub fn open(&self, backend: &dyn Backend, seed: u32) -> Result<Dataset> {
        match self {
            Self::Colors => Dataset::colors(backend, seed),
            Self::Turntable(size) => Dataset::turntable(backend, *size),
            Self::Own { title, train, test, classes, turntable, .. } => {
                let mut dataset = Dataset::from_images(backend, title, train, test)?;
                dataset.manifest.turntable = *turntable;
                if !classes.is_empty() {
                    dataset.manifest.classes.clone_from(classes);
                }
                Ok(dataset)
            }
            Self::Shards(folder, manifest) => {
                let dataset = Dataset::open(backend, manifest.clone())?;
                for (which, split) in [(Which::Train, &manifest.train), (Which::Test, &manifest.test)] {
                    for shard in &split.shards {
                        dataset.push_shard(backend, which, &read(&folder.join(&shard.file))?)?;
                    }
                }
                Ok(dataset)
            }
        }
    }
}

fn shards(folder: &Path, name: &str) -> Result<Source> {
    let file = folder.join("manifest.json");
    if !file.exists() {
        return Err(Error::data(format!(
            "{name} is not in {}: make it with `node scripts/data.mjs`, or say with --data-dir where it is.",
            folder.display()
        )));
    }
    let manifest = serde_json::from_slice(&read(&file)?)
        .map_err(|error| Error::data(format!("{} is damaged ({error}): make it again.", file.display())))?;
    Ok(Source::Shards(folder.to_path_buf(), manifest))
}

/// What a file or a folder is called.
fn title(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn files(args: &Args, file: &Path, own: &Own) -> Result<Source> {
    let all = images(file, args.labels.as_deref())?;
    let flat = all.height == 1 && all.channels == 1;
    let (train, test) = match &args.test {
        Some(test) => (all, images(test, args.test_labels.as_deref())?),
        None if own.turntable => (all.clone(), all),
        None => hold_out(all)?,
    };
    let (train, test) = (drawable(train), drawable(test));
    Ok(Source::Own { title: title(file), train, test, classes: Vec::new(), flat, turntable: own.turntable })
}

/// The bytes of a file, decompressed if it is gzipped.
pub fn read(file: &Path) -> Result<Vec<u8>> {
    let failed = |error: std::io::Error| Error::data(format!("{} could not be read: {error}.", file.display()));
    let bytes = std::fs::read(file).map_err(failed)?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut inflated = Vec::new();
    MultiGzDecoder::new(&bytes[..]).read_to_end(&mut inflated).map_err(failed)?;
    Ok(inflated)
}

fn images(file: &Path, labels: Option<&Path>) -> Result<Images> {
    let bytes = read(file)?;
    let mut images = match bytes[..] {
        [0, 0, ..] => idx::read(&bytes, None),
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => npy::read(&bytes),
        _ => Err(Error::data("This is neither a picture nor an NPY or IDX file.")),
    }
    .map_err(|error| in_file(file, error))?;
    if let Some(file) = labels {
        let labels = idx::read_labels(&read(file)?).map_err(|error| in_file(file, error))?;
        if labels.len() != count(&images) {
            return Err(Error::data(format!(
                "{} has {} labels for {} images: choose the labels of the same set.",
                file.display(),
                labels.len(),
                count(&images)
            )));
        }
        images.labels = Some(labels);
    }
    Ok(images)
}

/// An error with the file that it is about.
fn in_file(file: &Path, error: Error) -> Error {
    error.in_file(&file.display().to_string())
}

fn image_len(images: &Images) -> usize {
    (images.height * images.width * images.channels) as usize
}

fn count(images: &Images) -> usize {
    images.pixels.len() / image_len(images)
}

/// The last sixth, at least one, for testing: CIFAR-10's own share.
fn hold_out(mut all: Images) -> Result<(Images, Images)> {
    let n = count(&all);
    if n < 2 {
        return Err(Error::data("One image is not enough: one is held out, so there must be at least 2."));
    }
    let n_train = n - (n / 6).max(1);
    let pixels = all.pixels.split_off(n_train * image_len(&all));
    let labels = all.labels.as_mut().map(|labels| labels.split_off(n_train));
    let test = Images { pixels, labels, ..all };
    Ok((all, test))
}

/// Rows of features become the squarest rectangle, so that a unit is a tile and not a line.
fn drawable(images: Images) -> Images {
    if images.height != 1 || images.channels != 1 {
        return images;
    }
    let n = images.width;
    let height = (1..=n.isqrt()).rev().find(|height| n.is_multiple_of(*height)).unwrap_or(1);
    Images { height, width: n / height, ..images }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(n: u8, width: u32) -> Images {
        let pixels = (0..n).flat_map(|i| vec![i; width as usize]).collect();
        Images { height: 1, width, channels: 1, pixels, labels: Some((0..n).collect()) }
    }

    #[test]
    fn the_last_sixth_is_held_out() {
        for (n, n_test) in [(2, 1), (3, 1), (11, 1), (12, 2), (60, 10)] {
            let (train, test) = hold_out(rows(n, 3)).unwrap();
            assert_eq!((count(&train), count(&test)), (usize::from(n - n_test), n_test.into()));
            assert_eq!(test.labels, Some((n - n_test..n).collect()));
            assert_eq!(test.pixels[0], n - n_test);
        }
        assert!(hold_out(rows(1, 3)).is_err());
    }

    #[test]
    fn rows_of_features_are_drawn_as_rectangles() {
        let shape = |width| {
            let images = drawable(rows(1, width));
            (images.height, images.width)
        };
        assert_eq!([1, 4, 7, 48, 784].map(shape), [(1, 1), (2, 2), (1, 7), (6, 8), (28, 28)]);
    }
}
