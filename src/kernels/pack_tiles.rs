//! Draws rows of features as pictures, side by side in one RGBA atlas.
//!
//! A feature of 0 is black, 1 is full, after `offset` was added; values outside are clamped. Places without a row are transparent.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `features`: `[n_rows, n_features]`, of which the first `height × width × channels` are a picture (HWC,
    /// `channels` 1 or 3); `atlas`: `[⌈n_rows / atlas_cols⌉ × height, atlas_cols × width]` words of RGBA.
    pub struct Params {
        n_rows: u32,
        n_features: u32,
        height: u32,
        width: u32,
        channels: u32,
        atlas_cols: u32,
        offset: f32,
    }
}

impl Params {
    /// Pixels of the whole atlas.
    pub fn pixels(&self) -> u32 {
        self.n_rows.div_ceil(self.atlas_cols) * self.height * self.atlas_cols * self.width
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "pack_tiles",
    wgsl: wgsl!("index", ; "pack_tiles"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::read("features", Scalar::F32), Binding::write("atlas", Scalar::U32)],
    groups: |bytes, _| fold(read::<Params>(bytes).pixels().div_ceil(64)),
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 1, 1, 3, 1, 0.0), (5, 4, 4, 3, 2, 0.5), (7, 28, 28, 1, 3, 0.0), (6, 3, 5, 1, 4, 0.25)]
            .into_iter()
            .map(|(n_rows, height, width, channels, atlas_cols, offset)| {
                let n_features = super::padded((height * width * channels) as usize) as u32;
                let params = Params { n_rows, n_features, height, width, channels, atlas_cols, offset };
                // Sixty-fourths: times 255 they never sit on the edge between two bytes.
                let features =
                    (0..n_rows * n_features).map(|_| (rng.below(80) as f32 / 64.0 - 0.125).to_bits()).collect();
                draw::case(params, vec![features, draw::untouched(params.pixels() as usize + 1)], 0.0)
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [features, atlas] = words else { unreachable!() };
    let (width, channels) = (p.width as usize, p.channels as usize);
    let line = p.atlas_cols as usize * width;
    let byte = |value: f32| ((value + p.offset).clamp(0.0, 1.0) * 255.0 + 0.5) as u32;
    let atlas = &mut atlas.u32s_mut()[..p.pixels() as usize];
    atlas.fill(0);
    for (row, picture) in features.f32s().chunks_exact(p.n_features as usize).take(p.n_rows as usize).enumerate() {
        let (top, left) = (row / p.atlas_cols as usize * p.height as usize, row % p.atlas_cols as usize * width);
        for (y, values) in picture.chunks_exact(width * channels).take(p.height as usize).enumerate() {
            let pixels = &mut atlas[(top + y) * line + left..][..width];
            for (pixel, value) in pixels.iter_mut().zip(values.chunks_exact(channels)) {
                let [red, green, blue] = [0, 1, 2].map(|c| byte(value[c.min(channels - 1)]));
                *pixel = red | (green << 8) | (blue << 16) | 0xff00_0000;
            }
        }
    }
}
