//! A linear layer with very many inputs and few outputs, first half: the products of every slice of the inputs, so that
//! there is work for many threads; [`super::linear_sum`] adds them up.

use super::codebook_panels::PANEL;
use super::gemm::{Panels, TILE, dot_tile, store};
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `inputs`: `[n_samples, n_inputs]`; `weights`: from `start` on `[n_inputs, n_outputs]`; `partials`:
    /// `[⌈n_inputs / slice⌉, n_samples, n_outputs]`. `slice` is the inputs of a slice; all but `n_samples` are multiples
    /// of 4.
    pub struct Params {
        n_samples: u32,
        n_inputs: u32,
        n_outputs: u32,
        start: u32,
        slice: u32,
    }
}

/// Samples and outputs in one thread's register tile.
const THREAD: [u32; 2] = [8, 4];

pub static SPEC: KernelSpec = KernelSpec {
    name: "linear_slices",
    wgsl: wgsl!("index", ; "linear_slices"),
    workgroup: Workgroup::Fixed([32, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("inputs", Scalar::F32),
        Binding::read("weights", Scalar::F32),
        Binding::write("partials", Scalar::F32),
    ],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        let slices = p.n_inputs.div_ceil(p.slice);
        fold((slices * p.n_samples.div_ceil(THREAD[0]) * (p.n_outputs / THREAD[1])).div_ceil(32))
    },
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 4, 4, 4), (7, 40, 8, 16), (17, 100, 12, 100), (9, 300, 16, 32), (33, 200, 4, 44)]
            .into_iter()
            .map(|(n_samples, n_inputs, n_outputs, slice)| {
                let start = 4 * rng.below(3);
                let params = Params { n_samples, n_inputs, n_outputs, start, slice };
                let n = n_inputs.div_ceil(slice) * n_samples * n_outputs;
                draw::case(
                    params,
                    vec![
                        draw::sixteenths(rng, (n_samples * n_inputs) as usize),
                        draw::signed_sixteenths(rng, (start + n_inputs * n_outputs) as usize),
                        draw::untouched(n as usize + 4),
                    ],
                    1e-6,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [inputs, weights, partials] = words else { unreachable!() };
    let (n, n_inputs, n_outputs) = (p.n_samples as usize, p.n_inputs as usize, p.n_outputs as usize);
    let panels = Panels::of_columns(&weights.f32s()[p.start as usize..][..n_inputs * n_outputs], n_outputs);
    let (inputs, slice) = (&inputs.f32s()[..n * n_inputs], p.slice as usize);
    let slices = partials.f32s_mut().chunks_exact_mut(n * n_outputs);
    for (from, partials) in (0..n_inputs).step_by(slice).zip(slices) {
        let len = slice.min(n_inputs - from);
        for first in (0..n).step_by(TILE) {
            // The last tile may be short: it repeats its last row.
            let rows = std::array::from_fn(|i| &inputs[(first + i).min(n - 1) * n_inputs + from..][..len]);
            for (panel, column) in panels.iter().zip((0..n_outputs).step_by(PANEL)) {
                let products = dot_tile(&rows, &panel[from * PANEL..][..len * PANEL]);
                for (row, products) in (first..n).zip(products) {
                    store(&mut partials[row * n_outputs + column..][..(n_outputs - column).min(PANEL)], products);
                }
            }
        }
    }
}
