//! Rebuilds a picture from the units that its patches fell on: every value is the mean over the patches that cover it.
//!
//! The mean is a running one, `m += (v − m) / k`, so that patches which agree give their value exactly.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};
use crate::layout::{Cut, Places};

params! {
    /// `bmus`: `[rows × cols, 2]`, the units of all places in their order; `codebook`: `[n_units, n_features]`;
    /// `means`: `[rows × cols]`, added to a patch's values where `centered` is 1; `picture`: `[height, width, channels]`.
    pub struct Params {
        n_features: u32,
        height: u32,
        width: u32,
        channels: u32,
        patch_height: u32,
        patch_width: u32,
        stride: u32,
        rows: u32,
        cols: u32,
        centered: u32,
    }
}

impl Params {
    pub fn new(cut: &Cut, centered: bool) -> Self {
        let Places { height, width, patch_height, patch_width, stride, rows, cols } = cut.places;
        Self {
            n_features: cut.n_features() as u32,
            height,
            width,
            channels: cut.channels(),
            patch_height,
            patch_width,
            stride,
            rows,
            cols,
            centered: u32::from(centered),
        }
    }

    fn n_values(&self) -> u32 {
        self.height * self.width * self.channels
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "overlap_add",
    wgsl: wgsl!("index", ; "overlap_add"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("bmus", Scalar::U32),
        Binding::read("codebook", Scalar::F32),
        Binding::read("means", Scalar::F32),
        Binding::write("picture", Scalar::F32),
    ],
    groups: |bytes, _| fold(read::<Params>(bytes).n_values().div_ceil(64)),
    cpu,
    cases: only_in_tools(|rng| {
        // Height, width, channels, patch side, stride.
        [(1, 1, 1, 1, 1), (9, 7, 1, 3, 1), (8, 11, 3, 4, 3), (8, 11, 3, 4, 4), (13, 5, 1, 5, 2), (6, 5, 3, 0, 1)]
            .into_iter()
            .flat_map(|shape| [(shape, false), (shape, true)])
            .map(|((height, width, channels, size, stride), centered)| {
                let places = Places::new(height, width, size, stride).expect("patches that fit");
                let params = Params::new(&Cut { places, image_channels: channels, gray: false }, centered);
                let n_units = 5;
                let bmus = draw::indices(rng, places.n() as usize * 2, n_units);
                let codebook = draw::floats(rng, (n_units * params.n_features) as usize, 0.0, 1.0);
                let means = draw::floats(rng, places.n() as usize, 0.0, 1.0);
                let picture = draw::untouched(params.n_values() as usize + 1);
                draw::case(params, vec![bmus, codebook, means, picture], 1e-5)
            })
            .collect()
    }),
};

/// The places along one axis whose patches cover `at`: an ordinary range, and whether the last place does.
fn covering(at: u32, patch: u32, stride: u32, count: u32, last: u32) -> (std::ops::Range<u32>, bool) {
    let low = (at + 1).saturating_sub(patch).div_ceil(stride);
    let high = (at / stride + 1).min(count - 1);
    (low.min(high)..high, at >= last)
}

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [bmus, codebook, means, picture] = words else { unreachable!() };
    let (bmus, codebook, means) = (bmus.u32s(), codebook.f32s(), means.f32s());
    let (last_top, last_left) = (p.height - p.patch_height, p.width - p.patch_width);
    let channels = p.channels as usize;
    let along = |at, patch, count, last| {
        let (range, with_last) = covering(at, patch, p.stride, count, last);
        range.map(|i| (i, i * p.stride)).chain(with_last.then_some((count - 1, last)))
    };
    for (pixel, values) in picture.f32s_mut()[..p.n_values() as usize].chunks_exact_mut(channels).enumerate() {
        let (y, x) = (pixel as u32 / p.width, pixel as u32 % p.width);
        values.fill(0.0);
        let mut count = 0.0;
        for (row, top) in along(y, p.patch_height, p.rows, last_top) {
            for (col, left) in along(x, p.patch_width, p.cols, last_left) {
                let place = (row * p.cols + col) as usize;
                let cell = ((y - top) * p.patch_width + x - left) as usize;
                let from = bmus[2 * place] as usize * p.n_features as usize + cell * channels;
                let mean = if p.centered == 1 { means[place] } else { 0.0 };
                count += 1.0;
                for (value, weight) in values.iter_mut().zip(&codebook[from..][..channels]) {
                    *value += (weight + mean - *value) / count;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::covering;
    use crate::layout::Places;

    #[test]
    fn the_covering_places_are_those_that_cover() {
        for (length, size, stride) in [(28, 9, 1), (11, 4, 3), (11, 4, 4), (5, 5, 5), (13, 5, 2), (7, 1, 1)] {
            let places = Places::new(length, length, size, stride).unwrap();
            for at in 0..length {
                let (range, with_last) = covering(at, size, stride, places.rows, places.last_top());
                let found: Vec<_> = range.chain(with_last.then_some(places.rows - 1)).collect();
                let expected: Vec<_> = (0..places.rows)
                    .filter(|i| {
                        let top = (i * stride).min(places.last_top());
                        (top..top + size).contains(&at)
                    })
                    .collect();
                assert_eq!(found, expected, "{at} of {length}, {size}, {stride}");
            }
        }
    }
}
