//! A stack of maps on a device: the first on patches of images, each further one on patches of the winners below it.
//! A single map is a stack of one layer.

use super::config::{Config, Init, Training};
use super::init;
use super::map::Map;
use super::search::mean_of_rows;
use crate::backend::{Backend, Buffer, Info};
use crate::data::dataset::{Dataset, Split};
use crate::error::{Error, Result};
use crate::kernels::gather::{self, GatherRange};
use crate::kernels::{Words, padded, winner_codes};
use crate::layout::{Cut, Places};
use crate::rng::mix;
use std::rc::Rc;

/// The key of the places at which held-out images are looked at.
const HELD_OUT: u32 = 0x7E57;

/// What lies below a layer.
enum Below {
    Images {
        cut: Cut,
        /// The means that are taken away, if they are.
        means: Option<Buffer>,
    },
    Winners {
        code: u32,
        /// Winners at all places of the layer below, for as many images as a chunk here needs.
        bmus: Buffer,
    },
}

pub struct Layer {
    pub map: Map,
    /// The places of its patches: on an image, or on the grid of places of the layer below.
    pub places: Places,
    /// Samples that a pass takes from an image.
    pub per_image: u32,
    /// Values of a sample.
    pub n_values: u32,
    below: Below,
}

/// Samples of one layer: `n` from place `start` of a pass over `images` images, shuffled by a key or in order.
#[derive(Clone, Copy, Debug)]
pub struct SampleRange {
    pub start: u32,
    pub n: u32,
    pub images: u32,
    pub shuffled: Option<u32>,
}

pub struct Stack {
    pub layers: Vec<Layer>,
}

impl Layer {
    /// Samples that come together: all of an image, where a layer sees every place of it.
    pub fn unit(&self) -> u32 {
        if matches!(self.below, Below::Winners { .. }) { self.per_image } else { 1 }
    }

    fn dense(&self) -> u32 {
        self.places.n()
    }
}

/// Weights of the largest unit: as many as an image of 65,536 pixels has colors.
const MAX_WEIGHTS: u32 = 3 << 16;
/// Words that the samples of a chunk may take: 64 MB.
const CHUNK_WORDS: u32 = 1 << 24;

/// A mini-batch is one chunk; otherwise a chunk is what keeps the device busy.
pub fn chunk(config: &Config, info: &Info) -> u32 {
    least_chunk(config).max(info.chunk_samples)
}

fn least_chunk(config: &Config) -> u32 {
    if config.training == Training::MiniBatch { config.batch_size } else { 1 }
}

impl Stack {
    /// Maps whose codebooks are zeros.
    ///
    /// # Errors
    /// Patches that do not fit what they are cut from, or a device without the memory.
    pub fn new(backend: &Rc<dyn Backend>, dataset: &Dataset, config: &Config) -> Result<Self> {
        let cut = dataset.cut(&config.patch)?;
        let wanted = chunk(config, backend.info());
        let chunk = |n_features: usize, unit: u32| {
            wanted.min(CHUNK_WORDS / n_features as u32).max(least_chunk(config)).max(unit)
        };
        let first = chunk(cut.n_features(), 1);
        let per_image = config.patch.per_image.min(cut.places.n());
        let most = dataset.train.n().max(dataset.test.n());
        if per_image.checked_mul(most).is_none_or(|n| n >= 1 << 31) {
            return Err(Error::config(format!(
                "{per_image} patches from each of {most} images are too many for a pass: lower per_image."
            )));
        }
        let means = if config.patch.centered { Some(backend.create("means", first as usize)?) } else { None };
        let mut layers = vec![Layer {
            map: Map::new(Rc::clone(backend), config.lattice(0), cut.n_features(), first)?,
            places: cut.places,
            per_image,
            n_values: cut.n_values() as u32,
            below: Below::Images { cut, means },
        }];
        let mut grid = cut.places;
        let mut uppers = Vec::new();
        for upper in &config.stack {
            let places = Places::new(grid.rows, grid.cols, upper.size, upper.stride)?;
            uppers.push((upper, std::mem::replace(&mut grid, places), places));
        }
        // As many images as any chunk above is made from.
        let images = uppers.iter().map(|(.., places)| wanted.div_ceil(places.n())).max().unwrap_or(0);
        for (index, (upper, below, places)) in uppers.into_iter().enumerate() {
            let code = upper.code.code();
            let n_values = places.cells().saturating_mul(winner_codes::code_len(code, config.lattice(index)));
            if n_values > MAX_WEIGHTS {
                return Err(Error::config(format!(
                    "A unit of layer {} would have {n_values} weights, more than {MAX_WEIGHTS}: \
                     choose smaller patches, a larger stride below, or coordinates as codes.",
                    index + 2
                )));
            }
            let n_features = padded(n_values as usize);
            layers.push(Layer {
                map: Map::new(
                    Rc::clone(backend),
                    config.lattice(index + 1),
                    n_features,
                    chunk(n_features, places.n()),
                )?,
                places,
                per_image: places.n(),
                n_values,
                below: Below::Winners {
                    code,
                    bmus: backend.create("winners below", (images * below.n()) as usize * 2)?,
                },
            });
        }
        let stack = Self { layers };
        let first = preview(dataset, stack.cut(), stack.centered(), 0);
        stack.layers[0].map.set_origin(&mean_of_rows(&first, stack.cut().n_features()));
        Ok(stack)
    }

