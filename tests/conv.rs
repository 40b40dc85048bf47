//! The kernels of convolutions against plain loops: every sum over taps, windows and channels written out.

use som_lab::kernels::{
    Access, Case, KernelSpec, Words, conv_forward, conv_grad_inputs, conv_grad_weights, conv_k_winner_thresholds, read,
};
use som_lab::lattice::{Lattice, Neighborhood, Topology};
use som_lab::rng::{Rng, hash, mix};

/// The parity cases of a kernel, and what its Rust body makes of their buffers.
fn results(kernel: &KernelSpec) -> Vec<(Case, Vec<Vec<u32>>)> {
    let cases = (kernel.cases)(&mut Rng::new(7, 0));
    assert!(cases.len() > 5, "{} has cases", kernel.name);
    let run = |case: Case| {
        let mut buffers = case.buffers.clone();
        let mut words: Vec<Words> = kernel
            .bindings
            .iter()
            .zip(&mut buffers)
            .map(|(binding, words)| match binding.access {
                Access::Read => Words::Read(words),
                Access::ReadWrite => Words::Write(words),
            })
            .collect();
        (kernel.cpu)(&case.params, &mut words);
        (case, buffers)
    };
    cases.into_iter().map(run).collect()
}

fn f32s(words: &[u32]) -> &[f32] {
    bytemuck::cast_slice(words)
}

fn close(found: f32, expected: f32, what: &str) {
    assert!((found - expected).abs() <= 1e-5 * (1.0 + expected.abs()), "{what}: {found} instead of {expected}");
}

/// Where a patch lies, whichever kernel asks.
macro_rules! geometry {
    ($params:expr) => {{
        let p = $params;
        let [width, pitch, kernel, pool] = [p.width, p.pitch, p.kernel, p.pool].map(|value| value as usize);
        Geometry { sample_words: p.sample_words as usize, width, pitch, kernel, pool, out_w: p.out_w as usize }
    }};
}

struct Geometry {
    sample_words: usize,
    width: usize,
    pitch: usize,
    kernel: usize,
    pool: usize,
    out_w: usize,
}

impl Geometry {
    fn taps(&self) -> usize {
        self.kernel * self.kernel * self.pitch
    }
    /// The word of the inputs that a tap reads at the `sub`-th position of a window of one sample.
    fn word(&self, sample: usize, window: usize, sub: usize, tap: usize) -> usize {
        let (ky, kx) = (tap / self.pitch / self.kernel, tap / self.pitch % self.kernel);
        let y = window / self.out_w * self.pool + sub / self.pool + ky;
        let x = window % self.out_w * self.pool + sub % self.pool + kx;
        sample * self.sample_words + (y * self.width + x) * self.pitch + tap % self.pitch
    }
}

/// The `channel`'s byte of a window's `pool_argmax`.
fn range(pool_argmax: &[u32], place: usize) -> usize {
    (pool_argmax[place / 4] >> (8 * (place % 4)) & 0xff) as usize
}

fn mask(p: &conv_forward::Params, bmu: u32, channel: usize) -> f32 {
    let topology = [Topology::Rectangle, Topology::Torus, Topology::Hexagonal][p.topology as usize];
    let lattice = Lattice { topology, rows: p.rows, cols: p.cols };
    if channel >= lattice.n_units() as usize {
        return 0.0;
    }
    let m = Neighborhood::Gaussian.at(lattice.distance_squared(bmu, channel as u32), p.sigma);
    if m < p.threshold.max(1e-30) { 0.0 } else { m }
}

#[test]
fn forward_is_the_largest_output_of_every_window() {
    for (case, found) in results(&conv_forward::SPEC) {
        let p: conv_forward::Params = read(&case.params);
        let g = geometry!(p);
        let (windows, area, n_outputs) = ((p.out_h * p.out_w) as usize, g.pool * g.pool, p.n_outputs as usize);
        let [inputs, weights, k_winner_thresholds, outputs, activation_grad] =
            [0, 1, 3, 4, 5].map(|buffer| f32s(&found[buffer]));
        let (bmus, pool_argmax) = (&found[2], &found[6]);
        let (weights, bias) = weights[p.start as usize..].split_at(p.n_inputs as usize * n_outputs);
        for place in 0..p.n_samples as usize * windows * n_outputs {
            let (row, channel) = (place / n_outputs, place % n_outputs);
            let (sample, window, b) = (row / windows, row % windows, bias[channel]);
            // The largest output, and of the largest s its value, slope, slope by the bias and position.
            let mut largest = f32::MIN;
            let mut best: Option<(f32, f32, f32, usize)> = None;
            for sub in 0..area {
                let position = row * area + sub;
                let z: f32 = (0..g.taps())
                    .map(|k| inputs[g.word(sample, window, sub, k)] * weights[k * n_outputs + channel])
                    .sum();
                let m = match p.gate {
                    0 => 1.0,
                    1 => mask(&p, bmus[2 * (p.bmu_start as usize + sample)], channel),
                    2 => mask(&p, bmus[2 * (p.bmu_start as usize + position)], channel),
                    3 => {
                        let word = hash(mix(p.key, p.sample_start + sample as u32) ^ hash(channel as u32));
                        let uniform = (word >> 8) as f32 / (1 << 24) as f32;
                        f32::from(uniform < p.keep) / p.keep
                    }
                    _ => f32::from(z + b >= k_winner_thresholds[position]),
                };
                let step = |value: f32| if value > 0.0 { 1.0 } else { 0.0 };
                let (output, slope, bias_slope) = match p.rule {
                    1 | 2 => ((m * (z + b)).max(0.0), m * step(m * (z + b)), 0.0),
                    3 => ((m * z + b).max(0.0), m * step(m * z + b), step(m * z + b)),
                    4 => (m * (z + b).max(0.0), m * step(z + b), 0.0),
                    _ => (m * z.max(0.0) + b, m * step(z), 1.0),
                };
                largest = largest.max(output);
                let s = if p.rule == 3 || p.rule == 5 { m * z } else { m * (z + b) };
                if best.is_none_or(|best| s > best.0) {
                    best = Some((s, slope, bias_slope, sub));
                }
            }
            let (_, slope, bias_slope, sub) = best.expect("a position");
            close(outputs[place], largest, "an output");
            close(activation_grad[place], slope, "a slope");
            if p.rule == 3 || p.rule == 5 {
                close(activation_grad[p.bias_start as usize + place], bias_slope, "a slope by the bias");
            }
            assert_eq!(range(pool_argmax, place), if slope > 0.0 { sub } else { 0 });
        }
    }
}

