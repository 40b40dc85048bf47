//! A convolution, forward: the product of every patch with the weights, an epilogue of bias, gate and ReLU, and the
//! maximum over each window.
//!
//! With `z` the product, `b` the bias and `m` the gate, the outputs at a position are those that [`Rule`] says. As
//! `m ≥ 0`, the position with the largest `s = m (z + b)`, or `m z` where the bias comes after the mask, has the
//! largest output; the epilogue needs to be done for that one alone.

use super::conv::{Geometry, Place, conv_params, pack, shapes};
use super::dense_forward::Rule;
use super::gemm::{Panels, TILE, packed_tile, store};
use super::mask::mask;
use super::threads::{in_parts, rows_in_part};
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, shape::Class,
    simd, wgsl,
};
use crate::lattice::{Lattice, Topology};
use crate::rng::{hash, mix};
use wide::{f32x8, i16x8, i32x8, u8x16};

/// Where the factor `m` of a position and channel comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// `m = 1`
    None = 0,
    /// The Gaussian mask around the sample's best-matching unit.
    Image = 1,
    /// The Gaussian mask around the position's best-matching unit.
    Position = 2,
    /// `1 / keep` for the channels of a sample that dropout keeps, 0 for the others.
    Dropout = 3,
    /// 1 where `z + b` reaches the position's threshold (see [`super::conv_k_winner_thresholds`]), else 0.
    Winners = 4,
}

impl Gate {
    const ALL: [Self; 5] = [Self::None, Self::Image, Self::Position, Self::Dropout, Self::Winners];
}

params! {
    /// The geometry is that of [`super::conv`]. `weights`: from `start` on `[n_inputs, n_outputs]`, then the bias
    /// `[n_outputs]`; rows and columns of padding are zeros. `bmus`: pairs, the best unit first, from row `bmu_start`
    /// on one a sample ([`Gate::Image`]) or a position ([`Gate::Position`]); `k_winner_thresholds`: one a position
    /// ([`Gate::Winners`]). `outputs`, `activation_grad`: `[n_samples, windows, n_outputs]`, and from word `bias_start`
    /// of `activation_grad` on those by the bias where it is added after the mask. `pool_argmax`: `[n_samples, windows,
    /// n_outputs / 4]`, a byte a channel: which position of the window is the maximum, the first one at a tie, and 0
    /// where the slope is. Samples count from `sample_start` in the dropout named by `key`, which keeps a share `keep`
    /// in (0, 1]. [`Rule`] is none but Relu to Relu(mask) + bias; Relu comes with no gate, dropout and winners with
    /// Relu(mask (z + b)).
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
        start: u32,
        rule: u32,
        gate: u32,
        bmu_start: u32,
        rows: u32,
        cols: u32,
        topology: u32,
        bias_start: u32,
        sample_start: u32,
        key: u32,
        sigma: f32,
        threshold: f32,
        keep: f32,
    }
}

/// Smaller values of a mask are 0: products with them are denormal numbers, slow on a CPU and zero on a GPU.
pub const FAINT: f32 = 1e-30;

/// Channels in one thread's register tile.
const THREAD: u32 = 8;

