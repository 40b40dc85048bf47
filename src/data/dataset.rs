//! A data set on a device: bytes that arrive in shards and stay where the kernels are.

use super::Images;
use super::turntable::turntable;
use crate::backend::{Backend, Buffer};
use crate::error::{Error, Result};
use crate::kernels::padded;
use crate::layout::{Cut, Patch, Places};
use crate::rng::Rng;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, Ref, RefCell};

/// What a data set says of itself before its first byte: the `manifest.json` beside the shards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub name: String,
    pub title: String,
    pub height: u32,
    pub width: u32,
    pub channels: u32,
    /// Names of the classes; empty where samples have no labels.
    pub classes: Vec<String>,
    /// Whether the images of each split are views of one full turn, in order and evenly spaced.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub turntable: bool,
    pub train: SplitManifest,
    pub test: SplitManifest,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Split"))]
#[serde(deny_unknown_fields)]
pub struct SplitManifest {
    pub n: u32,
    pub shards: Vec<ShardManifest>,
}

/// One shard: `n` images (HWC bytes), then `n` label bytes where the set has classes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Shard"))]
#[serde(deny_unknown_fields)]
pub struct ShardManifest {
    pub file: String,
    pub n: u32,
    /// Compressed size in bytes.
    pub bytes: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Train,
    Test,
}

/// Pixels of the largest image.
const MAX_PIXELS: u32 = 256 * 256;
/// Images of the first shard that are kept on the host: the first codebook is made from them.
const PREVIEW: usize = 4096;

/// One split: its bytes and labels on the device, and its labels on the host.
pub struct Split {
    /// `[n, stride]` bytes, four to a word.
    pub pixels: Buffer,
    /// `[n]`, the class of every image; nothing where there are no classes.
    pub classes: Buffer,
    labels: RefCell<Vec<u8>>,
    loaded: Cell<u32>,
    next_shard: Cell<usize>,
    /// Samples after each shard.
    shard_ends: Vec<u32>,
}

impl Split {
    fn new(backend: &dyn Backend, manifest: &SplitManifest, stride: usize, labeled: bool) -> Result<Self> {
        let shard_ends: Vec<u32> = manifest
            .shards
            .iter()
            .scan(0u32, |end, shard| {
                *end = end.saturating_add(shard.n);
                Some(*end)
            })
            .collect();
        if shard_ends.last() != Some(&manifest.n) || manifest.n == 0 || manifest.shards.iter().any(|s| s.n == 0) {
            return Err(Error::data(
                "The manifest of this data set does not add up: its shards must hold n samples, at least one each.",
            ));
        }
        Ok(Self {
            pixels: backend.create("images of this data set", manifest.n as usize * stride / 4)?,
            classes: backend.create("labels", if labeled { manifest.n as usize } else { 0 })?,
            labels: RefCell::default(),
            loaded: Cell::new(0),
            next_shard: Cell::new(0),
            shard_ends,
        })
    }

    /// Samples that are here.
    pub fn loaded(&self) -> u32 {
        self.loaded.get()
    }
    /// Samples when all have come.
    pub fn n(&self) -> u32 {
        self.shard_ends[self.shard_ends.len() - 1]
    }
    /// Samples in the first `count` shards, at least one shard and at most all.
    pub fn prefix(&self, count: usize) -> u32 {
        self.shard_ends[count.clamp(1, self.shard_ends.len()) - 1]
    }
    /// The label of a sample that is here, if there are labels.
    pub fn label(&self, index: u32) -> Option<u8> {
        self.labels.borrow().get(index as usize).copied()
    }
}

/// A data set on a device.
pub struct Dataset {
    pub manifest: Manifest,
    pub train: Split,
    pub test: Split,
    preview: RefCell<Vec<u32>>,
}

