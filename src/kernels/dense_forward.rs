//! A fully-connected layer, forward: the product with the weights, and an epilogue of bias, mask, threshold and ReLU.
//!
//! With `z = x W`, `m` the mask around the sample's best-matching unit and `r = relu`, the outputs are, by [`Rule`],
//! `z + b`, `r(z + b)`, `r(m (z + b))`, `r(m z + b)`, `m r(z + b)` or `m r(z) + b`. The mask is computed where it is
//! used and stored nowhere. `activation_grad` is what the backward pass needs: `∂output / ∂z`, and where the bias does
//! not pass through the mask, `∂output / ∂b` after it.

use super::gemm::{BLOCK, Panels, store};
use super::mask::mask;
use super::scratch::Scratch;
use super::simd::{NARROW, add_row, each_nonzero, mostly_zero};
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, shape::Class,
    wgsl,
};
use crate::lattice::{Lattice, Topology};
use wide::f32x8;

/// What becomes of `z = x W`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// `z + b`
    Linear = 0,
    /// `relu(z + b)`
    Relu = 1,
    /// `relu(m (z + b))`
    MaskRelu = 2,
    /// `relu(m z + b)`
    MaskReluBias = 3,
    /// `m relu(z + b)`
    ReluMask = 4,
    /// `m relu(z) + b`
    ReluMaskBias = 5,
}

impl Rule {
    pub const ALL: [Self; 6] =
        [Self::Linear, Self::Relu, Self::MaskRelu, Self::MaskReluBias, Self::ReluMask, Self::ReluMaskBias];

    pub fn masked(self) -> bool {
        self as u32 >= Self::MaskRelu as u32
    }
    /// Whether the bias is added to what the mask has passed.
    pub fn bias_after(self) -> bool {
        matches!(self, Self::MaskReluBias | Self::ReluMaskBias)
    }
}

params! {
    /// `inputs`: `[n_samples, n_inputs]`; `weights`: from `start` on `[n_inputs, n_outputs]`, then the bias
    /// `[n_outputs]`; `bmus`: pairs from row `bmu_start` on, the best unit first (read where `rule` has a mask);
    /// `outputs`, `activation_grad`: `[n_samples, n_outputs]`, and the activation gradients by the bias from word
    /// `bias_start` of `activation_grad` on where `rule` needs them. `n_inputs`, `n_outputs`, `start` and `bias_start`
    /// are multiples of 4; the first `rows × cols` outputs are neurons of the lattice; `sigma` > 0 in lattice units,
    /// `threshold` in [0, 1].
    pub struct Params {
        n_samples: u32,
        n_inputs: u32,
        n_outputs: u32,
        start: u32,
        rule: u32,
        bmu_start: u32,
        rows: u32,
        cols: u32,
        topology: u32,
        bias_start: u32,
        sigma: f32,
        threshold: f32,
    }
}

/// Outputs in one thread's register tile.
const THREAD: u32 = 8;

