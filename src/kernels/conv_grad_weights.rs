//! The gradients of a convolution's weights and bias: every window passes the gradient of a channel to the patch at
//! its maximum alone.
//!
//! Samples are split, so that there is work for many threads; [`super::sum_partials`] adds the splits up.

use super::conv::{Geometry, conv_params, shapes};
use super::threads::{in_parts, rows_in_part};
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, shape::Class,
    simd, wgsl,
};
use std::ops::Range;
use wide::f32x8;

params! {
    /// The geometry is that of [`super::conv`]. `gradients`: `[n_samples, windows, n_outputs]` of the loss by the
    /// products `z`, and from word `bias_start` on those by the bias (the same where `bias_start` is 0); `pool_argmax`
    /// as [`super::conv_forward`] left them. `out`: from word `out_start + s · out_stride` on the sums over the samples
    /// from `s · per_split` on, `[n_inputs, n_outputs]` and then `[n_outputs]` of the bias. `n_outputs`, `bias_start`,
    /// `out_start` and `out_stride` are multiples of 4.
    pub struct Params {
        n_samples: u32,
        sample_words: u32,
        width: u32,
        pitch: u32,
        kernel: u32,
        pool: u32,
        out_h: u32,
        out_w: u32,
        n_inputs: u32,
        n_outputs: u32,
        bias_start: u32,
        per_split: u32,
        out_start: u32,
        out_stride: u32,
    }
}

/// Channels in one thread's register tile.
const THREAD: u32 = 8;

pub static SPEC: KernelSpec = KernelSpec {
    name: "conv_grad_weights",
    wgsl: wgsl!("index", "conv", ; "conv_grad_weights"),
    workgroup: Workgroup::Shaped(Class::Convolution),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("inputs", Scalar::F32),
        Binding::read("gradients", Scalar::F32),
        Binding::read("pool_argmax", Scalar::U32),
        Binding::write("out", Scalar::F32),
    ],
    groups: |bytes, shape| {
        let p: Params = read(bytes);
        let splits = p.n_samples.div_ceil(p.per_split);
        fold((splits * p.n_inputs.div_ceil(shape.rows) * p.n_outputs.div_ceil(THREAD)).div_ceil(shape.lanes))
    },
    cpu,
    cases: only_in_tools(|rng| {
        shapes()
            .flat_map(|shape| [(shape, false), (shape, true)])
            .map(|(shape, apart)| {
                let (g, n_outputs) = (shape.geometry, shape.n_outputs);
                let n = g.n_samples * g.windows() * n_outputs;
                let per_split = 1 + rng.below(g.n_samples as u32);
                let out_stride = ((g.n_inputs + 1) * n_outputs) as u32 + 4 * rng.below(2);
                let params = conv_params!(
                    g,
                    Params {
                        n_outputs: n_outputs as u32,
                        bias_start: if apart { n as u32 + 8 } else { 0 },
                        per_split,
                        out_start: 4 * rng.below(3),
                        out_stride,
                    }
                );
                let mut gradients = draw::signed_sixteenths(rng, 2 * n + 8);
                // Most maxima are dead, and some windows wholly.
                gradients.iter_mut().filter(|_| rng.below(3) > 0).for_each(|word| *word = 0);
                for window in gradients.chunks_exact_mut(n_outputs).filter(|_| rng.below(4) == 0) {
                    window.fill(0);
                }
                draw::case(
                    params,
                    vec![
                        draw::sixteenths(rng, g.n_samples * g.sample_words),
                        gradients,
                        shape.pool_argmax(rng),
                        draw::untouched((params.out_start + g.n_samples as u32 * out_stride) as usize + 4),
                    ],
                    1e-6,
                )
            })
            .collect()
    }),
};

/// Windows that are looked at together: their patches and gradients stay in the first-level cache or near it.
const BLOCK: usize = 64;
/// Words of a patch in registers: eight vector accumulators in wasm, four natively.
const CHUNK: usize = 32;

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let g = Geometry::read(bytes);
    let [inputs, gradients, pool_argmax, out] = words else { unreachable!() };
    let (inputs, gradients, pool_argmax) = (inputs.f32s(), gradients.f32s(), pool_argmax.u32s());
    let (n_outputs, depth) = (p.n_outputs as usize, g.taps().next_multiple_of(CHUNK));
    let per_split = p.per_split as usize;
    let channels = rows_in_part(n_outputs, 4, g.n_samples * g.windows() * g.taps());
    let mut blocks: Vec<Block> = (0..n_outputs)
        .step_by(channels)
        .map(|first| Block::new(first, channels.min(n_outputs - first), g.area(), depth))
        .collect();
    for (split, first) in (0..g.n_samples).step_by(per_split).enumerate() {
        let windows = first * g.windows()..(first + per_split).min(g.n_samples) * g.windows();
        let by_bias = &gradients[p.bias_start as usize..];
        in_parts(blocks.iter_mut(), |block| {
            block.sum(&g, windows.clone(), inputs, (gradients, by_bias, n_outputs), pool_argmax);
        });
        let out = &mut out.f32s_mut()[p.out_start as usize + split * p.out_stride as usize..];
        let (weights, bias) = out.split_at_mut(g.n_inputs * n_outputs);
        for Block { first, bias: sums, .. } in &blocks {
            bias[*first..][..sums.len()].copy_from_slice(sums);
        }
        for (k, row) in weights.chunks_exact_mut(n_outputs).enumerate() {
            let padding = k >= g.taps();
            let sums = blocks.iter().flat_map(|block| block.sums.chunks_exact(depth));
            for (value, sums) in row.iter_mut().zip(sums) {
                *value = if padding { 0.0 } else { sums[k] };
            }
        }
    }
}