    /// Sets every layer's first codebook. Only the first shard is looked at, so that a run does not depend on how fast
    /// the others come; layers above the first start from noise, because nothing below them has learned yet.
    pub fn initialize(&self, dataset: &Dataset, config: &Config) {
        for (index, layer) in self.layers.iter().enumerate() {
            let lattice = layer.map.lattice;
            let (samples, noise) = match &layer.below {
                Below::Images { cut, means } => {
                    let noise = if means.is_some() { -0.5..0.5 } else { 0.0..1.0 };
                    let seen = config.init != Init::Random;
                    (if seen { preview(dataset, cut, means.is_some(), config.seed) } else { Vec::new() }, noise)
                }
                Below::Winners { .. } => (Vec::new(), 0.0..1.0),
            };
            let seed = if index == 0 { config.seed } else { mix(config.seed, index as u32) };
            let shape = (lattice.rows, lattice.cols);
            let codebook = init::codebook(shape, config.init, seed, &samples, layer.n_values as usize, noise);
            layer.map.set_codebook(&codebook);
        }
    }

    /// What a patch map cuts from its images.
    pub fn cut(&self) -> &Cut {
        let Below::Images { cut, .. } = &self.layers[0].below else { unreachable!("the first layer sees images") };
        cut
    }

    /// Whether the mean of every patch is taken away.
    pub fn centered(&self) -> bool {
        matches!(&self.layers[0].below, Below::Images { means: Some(_), .. })
    }

    /// Brings samples of a layer into its chunk. A layer above the first takes whole images' worth at a time.
    pub fn bring(&self, index: usize, split: &Split, range: SampleRange) {
        let layer = &self.layers[index];
        let SampleRange { start, n, images, shuffled } = range;
        match &layer.below {
            Below::Images { cut, means } => {
                let mode = if shuffled.is_some() { gather::SHUFFLED } else { gather::IN_ORDER };
                let (n_set, key) = (images * layer.per_image, shuffled.unwrap_or(HELD_OUT));
                let range = GatherRange { start, n, mode, n_set, key, per_image: layer.per_image, dense: false };
                layer.map.gather(split, cut, &range, None);
                if let Some(means) = means {
                    layer.map.center(n, layer.n_values, means, 0);
                }
            }
            Below::Winners { bmus, .. } => {
                let first = start / layer.per_image;
                let n_images = n.div_ceil(layer.per_image);
                self.winners(index - 1, split, SampleRange { start: first, n: n_images, images, shuffled }, bmus);
                self.codes(index, start % layer.per_image, n);
            }
        }
    }