#[test]
fn floors_are_what_the_last_winner_reaches() {
    for (case, found) in results(&conv_k_winner_thresholds::SPEC) {
        let p: conv_k_winner_thresholds::Params = read(&case.params);
        let g = geometry!(p);
        let (windows, area, n_outputs) = ((p.out_h * p.out_w) as usize, g.pool * g.pool, p.n_outputs as usize);
        let [inputs, weights, k_winner_thresholds] = [0, 1, 2].map(|buffer| f32s(&found[buffer]));
        let (weights, bias) = weights[p.start as usize..].split_at(p.n_inputs as usize * n_outputs);
        for (position, &floor) in k_winner_thresholds[..p.n_samples as usize * windows * area].iter().enumerate() {
            let (row, sub) = (position / area, position % area);
            let product = |channel: usize| -> f32 {
                let word = |k| g.word(row / windows, row % windows, sub, k);
                (0..g.taps()).map(|k| inputs[word(k)] * weights[k * n_outputs + channel]).sum()
            };
            let mut sums: Vec<f32> = (0..p.channels as usize).map(|channel| product(channel) + bias[channel]).collect();
            sums.sort_by(|a, b| b.total_cmp(a));
            close(floor, sums.get(p.winners as usize - 1).copied().unwrap_or(-1e30), "a floor");
        }
    }
}

#[test]
fn weight_gradients_are_sums_over_the_patches_at_the_maxima() {
    for (case, found) in results(&conv_grad_weights::SPEC) {
        let p: conv_grad_weights::Params = read(&case.params);
        let g = geometry!(p);
        let (windows, n_outputs) = ((p.out_h * p.out_w) as usize, p.n_outputs as usize);
        let [inputs, gradients, out] = [0, 1, 3].map(|buffer| f32s(&found[buffer]));
        for split in 0..p.n_samples.div_ceil(p.per_split) {
            let samples = split * p.per_split..p.n_samples.min((split + 1) * p.per_split);
            let rows = samples.start as usize * windows..samples.end as usize * windows;
            let out = &out[(p.out_start + split * p.out_stride) as usize..];
            for (place, &sum) in out[..(p.n_inputs as usize + 1) * n_outputs].iter().enumerate() {
                let (k, channel) = (place / n_outputs, place % n_outputs);
                let term = |row: usize| {
                    let at = row * n_outputs + channel;
                    let sub = range(&found[2], at);
                    if k == p.n_inputs as usize {
                        gradients[p.bias_start as usize + at]
                    } else if k < g.taps() {
                        gradients[at] * inputs[g.word(row / windows, row % windows, sub, k)]
                    } else {
                        0.0
                    }
                };
                close(sum, rows.clone().map(term).sum(), "a gradient");
            }
        }
    }
}

#[test]
fn input_gradients_come_from_every_patch_that_holds_the_input() {
    for (case, found) in results(&conv_grad_inputs::SPEC) {
        let p: conv_grad_inputs::Params = read(&case.params);
        let g = geometry!(p);
        let (windows, n_outputs) = ((p.out_h * p.out_w) as usize, p.n_outputs as usize);
        let [gradients, weights, activation_grad, out] = [0, 2, 3, 4].map(|buffer| f32s(&found[buffer]));
        let weights = &weights[p.start as usize..];
        let mut sums = vec![0.0; p.n_samples as usize * g.sample_words];
        for (at, &gradient) in gradients[..p.n_samples as usize * windows * n_outputs].iter().enumerate() {
            let (row, channel, sub) = (at / n_outputs, at % n_outputs, range(&found[1], at));
            for k in 0..g.taps() {
                sums[g.word(row / windows, row % windows, sub, k)] += gradient * weights[k * n_outputs + channel];
            }
        }
        for (i, sum) in sums.into_iter().enumerate() {
            close(out[i], sum * activation_grad[i], "a gradient");
            if p.bias_start > 0 {
                let at = p.bias_start as usize + i;
                close(out[at], sum * activation_grad[at], "a gradient by the bias below");
            }
        }
    }
}