/// The windows of a block, and the sums so far of some channels.
struct Block {
    first: usize,
    bias: Vec<f32>,
    /// `[BLOCK, pool², depth]`
    patches: Vec<f32>,
    /// By channel, the gradients that are not zero, and the patches they belong to.
    terms: Vec<[(u32, f32); BLOCK]>,
    n_terms: Vec<u32>,
    /// `[channels, depth]`
    sums: Vec<f32>,
    depth: usize,
}

impl Block {
    fn new(first: usize, channels: usize, area: usize, depth: usize) -> Self {
        Self {
            first,
            bias: vec![0.0; channels],
            patches: vec![0.0; BLOCK * area * depth],
            terms: vec![[(0, 0.0); BLOCK]; channels],
            n_terms: vec![0; channels],
            sums: vec![0.0; channels * depth],
            depth,
        }
    }

    /// Sums over `windows`; gradients by the products and by the bias are rows of all channels.
    fn sum(
        &mut self,
        g: &Geometry,
        windows: Range<usize>,
        inputs: &[f32],
        (gradients, by_bias, n_outputs): (&[f32], &[f32], usize),
        pool_argmax: &[u32],
    ) {
        self.bias.fill(0.0);
        self.sums.fill(0.0);
        let (first, channels, depth) = (self.first, self.bias.len(), self.depth);
        for start in windows.clone().step_by(BLOCK) {
            for (i, window) in (start..windows.end.min(start + BLOCK)).enumerate() {
                let at = window * n_outputs + first;
                self.bias.iter_mut().zip(&by_bias[at..]).for_each(|(sum, value)| *sum += value);
                if self.gather(&gradients[at..][..channels], &pool_argmax[at / 4..], i * g.area()) {
                    let origin = g.window_origin(window);
                    let patches = &mut self.patches[i * g.area() * depth..];
                    for (sub, patch) in patches.chunks_exact_mut(depth).take(g.area()).enumerate() {
                        g.copy_patch(inputs, origin + g.sub_offset(sub), patch);
                    }
                }
            }
            self.add();
        }
    }

    /// Notes the gradients of a window whose first patch has the number `patch`; false where all are zero.
    #[inline]
    fn gather(&mut self, gradients: &[f32], pool_argmax: &[u32], patch: usize) -> bool {
        let mut any = false;
        let quads = gradients.as_chunks::<4>().0.iter().zip(pool_argmax);
        let lists = self.terms.as_chunks_mut::<4>().0.iter_mut().zip(self.n_terms.as_chunks_mut::<4>().0);
        for ((values, pool_argmax), (terms, n_terms)) in quads.zip(lists) {
            let [low, high]: [u64; 2] = bytemuck::cast(*values);
            if (low | high) << 1 & !(1 << 32) == 0 {
                // Four zeros, whatever their signs.
                continue;
            }
            any = true;
            for (j, &value) in values.iter().enumerate() {
                let patch = patch as u32 + (pool_argmax >> (8 * j) & 0xff);
                // Without a branch, which nobody could predict: the next one overwrites a term that is none.
                terms[j][n_terms[j] as usize % BLOCK] = (patch, value);
                n_terms[j] += u32::from(value != 0.0);
            }
        }
        any
    }

    /// Adds the terms to the sums and forgets them.
    fn add(&mut self) {
        let lists = self.terms.iter().zip(&mut self.n_terms);
        for (sums, (terms, n_terms)) in self.sums.chunks_exact_mut(self.depth).zip(lists) {
            let terms = &terms[..std::mem::take(n_terms) as usize];
            if terms.is_empty() {
                continue;
            }
            for (sums, at) in sums.as_chunks_mut::<CHUNK>().0.iter_mut().zip((0..).step_by(CHUNK)) {
                let mut vectors: [f32x8; CHUNK / 8] = std::array::from_fn(|v| simd::load(&sums[8 * v..]));
                for &(patch, gradient) in terms {
                    let patch = &self.patches[patch as usize * self.depth + at..][..CHUNK];
                    for (sum, values) in vectors.iter_mut().zip(patch.as_chunks::<8>().0) {
                        *sum = f32x8::splat(gradient).mul_add(f32x8::new(*values), *sum);
                    }
                }
                for (sums, vector) in sums.as_chunks_mut::<8>().0.iter_mut().zip(vectors) {
                    *sums = vector.to_array();
                }
            }
        }
    }
}
