//! Cuts samples out of the images of a data set and turns their bytes into numbers in [0, 1].
//!
//! A sample is a patch of an image: `index(i)` is `start + i` in order, shuffled, or looked up; it names an image,
//! `index / per_image`, and one of the places that are taken from it.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};
use crate::layout::{Cut, Places};
use crate::rng::{mix, permute};

/// `start + i`
pub const IN_ORDER: u32 = 0;
/// `permute(start + i, n_set, key)`
pub const SHUFFLED: u32 = 1;
/// `indices[start + i]`
pub const LISTED: u32 = 2;

params! {
    /// `data`: `[n, image_words]` words of four bytes, an image (HWC) a row; `indices`: `[n]`;
    /// `samples`: `[n_samples, n_features]`.
    ///
    /// Where `dense` is 1, all places are taken from every image in their order, `per_image` is their number, and it
    /// is images that are shuffled; `n_set` counts what is shuffled. Otherwise the places of an image are drawn by
    /// `key` without repetition.
    pub struct Params {
        n_samples: u32,
        n_features: u32,
        mode: u32,
        start: u32,
        n_set: u32,
        key: u32,
        per_image: u32,
        dense: u32,
        image_words: u32,
        image_width: u32,
        image_channels: u32,
        patch_height: u32,
        patch_width: u32,
        stride: u32,
        cols: u32,
        n_places: u32,
        last_top: u32,
        last_left: u32,
        gray: u32,
    }
}

/// Which samples: `n_samples` of them from `start` on.
#[derive(Clone, Copy, Debug)]
pub struct GatherRange {
    pub start: u32,
    pub n: u32,
    pub mode: u32,
    pub n_set: u32,
    pub key: u32,
    pub per_image: u32,
    pub dense: bool,
}

impl Params {
    pub fn new(cut: &Cut, range: &GatherRange) -> Self {
        let Places { width, patch_height, patch_width, stride, cols, .. } = cut.places;
        Self {
            n_samples: range.n,
            n_features: cut.n_features() as u32,
            mode: range.mode,
            start: range.start,
            n_set: range.n_set,
            key: range.key,
            per_image: range.per_image,
            dense: u32::from(range.dense),
            image_words: cut.uncut_words(),
            image_width: width,
            image_channels: cut.image_channels,
            patch_height,
            patch_width,
            stride,
            cols,
            n_places: cut.places.n(),
            last_top: cut.places.last_top(),
            last_left: cut.places.last_left(),
            gray: u32::from(cut.gray),
        }
    }

    /// The image and the place of the sample that `index` names.
    fn find(&self, index: u32) -> (u32, u32) {
        let shuffled = |index| if self.mode == SHUFFLED { permute(index, self.n_set, self.key) } else { index };
        if self.dense == 1 {
            return (shuffled(index / self.per_image), index % self.per_image);
        }
        let index = shuffled(index);
        let image = index / self.per_image;
        let place = index % self.per_image;
        (image, if self.n_places == 1 { place } else { permute(place, self.n_places, mix(self.key, image)) })
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "gather",
    wgsl: wgsl!("index", "rng", ; "gather"),
    workgroup: Workgroup::Fixed([16, 4, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("data", Scalar::U32),
        Binding::read("indices", Scalar::U32),
        Binding::write("samples", Scalar::F32),
    ],
    groups: |bytes, _| fold(read::<Params>(bytes).n_samples.div_ceil(4)),
    cpu,
    cases: only_in_tools(|rng| {
        // Height, width, channels, patch side, stride, gray, patches of an image, images.
        [
            (1, 4, 1, 0, 1, false, 1, 1),
            (3, 4, 1, 0, 1, false, 1, 30),
            (28, 28, 1, 0, 1, false, 1, 17),
            (5, 4, 3, 0, 1, true, 1, 9),
            (9, 7, 1, 3, 1, false, 4, 5),
            (8, 11, 3, 4, 3, false, 3, 7),
            (8, 11, 3, 5, 2, true, 12, 3),
        ]
        .into_iter()
        .flat_map(|shape| [(IN_ORDER, false), (SHUFFLED, false), (SHUFFLED, true), (LISTED, false)].map(|m| (shape, m)))
        .map(|((height, width, image_channels, size, stride, gray, per_image, images), (mode, dense))| {
            let places = Places::new(height, width, size, stride).expect("patches that fit");
            let cut = Cut { places, image_channels, gray };
            let per_image = if dense { places.n() } else { per_image };
            let n_set = images * per_image;
            let start = rng.below(n_set.div_ceil(2));
            let range = GatherRange {
                start,
                n: n_set - start,
                mode,
                n_set: if dense { images } else { n_set },
                key: rng.next_u32(),
                per_image,
                dense,
            };
            let params = Params::new(&cut, &range);
            let data = (0..images * params.image_words).map(|_| rng.next_u32()).collect();
            let indices = draw::indices(rng, n_set as usize, n_set);
            let samples = draw::untouched((params.n_samples * params.n_features) as usize + 4);
            // A gray value is a sum of products, which a shader may contract.
            draw::case(params, vec![data, indices, samples], if gray { 1e-6 } else { 0.0 })
        })
        .collect()
    }),
};

const SCALE: f32 = 1.0 / 255.0;
/// Of red, green and blue in luma (Rec. 601).
const LUMA: [f32; 3] = [0.299 * SCALE, 0.587 * SCALE, 0.114 * SCALE];

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [data, indices, samples] = words else { unreachable!() };
    let data: &[u8] = bytemuck::cast_slice(data.u32s());
    let channels = p.image_channels as usize;
    let line = p.image_width as usize * channels;
    let row_len = p.patch_width as usize * channels;
    let rows = samples.f32s_mut().chunks_exact_mut(p.n_features as usize).take(p.n_samples as usize);
    for (row, i) in rows.zip(p.start..) {
        let (image, place) = p.find(if p.mode == LISTED { indices.u32s()[i as usize] } else { i });
        let top = (place / p.cols * p.stride).min(p.last_top) as usize;
        let left = (place % p.cols * p.stride).min(p.last_left) as usize;
        let from = &data[image as usize * p.image_words as usize * 4 + top * line + left * channels..];
        let out_len = if p.gray == 1 { p.patch_width as usize } else { row_len };
        let (values, padding) = row.split_at_mut(out_len * p.patch_height as usize);
        padding.fill(0.0);
        for (out, pixels) in values.chunks_exact_mut(out_len).zip(from.chunks(line)) {
            let pixels = &pixels[..row_len];
            if p.gray == 1 && channels == 3 {
                for (value, rgb) in out.iter_mut().zip(pixels.chunks_exact(3)) {
                    *value = rgb.iter().zip(LUMA).map(|(&byte, weight)| f32::from(byte) * weight).sum();
                }
            } else {
                for (value, &byte) in out.iter_mut().zip(pixels) {
                    *value = f32::from(byte) * SCALE;
                }
            }
        }
    }
}
