//! Pictures put together from units: an image rebuilt from the winners of its patches, and the picture that a unit of
//! a further layer stands for.

use super::config::{Code, Config};
use super::stack::Stack;
use crate::backend::{Backend, Buffer, run};
use crate::data::dataset::Split;
use crate::error::Result;
use crate::kernels::gather::{self, GatherRange};
use crate::kernels::overlap_add;
use crate::layout::{Cut, Places};

/// Where one image is rebuilt.
pub struct Rebuild {
    /// How the image is cut.
    pub cut: Cut,
    /// `[places, 2]`: the units of its patches.
    pub bmus: Buffer,
    means: Buffer,
    /// `[height × width × channels]`, padded.
    pub original: Buffer,
    pub rebuilt: Buffer,
    no_indices: Buffer,
}

impl Rebuild {
    /// Buffers for images that are cut like `cut`, at stride 1 (`overlap`) or side by side.
    ///
    /// # Errors
    /// Patches that do not fit the image, or a device without the memory.
    pub fn new(backend: &dyn Backend, cut: &Cut, overlap: bool) -> Result<Self> {
        let Places { height, width, patch_height, patch_width, .. } = cut.places;
        let whole = (patch_height, patch_width) == (height, width);
        let size = if whole { 0 } else { patch_height };
        let places = Places::new(height, width, size, if overlap || whole { 1 } else { size })?;
        let cut = Cut { places, ..*cut };
        let n = places.n() as usize;
        Ok(Self {
            bmus: backend.create("units of an image", n * 2)?,
            means: backend.create("means of an image", n)?,
            original: backend.create("original", cut.uncut().n_features())?,
            rebuilt: backend.create("rebuilt", cut.uncut().n_features())?,
            no_indices: backend.create("no indices", 4)?,
            cut,
        })
    }

    /// Rebuilds image `image` of a split with the first layer of a stack.
    pub fn record(&self, backend: &dyn Backend, stack: &Stack, split: &Split, image: u32) {
        let layer = &stack.layers[0];
        let per_image = self.cut.places.n();
        let dense = |start, n| GatherRange {
            start,
            n,
            mode: gather::IN_ORDER,
            n_set: split.n(),
            key: 0,
            per_image,
            dense: true,
        };
        let mut done = 0;
        while done < per_image {
            let n = layer.map.chunk.min(per_image - done);
            layer.map.gather(split, &self.cut, &dense(image * per_image + done, n), None);
            if stack.centered() {
                layer.map.center(n, layer.n_values, &self.means, done);
            }
            layer.map.search(n, &self.bmus, done);
            done += n;
        }
        let params = overlap_add::Params::new(&self.cut, stack.centered());
        let args = [&self.bmus, &layer.map.codebook, &self.means, &self.rebuilt];
        run(backend, &overlap_add::SPEC, params, &args);
        let whole = GatherRange { start: image, n: 1, per_image: 1, ..dense(0, 1) };
        let params = gather::Params::new(&self.cut.uncut(), &whole);
        run(backend, &gather::SPEC, params, &[&split.pixels, &self.no_indices, &self.original]);
    }

    /// Values of the picture.
    pub fn n_values(&self) -> usize {
        self.cut.uncut().n_values()
    }
}

/// A picture on the host: `[height, width, channels]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub height: u32,
    pub width: u32,
    pub channels: u32,
    pub values: Vec<f32>,
}

/// What a layer needs to be drawn on the host.
struct Drawn<'a> {
    codebook: &'a [f32],
    n_features: usize,
    places: Places,
    code: Option<Code>,
    /// Rows and columns of the map below.
    below: (u32, u32),
}

/// The layers of a stack on the host: what the units of upper layers stand for.
pub struct Decoder<'a> {
    layers: Vec<Drawn<'a>>,
    channels: u32,
    offset: f32,
}