pub static SPEC: KernelSpec = KernelSpec {
    name: "dense_forward",
    wgsl: wgsl!("index", "lattice", "mask", ; "dense_forward"),
    workgroup: Workgroup::Shaped(Class::Dense),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("inputs", Scalar::F32),
        Binding::read("weights", Scalar::F32),
        Binding::read("bmus", Scalar::U32),
        Binding::write("outputs", Scalar::F32),
        Binding::write("activation_grad", Scalar::F32),
    ],
    groups: |bytes, shape| {
        let p: Params = read(bytes);
        fold((p.n_samples.div_ceil(shape.rows) * p.n_outputs.div_ceil(THREAD)).div_ceil(shape.lanes))
    },
    cpu,
    cases: only_in_tools(|rng| {
        [
            (1, 4, 1, 1, 1.0),
            (3, 8, 2, 3, 1.0),
            (17, 12, 3, 5, 1.0),
            (9, 100, 10, 10, 1.0),
            (33, 52, 9, 9, 1.0),
            (17, 100, 2, 5, 0.05),
        ]
        .into_iter()
        .flat_map(|shape| Rule::ALL.map(|rule| (shape, rule)))
        .map(|((n_samples, n_inputs, rows, cols, share), rule)| {
            let n_outputs = super::padded((rows * cols) as usize) as u32;
            let params = Params {
                n_samples,
                n_inputs,
                n_outputs,
                start: 4 * rng.below(3),
                rule: rule as u32,
                bmu_start: rng.below(3),
                rows,
                cols,
                topology: rng.below(3),
                bias_start: n_samples * n_outputs + 4,
                sigma: 0.6 + 3.0 * rng.uniform(),
                threshold: if rng.below(2) == 0 { 0.0 } else { 0.33 },
            };
            let n = (n_samples * n_outputs) as usize;
            draw::case(
                params,
                vec![
                    draw::sixteenths_of(rng, share, (n_samples * n_inputs) as usize),
                    draw::signed_sixteenths(rng, (params.start + (n_inputs + 1) * n_outputs) as usize),
                    draw::indices(rng, 2 * (n_samples as usize + 3), rows * cols),
                    draw::untouched(n + 4),
                    draw::untouched(2 * n + 8),
                ],
                1e-5,
            )
        })
        .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [inputs, weights, bmus, outputs, activation_grad] = words else { unreachable!() };
    let (n, n_inputs, n_outputs) = (p.n_samples as usize, p.n_inputs as usize, p.n_outputs as usize);
    let rule = Rule::ALL[p.rule as usize];
    let (weights, bias) = weights.f32s()[p.start as usize..].split_at(n_inputs * n_outputs);
    let (activation_grad, bias_grad) = activation_grad.f32s_mut().split_at_mut(n * n_outputs);
    let bias_grad = &mut bias_grad[(p.bias_start as usize).saturating_sub(n * n_outputs)..];
    let outputs = outputs.f32s_mut();
    // Room for whole vectors of the last row.
    let mut bias_row = Scratch::zeros(n_outputs.next_multiple_of(8));
    bias_row[..n_outputs].copy_from_slice(&bias[..n_outputs]);
    let width = bias_row.len();
    let mut masks = Scratch::zeros(if rule.masked() { BLOCK * width } else { 0 });
    let topology = [Topology::Rectangle, Topology::Torus, Topology::Hexagonal][p.topology as usize];
    let lattice = Lattice { topology, rows: p.rows, cols: p.cols };
    // What lies behind a sparse mask is skipped.
    let sparse = n_outputs <= NARROW && mostly_zero(&inputs.f32s()[..n * n_inputs], n_inputs);
    let panels = if sparse { None } else { Some(Panels::of_columns(weights, n_outputs)) };
    for first in (0..n).step_by(BLOCK) {
        let last = (first + BLOCK).min(n);
        if rule.masked() {
            let winners = bmus.u32s()[2 * p.bmu_start as usize..][2 * first..2 * last].as_chunks::<2>().0;
            for (row, &[winner, _]) in winners.iter().enumerate() {
                // A mask is a hundred exponentials; samples of a batch often share their winner.
                match winners[..row].iter().position(|pair| pair[0] == winner) {
                    Some(same) => masks.copy_within(same * width..(same + 1) * width, row * width),
                    None => mask(&lattice, p.sigma, p.threshold, winner, &mut masks[row * width..][..width]),
                }
            }
        }
        let mut finish = |row: usize, column: usize, z: f32x8| {
            let bias = super::simd::load(&bias_row[column..]);
            let m = if rule.masked() { super::simd::load(&masks[row * width + column..]) } else { f32x8::ONE };
            let (output, slope, bias_slope) = epilogue(rule, z, bias, m);
            let (start, len) = ((first + row) * n_outputs + column, (n_outputs - column).min(8));
            store(&mut outputs[start..start + len], output);
            store(&mut activation_grad[start..start + len], slope);
            if rule.bias_after() {
                store(&mut bias_grad[start..start + len], bias_slope);
            }
        };
        let rows = &inputs.f32s()[first * n_inputs..last * n_inputs];
        match &panels {
            Some(panels) => panels.product(rows, finish),
            None => {
                for (row, values) in rows.chunks_exact(n_inputs).enumerate() {
                    let mut sums = [0.0; NARROW];
                    each_nonzero(values, |k, value| {
                        add_row(&mut sums[..n_outputs], value, &weights[k * n_outputs..][..n_outputs]);
                    });
                    for column in (0..n_outputs).step_by(8) {
                        finish(row, column, super::simd::load(&sums[column..]));
                    }
                }
            }
        }
    }
}

/// The outputs, and their gradients by `z` and by the bias.
#[inline]
fn epilogue(rule: Rule, z: f32x8, bias: f32x8, m: f32x8) -> (f32x8, f32x8, f32x8) {
    let relu = |value: f32x8| value.max(f32x8::ZERO);
    let step = |value: f32x8, slope: f32x8| value.simd_gt(f32x8::ZERO).select(slope, f32x8::ZERO);
    let one = f32x8::ONE;
    match rule {
        Rule::Linear => (z + bias, one, one),
        Rule::Relu => {
            let sum = z + bias;
            (relu(sum), step(sum, one), one)
        }
        Rule::MaskRelu => {
            let sum = m * (z + bias);
            (relu(sum), step(sum, m), one)
        }
        Rule::MaskReluBias => {
            let sum = m * z + bias;
            (relu(sum), step(sum, m), step(sum, one))
        }
        Rule::ReluMask => {
            let sum = z + bias;
            (m * relu(sum), step(sum, m), one)
        }
        Rule::ReluMaskBias => (m * relu(z) + bias, step(z, m), one),
    }
}
