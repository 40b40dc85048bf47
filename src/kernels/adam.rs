//! One step of Adam (Kingma and Ba, *Adam: A Method for Stochastic Optimization*, 2015), as PyTorch does it.
//!
//! `m ← β₁ m + (1 − β₁) g`, `v ← β₂ v + (1 − β₂) g²`, `w ← w − rate · m / (√v · root + ε)`; the host folds the
//! corrections of step t into `rate = α / (1 − β₁ᵗ)` and `root = 1 / √(1 − β₂ᵗ)`.

use super::simd::load;
use super::update::TINY;
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};
use wide::f32x8;

/// ε
pub const EPSILON: f32 = 1e-8;
/// A second moment below it is 0: its root is nothing beside ε, and denormals cost WebAssembly half its speed.
const TINY_SQUARE: f32 = 1e-30;

params! {
    /// `gradients`, `first`, `second`, `weights`: `[n]`, n a multiple of 4.
    pub struct Params {
        n: u32,
        beta1: f32,
        beta2: f32,
        rate: f32,
        root: f32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "adam",
    wgsl: wgsl!("index", ; "adam"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("gradients", Scalar::F32),
        Binding::write("first", Scalar::F32),
        Binding::write("second", Scalar::F32),
        Binding::write("weights", Scalar::F32),
    ],
    groups: |bytes, _| fold((read::<Params>(bytes).n / 4).div_ceil(64)),
    cpu,
    cases: only_in_tools(|rng| {
        [4, 12, 260, 1000]
            .into_iter()
            .map(|n: u32| {
                let words = n as usize + 4;
                let mut first = draw::floats(rng, words, -0.1, 0.1);
                let mut second = draw::floats(rng, words, 0.0, 0.1);
                // Moments that have nearly died out.
                first[1] = 1e-25f32.to_bits();
                second[1] = 1e-33f32.to_bits();
                let mut gradients = draw::floats(rng, words, -1.0, 1.0);
                gradients[1] = 0;
                draw::case(
                    Params { n, beta1: 0.9, beta2: 0.999, rate: 0.01, root: 1.5 },
                    vec![gradients, first, second, draw::floats(rng, words, -1.0, 1.0)],
                    1e-5,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [gradients, first, second, weights] = words else { unreachable!() };
    let n = p.n as usize;
    let gradients = &gradients.f32s()[..n];
    let [first, second, weights] = [first, second, weights].map(|words| &mut words.f32s_mut()[..n]);
    let splat = f32x8::splat;
    let keep = |value: f32x8, least: f32| value.abs().simd_lt(splat(least)).select(f32x8::ZERO, value);
    let step = |gradients: &[f32], first: &mut [f32], second: &mut [f32], weights: &mut [f32]| {
        let g = load(gradients);
        let m = keep(splat(p.beta1) * load(first) + splat(1.0 - p.beta1) * g, TINY);
        let v = keep(splat(p.beta2) * load(second) + splat(1.0 - p.beta2) * g * g, TINY_SQUARE);
        let w = load(weights) - splat(p.rate) * m / (v.sqrt() * splat(p.root) + splat(EPSILON));
        for (out, value) in [(first, m), (second, v), (weights, w)] {
            out.copy_from_slice(value.as_array());
        }
    };
    let whole = n / 8 * 8;
    for at in (0..whole).step_by(8) {
        let range = at..at + 8;
        step(&gradients[range.clone()], &mut first[range.clone()], &mut second[range.clone()], &mut weights[range]);
    }
    if whole < n {
        // The last four, beside four zeros.
        let mut rest = [[0.0; 8]; 4];
        for (rest, values) in rest.iter_mut().zip([gradients, first, second, weights]) {
            rest[..4].copy_from_slice(&values[whole..]);
        }
        let [g, m, v, w] = &mut rest;
        step(g, m, v, w);
        for (out, rest) in [first, second, weights].into_iter().zip([m, v, w]) {
            out[whole..].copy_from_slice(&rest[..4]);
        }
    }
}
