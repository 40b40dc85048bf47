//! The gray patches of the positions of a convolution: what the map of a convolution learns from.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, padded, params, read, wgsl,
};
use crate::rng::{mix, permute};

params! {
    /// `inputs`: `[n, sample_words]`, pixel (y, x) of a sample from word `(y · width + x) · pitch` on, `channels` ≤
    /// `pitch` of them; `patches`: `[n_rows, n_features]`, where `n_features` is `kernel²` padded with zeros. A gray
    /// value is the mean of the channels, or where `luma` is 1 that of red, green and blue as they are seen.
    ///
    /// Row i is position i, counted as in [`super::conv`]; or where `per_sample` > 0 one of as many positions of sample
    /// `i / per_sample`, drawn without repetition from its `positions`: `permute(i % per_sample, positions,
    /// mix(key, sample))`.
    pub struct Params {
        n_rows: u32,
        sample_words: u32,
        width: u32,
        pitch: u32,
        channels: u32,
        kernel: u32,
        pool: u32,
        out_w: u32,
        positions: u32,
        per_sample: u32,
        key: u32,
        n_features: u32,
        luma: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "gray_patches",
    wgsl: wgsl!("index", "rng", ; "gray_patches"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::read("inputs", Scalar::F32), Binding::write("patches", Scalar::F32)],
    groups: |bytes, _| fold(read::<Params>(bytes).n_rows.div_ceil(64)),
    cpu,
    cases: only_in_tools(|rng| {
        // Samples, height, width, pitch, channels, kernel, pool, positions drawn of a sample.
        [
            (1, 1, 1, 1, 1, 1, 1, 0),
            (3, 9, 8, 1, 1, 5, 2, 0),
            (2, 7, 9, 1, 1, 4, 1, 11),
            (2, 8, 8, 3, 3, 3, 3, 0),
            (5, 12, 10, 3, 3, 5, 2, 7),
            (2, 6, 5, 8, 7, 3, 1, 0),
            (3, 7, 7, 12, 12, 3, 2, 5),
        ]
        .into_iter()
        .flat_map(|shape| [(shape, 0), (shape, 1)])
        .map(|((n_samples, height, width, pitch, channels, kernel, pool, per_sample), luma)| {
            let (out_h, out_w) = ((height - kernel + 1) / pool, (width - kernel + 1) / pool);
            let positions = out_h * out_w * pool * pool;
            let p = Params {
                n_rows: n_samples * if per_sample > 0 { per_sample } else { positions },
                sample_words: padded((height * width * pitch) as usize) as u32,
                width,
                pitch,
                channels,
                kernel,
                pool,
                out_w,
                positions,
                per_sample,
                key: rng.next_u32(),
                n_features: padded((kernel * kernel) as usize) as u32,
                luma: if channels == 3 { luma } else { 0 },
            };
            let inputs = draw::sixteenths(rng, (n_samples * p.sample_words) as usize);
            draw::case(p, vec![inputs, draw::untouched((p.n_rows * p.n_features) as usize + 4)], 1e-6)
        })
        .collect()
    }),
};

/// Of red, green and blue (Rec. 601).
const LUMA: [f32; 3] = [0.299, 0.587, 0.114];

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [inputs, patches] = words else { unreachable!() };
    let (width, kernel, taps) = (p.width as usize, p.kernel as usize, (p.kernel * p.kernel) as usize);
    let rows_of_sample = if p.per_sample > 0 { p.per_sample } else { p.positions };
    let corners: Vec<usize> = (0..p.positions).map(|position| corner(&p, position)).collect();
    let n_features = p.n_features as usize;
    let patches = &mut patches.f32s_mut()[..p.n_rows as usize * n_features];
    let samples = inputs.f32s().chunks_exact(p.sample_words as usize);
    let mut plane = Vec::new();
    for ((sample, values), out) in (0..).zip(samples).zip(patches.chunks_mut(rows_of_sample as usize * n_features)) {
        let gray = if p.pitch == 1 {
            values
        } else {
            gray_plane(&p, values, &mut plane);
            &plane
        };
        let key = mix(p.key, sample);
        for row in 0..out.len() / n_features {
            let place = if p.per_sample > 0 { permute(row as u32, p.positions, key) as usize } else { row };
            let out = &mut out[row * n_features..];
            for y in 0..kernel {
                copy_run(&mut out[y * kernel..], &gray[corners[place] + y * width..], kernel);
            }
            out[taps..n_features].iter_mut().for_each(|padding| *padding = 0.0);
        }
    }
}

/// The first pixel of the patch of a position of a sample.
fn corner(p: &Params, position: u32) -> usize {
    let area = p.pool * p.pool;
    let (window, sub) = (position / area, position % area);
    let y = window / p.out_w * p.pool + sub / p.pool;
    let x = window % p.out_w * p.pool + sub % p.pool;
    (y * p.width + x) as usize
}

/// The gray values of all pixels of a sample.
fn gray_plane(p: &Params, values: &[f32], plane: &mut Vec<f32>) {
    plane.clear();
    let (pitch, channels) = (p.pitch as usize, p.channels as usize);
    let share = 1.0 / p.channels as f32;
    plane.extend(values.chunks_exact(pitch).map(|pixel| match pixel {
        &[red, green, blue] if p.luma == 1 => LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue,
        _ => pixel[..channels].iter().sum::<f32>() * share,
    }));
}

/// Copies `run` values, and perhaps some more that the next copy overwrites: eight at once are faster than a few.
#[inline]
fn copy_run(out: &mut [f32], values: &[f32], run: usize) {
    for at in (0..run).step_by(8) {
        match (out[at..].first_chunk_mut::<8>(), values[at..].first_chunk::<8>()) {
            (Some(out), Some(values)) => *out = *values,
            _ => return copy_rest(&mut out[at..run], &values[at..run]),
        }
    }
}

/// Apart from the rest, so that copies of eight are no calls.
#[cold]
#[inline(never)]
fn copy_rest(out: &mut [f32], values: &[f32]) {
    out.copy_from_slice(values);
}