pub static SPEC: KernelSpec = KernelSpec {
    name: "conv_forward",
    wgsl: wgsl!("index", "lattice", "mask", "rng", "conv", ; "conv_forward"),
    workgroup: Workgroup::Shaped(Class::Convolution),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("inputs", Scalar::F32),
        Binding::read("weights", Scalar::F32),
        Binding::read("bmus", Scalar::U32),
        Binding::read("k_winner_thresholds", Scalar::F32),
        Binding::write("outputs", Scalar::F32),
        Binding::write("activation_grad", Scalar::F32),
        Binding::write("pool_argmax", Scalar::U32),
    ],
    groups: |bytes, shape| {
        let p: Params = read(bytes);
        // Windows larger than the tile are a thread's only one.
        let windows = p.n_samples * p.out_h * p.out_w;
        let threads = windows.div_ceil((shape.rows / (p.pool * p.pool)).max(1));
        fold((threads * p.n_outputs.div_ceil(THREAD)).div_ceil(shape.lanes))
    },
    cpu,
    cases: only_in_tools(|rng| {
        let masked = [Rule::MaskRelu, Rule::MaskReluBias, Rule::ReluMask, Rule::ReluMaskBias];
        let mut kinds =
            vec![(Rule::Relu, Gate::None), (Rule::MaskRelu, Gate::Dropout), (Rule::MaskRelu, Gate::Winners)];
        for gate in [Gate::None, Gate::Image, Gate::Position] {
            kinds.extend(masked.map(|rule| (rule, gate)));
        }
        shapes()
            .flat_map(|shape| kinds.iter().map(move |&(rule, gate)| (shape, rule, gate)))
            .map(|(shape, rule, gate)| {
                let (g, n_outputs) = (shape.geometry, shape.n_outputs);
                let n = g.n_samples * g.windows() * n_outputs;
                let rows = (1 + rng.below(9)).min(shape.channels as u32);
                let cols = shape.channels as u32 / rows;
                let params = conv_params!(
                    g,
                    Params {
                        n_outputs: n_outputs as u32,
                        start: 4 * rng.below(3),
                        rule: rule as u32,
                        gate: gate as u32,
                        bmu_start: rng.below(3),
                        rows,
                        cols,
                        topology: rng.below(3),
                        bias_start: n as u32 + 4,
                        sample_start: rng.below(1000),
                        key: rng.next_u32(),
                        sigma: 0.6 + 3.0 * rng.uniform(),
                        threshold: if rng.below(2) == 0 { 0.0 } else { 0.33 },
                        keep: 0.5,
                    }
                );
                draw::case(
                    params,
                    vec![
                        draw::sixteenths(rng, g.n_samples * g.sample_words),
                        shape.weights(rng, params.start as usize),
                        draw::indices(rng, 2 * (g.positions() + 3), rows * cols),
                        draw::signed_sixteenths(rng, g.positions()),
                        draw::untouched(n + 4),
                        draw::untouched(2 * n + 8),
                        draw::untouched(n / 4 + 1),
                    ],
                    1e-5,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let g = Geometry::read(bytes);
    let [inputs, weights, bmus, k_winner_thresholds, outputs, activation_grad, pool_argmax] = words else {
        unreachable!()
    };
    let (inputs, bmus, k_winner_thresholds) = (inputs.f32s(), bmus.u32s(), k_winner_thresholds.f32s());
    let (rule, gate, n_outputs) = (Rule::ALL[p.rule as usize], Gate::ALL[p.gate as usize], p.n_outputs as usize);
    let (weights, bias) = weights.f32s()[p.start as usize..].split_at(g.n_inputs * n_outputs);
    let panels = Panels::of_columns(&weights[..g.taps() * n_outputs], n_outputs);
    // Room for whole vectors of the last channels.
    let width = n_outputs.next_multiple_of(8);
    let mut bias_row = vec![0.0; width];
    bias_row[..n_outputs].copy_from_slice(&bias[..n_outputs]);
    let bmus = &bmus[2 * p.bmu_start as usize..];
    let masks = masks(&p, gate, |row| bmus[2 * row], width);
    let whole = Whole { rule, gate, width, panels, bias_row, bmus, masks, k_winner_thresholds };
    let samples = rows_in_part(g.n_samples, 1, g.windows() * g.area() * g.taps() * n_outputs);
    let part = samples * g.windows() * n_outputs;
    let end = g.n_samples * g.windows() * n_outputs;
    let (slopes, bias_slopes) = activation_grad.f32s_mut().split_at_mut(match rule.bias_after() {
        true => p.bias_start as usize,
        false => end,
    });
    let mut bias_slopes = bias_slopes.chunks_mut(part);
    let outs = outputs.f32s_mut()[..end]
        .chunks_mut(part)
        .zip(slopes[..end].chunks_mut(part))
        .zip(pool_argmax.u32s_mut().chunks_mut(part / 4))
        .map(|((outputs, slopes), pool_argmax)| {
            let bias_slopes = bias_slopes.next().unwrap_or_default();
            Out { rule, n_outputs, outputs, slopes, bias_slopes, pool_argmax }
        });
    in_parts((0..).step_by(samples).zip(outs), |(first, out)| {
        let n_samples = samples.min(g.n_samples - first);
        whole.part(&Geometry { n_samples, ..g }, first, &inputs[first * g.sample_words..], out);
    });
}

/// What all parts of a dispatch need.
struct Whole<'a> {
    rule: Rule,
    gate: Gate,
    /// Channels with room for whole vectors of the last.
    width: usize,
    panels: Panels,
    bias_row: Vec<f32>,
    bmus: &'a [u32],
    masks: Vec<f32>,
    k_winner_thresholds: &'a [f32],
}

impl Whole<'_> {
    /// The samples from `first_sample` on: `g` and `inputs` are theirs alone.
    fn part(&self, g: &Geometry, first_sample: usize, inputs: &[f32], mut out: Out) {
        let Self { rule, gate, width, ref panels, ref bias_row, ref masks, bmus, k_winner_thresholds } = *self;
        let first_position = first_sample * g.windows() * g.area();
        // A block of windows that fills whole register tiles.
        let area = g.area();
        let block = TILE * area;
        let offsets = g.tap_offsets();
        let (mut tile, mut patches) = (vec![Place::default(); block], vec![[0.0; TILE]; block / TILE * g.taps()]);
        let mut products = vec![f32x8::ZERO; block];
        let mut places = g.places();
        for first in (0..g.positions()).step_by(block) {
            // The last block may be short: the rest of its patches are those of the one before.
            let n = block.min(g.positions() - first);
            tile.iter_mut().zip(places.by_ref()).for_each(|(to, place)| *to = place);
            for (places, patches) in tile.as_chunks().0.iter().zip(patches.chunks_exact_mut(g.taps())) {
                pack(inputs, places, &offsets, patches);
            }
            for (panel, column) in panels.iter().zip((0..).step_by(8)) {
                for (to, patches) in products.as_chunks_mut().0.iter_mut().zip(patches.chunks_exact(g.taps())) {
                    *to = packed_tile(patches, panel);
                }
                let bias = simd::load(&bias_row[column..]);
                let (before, after) = if rule.bias_after() { (f32x8::ZERO, bias) } else { (bias, f32x8::ZERO) };
                let mask = |row: usize| simd::load(&masks[row * width + column..]);
                let windows = products[..n].chunks_exact(area).zip(tile.chunks_exact(area));
                for ((products, tile), first) in windows.zip((first_position + first..).step_by(area)) {
                    let best = match gate {
                        Gate::Position => largest(products, |sub, z| {
                            let m = mask(bmus[2 * (first + sub)] as usize);
                            (m * (z + before), m)
                        }),
                        Gate::Winners => largest(products, |sub, z| {
                            let sum = z + before;
                            let m = sum.simd_ge(f32x8::splat(k_winner_thresholds[first + sub])) & f32x8::ONE;
                            (m * sum, m)
                        }),
                        Gate::None | Gate::Image | Gate::Dropout => {
                            let m = mask(if gate == Gate::None { 0 } else { first_sample + tile[0].sample });
                            let best = largest(products, |_, z| (z, m));
                            Best { s: m * (best.s + before), ..best }
                        }
                    };
                    out.finish(tile[0].window, column, best, after);
                }
            }
        }
    }
}

/// The largest `s` of a window, the `m` at its position, and the bits of that position's number in the window.
struct Best {
    s: f32x8,
    m: f32x8,
    range: f32x8,
}

/// The best position of a window with these products, by `(s, m)` of the position's number and product.
#[inline]
fn largest(products: &[f32x8], at: impl Fn(usize, f32x8) -> (f32x8, f32x8)) -> Best {
    let (s, m) = at(0, products[0]);
    let mut best = Best { s, m, range: f32x8::ZERO };
    for (sub, &z) in products.iter().enumerate().skip(1) {
        let (s, m) = at(sub, z);
        let better = s.simd_gt(best.s);
        best.s = better.select(s, best.s);
        best.m = better.select(m, best.m);
        best.range = better.select(f32x8::splat(f32::from_bits(sub as u32)), best.range);
    }
    best
}

/// Rows of `m`: one of ones, one a sample, or, where positions have their own, one a unit of the lattice.
fn masks(p: &Params, gate: Gate, winner: impl Fn(usize) -> u32, width: usize) -> Vec<f32> {
    let n_rows = match gate {
        Gate::None | Gate::Winners => return vec![1.0; width],
        Gate::Image | Gate::Dropout => p.n_samples,
        Gate::Position => p.rows * p.cols,
    };
    let topology = [Topology::Rectangle, Topology::Torus, Topology::Hexagonal][p.topology as usize];
    let lattice = Lattice { topology, rows: p.rows, cols: p.cols };
    let mut masks = vec![0.0; n_rows as usize * width];
    let threshold = p.threshold.max(FAINT);
    for (i, row) in (0..).zip(masks.chunks_exact_mut(width)) {
        match gate {
            Gate::Dropout => {
                let key = mix(p.key, p.sample_start + i);
                for (channel, m) in (0..).zip(row) {
                    let uniform = (hash(key ^ hash(channel)) >> 8) as f32 / (1 << 24) as f32;
                    *m = if uniform < p.keep { 1.0 / p.keep } else { 0.0 };
                }
            }
            Gate::Image => mask(&lattice, p.sigma, threshold, winner(i as usize), row),
            _ => mask(&lattice, p.sigma, threshold, i, row),
        }
    }
    masks
}

/// Where a window's maxima go.
struct Out<'a> {
    rule: Rule,
    n_outputs: usize,
    outputs: &'a mut [f32],
    slopes: &'a mut [f32],
    /// By the bias where the mask comes before it.
    bias_slopes: &'a mut [f32],
    pool_argmax: &'a mut [u32],
}

impl Out<'_> {
    /// Writes eight channels of a window; `after` is the bias where the mask comes before it.
    #[inline]
    fn finish(&mut self, window: usize, column: usize, Best { s, m, range }: Best, after: f32x8) {
        let zero = f32x8::ZERO;
        let (output, slope, bias_slope) = match self.rule {
            Rule::MaskReluBias => {
                let sum = s + after;
                let alive = sum.simd_gt(zero);
                (sum.max(zero), alive & m, alive & f32x8::ONE)
            }
            Rule::ReluMaskBias => (s.max(zero) + after, s.simd_gt(zero) & m, f32x8::ONE),
            _ => (s.max(zero), s.simd_gt(zero) & m, zero),
        };
        let range = slope.simd_gt(zero) & range;
        let (start, len) = (window * self.n_outputs + column, (self.n_outputs - column).min(8));
        store(&mut self.outputs[start..start + len], output);
        store(&mut self.slopes[start..start + len], slope);
        if self.rule.bias_after() {
            store(&mut self.bias_slopes[start..][..len], bias_slope);
        }
        let words: i32x8 = bytemuck::cast(range);
        let words = i16x8::from_i32x8_saturate(words);
        let words: [u32; 4] = bytemuck::cast(u8x16::narrow_i16x8(words, words));
        self.pool_argmax[start / 4..][..len / 4].copy_from_slice(&words[..len / 4]);
    }
}
