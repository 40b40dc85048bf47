//! The samples of a further layer: patches of the picture that the winners of the layer below make.
//!
//! Every place of the layer below has a winner; a winner is written as its code. A sample is the codes of a patch of
//! places, so no picture of codes is ever stored.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read,
    smooth::decode, wgsl,
};
use crate::lattice::{Lattice, Neighborhood};
use crate::layout::Places;

/// The winner's row and column, scaled to [0, 1].
pub const COORDINATES: u32 = 0;
/// 1 for the winner, 0 for all others.
pub const ONE_HOT: u32 = 1;
/// The Gaussian neighborhood of the winner with σ = 1.
pub const SOFT: u32 = 2;

params! {
    /// `bmus`: `[n_images × below_height × below_width, 2]`, winners of the layer below; `samples`:
    /// `[n_samples, n_features]`, sample `start + i` being place `(start + i) % n_places` of its image.
    pub struct Params {
        n_samples: u32,
        n_features: u32,
        start: u32,
        code: u32,
        rows: u32,
        cols: u32,
        topology: u32,
        code_len: u32,
        below_height: u32,
        below_width: u32,
        patch_height: u32,
        patch_width: u32,
        stride: u32,
        place_cols: u32,
        n_places: u32,
        last_top: u32,
        last_left: u32,
    }
}

impl Params {
    /// `lattice` is that of the layer below, `places` lie on the grid of its places.
    pub fn new(code: u32, lattice: Lattice, places: &Places, n_features: u32, start: u32, n_samples: u32) -> Self {
        Self {
            n_samples,
            n_features,
            start,
            code,
            rows: lattice.rows,
            cols: lattice.cols,
            topology: lattice.topology.code(),
            code_len: code_len(code, lattice),
            below_height: places.height,
            below_width: places.width,
            patch_height: places.patch_height,
            patch_width: places.patch_width,
            stride: places.stride,
            place_cols: places.cols,
            n_places: places.n(),
            last_top: places.last_top(),
            last_left: places.last_left(),
        }
    }
}

/// Values of a code.
pub fn code_len(code: u32, lattice: Lattice) -> u32 {
    if code == COORDINATES { 2 } else { lattice.n_units() }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "winner_codes",
    wgsl: wgsl!("index", "lattice", ; "winner_codes"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::read("bmus", Scalar::U32), Binding::write("samples", Scalar::F32)],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold((p.n_samples * p.n_features).div_ceil(64))
    },
    cpu,
    cases: only_in_tools(|rng| {
        [(0, 1, 7, 4, 5, 0, 1), (0, 5, 6, 4, 5, 3, 2), (1, 3, 3, 8, 8, 0, 1), (2, 4, 4, 6, 5, 2, 2)]
            .into_iter()
            .flat_map(|shape| [COORDINATES, ONE_HOT, SOFT].map(|code| (shape, code)))
            .map(|((topology, rows, cols, height, width, size, stride), code)| {
                let (lattice, _) = decode(rows, cols, topology, 0);
                let places = Places::new(height, width, size, stride).expect("patches that fit");
                let n_features = super::padded((places.cells() * code_len(code, lattice)) as usize) as u32;
                let images = 3;
                let start = rng.below(places.n() + 1);
                let n_samples = places.n() * images - start;
                let params = Params::new(code, lattice, &places, n_features, start, n_samples);
                let bmus = draw::indices(rng, (images * height * width) as usize * 2, lattice.n_units());
                let samples = draw::untouched((n_samples * n_features) as usize + 1);
                draw::case(params, vec![bmus, samples], 1e-5)
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [bmus, samples] = words else { unreachable!() };
    let (lattice, _) = decode(p.rows, p.cols, p.topology, 0);
    let code_len = p.code_len as usize;
    let write = |unit: u32, code: &mut [f32]| match p.code {
        COORDINATES => {
            code[0] = (unit / p.cols) as f32 / (p.rows.max(2) - 1) as f32;
            code[1] = (unit % p.cols) as f32 / (p.cols.max(2) - 1) as f32;
        }
        ONE_HOT => {
            code.fill(0.0);
            code[unit as usize] = 1.0;
        }
        _ => {
            for (value, other) in code.iter_mut().zip(0..) {
                *value = lattice.distance_squared(unit, other);
            }
            Neighborhood::Gaussian.at_all(code, 1.0);
        }
    };
    let rows = samples.f32s_mut().chunks_exact_mut(p.n_features as usize).take(p.n_samples as usize);
    for (row, i) in rows.zip(p.start..) {
        let (image, place) = (i / p.n_places, i % p.n_places);
        let top = (place / p.place_cols * p.stride).min(p.last_top);
        let left = (place % p.place_cols * p.stride).min(p.last_left);
        let (values, padding) = row.split_at_mut((p.patch_height * p.patch_width) as usize * code_len);
        for (code, cell) in values.chunks_exact_mut(code_len).zip(0..) {
            let (y, x) = (top + cell / p.patch_width, left + cell % p.patch_width);
            let below = (image * p.below_height + y) * p.below_width + x;
            write(bmus.u32s()[2 * below as usize], code);
        }
        padding.fill(0.0);
    }
}