    /// Brings the codes below a layer into its chunk.
    fn codes(&self, index: usize, start: u32, n: u32) {
        let layer = &self.layers[index];
        let Below::Winners { code, bmus } = &layer.below else { unreachable!("only winners have codes") };
        let lattice = self.layers[index - 1].map.lattice;
        let params = winner_codes::Params::new(*code, lattice, &layer.places, layer.map.n_features, start, n);
        layer.map.gather_codes(params, bmus);
    }

    /// The winners of a layer at all its places on `n` images from image `start` on, to `bmus`.
    fn winners(&self, index: usize, split: &Split, range: SampleRange, bmus: &Buffer) {
        let layer = &self.layers[index];
        let SampleRange { start: first, n: n_images, images, shuffled } = range;
        if let Below::Winners { bmus: lower, .. } = &layer.below {
            self.winners(index - 1, split, range, lower);
        }
        let total = n_images * layer.dense();
        let mut done = 0;
        while done < total {
            let n = layer.map.chunk.min(total - done);
            match &layer.below {
                Below::Images { cut, means } => {
                    let mode = if shuffled.is_some() { gather::SHUFFLED } else { gather::IN_ORDER };
                    let start = first * layer.dense() + done;
                    let key = shuffled.unwrap_or(HELD_OUT);
                    let range =
                        GatherRange { start, n, mode, n_set: images, key, per_image: layer.dense(), dense: true };
                    layer.map.gather(split, cut, &range, None);
                    if let Some(means) = means {
                        layer.map.center(n, layer.n_values, means, 0);
                    }
                }
                Below::Winners { .. } => self.codes(index, done, n),
            }
            layer.map.search(n, bmus, done);
            done += n;
        }
    }

    /// Measures the first `n` held-out samples of a layer: units to `bmus`, errors to `errors`, both `[n, 2]`.
    pub fn measure(&self, index: usize, split: &Split, n: u32, bmus: &Buffer, errors: &Buffer) {
        let layer = &self.layers[index];
        let step = layer.map.chunk / layer.unit() * layer.unit();
        let mut start = 0;
        while start < n {
            let part = step.min(n - start);
            self.bring(index, split, SampleRange { start, n: part, images: split.n(), shuffled: None });
            layer.map.measure(part, bmus, errors, start);
            start += part;
        }
    }

    /// Brings the listed held-out samples of the first layer into its chunk; means stay.
    pub fn bring_listed(&self, split: &Split, indices: &Buffer, n: u32) {
        let layer = &self.layers[0];
        let per_image = layer.per_image;
        let n_set = split.n() * per_image;
        let range = GatherRange { start: 0, n, mode: gather::LISTED, n_set, key: HELD_OUT, per_image, dense: false };
        layer.map.gather(split, self.cut(), &range, Some(indices));
    }
}

/// Samples of the first layer from the first shard, for the first codebook: `[n, n_features]`.
#[inline(never)]
pub fn preview(dataset: &Dataset, cut: &Cut, centered: bool, seed: u32) -> Vec<f32> {
    let (words, images) = dataset.preview();
    // As many of an image as make about 4,096 samples, at random places; whole images stay in their order.
    let per_image = (4096 / images.max(1)).clamp(1, cut.places.n());
    let n = images * per_image;
    let key = mix(seed, 0x9E37);
    let range = GatherRange { start: 0, n, mode: gather::IN_ORDER, n_set: n, key, per_image, dense: false };
    let mut samples = vec![0u32; n as usize * cut.n_features()];
    let params = gather::Params::new(cut, &range);
    (gather::SPEC.cpu)(
        bytemuck::bytes_of(&params),
        &mut [Words::Read(&words), Words::Read(&[]), Words::Write(&mut samples)],
    );
    let mut samples: Vec<f32> = bytemuck::cast_vec(samples);
    if centered {
        for row in samples.chunks_exact_mut(cut.n_features()) {
            let values = &mut row[..cut.n_values()];
            let mean = values.iter().sum::<f32>() / values.len() as f32;
            values.iter_mut().for_each(|value| *value -= mean);
        }
    }
    samples
}