impl Dataset {
    /// Room for everything the manifest promises; samples follow by [`Dataset::push_shard`].
    ///
    /// # Errors
    /// A manifest that does not add up, or a device that cannot hold it.
    pub fn open(backend: &dyn Backend, manifest: Manifest) -> Result<Self> {
        let Manifest { height, width, channels, .. } = manifest;
        if !(1..=MAX_PIXELS).contains(&height.saturating_mul(width)) || !matches!(channels, 1 | 3) {
            return Err(Error::data(format!(
                "Images of {height}×{width} with {channels} channels do not fit: choose up to {MAX_PIXELS} pixels, gray or RGB."
            )));
        }
        let stride = padded((height * width * channels) as usize);
        let labeled = !manifest.classes.is_empty();
        Ok(Self {
            train: Split::new(backend, &manifest.train, stride, labeled)?,
            test: Split::new(backend, &manifest.test, stride, labeled)?,
            manifest,
            preview: RefCell::default(),
        })
    }

    /// Bytes of an image as it is: height × width × channels.
    pub fn image_len(&self) -> usize {
        (self.manifest.height * self.manifest.width * self.manifest.channels) as usize
    }
    /// Features of a row on the device: [`Dataset::image_len`] padded to a multiple of four.
    pub fn n_features(&self) -> usize {
        padded(self.image_len())
    }
    /// Up to 4,096 images of the first shard as they lie on the device, and their number.
    pub fn preview(&self) -> (Ref<'_, [u32]>, u32) {
        let words = Ref::map(self.preview.borrow(), Vec::as_slice);
        let n = words.len() / (self.n_features() / 4);
        (words, n as u32)
    }

    /// How a run with `patch` cuts its samples out of these images.
    ///
    /// # Errors
    /// Patches that do not fit the images.
    pub fn cut(&self, patch: &Patch) -> Result<Cut> {
        let Manifest { height, width, channels, .. } = self.manifest;
        let places = Places::new(height, width, patch.size, patch.stride)?;
        Ok(Cut { places, image_channels: channels, gray: patch.gray && channels == 3 })
    }

    pub fn split(&self, which: Which) -> &Split {
        match which {
            Which::Train => &self.train,
            Which::Test => &self.test,
        }
    }

    /// Adds the next shard, decompressed.
    ///
    /// # Errors
    /// All shards are here already, the length is not what the manifest says, or a label names no class.
    pub fn push_shard(&self, backend: &dyn Backend, which: Which, bytes: &[u8]) -> Result<()> {
        let name = &self.manifest.title;
        let (split, manifest) = match which {
            Which::Train => (&self.train, &self.manifest.train),
            Which::Test => (&self.test, &self.manifest.test),
        };
        let index = split.next_shard.get();
        let Some(shard) = manifest.shards.get(index) else {
            return Err(Error::data(format!("{name} is complete: there is no shard {index}.")));
        };
        let image_len = self.image_len();
        let n = shard.n as usize;
        let n_labels = if self.manifest.classes.is_empty() { 0 } else { n };
        if bytes.len() != n * image_len + n_labels {
            return Err(Error::data(format!(
                "Shard {index} of {name} has {} bytes instead of {}: reload the page to fetch it again.",
                bytes.len(),
                n * image_len + n_labels
            )));
        }
        let (pixels, labels) = bytes.split_at(n * image_len);
        if let Some(label) = labels.iter().find(|&&label| usize::from(label) >= self.manifest.classes.len()) {
            return Err(Error::data(format!(
                "Shard {index} of {name} has the label {label}, but there are {} classes.",
                self.manifest.classes.len()
            )));
        }
        let stride = self.n_features();
        let mut words = vec![0u32; n * stride / 4];
        let rows = bytemuck::cast_slice_mut::<u32, u8>(&mut words).chunks_exact_mut(stride);
        for (row, image) in rows.zip(pixels.chunks_exact(image_len)) {
            row[..image_len].copy_from_slice(image);
        }
        backend.upload(&split.pixels, split.loaded.get() as usize * stride / 4, &words);
        let classes: Vec<u32> = labels.iter().map(|&label| u32::from(label)).collect();
        backend.upload(&split.classes, split.loaded.get() as usize, &classes);
        split.labels.borrow_mut().extend_from_slice(labels);
        split.loaded.set(split.loaded.get() + shard.n);
        split.next_shard.set(index + 1);
        if which == Which::Train && index == 0 {
            words.truncate(n.min(PREVIEW) * stride / 4);
            *self.preview.borrow_mut() = words;
        }
        Ok(())
    }