impl<'a> Decoder<'a> {
    /// `codebooks`: those of all layers, as they lie on the device.
    pub fn new(stack: &Stack, config: &Config, codebooks: &'a [Vec<f32>]) -> Self {
        let layers = stack.layers.iter().zip(codebooks).enumerate().map(|(index, (layer, codebook))| {
            let below = index.checked_sub(1).map(|below| config.lattice(below));
            Drawn {
                codebook,
                n_features: layer.map.n_features as usize,
                places: layer.places,
                code: index.checked_sub(1).map(|upper| config.stack[upper].code),
                below: below.map_or((0, 0), |lattice| (lattice.rows, lattice.cols)),
            }
        });
        let offset = if stack.centered() { 0.5 } else { 0.0 };
        Self { layers: layers.collect(), channels: stack.cut().channels(), offset }
    }

    /// The units of the layer below that a unit's weights are nearest to, one for each place of its patch.
    pub fn parts(&self, layer: usize, unit: u32) -> Vec<u32> {
        let drawn = &self.layers[layer];
        let Some(code) = drawn.code else { return Vec::new() };
        let (rows, cols) = drawn.below;
        let len = if code == Code::Coordinates { 2 } else { (rows * cols) as usize };
        let weights = &drawn.codebook[unit as usize * drawn.n_features..][..drawn.places.cells() as usize * len];
        let nearest = |code_values: &[f32]| match code {
            Code::Coordinates => {
                let at = |value: f32, n: u32| (value.clamp(0.0, 1.0) * (n - 1) as f32).round() as u32;
                at(code_values[0], rows) * cols + at(code_values[1], cols)
            }
            Code::OneHot | Code::Soft => {
                let best = code_values.iter().enumerate().rev().max_by(|a, b| a.1.total_cmp(b.1));
                best.map_or(0, |(unit, _)| unit as u32)
            }
        };
        weights.chunks_exact(len).map(nearest).collect()
    }

    /// Every unit of a layer, as the picture that it stands for.
    pub fn pictures(&self, layer: usize) -> Vec<Picture> {
        let drawn = &self.layers[layer];
        let n_units = (drawn.codebook.len() / drawn.n_features) as u32;
        let Places { patch_height, patch_width, .. } = drawn.places;
        if layer == 0 {
            let n = (patch_height * patch_width * self.channels) as usize;
            let unit = |weights: &[f32]| Picture {
                height: patch_height,
                width: patch_width,
                channels: self.channels,
                values: weights[..n].iter().map(|value| value + self.offset).collect(),
            };
            return drawn.codebook.chunks_exact(drawn.n_features).map(unit).collect();
        }
        let below = self.pictures(layer - 1);
        let corners: Vec<_> = (0..drawn.places.cells())
            .map(|cell| self.corner(layer - 1, cell / patch_width, cell % patch_width))
            .collect();
        (0..n_units).map(|unit| mosaic(&below, &self.parts(layer, unit), &corners)).collect()
    }

    /// The top-left pixel of the place `(row, col)` of a layer.
    fn corner(&self, layer: usize, row: u32, col: u32) -> (u32, u32) {
        let places = &self.layers[layer].places;
        let (top, left) = places.origin(row * places.cols + col);
        if layer == 0 { (top, left) } else { self.corner(layer - 1, top, left) }
    }
}

/// Pictures laid side by side, the mean where they overlap.
fn mosaic(pictures: &[Picture], parts: &[u32], corners: &[(u32, u32)]) -> Picture {
    let Picture { height: h, width: w, channels, .. } = pictures[0];
    let (height, width) = corners.iter().fold((0, 0), |(y, x), corner| (y.max(corner.0 + h), x.max(corner.1 + w)));
    let (line, row_len) = ((width * channels) as usize, (w * channels) as usize);
    let mut values = vec![0.0f32; height as usize * line];
    let mut counts = vec![0.0f32; values.len()];
    for (&part, &(top, left)) in parts.iter().zip(corners) {
        for (y, row) in (top as usize..).zip(pictures[part as usize].values.chunks_exact(row_len)) {
            let at = y * line + (left * channels) as usize;
            for ((value, count), from) in values[at..].iter_mut().zip(&mut counts[at..]).zip(row) {
                *count += 1.0;
                *value += (from - *value) / *count;
            }
        }
    }
    Picture { height, width, channels, values }
}