    /// Loaded images, complete at once.
    ///
    /// # Errors
    /// As [`Dataset::open`] and [`Dataset::push_shard`], and where the two splits differ in shape.
    pub fn from_images(backend: &dyn Backend, title: &str, train: &Images, test: &Images) -> Result<Self> {
        Self::fill(backend, Self::describe(title, train, test)?, train, test)
    }

    /// The manifest of loaded images.
    fn describe(title: &str, train: &Images, test: &Images) -> Result<Manifest> {
        let shape = |images: &Images| (images.height, images.width, images.channels);
        if shape(train) != shape(test) || train.labels.is_some() != test.labels.is_some() {
            return Err(Error::data("Training and test images must have one shape, and both labels or neither."));
        }
        let labels = || [train, test].into_iter().filter_map(|images| images.labels.as_deref()).flatten();
        let n_classes = labels().max().map_or(0, |&max| u32::from(max) + 1);
        let split = |images: &Images| {
            let n = images.count() as u32;
            SplitManifest { n, shards: vec![ShardManifest { file: String::new(), n, bytes: 0 }] }
        };
        Ok(Manifest {
            name: title.to_ascii_lowercase(),
            title: title.to_string(),
            height: train.height,
            width: train.width,
            channels: train.channels,
            classes: (0..n_classes).map(|class| class.to_string()).collect(),
            turntable: false,
            train: split(train),
            test: split(test),
        })
    }

    fn fill(backend: &dyn Backend, manifest: Manifest, train: &Images, test: &Images) -> Result<Self> {
        let dataset = Self::open(backend, manifest)?;
        for (which, images) in [(Which::Train, train), (Which::Test, test)] {
            let shard = [images.pixels.as_slice(), images.labels.as_deref().unwrap_or_default()].concat();
            dataset.push_shard(backend, which, &shard)?;
        }
        Ok(dataset)
    }

    /// A car on a turntable, drawn here: 72 views of `size × size` pixels to train on, 5° apart, and 72 held out, each
    /// half a step further.
    ///
    /// # Errors
    /// A size that is not 16 to 128, or a device that cannot hold it.
    pub fn turntable(backend: &dyn Backend, size: u32) -> Result<Self> {
        const VIEWS: u32 = 72;
        if !(16..=128).contains(&size) {
            return Err(Error::data(format!("Views of {size}×{size} pixels: choose 16 to 128.")));
        }
        let [train, test] = [0.0, 2.5].map(|offset| turntable(size, VIEWS, offset));
        let mut manifest = Self::describe("Turntable", &train, &test)?;
        manifest.turntable = true;
        Self::fill(backend, manifest, &train, &test)
    }

    /// 10,000 random RGB colors to train on and 2,000 held out, uniform in the cube.
    ///
    /// # Errors
    /// The device cannot hold them.
    pub fn colors(backend: &dyn Backend, seed: u32) -> Result<Self> {
        let mut rng = Rng::new(seed, 0xC0_10);
        let mut images = |n: usize| Images {
            height: 1,
            width: 1,
            channels: 3,
            pixels: (0..3 * n).map(|_| rng.below(256) as u8).collect(),
            labels: None,
        };
        let (train, test) = (images(10_000), images(2_000));
        Self::from_images(backend, "Colors", &train, &test)
    }
}
